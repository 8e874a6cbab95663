//! What all parts of one form share: its signals, its words, and the way to tell it what happened.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;
use leptos::task::spawn_local;
use signup_api::{Creditor, HostedFlow};

use crate::backend;
use crate::draft::Draft;
use crate::failure::Failure;
use crate::field::Field;
use crate::history;
use crate::i18n::{Word, Words};
use crate::journey::{Answer, Command, Event, Journey, Question};
use crate::options::{Options, Page};

/// One form's state; a handle that is copied into every part.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    pub(crate) draft: RwSignal<Draft>,
    pub(crate) journey: RwSignal<Journey>,
    /// The hosted flow, on a hosted page once it is known.
    pub(crate) flow: RwSignal<Option<HostedFlow>>,
    pub(crate) options: StoredValue<Options>,
    pub(crate) page: Page,
    pub(crate) words: Words,
    /// The field that the payer wants to change, until the form shows it.
    pub(crate) wanted: StoredValue<Option<Field>>,
    /// Whether the payer has moved on from what the page showed first: only then is focus moved.
    moved: StoredValue<bool>,
    number: u32,
}

impl Form {
    pub(crate) fn new(options: Options, draft: Draft) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let page = options.page;
        let journey = match history::returned(page) {
            Some(question) => Journey::Asking(question),
            None => Journey::details(),
        };
        Self {
            draft: RwSignal::new(draft),
            journey: RwSignal::new(journey),
            flow: RwSignal::new(None),
            options: StoredValue::new(options),
            page,
            words: Words::english(),
            wanted: StoredValue::new(None),
            moved: StoredValue::new(false),
            number: COUNT.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// The form that the calling component is part of.
    pub(crate) fn expect() -> Self {
        expect_context()
    }

    /// Asks what there is to find out at the start, if anything.
    pub(crate) fn begin(self) {
        if let Journey::Asking(question) = self.journey.get_untracked() {
            self.obey(Command::Ask(question));
        }
    }

    /// Lets the journey go on.
    pub(crate) fn send(self, event: Event) {
        let Some(journey) = self.journey.try_get_untracked() else {
            return; // An answer to a form that is gone.
        };
        match &event {
            Event::Answered(Answer::Flow(flow)) => {
                self.draft.update(|draft| draft.prefill(&flow.payer));
                self.flow.set(Some(flow.as_ref().clone()));
            }
            Event::Failed(Failure::Refused(problems)) => self.draft.update(|draft| draft.refuse(problems)),
            _ => {}
        }
        let asked = matches!(journey, Journey::Asking(Question::Flow));
        let (next, command) = journey.on(event);
        self.moved.set_value(!asked);
        self.journey.set(next);
        if let Some(command) = command {
            self.obey(command);
        }
    }

    /// Whether focus should go to a heading that now appears.
    pub(crate) fn has_moved(self) -> bool {
        self.moved.get_value()
    }

    /// The id of a part of this form, unique in the page.
    pub(crate) fn id(self, part: &str) -> String {
        format!("signup{}-{part}", self.number)
    }

    pub(crate) fn say(self, word: Word) -> &'static str {
        self.words.get(word)
    }

    /// Who collects, as far as it is known.
    pub(crate) fn creditor(self) -> Creditor {
        self.flow.with(|flow| flow.as_ref().map(|flow| flow.creditor.clone()).unwrap_or_default())
    }

    fn obey(self, command: Command) {
        match command {
            Command::Ask(question) => self.call(async move |options| backend::ask(&options, &question).await),
            Command::Start(start) => self.call(async move |options| backend::start(&options, &start).await),
            Command::Submit(submission) => self.call(async move |options| backend::submit(&options, &submission).await),
            Command::Leave(url) => {
                self.draft.update(Draft::forget_bank_details);
                history::leave(&url);
            }
            Command::ForgetSignup => history::forget_signup(),
            Command::MarkDone => history::mark_done(),
            Command::MarkReview => history::mark_review(),
        }
    }

    fn call(self, call: impl AsyncFnOnce(Options) -> Result<Answer, Failure> + 'static) {
        let options = self.options.get_value();
        spawn_local(async move {
            let event = call(options).await.map_or_else(Event::Failed, Event::Answered);
            self.send(event);
        });
    }
}
