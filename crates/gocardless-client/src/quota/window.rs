//! What was sent in the last minute, and what GoCardless said of its limit.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::Duration;

use super::Priority;

/// The time in which GoCardless counts. Source: API reference, "Rate limiting".
const MINUTE: Duration = Duration::from_mins(1);
/// Of ten requests, so many are left to those that somebody waits for.
const RESERVED_TENTHS: u32 = 4;
/// Ends of the minute that lie no further apart are the same: they are told in whole seconds.
const SAME: Duration = Duration::from_secs(2);
/// The pause after a 429 that says nothing; twice as long after each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause that is taken of our own accord.
const LONGEST_PAUSE: Duration = Duration::from_secs(32);
/// The longest pause that is taken on GoCardless's word, so that a wrong one does not stop everything for ever.
const LONGEST_TOLD: Duration = Duration::from_mins(10);

/// What an answer said of the limit.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said {
    /// `RateLimit-Limit`.
    pub(crate) limit: Option<u32>,
    /// `RateLimit-Remaining`.
    pub(crate) left: Option<u32>,
    /// How long it is until `RateLimit-Reset`.
    pub(crate) reset_in: Option<Duration>,
    /// Whether it was a 429.
    pub(crate) refused: bool,
    /// For how long that said to wait.
    pub(crate) wait: Option<Duration>,
}

/// Why a request may not be sent yet.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Hold {
    /// It cannot be for so long.
    For(Duration),
    /// One request tries whether GoCardless takes any again.
    UntilAnswered,
}

/// The requests that are under way, and those that ended within a minute: whenever they arrived there, no minute of
/// GoCardless's has more of them. Times are a steady clock's.
#[derive(Debug)]
pub(super) struct Window {
    limit: Option<u32>,
    under_way: u32,
    ended: VecDeque<Duration>,
    told: Option<Told>,
    /// Nothing is sent before then.
    paused_until: Duration,
    /// 429s in a row, those during a pause not counted.
    refused: u32,
}

/// What GoCardless still allows, others who use the same token counted in.
#[derive(Clone, Copy, Debug)]
struct Told {
    limit: Option<u32>,
    left: u32,
    until: Duration,
}

impl Window {
    pub(super) fn new(limit: Option<NonZeroU32>) -> Self {
        Self {
            limit: limit.map(NonZeroU32::get),
            under_way: 0,
            ended: VecDeque::new(),
            told: None,
            paused_until: Duration::ZERO,
            refused: 0,
        }
    }

    /// Counts a request that is about to be sent, or says why it must wait.
    pub(super) fn admit(&mut self, now: Duration, priority: Priority) -> Result<(), Hold> {
        self.forget(now);
        if now < self.paused_until {
            return Err(Hold::For(self.paused_until.saturating_sub(now)));
        }
        if self.refused > 0 && self.under_way > 0 {
            return Err(Hold::UntilAnswered);
        }
        if let Some(wait) = self.until_left(now, priority) {
            return Err(Hold::For(wait));
        }
        self.under_way += 1;
        if let Some(told) = &mut self.told {
            told.left = told.left.saturating_sub(1);
        }
        Ok(())
    }

    /// How many requests may be sent at once; none where there is no limit.
    pub(super) fn left_for(&mut self, now: Duration, priority: Priority) -> Option<u32> {
        self.forget(now);
        let limit = self.limit()?;
        if now < self.paused_until {
            return Some(0);
        }
        let told = self.told.map_or(u32::MAX, |told| told.left);
        Some(self.own_left(limit).min(told).saturating_sub(reserve(limit, priority)))
    }

    /// Takes down what the answer to a request that is still counted as under way said.
    pub(super) fn note(&mut self, now: Duration, said: &Said) {
        if said.refused {
            self.pause(now, said.wait);
        } else if now >= self.paused_until {
            // One that was sent before the pause says nothing about its end.
            self.refused = 0;
        }
        let Some(left) = said.left else { return };
        let others = self.under_way.saturating_sub(1);
        let until = now.saturating_add(said.reset_in.unwrap_or(MINUTE).min(MINUTE));
        let told = Told { limit: said.limit, left: left.saturating_sub(others), until };
        self.told = Some(match self.told {
            Some(known) if until.abs_diff(known.until) <= SAME => Told { left: known.left.min(told.left), ..known },
            Some(known) if until < known.until => known,
            _ => told,
        });
    }

    /// A request has ended, with or without an answer.
    pub(super) fn end(&mut self, now: Duration) {
        self.under_way = self.under_way.saturating_sub(1);
        if self.limit.is_some() {
            self.ended.push_back(now);
        }
    }

    fn pause(&mut self, now: Duration, told: Option<Duration>) {
        let told = told.unwrap_or_default().min(LONGEST_TOLD);
        let own = if now < self.paused_until {
            Duration::ZERO
        } else {
            self.refused = self.refused.saturating_add(1);
            FIRST_PAUSE.saturating_mul(1 << self.refused.saturating_sub(1).min(16)).min(LONGEST_PAUSE)
        };
        self.paused_until = self.paused_until.max(now.saturating_add(told.max(own)));
    }

    fn forget(&mut self, now: Duration) {
        while self.ended.front().is_some_and(|ended| ended.saturating_add(MINUTE) <= now) {
            self.ended.pop_front();
        }
        self.told = self.told.filter(|told| now < told.until);
    }

    /// The configured limit, or GoCardless's where that is lower.
    fn limit(&self) -> Option<u32> {
        let told = self.told.and_then(|told| told.limit).unwrap_or(u32::MAX);
        self.limit.map(|limit| limit.min(told))
    }

    fn own_left(&self, limit: u32) -> u32 {
        let ended = u32::try_from(self.ended.len()).unwrap_or(u32::MAX);
        limit.saturating_sub(self.under_way.saturating_add(ended))
    }

    /// How long it is until a request of this priority may be sent; none when it may.
    fn until_left(&self, now: Duration, priority: Priority) -> Option<Duration> {
        let limit = self.limit()?;
        let reserve = reserve(limit, priority);
        let told = self.told.filter(|told| told.left <= reserve).map(|told| told.until.saturating_sub(now));
        let missing = (reserve + 1).saturating_sub(self.own_left(limit));
        let own = (missing > 0).then(|| {
            // The request whose minute has to be over first; where it is still under way, that is a minute at least.
            let ended = usize::try_from(missing - 1).ok().and_then(|index| self.ended.get(index));
            ended.map_or(MINUTE, |ended| ended.saturating_add(MINUTE).saturating_sub(now))
        });
        told.max(own)
    }
}

fn reserve(limit: u32, priority: Priority) -> u32 {
    match priority {
        Priority::Background => limit / 10 * RESERVED_TENTHS,
        Priority::Foreground => 0,
    }
}

#[cfg(test)]
mod tests;
