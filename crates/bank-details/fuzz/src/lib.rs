//! What holds for every number type, whatever is typed.

use std::fmt::{Debug, Display};
use std::str::FromStr;

/// The number in `text`, if there is one: what it prints and its compact form must both read back as the same.
///
/// # Panics
///
/// When they do not.
pub fn read<T>(text: &str, as_str: fn(&T) -> &str) -> Option<T>
where
    T: Debug + Display + Eq + FromStr<Err: Debug + Eq>,
{
    let number: T = text.parse().ok()?;
    assert_eq!(number.to_string().parse().as_ref(), Ok(&number), "as printed");
    assert_eq!(as_str(&number).parse().as_ref(), Ok(&number), "compact");
    Some(number)
}

/// `text` up to its first comma, and what follows.
#[must_use]
pub fn columns(text: &str) -> (&str, &str) {
    text.split_once(',').unwrap_or((text, ""))
}
