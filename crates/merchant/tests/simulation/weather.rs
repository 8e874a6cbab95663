//! How much goes wrong, and what.

use std::time::Duration;

use crate::lot::Lot;

/// What a seed lets go wrong; nothing once it is quiet.
pub(crate) struct Weather {
    /// Calls to GoCardless, in a thousand.
    calls: u32,
    /// The kinds of trouble that this seed has with them.
    kinds: Vec<Trouble>,
    /// How often GoCardless is away for a while after that, in a thousand.
    away: u32,
    /// Requests of browsers, in a thousand.
    browsers: u32,
    /// Webhooks, in a thousand.
    webhooks: u32,
}

/// What goes wrong with a call to GoCardless.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Trouble {
    NoConnection,
    /// It never arrives: the connection is cut.
    LostBefore,
    /// It never arrives, and nobody is told.
    SilentBefore,
    /// It arrives, and the connection is cut instead of an answer.
    LostAfter,
    SilentAfter,
    /// It arrives long after the caller has given up.
    LateRequest,
    LateAnswer,
    /// It arrives twice; the first answer is lost.
    Twice,
    /// 500, and it was not carried out.
    FailsBefore,
    /// 500 or a page of a proxy, and it was carried out.
    FailsAfter,
    /// Half of the answer's body.
    Torn,
    TooMany,
    /// GoCardless does not know yet that the payer has finished.
    Early,
}

/// What goes wrong with a request of a browser.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mishap {
    LostBefore,
    LostAfter,
    /// The tab is closed so long after.
    Closed(Duration),
}

/// What becomes of an attempt to deliver a webhook.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Post {
    Arrives,
    Lost,
    /// It arrives, and GoCardless does not learn of it.
    AnswerLost,
    /// It arrives long after GoCardless has given up.
    Late,
    /// It arrives, and a copy of it later.
    Twice,
}

const TROUBLES: [Trouble; 13] = [
    Trouble::NoConnection,
    Trouble::LostBefore,
    Trouble::SilentBefore,
    Trouble::LostAfter,
    Trouble::SilentAfter,
    Trouble::LateRequest,
    Trouble::LateAnswer,
    Trouble::Twice,
    Trouble::FailsBefore,
    Trouble::FailsAfter,
    Trouble::Torn,
    Trouble::TooMany,
    Trouble::Early,
];

impl Weather {
    pub(crate) fn of(lot: &mut Lot) -> Self {
        let mut kinds = TROUBLES;
        lot.shuffle(&mut kinds);
        // Few kinds, so that the same goes wrong again and again, or all.
        let count = lot.one_of(&[1, 2, 3, 6, 13]);
        Self {
            calls: lot.one_of(&[0, 50, 200, 400, 700]),
            kinds: kinds.into_iter().take(count).collect(),
            away: lot.one_of(&[0, 100, 500]),
            browsers: lot.one_of(&[0, 50, 200, 400]),
            webhooks: lot.one_of(&[0, 100, 300, 600, 1000]),
        }
    }

    pub(crate) fn calm() -> Self {
        Self { calls: 0, kinds: Vec::new(), away: 0, browsers: 0, webhooks: 0 }
    }

    pub(crate) fn trouble(&self, lot: &mut Lot) -> Option<Trouble> {
        lot.per_mille(self.calls).then(|| lot.one_of(&self.kinds))
    }

    /// What goes wrong with calls while GoCardless is away.
    pub(crate) fn away(lot: &mut Lot) -> Trouble {
        lot.one_of(&[Trouble::NoConnection, Trouble::LostBefore, Trouble::SilentBefore, Trouble::FailsBefore])
    }

    /// For how long GoCardless is away after a call went wrong.
    pub(crate) fn goes_away(&self, lot: &mut Lot) -> Option<Duration> {
        lot.per_mille(self.away).then(|| lot.seconds(5, 120))
    }

    pub(crate) fn mishap(&self, lot: &mut Lot) -> Option<Mishap> {
        if !lot.per_mille(self.browsers) {
            return None;
        }
        Some(match lot.between(0, 2) {
            0 => Mishap::LostBefore,
            1 => Mishap::LostAfter,
            _ => Mishap::Closed(lot.millis(0, 400)),
        })
    }

    pub(crate) fn post(&self, lot: &mut Lot) -> Post {
        if !lot.per_mille(self.webhooks) {
            return Post::Arrives;
        }
        // Where all go wrong, nothing comes by webhook at all.
        if self.webhooks == 1000 {
            return Post::Lost;
        }
        lot.one_of(&[Post::Lost, Post::AnswerLost, Post::Late, Post::Twice])
    }
}
