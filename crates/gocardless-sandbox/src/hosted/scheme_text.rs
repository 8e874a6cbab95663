//! What a payer agrees to and is promised: the same words as in the component, in English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use bank_details::Scheme;
use maud::{Markup, html};
use signup_api::Creditor;

/// The component's words, by their keys.
static WORDS: LazyLock<BTreeMap<&str, &str>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../locales/en.json")).unwrap_or_default());

/// A heading and the paragraphs under it, by their keys.
type Part = (&'static str, &'static [&'static str]);

/// The scheme's authority and the payer's rights, unaltered. What depends on a plan is said as it is without one: the page
/// knows none.
///
/// `advance_notice` is in working days. Sources: `docs/decisions/0007-scheme-texts.md`.
pub(super) fn scheme_text(scheme: Scheme, creditor: &Creditor, advance_notice: u32) -> Markup {
    let said = |key: &str| fill(key, creditor, advance_notice);
    html! {
        @for (title, paragraphs) in parts(scheme, advance_notice) {
            div class="signup__legal" {
                h3 class="signup__subtitle" { (said(title)) }
                @for paragraph in paragraphs { p { (said(paragraph)) } }
            }
        }
    }
}

/// What the button says that agrees to it.
pub(super) fn confirm(scheme: Scheme) -> &'static str {
    text(match scheme {
        Scheme::Ach => "button.confirm.ach",
        Scheme::Autogiro => "button.confirm.autogiro",
        Scheme::Betalingsservice => "button.confirm.betalingsservice",
        Scheme::Pad => "button.confirm.pad",
        Scheme::Bacs | Scheme::Becs | Scheme::BecsNz | Scheme::SepaCore => "button.confirm",
    })
}

fn parts(scheme: Scheme, advance_notice: u32) -> Vec<Part> {
    let parts: &[Part] = match scheme {
        Scheme::Ach => &[
            ("mandate.ach.title", &["mandate.ach.authority", "mandate.amount.open", "mandate.signed"]),
            ("mandate.ach.rights", &["mandate.ach.revoke", "mandate.ach.wrong"]),
        ],
        Scheme::Autogiro => &[
            (
                "mandate.autogiro.title",
                &["mandate.autogiro.authority", "mandate.autogiro.data", "mandate.autogiro.revoke", "mandate.signed"],
            ),
            (
                "mandate.autogiro.rights",
                &["mandate.autogiro.notice", "mandate.autogiro.money", "mandate.autogiro.stop"],
            ),
        ],
        Scheme::Bacs => &[
            ("mandate.bacs.title", &["mandate.bacs.authority", "mandate.signed"]),
            ("guarantee.title", &["guarantee.offered", "guarantee.changes", "guarantee.refund", "guarantee.cancel"]),
        ],
        Scheme::Becs => &[
            (
                "mandate.becs.title",
                &["mandate.becs.authority", "mandate.amount.open", "mandate.becs.not_agreed", "mandate.signed"],
            ),
            (
                "mandate.becs.rights",
                &["mandate.becs.change", "mandate.becs.stop", "mandate.becs.account", "mandate.becs.privacy"],
            ),
        ],
        Scheme::BecsNz => &[
            ("mandate.becs_nz.title", &["mandate.becs_nz.authority", "mandate.signed"]),
            (
                "mandate.becs_nz.rights",
                &[
                    "mandate.becs_nz.notice",
                    "mandate.becs_nz.reverse",
                    "mandate.becs_nz.retry",
                    "mandate.becs_nz.cancel",
                ],
            ),
        ],
        Scheme::Betalingsservice => &[
            (
                "mandate.betalingsservice.title",
                &["mandate.betalingsservice.authority", "mandate.betalingsservice.rules", "mandate.signed"],
            ),
            (
                "mandate.betalingsservice.rights",
                &[
                    "mandate.betalingsservice.reject",
                    "mandate.betalingsservice.cancel",
                    "mandate.betalingsservice.data",
                ],
            ),
        ],
        Scheme::Pad => &[
            ("mandate.pad.title", &["mandate.pad.authority", "mandate.amount.open", "mandate.signed"]),
            ("mandate.pad.rights", &["mandate.pad.cancel", "mandate.pad.recourse", "mandate.pad.contact"]),
        ],
        Scheme::SepaCore => &[
            ("mandate.sepa.title", &["mandate.sepa.authority", "mandate.sepa.refund", "mandate.signed"]),
            ("mandate.sepa.rights", &["mandate.sepa.statement", "mandate.sepa.cancel"]),
        ],
    };
    let mut parts = parts.to_vec();
    // After the authority, made out clearly: agreed on, not only told.
    match scheme {
        Scheme::Pad if advance_notice < 8 => parts.insert(1, ("mandate.pad.waiver_title", &["mandate.pad.waiver"])),
        Scheme::SepaCore if advance_notice < 10 => {
            parts.insert(1, ("mandate.sepa.notice_title", &["mandate.sepa.notice"]));
        }
        _ => {}
    }
    parts
}

/// The text under `key`, in the form for `days` where it has one; nothing for a key that is none, which a test rules out.
fn fill(key: &str, creditor: &Creditor, days: u32) -> String {
    let form = format!("{key}.{}", if days == 1 { "one" } else { "other" });
    let text = WORDS.get(form.as_str()).copied().unwrap_or_else(|| text(key));
    text.replace("{creditor}", creditor.statement_name.as_ref().unwrap_or(&creditor.name))
        .replace("{merchant}", &creditor.name)
        .replace("{count}", &days.to_string())
}

fn text(key: &str) -> &'static str {
    WORDS.get(key).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use bank_details::Scheme;
    use signup_api::Creditor;

    use super::{confirm, fill, parts, scheme_text};
    use crate::testing::TestSandbox;

    #[test]
    fn every_scheme_says_all_of_its_text() {
        let creditor = Creditor { name: "Hut Ltd".to_owned(), ..Creditor::default() };
        for scheme in Scheme::ALL {
            for (title, paragraphs) in parts(scheme, 3) {
                for key in [&[title], paragraphs].concat() {
                    let said = fill(key, &creditor, 3);
                    assert!(!said.is_empty() && !said.contains('{'), "{key}: {said}");
                }
            }
            assert!(!confirm(scheme).is_empty(), "{scheme}");
            assert!(scheme_text(scheme, &creditor, 3).into_string().contains("Hut Ltd"), "{scheme}");
        }
    }

    #[test]
    fn the_notice_is_the_creditors() {
        for (days, said) in [(1, "notify you 1 working day in advance"), (7, "notify you 7 working days in advance")] {
            let text = scheme_text(Scheme::Bacs, &Creditor::default(), days).into_string();
            assert!(text.contains(said), "{text}");
        }
    }

    #[test]
    fn less_notice_than_the_schemes_own_is_agreed_on() {
        for (scheme, own) in [(Scheme::Pad, 8), (Scheme::SepaCore, 10)] {
            assert_eq!(parts(scheme, own - 1).len(), parts(scheme, own).len() + 1);
        }
    }

    #[tokio::test]
    async fn the_built_in_creditor_gives_three_working_days() {
        let sandbox = TestSandbox::new();
        let path = format!("/flow/{}", sandbox.flow().await);
        let fields = [
            ("given_name", "Frank"),
            ("family_name", "Osborne"),
            ("email", "frank@example.com"),
            ("address_line1", "27 Acer Road"),
            ("city", "London"),
            ("postal_code", "E8 3GX"),
            ("country_code", "GB"),
            ("account_holder_name", "Frank Osborne"),
            ("branch_code", "200000"),
            ("account_number", "55779911"),
            ("authority", "yes"),
        ];
        assert_eq!(sandbox.fill_in(&path, &fields).await.status, 303);
        let page = sandbox.visit(&format!("{path}/review")).await;
        assert!(
            page.text.contains("notify you 3 working days in advance of your account being debited"),
            "{}",
            page.text
        );
    }
}
