//! The walks that all forms share, over blocks of 64 units; a form says what happens to one block.

use super::{
    Bounds, DROP, DROP_NOTED, FIRST_FOREIGN, FIRST_LATIN, FIRST_SEPARATOR, Normalised, RARE, STOP,
    Tables, prefetch,
};

/// For each set of eight: where the kept ones are.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(super) static PACK: [[u8; 8]; 256] = {
    let mut table = [[0; 8]; 256];
    let mut set = 0;
    while set < 256 {
        let (mut bit, mut len) = (0, 0);
        while bit < 8 {
            if set >> bit & 1 == 1 {
                table[set][len] = bit as u8;
                len += 1;
            }
            bit += 1;
        }
        set += 1;
    }
    table
};

/// What a block became: letter codes as the form holds them.
pub(super) struct Block<C> {
    pub(super) codes: C,
    /// Units that belong to a character with a code in `codes`.
    pub(super) known: u64,
    /// Units that end such a character; its code stands there.
    pub(super) ends: u64,
}

/// A form: what to do with one block.
///
/// # Safety
///
/// Methods may use the processor features of their form; callers are compiled for them.
pub(super) trait Kernel {
    type Codes;
    /// Maps a block of UTF-8. `window` holds the two bytes before it, too; behind the text it holds zeros.
    unsafe fn utf8(window: &[u8; 66], tables: &Tables) -> Block<Self::Codes>;
    /// Maps a block of code points up to U+FFFF.
    unsafe fn points(block: &[u16; 64], tables: &Tables) -> Block<Self::Codes>;
    /// The codes at and above [`RARE`], and those of them below [`DROP`].
    unsafe fn drops(codes: &Self::Codes) -> (u64, u64);
    /// Writes the kept codes one after another to the front of `out`.
    unsafe fn compress(codes: &Self::Codes, keep: u64, out: &mut [u8; 72]);
    /// The codes as an array.
    unsafe fn array(codes: &Self::Codes) -> [u8; 64];
    /// The same from an array.
    unsafe fn from_array(codes: &[u8; 64]) -> Self::Codes;
    /// Bytes at or above `least`.
    unsafe fn at_least(block: &[u8; 64], least: u8) -> u64;
    /// Writes `base` plus the position of each set bit to the front of `out`.
    #[inline(always)]
    unsafe fn positions(mut mask: u64, base: u32, out: &mut [u32; 64]) {
        let count = mask.count_ones();
        for (index, slot) in (0..).zip(out.iter_mut()) {
            // Eight at a time: the number is hard to predict, its eighth is not.
            if index % 8 == 0 && index >= count {
                break;
            }
            *slot = base + mask.trailing_zeros();
            mask &= mask.wrapping_sub(1);
        }
    }
}

/// Blocks to ask for in advance.
const AHEAD: usize = 12;

/// Reads UTF-8.
///
/// # Safety
///
/// The caller is compiled for the features of `K`.
#[inline(always)]
pub(super) unsafe fn utf8<K: Kernel>(text: &str, tables: &Tables, out: &mut Normalised) -> bool {
    let source = text.as_bytes();
    out.start(source.len());
    let mut len = 0;
    // Texts come from far away, and many are too short for the processor to see a pattern.
    for line in 0..AHEAD {
        prefetch(source, line * 64);
    }
    for index in 0..out.blocks {
        let from = index * 64;
        prefetch(source, from + AHEAD * 64);
        let rest = source.len() - from;
        let mut edge = [0; 66];
        let whole: Option<&[u8; 66]> =
            from.checked_sub(2).and_then(|at| source.get(at..at + 66)?.try_into().ok());
        let window = whole.unwrap_or_else(|| {
            // The first block has nothing before it, the last one is not full.
            let (at, skip) = if from == 0 { (0, 2) } else { (from - 2, 0) };
            let part = source.get(at..source.len().min(from + 64)).unwrap_or_default();
            if let Some(room) = edge.get_mut(skip..skip + part.len()) {
                room.copy_from_slice(part);
            }
            &edge
        });
        let valid = if rest >= 64 { !0 } else { (1 << rest) - 1 };
        out.begin(index, len);
        out.reserve(len + 72);
        // SAFETY: the caller is compiled for the features.
        let block = unsafe { K::utf8(window, tables) };
        let keep = if block.known & valid == valid {
            // SAFETY: as above.
            let Some(keep) = (unsafe { store::<K>(&block.codes, block.ends & valid, len, out) })
            else {
                return false;
            };
            keep
        } else {
            let Some(keep) =
                one_by_one(text, from, (from + 64).min(source.len()), tables, len, out)
            else {
                return false;
            };
            keep
        };
        if let Some(slot) = out.keep.get_mut(index) {
            *slot = keep;
        }
        len += keep.count_ones() as usize;
    }
    out.finish(len);
    true
}

/// Writes the codes of a block; gives the units that left one, or `None` for [`RARE`].
#[inline(always)]
unsafe fn store<K: Kernel>(
    codes: &K::Codes,
    ends: u64,
    len: usize,
    out: &mut Normalised,
) -> Option<u64> {
    // SAFETY: the caller is compiled for the features.
    let (dropped, special) = unsafe { K::drops(codes) };
    let keep = ends & !dropped;
    if special & ends != 0 {
        // SAFETY: as above.
        note(&unsafe { K::array(codes) }, special & ends, keep, len, out)?;
    }
    let room: Option<&mut [u8; 72]> = out.codes.get_mut(len..len + 72)?.try_into().ok();
    // SAFETY: as above.
    unsafe { K::compress(codes, keep, room?) };
    Some(keep)
}

/// Notes the drops that want it.
#[cold]
fn note(codes: &[u8; 64], special: u64, keep: u64, len: usize, out: &mut Normalised) -> Option<()> {
    for (unit, code) in codes.iter().enumerate().filter(|(unit, _)| special >> unit & 1 == 1) {
        if *code == RARE {
            return None;
        }
        let before = (keep & ((1 << unit) - 1)).count_ones();
        out.noted.push(len as u32 + before);
    }
    Some(())
}

/// Reads the characters that end in a block one by one; gives the units that left a code, or `None` for [`RARE`].
fn one_by_one(
    text: &str,
    from: usize,
    to: usize,
    tables: &Tables,
    len: usize,
    out: &mut Normalised,
) -> Option<u64> {
    let mut start = from;
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let (mut keep, mut at) = (0u64, len);
    for c in text.get(start..).unwrap_or_default().chars() {
        start += c.len_utf8();
        if start > to {
            break;
        }
        match tables.code(c as u32) {
            DROP => {}
            DROP_NOTED => out.noted.push(at as u32),
            RARE => return None,
            code => {
                if let Some(slot) = out.codes.get_mut(at) {
                    *slot = code;
                }
                keep |= 1 << (start - 1 - from);
                at += 1;
            }
        }
    }
    Some(keep)
}

/// A unit of a Python str.
pub(super) trait Unit: Copy {
    fn point(self) -> u32;
}

impl Unit for u8 {
    #[inline(always)]
    fn point(self) -> u32 {
        u32::from(self)
    }
}

impl Unit for u16 {
    #[inline(always)]
    fn point(self) -> u32 {
        u32::from(self)
    }
}

impl Unit for u32 {
    #[inline(always)]
    fn point(self) -> u32 {
        self
    }
}

/// Reads the units of a Python str: each is a code point.
///
/// # Safety
///
/// The caller is compiled for the features of `K`.
#[inline(always)]
pub(super) unsafe fn units<K: Kernel, U: Unit>(
    text: &[U],
    tables: &Tables,
    out: &mut Normalised,
) -> bool {
    out.start(text.len());
    let mut len = 0;
    for (index, part) in text.chunks(64).enumerate() {
        let mut block = [0xFFFFu16; 64];
        for (slot, unit) in block.iter_mut().zip(part) {
            *slot = unit.point().min(0xFFFF) as u16;
        }
        let valid = if part.len() == 64 { !0 } else { (1 << part.len()) - 1 };
        out.begin(index, len);
        out.reserve(len + 72);
        // SAFETY: the caller is compiled for the features.
        let mut found = unsafe { K::points(&block, tables) };
        let unknown = !found.known & valid;
        if unknown != 0 {
            // SAFETY: as above.
            let mut codes = unsafe { K::array(&found.codes) };
            let mut rest = unknown;
            while rest != 0 {
                let at = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                if let (Some(code), Some(unit)) = (codes.get_mut(at), part.get(at)) {
                    *code = tables.code(unit.point());
                }
            }
            // SAFETY: as above.
            found.codes = unsafe { K::from_array(&codes) };
        }
        // SAFETY: as above.
        let Some(keep) = (unsafe { store::<K>(&found.codes, valid, len, out) }) else {
            return false;
        };
        if let Some(slot) = out.keep.get_mut(index) {
            *slot = keep;
        }
        len += keep.count_ones() as usize;
    }
    out.finish(len);
    true
}

/// Finds the words.
///
/// # Safety
///
/// The caller is compiled for the features of `K`.
#[inline(always)]
pub(super) unsafe fn words<K: Kernel>(text: &Normalised, out: &mut Bounds) {
    let codes = text.padded();
    let (mut starts, mut ends) = (0, 0);
    // Scripts of the code before the block: bit 0 Arabic, 1 digits, 2 Latin.
    let mut before = [0u64; 3];
    // The padding ends the last word.
    for index in 0..=text.len / 64 {
        let mut edge = [STOP; 64];
        let rest = codes.get(index * 64..).unwrap_or_default();
        let block: &[u8; 64] = rest.first_chunk().unwrap_or_else(|| {
            if let Some(room) = edge.get_mut(..rest.len()) {
                room.copy_from_slice(rest);
            }
            &edge
        });
        // SAFETY: the caller is compiled for the features.
        let letters = !unsafe { K::at_least(block, FIRST_SEPARATOR) };
        // SAFETY: as above.
        let foreign = letters & unsafe { K::at_least(block, FIRST_FOREIGN) };
        let (first, past);
        if foreign | before[1] | before[2] == 0 {
            let shifted = letters << 1 | before[0];
            first = letters & !shifted;
            past = shifted & !letters;
            before[0] = letters >> 63;
        } else {
            // SAFETY: as above.
            let latin = unsafe { K::at_least(block, FIRST_LATIN) };
            (first, past) =
                scripts([letters & !foreign, foreign & !latin, foreign & latin], &mut before);
        }
        if out.starts.len() < starts + 64 || out.ends.len() < ends + 64 {
            let room = (starts + 64).max(out.starts.len() * 2).max(512);
            out.starts.resize(room, 0);
            out.ends.resize(room, 0);
        }
        let base = index as u32 * 64;
        for (mask, list, len) in
            [(first, &mut out.starts, &mut starts), (past, &mut out.ends, &mut ends)]
        {
            if let Some(room) = list.get_mut(*len..).and_then(|list| list.first_chunk_mut()) {
                // SAFETY: as above.
                unsafe { K::positions(mask, base, room) };
            }
            *len += mask.count_ones() as usize;
        }
    }
    out.len = starts.min(ends);
}

/// Where words begin and where they end (one past) in a block with several scripts.
#[inline(always)]
fn scripts(masks: [u64; 3], before: &mut [u64; 3]) -> (u64, u64) {
    let (mut first, mut past) = (0, 0);
    for (mask, before) in masks.into_iter().zip(before) {
        let shifted = mask << 1 | *before;
        first |= mask & !shifted;
        past |= shifted & !mask;
        *before = mask >> 63;
    }
    (first, past)
}
