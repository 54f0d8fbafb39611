//! The orthographic profile: which spellings count as the same word.
//!
//! Every fold is one switch with a [`Level`] that says how safe it is. Texts and dictionaries are read under
//! the same profile; the artifact stores its [fingerprint](Profile::fingerprint).

use serde::{Deserialize, Serialize};

/// How much meaning a fold costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Safe everywhere: vowel marks, tatweel, hamza seats on alef, presentation forms.
    A,
    /// Safe in names of several words; a single word needs its written form to be no ordinary word.
    B,
    /// Only inside names of several words.
    C,
    /// Never on by default: these spellings are listed as variants instead.
    X,
}

/// One orthographic difference that can be ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Fold {
    /// Vowel marks and Quranic signs (U+0610–061A, 064B–065F, 0670, 06D6–06ED).
    Marks = 0,
    /// Tatweel, U+0640.
    Tatweel = 1,
    /// Zero-width and bidirectional controls: ignored, not spaces.
    Controls = 2,
    /// Presentation forms U+FB50–FDFF and U+FE70–FEFF, by their compatibility decomposition.
    PresentationForms = 3,
    /// أ إ آ ٱ as ا.
    AlefCarriers = 4,
    /// Letters of Persian and Urdu keyboards and the borrowed پ ڤ ژ: ک as ك, ی ے as ي, ہ ھ ە as ه, پ as ب, ڤ ڥ as ف, ژ as ز.
    PersianLetters = 5,
    /// ٠–٩ and ۰–۹ as 0–9.
    Digits = 6,
    /// ى as ي.
    AlefMaqsura = 7,
    /// ة as ه.
    TehMarbuta = 8,
    /// The borrowed letters with several Arabic renderings: چ as ج, گ and ڭ as غ.
    BorrowedLetters = 9,
    /// ؤ as و, ئ as ي, and ء as nothing.
    HamzaSeats = 10,
    /// Final ى and ة as ا (فرنسة, فرنسا): conflates too much; such spellings are listed.
    FinalAlef = 11,
}

impl Fold {
    /// Every fold, in order of level.
    pub const ALL: [Self; 12] = [
        Self::Marks,
        Self::Tatweel,
        Self::Controls,
        Self::PresentationForms,
        Self::AlefCarriers,
        Self::PersianLetters,
        Self::Digits,
        Self::AlefMaqsura,
        Self::TehMarbuta,
        Self::BorrowedLetters,
        Self::HamzaSeats,
        Self::FinalAlef,
    ];

    /// How safe the fold is.
    pub const fn level(self) -> Level {
        match self {
            Self::Marks
            | Self::Tatweel
            | Self::Controls
            | Self::PresentationForms
            | Self::AlefCarriers
            | Self::PersianLetters
            | Self::Digits => Level::A,
            Self::AlefMaqsura | Self::TehMarbuta | Self::BorrowedLetters => Level::B,
            Self::HamzaSeats => Level::C,
            Self::FinalAlef => Level::X,
        }
    }

    /// A stable lower-case name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Marks => "marks",
            Self::Tatweel => "tatweel",
            Self::Controls => "controls",
            Self::PresentationForms => "presentation-forms",
            Self::AlefCarriers => "alef-carriers",
            Self::PersianLetters => "persian-letters",
            Self::Digits => "digits",
            Self::AlefMaqsura => "alef-maqsura",
            Self::TehMarbuta => "teh-marbuta",
            Self::BorrowedLetters => "borrowed-letters",
            Self::HamzaSeats => "hamza-seats",
            Self::FinalAlef => "final-alef",
        }
    }

    /// The fold with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fold| fold.as_str() == name)
    }

    /// The letters that the fold maps onto another letter; `None` drops the letter.
    pub(crate) const fn letters(self) -> &'static [(char, Option<char>)] {
        match self {
            Self::AlefCarriers => {
                &[('أ', Some('ا')), ('إ', Some('ا')), ('آ', Some('ا')), ('ٱ', Some('ا'))]
            }
            Self::PersianLetters => &[
                ('ک', Some('ك')),
                ('ی', Some('ي')),
                ('ے', Some('ي')),
                ('ہ', Some('ه')),
                ('ھ', Some('ه')),
                ('ە', Some('ه')),
                ('پ', Some('ب')),
                ('ڤ', Some('ف')),
                ('ڥ', Some('ف')),
                ('ژ', Some('ز')),
            ],
            Self::AlefMaqsura => &[('ى', Some('ي'))],
            Self::TehMarbuta => &[('ة', Some('ه'))],
            Self::BorrowedLetters => &[('چ', Some('ج')), ('گ', Some('غ')), ('ڭ', Some('غ'))],
            Self::HamzaSeats => &[('ؤ', Some('و')), ('ئ', Some('ي')), ('ء', None)],
            Self::FinalAlef => &[('ى', Some('ا')), ('ة', Some('ا'))],
            Self::Marks
            | Self::Tatweel
            | Self::Controls
            | Self::PresentationForms
            | Self::Digits => &[],
        }
    }
}

/// A set of [`Fold`]s.
///
/// ```
/// use aalam_core::profile::{Fold, Profile};
///
/// let strict = Profile::default().without(Fold::TehMarbuta);
/// assert!(!strict.has(Fold::TehMarbuta));
/// assert_ne!(strict.fingerprint(), Profile::default().fingerprint());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Profile(u16);

impl Profile {
    /// No fold but the four that make text comparable at all: marks, tatweel, controls, presentation forms.
    pub const EXACT: Self = Self(0b1111);

    /// All folds up to and including `level`.
    pub fn up_to(level: Level) -> Self {
        Fold::ALL.into_iter().filter(|fold| fold.level() <= level).fold(Self(0), Self::with)
    }

    /// The profile with one fold on.
    #[must_use]
    pub const fn with(self, fold: Fold) -> Self {
        Self(self.0 | 1 << fold as u8)
    }

    /// The profile with one fold off.
    #[must_use]
    pub const fn without(self, fold: Fold) -> Self {
        Self(self.0 & !(1 << fold as u8))
    }

    /// Whether a fold is on.
    pub const fn has(self, fold: Fold) -> bool {
        self.0 & 1 << fold as u8 != 0
    }

    /// A number that is equal exactly for equal profiles; stored in artifacts.
    pub const fn fingerprint(self) -> u32 {
        self.0 as u32
    }

    /// The profile with this fingerprint, if all its folds are known.
    pub fn from_fingerprint(fingerprint: u32) -> Option<Self> {
        let known = Self::up_to(Level::X);
        let bits = u16::try_from(fingerprint).ok()?;
        (bits & !known.0 == 0).then_some(Self(bits))
    }
}

impl Default for Profile {
    /// Every fold of the levels A, B and C.
    fn default() -> Self {
        Self::up_to(Level::C)
    }
}
