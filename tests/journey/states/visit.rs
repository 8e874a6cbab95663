//! Coming to a state: in any language, so by the names of fields and by the shape of the page, not by words.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use tokio::time::sleep;

use super::table::{Act, State};
use crate::support::{Browser, Scene, Stage};

const PATIENCE: Duration = Duration::from_secs(20);

/// Does one thing in the form: fills in, goes on or looks; `true` once it could be done.
const ACT: &str = r#"
const [kind, name, value] = arguments;
const root = document.querySelector("mandate-signup")?.shadowRoot;
if (!root?.querySelector(".signup")) return false;
const tell = (element, type) => element.dispatchEvent(new Event(type, { bubbles: true }));
const acts = {
  fills: () => {
    const input = root.querySelector(`[name="${name}"]`);
    if (!input) return false;
    if (input.type === "radio") {
      root.querySelector(`[name="${name}"][value="${value}"]`).click();
      return true;
    }
    input.focus();
    input.value = value;
    tell(input, input.matches("select") ? "change" : "input");
    input.blur();
    return true;
  },
  types: () => {
    const input = root.querySelector(`[name="${name}"]`);
    if (!input) return false;
    input.focus();
    input.value = value;
    tell(input, "input");
    return true;
  },
  presses: () => {
    const button = root.querySelector(name);
    button?.click();
    return !!button;
  },
  sees: () => !!root.querySelector(name),
};
return acts[kind]();
"#;

/// A browser on a stage.
pub(super) struct Visitor {
    pub(super) browser: Browser,
    stage: Stage,
}

impl Visitor {
    pub(super) async fn come() -> Self {
        let visitor = Self { browser: Browser::for_pictures().await, stage: Stage::open().await };
        visitor.sizes(390, 844).await;
        visitor
    }

    /// Comes to `state` in the language of `locale`.
    pub(super) async fn visits(&self, state: &State, locale: &str) {
        self.visits_with(state, Scene { locale: locale.to_owned(), ..(state.scene)() }).await;
    }

    /// Comes to `state` by its acts, on a scene of its own.
    pub(super) async fn visits_with(&self, state: &State, scene: Scene) {
        self.driver().goto(self.stage.set(scene)).await.expect("the page opens");
        for act in state.acts {
            match *act {
                Act::Answers(fields) => {
                    self.settles().await;
                    for (name, value) in fields {
                        self.script(ACT, vec![json!("fills"), json!(name), json!(value)]).await;
                    }
                }
                Act::Fills(fields) => {
                    for (name, value) in fields {
                        self.does(state, "fills", name, value).await;
                    }
                }
                Act::Types(name, value) => self.does(state, "types", name, value).await,
                Act::Presses(selector) => self.does(state, "presses", selector, "").await,
                Act::Sees(selector) => self.does(state, "sees", selector, "").await,
            }
        }
        self.settles().await;
    }

    async fn does(&self, state: &State, kind: &str, name: &str, value: &str) {
        let start = Instant::now();
        while self.script(ACT, vec![json!(kind), json!(name), json!(value)]).await != Value::Bool(true) {
            if start.elapsed() > PATIENCE {
                let shown =
                    self.script("return document.querySelector('mandate-signup').shadowRoot?.textContent", vec![]);
                panic!("{}: cannot do {kind} {name:?} {value:?} with: {}", state.name, shown.await);
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until effects have run and everything is laid out.
    async fn settles(&self) {
        let wait = "const done = arguments[arguments.length - 1];
            setTimeout(() => requestAnimationFrame(() => setTimeout(done, 0)), 20);";
        self.driver().execute_async(wait, vec![]).await.expect("timers");
    }

    /// Gives the window a size, in CSS pixels.
    pub(super) async fn sizes(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Has the payer prefer these media features.
    pub(super) async fn prefers(&self, features: &[(&str, &str)]) {
        let features: Vec<_> = features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    pub(super) async fn cdp(&self, command: &str, parameters: Value) -> Value {
        self.driver().cdp().send_raw(command, parameters).await.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    pub(super) async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.driver().execute(script, arguments).await.expect("a script runs").json().clone()
    }

    /// What a script finds, a line each.
    pub(super) async fn findings(&self, script: &str) -> Vec<String> {
        let found = self.script(script, vec![]).await;
        found.as_array().expect("a list").iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    pub(super) fn driver(&self) -> &WebDriver {
        &self.browser.driver
    }
}
