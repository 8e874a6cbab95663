//! Answers in the API's envelopes.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use gocardless_api::{ListMeta, Page};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use crate::exchange::json;

/// 201: `{"<name>": …}` with the resource's place.
pub(crate) fn created(name: &'static str, id: &str, resource: impl Serialize) -> Response {
    created_at(name, id, name, resource)
}

/// 201: `{"<name>": …}` with the resource's place among those of another name.
pub(crate) fn created_at(place: &str, id: &str, name: &'static str, resource: impl Serialize) -> Response {
    let mut response = json(StatusCode::CREATED, &Named(name, resource));
    if let Ok(location) = HeaderValue::try_from(format!("/{place}/{id}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// 200: `{"<name>": …}`.
pub(crate) fn found(name: &'static str, resource: impl Serialize) -> Response {
    json(StatusCode::OK, &Named(name, resource))
}

/// 200: `{"<name>": […], "meta": …}`.
pub(crate) fn listed<'a, T, W: Serialize>(
    name: &'static str,
    page: Page<&'a T>,
    shape: impl Fn(&'a T) -> W,
) -> Response {
    listed_with(name, page, shape, None)
}

/// 200: `{"<name>": […], "linked": {"<kind>": […]}, "meta": …}`; `linked` only where there is something.
pub(crate) fn listed_with<'a, T, W: Serialize>(
    name: &'static str,
    page: Page<&'a T>,
    shape: impl Fn(&'a T) -> W,
    linked: Option<(&'static str, Vec<Value>)>,
) -> Response {
    let items = page.items.into_iter().map(shape).collect();
    json(StatusCode::OK, &List { name, items, linked, meta: page.meta })
}

struct Named<T>(&'static str, T);

struct List<W> {
    name: &'static str,
    items: Vec<W>,
    linked: Option<(&'static str, Vec<Value>)>,
    meta: ListMeta,
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.0, &self.1)?;
        map.end()
    }
}

impl<W: Serialize> Serialize for List<W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(self.name, &self.items)?;
        if let Some((kind, resources)) = &self.linked {
            map.serialize_entry("linked", &Named(kind, resources))?;
        }
        map.serialize_entry("meta", &self.meta)?;
        map.end()
    }
}
