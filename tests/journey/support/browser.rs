//! A browser of its own for one payer, and the driver that speaks to it.

use std::env;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::panic;
use std::process::Stdio;
use std::sync::Once;
use std::time::Duration;

use serde_json::json;
use thirtyfour::ChromiumLikeCapabilities as _;
use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::axe;

/// Headless Chromium with an empty profile; ends when dropped.
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    scripts: Scripts,
    // Killed when dropped.
    _chromedriver: Child,
    port: u16,
}

/// Whether the pages' scripts run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scripts {
    Off,
    On,
}

impl Browser {
    pub(crate) async fn start(scripts: Scripts) -> Self {
        Self::start_with(scripts, &[]).await
    }

    /// One whose pictures are the same each time: letters without colour at their edges, no scroll bars.
    pub(crate) async fn for_pictures() -> Self {
        Self::start_with(Scripts::On, &["--disable-lcd-text", "--font-render-hinting=none", "--hide-scrollbars"]).await
    }

    async fn start_with(scripts: Scripts, further: &[&str]) -> Self {
        tell_failures_last();
        let (chromedriver, port) = start_chromedriver().await;
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-dev-shm-usage",
            "--disable-sync",
            "--no-first-run",
            "--window-size=1280,1000",
        ]
        .iter()
        .chain(further)
        {
            capabilities.add_arg(argument).expect("a browser argument");
        }
        if let Ok(chromium) = env::var("CHROMIUM") {
            capabilities.set_binary(&chromium).expect("the browser's path");
        }
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await.expect("a browser");
        let browser = Self { driver, scripts, _chromedriver: chromedriver, port };
        browser.let_scripts_run(scripts).await;
        browser
    }

    /// What axe finds wrong with the page as it shows now, a line each.
    pub(crate) async fn violations(&self) -> Vec<String> {
        // The audit is a script too; the page's own have had their time and do not start now.
        self.let_scripts_run(Scripts::On).await;
        let violations = axe::violations(&self.driver).await;
        self.let_scripts_run(self.scripts).await;
        violations
    }

    async fn let_scripts_run(&self, scripts: Scripts) {
        let off = json!({ "value": scripts == Scripts::Off });
        self.driver.cdp().send_raw("Emulation.setScriptExecutionDisabled", off).await.expect("scripts on or off");
    }
}

/// Ends the browser, in a test that failed too.
///
/// The library's own way waits for the executor, which a panicking test does not run any more.
impl Drop for Browser {
    fn drop(&mut self) {
        let session = self.driver.session_id().to_string();
        // It is ended here: the library must not try again.
        let _ = self.driver.clone().leak();
        let Ok(mut driver) = TcpStream::connect(("127.0.0.1", self.port)) else { return };
        let request =
            format!("DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port);
        let _ = driver.set_read_timeout(Some(Duration::from_secs(10)));
        if driver.write_all(request.as_bytes()).is_ok() {
            // The answer comes once the browser has ended.
            let _ = driver.read(&mut [0; 16]);
        }
    }
}

/// Has a test that fails say once more, behind its backtrace, what is wrong: of a long output often only the end is kept.
fn tell_failures_last() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |failure| {
            usual(failure);
            eprintln!("once more: {failure}");
        }));
    });
}

/// Starts the driver on a port that it chooses and tells.
async fn start_chromedriver() -> (Child, u16) {
    let program = env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
    let mut child = Command::new(&program)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {program} ({error}): `cargo xtask setup` installs it"));
    let mut lines = BufReader::new(child.stdout.take().expect("the driver's output")).lines();
    while let Some(line) = lines.next_line().await.expect("the driver's output") {
        let port = line.strip_suffix('.').and_then(|line| line.rsplit_once("on port "));
        if let Some(port) = port.and_then(|(_, port)| port.parse().ok()) {
            // Read on, so that the driver never waits for a reader.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (child, port);
        }
    }
    panic!("{program} ended without telling its port");
}
