//! `GET /oauth/authorize`: a merchant comes from an app.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::page::notice;
use super::request::{Asked, Wrong};
use super::views::{Entered, authorization_page};
use crate::sandbox::Sandbox;

/// Shows who asks for what, over the form to sign up or to log in.
pub(crate) async fn show_authorization(State(sandbox): State<Sandbox>, RawQuery(query): RawQuery) -> Response {
    match Asked::read(&sandbox, &query.unwrap_or_default()) {
        Ok(asked) => {
            let entered = Entered::prefilled(&asked.prefilled);
            authorization_page(&sandbox, &asked, StatusCode::OK, asked.view, &entered)
        }
        Err(wrong) => told(wrong),
    }
}

/// What a request answers that cannot be put to a merchant.
pub(super) fn told(wrong: Wrong) -> Response {
    match wrong {
        Wrong::Untrusted { words, text } => notice(StatusCode::BAD_REQUEST, words, words.broken_link, text),
        Wrong::SentBack(redirect) => redirect.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{TestSandbox, asking};

    async fn visit(sandbox: &TestSandbox, query: &str) -> crate::testing::Answer {
        sandbox.visit(&format!("/oauth/authorize?{query}")).await
    }

    #[tokio::test]
    async fn an_app_that_cannot_be_trusted_is_led_nowhere() {
        let sandbox = TestSandbox::new();
        let good = asking("read_write");
        for (query, told) in [
            (String::new(), "No app is registered"),
            (good.replace("sandbox_demo_app", "other"), "No app is registered"),
            (good.replace("client_id=sandbox_demo_app&", ""), "No app is registered"),
            (good.replace("callback", "callback%2F"), "character by character"),
            (good.replace("callback", "callback%3Fa%3Db"), "character by character"),
            (good.replace("localhost", "LOCALHOST"), "character by character"),
            (good.replace("localhost%3A8080", "evil.example"), "character by character"),
            (good.replace("redirect_uri", "redirect_url"), "character by character"),
            (format!("{good}&client_id=sandbox_demo_app"), "more than once"),
            (format!("{good}&response_type=token"), "more than once"),
        ] {
            let page = visit(&sandbox, &query).await;
            assert_eq!(page.status, 400, "{query}");
            assert!(page.text.contains(told), "{query}: {}", page.text);
            assert!(page.headers.get("location").is_none());
        }
    }

    #[tokio::test]
    async fn an_app_that_asks_wrongly_is_told_so_at_its_address() {
        let sandbox = TestSandbox::new();
        let good = asking("read_write");
        for (query, error) in [
            (good.replace("response_type=code", "response_type=token"), "unsupported_response_type"),
            (good.replace("response_type=code", "response_type="), "invalid_request"),
            (good.replace("scope=read_write", "scope=everything"), "invalid_scope"),
            (good.replace("scope=read_write", "scope=read_only+read_write"), "invalid_scope"),
            (good.replace("scope=read_write&", ""), "invalid_scope"),
        ] {
            let answer = visit(&sandbox, &query).await;
            assert_eq!(answer.led_with("error").as_deref(), Some(error), "{query}");
            assert!(answer.led_with("error_description").is_some());
            assert_eq!(answer.led_with("state").as_deref(), Some("s1"));
            let location = answer.headers["location"].to_str().unwrap();
            assert!(location.starts_with("http://localhost:8080/oauth/callback?error="), "{location}");
        }
        let without_state = good.replace("&state=s1", "").replace("read_write", "x");
        assert_eq!(visit(&sandbox, &without_state).await.led_with("state"), None);
    }

    #[tokio::test]
    async fn the_form_that_is_shown_first_depends_on_the_scope_unless_it_is_said() {
        let sandbox = TestSandbox::new();
        for (scope, view, expected) in [
            ("read_write", "", "signup"),
            ("read_only", "", "login"),
            ("read_only", "&initial_view=signup", "signup"),
            ("read_write", "&initial_view=login", "login"),
            ("read_only", "&initial_view=other", "login"),
        ] {
            let page = visit(&sandbox, &format!("{}{view}", asking(scope))).await;
            assert_eq!(page.status, 200);
            assert!(page.text.contains(&format!("name=\"view\" value=\"{expected}\"")), "{scope} {view}");
            let other = if expected == "login" { "signup" } else { "login" };
            assert!(page.text.contains(&format!("initial_view={other}\"")), "{}", page.text);
        }
    }

    #[tokio::test]
    async fn the_form_is_filled_in_with_what_the_app_knows() {
        let sandbox = TestSandbox::new();
        let prefill = "prefill%5Bemail%5D=ada%40hut.example&prefill[given_name]=Ada&prefill[family_name]=%3Cb%3E\
                       &prefill[organisation_name]=Hut+Ltd&prefill[country_code]=FR";
        let page = visit(&sandbox, &format!("{}&{prefill}", asking("read_write"))).await;
        for part in [
            "value=\"ada@hut.example\"",
            "value=\"Ada\"",
            "value=\"&lt;b&gt;\"",
            "value=\"Hut Ltd\"",
            "<option value=\"FR\" selected>France</option>",
            "Harbour Books would like to connect to your GoCardless account",
            "see and change",
        ] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        assert!(!page.text.contains("<script"));
        let page = visit(&sandbox, &asking("read_only")).await;
        assert!(page.text.contains("change nothing"), "{}", page.text);
    }

    #[tokio::test]
    async fn the_page_is_private_and_its_forms_lead_to_the_app_alone() {
        let page = visit(&TestSandbox::new(), &asking("read_write")).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("form-action 'self' http://localhost:8080;"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
    }

    #[tokio::test]
    async fn the_page_speaks_the_language_that_is_asked_for() {
        let sandbox = TestSandbox::new();
        for (language, button) in [("en", "Allow"), ("fr", "Autoriser"), ("de-AT", "Zulassen"), ("es", "Permitir")] {
            let page = visit(&sandbox, &format!("{}&language={language}", asking("read_write"))).await;
            assert!(page.text.contains(&format!("<html lang=\"{}\">", &language[..2])));
            assert!(page.text.contains(&format!("value=\"allow\">{button}</button>")), "{}", page.text);
        }
    }
}
