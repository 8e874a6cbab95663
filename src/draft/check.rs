//! What is wrong with a field.

use bank_details::identity::{DanishIdentityNumber, IdentityError, SwedishIdentityNumber};
use bank_details::{Account, Scheme};

use super::Draft;
use crate::field::Field;
use crate::problem::ProblemKind;

/// The longest name or address line that is sent, in characters.
const LONGEST: usize = 200;
const LONGEST_HOLDER: usize = 100;

/// The letters by which the post of the United States knows its states, territories and armed forces.
///
/// Source: USPS Publication 28, appendix B.
const STATES: &str = "AA AE AK AL AP AR AS AZ CA CO CT DC DE FL FM GA GU HI IA ID IL IN KS KY LA MA MD ME MH MI MN MO MP \
    MS MT NC ND NE NH NJ NM NV NY OH OK OR PA PR PW RI SC SD TN TX UT VA VI VT WA WI WV WY";

impl Draft {
    /// What is wrong with the field, whether it is time to say so or not.
    pub fn problem(&self, field: Field) -> Option<ProblemKind> {
        let text = self.get(field).trim();
        let length = text.chars().count();
        match field {
            _ if self.entry(field).refused.is_some() => self.entry(field).refused,
            Field::AddressLine2 if text.is_empty() => None,
            _ if text.is_empty() => Some(ProblemKind::Missing),
            Field::AccountType | Field::Authority => None,
            Field::AccountNumber | Field::BankCode | Field::BranchCode | Field::Iban => self.number_problem(field),
            Field::AccountHolderName if length > LONGEST_HOLDER => Some(ProblemKind::Long),
            _ if length > LONGEST => Some(ProblemKind::Long),
            Field::Email if !looks_like_email(text) => Some(ProblemKind::Email),
            Field::Region if self.is_american() => {
                let is_state = STATES.split(' ').any(|state| state.eq_ignore_ascii_case(text));
                (!is_state).then_some(ProblemKind::Region)
            }
            Field::SwedishIdentityNumber => text.parse::<SwedishIdentityNumber>().err().map(kind),
            Field::DanishIdentityNumber => text.parse::<DanishIdentityNumber>().err().map(kind),
            _ => None,
        }
    }

    fn number_problem(&self, field: Field) -> Option<ProblemKind> {
        match self.account() {
            Ok(Account::Iban(iban)) => {
                let is_reached = match self.scheme {
                    Some(Scheme::Bacs) => iban.country_code() == "GB",
                    _ => iban.country().is_sepa(),
                };
                (!is_reached).then_some(ProblemKind::Unreachable)
            }
            Ok(_) => None,
            Err(errors) => errors
                .into_iter()
                .find(|error| error.part.as_str() == field.as_str())
                .map(|error| ProblemKind::Number(error.kind)),
        }
    }
}

fn kind(error: IdentityError) -> ProblemKind {
    match error {
        IdentityError::Empty => ProblemKind::Missing,
        IdentityError::Invalid => ProblemKind::Identity,
    }
}

/// One `@` with something before it and a dot inside what comes after; the rest only a mail server knows.
pub(super) fn looks_like_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && !domain.contains('@')
        && !text.contains(char::is_whitespace)
        && domain.split('.').count() > 1
        && domain.split('.').all(|part| !part.is_empty())
}
