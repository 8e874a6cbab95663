//! What every page has around it.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

/// A page with the component's stylesheet and class names, and a ground of its own.
pub(super) fn page(status: StatusCode, title: &str, content: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="stylesheet" href="/mandate-signup.css";
                link rel="stylesheet" href="/signups.css";
            }
            body class="page" {
                main class="page__main" {
                    section class="signup" aria-labelledby="title" {
                        h1 class="signup__title" id="title" { (title) }
                        (content)
                    }
                }
            }
        }
    };
    (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], page.into_string()).into_response()
}

/// `GET /signups.css`: the ground that the pages stand on.
pub(crate) async fn show_styles() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")], include_str!("signups.css"))
}

/// A paragraph.
pub(super) fn text(text: &str) -> Markup {
    html! { p class="signup__text" { (text) } }
}

/// A link that looks like the component's button.
pub(super) fn button(href: &str, text: &str) -> Markup {
    html! { p { a class="signup__button" href=(href) { (text) } } }
}
