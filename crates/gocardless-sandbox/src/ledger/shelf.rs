//! Resources of one kind, in the order in which they came.

use std::collections::HashMap;

/// Keeps resources for ever, oldest first, each found by its id at once.
#[derive(Debug)]
pub(crate) struct Shelf<T> {
    places: HashMap<String, usize>,
    records: Vec<T>,
}

/// What a shelf and a list need to know of a resource.
pub(crate) trait Record {
    fn id(&self) -> &str;

    /// When it was made, as the API writes it.
    fn created_at(&self) -> &str;

    /// Whether lists show it.
    fn is_shown(&self) -> bool {
        true
    }
}

impl<T: Record> Shelf<T> {
    pub(crate) fn add(&mut self, record: T) {
        self.places.insert(record.id().to_owned(), self.records.len());
        self.records.push(record);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.records.get(*self.places.get(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.records.get_mut(*self.places.get(id)?)
    }

    pub(crate) fn oldest_first(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.records.iter()
    }

    /// Those that came after the first `count`.
    pub(crate) fn since(&self, count: usize) -> &[T] {
        self.records.get(count..).unwrap_or_default()
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.records.iter().rev()
    }
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { places: HashMap::new(), records: Vec::new() }
    }
}
