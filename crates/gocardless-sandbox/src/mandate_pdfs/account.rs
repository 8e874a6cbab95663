//! Which numbers an account has in each scheme, and in how many boxes they are written.

use bank_details::{Account, Country, Scheme};

use super::paper::Numbers;

/// A number that is written one character a box.
#[derive(Clone)]
pub(super) struct NumberField {
    /// The label's key.
    pub(super) label: &'static str,
    /// How many boxes stand together.
    pub(super) groups: Vec<usize>,
    pub(super) value: String,
}

/// What stands for a character that is not shown.
const CENSORED: char = '•';

/// The longest IBAN that the standard allows.
const LONGEST_IBAN: usize = 34;

/// The account's numbers, in the order of the scheme's forms.
pub(super) fn number_fields(scheme: Scheme, numbers: &Numbers) -> Vec<NumberField> {
    let mut fields = blank(scheme);
    match numbers {
        Numbers::Blank => {}
        Numbers::Censored { country_code, ending } => censor(&mut fields, scheme, country_code, ending),
        Numbers::Known(account) => {
            for (field, value) in fields.iter_mut().zip(values(account)) {
                field.fill(value);
            }
        }
    }
    fields
}

/// Widths after `ibandit`, GoCardless's library for bank details.
fn blank(scheme: Scheme) -> Vec<NumberField> {
    let field = |label, groups: &[usize]| NumberField { label, groups: groups.to_vec(), value: String::new() };
    match scheme {
        Scheme::Ach => vec![field("routing_number", &[9]), field("account_number", &[17])],
        Scheme::Autogiro => vec![field("clearing_number", &[5]), field("account_number", &[10])],
        Scheme::Bacs => vec![field("sort_code", &[2, 2, 2]), field("account_number", &[8])],
        Scheme::Becs => vec![field("bsb", &[3, 3]), field("account_number", &[10])],
        Scheme::BecsNz => vec![field("account_number", &[2, 4, 7, 3])],
        Scheme::Betalingsservice => vec![field("registration_number", &[4]), field("account_number", &[10])],
        Scheme::Pad => {
            vec![field("institution_number", &[4]), field("transit_number", &[5]), field("account_number", &[12])]
        }
        Scheme::SepaCore => vec![NumberField { groups: fours(LONGEST_IBAN), ..field("iban", &[]) }],
    }
}

/// What the account has, in the order of its scheme's fields.
fn values(account: &Account) -> Vec<&str> {
    let details = account.details();
    let all = [details.bank_code, details.branch_code, details.account_number, details.iban];
    all.into_iter().filter(|value| !value.is_empty()).collect()
}

fn censor(fields: &mut [NumberField], scheme: Scheme, country_code: &str, ending: &str) {
    let last = fields.len().saturating_sub(1);
    for (at, field) in fields.iter_mut().enumerate() {
        let (start, width) = match scheme {
            Scheme::SepaCore => {
                let length = Country::from_code(country_code).map_or(LONGEST_IBAN, Country::iban_length);
                field.groups = fours(length);
                (country_code, length)
            }
            _ => ("", field.groups.iter().sum()),
        };
        let ending = if at == last { ending } else { "" };
        let hidden = width.saturating_sub(start.chars().count() + ending.chars().count());
        field.value = format!("{start}{}{ending}", CENSORED.to_string().repeat(hidden));
    }
}

impl NumberField {
    fn fill(&mut self, value: &str) {
        self.value = value.chars().filter(char::is_ascii_alphanumeric).collect();
        let length = self.value.len();
        if self.label == "iban" {
            self.groups = fours(length);
        }
        let room: usize = self.groups.iter().sum();
        if let Some(last) = self.groups.last_mut() {
            *last += length.saturating_sub(room);
        }
    }
}

/// Groups of four, as IBANs are printed.
fn fours(length: usize) -> Vec<usize> {
    (0..length).step_by(4).map(|at| (length - at).min(4)).collect()
}

#[cfg(test)]
mod tests {
    use bank_details::Details;

    use super::*;

    fn written(scheme: Scheme, numbers: &Numbers) -> Vec<(String, usize)> {
        let fields = number_fields(scheme, numbers).into_iter();
        fields.map(|field| (field.value, field.groups.iter().sum())).collect()
    }

    #[test]
    fn every_number_stands_in_its_boxes() {
        let local =
            |bank_code, branch_code, account_number| Details { account_number, bank_code, branch_code, iban: "" };
        for (country, details, expected) in [
            ("GB", local("", "20-00-00", "55779911"), vec![("200000", 6), ("55779911", 8)]),
            ("SE", local("", "7507", "1211203"), vec![("7507", 5), ("1211203", 10)]),
            ("DK", local("0345", "", "3179681"), vec![("0345", 4), ("0003179681", 10)]),
            ("AU", local("", "123-456", "123456789"), vec![("123456", 6), ("123456789", 10)]),
            ("NZ", local("", "", "01-0902-0068389-00"), vec![("0109020068389000", 16)]),
            ("CA", local("036", "00063", "0123456"), vec![("0036", 4), ("00063", 5), ("0123456", 12)]),
            ("US", local("026073150", "", "2715500356"), vec![("026073150", 9), ("2715500356", 17)]),
            (
                "DE",
                Details { iban: "DE89 3704 0044 0532 0130 00", ..Details::default() },
                vec![("DE89370400440532013000", 22)],
            ),
        ] {
            let account = Account::parse(country, &details).unwrap();
            let seen = written(Scheme::of_country(country), &Numbers::Known(account));
            let seen: Vec<_> = seen.iter().map(|(value, boxes)| (value.as_str(), *boxes)).collect();
            assert_eq!(seen, expected, "{country}");
        }
    }

    #[test]
    fn a_censored_account_shows_its_end_alone() {
        for (scheme, country_code, expected) in [
            (Scheme::Bacs, "GB", vec!["••••••", "••••••11"]),
            (Scheme::SepaCore, "DE", vec!["DE••••••••••••••••••11"]),
            (Scheme::SepaCore, "XX", vec!["XX••••••••••••••••••••••••••••••11"]),
        ] {
            let numbers = Numbers::Censored { country_code: country_code.to_owned(), ending: "11".to_owned() };
            let values: Vec<_> = number_fields(scheme, &numbers).into_iter().map(|field| field.value).collect();
            assert_eq!(values, expected);
        }
    }
}
