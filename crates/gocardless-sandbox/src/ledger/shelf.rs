//! Resources of one kind, in the order in which they came.

pub(super) mod packed;
mod slot;

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use self::slot::Slot;

/// Keeps resources for ever, oldest first, each found by its id at once.
///
/// What can be packed, and has not been looked at for a while, takes a fraction of the memory; it shows in nothing else.
#[derive(Debug)]
pub(crate) struct Shelf<T> {
    places: Places,
    slots: Vec<Slot<T>>,
    /// Where the records lie that are not packed away; those that were looked at may stand here twice.
    unpacked: RefCell<Vec<u32>>,
}

/// What a shelf and a list need to know of a resource.
pub(crate) trait Record: Sized {
    /// Whether there is a way to keep it as a few bytes, and to make it again of them; else it is kept as it is.
    const CAN_BE_PACKED: bool = false;

    fn id(&self) -> &str;

    /// When it was made, as the API writes it.
    fn created_at(&self) -> &str;

    /// Whether lists show it.
    fn is_shown(&self) -> bool {
        true
    }

    /// The few bytes.
    fn pack(&self) -> Option<Box<[u8]>> {
        None
    }

    /// What [`pack`](Self::pack) made the bytes of.
    fn unpack(_: &[u8]) -> Option<Self> {
        None
    }
}

/// So many records lie unpacked before those that nobody has looked at lately are packed away.
const MOST_UNPACKED: usize = 1024;

/// The newest are the ones that are asked for next.
const NEWEST_UNPACKED: usize = 256;

impl<T: Record> Shelf<T> {
    pub(crate) fn add(&mut self, record: T) {
        let place = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        self.places.put(record.id(), place);
        self.slots.push(Slot::new(record));
        if T::CAN_BE_PACKED {
            let unpacked = self.unpacked.get_mut();
            unpacked.push(place);
            if unpacked.len() > MOST_UNPACKED {
                let newest = self.slots.len().saturating_sub(NEWEST_UNPACKED);
                unpacked.retain(|place| match self.slots.get_mut(*place as usize) {
                    Some(slot) if (*place as usize) < newest => !slot.pack(),
                    _ => true,
                });
            }
        }
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.at(self.place_of(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let place = self.place_of(id)?;
        // Unpacks it, and notes that.
        self.at(place)?;
        self.slots.get_mut(place)?.change()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn oldest_first(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.since(0)
    }

    /// Those that came after the first `count`.
    pub(crate) fn since(&self, count: usize) -> impl DoubleEndedIterator<Item = &T> {
        (count..self.slots.len()).filter_map(|place| self.at(place))
    }

    pub(crate) fn newest_first(&self) -> NewestFirst<'_, T> {
        NewestFirst { shelf: self, left: self.slots.len() }
    }

    fn at(&self, place: usize) -> Option<&T> {
        let slot = self.slots.get(place)?;
        if T::CAN_BE_PACKED && slot.is_packed() {
            self.unpacked.borrow_mut().push(u32::try_from(place).ok()?);
        }
        slot.get()
    }

    fn place_of(&self, id: &str) -> Option<usize> {
        self.places.of(id).find(|place| self.at(*place).is_some_and(|record| record.id() == id))
    }
}

/// The records of a shelf, newest first: to walk through, or to find a place in without a walk.
#[derive(Debug)]
pub(crate) struct NewestFirst<'a, T> {
    shelf: &'a Shelf<T>,
    left: usize,
}

impl<'a, T: Record> NewestFirst<'a, T> {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.shelf.slots.len()
    }

    /// The record at a place of this order.
    pub(crate) fn at(&self, place: usize) -> Option<&'a T> {
        self.shelf.at(self.len().checked_sub(place + 1)?)
    }

    /// The place of a record in this order.
    pub(crate) fn place_of(&self, id: &str) -> Option<usize> {
        self.len().checked_sub(self.shelf.place_of(id)? + 1)
    }
}

impl<'a, T: Record> Iterator for NewestFirst<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        self.left = self.left.checked_sub(1)?;
        self.shelf.at(self.left)
    }
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { places: Places::default(), slots: Vec::new(), unpacked: RefCell::default() }
    }
}

/// Where the record with an id lies, without keeping the id: under its hash, or the next one that is free.
#[derive(Debug, Default)]
struct Places(HashMap<u64, u32>);

impl Places {
    fn put(&mut self, id: &str, place: u32) {
        let mut hash = hash(id);
        while self.0.contains_key(&hash) {
            hash = hash.wrapping_add(1);
        }
        self.0.insert(hash, place);
    }

    /// The places to look at.
    fn of(&self, id: &str) -> impl Iterator<Item = usize> {
        let first = hash(id);
        (0..).map_while(move |step| self.0.get(&first.wrapping_add(step))).map(|place| *place as usize)
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
