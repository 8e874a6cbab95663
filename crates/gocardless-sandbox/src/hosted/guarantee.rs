//! What a payer is promised. The wording is the sandbox's own: the schemes' texts belong to the schemes.

use bank_details::Scheme;
use maud::{Markup, html};
use signup_api::Creditor;

use crate::schemes;

/// The payer's rights under `scheme`, in the sandbox's own short wording, marked so.
///
/// `advance_notice` is in working days.
pub(super) fn guarantee(scheme: Scheme, creditor: &Creditor, advance_notice: u32) -> Markup {
    let name = &creditor.name;
    html! {
        section class="signup__legal" aria-labelledby="guarantee" {
            @if scheme == Scheme::Bacs {
                h3 class="signup__subtitle" id="guarantee" { "The Direct Debit Guarantee" }
                p { "All banks and building societies that take Direct Debits offer this Guarantee." }
                p {
                    "If the amount, the date or the frequency changes, you are told in advance, normally "
                    (advance_notice) " working days before your account is debited."
                }
                p {
                    "If " (name) ", GoCardless or your bank makes a mistake, your bank refunds you in full and at once. "
                    "A refund that you were not entitled to, you pay back when asked."
                }
                p { "You can cancel at any time through your bank. Please tell " (name) " as well." }
            } @else if scheme != Scheme::SepaCore {
                h3 class="signup__subtitle" id="guarantee" { "Your authorisation" }
                p {
                    "You authorise " (name) " to collect payments from your account by " (schemes::spoken(scheme))
                    ", through GoCardless, until you cancel it with " (name) " or with your bank."
                }
            } @else {
                h3 class="signup__subtitle" id="guarantee" { "SEPA Direct Debit mandate" }
                p {
                    "You authorise " (name) " to send instructions to your bank to debit your account, and your bank to debit "
                    "it accordingly. Within 8 weeks of a debit you can claim it back from your bank, under the terms of your "
                    "agreement with it. A statement of your rights is to be had from your bank."
                }
                @if let Some(reference) = &creditor.scheme_reference {
                    p { "Creditor identifier: " (reference) }
                }
            }
            p class="signup__hint" { "Shortened by the sandbox: on real pages the scheme’s own text stands here." }
        }
    }
}

#[cfg(test)]
mod tests {
    use bank_details::Scheme;
    use signup_api::Creditor;

    use super::guarantee;
    use crate::testing::TestSandbox;

    #[test]
    fn the_notice_is_the_creditors() {
        let text = guarantee(Scheme::Bacs, &Creditor::default(), 7).into_string();
        assert!(text.contains("normally 7 working days before"), "{text}");
    }

    #[test]
    fn every_scheme_names_the_creditor() {
        let creditor = Creditor { name: "Hut Ltd".to_owned(), ..Creditor::default() };
        for scheme in Scheme::ALL {
            assert!(guarantee(scheme, &creditor, 3).into_string().contains("Hut Ltd"), "{scheme}");
        }
        let text = guarantee(Scheme::Autogiro, &creditor, 3).into_string();
        assert!(text.contains("You authorise Hut Ltd to collect payments from your account by Autogiro"), "{text}");
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
        assert!(page.text.contains("normally 3 working days before your account is debited"), "{}", page.text);
    }
}
