//! What a payer is promised. The wording is the sandbox's own: the schemes' texts belong to the schemes.

use gocardless_api::Scheme;
use maud::{Markup, html};
use signup_api::Creditor;

/// The payer's rights under `scheme`, in the sandbox's own short wording, marked so.
pub(super) fn guarantee(scheme: &Scheme, creditor: &Creditor) -> Markup {
    let name = &creditor.name;
    html! {
        section class="signup__legal" aria-labelledby="guarantee" {
            @if *scheme == Scheme::Bacs {
                h3 class="signup__subtitle" id="guarantee" { "The Direct Debit Guarantee" }
                p { "All banks and building societies that take Direct Debits offer this Guarantee." }
                p {
                    "If the amount, the date or the frequency changes, you are told in advance, normally 10 working "
                    "days before your account is debited."
                }
                p {
                    "If " (name) ", GoCardless or your bank makes a mistake, your bank refunds you in full and at once. "
                    "A refund that you were not entitled to, you pay back when asked."
                }
                p { "You can cancel at any time through your bank. Please tell " (name) " as well." }
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
