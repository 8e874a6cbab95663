use std::fmt::Write as _;

use proptest::prelude::*;
use signup_api::{Creditor, Flow, Interval, Payer, Plan, SignupId, StartSignup};

use super::*;
use crate::field::Field;
use crate::problem::ProblemKind;

fn start(email: &str, key: &str) -> Box<Start> {
    let payer = Payer { email: Some(email.into()), ..Payer::default() };
    let request = StartSignup {
        flow: Flow::Redirect,
        plan: "magazine".into(),
        payer,
        return_url: None,
        locale: None,
        another: false,
    };
    Box::new(Start { request, key: key.into() })
}

fn submission() -> Box<Submission> {
    Box::new(Submission::default())
}

fn flow(status: HostedFlowStatus) -> Event {
    Event::Answered(Answer::Flow(Box::new(HostedFlow {
        id: "RE1".into(),
        status,
        description: None,
        scheme: None,
        creditor: Creditor::default(),
        terms: Vec::new(),
        payer: Payer::default(),
        redirect_url: Some("/back".into()),
    })))
}

fn signup(status: SignupStatus) -> Event {
    Event::Answered(Answer::Signup(Box::new(Signup {
        id: id(),
        flow: Flow::Redirect,
        status,
        plan: Plan {
            id: "magazine".into(),
            name: "Magazine".into(),
            amount: 1000,
            currency: "GBP".into(),
            interval: Interval::Monthly,
        },
        creditor: Creditor::default(),
        redirect_url: None,
        mandate: None,
        terms: None,
        first_charge_date: None,
    })))
}

fn id() -> SignupId {
    "SG1".parse().expect("a signup id")
}

fn completion() -> Question {
    Question::Completion { signup: id(), redirect_flow_id: "RE1".into() }
}

fn confirming(times: u8) -> Journey {
    Journey::Confirming { question: completion(), hosted_page: Some("/flow".into()), times }
}

fn problem() -> Vec<Problem> {
    vec![Problem { field: Field::BranchCode, kind: ProblemKind::Refused }]
}

fn states() -> Vec<(&'static str, Journey)> {
    let Event::Answered(Answer::Signup(done)) = signup(SignupStatus::Completed) else { unreachable!() };
    vec![
        ("asking flow", Journey::Asking(Question::Flow)),
        ("asking signup", Journey::Asking(Question::Signup(id()))),
        ("asking completion", Journey::Asking(completion())),
        ("asking for a signup", Journey::Asking(Question::Open { another: false, confirmed: None })),
        ("asking for it anew", Journey::Asking(Question::Open { another: false, confirmed: Some(submission()) })),
        ("confirming", confirming(1)),
        ("confirming for the last time", confirming(TIMES - 1)),
        ("declined", Journey::Declined { uncertain: true }),
        ("details", Journey::details()),
        ("done", Journey::Done(done)),
        ("interrupted", Journey::Interrupted { question: completion(), failure: Failure::Unreachable }),
        ("leaving hosted", Journey::Leaving { url: "/back".into(), page: Page::Hosted }),
        ("leaving merchant", Journey::Leaving { url: "/flow".into(), page: Page::Merchant }),
        ("review", Journey::Review { submission: submission(), failure: None, uncertain: false }),
        ("starting", Journey::Starting(start("a@b.co", "k1"))),
        ("stopped", Journey::Stopped(Stop::OtherBrowser)),
        ("submitting", Journey::Submitting { submission: submission(), uncertain: false }),
        ("submitting again", Journey::Submitting { submission: submission(), uncertain: true }),
    ]
}

fn events() -> Vec<(&'static str, Event)> {
    vec![
        ("flow open", flow(HostedFlowStatus::Open)),
        ("flow expired", flow(HostedFlowStatus::Expired)),
        ("flow submitted", flow(HostedFlowStatus::Submitted)),
        ("flow completed", flow(HostedFlowStatus::Completed)),
        ("signup started", signup(SignupStatus::Started)),
        ("signup awaiting", signup(SignupStatus::AwaitingPayer)),
        ("signup confirming", signup(SignupStatus::Confirming)),
        ("signup completed", signup(SignupStatus::Completed)),
        ("signup expired", signup(SignupStatus::Expired)),
        ("redirect", Event::Answered(Answer::Redirect("/next".into()))),
        ("continue start", Event::Continued(Continue::Start(start("a@b.co", "k2")))),
        ("continue review", Event::Continued(Continue::Review(submission()))),
        ("continue decline", Event::Continued(Continue::Decline)),
        ("refused", Event::Refused(problem())),
        ("confirmed", Event::Confirmed),
        ("back", Event::Back),
        ("restored", Event::Restored),
        ("retried", Event::Retried),
        ("started again", Event::StartedAgain),
        ("opened", Event::Opened { another: false }),
        ("opened another", Event::Opened { another: true }),
        ("failed: expired", Event::Failed(Failure::Expired)),
        ("failed: incomplete", Event::Failed(Failure::Incomplete)),
        ("failed: not found", Event::Failed(Failure::NotFound)),
        ("failed: not permitted", Event::Failed(Failure::NotPermitted)),
        ("failed: other browser", Event::Failed(Failure::OtherBrowser)),
        ("failed: plan", Event::Failed(Failure::PlanUnavailable)),
        ("failed: provider", Event::Failed(Failure::Provider(None))),
        ("failed: too many", Event::Failed(Failure::TooMany(50))),
        ("failed: refused", Event::Failed(Failure::Refused(problem()))),
        ("failed: unreachable", Event::Failed(Failure::Unreachable)),
    ]
}

/// The state's name, and what of its contents a payer would notice.
fn name(state: &Journey) -> String {
    match state {
        Journey::Asking(question) => format!("Asking {}", question_name(question)),
        Journey::Confirming { question, times, .. } => format!("Confirming {} ({times})", question_name(question)),
        Journey::Details { problems, failure, unanswered, uncertain } => {
            let mut name = "Details".to_owned();
            if !problems.is_empty() {
                name += " with problems";
            }
            if let Some(failure) = failure {
                write!(name, " after {failure:?}").expect("writing to a string");
            }
            if unanswered.is_some() {
                name += " (call kept)";
            }
            if *uncertain {
                name += " (uncertain)";
            }
            name
        }
        Journey::Declined { uncertain } => format!("Declined{}", if *uncertain { " (uncertain)" } else { "" }),
        Journey::Done(_) => "Done".into(),
        Journey::Interrupted { question, failure } => format!("Interrupted {} by {failure:?}", question_name(question)),
        Journey::Leaving { url, .. } => format!("Leaving to {url}"),
        Journey::Review { failure, uncertain, .. } => {
            let after = failure.as_ref().map(|failure| format!(" after {failure:?}")).unwrap_or_default();
            format!("Review{after}{}", if *uncertain { " (uncertain)" } else { "" })
        }
        Journey::Starting(start) => format!("Starting under {}", start.key),
        Journey::Stopped(stop) => format!("Stopped {stop:?}"),
        Journey::Submitting { .. } => "Submitting".into(),
    }
}

fn question_name(question: &Question) -> &'static str {
    match question {
        Question::Completion { .. } => "completion",
        Question::Flow => "flow",
        Question::Open { another: true, .. } => "another signup",
        Question::Open { confirmed: Some(_), .. } => "signup, with what was confirmed",
        Question::Open { .. } => "signup of this browser",
        Question::Signup(_) => "signup",
    }
}

fn command_name(command: &Command) -> &'static str {
    match command {
        Command::Ask(_) => "ask",
        Command::AskLater(..) => "ask later",
        Command::Decline => "tell of declining",
        Command::ForgetSignup => "forget signup",
        Command::Leave(_) => "leave",
        Command::MarkDone => "mark done",
        Command::MarkReview => "mark review",
        Command::Start(_) => "start",
        Command::Submit(_) => "submit",
    }
}

#[test]
fn every_event_in_every_state() {
    let mut matrix = String::new();
    for (state_name, state) in states() {
        writeln!(matrix, "{state_name}").expect("writing to a string");
        for (event_name, event) in events() {
            let (next, command) = state.clone().on(event);
            if next == state && command.is_none() {
                continue;
            }
            write!(matrix, "  {event_name} -> {}", name(&next)).expect("writing to a string");
            match command {
                Some(command) => writeln!(matrix, "  [{}]", command_name(&command)),
                None => writeln!(matrix),
            }
            .expect("writing to a string");
        }
    }
    insta::assert_snapshot!(matrix);
}

#[test]
fn asking_again_for_the_same_uses_the_same_key() {
    let (state, _) = Journey::details().on(Event::Continued(Continue::Start(start("a@b.co", "first"))));
    let (state, _) = state.on(Event::Failed(Failure::Unreachable));
    let (same, _) = state.clone().on(Event::Continued(Continue::Start(start("a@b.co", "second"))));
    assert_eq!(name(&same), "Starting under first");
    let (changed, _) = state.on(Event::Continued(Continue::Start(start("c@d.co", "second"))));
    assert_eq!(name(&changed), "Starting under second");
}

#[test]
fn a_payer_who_is_back_too_early_is_asked_about_with_growing_gaps_and_not_for_ever() {
    let later = |state: Journey, event| match state.on(event) {
        (state, Some(Command::AskLater(question, gap))) => (state, question, gap),
        (state, command) => panic!("{} {:?}", name(&state), command.as_ref().map(command_name)),
    };
    let mut state = Journey::Asking(completion());
    let mut gaps = Vec::new();
    while gaps.len() < 6 {
        let (next, question, gap) = later(state, signup(SignupStatus::Confirming));
        assert_eq!(question, completion());
        gaps.push(gap);
        state = next;
    }
    assert_eq!(gaps, [5, 10, 20, 40, 40, 40]);
    let (over, _) = state.on(signup(SignupStatus::Confirming));
    assert_eq!(name(&over), "Interrupted completion by Incomplete");
    assert_eq!(name(&over.on(Event::Retried).0), "Asking completion");

    // A backend that says for how long to leave it alone is left alone.
    let (_, _, gap) = later(confirming(0), Event::Failed(Failure::TooMany(50)));
    assert_eq!(gap, 50);
    let (_, _, gap) = later(confirming(0), Event::Failed(Failure::TooMany(0)));
    assert_eq!(gap, 10);
    let (over, _) = confirming(0).on(Event::Failed(Failure::TooMany(61)));
    assert_eq!(name(&over), "Interrupted completion by TooMany(61)");
}

proptest! {
    /// A signup is started, and details are submitted, only out of the state that shows them; never twice for one click.
    #[test]
    fn nothing_is_sent_twice(picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..40)) {
        let events = events();
        let mut state = Journey::details();
        for pick in picks {
            let event = pick.get(&events).1.clone();
            let before = name(&state);
            let (next, command) = state.on(event);
            match command {
                Some(Command::Start(_)) => prop_assert!(before.starts_with("Details"), "started in {before}"),
                Some(Command::Submit(_)) => prop_assert!(before.starts_with("Review"), "submitted in {before}"),
                _ => {}
            }
            state = next;
        }
    }
}
