//! What the payer has typed so far, and what each field parses to.

use std::fmt;

use bank_details::{AccountNumber, Iban, SortCode};
use signup_api::{BankAccount, Payer, Submission};

use crate::countries::COUNTRIES;
use crate::field::Field;
use crate::options::Page;
use crate::problem::{Problem, ProblemKind};

/// The longest name or address line that is sent, in characters.
const LONGEST: usize = 200;
const LONGEST_HOLDER: usize = 100;

/// What the payer has typed, kept in memory only and as typed.
///
/// Which problems show, and when:
///
/// | the field … | while it was never left | once it was left or the form submitted |
/// |---|---|---|
/// | is empty | nothing | what is missing, once the form was submitted |
/// | could become right by typing on | nothing | the problem |
/// | can never become right by typing on | the problem | the problem |
/// | was refused by the server | the problem, until it is changed | the problem, until it is changed |
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Draft {
    values: [String; Field::ALL.len()],
    left: [bool; Field::ALL.len()],
    refused: [bool; Field::ALL.len()],
    /// Which form the bank details of a UK payer take.
    pub bank_form: BankForm,
}

/// Which form bank details take.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum BankForm {
    /// An IBAN.
    Iban,
    /// Sort code and account number.
    #[default]
    Local,
}

impl Draft {
    /// A draft that begins with what the merchant knows.
    pub fn prefilled(payer: &Payer) -> Self {
        let mut draft = Self::default();
        draft.prefill(payer);
        draft
    }

    /// Fills the empty fields with what the merchant knows; the country is the UK where nobody knows one of those that
    /// can be chosen.
    pub fn prefill(&mut self, payer: &Payer) {
        for (field, value) in [
            (Field::GivenName, &payer.given_name),
            (Field::FamilyName, &payer.family_name),
            (Field::Email, &payer.email),
            (Field::AddressLine1, &payer.address_line1),
            (Field::AddressLine2, &payer.address_line2),
            (Field::City, &payer.city),
            (Field::PostalCode, &payer.postal_code),
            (Field::CountryCode, &payer.country_code),
        ] {
            if let Some(value) = value.as_ref().filter(|_| self.is_open(field)) {
                self.values[field as usize].clone_from(value);
            }
        }
        if self.is_open(Field::CountryCode) {
            "GB".clone_into(&mut self.values[Field::CountryCode as usize]);
        }
    }

    /// Whether the field has nothing in it that can stay.
    fn is_open(&self, field: Field) -> bool {
        let text = self.get(field);
        text.is_empty() || field == Field::CountryCode && !COUNTRIES.contains(&text)
    }

    /// The text as typed.
    pub fn get(&self, field: Field) -> &str {
        &self.values[field as usize]
    }

    /// Takes what was typed; a refusal by the server no longer holds for what has changed.
    pub fn set(&mut self, field: Field, value: String) {
        if self.values[field as usize] != value {
            self.values[field as usize] = value;
            self.refused[field as usize] = false;
        }
    }

    /// Notes that the payer has left the field.
    pub fn leave(&mut self, field: Field) {
        self.left[field as usize] = true;
    }

    /// Notes that the payer has left the field; an empty one may still be on the way to being filled in.
    pub fn leave_filled(&mut self, field: Field) {
        if !self.get(field).trim().is_empty() {
            self.leave(field);
        }
    }

    /// Notes what the server refused, and that everything was submitted.
    pub fn refuse(&mut self, problems: &[Problem]) {
        for problem in problems.iter().filter(|problem| problem.kind == ProblemKind::Refused) {
            self.refused[problem.field as usize] = true;
        }
    }

    /// Empties the fields of the bank account, once they have been handed in.
    pub fn forget_bank_details(&mut self) {
        for field in [Field::BranchCode, Field::AccountNumber, Field::Iban] {
            self.values[field as usize].clear();
            self.left[field as usize] = false;
        }
    }

    /// The fields that the page asks for, in order.
    pub fn fields(&self, page: Page) -> Vec<Field> {
        Field::ALL.into_iter().filter(|field| self.asks(page, *field)).collect()
    }

    /// Whether the page asks for the field.
    pub fn asks(&self, page: Page, field: Field) -> bool {
        match (page, field) {
            (Page::Merchant, _) => matches!(field, Field::GivenName | Field::FamilyName | Field::Email),
            (Page::Hosted, Field::BranchCode | Field::AccountNumber) => self.bank_form() == BankForm::Local,
            (Page::Hosted, Field::Iban) => self.bank_form() == BankForm::Iban,
            (Page::Hosted, _) => true,
        }
    }

    /// The form that the bank details take: local ones for UK payers who want them, else the IBAN.
    pub fn bank_form(&self) -> BankForm {
        if self.get(Field::CountryCode) == "GB" { self.bank_form } else { BankForm::Iban }
    }

    /// What is wrong with the field, whether it is time to say so or not.
    pub fn problem(&self, field: Field) -> Option<ProblemKind> {
        let text = self.get(field).trim();
        let length = text.chars().count();
        match field {
            _ if self.refused[field as usize] => Some(ProblemKind::Refused),
            Field::AddressLine2 if text.is_empty() => None,
            _ if text.is_empty() => Some(ProblemKind::Missing),
            Field::AccountNumber => text.parse::<AccountNumber>().err().map(ProblemKind::AccountNumber),
            Field::BranchCode => text.parse::<SortCode>().err().map(ProblemKind::SortCode),
            Field::Iban => text.parse::<Iban>().err().map(ProblemKind::Iban),
            Field::AccountHolderName if length > LONGEST_HOLDER => Some(ProblemKind::Long),
            _ if length > LONGEST => Some(ProblemKind::Long),
            Field::Email if !looks_like_email(text) => Some(ProblemKind::Email),
            _ => None,
        }
    }

    /// What to say about the field now; see the table above.
    pub fn shown_problem(&self, field: Field) -> Option<Problem> {
        let kind = self.problem(field)?;
        (self.left[field as usize] || !kind.can_be_completed()).then_some(Problem { field, kind })
    }

    /// Notes that the payer wants to go on; the problems of all fields of the page, if there are any.
    ///
    /// # Errors
    ///
    /// Every field of the page that has a problem, in order.
    pub fn submit(&mut self, page: Page) -> Result<(), Vec<Problem>> {
        let fields = self.fields(page);
        for field in &fields {
            self.leave(*field);
        }
        let problems: Vec<_> =
            fields.into_iter().filter_map(|field| Some(Problem { field, kind: self.problem(field)? })).collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The payer, as far as the page asks for it.
    pub fn payer(&self, page: Page) -> Payer {
        let given = |field| {
            let text = self.get(field).trim();
            (self.asks(page, field) && !text.is_empty()).then(|| text.to_owned())
        };
        Payer {
            given_name: given(Field::GivenName),
            family_name: given(Field::FamilyName),
            email: given(Field::Email),
            address_line1: given(Field::AddressLine1),
            address_line2: given(Field::AddressLine2),
            city: given(Field::City),
            postal_code: given(Field::PostalCode),
            country_code: given(Field::CountryCode),
        }
    }

    /// Everything that the payer confirms on a hosted page, in canonical form where it parses.
    pub fn submission(&self) -> Submission {
        let account = BankAccount {
            account_holder_name: self.get(Field::AccountHolderName).trim().to_owned(),
            ..BankAccount::default()
        };
        let bank_account = match self.bank_form() {
            BankForm::Iban => BankAccount {
                iban: self.get(Field::Iban).parse::<Iban>().ok().map(|iban| iban.as_str().to_owned()),
                ..account
            },
            BankForm::Local => BankAccount {
                country_code: Some(self.get(Field::CountryCode).to_owned()),
                branch_code: self.get(Field::BranchCode).parse::<SortCode>().ok().map(|code| code.as_str().to_owned()),
                account_number: self
                    .get(Field::AccountNumber)
                    .parse::<AccountNumber>()
                    .ok()
                    .map(|number| number.as_str().to_owned()),
                ..account
            },
        };
        Submission { payer: self.payer(Page::Hosted), bank_account }
    }
}

/// Shows which fields are filled in, never with what.
impl fmt::Debug for Draft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let filled: Vec<_> = Field::ALL.into_iter().filter(|field| !self.get(*field).is_empty()).collect();
        formatter.debug_struct("Draft").field("filled", &filled).finish_non_exhaustive()
    }
}

/// One `@` with something before it and a dot inside what comes after; the rest only a mail server knows.
fn looks_like_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && !domain.contains('@')
        && !text.contains(char::is_whitespace)
        && domain.split('.').count() > 1
        && domain.split('.').all(|part| !part.is_empty())
}

#[cfg(test)]
mod tests;
