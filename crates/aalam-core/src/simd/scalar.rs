//! The form without vectors: the one that the others are compared with.

use super::blocks::{self, Block, Kernel};
use super::front::{self, FrontKernel};
use super::{DROP, Normalised, RARE, Tables};

struct Scalar;

impl FrontKernel for Scalar {}

impl Kernel for Scalar {
    type Codes = [u8; 64];

    /// Knows the bytes of ASCII and of the Arabic block; what else there is sends the block to be read one by one.
    #[inline(always)]
    unsafe fn utf8(window: &[u8; 66], tables: &Tables) -> Block<[u8; 64]> {
        let (mut codes, mut known, mut ends) = ([0; 64], 0u64, 0u64);
        let pairs = window.iter().skip(1).zip(window.iter().skip(2));
        for ((bit, slot), (before, byte)) in codes.iter_mut().enumerate().zip(pairs) {
            let is_ascii = *byte < 0x80;
            let is_trail = before & 0xFE == 0xD8;
            let is_lead = byte & 0xFE == 0xD8;
            let index = if is_ascii { *byte } else { (before & 1) << 6 | byte & 0x3F };
            let table = if is_ascii { &tables.ascii } else { &tables.arabic };
            *slot = table.get(usize::from(index & 0x7F)).copied().unwrap_or(DROP);
            ends |= u64::from(is_ascii | is_trail) << bit;
            known |= u64::from(is_ascii | is_trail | is_lead) << bit;
        }
        Block { codes, known, ends }
    }

    #[inline(always)]
    unsafe fn points(block: &[u16; 64], tables: &Tables) -> Block<[u8; 64]> {
        let (mut codes, mut known) = ([0; 64], 0u64);
        for ((bit, slot), point) in codes.iter_mut().enumerate().zip(block) {
            let table = if *point < 0x80 { &tables.ascii } else { &tables.arabic };
            *slot = table.get(usize::from(*point & 0x7F)).copied().unwrap_or(DROP);
            known |= u64::from(*point < 0x80 || *point & 0xFF80 == 0x0600) << bit;
        }
        Block { codes, known, ends: known }
    }

    #[inline(always)]
    unsafe fn drops(codes: &[u8; 64]) -> (u64, u64) {
        let (mut dropped, mut special) = (0, 0);
        for (bit, code) in codes.iter().enumerate() {
            dropped |= u64::from(*code >= RARE) << bit;
            special |= u64::from(*code >= RARE && *code < DROP) << bit;
        }
        (dropped, special)
    }

    #[inline(always)]
    unsafe fn compress(codes: &[u8; 64], keep: u64, out: &mut [u8; 72]) {
        let mut len = 0;
        for (bit, code) in codes.iter().enumerate() {
            if let Some(slot) = out.get_mut(len) {
                *slot = *code;
            }
            len += (keep >> bit & 1) as usize;
        }
    }

    #[inline(always)]
    unsafe fn array(codes: &[u8; 64]) -> [u8; 64] {
        *codes
    }

    #[inline(always)]
    unsafe fn from_array(codes: &[u8; 64]) -> [u8; 64] {
        *codes
    }

    #[inline(always)]
    unsafe fn at_least(block: &[u8; 64], least: u8) -> u64 {
        let mut bits = 0;
        for (bit, byte) in block.iter().enumerate() {
            bits |= u64::from(*byte >= least) << bit;
        }
        bits
    }
}

entries!(Scalar);
