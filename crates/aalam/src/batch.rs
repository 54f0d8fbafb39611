//! Many texts in parallel, on a thread pool of the recognizer's own.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::document::{About, Document};
use crate::mention::{Entities, Mentions};
use crate::recognizer::{Recognizer, Scratch};

/// A lazily made thread pool that belongs to one process.
///
/// A forked child inherits the memory of a pool but not its threads, and would wait for them forever. The pool is
/// therefore keyed by process id: a child makes its own and forgets the inherited one.
pub(crate) struct Pool {
    threads: usize,
    made: Mutex<Option<(u32, Arc<rayon::ThreadPool>)>>,
}

impl Pool {
    pub(crate) fn new(threads: usize) -> Self {
        Self { threads, made: Mutex::new(None) }
    }

    /// The pool of this process; `None` when the system gives no threads.
    fn get(&self) -> Option<Arc<rayon::ThreadPool>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        if let Some((owner, pool)) = made.as_ref()
            && *owner == process
        {
            return Some(Arc::clone(pool));
        }
        let builder = rayon::ThreadPoolBuilder::new().num_threads(self.threads);
        let pool = Arc::new(builder.thread_name(|index| format!("aalam-{index}")).build().ok()?);
        // Dropping an inherited pool would wait for threads that do not exist.
        std::mem::forget(made.replace((process, Arc::clone(&pool))));
        Some(pool)
    }
}

impl Recognizer {
    /// Finds the entities of many texts in parallel. Results come in the order of the texts and do not depend on the number of
    /// threads.
    ///
    /// ```
    /// # #[cfg(feature = "bundled")] {
    /// let recognizer = aalam::Recognizer::bundled()?;
    /// let found = recognizer.recognize_batch(&["زار دمشق", "عاد من بيروت"]);
    /// assert_eq!(found[1].get(0).unwrap().text(), "بيروت");
    /// # }
    /// # Ok::<(), aalam::Error>(())
    /// ```
    pub fn recognize_batch<'t, T>(&self, texts: &'t [T]) -> Vec<Entities<'t>>
    where
        T: AsRef<str> + Sync,
    {
        self.map_batch(texts, |text, scratch| self.recognize_with(text.as_ref(), scratch))
    }

    /// Finds the entities of many documents in parallel. As [`recognize_batch`](Self::recognize_batch).
    pub fn recognize_documents<'t>(&self, documents: &'t [Document]) -> Vec<Entities<'t>> {
        self.map_batch(documents, |document, scratch| {
            self.recognize_document_with(document, scratch)
        })
    }

    /// The mentions of many documents in any form, for bindings. As [`recognize_batch`](Self::recognize_batch).
    #[doc(hidden)]
    pub fn recognize_units_batch(&self, documents: &[About<'_>]) -> Vec<Mentions> {
        self.map_batch(documents, |document, scratch| self.recognize_about(*document, scratch))
    }

    /// Does something with many items in parallel, with buffers for [`recognize_with`](Self::recognize_with) at hand; results in the order of
    /// the items.
    ///
    /// ```
    /// # #[cfg(feature = "bundled")] {
    /// let recognizer = aalam::Recognizer::bundled()?;
    /// let counts = recognizer.map_batch(&["زار دمشق", "عاد"], |text, scratch| {
    ///     recognizer.recognize_with(text, scratch).len()
    /// });
    /// assert_eq!(counts, [1, 0]);
    /// # }
    /// # Ok::<(), aalam::Error>(())
    /// ```
    pub fn map_batch<'t, T: Sync, R: Send>(
        &self,
        texts: &'t [T],
        recognize: impl Fn(&'t T, &mut Scratch) -> R + Sync,
    ) -> Vec<R> {
        let sequential = || {
            let mut borrowed = self.borrow_scratch();
            texts.iter().map(|text| recognize(text, &mut borrowed.scratch)).collect()
        };
        if texts.len() < 2 {
            return sequential();
        }
        let Some(pool) = self.0.pool.get() else { return sequential() };
        // Small pieces, so that no thread works long after the others are done; not so small that the splitting tells.
        let piece = (texts.len() / pool.current_num_threads() / 16).clamp(1, 64);
        pool.install(|| {
            texts
                .par_iter()
                .with_max_len(piece)
                .map_init(
                    || self.borrow_scratch(),
                    |borrowed, text| recognize(text, &mut borrowed.scratch),
                )
                .collect()
        })
    }
}
