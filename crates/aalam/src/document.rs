//! Documents: a text and what is known about it.

use aalam_core::date::Date;
use aalam_core::text::Text;

/// A text with what is known about it. All but the text may be missing.
///
/// ```
/// use aalam::Document;
///
/// let document = Document::new("استقبل الرئيس الروسي الوفد").with_date("2009-07-01".parse()?);
/// assert!(document.date.is_some());
/// # Ok::<(), aalam::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Document {
    /// From the input, or made of the file's name and the line.
    pub id: String,
    /// The text.
    pub text: String,
    /// The headline. Its names support those of the text; they are not reported.
    pub title: Option<String>,
    /// The day it was published: decides who held an office that the text names.
    pub date: Option<Date>,
    /// Who published it. Passed on.
    pub source: Option<String>,
}

impl Document {
    /// A document that is nothing but its text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Sets the id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Sets the headline.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the day of publication.
    #[must_use]
    pub fn with_date(mut self, date: Date) -> Self {
        self.date = Some(date);
        self
    }

    /// Sets who published it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// A borrowed document, its text in any form.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct About<'t> {
    /// The text.
    pub text: Text<'t>,
    /// The headline.
    pub title: Option<&'t str>,
    /// The day of publication.
    pub date: Option<Date>,
}

impl<'t> From<Text<'t>> for About<'t> {
    fn from(text: Text<'t>) -> Self {
        Self { text, title: None, date: None }
    }
}
