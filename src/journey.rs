//! The journey of one payer, as one enum: what may happen when, and what is then to be done.

mod event;

pub use event::{Answer, Command, Continue, Event, Question, Start};

use signup_api::{HostedFlow, HostedFlowStatus, Signup, SignupStatus, Submission};

use crate::failure::Failure;
use crate::options::Page;
use crate::problem::Problem;

/// How far the payer is; each state holds just what it needs.
///
/// | from | event | to | command |
/// |---|---|---|---|
/// | `Asking` | the flow or signup is open | `Details` | |
/// | `Asking` | the signup is open, after a confirmation that was refused | `Review`, with the failure told | |
/// | `Asking` | the signup is completed | `Done` | mark it |
/// | `Asking` | the signup is being confirmed | `Confirming` | ask again later |
/// | `Asking` | the flow is over | `Stopped` | |
/// | `Asking` | no answer | `Interrupted` | |
/// | `Confirming` | the signup is being confirmed, or no answer | as it is, or after the last time `Interrupted` | ask again later |
/// | `Confirming` | the signup is completed | `Done` | mark it |
/// | `Confirming` | the flow is over | `Stopped` | |
/// | `Details` | continued, on the page that leads to the hosted one | `Starting` | start |
/// | `Details` | continued, where all details are given | `Review` | mark it |
/// | `Details` | continued by who may not authorise debits alone | `Declined` | tell it |
/// | `Declined`, `Review` | back | `Details` | |
/// | `Review` | confirmed | `Submitting` | submit |
/// | `Starting`, `Submitting` | redirect | `Leaving` | leave |
/// | `Starting`, `Submitting` | the signup is completed | `Done` | mark it |
/// | `Starting`, `Submitting` | no answer | back, with the failure told | |
/// | `Submitting` | fields are refused | `Details`, with the problems | |
/// | `Submitting` | the signup is another browser's, and nothing can have come of it | `Asking` | ask for one |
/// | `Interrupted` | retried | `Asking` | ask |
/// | `Stopped`, `Interrupted`, `Done` | started again | `Details` | forget the signup |
/// | `Stopped`, `Interrupted`, `Done` | opened | `Asking` | ask for a signup |
///
/// Whatever is not in the table leaves the state as it is. The whole state × event matrix is a snapshot in this module's
/// tests. What follows for a payer:
///
/// - **Double click:** `Starting` and `Submitting` take no second click.
/// - **Back too early:** whoever is back before the provider knows that they have finished waits without doing anything, for
///   about four minutes; what was confirmed is finished by the backend also when nobody waits.
/// - **Reload:** before the confirmation, the form is empty again, but for what the page fills in; the signup is the same
///   one. After it, the address names the signup, and `Done` shows again. While it is on its way, the reloaded page asks
///   for the same browser's signup: it is completed, or it can be confirmed again, and the backend makes one mandate.
/// - **Back:** from `Review` and `Declined` to `Details`, with everything still there; nothing else listens to it.
/// - **Second tab:** the same browser gets the same signup. Whichever confirms first makes the mandate; the other one
///   gets the same answer. Another signup, begun in the second tab, may leave the first without the right to its own:
///   then the first takes over the second's and shows the review again, unless an answer was lost, for then nobody here
///   knows whether its own went through.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Journey {
    /// Finding out how far this payer is.
    Asking(Question),
    /// The payer is back, and the provider does not know yet that they have finished: asked again by itself.
    Confirming {
        /// What is asked.
        question: Question,
        /// The hosted page, for a payer who has not finished there.
        hosted_page: Option<String>,
        /// How many times it has been asked again.
        times: u8,
    },
    /// The payer may not authorise debits alone: other ways.
    Declined {
        /// As in `Details`.
        uncertain: bool,
    },
    /// The payer fills in the form.
    Details {
        /// What the last attempt found wrong.
        problems: Vec<Problem>,
        /// Why the last call failed.
        failure: Option<Failure>,
        /// The call whose outcome is unknown: sent again under the same key if the details are the same.
        unanswered: Option<Box<Start>>,
        /// Whether details may have been handed in already: an answer was lost.
        uncertain: bool,
    },
    /// The mandate exists.
    Done(Box<Signup>),
    /// A question got no answer.
    Interrupted {
        /// What was asked.
        question: Question,
        /// Why there is no answer.
        failure: Failure,
    },
    /// The browser goes to another page.
    Leaving {
        /// Where to.
        url: String,
        /// Whose page it leaves.
        page: Page,
    },
    /// The payer checks the details.
    Review {
        /// What is to be confirmed.
        submission: Box<Submission>,
        /// Why the last call failed.
        failure: Option<Failure>,
        /// As in `Details`.
        uncertain: bool,
    },
    /// The merchant backend is asked to start a signup.
    Starting(Box<Start>),
    /// It does not go on here.
    Stopped(Stop),
    /// The details are handed in.
    Submitting {
        /// What is handed in.
        submission: Box<Submission>,
        /// As in `Details`, before this attempt.
        uncertain: bool,
    },
}

/// Why it does not go on here.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Stop {
    /// The hosted flow's 30 minutes are over; the merchant's page, where it is known.
    Expired(Option<String>),
    /// There is no such signup or flow.
    NotFound,
    /// The provider does not let the merchant set up mandates in this way.
    NotPermitted,
    /// The signup belongs to another browser.
    OtherBrowser,
    /// The merchant does not offer the plan.
    PlanUnavailable,
    /// The payer has confirmed already; the merchant's page.
    Submitted(Option<String>),
}

/// How many times it is asked again by itself whether a signup is confirmed: for about four minutes, with what the backend
/// waits.
const TIMES: u8 = 6;
/// The first gap, in seconds: what the backend asks for.
const FIRST_GAP: u32 = 5;
/// How many times the gap doubles.
const DOUBLINGS: u8 = 3;
/// A backend that wants to be left alone for longer is for the payer to try again, in seconds.
const LONGEST_GAP: u32 = 60;

impl Journey {
    /// The empty form.
    pub fn details() -> Self {
        Self::filled_in(false)
    }

    fn filled_in(uncertain: bool) -> Self {
        Self::Details { problems: Vec::new(), failure: None, unanswered: None, uncertain }
    }

    fn with_problems(problems: Vec<Problem>, unanswered: Option<Box<Start>>, uncertain: bool) -> Self {
        Self::Details { problems, failure: None, unanswered, uncertain }
    }

    /// What comes after `event`, and what is to be done about it.
    #[must_use]
    pub fn on(self, event: Event) -> (Self, Option<Command>) {
        match (self, event) {
            (Self::Asking(_), Event::Answered(Answer::Flow(flow))) => (Self::opened(*flow), None),
            (Self::Asking(question), Event::Answered(Answer::Signup(signup))) => Self::told(question, signup, 0),
            (Self::Asking(question), Event::Failed(failure)) => (Self::unanswered(question, failure), None),

            (Self::Confirming { question, times, .. }, Event::Answered(Answer::Signup(signup))) => {
                Self::told(question, signup, times + 1)
            }
            (Self::Confirming { question, hosted_page, times }, Event::Failed(failure)) => {
                Self::unconfirmed(question, hosted_page, times + 1, failure)
            }

            (Self::Details { unanswered, .. }, Event::Continued(Continue::Start(start))) => {
                let start = match unanswered {
                    Some(earlier) if earlier.request == start.request => earlier,
                    _ => start,
                };
                (Self::Starting(start.clone()), Some(Command::Start(start)))
            }
            (Self::Details { uncertain, .. }, Event::Continued(Continue::Review(submission))) => {
                (Self::Review { submission, failure: None, uncertain }, Some(Command::MarkReview))
            }
            (Self::Details { uncertain, .. }, Event::Continued(Continue::Decline)) => {
                (Self::Declined { uncertain }, Some(Command::Decline))
            }
            (Self::Details { unanswered, uncertain, .. }, Event::Refused(problems)) => {
                (Self::with_problems(problems, unanswered, uncertain), None)
            }

            (Self::Review { uncertain, .. } | Self::Declined { uncertain }, Event::Back) => {
                (Self::filled_in(uncertain), None)
            }
            (Self::Review { submission, uncertain, .. }, Event::Confirmed) => {
                (Self::Submitting { submission: submission.clone(), uncertain }, Some(Command::Submit(submission)))
            }

            (Self::Starting(_), Event::Answered(Answer::Redirect(url))) => Self::leave(url, Page::Merchant),
            (Self::Starting(_) | Self::Submitting { .. }, Event::Answered(Answer::Signup(signup)))
                if signup.status == SignupStatus::Completed =>
            {
                Self::done(signup)
            }
            (Self::Starting(start), Event::Failed(failure)) => (Self::not_started(start, failure), None),

            (Self::Submitting { .. }, Event::Answered(Answer::Redirect(url))) => Self::leave(url, Page::Hosted),
            (Self::Submitting { submission, uncertain }, Event::Answered(Answer::Signup(_))) => {
                (Self::not_submitted(submission, Failure::Incomplete, uncertain), None)
            }
            (Self::Submitting { submission, uncertain: false }, Event::Failed(Failure::OtherBrowser)) => {
                Self::ask(Question::Open { another: false, confirmed: Some(submission) })
            }
            (Self::Submitting { submission, uncertain }, Event::Failed(failure)) => {
                (Self::not_submitted(submission, failure, uncertain), None)
            }

            (Self::Leaving { page: Page::Hosted, .. }, Event::Restored) => Self::ask(Question::Flow),
            (Self::Leaving { .. }, Event::Restored) => (Self::details(), None),

            (Self::Interrupted { question, .. }, Event::Retried) => Self::ask(question),
            (Self::Interrupted { .. } | Self::Stopped(_) | Self::Done(_), Event::StartedAgain) => {
                (Self::details(), Some(Command::ForgetSignup))
            }
            (Self::Interrupted { .. } | Self::Stopped(_) | Self::Done(_), Event::Opened { another }) => {
                Self::ask(Question::Open { another, confirmed: None })
            }

            (state, _) => (state, None),
        }
    }

    fn ask(question: Question) -> (Self, Option<Command>) {
        (Self::Asking(question.clone()), Some(Command::Ask(question)))
    }

    fn leave(url: String, page: Page) -> (Self, Option<Command>) {
        (Self::Leaving { url: url.clone(), page }, Some(Command::Leave(url)))
    }

    fn done(signup: Box<Signup>) -> (Self, Option<Command>) {
        (Self::Done(signup), Some(Command::MarkDone))
    }

    fn opened(flow: HostedFlow) -> Self {
        match flow.status {
            HostedFlowStatus::Open => Self::details(),
            HostedFlowStatus::Expired => Self::Stopped(Stop::Expired(flow.redirect_url)),
            HostedFlowStatus::Completed | HostedFlowStatus::Submitted => {
                Self::Stopped(Stop::Submitted(flow.redirect_url))
            }
        }
    }

    /// An open signup is what a reload of the form finds. `times`: how many times it was asked again by itself.
    fn told(question: Question, signup: Box<Signup>, times: u8) -> (Self, Option<Command>) {
        let next = match (signup.status, question) {
            (SignupStatus::Completed, _) => return Self::done(signup),
            (SignupStatus::Expired, _) => Self::Stopped(Stop::Expired(None)),
            (SignupStatus::Confirming, question) | (_, question @ Question::Completion { .. }) => {
                return Self::unconfirmed(question, signup.redirect_url, times, Failure::Incomplete);
            }
            (_, Question::Open { confirmed: Some(submission), .. }) => {
                Self::Review { submission, failure: Some(Failure::OtherBrowser), uncertain: false }
            }
            _ => Self::details(),
        };
        (next, None)
    }

    fn unconfirmed(
        question: Question,
        hosted_page: Option<String>,
        times: u8,
        failure: Failure,
    ) -> (Self, Option<Command>) {
        let gap = (FIRST_GAP << times.min(DOUBLINGS)).max(failure.retry_after());
        if times == TIMES || gap > LONGEST_GAP || Stop::for_failure(&failure).is_some() {
            return (Self::unanswered(question, failure), None);
        }
        (Self::Confirming { question: question.clone(), hosted_page, times }, Some(Command::AskLater(question, gap)))
    }

    fn unanswered(question: Question, failure: Failure) -> Self {
        match Stop::for_failure(&failure) {
            Some(stop) => Self::Stopped(stop),
            None => Self::Interrupted { question, failure },
        }
    }

    fn not_started(start: Box<Start>, failure: Failure) -> Self {
        match (Stop::for_failure(&failure), failure) {
            (Some(stop), _) => Self::Stopped(stop),
            (None, Failure::Refused(problems)) => Self::with_problems(problems, None, false),
            (None, failure) => Self::Details {
                problems: Vec::new(),
                failure: Some(failure),
                unanswered: Some(start),
                uncertain: false,
            },
        }
    }

    fn not_submitted(submission: Box<Submission>, failure: Failure, uncertain: bool) -> Self {
        match (Stop::for_failure(&failure), failure) {
            (Some(stop), _) => Self::Stopped(stop),
            (None, Failure::Refused(problems)) => Self::with_problems(problems, None, uncertain),
            (None, failure) => Self::Review { submission, failure: Some(failure), uncertain: true },
        }
    }
}

impl Stop {
    fn for_failure(failure: &Failure) -> Option<Self> {
        match failure {
            Failure::Expired => Some(Self::Expired(None)),
            Failure::NotFound => Some(Self::NotFound),
            Failure::NotPermitted => Some(Self::NotPermitted),
            Failure::OtherBrowser => Some(Self::OtherBrowser),
            Failure::PlanUnavailable => Some(Self::PlanUnavailable),
            Failure::Incomplete
            | Failure::Provider(_)
            | Failure::Refused(_)
            | Failure::TooMany(_)
            | Failure::Unexpected(_)
            | Failure::Unreachable => None,
        }
    }
}

#[cfg(test)]
mod tests;
