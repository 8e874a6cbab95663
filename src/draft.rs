//! What the payer has typed so far, and what each field parses to.

mod asks;
mod check;
mod hand_in;

use std::fmt;

use bank_details::{Account, Country, Details, ErrorKind, Scheme};
use signup_api::Payer;

use crate::bank_form::BankForm;
use crate::countries::COUNTRIES;
use crate::field::Field;
use crate::options::Page;
use crate::problem::{Problem, ProblemKind};

/// What the payer has typed, kept in memory only and as typed.
///
/// Which problems show, and when:
///
/// | the field … | while it was never left | once it was left or the form submitted |
/// |---|---|---|
/// | is empty | nothing | what is missing, but only once the form was submitted with it |
/// | could become right by typing on | nothing | the problem |
/// | can never become right by typing on | the problem | the problem |
/// | was refused by the server | the problem, until it is changed | the problem, until it is changed |
#[derive(Clone, Eq, PartialEq)]
pub struct Draft {
    /// One a field, of the bank details one a field and form: whoever looks at another country's form loses nothing.
    entries: Vec<Entry>,
    /// The scheme that the merchant has fixed; else the payer's country decides.
    scheme: Option<Scheme>,
    /// Whether a payer in the UK wants to give an IBAN.
    pub wants_iban: bool,
    /// Whether a company pays, not a person.
    pub is_company: bool,
}

/// What one field holds.
#[derive(Clone, Default, Eq, PartialEq)]
struct Entry {
    text: String,
    left: bool,
    /// Whether the payer wanted to go on with it as it is.
    submitted: bool,
    /// Why the server refused it, until it is changed.
    refused: Option<ProblemKind>,
    /// Whether the merchant knows it for sure.
    locked: bool,
}

/// Where the entries of bank details begin.
const BANK: usize = Field::BranchCode as usize;

impl Default for Draft {
    fn default() -> Self {
        let count = BANK + BankForm::COUNT * Field::OF_BANK.len();
        Self { entries: vec![Entry::default(); count], scheme: None, wants_iban: false, is_company: false }
    }
}

impl Draft {
    /// A draft that begins with what the merchant knows.
    pub fn prefilled(payer: &Payer) -> Self {
        let mut draft = Self::default();
        draft.prefill(payer);
        draft
    }

    /// Fills the empty fields with what the merchant knows; the country is the scheme's, else the UK, where nobody knows
    /// one of those that can be chosen.
    pub fn prefill(&mut self, payer: &Payer) {
        for (field, value) in [
            (Field::GivenName, &payer.given_name),
            (Field::FamilyName, &payer.family_name),
            (Field::CompanyName, &payer.company_name),
            (Field::Email, &payer.email),
            (Field::SwedishIdentityNumber, &payer.swedish_identity_number),
            (Field::DanishIdentityNumber, &payer.danish_identity_number),
            (Field::AddressLine1, &payer.address_line1),
            (Field::AddressLine2, &payer.address_line2),
            (Field::City, &payer.city),
            (Field::Region, &payer.region),
            (Field::PostalCode, &payer.postal_code),
            (Field::CountryCode, &payer.country_code),
        ] {
            if let Some(value) = value.as_ref().filter(|_| self.is_open(field)) {
                self.entry_mut(field).text.clone_from(value);
            }
        }
        self.is_company |= !self.get(Field::CompanyName).is_empty() && self.get(Field::GivenName).is_empty();
        if self.is_open(Field::CountryCode) {
            let code = self.scheme.and(self.bank_form().country_code()).unwrap_or("GB");
            code.clone_into(&mut self.entry_mut(Field::CountryCode).text);
        }
    }

    /// Keeps the payer from changing a field that the merchant has filled in and knows for sure.
    ///
    /// Only what is right stays so: a field that is empty, or that the form or the server finds wrong, is the payer's to
    /// change, for otherwise nobody could go on. The numbers of an account are never locked.
    pub fn lock(&mut self, field: Field) {
        let locks = !Field::OF_BANK.contains(&field) && !self.get(field).trim().is_empty();
        self.entry_mut(field).locked = locks && self.problem(field).is_none();
    }

    /// Whether the payer cannot change the field.
    pub fn is_locked(&self, field: Field) -> bool {
        self.entry(field).locked
    }

    /// Whether the field has nothing in it that can stay.
    fn is_open(&self, field: Field) -> bool {
        let text = self.get(field);
        text.is_empty() || field == Field::CountryCode && !COUNTRIES.contains(&text)
    }

    /// Fixes the scheme, where the merchant has named one that there is.
    pub fn fix_scheme(&mut self, scheme: Option<&str>) {
        self.scheme = scheme.and_then(|name| name.parse().ok());
    }

    fn place(&self, field: Field) -> usize {
        match (field as usize).checked_sub(BANK) {
            Some(of_bank) => BANK + self.bank_form() as usize * Field::OF_BANK.len() + of_bank,
            None => field as usize,
        }
    }

    fn entry(&self, field: Field) -> &Entry {
        &self.entries[self.place(field)]
    }

    fn entry_mut(&mut self, field: Field) -> &mut Entry {
        let place = self.place(field);
        &mut self.entries[place]
    }

    /// The text as typed.
    pub fn get(&self, field: Field) -> &str {
        &self.entry(field).text
    }

    /// Takes what was typed; a refusal by the server no longer holds for what has changed.
    pub fn set(&mut self, field: Field, text: String) {
        let entry = self.entry_mut(field);
        if entry.text == text || entry.locked {
            return;
        }
        entry.text = text;
        entry.refused = None;
        if Field::OF_BANK.contains(&field) {
            // Of numbers that belong together, whichever was refused, another may have been the wrong one.
            for other in Field::OF_BANK {
                self.entry_mut(other).refused = None;
            }
            self.follow_account();
        }
    }

    /// Where the scheme is fixed, the payer is taken to live in the account's country, as long as nobody has said where.
    fn follow_account(&mut self) {
        let country = &self.entries[Field::CountryCode as usize];
        if self.scheme != Some(Scheme::SepaCore) || country.left || country.locked {
            return;
        }
        if let Some(code) = self.iban_country().filter(|code| COUNTRIES.contains(&code.as_str())) {
            self.entries[Field::CountryCode as usize].text = code;
        }
    }

    /// Notes that the payer has left the field.
    pub fn leave(&mut self, field: Field) {
        self.entry_mut(field).left = true;
    }

    /// Notes that the payer has left the field; an empty one may still be on the way to being filled in.
    pub fn leave_filled(&mut self, field: Field) {
        if !self.get(field).trim().is_empty() {
            self.leave(field);
        }
    }

    /// Notes what the server refused, and that everything was submitted.
    pub fn refuse(&mut self, problems: &[Problem]) {
        for problem in problems {
            let entry = self.entry_mut(problem.field);
            (entry.refused, entry.locked) = (Some(problem.kind), false);
        }
    }

    /// Empties the fields of the bank account, of every form, once they have been handed in; and what was said of it.
    pub fn forget_bank_details(&mut self) {
        *self.entry_mut(Field::Authority) = Entry::default();
        self.entries[BANK..].fill_with(Entry::default);
    }

    /// The two letters that the IBAN begins with, whether any IBAN does or not.
    pub(crate) fn iban_prefix(&self) -> Option<String> {
        let prefix = self.get(Field::Iban).trim_start().get(..2)?.to_ascii_uppercase();
        prefix.bytes().all(|letter| letter.is_ascii_uppercase()).then_some(prefix)
    }

    /// The country that the IBAN begins with, and how many characters its IBANs have; none while that is not known.
    pub(crate) fn iban_length(&self) -> Option<(&'static str, usize)> {
        let prefix = (self.bank_form() == BankForm::Iban).then(|| self.iban_prefix())??;
        let country = Country::from_code(&prefix)?;
        Some((country.code(), country.iban_length()))
    }

    /// The account that the details name, if nothing is wrong with them.
    ///
    /// # Errors
    ///
    /// What is wrong, part by part.
    pub(crate) fn account(&self) -> Result<Account, Vec<bank_details::Error>> {
        // What is blank is yet to be filled in: the number beside it is not taken for both.
        let text = |field| match self.get(field).trim() {
            "" if self.bank_form().asks(field) => " ",
            text => text,
        };
        let details = match self.bank_form().country_code() {
            None => Details { iban: text(Field::Iban), ..Details::default() },
            Some(_) => Details {
                account_number: text(Field::AccountNumber),
                bank_code: text(Field::BankCode),
                branch_code: text(Field::BranchCode),
                iban: "",
            },
        };
        Account::parse(self.bank_form().country_code().unwrap_or_default(), &details)
    }

    /// A number as a card or statement has it, where the field has groups and nothing is wrong with it.
    pub(crate) fn printed(&self, field: Field) -> Option<String> {
        let number = self.bank_form().number(field)?;
        let grouping = number.grouping?;
        match self.account() {
            Ok(account) => account.printed(number.part()?),
            Err(_) if self.problem(field).is_none() => Some(grouping.printed(self.get(field))),
            Err(_) => None,
        }
    }

    /// What to say about the field now; see the table above.
    pub fn shown_problem(&self, field: Field) -> Option<Problem> {
        let kind = self.problem(field)?;
        let is_time = match kind {
            ProblemKind::Missing => self.entry(field).submitted,
            // The other one may still be on its way.
            ProblemKind::Number(ErrorKind::Modulus) => {
                self.entry(Field::BranchCode).left && self.entry(Field::AccountNumber).left
            }
            _ => self.entry(field).left,
        };
        (is_time || !kind.can_be_completed()).then_some(Problem { field, kind })
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
            self.entry_mut(*field).submitted = true;
        }
        let problems: Vec<_> =
            fields.into_iter().filter_map(|field| Some(Problem { field, kind: self.problem(field)? })).collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// Shows which fields are filled in, never with what.
impl fmt::Debug for Draft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let filled: Vec<_> = Field::ALL.into_iter().filter(|field| !self.get(*field).is_empty()).collect();
        formatter.debug_struct("Draft").field("filled", &filled).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
