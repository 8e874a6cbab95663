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
/// | `Asking` | the signup is completed | `Done` | |
/// | `Asking` | the flow is over | `Stopped` | |
/// | `Asking` | no answer | `Interrupted` | |
/// | `Details` | continued, on the merchant's page | `Starting` | start |
/// | `Details` | continued, on a hosted page | `Review` | |
/// | `Review` | confirmed | `Submitting` | submit |
/// | `Starting`, `Submitting` | redirect | `Leaving` | leave |
/// | `Starting` | the signup is completed already | `Done` | |
/// | `Starting`, `Submitting` | no answer | back, with the failure told | |
/// | `Interrupted` | retried | `Asking` | ask |
/// | `Stopped`, `Interrupted` | started again | `Details` | |
///
/// Whatever is not in the table leaves the state as it is: a second click, a late answer, Back where there is no way
/// back. The whole state × event matrix is a snapshot in this module's tests.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Journey {
    /// Finding out how far this payer is.
    Asking(Question),
    /// The payer fills in the form.
    Details {
        /// What the last attempt found wrong.
        problems: Vec<Problem>,
        /// Why the last call failed.
        failure: Option<Failure>,
        /// The call whose outcome is unknown: sent again under the same key if the details are the same.
        unanswered: Option<Box<Start>>,
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
    },
    /// The merchant backend is asked to start a signup.
    Starting(Box<Start>),
    /// It does not go on here.
    Stopped(Stop),
    /// The provider is given the details.
    Submitting(Box<Submission>),
}

/// Why it does not go on here.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Stop {
    /// The hosted flow's 30 minutes are over; the merchant's page, where it is known.
    Expired(Option<String>),
    /// There is no such signup or flow.
    NotFound,
    /// The signup belongs to another browser.
    OtherBrowser,
    /// The merchant does not offer the plan.
    PlanUnavailable,
    /// The payer has confirmed already; the merchant's page.
    Submitted(Option<String>),
}

impl Journey {
    /// The empty form.
    pub fn details() -> Self {
        Self::Details { problems: Vec::new(), failure: None, unanswered: None }
    }

    /// What comes after `event`, and what is to be done about it.
    #[must_use]
    pub fn on(self, event: Event) -> (Self, Option<Command>) {
        match (self, event) {
            (Self::Asking(_), Event::Answered(Answer::Flow(flow))) => (Self::opened(*flow), None),
            (Self::Asking(question), Event::Answered(Answer::Signup(signup))) => Self::told(&question, signup),
            (Self::Asking(question), Event::Failed(failure)) => (Self::unanswered(question, failure), None),

            (Self::Details { unanswered, .. }, Event::Continued(Continue::Start(start))) => {
                let start = match unanswered {
                    Some(earlier) if earlier.request == start.request => earlier,
                    _ => start,
                };
                (Self::Starting(start.clone()), Some(Command::Start(start)))
            }
            (Self::Details { .. }, Event::Continued(Continue::Review(submission))) => {
                (Self::Review { submission, failure: None }, Some(Command::MarkReview))
            }
            (Self::Details { unanswered, .. }, Event::Refused(problems)) => {
                (Self::Details { problems, failure: None, unanswered }, None)
            }

            (Self::Review { .. }, Event::Back) | (Self::Leaving { page: Page::Merchant, .. }, Event::Restored) => {
                (Self::details(), None)
            }
            (Self::Review { submission, .. }, Event::Confirmed) => {
                (Self::Submitting(submission.clone()), Some(Command::Submit(submission)))
            }

            (Self::Starting(_), Event::Answered(Answer::Redirect(url))) => Self::leave(url, Page::Merchant),
            (Self::Starting(_), Event::Answered(Answer::Signup(signup)))
                if signup.status == SignupStatus::Completed =>
            {
                (Self::Done(signup), None)
            }
            (Self::Starting(start), Event::Failed(failure)) => (Self::not_started(start, failure), None),

            (Self::Submitting(_), Event::Answered(Answer::Redirect(url))) => Self::leave(url, Page::Hosted),
            (Self::Submitting(submission), Event::Failed(failure)) => (Self::not_submitted(submission, failure), None),

            (Self::Leaving { page: Page::Hosted, .. }, Event::Restored) => Self::ask(Question::Flow),

            (Self::Interrupted { question, .. }, Event::Retried) => Self::ask(question),
            (Self::Interrupted { .. } | Self::Stopped(_) | Self::Done(_), Event::StartedAgain) => {
                (Self::details(), Some(Command::ForgetSignup))
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

    fn opened(flow: HostedFlow) -> Self {
        match flow.status {
            HostedFlowStatus::Open => Self::details(),
            HostedFlowStatus::Expired => Self::Stopped(Stop::Expired(flow.redirect_url)),
            HostedFlowStatus::Completed | HostedFlowStatus::Submitted => {
                Self::Stopped(Stop::Submitted(flow.redirect_url))
            }
        }
    }

    /// An open signup is what a reload of the form finds; it is also what a payer finds who came back too early.
    fn told(question: &Question, signup: Box<Signup>) -> (Self, Option<Command>) {
        match (signup.status, question) {
            (SignupStatus::Completed, _) => (Self::Done(signup), Some(Command::MarkDone)),
            (SignupStatus::Expired, _) => (Self::Stopped(Stop::Expired(None)), None),
            (_, Question::Completion { .. }) => (Self::unanswered(question.clone(), Failure::Incomplete), None),
            _ => (Self::details(), None),
        }
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
            (None, Failure::Refused(problems)) => Self::Details { problems, failure: None, unanswered: None },
            (None, failure) => Self::Details { problems: Vec::new(), failure: Some(failure), unanswered: Some(start) },
        }
    }

    fn not_submitted(submission: Box<Submission>, failure: Failure) -> Self {
        match (Stop::for_failure(&failure), failure) {
            (Some(stop), _) => Self::Stopped(stop),
            (None, Failure::Refused(problems)) => Self::Details { problems, failure: None, unanswered: None },
            (None, failure) => Self::Review { submission, failure: Some(failure) },
        }
    }
}

impl Stop {
    fn for_failure(failure: &Failure) -> Option<Self> {
        match failure {
            Failure::Expired => Some(Self::Expired(None)),
            Failure::NotFound => Some(Self::NotFound),
            Failure::OtherBrowser => Some(Self::OtherBrowser),
            Failure::PlanUnavailable => Some(Self::PlanUnavailable),
            Failure::Incomplete
            | Failure::Provider(_)
            | Failure::Refused(_)
            | Failure::Unexpected(_)
            | Failure::Unreachable => None,
        }
    }
}

#[cfg(test)]
mod tests;
