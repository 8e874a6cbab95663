//! The points of a signup's step at which the real program dies, in each engine's words.

use super::{Death, Disk, Engine, Loss, When};

/// A point of a step.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Point {
    /// The payer's request has come; of the step nothing is written yet.
    BeforeIntent,
    /// The intent is stored; GoCardless is about to be asked.
    AfterIntent,
    /// GoCardless is being asked: it has half of the request, which is none, or all of it.
    MidRequest,
    /// GoCardless has answered; nothing of it is written.
    AfterAnswer,
    /// The outcome is being committed.
    ///
    /// SQLite: half of a page is in its log, or all pages are and have not been forced to the disk. PostgreSQL: all of the
    /// transaction's statements were carried out and half of `COMMIT` is sent, or all of it, and not answered. (Where the
    /// transaction is a single statement, that takes the place of `COMMIT`.)
    InsideCommit,
    /// The outcome is stored; nobody was told.
    AfterCommit,
}

/// A step, by what the program receives, sends and writes.
#[derive(Debug)]
pub(crate) struct Step {
    /// The payer's request.
    pub(crate) request: &'static str,
    /// What GoCardless is asked in the step before it.
    pub(crate) before: Option<&'static str>,
    /// Whether its intent is written together with the end of the step before it.
    pub(crate) follows_at_once: bool,
    /// What GoCardless is asked.
    pub(crate) call: &'static str,
    /// Whether its outcome is a transaction of several statements.
    pub(crate) is_transaction: bool,
}

impl Point {
    pub(crate) const ALL: [Self; 6] = [
        Self::BeforeIntent,
        Self::AfterIntent,
        Self::MidRequest,
        Self::AfterAnswer,
        Self::InsideCommit,
        Self::AfterCommit,
    ];

    /// Whether GoCardless has carried the call out when the program dies there; none where that is open.
    pub(crate) fn is_made(self, when: When) -> Option<bool> {
        match self {
            Self::BeforeIntent | Self::AfterIntent => Some(false),
            Self::MidRequest => (when == When::Half).then_some(false),
            Self::AfterAnswer | Self::InsideCommit | Self::AfterCommit => Some(true),
        }
    }

    /// Whether the outcome is in the store when the program dies there; none where that is open.
    pub(crate) fn is_stored(self, death: &Death) -> Option<bool> {
        match self {
            Self::AfterCommit => Some(true),
            Self::InsideCommit if death.when != When::Half && death.loss == Loss::Memory => None,
            _ => Some(false),
        }
    }
}

impl Step {
    /// A death at a point. Every other one takes the point's other half; `rows` is in the rows that are written for the
    /// step. On SQLite half of them take what had not been forced to the disk with them.
    pub(crate) fn death(&self, point: Point, number: u32, engine: Engine, rows: &str) -> Death {
        let is_other = number % 2 == 1;
        let half_or = |other| if is_other { other } else { When::Half };
        let write = |is_transaction| match engine {
            Engine::Sqlite => format!("frame {rows}"),
            Engine::Postgres if is_transaction => r"send COMMIT\x00".to_owned(),
            Engine::Postgres => r"send \x09succeeded".to_owned(),
        };
        let written = match engine {
            Engine::Sqlite => "sync",
            Engine::Postgres => "reply",
        };
        let mut calls = vec![format!("recv {}", self.request)];
        let mut call = |name: &str| calls.push(name.to_owned());
        let ask = format!("send {}", self.call);
        let when = match point {
            Point::BeforeIntent => {
                if let Some(before) = self.before {
                    call(&format!("send {before}"));
                    call("reply");
                    if !self.follows_at_once {
                        call(&write(false));
                        call(written);
                    }
                }
                match engine {
                    Engine::Postgres if !self.follows_at_once => call(r"send \x08intended"),
                    _ => call(&write(true)),
                }
                When::Before
            }
            Point::AfterIntent => {
                call(&ask);
                When::Before
            }
            Point::MidRequest => {
                call(&ask);
                half_or(When::After)
            }
            Point::AfterAnswer => {
                call(&ask);
                call("reply");
                When::After
            }
            Point::InsideCommit => {
                call(&ask);
                call("reply");
                call(&write(self.is_transaction));
                match engine {
                    Engine::Sqlite if is_other => {
                        call(written);
                        When::Before
                    }
                    _ => half_or(When::After),
                }
            }
            Point::AfterCommit => {
                call(&ask);
                call("reply");
                call(&write(self.is_transaction));
                call(written);
                When::After
            }
        };
        Death { calls, when, loss: loss(number, engine) }
    }
}

/// What the death of this number takes with it.
pub(crate) fn loss(number: u32, engine: Engine) -> Loss {
    match (engine, number % 4) {
        (Engine::Sqlite, 1 | 2) => Loss::Unsynced(Disk::True),
        _ => Loss::Memory,
    }
}
