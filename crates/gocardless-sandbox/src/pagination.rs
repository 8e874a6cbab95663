//! Lists, a page at a time: newest first, by cursors that are ids.

use gocardless_api::{Cursors, ListMeta, Page};

use crate::error::Refusal;
use crate::ledger::{NewestFirst, Record};
use crate::query::{Query, invalid, invalid_filters, wrong};
use crate::validation::Problem;

/// Source: API reference, "Cursor pagination".
const USUAL_LIMIT: usize = 50;
const LARGEST_LIMIT: usize = 500;

/// Which page is asked for.
enum Place<'a> {
    First,
    After(&'a str),
    Before(&'a str),
}

/// Records in a list's order, each found at once.
pub(crate) trait Listed<'a, T: 'a> {
    fn len(&self) -> usize;

    fn at(&self, place: usize) -> Option<&'a T>;

    /// Where the record with this id stands.
    fn place_of(&self, id: &str) -> Option<usize>;
}

/// The page of `records` that `query` asks for, of those that `keep` lets through; `records` come in the list's order.
///
/// `after` is the cursor of the last resource, or `None` at the end of the list: a client that follows it stops. A
/// cursor need not pass the filter, and may have been removed.
#[expect(clippy::needless_pass_by_value, reason = "a list is made for its one page")]
pub(crate) fn page<'a, T: Record + 'a>(
    records: impl Listed<'a, T>,
    query: &Query,
    keep: impl Fn(&T) -> bool,
) -> Result<Page<&'a T>, Refusal> {
    let limit = limit(query)?;
    let created_at = query.bounds("created_at")?;
    let place_of = |name: &str, cursor: &str| records.place_of(cursor).ok_or_else(|| invalid(name));
    let kept = |place: usize| {
        let record = records.at(place)?;
        let is_kept = record.is_shown() && created_at.contain(record.created_at()) && keep(record);
        is_kept.then_some((place, record))
    };

    let items: Vec<(usize, &T)> = match place(query)? {
        Place::First => (0..records.len()).filter_map(kept).take(limit).collect(),
        Place::After(cursor) => (place_of("after", cursor)? + 1..records.len()).filter_map(kept).take(limit).collect(),
        Place::Before(cursor) => {
            let mut newer: Vec<_> = (0..place_of("before", cursor)?).rev().filter_map(kept).take(limit).collect();
            newer.reverse();
            newer
        }
    };
    let cursors = match (items.first(), items.last()) {
        (Some((first_at, first)), Some((last_at, last))) => Cursors {
            before: (0..*first_at).rev().find_map(kept).map(|_| first.id().to_owned()),
            after: (last_at + 1..records.len()).find_map(kept).map(|_| last.id().to_owned()),
        },
        _ => Cursors::default(),
    };
    let items = items.into_iter().map(|(_, record)| record).collect();
    Ok(Page { items, meta: ListMeta { cursors, limit: u32::try_from(limit).unwrap_or_default() } })
}

impl<'a, T: Record + 'a> Listed<'a, T> for NewestFirst<'a, T> {
    fn len(&self) -> usize {
        NewestFirst::len(self)
    }

    fn at(&self, place: usize) -> Option<&'a T> {
        NewestFirst::at(self, place)
    }

    fn place_of(&self, id: &str) -> Option<usize> {
        NewestFirst::place_of(self, id)
    }
}

/// A list the other way round.
pub(crate) struct Reversed<L>(pub(crate) L);

impl<'a, T: Record + 'a, L: Listed<'a, T>> Listed<'a, T> for Reversed<L> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn at(&self, place: usize) -> Option<&'a T> {
        self.0.at(self.len().checked_sub(place + 1)?)
    }

    fn place_of(&self, id: &str) -> Option<usize> {
        self.len().checked_sub(self.0.place_of(id)? + 1)
    }
}

impl<'a, T: Record + 'a> Listed<'a, T> for Vec<&'a T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn at(&self, place: usize) -> Option<&'a T> {
        self.get(place).copied()
    }

    fn place_of(&self, id: &str) -> Option<usize> {
        self.iter().position(|record| record.id() == id)
    }
}

fn limit(query: &Query) -> Result<usize, Refusal> {
    let Some(text) = query.one("limit") else { return Ok(USUAL_LIMIT) };
    match text.parse() {
        Ok(limit) if (1..=LARGEST_LIMIT).contains(&limit) => Ok(limit),
        _ => Err(wrong("limit", Problem::Other("must be a number from 1 to 500".into()))),
    }
}

fn place(query: &Query) -> Result<Place<'_>, Refusal> {
    match (query.one("after"), query.one("before")) {
        (None, None) => Ok(Place::First),
        (Some(cursor), None) => Ok(Place::After(cursor)),
        (None, Some(cursor)) => Ok(Place::Before(cursor)),
        (Some(_), Some(_)) => Err(invalid_filters("`after` and `before` cannot be used together")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    fn ids(list: &Value) -> Vec<&str> {
        list["customers"].as_array().unwrap().iter().map(|customer| customer["id"].as_str().unwrap()).collect()
    }

    async fn with_customers(count: usize) -> (TestSandbox, Vec<String>) {
        let sandbox = TestSandbox::new();
        let mut newest_first = Vec::new();
        for number in 0..count {
            newest_first.insert(0, sandbox.customer(&format!("Number {number}")).await);
        }
        (sandbox, newest_first)
    }

    #[tokio::test]
    async fn following_after_visits_everything_once_and_ends() {
        let (sandbox, newest_first) = with_customers(7).await;
        let mut seen = Vec::new();
        let mut path = "/customers?limit=3".to_owned();
        loop {
            let list = sandbox.get(&path).await.json;
            seen.extend(ids(&list).into_iter().map(str::to_owned));
            match list["meta"]["cursors"]["after"].as_str() {
                Some(after) => path = format!("/customers?limit=3&after={after}"),
                None => break,
            }
        }
        assert_eq!(seen, newest_first);
    }

    #[tokio::test]
    async fn before_goes_back_towards_the_newest() {
        let (sandbox, ids_of) = with_customers(5).await;
        let list = sandbox.get(&format!("/customers?limit=2&before={}", ids_of[3])).await.json;
        assert_eq!(ids(&list), ids_of[1..3]);
        assert_eq!(list["meta"], json!({"cursors": {"before": ids_of[1], "after": ids_of[2]}, "limit": 2}));
        let first = sandbox.get("/customers?limit=5").await.json;
        assert_eq!(first["meta"]["cursors"], json!({"before": null, "after": null}));
    }

    #[tokio::test]
    async fn a_cursor_stays_good_when_its_customer_is_removed() {
        let (sandbox, ids_of) = with_customers(3).await;
        sandbox.delete(&format!("/customers/{}", ids_of[1])).await;
        let list = sandbox.get(&format!("/customers?after={}", ids_of[1])).await.json;
        assert_eq!(ids(&list), ids_of[2..]);
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_refused() {
        let (sandbox, ids_of) = with_customers(2).await;
        for (query, pointer) in [
            ("limit=0", "/limit"),
            ("limit=501", "/limit"),
            ("limit=ten", "/limit"),
            ("after=CU0", "/after"),
            ("created_at[gt]=soon", "/created_at[gt]"),
        ] {
            let error = sandbox.get(&format!("/customers?{query}")).await.assert_invalid();
            assert_eq!(error.errors[0].request_pointer.as_deref(), Some(pointer), "{query}");
        }
        let both = format!("/customers?after={0}&before={0}", ids_of[0]);
        sandbox.get(&both).await.assert_refused(422, "invalid_api_usage", "invalid_filters");
        assert_eq!(sandbox.get("/customers?limit=500").await.status, 200);
    }
}
