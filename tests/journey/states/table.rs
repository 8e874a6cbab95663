//! The states, and how a payer comes to them.

mod own;

use super::scene;
use crate::support::Scene;

/// A language that runs from right to left: English, with every word turned round.
pub(super) const RIGHT_TO_LEFT: &str = "ar-XB";
/// A language that is 40 % longer than English.
pub(super) const LONG: &str = "en-XA";

/// A state of the form.
pub(super) struct State {
    pub(super) name: &'static str,
    pub(super) scene: fn() -> Scene,
    pub(super) acts: &'static [Act],
}

/// What the payer does, or waits for.
pub(super) enum Act {
    /// Fills in those of the fields that are asked for, and leaves them.
    Answers(&'static [(&'static str, &'static str)]),
    /// Fills in fields, by their names, and leaves them.
    Fills(&'static [(&'static str, &'static str)]),
    /// Presses what the selector finds.
    Presses(&'static str),
    /// Waits until the selector finds something.
    Sees(&'static str),
    /// Types into a field, and stays there.
    Types(&'static str, &'static str),
}

use Act::{Answers, Fills, Presses, Sees, Types};

const GO_ON: Act = Presses(".signup__button");
const SUMMARY: Act = Sees(".signup__summary");
const FORM: Act = Sees("form .signup__button");
const REVIEW: Act = Sees("dl.signup__review");

/// What both pages ask of a person; a company has no such names.
const SHOP: Act =
    Answers(&[("given_name", "Frank"), ("family_name", "Osborne"), ("email", "frank.osborne@example.com")]);
const HOME: Act = Answers(&[
    ("authority", "yes"),
    ("account_holder_name", "Frank Osborne"),
    ("swedish_identity_number", "198112289874"),
    ("danish_identity_number", "2110625629"),
    ("region", "NY"),
    ("address_line1", "27 Acer Road"),
    ("city", "London"),
    ("postal_code", "E8 3GX"),
]);

macro_rules! reviews {
    ($country:literal, $($name:literal = $value:literal),+) => {
        &[FORM, Fills(&[("country_code", $country)]), Fills(&[$(($name, $value)),+]), HOME, GO_ON, REVIEW]
    };
}

/// Every state of the form.
pub(super) fn states() -> impl Iterator<Item = &'static State> {
    STATES.iter().chain(&own::STATES)
}

/// Every state but those that say what another one says, in the same elements: what does not depend on words is the same
/// in both.
pub(super) fn distinct_states() -> impl Iterator<Item = &'static State> {
    const TWINS: [&str; 10] = [
        "done",
        "interrupted",
        "not-found",
        "other-browser",
        "own-failed",
        "own-taken-over",
        "start-too-often",
        "submitting",
        "submitted",
        "waiting",
    ];
    states().filter(|state| !TWINS.contains(&state.name))
}

/// The states of these names.
pub(super) fn states_of(names: &[&str]) -> impl Iterator<Item = &'static State> + use<> {
    let found: Vec<_> = names.iter().map(|name| states().find(|state| state.name == *name).expect(name)).collect();
    found.into_iter()
}

/// The states of the page from which the payer leaves for the hosted one, and of that.
static STATES: [State; 30] = [
    State { name: "start", scene: scene::shop, acts: &[FORM] },
    State { name: "start-typing", scene: scene::shop, acts: &[FORM, SHOP, Types("email", "frank")] },
    State { name: "start-wrong", scene: scene::shop, acts: &[FORM, GO_ON, SUMMARY] },
    State {
        name: "start-busy",
        scene: scene::shop_without_answer,
        acts: &[FORM, SHOP, GO_ON, Sees("[aria-disabled]")],
    },
    State { name: "start-failed", scene: scene::shop_down, acts: &[FORM, SHOP, GO_ON, SUMMARY] },
    State { name: "start-too-often", scene: scene::shop_in_demand, acts: &[FORM, SHOP, GO_ON, SUMMARY] },
    State {
        name: "plan-unavailable",
        scene: scene::shop_without_plan,
        acts: &[FORM, SHOP, GO_ON, Sees("button.signup__button[type=button]")],
    },
    State { name: "waiting", scene: scene::back_without_answer, acts: &[Sees(".signup__spinner")] },
    State { name: "confirming", scene: scene::back_too_early, acts: &[Sees(".signup__title")] },
    State { name: "done", scene: scene::back, acts: &[REVIEW] },
    State { name: "interrupted", scene: scene::back_down, acts: &[Sees("button.signup__button")] },
    State { name: "other-browser", scene: scene::back_in_another_browser, acts: &[Sees("button.signup__button")] },
    State { name: "not-found", scene: scene::back_to_nothing, acts: &[Sees("button.signup__button")] },
    State { name: "details", scene: scene::hosted, acts: &[FORM] },
    State { name: "details-typing", scene: scene::hosted, acts: &[FORM, HOME, Types("branch_code", "20-00")] },
    State {
        name: "details-wrong",
        scene: scene::hosted,
        acts: &[FORM, Fills(&[("branch_code", "20000")]), GO_ON, SUMMARY],
    },
    State {
        name: "details-iban",
        scene: scene::hosted,
        acts: &[
            FORM,
            Fills(&[("country_code", "DE")]),
            Sees("[name=iban]"),
            Fills(&[("iban", "DE89370400440532013000")]),
        ],
    },
    State {
        name: "details-checking",
        scene: scene::hosted,
        acts: &[FORM, Fills(&[("country_code", "US")]), Sees("[name=account_type]"), GO_ON, SUMMARY],
    },
    State {
        name: "review-bacs",
        scene: scene::hosted,
        acts: reviews!("GB", "branch_code" = "200000", "account_number" = "55779911"),
    },
    State { name: "review-sepa", scene: scene::hosted, acts: reviews!("DE", "iban" = "DE89370400440532013000") },
    State {
        name: "review-autogiro",
        scene: scene::hosted,
        acts: reviews!("SE", "branch_code" = "7507", "account_number" = "1211203"),
    },
    State {
        name: "review-betalingsservice",
        scene: scene::hosted,
        acts: reviews!("DK", "bank_code" = "0345", "account_number" = "3179681"),
    },
    State {
        name: "review-becs",
        scene: scene::hosted,
        acts: reviews!("AU", "branch_code" = "123456", "account_number" = "123456789"),
    },
    State { name: "review-becs-nz", scene: scene::hosted, acts: reviews!("NZ", "account_number" = "010902006838900") },
    State {
        name: "review-pad",
        scene: scene::hosted,
        acts: reviews!("CA", "branch_code" = "00063", "bank_code" = "036", "account_number" = "0123456"),
    },
    State {
        name: "review-ach",
        scene: scene::hosted,
        acts: reviews!("US", "bank_code" = "026073150", "account_number" = "2715500356", "account_type" = "savings"),
    },
    State {
        name: "review-failed",
        scene: scene::hosted_down,
        acts: &[
            FORM,
            Fills(&[("branch_code", "200000"), ("account_number", "55779911")]),
            HOME,
            GO_ON,
            REVIEW,
            GO_ON,
            SUMMARY,
        ],
    },
    State {
        name: "submitting",
        scene: scene::hosted_without_answer,
        acts: &[
            FORM,
            Fills(&[("branch_code", "200000"), ("account_number", "55779911")]),
            HOME,
            GO_ON,
            REVIEW,
            GO_ON,
            Sees("[aria-disabled]"),
        ],
    },
    State { name: "expired", scene: scene::hosted_expired, acts: &[Sees("a.signup__button")] },
    State { name: "submitted", scene: scene::hosted_submitted, acts: &[Sees("a.signup__button")] },
];
