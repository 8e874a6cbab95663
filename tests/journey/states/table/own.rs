//! The states of the form that stands whole in the merchant's own page.

use super::Act::{Answers, Fills, Presses, Sees, Types};
use super::{Act, FORM, GO_ON, HOME, REVIEW, SHOP, SUMMARY, State};
use crate::states::scene::own;

/// What is typed of a Bacs account, after which everything is there.
const BACS: Act = Fills(&[("branch_code", "200000"), ("account_number", "55779911")]);
const COMPANY: Act = Presses("[value=company]");
/// What a payer has that is a company.
const TRADE: Act = Answers(&[
    ("company_name", "Osborne & Daughters Bookbinding Ltd"),
    ("swedish_identity_number", "5560360793"),
    ("danish_identity_number", "25313763"),
]);

/// Names that are longer than a phone is wide.
const LONG: Act = Answers(&[
    ("given_name", "Maximiliana Anneliese"),
    ("family_name", "Wolfeschlegelsteinhausenbergerdorff-Donaudampfschifffahrt"),
    ("email", "maximiliana.wolfeschlegelsteinhausenbergerdorff@donaudampfschifffahrt.example"),
    ("account_holder_name", "Maximiliana Anneliese Wolfeschlegelsteinhausenbergerdorff-Donau"),
]);

macro_rules! own {
    ($name:literal, $scene:ident, $($act:expr),+) => {
        State { name: concat!("own-", $name), scene: own::$scene, acts: &[$($act),+] }
    };
}

/// The states of the form that stands whole in the merchant's own page.
pub(super) static STATES: [State; 27] = [
    own!("opening", opening, Sees(".signup__spinner")),
    own!("not-opened", not_opening, Sees("button.signup__button")),
    own!("not-permitted", not_permitted, Sees(".signup__title")),
    own!("details", bacs, FORM),
    own!("details-typing", bacs, FORM, SHOP, HOME, Types("branch_code", "20-00")),
    own!("details-wrong", bacs, FORM, Fills(&[("branch_code", "20000")]), GO_ON, SUMMARY),
    own!("details-known", bacs_known, FORM),
    own!("details-bank", bacs_with_bank, FORM, SHOP, HOME, BACS, Sees(".signup__note:not(:empty)")),
    own!("details-sepa", sepa, FORM),
    own!("details-sepa-far", sepa, FORM, Fills(&[("iban", "CH9300762011623852957")]), Sees("[name=address_line1]")),
    own!("details-autogiro", autogiro, FORM),
    own!("details-betalingsservice", betalingsservice, FORM, COMPANY, Sees("[name=company_name]")),
    own!("details-ach", ach, FORM, GO_ON, SUMMARY),
    own!("declined", bacs, FORM, Presses("[name=authority][value=no]"), GO_ON, Sees("a.signup__button")),
    own!("review-bacs", bacs, FORM, SHOP, HOME, BACS, GO_ON, REVIEW),
    own!("review-sepa", sepa, FORM, SHOP, HOME, Fills(&[("iban", "DE89370400440532013000")]), GO_ON, REVIEW),
    own!(
        "review-autogiro",
        autogiro,
        FORM,
        SHOP,
        HOME,
        Fills(&[("branch_code", "7507"), ("account_number", "1211203")]),
        GO_ON,
        REVIEW
    ),
    own!(
        "review-betalingsservice",
        betalingsservice,
        FORM,
        COMPANY,
        Sees("[name=company_name]"),
        SHOP,
        HOME,
        TRADE,
        Fills(&[("bank_code", "0345"), ("account_number", "3179681")]),
        GO_ON,
        REVIEW
    ),
    own!(
        "review-worded",
        becs_worded,
        FORM,
        SHOP,
        HOME,
        Fills(&[("branch_code", "123456"), ("account_number", "123456789")]),
        GO_ON,
        REVIEW
    ),
    own!("review-long", sepa, FORM, HOME, LONG, Fills(&[("iban", "MT84MALT011000012345MTLCAST001S")]), GO_ON, REVIEW),
    own!("submitting", bacs_without_answer, FORM, SHOP, HOME, BACS, GO_ON, REVIEW, GO_ON, Sees("[aria-disabled]")),
    own!("refused", bacs_closed, FORM, SHOP, HOME, BACS, GO_ON, REVIEW, GO_ON, Sees("form .signup__summary")),
    own!("failed", bacs_down, FORM, SHOP, HOME, BACS, GO_ON, REVIEW, GO_ON, SUMMARY),
    own!("taken-over", bacs_taken_over, FORM, SHOP, HOME, BACS, GO_ON, REVIEW, GO_ON, SUMMARY),
    own!("done", done, Sees(".signup__tick")),
    own!("expired", expired, Sees("button.signup__button")),
    own!("other-browser", other_browser, Sees("button.signup__button")),
];
