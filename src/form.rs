//! What all parts of one form share: its signals, its words, and the way to tell it what happened.

mod obey;

use std::mem;
use std::sync::atomic::{AtomicU32, Ordering};

use bank_details::Scheme;
use leptos::prelude::*;
use signup_api::{Creditor, Payer, Plan, Signup, SignupId, Terms};

use crate::bank_lookup::{FoundBank, Lookup};
use crate::draft::Draft;
use crate::failure::Failure;
use crate::field::Field;
use crate::history;
use crate::i18n::{Word, Words};
use crate::journey::{Answer, Event, Journey, Question};
use crate::options::{Options, Page};
use crate::problem::Problem;

/// One form's state; a handle that is copied into every part.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    pub(crate) draft: RwSignal<Draft>,
    pub(crate) journey: RwSignal<Journey>,
    pub(crate) page: Page,
    pub(crate) words: Words,
    /// What screen readers were told last of a field.
    pub(crate) spoken: RwSignal<String>,
    /// The bank that was looked up last.
    pub(crate) bank: RwSignal<Option<FoundBank>>,
    notes: StoredValue<Notes, LocalStorage>,
    number: u32,
}

/// The page around the form: who wants to know how it ends, and what stood in the form's place.
#[derive(Clone, Copy)]
pub(crate) struct Listeners {
    /// Told of the mandate.
    pub(crate) on_done: Option<UnsyncCallback<Signup>>,
    /// Told that the payer may not authorise debits alone.
    pub(crate) on_declined: Option<UnsyncCallback<()>>,
    /// Knows what the payer has typed into the plain form so far.
    pub(crate) typed: Option<UnsyncCallback<(), Draft>>,
}

/// What a form keeps in mind without showing it.
struct Notes {
    options: Options,
    listeners: Listeners,
    /// The signup that is open in the merchant's own page.
    signup: Option<SignupId>,
    /// The key under which a signup is asked for, until there is an answer.
    key: Option<String>,
    /// The bank that is being looked up.
    lookup: Option<Lookup>,
    /// Who collects; on a hosted page, once its flow is known.
    creditor: Creditor,
    /// What the payer signs up for, in the merchant's words; on a hosted page, where the merchant has said so.
    description: Option<String>,
    /// What is sold, in a merchant's own form, once its signup is known.
    plan: Option<Plan>,
    /// What the payer is to be told of each scheme.
    terms: Vec<Terms>,
    /// The field that the payer wants to change, until the form shows it.
    wanted: Option<Field>,
    /// Whether the payer has moved on from what the page showed first: only then is focus moved.
    moved: bool,
    /// How many attempts to go on have failed.
    failed_attempts: u32,
}

impl Form {
    pub(crate) fn new(mut options: Options, words: Words, draft: Draft, listeners: Listeners) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        if options.locale.is_empty() {
            words.language().clone_into(&mut options.locale);
        }
        if options.locale == "pt" {
            // The words are Portugal's; without a country, browsers write amounts as Brazil does.
            options.locale.push_str("-PT");
        }
        let page = options.page;
        let draft = listeners.typed.map_or(draft, |typed| typed.run(()));
        let journey = match history::returned(page) {
            Some(question) => Journey::Asking(question),
            None => Journey::details(),
        };
        let notes = Notes {
            options,
            listeners,
            signup: None,
            key: None,
            lookup: None,
            creditor: Creditor::default(),
            description: None,
            plan: None,
            terms: Vec::new(),
            wanted: None,
            moved: false,
            failed_attempts: 0,
        };
        Self {
            draft: RwSignal::new(draft),
            journey: RwSignal::new(journey),
            page,
            words,
            spoken: RwSignal::new(String::new()),
            bank: RwSignal::new(None),
            notes: StoredValue::new_local(notes),
            number: COUNT.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// Asks what there is to find out at the start, if anything.
    pub(crate) fn begin(self) {
        let question = self.journey.with_untracked(|journey| match journey {
            Journey::Asking(question) => Some(question.clone()),
            _ => None,
        });
        if let Some(question) = question {
            self.ask(&question);
        }
    }

    /// Lets the journey go on; an answer to a form that is gone changes nothing.
    pub(crate) fn send(self, event: Event) {
        self.take_typed();
        let event = self.at_asked_fields(event);
        match &event {
            Event::Answered(Answer::Flow(flow)) => {
                self.draft.update(|draft| {
                    draft.fix_scheme(flow.scheme.as_deref());
                    draft.prefill(&flow.payer);
                });
                self.notes.update_value(|notes| {
                    notes.creditor = flow.creditor.clone();
                    notes.description.clone_from(&flow.description);
                    notes.terms.clone_from(&flow.terms);
                });
            }
            Event::Answered(Answer::Signup(signup)) => self.learn(signup),
            Event::Failed(Failure::Refused(problems)) => self.draft.update(|draft| draft.refuse(problems)),
            _ => {}
        }
        let command = self.journey.try_update(|journey| {
            self.notes.update_value(|notes| {
                notes.moved |= !matches!(journey, Journey::Asking(Question::Flow | Question::Open { .. }));
                notes.failed_attempts += u32::from(matches!(event, Event::Failed(_) | Event::Refused(_)));
            });
            let (next, command) = mem::replace(journey, Journey::details()).on(event);
            *journey = next;
            command
        });
        if let Some(Some(command)) = command {
            self.obey(command);
        }
    }

    /// Takes what stands in the plain form: it is what the payer sees until there is a first answer.
    fn take_typed(self) {
        let is_waiting = self.journey.try_with_untracked(|journey| matches!(journey, Journey::Asking(_)));
        let typed = self.notes.try_with_value(|notes| notes.listeners.typed.filter(|_| !notes.moved));
        if is_waiting == Some(true)
            && let Some(Some(typed)) = typed
        {
            self.draft.set(typed.run(()));
        }
    }

    /// Notes what the signup says of itself.
    fn learn(self, signup: &Signup) {
        self.notes.update_value(|notes| {
            notes.signup = Some(signup.id.clone());
            notes.key = None;
            notes.creditor = signup.creditor.clone();
            notes.plan = Some(signup.plan.clone());
            notes.terms = signup.terms.iter().cloned().collect();
        });
        self.draft.update(|draft| {
            draft.fix_scheme(signup.terms.as_ref().map(|terms| terms.scheme.as_str()));
            draft.prefill(&Payer::default());
        });
    }

    /// A refusal of fields that the form does not ask for, told at those nearest to them.
    fn at_asked_fields(self, event: Event) -> Event {
        let Event::Failed(Failure::Refused(problems)) = event else { return event };
        let problems: Vec<_> = self.draft.with_untracked(|draft| {
            let here = |problem: Problem| Some(Problem { field: draft.nearest(self.page, problem.field)?, ..problem });
            problems.into_iter().filter_map(here).collect()
        });
        Event::Failed(if problems.is_empty() { Failure::Unexpected(None) } else { Failure::Refused(problems) })
    }

    /// Has screen readers told what is wrong with the field that the payer is at or has just left.
    pub(crate) fn speak_of(self, field: Field) {
        let problem = self.draft.with_untracked(|draft| draft.shown_problem(field));
        let message = problem.map(|problem| self.message(problem)).unwrap_or_default();
        if self.spoken.with_untracked(|spoken| *spoken != message) {
            self.spoken.set(message);
        }
    }

    /// What to say about the field now.
    pub(crate) fn problem(self, field: Field) -> Option<Problem> {
        self.draft.with(|draft| draft.shown_problem(field))
    }

    /// The field's label, as the payer's country calls it.
    pub(crate) fn label(self, field: Field) -> &'static str {
        self.say(self.draft.with_untracked(|draft| draft.label(field)))
    }

    /// The hint under the label, if it has one.
    pub(crate) fn hint(self, field: Field) -> Option<Word> {
        self.draft.with_untracked(|draft| draft.hint(field))
    }

    /// What is wrong, in a sentence for the payer.
    pub(crate) fn message(self, problem: Problem) -> String {
        self.draft.with_untracked(|draft| problem.message(draft, self.words))
    }

    /// Where the mandate is to be had as a PDF: on paper, as long as none is set up.
    pub(crate) fn mandate_pdf(self) -> Option<String> {
        // A provider's flow may leave the scheme to the payer's account.
        let scheme = self.draft.with_untracked(Draft::collecting_scheme);
        let of_flow = || ["/mandate_pdf?scheme=", scheme.as_str()].concat();
        let of_signup = |id: &SignupId| ["/api/signups/", id.as_str(), "/mandate_pdf"].concat();
        self.notes.with_value(|notes| {
            let path = match self.page {
                Page::Hosted => Some(of_flow()),
                Page::Merchant | Page::SelfHosted => notes.signup.as_ref().map(of_signup),
            };
            Some([&notes.options.backend, path?.as_str()].concat())
        })
    }

    /// Keeps what looks up a bank; what did so before stops.
    pub(crate) fn keep_lookup(self, lookup: Option<Lookup>) {
        // Nothing to keep it for once the form is gone.
        let _ = self.notes.try_update_value(|notes| notes.lookup = lookup);
    }

    /// Which failed attempt there is to tell about, by its number; none after an attempt that went well.
    pub(crate) fn failed_attempt(self) -> Option<u32> {
        let failed = self.journey.with(|journey| match journey {
            Journey::Details { problems, failure, .. } => !problems.is_empty() || failure.is_some(),
            Journey::Review { failure, .. } => failure.is_some(),
            _ => false,
        });
        failed.then(|| self.notes.with_value(|notes| notes.failed_attempts))
    }

    /// Whether an answer is awaited.
    pub(crate) fn is_busy(self) -> bool {
        self.journey.with(|journey| {
            matches!(
                journey,
                Journey::Asking(_) | Journey::Leaving { .. } | Journey::Starting(_) | Journey::Submitting { .. }
            )
        })
    }

    /// What screen readers are told is on its way.
    pub(crate) fn awaited(self) -> Option<Word> {
        if self.journey.with(|journey| matches!(journey, Journey::Confirming { .. })) {
            return Some(Word::ConfirmingText);
        }
        self.is_busy().then_some(Word::Busy)
    }

    /// Whether focus should go to a heading that now appears.
    pub(crate) fn is_new_step(self) -> bool {
        self.notes.with_value(|notes| notes.moved && notes.wanted.is_none())
            && untrack(move || self.failed_attempt()).is_none()
    }

    /// Goes back to the form, to the field that the payer wants to change.
    pub(crate) fn change(self, field: Field) {
        self.notes.update_value(|notes| notes.wanted = Some(field));
        self.send(Event::Back);
        // The review's entry goes too; that the browser then tells of Back changes nothing any more.
        history::back();
    }

    /// The field that the payer wanted to change, once.
    pub(crate) fn take_wanted(self) -> Option<Field> {
        self.notes.try_update_value(|notes| notes.wanted.take()).flatten()
    }

    /// The id of a part of this form, unique in the page.
    pub(crate) fn id(self, part: &str) -> String {
        format!("signup{}-{part}", self.number)
    }

    /// The id of the field's input.
    pub(crate) fn input_id(self, field: Field) -> String {
        self.id(field.as_str())
    }

    pub(crate) fn say(self, word: Word) -> &'static str {
        self.words.get(word)
    }

    pub(crate) fn options(self) -> Options {
        self.notes.with_value(|notes| notes.options.clone())
    }

    /// Names the page after its step, on a hosted page: a merchant's page keeps its own name.
    pub(crate) fn name_page(self, step: &str) {
        if self.page == Page::Hosted {
            history::name_page(&[step, " – ", &self.creditor().name].concat());
            if self.failed_attempt().is_some() {
                self.name_page_wrong();
            }
        }
    }

    /// Says in the hosted page's name that something is wrong.
    pub(crate) fn name_page_wrong(self) {
        let (prefix, name) = (self.say(Word::ErrorPrefix), history::page_name());
        if self.page == Page::Hosted && !name.starts_with(prefix) {
            history::name_page(&[prefix, " ", &name].concat());
        }
    }

    /// Who collects, as far as it is known.
    pub(crate) fn creditor(self) -> Creditor {
        self.notes.with_value(|notes| notes.creditor.clone())
    }

    /// What the payer signs up for, as far as it is known.
    pub(crate) fn description(self) -> Option<String> {
        self.notes.with_value(|notes| notes.description.clone())
    }

    /// What is sold, where it is known: a hosted page knows no plan.
    pub(crate) fn plan(self) -> Option<Plan> {
        self.notes.with_value(|notes| notes.plan.clone())
    }

    /// What the payer is to be told of the scheme, as far as it is known.
    pub(crate) fn terms(self, scheme: Scheme) -> Option<Terms> {
        self.notes.with_value(|notes| notes.terms.iter().find(|terms| terms.scheme == scheme.as_str()).cloned())
    }
}
