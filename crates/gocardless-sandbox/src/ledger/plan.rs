//! What is still to happen to a resource by itself.

/// The steps to come, at the banks' pace or at once; a changed plan makes what was due void.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan<A: 'static> {
    pub(super) revision: u32,
    pub(super) steps: &'static [A],
    pub(super) pace: Pace,
}

/// How fast steps follow.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Pace {
    /// As the banks take their time.
    Banks,
    /// As soon as the answer is out.
    AtOnce,
    /// Collected at once, and paid out as the banks take their time.
    Instant,
}

impl<A> Plan<A> {
    pub(super) fn new(steps: &'static [A], pace: Pace) -> Self {
        Self { revision: 0, steps, pace }
    }

    /// Puts other steps in the place of those that were to come.
    pub(super) fn change(&mut self, steps: &'static [A], pace: Pace) {
        *self = Self { revision: self.revision.wrapping_add(1), steps, pace };
    }

    /// From now on nothing happens by itself.
    pub(crate) fn stop(&mut self) {
        self.change(&[], Pace::Banks);
    }
}
