//! The frame around the pages for merchants.

use axum::http::StatusCode;
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};

use super::words::Words;
use crate::hosted::page;

/// A page in the language of `words`, whose forms may lead to the sandbox and to `origins`, parted by spaces.
pub(super) fn merchant_page(
    status: StatusCode,
    words: &Words,
    title: &str,
    origins: Option<&str>,
    main: &Markup,
) -> Response {
    let markup = html! {
        (DOCTYPE)
        html lang=(words.language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title {
                    @if status == StatusCode::UNPROCESSABLE_ENTITY { (words.error) ": " }
                    (title) " – GoCardless sandbox"
                }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/hosted.css";
            }
            body class="hosted" {
                a class="hosted__skip" href="#main" { (words.skip) }
                header class="hosted__header" {
                    p class="hosted__sandbox" { (words.sandbox) }
                    p class="hosted__merchant" { "GoCardless sandbox" }
                }
                main class="hosted__main" id="main" {
                    div class="signup" {
                        h1 class="signup__title" { (title) }
                        (main)
                    }
                }
                footer class="hosted__footer" { p { (words.footer) } }
            }
        }
    };
    page(status, origins, markup)
}

/// A page that says one thing.
pub(super) fn notice(status: StatusCode, words: &Words, title: &str, text: &str) -> Response {
    merchant_page(status, words, title, None, &html! { p class="signup__text" { (text) } })
}
