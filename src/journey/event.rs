//! What happens to a journey, and what a journey wants done.

use std::fmt;

use signup_api::{HostedFlow, Signup, SignupId, StartSignup, Submission};

use crate::failure::Failure;
use crate::problem::Problem;

/// What happens to a journey.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// A call succeeded.
    Answered(Answer),
    /// The payer wants to change something, or pressed Back.
    Back,
    /// The payer confirmed what the review shows.
    Confirmed,
    /// The form is filled in and nothing is wrong with it.
    Continued(Continue),
    /// A call did not succeed.
    Failed(Failure),
    /// The payer asked for a signup in the merchant's own page: once more, or another than the one that is done.
    Opened {
        /// Whether it is to be another one.
        another: bool,
    },
    /// The form was submitted with problems.
    Refused(Vec<Problem>),
    /// The browser showed the page again as it was left.
    Restored,
    /// The payer asked to try again.
    Retried,
    /// The payer asked to start again.
    StartedAgain,
}

/// A call's answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Answer {
    /// The hosted flow.
    Flow(Box<HostedFlow>),
    /// Where the browser goes next.
    Redirect(String),
    /// The signup.
    Signup(Box<Signup>),
}

/// How it goes on from the form.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Continue {
    /// Not at all: the payer may not authorise debits alone.
    Decline,
    /// To a check of everything, where the payer gives all details.
    Review(Box<Submission>),
    /// To the hosted page, from the merchant's.
    Start(Box<Start>),
}

/// What there is to find out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Question {
    /// The payer is back: complete the signup.
    Completion {
        /// The signup that the address names.
        signup: SignupId,
        /// The flow that the address names.
        redirect_flow_id: String,
    },
    /// How far is the hosted flow?
    Flow,
    /// Which signup is the payer's, in the merchant's own page? One is started where there is none.
    Open {
        /// Whether it is to be another than the one that this browser has.
        another: bool,
        /// What the payer confirmed under a signup that is not this browser's any more; nothing came of it.
        confirmed: Option<Box<Submission>>,
    },
    /// How far is the signup that the address names?
    Signup(SignupId),
}

/// What a journey wants done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Command {
    /// Ask the backend; answer with an event.
    Ask(Question),
    /// The same after so many seconds, once the payer sees the page.
    AskLater(Question, u32),
    /// Tell the merchant's page that the payer may not authorise debits alone, and give that step a place in history.
    Decline,
    /// Take the signup out of the page's address.
    ForgetSignup,
    /// Go to the address; bank details are forgotten.
    Leave(String),
    /// Note in the page's address that the signup is done, so that a reload shows it again; bank details are forgotten.
    MarkDone,
    /// Give the review a place in the browser's history, so that Back leads to the form.
    MarkReview,
    /// Start a signup; answer with an event.
    Start(Box<Start>),
    /// Hand the details in; answer with an event.
    Submit(Box<Submission>),
}

/// A signup to start, and the key under which asking twice starts it once.
#[derive(Clone, Eq, PartialEq)]
pub struct Start {
    /// What to start.
    pub request: StartSignup,
    /// A random text, known to this page only.
    pub key: String,
}

impl fmt::Debug for Start {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Start").field("request", &self.request).finish_non_exhaustive()
    }
}
