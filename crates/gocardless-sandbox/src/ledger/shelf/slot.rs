//! One record on a shelf, as it is or packed.

use std::cell::OnceCell;

use super::Record;

/// At least one of the two is there.
#[derive(Debug)]
pub(super) struct Slot<T> {
    /// The record as it was when it was packed, unless it has changed since.
    packed: Option<Box<[u8]>>,
    record: OnceCell<Box<T>>,
}

impl<T: Record> Slot<T> {
    pub(super) fn new(record: T) -> Self {
        Self { packed: None, record: OnceCell::from(Box::new(record)) }
    }

    pub(super) fn is_packed(&self) -> bool {
        self.record.get().is_none()
    }

    pub(super) fn get(&self) -> Option<&T> {
        if let Some(record) = self.record.get() {
            return Some(record);
        }
        let record = T::unpack(self.packed.as_deref()?)?;
        Some(self.record.get_or_init(|| Box::new(record)))
    }

    /// The record, to be changed: what was packed of it is void.
    pub(super) fn change(&mut self) -> Option<&mut T> {
        self.get()?;
        self.packed = None;
        self.record.get_mut().map(Box::as_mut)
    }

    /// Keeps the record packed alone; whether that can be done.
    pub(super) fn pack(&mut self) -> bool {
        if self.packed.is_none() {
            self.packed = self.record.get().and_then(|record| record.pack());
        }
        if self.packed.is_some() {
            self.record.take();
        }
        self.packed.is_some()
    }
}
