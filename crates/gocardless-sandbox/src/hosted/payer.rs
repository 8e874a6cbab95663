//! What a payer must say of himself, by what the scheme needs to know.

use bank_details::identity::{DanishIdentityNumber, SwedishIdentityNumber};
use signup_api::{Needs, Payer};

use crate::ledger::{is_same_address, is_same_country};
use crate::parameters::LONGEST_TEXT;
use crate::validation::{FieldProblem, Problem, is_country, is_email, is_state};

/// Checks who pays; on the way, white space around each text goes, and what is blank counts as not entered.
///
/// A name is required, a person's or a company's, and an email address: GoCardless's pages ask for them. What else is
/// required, `needs` says. What the payer was not asked for stays as `known`. A payer without a country lives where the
/// account is.
pub(super) fn check_payer(
    payer: &Payer,
    needs: Needs,
    known: &Payer,
    account_country: Option<&str>,
    problems: &mut Vec<FieldProblem>,
) -> Payer {
    let known_country = known.country_code.as_ref().filter(|code| !needs.address && is_country(code));
    let home = known_country.map(String::as_str).or(account_country);
    let payer = Payer {
        given_name: entered(payer.given_name.as_ref()),
        family_name: entered(payer.family_name.as_ref()),
        company_name: entered(payer.company_name.as_ref()),
        email: entered(payer.email.as_ref()),
        address_line1: entered(payer.address_line1.as_ref()),
        address_line2: entered(payer.address_line2.as_ref()),
        city: entered(payer.city.as_ref()),
        region: entered(payer.region.as_ref()),
        postal_code: entered(payer.postal_code.as_ref()),
        country_code: entered(payer.country_code.as_ref()).or_else(|| home.map(str::to_owned)),
        swedish_identity_number: entered(payer.swedish_identity_number.as_ref())
            .map(|text| text.parse::<SwedishIdentityNumber>().map_or(text, |number| number.as_str().to_owned())),
        danish_identity_number: entered(payer.danish_identity_number.as_ref())
            .map(|text| text.parse::<DanishIdentityNumber>().map_or(text, |number| number.as_str().to_owned())),
    };
    let is_person = payer.company_name.is_none();
    // Some countries have no postcodes; from none of them a scheme collects.
    let has_postcodes = payer.country_code.as_deref().is_none_or(crate::countries::has_a_scheme);
    let is_american = payer.country_code.as_deref() == Some("US");
    let always: fn(&str) -> bool = |_| true;
    for (field, value, is_required, is_valid) in [
        ("given_name", &payer.given_name, is_person, always),
        ("family_name", &payer.family_name, is_person, always),
        ("company_name", &payer.company_name, false, always),
        ("email", &payer.email, true, is_email),
        ("swedish_identity_number", &payer.swedish_identity_number, needs.swedish_identity_number, is_swedish),
        ("danish_identity_number", &payer.danish_identity_number, needs.danish_identity_number, is_danish),
        ("address_line1", &payer.address_line1, needs.address, always),
        ("address_line2", &payer.address_line2, false, always),
        ("city", &payer.city, needs.address, always),
        ("region", &payer.region, needs.region && is_american, if is_american { is_state } else { always }),
        ("postal_code", &payer.postal_code, needs.address && has_postcodes, always),
        ("country_code", &payer.country_code, false, is_country),
    ] {
        let problem = match value {
            None if is_required => Problem::Required,
            Some(text) if text.chars().count() > LONGEST_TEXT => Problem::TooLong { maximum: LONGEST_TEXT },
            Some(text) if is_valid(text) => continue,
            Some(_) if field.ends_with("_identity_number") => Problem::IdentityNumber,
            Some(_) => Problem::Invalid,
            None => continue,
        };
        problems.push(FieldProblem::new("customers", field, problem));
    }
    with_unasked(payer, needs, known)
}

/// The payer, with what is known and was not asked for: nobody sees it who could correct it, so it is not checked.
fn with_unasked(payer: Payer, needs: Needs, known: &Payer) -> Payer {
    let fits = |text: &String| text.chars().count() <= LONGEST_TEXT;
    let kept = |is_asked: bool, given: Option<String>, known: &Option<String>| {
        given.or_else(|| known.clone().filter(|text| !is_asked && fits(text)))
    };
    let has_moved = !is_same_country(known, &payer) || (needs.address && !is_same_address(known, &payer));
    let is_told = needs.address || has_moved;
    Payer {
        address_line1: kept(is_told, payer.address_line1, &known.address_line1),
        address_line2: kept(is_told, payer.address_line2, &known.address_line2),
        city: kept(is_told, payer.city, &known.city),
        region: kept(needs.region || has_moved, payer.region, &known.region),
        postal_code: kept(is_told, payer.postal_code, &known.postal_code),
        swedish_identity_number: kept(
            needs.swedish_identity_number,
            payer.swedish_identity_number,
            &known.swedish_identity_number,
        ),
        danish_identity_number: kept(
            needs.danish_identity_number,
            payer.danish_identity_number,
            &known.danish_identity_number,
        ),
        ..payer
    }
}

fn is_swedish(text: &str) -> bool {
    text.parse::<SwedishIdentityNumber>().is_ok()
}

fn is_danish(text: &str) -> bool {
    text.parse::<DanishIdentityNumber>().is_ok()
}

/// What was entered, without white space around it.
pub(super) fn entered(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use bank_details::Scheme;

    use super::*;

    fn missing(payer: &Payer, scheme: Scheme, country: &str) -> Vec<String> {
        let mut problems = Vec::new();
        check_payer(payer, Needs::of(scheme, Some(country)), &Payer::default(), Some(country), &mut problems);
        problems.into_iter().map(|it| format!("{} {}", it.field, it.problem.message())).collect()
    }

    fn company() -> Payer {
        Payer {
            company_name: Some("Hut Ltd".to_owned()),
            email: Some("frank@example.com".to_owned()),
            ..Payer::default()
        }
    }

    #[test]
    fn a_scheme_asks_for_what_it_needs_and_no_more() {
        let address = ["address_line1 is required", "city is required", "postal_code is required"];
        let american =
            ["address_line1 is required", "city is required", "region is required", "postal_code is required"];
        for (scheme, country, expected) in [
            (Scheme::Ach, "US", &american[..]),
            (Scheme::Autogiro, "SE", &["swedish_identity_number is required"]),
            (Scheme::Bacs, "GB", &address),
            (Scheme::Becs, "AU", &[]),
            (Scheme::BecsNz, "NZ", &[]),
            (Scheme::Betalingsservice, "DK", &["danish_identity_number is required"]),
            (Scheme::Pad, "CA", &[]),
            (Scheme::SepaCore, "DE", &[]),
            (Scheme::SepaCore, "CH", &address),
        ] {
            assert_eq!(missing(&company(), scheme, country), expected, "{scheme} {country}");
        }
    }

    #[test]
    fn an_identity_number_is_one_that_can_exist() {
        let payer = Payer { swedish_identity_number: Some("811218-9877".to_owned()), ..company() };
        assert_eq!(missing(&payer, Scheme::Autogiro, "SE"), ["swedish_identity_number is invalid"]);
        let payer = Payer { swedish_identity_number: Some("811218-9876".to_owned()), ..company() };
        assert!(missing(&payer, Scheme::Autogiro, "SE").is_empty());
    }

    #[test]
    fn a_name_is_a_persons_or_a_companys() {
        let nobody = Payer { company_name: Some("  ".to_owned()), ..company() };
        let names = ["given_name is required", "family_name is required"];
        assert_eq!(missing(&nobody, Scheme::SepaCore, "DE"), names);
    }

    #[test]
    fn a_state_has_two_letters_in_the_united_states() {
        let text = |text: &str| Some(text.to_owned());
        let payer = |region, country| Payer {
            address_line1: text("1 Main St"),
            city: text("Austin"),
            postal_code: text("78701"),
            country_code: text(country),
            region: text(region),
            ..company()
        };
        assert!(missing(&payer("TX", "US"), Scheme::Ach, "US").is_empty());
        assert_eq!(missing(&payer("Texas", "US"), Scheme::Ach, "US"), ["region is invalid"]);
        assert!(missing(&payer("Ontario", "CA"), Scheme::Ach, "US").is_empty());
    }
}
