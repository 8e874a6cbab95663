#![doc = include_str!("../README.md")]

mod bank_account;
mod envelope;
mod error;
mod hosted_flow;
mod needs;
mod payer;
mod signup;
mod terms;

pub use bank_account::BankAccount;
pub use envelope::{Data, Flows, Signups};
pub use error::{ErrorBody, ErrorEnvelope, FieldError};
pub use hosted_flow::{HostedFlow, HostedFlowStatus, Submission, Submitted};
pub use needs::Needs;
pub use payer::Payer;
pub use signup::{
    CompleteSignup, Creditor, Flow, Interval, Plan, Signup, SignupId, SignupIdError, SignupMandate, SignupStatus,
    StartSignup,
};
pub use terms::{Terms, Wording};
