//! The bank behind an account, looked up while the payer goes on: nothing waits for it, and nobody hears of its failure.

use std::mem;
use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use signup_api::BankAccount;
use wasm_bindgen::JsValue;
use web_sys::AbortController;

use crate::backend::{Request, exchange};
use crate::draft::Draft;
use crate::follow::follow;
use crate::form::Form;
use crate::options::Page;
use crate::problem::{Problem, ProblemKind};
use crate::wire::{FromJs, Unreadable, Writer, get};

/// How long the numbers stay as they are before they are looked up.
const PAUSE: Duration = Duration::from_millis(400);

/// An account that was looked up, and its bank.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct FoundBank {
    pub(crate) account: BankAccount,
    pub(crate) name: Option<String>,
}

/// A lookup that is waiting or on its way; dropping it stops it.
pub(crate) struct Lookup {
    timer: TimeoutHandle,
    stop: AbortController,
}

impl Drop for Lookup {
    fn drop(&mut self) {
        self.timer.clear();
        self.stop.abort();
    }
}

/// What the backend says of an account.
struct Answer {
    bank_name: Option<String>,
    available_debit_schemes: Vec<String>,
}

impl FromJs for Answer {
    fn from_js(value: &JsValue) -> Result<Self, Unreadable> {
        Ok(Self {
            bank_name: get(value, "bank_name")?,
            available_debit_schemes: get(value, "available_debit_schemes")?,
        })
    }
}

/// As long as the form shows, looks up every account that is complete and that nothing is wrong with; an earlier lookup
/// is given up. Only on the merchant's own page: there is a backend to ask.
pub(crate) fn look_up_banks(form: Form) {
    if form.page != Page::SelfHosted {
        return;
    }
    let mut last = None;
    follow(move || {
        let account = form.draft.with(Draft::complete_account);
        if mem::replace(&mut last, account.clone()) == account {
            return;
        }
        let is_known = form.bank.with_untracked(|found| found.as_ref().map(|found| &found.account) == account.as_ref());
        form.keep_lookup(if is_known { None } else { account.and_then(|account| start(form, account)) });
    });
    on_cleanup(move || form.keep_lookup(None));
}

fn start(form: Form, account: BankAccount) -> Option<Lookup> {
    let stop = AbortController::new().ok()?;
    let signal = stop.signal();
    let ask = move || {
        spawn_local(async move {
            let body = Some(Writer::default().set("bank_details_lookups", &account).done());
            let request = Request { path: "/api/bank_details_lookups".to_owned(), body, key: None };
            let answer = exchange(&form.options().backend, &request, signal).await.ok();
            if let Some(Ok(answer)) = answer.map(|answer| get(&answer, "bank_details_lookups")) {
                tell(form, account, answer);
            }
        });
    };
    let timer = set_timeout_with_handle(ask, PAUSE).ok()?;
    Some(Lookup { timer, stop })
}

/// Shows the bank, or that the scheme does not reach the account.
fn tell(form: Form, account: BankAccount, answer: Answer) {
    let problem = form.draft.with_untracked(|draft| {
        let scheme = draft.scheme();
        let is_reached = answer.available_debit_schemes.iter().any(|known| known == scheme.as_str());
        let number = draft.bank_form().numbers().first().filter(|_| !is_reached)?;
        Some(Problem { field: number.field, kind: ProblemKind::Unreachable })
    });
    form.bank.set(Some(FoundBank { account, name: answer.bank_name }));
    if let Some(problem) = problem {
        form.draft.update(|draft| draft.refuse(&[problem]));
        form.speak_of(problem.field);
    }
}
