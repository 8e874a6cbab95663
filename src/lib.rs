#![doc = include_str!("../docs/component.md")]
#![expect(unreachable_pub, reason = "the component macro makes a public props type of every component")]

mod backend;
mod bank_form;
mod bank_lookup;
mod countries;
mod draft;
mod elements;
mod error_summary;
mod failure;
mod field;
mod fields;
mod focus;
mod follow;
mod form;
mod format;
mod history;
mod i18n;
mod journey;
mod options;
mod problem;
mod random_key;
mod scheme_text;
mod signup;
mod steps;
pub mod wire;

pub use bank_form::BankForm;
pub use draft::Draft;
pub use failure::{Failure, RequestId};
pub use field::Field;
pub use i18n::{Plural, Word, Words};
pub use journey::{Answer, Command, Continue, Event, Journey, Question, Start, Stop};
pub use options::{Options, Page};
pub use problem::{Problem, ProblemKind};
pub use signup::MandateSignup;
