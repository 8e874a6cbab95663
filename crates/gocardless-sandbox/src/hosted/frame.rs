//! The frame around every hosted page.

use maud::{DOCTYPE, Markup, html};
use signup_api::Creditor;

use crate::countries;

/// What a page loads beside the frame's own styles.
#[derive(Clone, Copy, Debug)]
pub(super) enum Loads {
    /// The built component: its styles and its script.
    Component,
    Nothing,
}

/// A page with a title, the merchant's name above and the sandbox's below.
pub(super) fn frame(title: &str, creditor: Option<&Creditor>, loads: Loads, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/hosted.css";
                @if let Loads::Component = loads {
                    link rel="stylesheet" href="/pages/mandate-signup.css";
                    script type="module" src="/pages/mandate-signup.js" {}
                }
            }
            body class="hosted" {
                header class="hosted__header" {
                    a class="hosted__skip" href="#main" { "Skip to main content" }
                    p class="hosted__sandbox" { strong { "Sandbox:" } " no money moves" }
                    h1 class="hosted__merchant" { (creditor.map_or("GoCardless sandbox", |creditor| &creditor.name)) }
                }
                main class="hosted__main" id="main" { (main) }
                footer class="hosted__footer" {
                    @if let Some(creditor) = creditor {
                        (contact(creditor))
                    }
                    p { "Payments by GoCardless sandbox" }
                }
            }
        }
    }
}

/// Where a payer finds the merchant: the scheme asks for it on every page.
fn contact(creditor: &Creditor) -> Markup {
    let country = creditor.country_code.as_deref().and_then(countries::name);
    html! {
        address class="hosted__contact" {
            p { (creditor.name) @for line in creditor.address.iter().map(String::as_str).chain(country) { ", " (line) } }
            p {
                @if let Some(phone_number) = &creditor.phone_number {
                    a href={ "tel:" (phone_number.replace(' ', "")) } { (phone_number) }
                }
                " "
                @if let Some(email) = &creditor.email {
                    a href={ "mailto:" (email) } { (email) }
                }
            }
        }
    }
}
