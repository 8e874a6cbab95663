//! Which of many changes of statuses are written.

use super::{Arrival, EventKey, StatusChange, Verdict};

/// The last change of each resource, ordered by its kind and id: of several it is all that matters, and all that one
/// statement may hold.
pub(super) fn last_of_each<'a>(
    settled: impl Iterator<Item = (&'a EventKey, &'a Verdict)>,
) -> Vec<(&'a EventKey, &'a StatusChange)> {
    let mut changes: Vec<_> = settled
        .filter_map(|(key, verdict)| match verdict {
            Verdict::Applied(Some(change)) => Some((key, change)),
            _ => None,
        })
        .collect();
    changes.sort_by(|one, other| (subject(one), place(one)).cmp(&(subject(other), place(other))));
    changes.dedup_by(|later, earlier| {
        let is_same = subject(later) == subject(earlier);
        // One in the same place is the same event, which counts as it came first.
        if is_same && place(earlier) < place(later) {
            *earlier = *later;
        }
        is_same
    });
    changes
}

/// The last changes of what has just come.
///
/// Those of events that were known before are among them: they were written then, and change nothing, as long as an id has one
/// content only, as GoCardless's have.
pub(super) fn last_of_arrived(arrivals: &[Arrival]) -> Vec<(&EventKey, &StatusChange)> {
    last_of_each(arrivals.iter().filter_map(|arrival| Some((&arrival.event.key, arrival.verdict.as_ref()?))))
}

/// Which resource's.
fn subject<'a>((_, change): &(&EventKey, &'a StatusChange)) -> (&'static str, &'a str) {
    (change.kind.as_str(), &change.resource)
}

/// Where in the life of a resource: see [`StatusChange`].
fn place<'a>((key, change): &(&'a EventKey, &StatusChange)) -> (jiff::Timestamp, i64, &'a str) {
    (change.happened_at, change.rank, key.as_str())
}
