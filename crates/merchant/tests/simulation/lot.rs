//! Lots, drawn from a seed.

use std::time::Duration;

/// Draws lots: the same ones in the same order for the same seed.
pub(crate) struct Lot(fastrand::Rng);

impl Lot {
    pub(crate) fn of(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.0.u64(..)
    }

    pub(crate) fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    /// True so many times in a thousand.
    pub(crate) fn per_mille(&mut self, rate: u32) -> bool {
        self.0.u32(0..1000) < rate
    }

    /// From `least` to `most`, both included.
    pub(crate) fn between(&mut self, least: u32, most: u32) -> u32 {
        self.0.u32(least..=most)
    }

    pub(crate) fn millis(&mut self, least: u32, most: u32) -> Duration {
        Duration::from_millis(self.between(least, most).into())
    }

    pub(crate) fn seconds(&mut self, least: u32, most: u32) -> Duration {
        self.millis(least * 1000, most * 1000)
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.0.usize(0..all.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        self.0.shuffle(all);
    }
}
