//! What every page has around it.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

/// A page with the component's stylesheet and class names.
pub(super) fn page(status: StatusCode, title: &str, content: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="stylesheet" href="/mandate-signup.css";
            }
            body {
                main class="shop" {
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

/// A paragraph.
pub(super) fn text(text: &str) -> Markup {
    html! { p class="signup__text" { (text) } }
}

/// A link that looks like the component's button.
pub(super) fn button(href: &str, text: &str) -> Markup {
    html! { p { a class="signup__button" href=(href) { (text) } } }
}
