//! The organisations, by their numbers: there is always a first one.

use std::iter::once;

use super::{Organisation, OrganisationNumber};

/// The organisations in the order of being opened; none goes.
pub(super) struct Roster {
    first: Organisation,
    others: Vec<Organisation>,
}

impl Roster {
    pub(super) fn of(first: Organisation) -> Self {
        Self { first, others: Vec::new() }
    }

    pub(super) fn first_mut(&mut self) -> &mut Organisation {
        &mut self.first
    }

    pub(super) fn get(&self, number: OrganisationNumber) -> Option<&Organisation> {
        match number.0.checked_sub(1) {
            None => Some(&self.first),
            Some(place) => self.others.get(place),
        }
    }

    pub(super) fn get_mut(&mut self, number: OrganisationNumber) -> Option<&mut Organisation> {
        match number.0.checked_sub(1) {
            None => Some(&mut self.first),
            Some(place) => self.others.get_mut(place),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Organisation> {
        once(&self.first).chain(&self.others)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Organisation> {
        once(&mut self.first).chain(&mut self.others)
    }

    /// The numbers that are taken, in their order.
    pub(super) fn numbers(&self) -> impl Iterator<Item = OrganisationNumber> + use<> {
        (0..=self.others.len()).map(OrganisationNumber)
    }

    /// The number of the first organisation of which this holds.
    pub(super) fn find(&self, is_it: impl FnMut(&Organisation) -> bool) -> Option<OrganisationNumber> {
        self.iter().position(is_it).map(OrganisationNumber)
    }

    /// Adds an organisation that `open` makes for its number.
    pub(super) fn add(&mut self, open: impl FnOnce(OrganisationNumber) -> Organisation) -> OrganisationNumber {
        let number = OrganisationNumber(self.others.len() + 1);
        self.others.push(open(number));
        number
    }
}
