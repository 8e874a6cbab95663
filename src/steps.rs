//! One view per step of the journey.

mod details;
mod done;
mod review;
mod stopped;
mod waiting;

pub(crate) use details::Details;
pub(crate) use done::Done;
pub(crate) use review::Review;
pub(crate) use stopped::{Interrupted, Stopped};
pub(crate) use waiting::{Leaving, Loading};
