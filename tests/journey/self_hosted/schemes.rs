//! Every scheme, from the merchant's page to the mandate; and afterwards, what is left of what was typed.

use super::account::{ACCOUNTS, Account};
use crate::support::{House, Log, Payer, Secrets};

#[tokio::test]
async fn payers_of_every_scheme_sign_up_in_the_merchants_page_and_leave_no_trace() {
    let log = Log::begin();
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    let numbers: Vec<_> = ACCOUNTS.iter().flat_map(|account| account.numbers).copied().collect();
    let names = ["Ottilie", "Quenneville", "Gallowgate", "Cockermouth", "CA13 0AB", "CA130AB"];
    let others: Vec<_> = ACCOUNTS.iter().flat_map(|account| account.branch).chain(&names).copied().collect();
    let secrets = Secrets { numbers: &numbers, others: &others };

    for (before, account) in ACCOUNTS.iter().enumerate() {
        let Account { scheme, plan, .. } = account;
        payer.goes_to(&house.self_hosted(plan)).await;
        payer.find("heading", "Set up a Direct Debit with Northwind Magazines Ltd").await;
        account.is_filled_in_by(&payer).await;
        secrets.are_not_kept_by(&payer).await;
        payer.presses("Continue").await;
        payer.find("heading", "Check your details").await;
        for text in
            account.shown.iter().chain(&[account.agreement, "O Quenneville-Hartsfield", "Northwind Magazines Ltd"])
        {
            payer.reads(text).await;
        }
        secrets.are_not_kept_by(&payer).await;
        house.has_made(before, plan);
        payer.presses(account.confirm).await;
        payer.find("heading", "Your Direct Debit is set up").await;

        house.has_made(before + 1, plan);
        let mandate = house.sandbox.mandates().into_iter().find(|mandate| mandate.scheme.as_ref() == Some(scheme));
        let mandate = mandate.unwrap_or_else(|| panic!("{plan}: a mandate of its scheme at the sandbox"));
        let stored = house.stored_mandates().into_iter().find(|stored| stored.mandate == mandate.id.as_str());
        let stored = stored.unwrap_or_else(|| panic!("{plan}: the same mandate in the database"));
        assert_eq!(stored.scheme, scheme.as_str());
        assert_eq!(Some(&stored.reference), mandate.reference.as_ref());
        payer.reads(&stored.reference).await;
        assert_eq!(payer.opens("Get the mandate as a PDF").await, "200 application/pdf");
        secrets.are_not_kept_by(&payer).await;
    }
    secrets.leave_no_trace(&house, &log, &payer).await;
}
