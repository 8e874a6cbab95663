//! One lock per key, for as long as somebody wants it.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

/// Locks by key. Keys that nobody holds or waits for go whenever the table is full, and with them the room that they took:
/// it takes memory for a few times as many keys as were in use when it last was.
pub(crate) struct KeyedLocks<Key>(Arc<Mutex<HashMap<Key, Weak<tokio::sync::Mutex<()>>>>>);

impl<Key> Clone for KeyedLocks<Key> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Key> Default for KeyedLocks<Key> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<Key: Eq + Hash> KeyedLocks<Key> {
    /// Waits until nobody else holds `key`, then holds it until the guard is dropped.
    pub(crate) async fn lock(&self, key: Key) -> OwnedMutexGuard<()> {
        self.entry(key).lock_owned().await
    }

    /// The same; tells whether somebody else held it.
    pub(crate) async fn lock_after_others(&self, key: Key) -> (OwnedMutexGuard<()>, bool) {
        let entry = self.entry(key);
        match Arc::clone(&entry).try_lock_owned() {
            Ok(guard) => (guard, false),
            Err(_) => (entry.lock_owned().await, true),
        }
    }

    fn entry(&self, key: Key) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = locks.get(&key).and_then(Weak::upgrade) {
            return lock;
        }
        if locks.len() == locks.capacity() {
            locks.retain(|_, lock| lock.strong_count() > 0);
            // As many again may come before it is swept the next time.
            let room = 2 * locks.len();
            locks.shrink_to(room);
        }
        let lock = Arc::new(tokio::sync::Mutex::new(()));
        locks.insert(key, Arc::downgrade(&lock));
        lock
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_key_is_held_once_and_unused_keys_are_swept() {
        let locks = KeyedLocks::default();
        let held = locks.lock("a".to_owned()).await;
        assert!(locks.entry("a".to_owned()).try_lock().is_err());
        assert!(locks.entry("b".to_owned()).try_lock().is_ok());
        drop(held);
        assert!(locks.entry("a".to_owned()).try_lock().is_ok());

        for number in 0..10_000 {
            drop(locks.lock(number.to_string()).await);
        }
        assert!(locks.0.lock().unwrap().len() < 100);
    }

    #[tokio::test]
    async fn the_room_of_many_keys_is_given_back() {
        let locks = KeyedLocks::default();
        let mut held = Vec::new();
        for number in 0..10_000 {
            held.push(locks.lock(number.to_string()).await);
        }
        let most = locks.0.lock().unwrap().capacity();
        assert!(most >= 10_000);
        drop(held);
        for number in 0..=most {
            drop(locks.lock(format!("later {number}")).await);
        }
        assert!(locks.0.lock().unwrap().capacity() < 100);
    }
}
