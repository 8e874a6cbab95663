//! One call to GoCardless on behalf of a signup: intent, call, outcome.

use gocardless_client::{Error, IdempotencyKey};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use serde::Serialize;
use sha2::Sha256;
use tracing::warn;

use super::ORGANISATION;
use crate::error::AppError;
use crate::store::{Step, StepName, StepState, StoredSignup};
use crate::{AppState, last_request};

/// The steps of a signup, as the store has them.
pub(super) struct Steps<'a> {
    state: &'a AppState,
    signup: &'a StoredSignup,
    known: Vec<Step>,
}

impl<'a> Steps<'a> {
    pub(super) async fn read(state: &'a AppState, signup: &'a StoredSignup) -> Result<Self, AppError> {
        Ok(Self { state, signup, known: state.store.steps(ORGANISATION, &signup.id).await? })
    }

    /// For who only records, and asks for none.
    pub(super) fn unread(state: &'a AppState, signup: &'a StoredSignup) -> Self {
        Self { state, signup, known: Vec::new() }
    }

    /// The step as it was last recorded.
    pub(super) fn get(&self, name: StepName) -> Option<&Step> {
        self.known.iter().find(|step| step.name == name)
    }

    /// The id of what a step made, if it succeeded.
    pub(super) fn made<Id: std::str::FromStr>(&self, name: StepName) -> Option<Id> {
        self.get(name).filter(|step| step.state == StepState::Succeeded)?.resource.as_ref()?.parse().ok()
    }

    /// Whether a step was begun and its end is not known.
    pub(super) fn is_open(&self, name: StepName) -> bool {
        self.get(name).is_some_and(|step| matches!(step.state, StepState::Intended | StepState::Unknown))
    }

    /// Records that a step is about to be taken; nothing is sent unless that is on the disk.
    pub(super) async fn intend(&self, name: StepName, key: &str, resource: Option<String>) -> Result<(), AppError> {
        self.record(name, StepState::Intended, key, resource).await
    }

    /// Records that what a step has made is about to be changed: until that is known to be done the step has a key that no
    /// content has, so that the next try changes it again, whatever its content.
    pub(super) async fn intend_change(&self, name: StepName, made: String) -> Result<(), AppError> {
        self.record(name, StepState::Succeeded, &name.idempotency_key(&self.signup.id), Some(made)).await
    }

    /// Records what came of a step. When that fails the step stays intended, and is looked into when it is next needed.
    pub(super) async fn note<T>(&self, name: StepName, key: &str, outcome: &Result<T, Error>, made: Option<String>) {
        let step = match outcome {
            Ok(_) => StepState::Succeeded,
            Err(error) if error.is_unavailable() => StepState::Unknown,
            Err(_) => StepState::Failed,
        };
        if let Err(error) = self.record(name, step, key, made).await {
            warn!(%error, signup.id = %self.signup.id, step = name.as_str(), "the step's end is not recorded");
        }
    }

    async fn record(
        &self,
        name: StepName,
        state: StepState,
        key: &str,
        resource: Option<String>,
    ) -> Result<(), AppError> {
        let at = self.state.config.clock.now();
        let request = last_request::last().filter(|_| state != StepState::Intended);
        let step = Step { name, state, idempotency_key: key.to_owned(), resource, request, at };
        Ok(self.state.store.record_step(ORGANISATION, &self.signup.id, step).await?)
    }
}

/// The key of a step whose content may differ from one try to the next: another content has another key.
///
/// The hash is keyed with the signup's secret, so that it tells nothing of the content.
pub(super) fn key_of(name: StepName, signup: &StoredSignup, content: &impl Serialize) -> String {
    let content = serde_json::to_vec(content).unwrap_or_default();
    let mut hash = Hmac::<Sha256>::new_from_slice(signup.session_token.expose_secret().as_bytes())
        .expect("a key of any length will do");
    hash.update(&content);
    let hash = hash.finalize().into_bytes();
    let short = hash.first_chunk::<8>().map(hex::encode).unwrap_or_default();
    format!("{}-{short}", name.idempotency_key(&signup.id))
}

/// A recorded key, as the client sends it.
pub(super) fn sendable(key: &str) -> IdempotencyKey {
    key.parse().expect("a signup's id, a word and a hash are few visible ASCII characters")
}
