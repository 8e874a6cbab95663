//! Envelopes: a resource stands under its plural name.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use bytes::Bytes;
use gocardless_api::Page;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Error as JsonError;
use serde_json::value::RawValue;

use crate::call::{Call, CallKind};
use crate::{Client, Error, Failure, FailureKind, IdempotencyKey, ListQuery};

/// A resource of the API and where it lies.
pub(crate) trait Resource: DeserializeOwned {
    /// Safe as one segment of a path.
    type Id: FromStr + Display;
    /// The name around it in JSON.
    const PLURAL: &'static str;
    /// Its collection's path.
    const PATH: &'static str;
    /// Its own path, the id as `{id}`.
    const TEMPLATE: &'static str;
}

impl Client {
    /// Gets one resource.
    pub(crate) async fn get<R: Resource>(&self, id: &R::Id) -> Result<R, Error> {
        let path = format!("{}/{id}", R::PATH);
        let call = Call { kind: CallKind::Read, path, template: R::TEMPLATE, key: None, body: Bytes::new() };
        self.send(&call, one).await
    }

    /// Gets one page of a list.
    pub(crate) async fn list<R: Resource>(&self, query: &ListQuery) -> Result<Page<R>, Error> {
        let path = format!("{}{query}", R::PATH);
        let call = Call { kind: CallKind::Read, path, template: R::PATH, key: None, body: Bytes::new() };
        self.send(&call, page).await
    }

    /// Gets one page of the resources that belong to another: `owner` is the filter's name, `id` the other's.
    pub(crate) async fn list_of<R: Resource>(
        &self,
        owner: &str,
        id: &impl Display,
        query: &ListQuery,
    ) -> Result<Page<R>, Error> {
        let path = format!("{}?{owner}={id}{}", R::PATH, query.to_string().replacen('?', "&", 1));
        let call = Call { kind: CallKind::Read, path, template: R::PATH, key: None, body: Bytes::new() };
        self.send(&call, page).await
    }

    /// Replaces fields of one resource; what is not said stays.
    pub(crate) async fn update<R: Resource>(&self, id: &R::Id, changes: &impl Serialize) -> Result<R, Error> {
        let path = format!("{}/{id}", R::PATH);
        let call =
            Call { kind: CallKind::Update, path, template: R::TEMPLATE, key: None, body: body(R::PLURAL, changes) };
        self.send(&call, one).await
    }

    /// Lets something happen to one resource; `template` is the action's path, the id as `{id}`.
    pub(crate) async fn act<R: Resource>(
        &self,
        template: &'static str,
        id: &R::Id,
        data: &impl Serialize,
        key: &IdempotencyKey,
    ) -> Result<R, Error> {
        let path = template.replace("{id}", &id.to_string());
        let call = Call { kind: CallKind::Action, path, template, key: Some(key), body: body("data", data) };
        self.send(&call, one).await
    }

    /// Makes one resource, or gets the one that an earlier call under `key` has made; where that cannot be had,
    /// [`Error::OutcomeUnknown`], whatever the reason.
    pub(crate) async fn create<R: Resource>(&self, new: &impl Serialize, key: &IdempotencyKey) -> Result<R, Error> {
        self.create_at(R::PATH, new, key).await
    }

    /// Makes one resource by another path than its collection's.
    pub(crate) async fn create_at<R: Resource>(
        &self,
        path: &'static str,
        new: &impl Serialize,
        key: &IdempotencyKey,
    ) -> Result<R, Error> {
        let call = Call {
            kind: CallKind::Create,
            path: path.to_owned(),
            template: path,
            key: Some(key),
            body: body(R::PLURAL, new),
        };
        match self.send(&call, one).await {
            Err(Error::Refused(error)) if error.has_reason("idempotent_creation_conflict") => {
                match error.link("conflicting_resource_id").and_then(|id| id.parse::<R::Id>().ok()) {
                    Some(id) => self.get(&id).await.map_err(was_made),
                    None => Err(was_made(Error::Refused(error))),
                }
            }
            result => result,
        }
    }
}

/// A read that fails or is refused leaves unknown what was made: it was made all the same.
fn was_made(error: Error) -> Error {
    match error {
        Error::NotSent(failure)
        | Error::Unavailable(failure)
        | Error::Unreadable(failure)
        | Error::OutcomeUnknown(failure) => Error::OutcomeUnknown(failure),
        Error::Refused(error) => {
            Error::OutcomeUnknown(Failure { kind: FailureKind::MadeBefore, request_id: error.request_id })
        }
    }
}

/// `{"<name>": <content>}`.
pub(crate) fn body(name: &str, content: &impl Serialize) -> Bytes {
    let body = serde_json::to_vec(&BTreeMap::from([(name, content)]));
    Bytes::from(body.expect("what is sent is structs of texts and numbers, which can be written"))
}

/// Reads `{"<plural>": {…}}`.
pub(crate) fn one<R: Resource>(body: &[u8]) -> Result<R, JsonError> {
    named(body, R::PLURAL)
}

/// Reads `{"<name>": …}`.
pub(crate) fn named<T: DeserializeOwned>(body: &[u8], name: &str) -> Result<T, JsonError> {
    member(&serde_json::from_slice(body)?, name)
}

pub(crate) fn page<R: Resource>(body: &[u8]) -> Result<Page<R>, JsonError> {
    let envelope = serde_json::from_slice(body)?;
    Ok(Page { items: member(&envelope, R::PLURAL)?, meta: member(&envelope, "meta")? })
}

/// What stands under each name, not yet read.
type Envelope<'a> = BTreeMap<String, &'a RawValue>;

/// Reads a member; null where there is none, which no resource can be read from.
fn member<T: DeserializeOwned>(envelope: &Envelope<'_>, name: &str) -> Result<T, JsonError> {
    serde_json::from_str(envelope.get(name).map_or("null", |value| value.get()))
}
