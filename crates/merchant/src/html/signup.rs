//! A signup as a page.

use axum::http::header::REFRESH;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use jiff::civil::Date;
use maud::{Markup, html};
use signup_api::{Flow, Interval, Plan, Signup, SignupMandate, SignupStatus};

use super::layout::{button, page, text};
use super::problem::{AT_GOCARDLESS, CONFIRMING};

/// The confirmation once completed, else what to do next.
pub(crate) fn signup_page(signup: &Signup) -> Response {
    let (title, content) = match (signup.status, &signup.mandate, &signup.redirect_url) {
        (SignupStatus::Completed, Some(mandate), _) => ("Your Direct Debit is set up", confirmation(signup, mandate)),
        (status, ..) if signup.flow == Flow::SelfHosted => self_hosted(status),
        (SignupStatus::AwaitingPayer, _, Some(url)) => (
            "You have not finished yet",
            html! {
                (text("GoCardless is still waiting for your details. No Direct Debit has been set up so far."))
                (button(url, AT_GOCARDLESS))
            },
        ),
        (SignupStatus::Confirming, ..) => return confirming(signup.redirect_url.as_deref()),
        (SignupStatus::Expired, ..) => (
            "Your time to sign up has run out",
            html! {
                (text("The page at GoCardless is open for 30 minutes. No Direct Debit was set up; you can start again."))
                (button("/", "Start again"))
            },
        ),
        _ => (
            "Your signup has not begun yet",
            html! {
                (text("GoCardless could not be reached when you started. No Direct Debit was set up."))
                (button("/", "Start again"))
            },
        ),
    };
    page(StatusCode::OK, title, &content)
}

/// What to do next where our own page has the form: that is where a payer begins anew.
fn self_hosted(status: SignupStatus) -> (&'static str, Markup) {
    let (title, explanation) = if status == SignupStatus::Expired {
        (
            "Your time to sign up has run out",
            "The form can be sent for 24 hours. No Direct Debit was set up; you can start again.",
        )
    } else {
        (
            "You have not finished yet",
            "No Direct Debit has been set up so far, as far as we know. If you have sent the form, look at this page again \
             in a moment; if not, you can start again.",
        )
    };
    (title, html! { (text(explanation)) (button("/", "Start again")) })
}

/// To wait: the page looks again by itself.
fn confirming(hosted_page: Option<&str>) -> Response {
    let (title, explanation) = CONFIRMING;
    let content = html! {
        (text(explanation))
        @if let Some(url) = hosted_page { (button(url, AT_GOCARDLESS)) }
    };
    let mut response = page(StatusCode::OK, title, &content);
    response.headers_mut().insert(REFRESH, HeaderValue::from_static("5"));
    response
}

/// What a payer must be told after signing up. Source: Bacs rules on confirmation and advance notice, as GoCardless
/// words them for payment pages.
fn confirmation(signup: &Signup, mandate: &SignupMandate) -> Markup {
    let creditor = &signup.creditor;
    html! {
        dl class="signup__review" {
            (row("What you signed up for", Some(&signup.plan.name)))
            (row("Amount", Some(&amount(&signup.plan))))
            (row("Reference", mandate.reference.as_deref()))
            (row("Name on your bank statement", creditor.statement_name.as_deref().or(not_empty(&creditor.name))))
            (row("First payment", mandate.next_possible_charge_date.as_deref().map(no_earlier_than).as_deref()))
        }
        h2 class="signup__title" { "What happens next" }
        (text("You will receive an email confirming your Direct Debit within 3 working days."))
        (text("You will be told of the amount and the date before the first payment is taken from your account."))
        @if let Some(email) = &creditor.email {
            (text(&format!("If you have questions, write to {email}.")))
        }
        (button("/", "Back to the shop"))
    }
}

fn row(name: &str, value: Option<&str>) -> Markup {
    html! {
        @if let Some(value) = value {
            div class="signup__row" {
                dt { (name) }
                dd { (value) }
            }
        }
    }
}

fn not_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// All of GoCardless's currencies have hundredths.
fn amount(plan: &Plan) -> String {
    let interval = match plan.interval {
        Interval::Monthly => " every month",
        Interval::Once => ", once",
        Interval::Weekly => " every week",
        Interval::Yearly => " every year",
    };
    let (whole, hundredths) = (plan.amount / 100, plan.amount % 100);
    match plan.currency.as_str() {
        "EUR" => format!("€{whole}.{hundredths:02}{interval}"),
        "GBP" => format!("£{whole}.{hundredths:02}{interval}"),
        code => format!("{code} {whole}.{hundredths:02}{interval}"),
    }
}

fn no_earlier_than(date: &str) -> String {
    let date = date.parse::<Date>().map_or_else(|_| date.to_owned(), |date| date.strftime("%-d %B %Y").to_string());
    format!("Not before {date}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_dates_are_written_for_people() {
        let plan = |amount, currency: &str, interval| Plan {
            id: String::new(),
            name: String::new(),
            amount,
            currency: currency.to_owned(),
            interval,
        };
        assert_eq!(amount(&plan(1000, "GBP", Interval::Monthly)), "£10.00 every month");
        assert_eq!(amount(&plan(1205, "EUR", Interval::Once)), "€12.05, once");
        assert_eq!(amount(&plan(99, "SEK", Interval::Yearly)), "SEK 0.99 every year");
        assert_eq!(no_earlier_than("2026-04-02"), "Not before 2 April 2026");
        assert_eq!(no_earlier_than("soon"), "Not before soon");
    }
}
