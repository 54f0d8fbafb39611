//! The hash of a word: multiplications that vectors have, too.

/// What a dictionary's hashes start from. Another one makes other hashes, where two keys fell together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed {
    pub(super) low: u64,
    pub(super) high: u64,
}

/// Spreads a hash over all bits.
pub(super) const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// The bits of the first eight letters and of the next eight that belong to a word of each length up to sixteen.
static MASKS: [(u64, u64); 32] = {
    let mut masks = [(!0u64, !0u64); 32];
    let mut len = 0;
    while len < 16 {
        masks[len] =
            if len < 8 { ((1 << (len * 8)) - 1, 0) } else { (!0, (1 << (len * 8 - 64)) - 1) };
        len += 1;
    }
    masks
};

impl Seed {
    /// The seed with a number.
    pub const fn new(number: u64) -> Self {
        Self {
            low: number.wrapping_mul(SPREAD) ^ 0xA076_1D65_78BD_642F,
            high: number.wrapping_mul(SPREAD) ^ 0xE703_7ED1_A0B4_28DB,
        }
    }

    /// The hash of a word's `len` letters, at most sixteen; what follows them is ignored.
    #[inline(always)]
    pub(super) fn mix(self, letters: u128, len: usize) -> u64 {
        let (low_mask, high_mask) = MASKS.get(len & 31).copied().unwrap_or_default();
        let low = letters as u64 & low_mask ^ self.low;
        let high = (letters >> 64) as u64 & high_mask ^ self.high;
        // Each half of eight letters times the other half; letters count by themselves, too, so that no half annuls the other.
        let fold = |letters: u64| {
            (letters & 0xFFFF_FFFF).wrapping_mul(letters >> 32).wrapping_add(letters)
        };
        let mixed = (fold(low) ^ fold(high).rotate_left(32)).wrapping_mul(SPREAD);
        mixed ^ mixed >> 32
    }

    #[cold]
    pub(super) fn hash_long(self, word: &[u8]) -> u64 {
        let mut seed = self;
        for part in word.chunks(16) {
            let mut sixteen = [0; 16];
            if let Some(room) = sixteen.get_mut(..part.len()) {
                room.copy_from_slice(part);
            }
            seed.low ^= seed.mix(u128::from_le_bytes(sixteen), part.len());
        }
        seed.low
    }

    /// The hash of `codes[start..end]`; fast where sixteen codes can be read from `start`.
    #[inline]
    pub fn hash_in(self, codes: &[u8], start: u32, end: u32) -> u64 {
        let len = end.saturating_sub(start) as usize;
        match codes.get(start as usize..).and_then(<[u8]>::first_chunk) {
            Some(sixteen) if len <= 16 => self.mix(u128::from_le_bytes(*sixteen), len),
            _ => self.hash_word(codes.get(start as usize..end as usize).unwrap_or_default()),
        }
    }

    /// The hash of a word that stands alone.
    pub fn hash_word(self, word: &[u8]) -> u64 {
        if word.len() > 16 {
            return self.hash_long(word);
        }
        let mut sixteen = [0; 16];
        if let Some(room) = sixteen.get_mut(..word.len()) {
            room.copy_from_slice(word);
        }
        self.mix(u128::from_le_bytes(sixteen), word.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Seed;

    #[test]
    fn letters_behind_the_word_do_not_matter() {
        let codes: [u8; 16] = std::array::from_fn(|index| index as u8 + 1);
        let seed = Seed::new(7);
        for len in 1..=16 {
            assert_eq!(seed.mix(u128::from_le_bytes(codes), len), seed.hash_word(&codes[..len]));
        }
        assert_ne!(Seed::new(0).hash_word(&[1]), Seed::new(1).hash_word(&[1]));
    }
}
