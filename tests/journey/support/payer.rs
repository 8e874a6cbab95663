//! One payer at one browser.

use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{env, fs};

use serde_json::{Value, json};
use thirtyfour::components::SelectElement;
use thirtyfour::prelude::*;
use tokio::time::sleep;

use super::browser::{Browser, Scripts};
use super::find::{FIND, FOCUSED, MESSAGE_AT, OPENED, SHOWN_TEXT};
use super::house::House;

/// How long anything may take to show.
const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(50);

/// One payer at one browser.
pub(crate) struct Payer {
    browser: Browser,
}

/// What a payer types on the hosted page, by label.
#[derive(Clone, Debug)]
pub(crate) struct Details {
    pub(crate) fields: Vec<(&'static str, &'static str)>,
    pub(crate) iban: Option<&'static str>,
}

impl Details {
    /// The account that every GoCardless page uses for tests.
    pub(crate) fn sort_code() -> Self {
        let mut details = Self::payer();
        details.fields.extend([("Sort code", "20-00-00"), ("Account number", "55779911")]);
        details
    }

    pub(crate) fn iban() -> Self {
        Self { iban: Some("gb60 barc 2000 0055 7799 11"), ..Self::payer() }
    }

    fn payer() -> Self {
        let fields = vec![
            ("Address line 1", "27 Acer Road"),
            ("Town or city", "London"),
            ("Postcode", "E8 3GX"),
            ("Name on the account", "Frank Osborne"),
        ];
        Self { fields, iban: None }
    }
}

impl Payer {
    /// A payer with a fresh browser, at `url`.
    pub(crate) async fn arrive(url: &str) -> Self {
        let payer = Self { browser: Browser::start(Scripts::On).await };
        payer.goes_to(url).await;
        payer
    }

    /// The same with scripts off.
    pub(crate) async fn arrive_without_scripts(url: &str) -> Self {
        let payer = Self { browser: Browser::start(Scripts::Off).await };
        payer.goes_to(url).await;
        payer
    }

    pub(crate) async fn goes_to(&self, url: &str) {
        self.driver().goto(url).await.expect("the page opens");
    }

    pub(crate) async fn goes_back(&self) {
        self.driver().back().await.expect("Back");
    }

    pub(crate) async fn reloads(&self) {
        self.driver().refresh().await.expect("reload");
    }

    pub(crate) async fn address(&self) -> String {
        self.driver().current_url().await.expect("an address").to_string()
    }

    /// Waits for the step with this title in the component, not in the plain form, and looks at it (see `looks`).
    pub(crate) async fn comes_to(&self, title: &str) {
        self.find("heading", title).await;
        self.form_is_live().await;
        self.looks(title).await;
    }

    /// Waits for the step with this title, looks at it (see `looks`), and has it audited.
    pub(crate) async fn sees_step(&self, title: &str) {
        self.find("heading", title).await;
        self.looks(title).await;
        let violations = self.browser.violations().await;
        assert!(violations.is_empty(), "accessibility of {title:?}:\n{}", violations.join("\n"));
    }

    /// Waits until the text shows.
    pub(crate) async fn reads(&self, text: &str) {
        let start = Instant::now();
        while !self.shown().await.contains(text) {
            assert!(start.elapsed() < PATIENCE, "{text:?} does not show, but:\n{}", self.shown().await);
            sleep(GLANCE).await;
        }
    }

    /// All text that shows now.
    pub(crate) async fn shown(&self) -> String {
        self.script(SHOWN_TEXT, vec![]).await.as_str().unwrap_or_default().to_owned()
    }

    pub(crate) async fn types(&self, label: &str, text: &str) {
        let input = self.find("input", label).await;
        input.clear().await.expect("an input to empty");
        input.send_keys(text).await.expect("an input to type into");
    }

    /// Types into a field as a payer does who goes on at once: nothing is emptied, no other field is visited.
    pub(crate) async fn adds(&self, label: &str, text: &str) {
        self.find("input", label).await.send_keys(text).await.expect("an input to type into");
    }

    /// The name of the page, as the browser's tab shows it.
    pub(crate) async fn tab(&self) -> String {
        self.driver().title().await.expect("a title")
    }

    pub(crate) async fn typed(&self, label: &str) -> String {
        let start = Instant::now();
        loop {
            // What is found may be gone by the time it is asked: then another stands in its place.
            match self.find("input", label).await.prop("value").await {
                Ok(value) => return value.unwrap_or_default(),
                Err(error) => assert!(start.elapsed() < PATIENCE, "{label:?} tells no value: {error}"),
            }
            sleep(GLANCE).await;
        }
    }

    pub(crate) async fn chooses(&self, label: &str) {
        self.find("label", label).await.click().await.expect("a choice");
    }

    /// Picks one of a list, by its text.
    pub(crate) async fn picks(&self, label: &str, text: &str) {
        let select = SelectElement::new(&self.find("input", label).await).await.expect("a list to pick from");
        select.select_by_visible_text(text).await.expect("the list has it");
    }

    pub(crate) async fn presses(&self, button: &str) {
        self.find("button", button).await.click().await.expect("a button");
    }

    /// Presses a link that opens a tab of its own, and closes that again: the status and the kind of what is there.
    pub(crate) async fn opens(&self, link: &str) -> String {
        let here = self.driver().window().await.expect("a tab");
        self.presses(link).await;
        let start = Instant::now();
        loop {
            let tabs = self.driver().windows().await.expect("tabs");
            if let Some(tab) = tabs.into_iter().find(|tab| *tab != here) {
                self.driver().switch_to_window(tab).await.expect("the other tab");
                // While the tab is on its way, there may be nothing to run a script in.
                let opened = self.driver().execute(OPENED, vec![]).await;
                if let Some(opened) = opened.ok().and_then(|opened| opened.json().as_str().map(str::to_owned)) {
                    self.driver().close_window().await.expect("a tab to close");
                    self.driver().switch_to_window(here).await.expect("the tab from before");
                    return opened;
                }
            }
            assert!(start.elapsed() < PATIENCE, "{link:?} opens nothing");
            sleep(GLANCE).await;
        }
    }

    pub(crate) async fn double_clicks(&self, button: &str) {
        let button = self.find("button", button).await;
        self.driver().action_chain().double_click_element(&button).perform().await.expect("a double click");
    }

    /// Presses a key wherever focus is.
    pub(crate) async fn strikes(&self, keys: impl Into<TypingData>) {
        self.driver().action_chain().send_keys(keys).perform().await.expect("keys");
    }

    /// The label or text of what has focus.
    pub(crate) async fn focused(&self) -> String {
        self.script(FOCUSED, vec![]).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until what has focus begins with this label or text.
    pub(crate) async fn is_taken_to(&self, start_of_text: &str) {
        let start = Instant::now();
        while !self.focused().await.starts_with(start_of_text) {
            assert!(start.elapsed() < PATIENCE, "focus is at {:?}, not {start_of_text:?}", self.focused().await);
            sleep(GLANCE).await;
        }
    }

    /// The hint and message at an input that is marked as wrong; `None` while it is not.
    pub(crate) async fn message_at(&self, label: &str) -> Option<String> {
        let input = self.find("input", label).await;
        let input = input.to_json().expect("an element");
        self.script(MESSAGE_AT, vec![input]).await.as_str().map(str::to_owned)
    }

    /// Gives name and email in the shop, and goes on to the hosted page.
    pub(crate) async fn starts_signup(&self) {
        self.fills_in_shop().await;
        self.presses("Continue to set up Direct Debit").await;
        self.comes_to("Your details").await;
    }

    pub(crate) async fn fills_in_shop(&self) {
        self.comes_to("Pay by Direct Debit").await;
        for (label, text) in
            [("First name", "Frank"), ("Last name", "Osborne"), ("Email address", "frank.osborne@example.com")]
        {
            self.types(label, text).await;
        }
    }

    /// Waits until the component has taken the plain form's place.
    pub(crate) async fn form_is_live(&self) {
        self.find("one", "section.signup").await;
    }

    /// Fills in the hosted page.
    pub(crate) async fn fills_in_details(&self, details: &Details) {
        for (label, text) in &details.fields {
            self.types(label, text).await;
        }
        if let Some(iban) = details.iban {
            self.chooses("IBAN").await;
            // The choice has the same name as the field that it shows.
            let input = self.find("one", "input[name=iban]").await;
            input.send_keys(iban).await.expect("an input to type into");
        }
        self.chooses("Yes").await;
    }

    /// From the shop to the check of everything.
    pub(crate) async fn comes_to_review(&self, details: &Details) {
        self.starts_signup().await;
        self.fills_in_details(details).await;
        self.presses("Continue").await;
        self.comes_to("Check your details").await;
    }

    /// From the shop to its confirmation.
    pub(crate) async fn signs_up(&self, details: &Details) {
        self.starts_signup().await;
        self.fills_in_details(details).await;
        self.confirms().await;
    }

    /// From the hosted page's form to the shop's confirmation.
    pub(crate) async fn confirms(&self) {
        self.presses("Continue").await;
        self.comes_to("Check your details").await;
        self.presses("Set up Direct Debit").await;
        self.comes_to("Your Direct Debit is set up").await;
    }

    /// Waits until something that shows is there.
    pub(crate) async fn find(&self, kind: &str, name: &str) -> WebElement {
        let start = Instant::now();
        loop {
            let found = self.driver().execute(FIND, vec![json!(kind), json!(name)]).await;
            // While a page is being left there may be nothing to run a script in.
            if let Ok(found) = found
                && let Ok(element) = found.element()
            {
                return element;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "no {kind} {name:?} at {}, but:\n{}",
                self.address().await,
                self.shown().await
            );
            sleep(GLANCE).await;
        }
    }

    /// Whether something shows now.
    pub(crate) async fn finds(&self, kind: &str, name: &str) -> bool {
        let found = self.driver().execute(FIND, vec![json!(kind), json!(name)]).await.expect("a script runs");
        found.element().is_ok()
    }

    pub(crate) fn driver(&self) -> &WebDriver {
        &self.browser.driver
    }

    /// Forgets what ties this browser to its signups, as one does that was never here.
    pub(crate) async fn is_new_here(&self) {
        self.driver().delete_all_cookies().await.expect("cookies to forget");
    }

    /// Steers the sandbox by its own page, and comes back to where the browser was.
    pub(crate) async fn steers(&self, house: &House, call: &str, body: Value) {
        let here = self.address().await;
        self.goes_to(house.sandbox.url().as_str()).await;
        let steer = "return fetch(`/_sandbox/${arguments[0]}`, { method: 'POST', body: JSON.stringify(arguments[1]),
            headers: { 'Content-Type': 'application/json' } }).then((answer) => answer.ok);";
        assert_eq!(self.script(steer, vec![json!(call), body]).await, true, "{call}");
        self.goes_to(&here).await;
    }

    /// What a script in the page returns, or what it promises.
    pub(crate) async fn runs(&self, script: &str) -> Value {
        self.script(script, vec![]).await
    }

    /// The same with arguments.
    pub(crate) async fn asks(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.script(script, arguments).await
    }

    async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        let answer = self.driver().execute(script, arguments).await.expect("a script runs");
        answer.json().clone()
    }

    /// Takes pictures of the page, at phone and desktop width, light and dark, where a folder for them is named.
    pub(crate) async fn looks(&self, name: &str) {
        let Some(folder) = env::var_os("MANDATE_SIGNUP_SCREENSHOTS").map(PathBuf::from) else { return };
        fs::create_dir_all(&folder).expect("a folder for pictures");
        let name = name.to_lowercase().replace(|character: char| !character.is_alphanumeric(), "-");
        let cdp = self.driver().cdp();
        for (width, scheme) in [(320, "light"), (320, "dark"), (1440, "light"), (1440, "dark")] {
            let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
            cdp.send_raw("Emulation.setEmulatedMedia", media).await.expect("a colour scheme");
            let metrics = |height| json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            cdp.send_raw("Emulation.setDeviceMetricsOverride", metrics(800)).await.expect("a width");
            let height = self.script("return document.documentElement.scrollHeight;", vec![]).await;
            cdp.send_raw("Emulation.setDeviceMetricsOverride", metrics(height.as_u64().unwrap_or(800)))
                .await
                .expect("a height");
            let picture = folder.join(format!("{name}-{width}-{scheme}.png"));
            self.driver().screenshot(&picture).await.expect("a picture");
        }
        cdp.send_raw("Emulation.clearDeviceMetricsOverride", json!({})).await.expect("the width as before");
        cdp.send_raw("Emulation.setEmulatedMedia", json!({ "features": [] })).await.expect("the scheme as before");
    }
}
