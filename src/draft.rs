//! What the payer has typed so far, and what each field parses to.

use std::fmt;

use bank_details::{Account, Country, Details, ErrorKind, Scheme};
use signup_api::{BankAccount, Payer, Submission};

use crate::bank_form::BankForm;
use crate::countries::COUNTRIES;
use crate::field::Field;
use crate::i18n::Word;
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
}

/// Where the entries of bank details begin.
const BANK: usize = Field::ALL.len() - Field::OF_BANK.len();

impl Default for Draft {
    fn default() -> Self {
        let count = BANK + BankForm::COUNT * Field::OF_BANK.len();
        Self { entries: vec![Entry::default(); count], scheme: None, wants_iban: false }
    }
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
                self.entry_mut(field).text.clone_from(value);
            }
        }
        if self.is_open(Field::CountryCode) {
            "GB".clone_into(&mut self.entry_mut(Field::CountryCode).text);
        }
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
        if entry.text == text {
            return;
        }
        entry.text = text;
        entry.refused = None;
        if Field::OF_BANK.contains(&field) {
            // Of numbers that belong together, whichever was refused, another may have been the wrong one.
            for other in Field::OF_BANK {
                self.entry_mut(other).refused = None;
            }
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
            self.entry_mut(problem.field).refused = Some(problem.kind);
        }
    }

    /// Where to tell about a problem of `field`: the first number of the account in place of one that is not asked for.
    pub fn nearest(&self, page: Page, field: Field) -> Option<Field> {
        if self.asks(page, field) {
            return Some(field);
        }
        let number = self.bank_form().numbers().first()?;
        (page == Page::Hosted && Field::OF_BANK.contains(&field)).then_some(number.field)
    }

    /// Empties the fields of the bank account, of every form, once they have been handed in.
    pub fn forget_bank_details(&mut self) {
        self.entries[BANK..].fill_with(Entry::default);
    }

    /// The fields that the page asks for, in order.
    pub fn fields(&self, page: Page) -> Vec<Field> {
        Field::ALL.into_iter().filter(|field| self.asks(page, *field)).collect()
    }

    /// Whether the page asks for the field.
    pub fn asks(&self, page: Page, field: Field) -> bool {
        match (page, field) {
            (Page::Merchant, _) => matches!(field, Field::GivenName | Field::FamilyName | Field::Email),
            (Page::Hosted, field) => !Field::OF_BANK.contains(&field) || self.bank_form().asks(field),
        }
    }

    /// The form that the bank details take.
    pub fn bank_form(&self) -> BankForm {
        BankForm::of(&self.entries[Field::CountryCode as usize].text, self.scheme, self.wants_iban)
    }

    /// Whether the payer can choose between local details and the IBAN: only in the UK.
    pub fn has_choice_of_form(&self) -> bool {
        let country_code = &self.entries[Field::CountryCode as usize].text;
        BankForm::of(country_code, self.scheme, false) == BankForm::UnitedKingdom
    }

    /// The field's label.
    pub fn label(&self, field: Field) -> Word {
        self.bank_form().number(field).map_or_else(|| field.label(), |number| number.label)
    }

    /// The hint under the label.
    pub fn hint(&self, field: Field) -> Option<Word> {
        let of_email = (field == Field::Email).then_some(Word::FieldEmailHint);
        self.bank_form().number(field).map(|number| number.hint).or(of_email)
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

    /// What is wrong with the field, whether it is time to say so or not.
    pub fn problem(&self, field: Field) -> Option<ProblemKind> {
        let text = self.get(field).trim();
        let length = text.chars().count();
        match field {
            _ if self.entry(field).refused.is_some() => self.entry(field).refused,
            Field::AddressLine2 if text.is_empty() => None,
            _ if text.is_empty() => Some(ProblemKind::Missing),
            Field::AccountType => None,
            Field::AccountNumber | Field::BankCode | Field::BranchCode | Field::Iban => self.number_problem(field),
            Field::AccountHolderName if length > LONGEST_HOLDER => Some(ProblemKind::Long),
            _ if length > LONGEST => Some(ProblemKind::Long),
            Field::Email if !looks_like_email(text) => Some(ProblemKind::Email),
            _ => None,
        }
    }

    fn number_problem(&self, field: Field) -> Option<ProblemKind> {
        match self.account() {
            Ok(Account::Iban(iban)) if !iban.country().is_sepa() => Some(ProblemKind::Unreachable),
            Ok(_) => None,
            Err(errors) => errors
                .into_iter()
                .find(|error| error.part.as_str() == field.as_str())
                .map(|error| ProblemKind::Number(error.kind)),
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
            ..Payer::default()
        }
    }

    /// Everything that the payer confirms on a hosted page, in canonical form where it parses.
    pub fn submission(&self) -> Submission {
        let account = self.account().ok();
        let details = account.as_ref().map(Account::details).unwrap_or_default();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let bank_account = BankAccount {
            account_holder_name: self.get(Field::AccountHolderName).trim().to_owned(),
            country_code: self.bank_form().country_code().map(str::to_owned),
            bank_code: some(details.bank_code),
            branch_code: some(details.branch_code),
            account_number: some(details.account_number),
            account_type: some(self.get(Field::AccountType)),
            iban: some(details.iban),
        };
        Submission { payer: self.payer(Page::Hosted), bank_account, authority: true }
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
