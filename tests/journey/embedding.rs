//! The form in a page of the merchant's on another origin.

use crate::support::{Details, House, Payer, Scene, Stage};

/// By the letter: with this, a page takes nothing back for our sake.
const POLICY: &str = "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; require-trusted-types-for 'script'";

#[tokio::test]
async fn promise_28_the_form_works_in_a_page_with_a_strict_policy() {
    let stage = Stage::open().await;
    let allowed = stage.origin().parse().expect("an origin");
    let house = House::open_with(|config| config.server.allowed_origins = vec![allowed]).await;
    let backend = house.shop();
    let payer = Payer::arrive("about:blank").await;
    payer.notes_violations().await;
    let page = |flow: &str| {
        let attributes = format!(r#"flow="{flow}" plan="magazine" backend="{backend}""#);
        stage.set(Scene { attributes, locale: "en-GB".to_owned(), policy: POLICY, ..Scene::default() })
    };

    payer.goes_to(&page("self-hosted")).await;
    payer.find("input", "Sort code").await;
    for (label, text) in [("First name", "Frank"), ("Last name", "Osborne"), ("Email address", "frank@example.com")] {
        payer.types(label, text).await;
    }
    payer.fills_in_details(&Details::sort_code()).await;
    payer.reads("BARCLAYS BANK PLC").await;
    payer.confirms().await;
    let stored = house.has_one_mandate();
    payer.reads(&stored.reference).await;
    payer.reloads().await;
    payer.comes_to("Your Direct Debit is set up").await;
    assert_eq!(payer.violations().await, Vec::<String>::new());

    // By way of the hosted page, and back to where the payer was.
    payer.is_new_here().await;
    payer.goes_to(&page("redirect")).await;
    payer.signs_up(&Details::sort_code()).await;
    assert!(payer.address().await.starts_with(&stage.origin()), "{}", payer.address().await);
    assert_eq!(house.stored_mandates().len(), 2);
    assert_eq!(payer.violations().await, Vec::<String>::new());
}
