//! What the form does when its journey wants something done.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use signup_api::{Flow, Payer, StartSignup};

use super::Form;
use crate::backend::{self, Call};
use crate::draft::Draft;
use crate::focus::soon;
use crate::history;
use crate::journey::{Command, Event, Journey, Question, Start};
use crate::options::Options;
use crate::random_key::random_key;

impl Form {
    pub(super) fn obey(self, command: Command) {
        match command {
            Command::Ask(question) => self.ask(&question),
            Command::AskLater(question, seconds) => self.ask_later(question, seconds),
            Command::Decline => {
                history::mark_step();
                if let Some(on_declined) = self.notes.with_value(|notes| notes.listeners.on_declined) {
                    on_declined.run(());
                }
            }
            Command::Start(start) => self.call(backend::start_signup(&start)),
            Command::Submit(submission) => {
                let signup = self.notes.with_value(|notes| notes.signup.clone());
                self.call(backend::submit_details(signup.as_ref(), &submission));
            }
            Command::Leave(url) => {
                self.forget_bank_details();
                history::leave(&url);
            }
            Command::ForgetSignup => history::forget_signup(),
            Command::MarkDone => {
                self.forget_bank_details();
                self.announce();
            }
            Command::MarkReview => history::mark_step(),
        }
    }

    fn forget_bank_details(self) {
        self.draft.update(Draft::forget_bank_details);
        self.bank.set(None);
    }

    pub(super) fn ask(self, question: &Question) {
        let call = match question {
            Question::Completion { signup, redirect_flow_id } => backend::complete_signup(signup, redirect_flow_id),
            Question::Flow => backend::show_flow(),
            Question::Open { another, .. } => {
                history::forget_signup();
                let request = self.signup_to_start(Flow::SelfHosted, *another);
                let key = self.notes.try_update_value(|notes| notes.key.get_or_insert_with(random_key).clone());
                backend::open_signup(&Start { request, key: key.unwrap_or_default() })
            }
            Question::Signup(id) => backend::show_signup(id),
        };
        self.call(call);
    }

    /// Asks again, as long as that is awaited. A page that nobody sees is not drawn, so it asks when it is seen again.
    fn ask_later(self, question: Question, seconds: u32) {
        let ask = move || {
            let is_awaited = |journey: &Journey| matches!(journey, Journey::Confirming { .. });
            if self.journey.try_with_untracked(is_awaited) == Some(true) {
                self.ask(&question);
            }
        };
        set_timeout(move || soon(Box::new(ask)), Duration::from_secs(seconds.into()));
    }

    /// What a signup for this page's plan begins with. It says nothing of the payer: who gives all details here hands
    /// them in later.
    pub(crate) fn signup_to_start(self, flow: Flow, another: bool) -> StartSignup {
        let Options { plan, locale, .. } = self.options();
        let locale = (!locale.is_empty()).then_some(locale);
        StartSignup { flow, plan, payer: Payer::default(), return_url: None, locale, another }
    }

    fn call(self, call: Call) {
        let address = self.options().backend;
        spawn_local(async move {
            let event = backend::send(address, call).await.map_or_else(Event::Failed, Event::Answered);
            self.send(event);
        });
    }

    /// Keeps the signup in the address, and tells whoever embeds the form that the mandate exists.
    fn announce(self) {
        let on_done = self.notes.with_value(|notes| notes.listeners.on_done);
        let signup = self.journey.with_untracked(|journey| match journey {
            Journey::Done(signup) => Some(signup.as_ref().clone()),
            _ => None,
        });
        let Some(signup) = signup else { return };
        history::mark_done(&signup.id);
        if let Some(on_done) = on_done {
            on_done.run(signup);
        }
    }
}
