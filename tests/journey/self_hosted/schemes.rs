//! Every scheme, from the merchant's page to the mandate; and afterwards, what is left of what was typed.

use thirtyfour::WebDriver;

use super::account::{ACCOUNTS, Account};
use crate::support::{House, Log, Payer, Secrets};

/// Opens the mandate's PDF as the payer does, in a tab of its own, and closes that again.
async fn opens_pdf(payer: &Payer) {
    let driver: &WebDriver = payer.driver();
    let here = driver.window().await.expect("a tab");
    payer.presses("Get the mandate as a PDF").await;
    let tabs = driver.windows().await.expect("tabs");
    let other = tabs.into_iter().find(|tab| *tab != here).expect("a tab of its own");
    driver.switch_to_window(other).await.expect("that tab");
    let told = "return new Promise((tell) => {
        const look = () => document.readyState === 'complete' && location.href !== 'about:blank'
            ? tell(`${performance.getEntriesByType('navigation')[0]?.responseStatus} ${document.contentType}`)
            : setTimeout(look, 20);
        look();
    });";
    assert_eq!(payer.runs(told).await, "200 application/pdf");
    driver.close_window().await.expect("a tab to close");
    driver.switch_to_window(here).await.expect("the tab from before");
}

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
        opens_pdf(&payer).await;
        secrets.are_not_kept_by(&payer).await;
    }
    secrets.leave_no_trace(&house, &log, &payer).await;
}
