//! What payers give of themselves. Nothing of it is written into a history.

use serde_json::{Value, json};

use crate::lot::Lot;

/// Who somebody is, and what they buy.
#[derive(Clone)]
pub(crate) struct Details {
    given_name: &'static str,
    pub(crate) plan: &'static str,
    /// Which of two accounts.
    second_account: bool,
}

impl Details {
    pub(crate) fn of(lot: &mut Lot) -> Self {
        Self {
            // What happens at the bank goes by the name: see the sandbox's README.
            given_name: lot.one_of(&["Frank", "Frank", "Frank", "Successful", "Penniless", "Fickle", "Late"]),
            plan: lot.one_of(&["magazine", "magazine", "magazine-eur", "atlas-eur"]),
            second_account: false,
        }
    }

    /// Corrects the account.
    pub(crate) fn take_other_account(&mut self) {
        self.second_account = !self.second_account;
    }

    /// What our page sends when it opens.
    pub(crate) fn start(&self, flow: &str) -> Value {
        json!({ "signups": { "flow": flow, "plan": self.plan, "locale": "en-GB" } })
    }

    /// The same, from a page without script.
    pub(crate) fn start_form(&self) -> String {
        format!("plan={}", self.plan)
    }

    /// What our page submits, and what GoCardless's hosted page does.
    pub(crate) fn submission(&self) -> Value {
        let mut payer = json!({ "given_name": self.given_name, "family_name": "Osborne",
            "email": "frank@example.com", "address_line1": "27 Acer Road", "city": "London", "postal_code": "E8 3GX" });
        payer["country_code"] = json!(if self.plan == "magazine" { "GB" } else { "DE" });
        json!({ "data": { "payer": payer, "bank_account": self.account(), "authority": true } })
    }

    /// A lookup of the account.
    pub(crate) fn lookup(&self) -> Value {
        json!({ "bank_details_lookups": self.account() })
    }

    fn account(&self) -> Value {
        let holder = format!("{} Osborne", self.given_name);
        if self.plan == "magazine" {
            let (branch, number) = if self.second_account { ("202959", "63748472") } else { ("200000", "55779911") };
            json!({ "account_holder_name": holder, "country_code": "GB", "branch_code": branch,
                "account_number": number })
        } else {
            let iban = if self.second_account { "DE02120300000000202051" } else { "DE89370400440532013000" };
            json!({ "account_holder_name": holder, "iban": iban })
        }
    }
}
