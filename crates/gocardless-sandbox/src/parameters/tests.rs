use axum::body::Body;
use serde_json::json;

use super::*;

async fn read(content_type: Option<&str>, body: impl Into<Body>) -> Result<Document, Refusal> {
    let mut request = Request::builder();
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }
    Document::from_request(request.body(body.into()).unwrap(), &()).await
}

const JSON: Option<&str> = Some("application/json; charset=utf-8");

fn form(fields: &Value) -> Form {
    let Value::Object(fields) = json!({ "customers": fields }) else { unreachable!() };
    Document(Some(fields)).envelope("customers").unwrap()
}

#[track_caller]
fn problems(mut form: Form) -> Vec<(String, String)> {
    let refusal = form.check().expect_err("should be refused").into_api_error("R");
    refusal.errors.into_iter().map(|detail| (detail.request_pointer.unwrap(), detail.message)).collect()
}

#[tokio::test]
async fn nothing_and_null_and_an_empty_object_have_no_parameters() {
    for (content_type, body) in [(None, ""), (JSON, ""), (JSON, "null"), (JSON, "{}"), (JSON, r#"{"data":{}}"#)] {
        let document = read(content_type, body).await.unwrap();
        assert!(document.action("mandates").unwrap().fields.is_empty(), "{body:?}");
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_by_its_kind() {
    for (content_type, body, code) in [
        (JSON, "{".to_owned(), 400),
        (JSON, "[]".to_owned(), 400),
        (JSON, "\"text\"".to_owned(), 400),
        (JSON, "[".repeat(10_000), 400),
        (None, "{}".to_owned(), 415),
        (Some("text/plain"), "{}".to_owned(), 415),
        (JSON, " ".repeat(LARGEST_BODY + 1), 413),
    ] {
        let refusal = read(content_type, body.clone()).await.expect_err(&body[..1]);
        assert_eq!(refusal.code(), code, "{content_type:?}");
    }
}

#[test]
fn an_address_may_be_longer_than_other_texts() {
    let url = |length: usize| format!("https://shop.example/{}", "a".repeat(length - 21));
    let mut known = form(&json!({"redirect_uri": url(2048)}));
    assert_eq!(known.redirect_url("redirect_uri"), Some(url(2048)));
    assert!(known.check().is_ok());
    for (sent, message) in [
        (json!(url(2049)), "is too long (maximum is 2048 characters)"),
        (json!("shop.example"), "must be an absolute http or https URL"),
        (json!(null), "is required"),
    ] {
        let mut form = form(&json!({ "redirect_uri": sent }));
        form.required_redirect_url("redirect_uri");
        assert_eq!(problems(form), [("/customers/redirect_uri".to_owned(), message.to_owned())]);
    }
}

#[tokio::test]
async fn a_missing_envelope_is_named() {
    let document = read(JSON, r#"{"email":"a@b"}"#).await.unwrap();
    let error = document.envelope("customers").unwrap_err().into_api_error("R");
    assert_eq!(error.code, 400);
    assert_eq!(error.errors[0].message, "Data sent to this endpoint must be wrapped in a `customers` envelope");
    let list = read(JSON, r#"{"customers":[]}"#).await.unwrap();
    assert_eq!(list.envelope("customers").unwrap_err().code(), 400);
}

#[tokio::test]
async fn an_action_reads_data_or_the_resources_own_envelope() {
    for body in [r#"{"data":{"a":"1"}}"#, r#"{"mandates":{"a":"1"}}"#] {
        let mut form = read(JSON, body).await.unwrap().action("mandates").unwrap();
        assert_eq!(form.text("a").as_deref(), Some("1"), "{body}");
    }
}

#[test]
fn texts_are_texts_of_a_bounded_length() {
    let mut form = form(&json!({"a": 1, "b": "x".repeat(256), "c": " ", "d": "é".repeat(255), "e": null}));
    assert_eq!(form.text("a"), None);
    assert_eq!(form.text("b"), None);
    assert_eq!(form.required_text("c"), "");
    assert_eq!(form.required_text("d").chars().count(), 255);
    assert_eq!(form.text("e"), None);
    assert_eq!(
        problems(form),
        [
            ("/customers/a".to_owned(), "must be a string".to_owned()),
            ("/customers/b".to_owned(), "is too long (maximum is 255 characters)".to_owned()),
            ("/customers/c".to_owned(), "is required".to_owned()),
        ]
    );
}

#[test]
fn what_is_not_sent_stays_and_null_clears() {
    let mut form = form(&json!({"a": "new", "b": null}));
    let [mut a, mut b, mut c] = [const { None }; 3].map(|_: Option<()>| Some("old".to_owned()));
    form.change("a", &mut a);
    form.change("b", &mut b);
    form.change("c", &mut c);
    assert_eq!([a.as_deref(), b.as_deref(), c.as_deref()], [Some("new"), None, Some("old")]);
}

#[test]
fn metadata_is_three_pairs_of_bounded_texts() {
    for (metadata, message) in [
        (json!({"a": "1", "b": "2", "c": "3", "d": "4"}), "cannot have more than 3 keys"),
        (json!({ "k".repeat(51): "v" }), "keys cannot be longer than 50 characters"),
        (json!({"k": "v".repeat(501)}), "values cannot be longer than 500 characters"),
        (json!({"k": 1}), "values must be strings"),
        (json!("k"), "must be an object"),
    ] {
        let mut form = form(&json!({ "metadata": metadata }));
        form.change_metadata(&mut Metadata::new());
        assert_eq!(problems(form), [("/customers/metadata".to_owned(), message.to_owned())]);
    }
    let mut whole = Metadata::from([("old".to_owned(), "1".to_owned())]);
    form(&json!({"metadata": {"k".repeat(50): "v".repeat(500)}})).change_metadata(&mut whole);
    assert_eq!(whole.len(), 1);
}

#[test]
fn a_problem_under_links_points_there() {
    let mut form = form(&json!({"links": {"creditor": 5}}));
    assert_eq!(form.link("creditor"), None);
    assert_eq!(problems(form), [("/customers/links/creditor".to_owned(), "must be a string".to_owned())]);
}
