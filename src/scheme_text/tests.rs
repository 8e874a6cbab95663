//! What each scheme demands of the page, walked for all eight.

use signup_api::{Creditor, Wording};

use super::*;

/// What must be readable under a scheme, and who demands it.
const DEMANDS: [(Scheme, &str, &[&str]); 21] = [
    (Scheme::Ach, "Nacha, WEB debits: calls itself an authorization", &["ACH debit authorization", "you authorize"]),
    (Scheme::Ach, "Nacha: amount and timing", &["Amount and timing: $10.00 a month, not before 1 December 2026."]),
    (Scheme::Ach, "Nacha: how to revoke", &["To revoke it, tell Hut Ltd, at the contact details above"]),
    (Scheme::Autogiro, "Bankgirot: the text for bank accounts", &["withdrawal from the account stated", "Autogiro"]),
    (Scheme::Autogiro, "Bankgirot: the general text", &["eight banking days", "two banking days", "five banking days"]),
    (Scheme::Bacs, "Bacs: the instruction", &["instruct your bank or building society to pay HUT Direct Debits"]),
    (Scheme::Bacs, "Bacs: the Guarantee", &["The Direct Debit Guarantee", "full and immediate refund"]),
    (Scheme::Bacs, "Bacs: the notice in the Guarantee", &["HUT will notify you 3 working days in advance"]),
    (Scheme::Becs, "AusPayNet: Direct Debit Request", &["Direct Debit Request", "request and authorise HUT"]),
    (Scheme::Becs, "AusPayNet: Service Agreement at hand", &["Direct Debit Request Service Agreement"]),
    (Scheme::Becs, "AusPayNet: 14 days, stop, dispute", &["14 days' notice", "defer or stop a debit", "dispute"]),
    (Scheme::BecsNz, "Payments NZ: code and terms", &["authorisation code stated above", "120 days", "10 days before"]),
    (Scheme::BecsNz, "GoCardless, BECS NZ: how to cancel", &["cancel this authority at any time"]),
    (Scheme::Betalingsservice, "GoCardless: data protection", &["process the personal data", "CPR or CVR number"]),
    (
        Scheme::Betalingsservice,
        "Betalingsservice: rules, rejecting",
        &["general rules for debtors", "reject a payment"],
    ),
    (Scheme::Pad, "Rule H1: authority, amount and timing", &["you authorize HUT", "Amount and timing: $10.00 a month"]),
    (Scheme::Pad, "Rule H1: category, cancelling", &["Personal", "30 days at most", "sample cancellation form"]),
    (Scheme::Pad, "Rule H1: contact, recourse", &["contact Hut Ltd", "You have certain recourse rights"]),
    (Scheme::Pad, "Rule H1: prominent waiver", &["Less notice than 10 calendar days", "3 working days instead"]),
    (Scheme::SepaCore, "EPC392-08: (A), (B), refund", &["(A) HUT to send", "(B) your bank to debit", "within 8 weeks"]),
    (Scheme::SepaCore, "EPC392-08: statement, type", &["statement that you can obtain", "Recurrent payment"]),
];

/// What the scheme calls the number that it knows a creditor by.
const REFERENCES: [(Scheme, &str); 8] = [
    (Scheme::Ach, "Company ID"),
    (Scheme::Autogiro, "Bankgiro number"),
    (Scheme::Bacs, "Service user number"),
    (Scheme::Becs, "User ID"),
    (Scheme::BecsNz, "Authorisation code"),
    (Scheme::Betalingsservice, "PBS number"),
    (Scheme::Pad, "Originator number"),
    (Scheme::SepaCore, "Creditor identifier"),
];

fn case(scheme: Scheme) -> Case {
    let creditor = Creditor {
        name: "Hut Ltd".to_owned(),
        statement_name: Some("HUT".to_owned()),
        scheme_reference: Some("420042".to_owned()),
        address: vec!["1 Shore Road".to_owned()],
        email: Some("help@hut.example".to_owned()),
        country_code: None,
        phone_number: Some("+44 1632 960123".to_owned()),
    };
    Case {
        scheme,
        terms: Terms { scheme: scheme.to_string(), creditor, notice_days: Some(3), ..Terms::default() },
        is_business: false,
        description: Some("Hut magazine".to_owned()),
        price: Some("$10.00 a month".to_owned()),
        interval: Some(Interval::Monthly),
        first_date: Some("1 December 2026".to_owned()),
    }
}

/// Everything that the payer reads, a line each.
fn all(case: &Case) -> String {
    let SchemeText { collection, creditor, parts, confirm } = content(case, Words::english());
    let facts = collection.into_iter().chain(creditor);
    let facts = facts.map(|fact| format!("{}: {}", Words::english().get(fact.label), fact.lines.join(", ")));
    let parts = parts.into_iter().flat_map(|part| [vec![part.title], part.paragraphs].concat());
    let confirm = Words::english().get(confirm).to_owned();
    facts.chain(parts).chain([confirm]).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_scheme_says_what_it_must() {
    for (scheme, demand, texts) in DEMANDS {
        let all = all(&case(scheme));
        for text in texts {
            assert!(all.contains(text), "{scheme}, {demand}: {text:?} is not in\n{all}");
        }
    }
}

#[test]
fn under_every_scheme_the_payer_reads_who_collects_what_when_and_how_it_ends() {
    for (scheme, reference) in REFERENCES {
        let all = all(&case(scheme));
        for text in [
            "What you pay for: Hut magazine",
            "Amount: $10.00 a month",
            "First collection: Not before 1 December 2026.",
            "at least 3 working days before it is collected",
            "Name and address: Hut Ltd, 1 Shore Road",
            "Contact: help@hut.example, +44 1632 960123",
            "Name on your bank statement: HUT",
            &format!("{reference}: 420042"),
            "Confirming stands for your signature",
        ] {
            assert!(all.contains(text), "{scheme}: {text:?} is not in\n{all}");
        }
        let ends = ["cancel", "revoke", "you end it"].iter().any(|text| all.contains(text));
        assert!(ends && !all.contains('{'), "{scheme}\n{all}");
        assert_eq!(all.contains("Direct Debit Guarantee"), scheme == Scheme::Bacs, "{scheme}");
    }
}

#[test]
fn a_single_payment_does_not_go_on() {
    let once = |scheme| all(&Case { interval: Some(Interval::Once), ..case(scheme) });
    assert!(once(Scheme::SepaCore).contains("One-off payment"));
    for scheme in [Scheme::Ach, Scheme::Becs, Scheme::Pad] {
        let text = once(scheme);
        assert!(text.contains("this one payment only") && !text.contains("Collections go on"), "{text}");
        assert!(all(&case(scheme)).contains("Collections go on until you cancel."), "{scheme}");
    }
}

#[test]
fn what_is_not_known_is_not_made_up() {
    for scheme in Scheme::ALL {
        let mut unknown = Case { price: None, interval: None, first_date: None, ..case(scheme) };
        unknown.terms.notice_days = None;
        unknown.terms.creditor.scheme_reference = None;
        let all = all(&unknown);
        assert!(!all.contains("Amount: ") && !all.contains("Not before"), "{all}");
        assert!(all.contains("by email before it is collected") && !all.contains("Less notice"), "{all}");
        assert_eq!(all.contains("Authorisation code: 1220559"), scheme == Scheme::BecsNz, "{all}");
    }
}

#[test]
fn a_company_has_a_business_agreement_in_canada() {
    let text = all(&Case { is_business: true, ..case(Scheme::Pad) });
    assert!(text.contains("Category of this agreement: Business"), "{text}");
}

#[test]
fn the_merchants_agreement_is_linked_and_ours_gives_way() {
    let mut agreed = case(Scheme::Becs);
    assert!(all(&agreed).contains("subject to the service agreement below"));
    agreed.terms.agreement_url = Some("https://hut.example/ddrsa".to_owned());
    let text = all(&agreed);
    assert!(text.contains("subject to the Direct Debit Request Service Agreement of Hut Ltd"), "{text}");
    let links = |case: &Case| content(case, Words::english()).parts.into_iter().filter_map(|part| part.link).count();
    assert_eq!(links(&agreed), 1);
    agreed.terms.agreement_url = Some("javascript:alert(1)".to_owned());
    assert_eq!(links(&agreed), 0);
}

#[test]
fn the_merchants_wording_takes_the_place_of_ours_but_not_of_the_guarantee() {
    let mut worded = case(Scheme::Bacs);
    worded.terms.wording = Some(Wording {
        language: "cy".to_owned(),
        title: "Cyfarwyddyd".to_owned(),
        paragraphs: vec!["Talwch.".to_owned()],
    });
    let text = all(&worded);
    assert!(text.contains("Cyfarwyddyd\nTalwch.") && text.contains("The Direct Debit Guarantee"), "{text}");
    assert!(!text.contains("By confirming, you instruct"), "{text}");
    let parts = content(&worded, Words::english()).parts;
    let languages: Vec<_> = parts.iter().map(|part| part.language.as_deref()).collect();
    assert_eq!(languages, [Some("cy"), None, None], "what is the form's is in the form's language");
}
