//! What all number types have in common.

use core::fmt;

/// Defines a number type: a [`Packed`](crate::packed::Packed) that only its `FromStr` makes.
///
/// `number! { /// Docs. Name(Packed<N>), parse, printed }`, where `parse` takes `&str` and gives a
/// `Result<Packed<N>, Error>`, and `printed` writes the compact text as on a card or statement.
macro_rules! number {
    ($(#[$meta:meta])* $name:ident($packed:ty), $parse:expr, $print:expr) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Eq, Hash, PartialEq)]
        pub struct $name($packed);

        impl $name {
            /// The compact form, without separators.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// The last two characters: all that may be shown once the number has been handed in.
            pub fn ending(&self) -> &str {
                self.0.ending()
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::Error;

            #[inline]
            fn from_str(text: &str) -> Result<Self, $crate::Error> {
                ($parse)(text).map(Self)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                ($print)(self.as_str(), f)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "(…{})"), self.ending())
            }
        }
    };
}

pub(crate) use number;

/// Writes `text` as it is.
pub(crate) fn plain(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(text)
}

/// Writes `text` with `separator` after each group but the last; what is left over follows the last group.
pub(crate) fn grouped(text: &str, groups: &[usize], separator: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut rest = text;
    for group in groups {
        match rest.split_at_checked(*group) {
            Some((first, more)) if !more.is_empty() => {
                f.write_str(first)?;
                f.write_str(separator)?;
                rest = more;
            }
            _ => break,
        }
    }
    f.write_str(rest)
}
