//! `Debug` that shows the named fields only.

/// Implements `Debug` with the named fields, and `..` for the personal or secret rest.
macro_rules! redacted_debug {
    ($type:ident { $($field:ident),+ $(,)? }) => {
        impl std::fmt::Debug for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.debug_struct(stringify!($type))$(.field(stringify!($field), &self.$field))+.finish_non_exhaustive()
            }
        }
    };
}

pub(crate) use redacted_debug;
