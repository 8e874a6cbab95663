use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::*;

/// A record that can be packed, and tells by its field whether it has been.
#[derive(Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Note {
    id: String,
    text: Option<String>,
}

impl Record for Note {
    const CAN_BE_PACKED: bool = true;

    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> &'static str {
        ""
    }

    fn pack(&self) -> Option<Box<[u8]>> {
        packed::pack(self)
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        packed::unpack(bytes)
    }
}

fn note(number: usize) -> Note {
    Note { id: format!("NO{number}"), text: number.is_multiple_of(2).then(|| format!("Number {number}")) }
}

fn full(count: usize) -> Shelf<Note> {
    let mut shelf = Shelf::default();
    (0..count).for_each(|number| shelf.add(note(number)));
    shelf
}

fn packed_away(shelf: &Shelf<Note>) -> usize {
    shelf.slots.iter().filter(|slot| slot.is_packed()).count()
}

#[test]
fn old_records_are_packed_away_and_found_all_the_same() {
    let shelf = full(5000);
    assert!(packed_away(&shelf) >= 5000 - MOST_UNPACKED, "{}", packed_away(&shelf));
    for number in [0, 1, 2500, 4999] {
        assert_eq!(shelf.get(&format!("NO{number}")), Some(&note(number)));
    }
    assert!(shelf.get("NO5000").is_none() && shelf.get("").is_none());
    assert!(shelf.oldest_first().eq(&(0..5000).map(note).collect::<Vec<_>>()));
    assert!(shelf.newest_first().eq(&(0..5000).rev().map(note).collect::<Vec<_>>()));
    assert!(shelf.since(4990).eq(&(4990..5000).map(note).collect::<Vec<_>>()));
}

#[test]
fn what_was_looked_at_is_packed_away_again() {
    let mut shelf = full(5000);
    assert_eq!(shelf.oldest_first().count(), 5000);
    assert_eq!(packed_away(&shelf), 0);
    shelf.add(note(5000));
    assert!(packed_away(&shelf) >= 5000 - NEWEST_UNPACKED, "{}", packed_away(&shelf));
}

#[test]
fn a_place_is_found_without_a_walk() {
    let shelf = full(3000);
    let newest = shelf.newest_first();
    assert_eq!(
        (newest.place_of("NO2999"), newest.place_of("NO0"), newest.place_of("NO3000")),
        (Some(0), Some(2999), None)
    );
    assert_eq!(newest.at(2999), Some(&note(0)));
    assert_eq!(newest.at(3000), None);
    assert!(packed_away(&shelf) > 1000);
}

#[test]
fn ids_with_the_same_hash_are_told_apart() {
    let mut places = Places::default();
    places.put("NO1", 1);
    // As though these had the hash of the first, and of the one beside it.
    let hash = hash("NO1");
    places.0.insert(hash.wrapping_add(1), 7);
    places.put("NO1", 2);
    assert_eq!(places.of("NO1").collect::<Vec<_>>(), [1, 7, 2]);
    assert_eq!(places.of("NO2").count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_shelf_is_like_a_map(changes in prop::collection::vec((0..1500_usize, any::<Option<u16>>()), 0..20)) {
        let mut shelf = full(1200);
        let mut map: BTreeMap<_, _> = (0..1200).map(|number| (note(number).id, note(number).text)).collect();
        for (round, (number, text)) in changes.into_iter().enumerate() {
            let id = note(number).id;
            let text = text.map(|text| text.to_string());
            let changed = shelf.get_mut(&id).map(|note| note.text.clone_from(&text)).is_some();
            prop_assert_eq!(changed, map.contains_key(&id));
            map.entry(id).and_modify(|known| known.clone_from(&text));
            // Enough to have the changed ones packed away in between.
            for further in 0..200 {
                let new = note(1500 + round * 200 + further);
                map.insert(new.id.clone(), new.text.clone());
                shelf.add(new);
            }
        }
        for (id, text) in &map {
            prop_assert_eq!(shelf.get(id).map(|note| &note.text), Some(text));
        }
        prop_assert_eq!(shelf.slots.len(), map.len());
    }
}
