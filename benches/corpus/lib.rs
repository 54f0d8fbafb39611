//! The texts that benchmarks run on: the example article, repeated.

/// The example article.
pub const ARTICLE: &str = include_str!("../../examples/summit.txt");

/// Copies of the article, each its own document.
pub fn documents(count: usize) -> Vec<String> {
    (0..count).map(|index| format!("{ARTICLE}\n{index}")).collect()
}
