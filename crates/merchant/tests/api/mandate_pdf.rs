//! `GET /api/signups/{id}/mandate_pdf`

use gocardless_sandbox::Fault;
use serde_json::json;

use crate::support::Payer;

#[tokio::test]
async fn a_plain_link_leads_to_the_blank_form_and_then_to_the_mandate() {
    let mut payer = Payer::of("bacs", "monthly").await;
    let path = format!("/api/signups/{}/mandate_pdf", payer.id());
    let blank = payer.browser.navigate(&path).await;
    payer.submit().await.signup(200);
    let made = payer.browser.navigate(&path).await;
    for answer in [&blank, &made] {
        assert_eq!((answer.status, answer.header("cache-control")), (303, "no-store"), "{}", answer.text());
        assert!(answer.header("location").starts_with(payer.merchant.sandbox.url().as_str()));
    }
    let reference = payer.merchant.sandbox.mandates()[0].reference.clone().unwrap();
    for (answer, has_reference) in [(&blank, false), (&made, true)] {
        let pdf = payer.merchant.visit_sandbox(answer.header("location")).await;
        assert!(pdf.starts_with(b"%PDF"));
        let found = pdf.windows(reference.len()).any(|window| window == reference.as_bytes());
        assert_eq!(found, has_reference);
    }

    payer.merchant.browser().navigate(&path).await.assert_page(403, "This signup belongs to another browser");
}

#[tokio::test]
async fn nobody_is_sent_elsewhere() {
    let mut payer = Payer::of("bacs", "monthly").await;
    let path = format!("/api/signups/{}/mandate_pdf", payer.id());
    for url in ["https://evil.example/mandate.pdf", "javascript:alert(1)", ""] {
        let body = Some(json!({ "mandate_pdfs": { "url": url, "expires_at": "" } }));
        let fault = Fault { path: "/mandate_pdfs".to_owned(), status: Some(201), body, ..Fault::default() };
        payer.merchant.sandbox.add_fault(fault);
        let answer = payer.browser.navigate(&path).await;
        assert_eq!((answer.status, answer.header("location")), (502, ""), "{url}");
    }
    let down = Fault { path: "/mandate_pdfs".to_owned(), times: 3, status: Some(503), ..Fault::default() };
    payer.merchant.sandbox.add_fault(down);
    let answer = payer.browser.navigate(&path).await;
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains(&path), "a way to try again");
}
