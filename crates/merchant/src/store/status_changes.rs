//! Which of many changes of statuses are written.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Arrival, EventKey, StatusChange, Verdict};

/// The last change of each resource, ordered by its kind and id: of several it is all that matters, and all that one
/// statement may hold.
pub(super) fn last_of_each<'a>(
    settled: impl Iterator<Item = (&'a EventKey, &'a Verdict)>,
) -> Vec<(&'a EventKey, &'a StatusChange)> {
    let mut last: BTreeMap<(&str, &str), (&EventKey, &StatusChange)> = BTreeMap::new();
    for (key, verdict) in settled {
        let Verdict::Applied(Some(change)) = verdict else { continue };
        match last.entry((change.kind.as_str(), &change.resource)) {
            Entry::Vacant(none) => {
                none.insert((key, change));
            }
            Entry::Occupied(mut known) => {
                if place(*known.get()) < place((key, change)) {
                    known.insert((key, change));
                }
            }
        }
    }
    last.into_values().collect()
}

/// The last changes of what has just come.
///
/// Those of events that were known before are among them: they were written then, and change nothing, as long as an id has one
/// content only, as GoCardless's have.
pub(super) fn last_of_arrived(arrivals: &[Arrival]) -> Vec<(&EventKey, &StatusChange)> {
    last_of_each(arrivals.iter().filter_map(|arrival| Some((&arrival.event.key, arrival.verdict.as_ref()?))))
}

/// Where in the life of a resource: see [`StatusChange`].
fn place<'a>((key, change): (&'a EventKey, &StatusChange)) -> (jiff::Timestamp, i64, &'a str) {
    (change.happened_at, change.rank, key.as_str())
}
