//! What events say, to the letter: beside the event, or compressed together with those that came with it.
//!
//! Of a webhook of 250 events it is most of what there is to write, and nearly the same text 250 times.

use std::ops::Range;
use std::vec;

use bytestring::ByteString;
use rusqlite::{Connection, Row};

use super::super::{Arrival, OrganisationId};
use super::packed::{pack_together, unpack, unreadable};

/// From so many events on, one text for all of them is less to write than a text for each.
const TOGETHER: usize = 8;

/// The columns that tell where a content is, for [`Contents::read`].
pub(super) const COLUMNS: &str = "content, organisation_id, contents_id, contents_start, contents_length";

/// Where the contents of events that came together will be.
pub(super) enum Together {
    /// Each beside its event.
    Beside,
    /// In a text under this id, the next one from here on.
    New { id: i64, start: usize },
    /// In a text that is kept under this id already, beginning there.
    Kept { id: i64, starts: vec::IntoIter<usize> },
}

/// Where the content of one event is.
pub(super) struct Place<'a> {
    /// The content itself; empty where it is elsewhere.
    pub(super) content: &'a str,
    pub(super) start: Option<i64>,
    pub(super) length: Option<i64>,
}

impl Together {
    /// A place for the contents. Nothing is written before it is known which are new.
    pub(super) fn new(
        connection: &Connection,
        organisation: OrganisationId,
        arrivals: &[Arrival],
    ) -> rusqlite::Result<Self> {
        if arrivals.len() < TOGETHER {
            return Ok(Self::Beside);
        }
        Ok(Self::New { id: next_id(connection, organisation)?, start: 0 })
    }

    /// The place where they are already, as slices of this text, which is kept under this id; none where any is not.
    pub(super) fn kept(id: i64, text: &str, arrivals: &[Arrival]) -> Option<Self> {
        let starts: Option<Vec<_>> = arrivals.iter().map(|arrival| start_in(text, &arrival.event.content)).collect();
        Some(Self::Kept { id, starts: starts?.into_iter() })
    }

    /// Under which id; none where each stays with its event.
    pub(super) fn id(&self) -> Option<i64> {
        match self {
            Self::Beside => None,
            Self::New { id, .. } | Self::Kept { id, .. } => Some(*id),
        }
    }

    /// Where the next event's content is.
    pub(super) fn next<'a>(&mut self, arrival: &'a Arrival) -> Place<'a> {
        let content = &*arrival.event.content;
        let start = match self {
            Self::Beside => return Place { content, start: None, length: None },
            Self::New { start, .. } => {
                *start += content.len();
                Some(*start - content.len())
            }
            Self::Kept { starts, .. } => starts.next(),
        };
        let number = |it: usize| i64::try_from(it).ok();
        Place { content: "", start: start.and_then(number), length: number(content.len()) }
    }

    /// Keeps the contents where so many of the events were new; where that is less than half, beside each of these.
    pub(super) fn keep(
        self,
        connection: &Connection,
        organisation: OrganisationId,
        arrivals: &[Arrival],
        new: u64,
    ) -> rusqlite::Result<()> {
        let is_worth_it = new > 0 && new.saturating_mul(2) >= arrivals.len() as u64;
        let id = match self {
            Self::Beside => return Ok(()),
            Self::Kept { .. } if is_worth_it => return Ok(()),
            Self::New { id, .. } if is_worth_it => {
                let contents = arrivals.iter().map(|arrival| &*arrival.event.content);
                return pack_together(contents, |packed| insert(connection, organisation, id, packed));
            }
            Self::New { id, .. } => id,
            Self::Kept { id, .. } => {
                delete(connection, organisation, id)?;
                id
            }
        };
        if new == 0 {
            return Ok(());
        }
        let mut statement = connection.prepare_cached(
            "UPDATE events SET content = ?4, contents_id = NULL, contents_start = NULL, contents_length = NULL
             WHERE organisation_id = ?1 AND event_key = ?2 AND contents_id = ?3",
        )?;
        for Arrival { event, .. } in arrivals {
            statement.execute((organisation.0, event.key.as_str(), id, &*event.content))?;
        }
        Ok(())
    }
}

/// The id under which contents may be kept that come now: greater than any that is in use, also by a delivery whose
/// body is gone.
pub(super) fn next_id(connection: &Connection, organisation: OrganisationId) -> rusqlite::Result<i64> {
    let sql = "SELECT max(coalesce((SELECT max(id) FROM event_contents WHERE organisation_id = ?1), 0),
                          coalesce((SELECT max(contents_id) FROM deliveries WHERE organisation_id = ?1), 0)) + 1";
    connection.prepare_cached(sql)?.query_row((organisation.0,), |row| row.get(0))
}

/// Keeps contents that are packed.
pub(super) fn insert(
    connection: &Connection,
    organisation: OrganisationId,
    id: i64,
    packed: &[u8],
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO event_contents (organisation_id, id, contents) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute((organisation.0, id, packed)).map(|_| ())
}

/// Contents that are no event's are kept no longer.
pub(super) fn delete(connection: &Connection, organisation: OrganisationId, id: i64) -> rusqlite::Result<()> {
    let sql = "DELETE FROM event_contents WHERE organisation_id = ?1 AND id = ?2";
    connection.prepare_cached(sql)?.execute((organisation.0, id)).map(|_| ())
}

/// Where in the text its slice begins; none where it is none. An equal text elsewhere is none: looking for it would
/// take longer than all else.
fn start_in(text: &str, part: &str) -> Option<usize> {
    let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    (start.checked_add(part.len())? <= text.len()).then_some(start)
}

/// Reads contents; what came together is unpacked once for events that are read one after another.
pub(super) struct Contents<'a> {
    connection: &'a Connection,
    last: Option<((i64, i64), ByteString)>,
}

impl<'a> Contents<'a> {
    pub(super) fn of(connection: &'a Connection) -> Self {
        Self { connection, last: None }
    }

    /// The content of the event whose [`COLUMNS`] begin at `first`.
    pub(super) fn read(&mut self, row: &Row<'_>, first: usize) -> rusqlite::Result<ByteString> {
        let Some(id) = row.get::<_, Option<i64>>(first + 2)? else {
            return Ok(row.get::<_, String>(first)?.into());
        };
        let all = self.unpacked((row.get(first + 1)?, id))?;
        let part = part(row.get(first + 3)?, row.get(first + 4)?).and_then(|part| all.get(part));
        // A copy: a part that is kept would keep the whole.
        part.map(ByteString::from).ok_or_else(|| unreadable("no such part".into()))
    }

    /// All that is kept under this organisation and id.
    pub(super) fn unpacked(&mut self, key: (i64, i64)) -> rusqlite::Result<ByteString> {
        if let Some((_, text)) = self.last.as_ref().filter(|(last, _)| *last == key) {
            return Ok(text.clone());
        }
        let sql = "SELECT contents FROM event_contents WHERE organisation_id = ?1 AND id = ?2";
        let packed: Vec<u8> = self.connection.prepare_cached(sql)?.query_row(key, |row| row.get(0))?;
        let text = unpack(&packed)?;
        self.last = Some((key, text.clone()));
        Ok(text)
    }
}

fn part(start: i64, length: i64) -> Option<Range<usize>> {
    let start = usize::try_from(start).ok()?;
    Some(start..start.checked_add(usize::try_from(length).ok()?)?)
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use jiff::Timestamp;

    use super::super::{events, migrations};
    use super::*;
    use crate::store::{EventKey, NewEvent, PageQuery, StoreError};

    fn receive(connection: &Connection, numbers: Range<usize>) -> u64 {
        let arrival = |number: usize| {
            let event = NewEvent {
                key: EventKey::from_text(format!("EV{number}")),
                resource_type: "mandates".into(),
                action: "active".into(),
                resource: None,
                happened_at: None,
                received_at: Timestamp::UNIX_EPOCH,
                content: content(number).into(),
            };
            Arrival::from(event)
        };
        let arrivals: Vec<_> = numbers.map(arrival).collect();
        events::receive(connection, OrganisationId::OWN, &arrivals).unwrap().all()
    }

    fn content(number: usize) -> String {
        format!(r#"{{"number":{number},"text":"{}"}}"#, "\u{e5}".repeat(number))
    }

    fn list(connection: &Connection) -> Result<Vec<String>, StoreError> {
        let page = PageQuery { after: None, limit: 99 };
        let events = events::list(connection, OrganisationId::OWN, &page)?;
        Ok(events.into_iter().rev().map(|it| it.event.content.to_string()).collect())
    }

    #[test]
    fn what_comes_together_is_one_text_unless_most_of_it_is_known() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations::run(&mut connection).unwrap();
        let count = |sql| connection.query_row(sql, (), |row| row.get::<_, i64>(0)).unwrap();
        for (numbers, new, texts, alone) in
            [(0..7, 7, 0, 7), (7..15, 8, 1, 7), (7..15, 0, 1, 7), (7..16, 1, 1, 8), (12..20, 4, 2, 8)]
        {
            assert_eq!(receive(&connection, numbers.clone()), new, "{numbers:?}");
            assert_eq!(count("SELECT count(*) FROM event_contents"), texts, "{numbers:?}");
            assert_eq!(count("SELECT count(*) FROM events WHERE content <> ''"), alone, "{numbers:?}");
            assert_eq!(list(&connection).unwrap(), (0..numbers.end).map(content).collect::<Vec<_>>(), "{numbers:?}");
        }
    }

    #[test]
    fn what_was_damaged_is_an_error() {
        for damage in [
            "UPDATE event_contents SET contents = x'ff'",
            "UPDATE event_contents SET contents = x'ffffffff00'",
            "UPDATE event_contents SET contents = zeroblob(40)",
            "UPDATE events SET contents_start = 1000000",
            "UPDATE events SET contents_length = -1",
            "DELETE FROM event_contents",
        ] {
            let mut connection = Connection::open_in_memory().unwrap();
            migrations::run(&mut connection).unwrap();
            assert_eq!(receive(&connection, 0..8), 8);
            assert_eq!(connection.execute(damage, ()).unwrap().min(1), 1);
            assert!(list(&connection).is_err(), "{damage}");
        }
    }
}
