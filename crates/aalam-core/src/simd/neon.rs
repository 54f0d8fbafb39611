//! NEON: four registers a block; tables of 64 entries are one instruction, eight codes at a time are packed.

use core::arch::aarch64::{
    uint8x16_t, uint8x16x4_t, vaddv_u8, vandq_u8, vandq_u16, vbslq_u8, vceqq_u8, vceqq_u16,
    vcgeq_u8, vcombine_u8, vdupq_n_u8, vdupq_n_u16, vget_high_u8, vget_low_u8, vld1_u8, vld1q_u8,
    vld1q_u8_x4, vld1q_u16, vmovn_u16, vmvnq_u8, vorrq_u8, vqtbl4q_u8, vqtbx4q_u8, vshlq_n_u8,
    vst1_u8, vst1q_u8, vsubq_u8, vtbl1_u8,
};

use super::blocks::{self, Block, Kernel, PACK};
use super::front::{self, FrontKernel};
use super::{DROP, Normalised, RARE, Tables};

struct Neon;

impl FrontKernel for Neon {}

#[inline(always)]
unsafe fn load<const N: usize>(bytes: &[u8; N], at: usize) -> uint8x16_t {
    debug_assert!(at + 16 <= N);
    // SAFETY: the callers of this file pass places with 16 bytes behind them; NEON is part of the target.
    unsafe { vld1q_u8(bytes.as_ptr().add(at)) }
}

/// 64 entries of a table, from `at`.
#[inline(always)]
unsafe fn table<const N: usize>(bytes: &[u8; N], at: usize) -> uint8x16x4_t {
    debug_assert!(at + 64 <= N);
    // SAFETY: the callers of this file pass places with 64 bytes behind them.
    unsafe { vld1q_u8_x4(bytes.as_ptr().add(at)) }
}

/// A bit for each byte that is all ones.
#[inline(always)]
unsafe fn mask(bytes: uint8x16_t) -> u64 {
    const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
    // SAFETY: NEON is part of the target.
    unsafe {
        let bits = vandq_u8(bytes, load(&BITS, 0));
        u64::from(vaddv_u8(vget_low_u8(bits))) | u64::from(vaddv_u8(vget_high_u8(bits))) << 8
    }
}

/// Looks up places 0–127.
#[inline(always)]
unsafe fn look_up(entries: &[u8; 128], place: uint8x16_t) -> uint8x16_t {
    // SAFETY: NEON is part of the target.
    unsafe {
        let low = vqtbl4q_u8(table(entries, 0), place);
        vqtbx4q_u8(low, table(entries, 64), vsubq_u8(place, vdupq_n_u8(64)))
    }
}

impl Kernel for Neon {
    type Codes = [uint8x16_t; 4];

    #[inline(always)]
    unsafe fn utf8(window: &[u8; 66], tables: &Tables) -> Block<[uint8x16_t; 4]> {
        // SAFETY: NEON is part of the target; loads are in the arrays.
        unsafe {
            let mut codes = [vdupq_n_u8(0); 4];
            let (mut ends, mut leads) = (0u64, 0u64);
            let (mut general, mut seconds, mut firsts) = (0u64, 0u64, 0u64);
            for (index, slot) in codes.iter_mut().enumerate() {
                let (at, shift) = (index * 16, index * 16);
                let bytes = load(window, at + 2);
                let before = load(window, at + 1);
                let earlier = load(window, at);
                let is = |bytes, value| vceqq_u8(bytes, vdupq_n_u8(value));
                let arabic = |bytes| is(vandq_u8(bytes, vdupq_n_u8(0xFE)), 0xD8);
                let is_ascii = vmvnq_u8(vcgeq_u8(bytes, vdupq_n_u8(0x80)));
                let low = vandq_u8(bytes, vdupq_n_u8(0x3F));
                let top = vandq_u8(vshlq_n_u8::<6>(before), vdupq_n_u8(0x40));
                let arabic_codes = look_up(&tables.arabic, vorrq_u8(low, top));
                let ascii_codes = look_up(&tables.ascii, vandq_u8(bytes, vdupq_n_u8(0x7F)));
                let latin = is(before, 0xC2);
                let pair = vandq_u8(is(earlier, 0xE2), is(before, 0x80));
                let mut found = vbslq_u8(is_ascii, ascii_codes, arabic_codes);
                found = vbslq_u8(latin, vqtbl4q_u8(table(&tables.latin, 0), low), found);
                *slot = vbslq_u8(pair, vqtbl4q_u8(table(&tables.punctuation, 0), low), found);
                let complete = vorrq_u8(vorrq_u8(is_ascii, arabic(before)), vorrq_u8(latin, pair));
                ends |= mask(complete) << shift;
                leads |= mask(vorrq_u8(arabic(bytes), is(bytes, 0xC2))) << shift;
                general |= mask(pair) << shift;
                seconds |= mask(vandq_u8(is(bytes, 0x80), is(before, 0xE2))) << shift;
                firsts |= mask(is(bytes, 0xE2)) << shift;
            }
            // A lead byte at the end of the block tells nothing about what follows it; its character ends in the next one.
            let last_two = 3 << 62;
            let general_leads =
                firsts & (general >> 2 | last_two) | seconds & (general >> 1 | last_two);
            Block { codes, known: ends | leads | general_leads, ends }
        }
    }

    #[inline(always)]
    unsafe fn points(block: &[u16; 64], tables: &Tables) -> Block<[uint8x16_t; 4]> {
        // SAFETY: NEON is part of the target; loads are in the array.
        unsafe {
            let mut codes = [vdupq_n_u8(0); 4];
            let mut known = 0u64;
            for (index, slot) in codes.iter_mut().enumerate() {
                let first = vld1q_u16(block.as_ptr().add(index * 16));
                let second = vld1q_u16(block.as_ptr().add(index * 16 + 8));
                let is = |page: u16| {
                    let of = |half| {
                        let of_page = vandq_u16(half, vdupq_n_u16(0xFF80));
                        vmovn_u16(vceqq_u16(of_page, vdupq_n_u16(page)))
                    };
                    vcombine_u8(of(first), of(second))
                };
                let (is_ascii, is_arabic) = (is(0), is(0x600));
                let low = vcombine_u8(vmovn_u16(first), vmovn_u16(second));
                let place = vandq_u8(low, vdupq_n_u8(0x7F));
                *slot = vbslq_u8(
                    is_ascii,
                    look_up(&tables.ascii, place),
                    look_up(&tables.arabic, place),
                );
                known |= mask(vorrq_u8(is_ascii, is_arabic)) << (index * 16);
            }
            Block { codes, known, ends: known }
        }
    }

    #[inline(always)]
    unsafe fn drops(codes: &[uint8x16_t; 4]) -> (u64, u64) {
        let dropped = from(codes, RARE);
        (dropped, dropped & !from(codes, DROP))
    }

    #[inline(always)]
    unsafe fn compress(codes: &[uint8x16_t; 4], keep: u64, out: &mut [u8; 72]) {
        let mut len = 0;
        for (index, sixteen) in codes.iter().enumerate() {
            // SAFETY: NEON is part of the target; at most 56 bytes stand before the last store of 8.
            unsafe {
                for (half, eight) in
                    [vget_low_u8(*sixteen), vget_high_u8(*sixteen)].into_iter().enumerate()
                {
                    let set = (keep >> (index * 16 + half * 8)) as u8;
                    let places = vld1_u8(PACK[usize::from(set)].as_ptr());
                    vst1_u8(out.as_mut_ptr().add(len), vtbl1_u8(eight, places));
                    len += set.count_ones() as usize;
                }
            }
        }
    }

    #[inline(always)]
    unsafe fn array(codes: &[uint8x16_t; 4]) -> [u8; 64] {
        let mut out = [0; 64];
        for (index, sixteen) in codes.iter().enumerate() {
            // SAFETY: NEON is part of the target; the stores are in the array.
            unsafe { vst1q_u8(out.as_mut_ptr().add(index * 16), *sixteen) };
        }
        out
    }

    #[inline(always)]
    unsafe fn from_array(codes: &[u8; 64]) -> [uint8x16_t; 4] {
        // SAFETY: NEON is part of the target.
        unsafe { [load(codes, 0), load(codes, 16), load(codes, 32), load(codes, 48)] }
    }

    #[inline(always)]
    unsafe fn at_least(block: &[u8; 64], least: u8) -> u64 {
        // SAFETY: NEON is part of the target.
        from(&unsafe { Self::from_array(block) }, least)
    }
}

/// Codes at or above `least`.
#[inline(always)]
fn from(codes: &[uint8x16_t; 4], least: u8) -> u64 {
    let mut bits = 0;
    for (index, sixteen) in codes.iter().enumerate() {
        // SAFETY: NEON is part of the target.
        bits |= unsafe { mask(vcgeq_u8(*sixteen, vdupq_n_u8(least))) } << (index * 16);
    }
    bits
}

entries!(Neon, "neon");
