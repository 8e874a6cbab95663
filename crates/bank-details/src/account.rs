//! The bank details of any country, checked by that country's rules.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use crate::error::{Error, ErrorKind, Part};
use crate::packed::{Local, Shape};
use crate::{Iban, Unchecked, Verdict, ach, autogiro, becs, becs_nz, betalingsservice, pad, uk};

/// Bank details as typed: an IBAN, or a country's local details; empty what is not given.
#[derive(Clone, Copy, Default)]
pub struct Details<'a> {
    /// The number of the account.
    pub account_number: &'a str,
    /// Institution, registration or routing number.
    pub bank_code: &'a str,
    /// Sort code, clearing number, BSB or transit number.
    pub branch_code: &'a str,
    /// The IBAN, instead of the others.
    pub iban: &'a str,
}

/// A bank account that can exist, as far as its numbers tell.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Account {
    /// Australia.
    Australia {
        /// Bank, state and branch.
        bsb: becs::Bsb,
        /// The account there.
        account_number: becs::AccountNumber,
    },
    /// Canada.
    Canada {
        /// The bank.
        institution_number: pad::InstitutionNumber,
        /// The branch.
        transit_number: pad::TransitNumber,
        /// The account there.
        account_number: pad::AccountNumber,
    },
    /// Denmark.
    Denmark(betalingsservice::Account),
    /// Any country that has IBANs.
    Iban(Iban),
    /// New Zealand.
    NewZealand(becs_nz::Account),
    /// Sweden, for accounts in kronor.
    Sweden(autogiro::Account),
    /// The United Kingdom.
    UnitedKingdom(uk::Account),
    /// The United States.
    UnitedStates {
        /// The bank.
        routing_number: ach::RoutingNumber,
        /// The account there.
        account_number: ach::AccountNumber,
    },
}

impl Account {
    /// The account that `details` name in the country (two capital letters): the IBAN where there is one, else the
    /// country's local details.
    ///
    /// Where `bank_code` and `branch_code` are empty (not only blank), `account_number` is taken for the whole in
    /// Denmark, New Zealand and Sweden, as GoCardless takes it.
    ///
    /// # Errors
    ///
    /// Every part that is wrong: bank, branch, account number; in New Zealand the first of them. A UK sort code and account number that fail the modulus
    /// check give an error of kind `Modulus` for each of the two: either may be wrong. Check digits that are only advice
    /// (see [`advice`](Self::advice)) give none.
    pub fn parse(country_code: &str, details: &Details<'_>) -> Result<Self, Vec<Error>> {
        let Details { account_number, bank_code, branch_code, iban } = *details;
        let mut errors = Vec::new();
        let account = match country_code {
            _ if !iban.is_empty() => note(&mut errors, iban.parse()).map(Self::Iban),
            "AU" => {
                let bsb = note(&mut errors, branch_code.parse());
                let account_number = note(&mut errors, account_number.parse());
                bsb.zip(account_number).map(|(bsb, account_number)| Self::Australia { bsb, account_number })
            }
            "CA" => {
                let bank_and_branch = note(&mut errors, bank_code.parse()).zip(note(&mut errors, branch_code.parse()));
                let account_number = note(&mut errors, account_number.parse());
                bank_and_branch.zip(account_number).map(|((institution_number, transit_number), account_number)| {
                    Self::Canada { institution_number, transit_number, account_number }
                })
            }
            "DK" if bank_code.is_empty() && !account_number.is_empty() => {
                note(&mut errors, account_number.parse()).map(Self::Denmark)
            }
            "DK" => {
                let registration_number = note(&mut errors, bank_code.parse());
                let account_number = note(&mut errors, account_number.parse());
                registration_number.zip(account_number).map(|(registration_number, account_number)| {
                    Self::Denmark(betalingsservice::Account { registration_number, account_number })
                })
            }
            "GB" => united_kingdom(&mut errors, branch_code, account_number).map(Self::UnitedKingdom),
            "NZ" if bank_code.is_empty() && branch_code.is_empty() => {
                note(&mut errors, account_number.parse()).map(Self::NewZealand)
            }
            "NZ" => {
                let account = becs_nz::Account::from_parts(bank_code, branch_code, account_number);
                note(&mut errors, account).map(Self::NewZealand)
            }
            "SE" if branch_code.is_empty() && !account_number.is_empty() => {
                note(&mut errors, account_number.parse()).map(Self::Sweden)
            }
            "SE" => sweden(&mut errors, branch_code, account_number).map(Self::Sweden),
            "US" => {
                let routing_number = note(&mut errors, bank_code.parse());
                let account_number = note(&mut errors, account_number.parse());
                routing_number
                    .zip(account_number)
                    .map(|(routing_number, account_number)| Self::UnitedStates { routing_number, account_number })
            }
            _ => note(&mut errors, iban.parse()).map(Self::Iban),
        };
        account.ok_or(errors)
    }

    /// The canonical details: what [`parse`](Self::parse) reads back, without separators.
    pub fn details(&self) -> Details<'_> {
        match self {
            Self::Australia { bsb, account_number } => {
                Details { branch_code: bsb.as_str(), account_number: account_number.as_str(), ..Details::default() }
            }
            Self::Canada { institution_number, transit_number, account_number } => Details {
                bank_code: institution_number.as_str(),
                branch_code: transit_number.as_str(),
                account_number: account_number.as_str(),
                ..Details::default()
            },
            Self::Denmark(account) => Details {
                bank_code: account.registration_number.as_str(),
                account_number: account.account_number.as_str(),
                ..Details::default()
            },
            Self::Iban(iban) => Details { iban: iban.as_str(), ..Details::default() },
            Self::NewZealand(account) => Details { account_number: account.as_str(), ..Details::default() },
            Self::Sweden(account) => Details {
                branch_code: account.clearing_number().as_str(),
                account_number: account.account_number(),
                ..Details::default()
            },
            Self::UnitedKingdom(account) => Details {
                branch_code: account.sort_code().as_str(),
                account_number: account.account_number().as_str(),
                ..Details::default()
            },
            Self::UnitedStates { routing_number, account_number } => Details {
                bank_code: routing_number.as_str(),
                account_number: account_number.as_str(),
                ..Details::default()
            },
        }
    }

    /// A part as a card or statement has it; none where such accounts have no such part.
    pub fn printed(&self, part: Part) -> Option<String> {
        let details = self.details();
        let compact = match part {
            Part::AccountNumber => details.account_number,
            Part::BankCode => details.bank_code,
            Part::BranchCode => details.branch_code,
            Part::Iban => details.iban,
        };
        Some(match (self, part) {
            _ if compact.is_empty() => return None,
            (Self::Australia { bsb, .. }, Part::BranchCode) => bsb.to_string(),
            (Self::Canada { institution_number, .. }, Part::BankCode) => institution_number.to_string(),
            (Self::Iban(iban), _) => iban.to_string(),
            (Self::NewZealand(account), _) => account.to_string(),
            (Self::Sweden(account), Part::BranchCode) => account.clearing_number().to_string(),
            (Self::UnitedKingdom(account), Part::BranchCode) => account.sort_code().to_string(),
            _ => compact.into(),
        })
    }

    /// What check digits say that not every good account has: worth asking the payer to look again, never a refusal.
    ///
    /// For Sweden and New Zealand; the national check digits of an IBAN are [`Iban::national_check`].
    pub fn advice(&self) -> Verdict {
        match self {
            Self::NewZealand(account) => account.advice(),
            Self::Sweden(account) => account.advice(),
            _ => Verdict::Unchecked(Unchecked::NoRule),
        }
    }
}

/// The part, if nothing is wrong with it; else what is wrong joins the `errors`.
fn note<T>(errors: &mut Vec<Error>, part: Result<T, Error>) -> Option<T> {
    part.map_err(|error| errors.push(error)).ok()
}

fn united_kingdom(errors: &mut Vec<Error>, sort_code: &str, account_number: &str) -> Option<uk::Account> {
    let Some(sort_code) = note(errors, sort_code.parse()) else {
        // What is wrong with the account number is said at once, not after the sort code is right.
        note(errors, account_number.parse::<uk::AccountNumber>());
        return None;
    };
    let account = note(errors, uk::Account::standardise(sort_code, account_number))?;
    if account.check() == Verdict::Invalid {
        errors.extend([Part::BranchCode, Part::AccountNumber].map(|part| part.error(ErrorKind::Modulus)));
        return None;
    }
    Some(account)
}

fn sweden(errors: &mut Vec<Error>, clearing_number: &str, account_number: &str) -> Option<autogiro::Account> {
    let Some(clearing_number) = note(errors, clearing_number.parse()) else {
        // What can be wrong with a number of any bank.
        note(errors, Local::shaped(Part::AccountNumber, account_number, Shape::digits(1, 17).not_zeros()));
        return None;
    };
    note(errors, autogiro::Account::new(clearing_number, account_number))
}
