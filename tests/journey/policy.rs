//! What the security policy forbids does not happen, and nothing of ours needs it.

use crate::support::{Details, House, Payer, Site};

const CONFIRMED: &str = "Your Direct Debit is set up";

#[tokio::test]
async fn promise_27_a_whole_signup_is_reported_to_no_policy() {
    let house = House::open().await;
    let payer = Payer::arrive("about:blank").await;
    payer.notes_violations().await;
    payer.goes_to(&house.shop()).await;
    payer.signs_up(&Details::sort_code()).await;

    payer.goes_to(&house.self_hosted("magazine-eur")).await;
    payer.find("input", "IBAN").await;
    for (label, text) in [
        ("First name", "Frank"),
        ("Last name", "Osborne"),
        ("Email address", "frank.osborne@example.com"),
        ("Name on the account", "Frank Osborne"),
        ("IBAN", "DE89 3704 0044 0532 0130 00"),
    ] {
        payer.types(label, text).await;
    }
    payer.chooses("Yes").await;
    payer.presses("Continue").await;
    payer.comes_to("Check your details").await;
    payer.presses("Set up Direct Debit").await;
    payer.comes_to(CONFIRMED).await;
    assert_eq!(house.stored_mandates().len(), 2);

    assert_eq!(payer.violations().await, Vec::<String>::new(), "the shop's pages");
    payer.goes_to(house.sandbox.url().as_str()).await;
    assert_eq!(payer.violations().await, Vec::<String>::new(), "the hosted pages");
}

/// What somebody may have got into the page: it is there, and does nothing.
#[tokio::test]
async fn promise_27_what_is_injected_into_the_page_does_not_run() {
    let elsewhere = Site::open().await;
    let script = elsewhere.runs("document.title = 'owned';");
    let page = elsewhere.shows("");
    let injected = format!(
        r#"<mandate-signup flow="redirect" plan="magazine" locale="en-GB"><form></form></mandate-signup>
        <script>document.title = "owned";</script>
        <script src="{script}"></script>
        <img src="/nothing.png" onerror="document.title = 'owned'">
        <img src="{page}picture.png">
        <iframe src="{page}"></iframe>
        <base href="{page}">
        <style>mandate-signup {{ display: none; }}</style>"#
    );
    let house = House::open_with_checkout(&injected).await;
    let payer = Payer::arrive("about:blank").await;
    payer.notes_violations().await;
    payer.goes_to(&house.checkout()).await;
    payer.comes_to("Pay by Direct Debit").await;

    // A script of the page's own that makes HTML of text is stopped as well.
    let makes_html =
        "try { document.body.innerHTML = '<b>owned</b>'; return 'made'; } catch (error) { return error.name; }";
    assert_eq!(payer.runs(makes_html).await, "TypeError");
    payer.find("button", "Continue to set up Direct Debit").await;
    assert_ne!(payer.tab().await, "owned");
    assert_eq!(elsewhere.asked(), Vec::<String>::new());
    let reported = payer.violations().await.join("\n");
    for directive in [
        "script-src-elem inline",
        &format!("script-src-elem {script}"),
        "script-src-attr inline",
        &format!("img-src {page}picture.png"),
        &format!("frame-src {}", elsewhere.origin()),
        "base-uri",
        "style-src-elem inline",
        "require-trusted-types-for trusted-types-sink",
    ] {
        assert!(reported.contains(directive), "{directive:?} is not reported:\n{reported}");
    }
}

#[tokio::test]
async fn promise_27_a_frame_is_empty_unless_its_page_is_allowed_to_embed() {
    let elsewhere = Site::open().await;
    let allowed = elsewhere.origin().parse().expect("an origin");
    let strict = House::open().await;
    let kind = House::open_with(|config| config.server.allowed_origins = vec![allowed]).await;
    let payer = Payer::arrive("about:blank").await;
    for (house, shows) in [(&strict, false), (&kind, true)] {
        payer
            .goes_to(&elsewhere.shows(&format!(r#"<iframe src="{}" width="800" height="800"></iframe>"#, house.shop())))
            .await;
        payer.driver().enter_frame(0).await.expect("a frame");
        if shows {
            payer.find("heading", "Pay by Direct Debit").await;
        } else {
            assert_eq!(payer.runs("return location.href;").await, "chrome-error://chromewebdata/");
        }
        payer.driver().enter_default_frame().await.expect("the page around it");
    }
}
