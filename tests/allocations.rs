//! A document costs no allocation beyond its results.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use aalam::Recognizer;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, counting.
struct Counting;

fn count() {
    // Threads that end have no counter any more, and are not asked.
    let _ = COUNT.try_with(|count| count.set(count.get() + 1));
}

#[expect(unsafe_code, reason = "an allocator is unsafe by nature; this one hands everything on")]
// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promise.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_document_allocates_its_results_only() {
    let text = include_str!("../examples/summit.txt");
    for context in [true, false] {
        let recognizer = Recognizer::builder().bundled().unwrap().context(context).build().unwrap();
        let mut scratch = recognizer.scratch();
        recognizer.recognize_with(text, &mut scratch);
        let before = COUNT.get();
        let found = recognizer.recognize_with(text, &mut scratch);
        // Mentions, and the candidates of all of them.
        assert_eq!(COUNT.get() - before, 2, "context {context}");
        assert!(found.len() > 50);
    }
}
