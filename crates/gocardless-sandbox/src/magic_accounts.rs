//! Bank details that make something happen to their payer: the sandbox's own, so that each refusal can be seen.

use bank_details::Account;

use crate::validation::CheckedAccount;

/// What is the matter with an account.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum MagicAccount {
    /// The bank has closed it: its numbers end in 44444.
    Closed,
    /// No scheme reaches it, though its numbers are right: they end in 55555.
    Unreachable,
}

/// The word of a holder's name that is not the name on the account.
const OTHER_NAME: &str = "Mismatch";

/// What is the matter with the account, by the end of its number; of New Zealand, of the number before the suffix.
pub(crate) fn of(account: &Account) -> Option<MagicAccount> {
    let number = match account {
        Account::Australia { account_number, .. } => account_number.to_string(),
        Account::Canada { account_number, .. } => account_number.to_string(),
        Account::Denmark(account) => account.account_number.to_string(),
        Account::Iban(iban) => iban.as_str().to_owned(),
        Account::NewZealand(account) => account.as_str().chars().filter(char::is_ascii_digit).take(13).collect(),
        Account::Sweden(account) => account.account_number().to_string(),
        Account::UnitedKingdom(account) => account.account_number().to_string(),
        Account::UnitedStates { account_number, .. } => account_number.to_string(),
    };
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if digits.ends_with("44444") {
        Some(MagicAccount::Closed)
    } else if digits.ends_with("55555") {
        Some(MagicAccount::Unreachable)
    } else {
        None
    }
}

/// Whether the bank knows the account under another name than `holder`: banks are asked in the United Kingdom and in the
/// euro zone.
pub(crate) fn has_other_name(account: &Account, holder: &str) -> bool {
    matches!(account, Account::Iban(_) | Account::UnitedKingdom(_))
        && holder.split_whitespace().any(|word| word.eq_ignore_ascii_case(OTHER_NAME))
}

/// The same of an account with its holder's name.
pub(crate) fn is_anothers(checked: &CheckedAccount) -> bool {
    has_other_name(&checked.account, &checked.holder.0)
}

#[cfg(test)]
mod tests {
    use bank_details::Details;

    use super::*;

    fn account(country: &str, [bank_code, branch_code, account_number]: [&str; 3]) -> Account {
        let details = Details { account_number, bank_code, branch_code, iban: "" };
        Account::parse(country, &details).unwrap()
    }

    /// The details that the README names.
    #[test]
    fn every_scheme_has_an_account_that_is_closed_and_one_out_of_reach() {
        for (country, closed, unreachable) in [
            ("AU", ["", "123-456", "12344444"], ["", "123-456", "12355555"]),
            ("CA", ["036", "00063", "0144444"], ["036", "00063", "0155555"]),
            ("DK", ["0345", "", "3144444"], ["0345", "", "3155555"]),
            ("GB", ["", "20-00-00", "24044444"], ["", "20-00-00", "25055555"]),
            ("NZ", ["", "", "01-0902-0044444-00"], ["", "", "01-0902-0055555-00"]),
            ("SE", ["", "7507", "1244444"], ["", "7507", "1255555"]),
            ("US", ["026073150", "", "2715544444"], ["026073150", "", "2715555555"]),
        ] {
            assert_eq!(of(&account(country, closed)), Some(MagicAccount::Closed), "{country}");
            assert_eq!(of(&account(country, unreachable)), Some(MagicAccount::Unreachable), "{country}");
        }
        for (iban, expected) in [
            ("DE45370400440532044444", Some(MagicAccount::Closed)),
            ("DE69370400440532055555", Some(MagicAccount::Unreachable)),
            ("DE89370400440532013000", None),
        ] {
            let details = Details { iban, ..Details::default() };
            assert_eq!(of(&Account::parse("", &details).unwrap()), expected);
        }
    }

    #[test]
    fn a_name_is_asked_for_in_the_united_kingdom_and_the_euro_zone() {
        let british = account("GB", ["", "20-00-00", "55779911"]);
        assert!(has_other_name(&british, "Frank MISMATCH") && !has_other_name(&british, "Frank Mismatched"));
        assert!(!has_other_name(&account("AU", ["", "123-456", "123456789"]), "Frank Mismatch"));
    }
}
