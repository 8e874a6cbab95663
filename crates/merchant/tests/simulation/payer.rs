//! Payers: they click twice, open tabs, go back, reload, and go away.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use gocardless_sandbox::Outcome;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::browser::{Answer, Browser, form_request, get, json_request, navigation};
use crate::lot::Lot;
use crate::payer_details::Details;
use crate::world::{Plan, World, at_once, short};

/// Somebody who signs up.
#[derive(Clone)]
pub(crate) struct Payer {
    name: String,
    way: Way,
    details: Details,
    browser: Browser,
    /// Under which a start is repeated, where the page does so.
    key: Option<String>,
    stage: Stage,
    /// How often they still try.
    patience: u32,
    pub(crate) signup: Option<String>,
    pub(crate) flow: Option<String>,
    /// Whether two starts were under way at once: the browser may then have the cookie of the one, and the signup that
    /// of the other.
    is_muddled: bool,
    /// Whether something is under way.
    pub(crate) is_busy: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    /// A plain form; GoCardless's page.
    Form,
    /// Our page; GoCardless's page.
    Redirect,
    /// Our page alone.
    SelfHosted,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Stage {
    AtGocardless,
    Back,
    Done,
    FillingIn,
    Gone,
    Starting,
}

impl Payer {
    pub(crate) fn of(world: &World, number: usize) -> Self {
        let lot = &mut world.state().lot;
        let way = lot.one_of(&[Way::Form, Way::Redirect, Way::Redirect, Way::SelfHosted, Way::SelfHosted]);
        let key = lot.per_mille(700).then(|| format!("{:032x}", lot.number()));
        Self {
            name: format!("payer {number}"),
            way,
            details: Details::of(lot),
            browser: Browser::default(),
            key: key.filter(|_| way != Way::Form),
            stage: Stage::Starting,
            patience: lot.one_of(&[1, 1, 2, 3, 6]),
            signup: None,
            flow: None,
            is_muddled: false,
            is_busy: false,
        }
    }

    pub(crate) fn browser(&self) -> &Browser {
        &self.browser
    }

    pub(crate) fn submission(&self) -> Value {
        self.details.submission()
    }

    /// Sends the same request several times at once, each from a tab of its own.
    async fn ask_in_tabs(&self, world: &World, tabs: u32, request: impl Fn(u32) -> Request<Body>) -> Vec<Answer> {
        let mut asking = JoinSet::new();
        for tab in 0..tabs {
            let (world, payer, request) = (world.clone(), self.clone(), request(tab));
            let name = if tabs == 1 { payer.name.clone() } else { format!("{} tab {tab}", payer.name) };
            asking.spawn(async move { payer.browser.ask(&world, &name, request).await });
        }
        let mut answers = Vec::new();
        while let Some(answer) = asking.join_next().await {
            answers.extend(answer.unwrap());
        }
        answers
    }

    async fn start(&mut self, world: &World) -> Duration {
        let tabs = if world.draw(|lot| lot.per_mille(150)) { 2 } else { 1 };
        self.is_muddled |= tabs > 1;
        let answers = self
            .ask_in_tabs(world, tabs, |_| {
                if self.way == Way::Form {
                    return form_request("/signups", self.details.start_form());
                }
                let flow = if self.way == Way::SelfHosted { "self-hosted" } else { "redirect" };
                let mut request = json_request("/api/signups", &self.details.start(flow));
                if let Some(key) = &self.key {
                    request.headers_mut().insert("idempotency-key", key.parse().unwrap());
                }
                request
            })
            .await;
        for answer in answers {
            self.browser.cookie = answer.cookie().or(self.browser.cookie.take());
            match (answer.status, answer.reason().as_str()) {
                (201, _) => {
                    let signup = answer.signup();
                    self.signup = signup["id"].as_str().map(str::to_owned);
                    self.flow = signup["redirect_url"].as_str().map(|url| self.sent_to(world, url));
                    self.stage = match self.way {
                        Way::SelfHosted => Stage::FillingIn,
                        _ => Stage::AtGocardless,
                    };
                    self.look(world, &signup);
                }
                (303, _) if answer.header("location").contains("/flow/") => {
                    self.flow = Some(self.sent_to(world, answer.header("location")));
                    self.stage = Stage::AtGocardless;
                }
                (303, _) => {
                    self.signup = answer.header("location").rsplit('/').next().map(str::to_owned);
                    self.stage = Stage::Done;
                }
                (410, _) => self.begin_anew(world),
                (503, _) => {}
                (403, "other_browser") if self.is_muddled => self.begin_anew(world),
                (status, reason) => world.violated(format!("{}: a start is answered {status} {reason}", self.name)),
            }
        }
        world.draw(|lot| if lot.per_mille(100) { lot.seconds(60, 1_900) } else { lot.seconds(1, 60) })
    }

    /// Promise 6: nobody is sent to a page that has closed.
    fn sent_to(&self, world: &World, url: &str) -> String {
        let id = url.rsplit('/').next().unwrap().to_owned();
        world.wind();
        let flow = world.sandbox.redirect_flows().into_iter().find(|flow| flow.id.as_str() == id);
        let age = flow.map(|flow| world.now().duration_since(flow.created_at.parse().unwrap()).as_secs());
        // Answers are a while on their way.
        if age.is_none_or(|age| age > 29 * 60 + 50) {
            world.violated(format!("{}: is sent to the page {} of the age {age:?} s", self.name, short(&id)));
        }
        id
    }

    /// Another signup, with another key.
    fn begin_anew(&mut self, world: &World) {
        self.key = self.key.take().map(|_| format!("{:032x}", world.draw(Lot::number)));
        (self.signup, self.flow, self.stage) = (None, None, Stage::Starting);
    }

    fn confirm(&mut self, world: &World) -> Duration {
        let Some(flow) = &self.flow else {
            self.stage = Stage::Starting;
            return Duration::from_secs(1);
        };
        match world.draw(|lot| lot.between(0, 99)) {
            0..5 => self.stage = Stage::Gone,
            // Back, and the same again; or back without having confirmed.
            5..15 => self.stage = Stage::Starting,
            15..20 => self.stage = Stage::Back,
            _ => {
                world.wind();
                let request = Request::post(format!("/flow/{flow}/actions/submit"))
                    .header("content-type", "application/json")
                    .header("sec-fetch-site", "same-origin")
                    .body(Body::from(self.details.submission().to_string()))
                    .unwrap();
                let answer = at_once(world.gocardless.clone().oneshot(request)).unwrap();
                world.note(&format!("{}: confirms {}: {}", self.name, short(flow), answer.status().as_u16()));
                if answer.status().is_success() {
                    self.stage = Stage::Back;
                } else {
                    self.begin_anew(world);
                }
            }
        }
        world.draw(|lot| if lot.per_mille(100) { lot.seconds(60, 2_000) } else { lot.seconds(1, 20) })
    }

    async fn come_back(&mut self, world: &World) -> Duration {
        let Some(flow) = self.flow.clone() else {
            self.stage = Stage::Starting;
            return Duration::from_secs(1);
        };
        let tabs = tabs(world);
        let by_script = world.draw(Lot::number);
        let answers = self
            .ask_in_tabs(world, tabs, |tab| match &self.signup {
                Some(signup) if self.way == Way::Redirect && (by_script >> tab) & 3 != 0 => {
                    let body = json!({ "data": { "redirect_flow_id": flow } });
                    json_request(&format!("/api/signups/{signup}/actions/complete"), &body)
                }
                _ => navigation(&format!("/signups/return?redirect_flow_id={flow}")),
            })
            .await;
        for answer in answers {
            match (answer.status, answer.reason().as_str()) {
                (200, _) => self.look(world, &answer.signup()),
                (303, _) => {
                    self.signup = answer.header("location").rsplit('/').next().map(str::to_owned);
                    self.stage = Stage::Done;
                }
                (202 | 503, _) | (409, "redirect_flow_incomplete") => {}
                (410, _) if self.stage != Stage::Done => self.begin_anew(world),
                (403, _) if self.is_muddled => self.begin_anew(world),
                (status, reason) => world.violated(format!("{}: coming back is answered {status} {reason}", self.name)),
            }
        }
        world.draw(|lot| lot.seconds(1, 60))
    }

    async fn submit(&mut self, world: &World) -> Duration {
        let Some(signup) = self.signup.clone() else {
            self.stage = Stage::Starting;
            return Duration::from_secs(1);
        };
        if world.draw(|lot| lot.per_mille(300)) {
            let request = json_request("/api/bank_details_lookups", &self.details.lookup());
            self.browser.ask(world, &self.name, request).await;
        }
        if world.draw(|lot| lot.per_mille(50)) {
            self.details.take_other_account();
        }
        let path = format!("/api/signups/{signup}/actions/submit");
        let body = self.details.submission();
        for answer in self.ask_in_tabs(world, tabs(world), |_| json_request(&path, &body)).await {
            match (answer.status, answer.reason().as_str()) {
                (200, _) => self.look(world, &answer.signup()),
                (503, _) => {}
                (410, _) if self.stage != Stage::Done => self.begin_anew(world),
                (403, "other_browser") if self.is_muddled => self.begin_anew(world),
                (status, reason) => {
                    world.violated(format!("{}: a submission is answered {status} {reason}", self.name));
                }
            }
        }
        world.draw(|lot| if lot.per_mille(100) { lot.seconds(60, 1_000) } else { lot.seconds(1, 60) })
    }

    /// Looks at the confirmation again.
    async fn reload(&mut self, world: &World) -> Duration {
        let Some(signup) = self.signup.clone() else {
            self.stage = Stage::Gone;
            return Duration::ZERO;
        };
        if let Some(answer) = self.browser.ask(world, &self.name, get(&format!("/api/signups/{signup}"))).await {
            match answer.status {
                200 => {
                    let seen = answer.signup();
                    self.look(world, &seen);
                    if seen["status"] != "completed" {
                        world.violated(format!(
                            "{}: {} was completed and is {}",
                            self.name,
                            short(&signup),
                            seen["status"]
                        ));
                    }
                }
                403 if self.is_muddled => self.stage = Stage::Gone,
                503 => {}
                status => world.violated(format!("{}: a reload is answered {status}", self.name)),
            }
        }
        if world.draw(|lot| lot.per_mille(500)) {
            self.stage = Stage::Gone;
        }
        world.draw(|lot| lot.seconds(1, 600))
    }

    /// What a payer is told stays so, in every tab.
    fn look(&mut self, world: &World, signup: &Value) {
        if signup["status"] != "completed" {
            return;
        }
        let (Some(id), Some(mandate)) = (signup["id"].as_str(), signup["mandate"]["id"].as_str()) else {
            return world.violated(format!("{}: is completed without a mandate", self.name));
        };
        self.stage = Stage::Done;
        world.note(&format!("{}: {} has the mandate {}", self.name, short(id), short(mandate)));
        let told = world.state().told.insert(id.to_owned(), mandate.to_owned());
        if let Some(told) = told.filter(|told| told != mandate) {
            world.violated(format!("{}: sees the mandates {told} and {mandate}", self.name));
        }
    }
}

/// How many tabs ask at once.
fn tabs(world: &World) -> u32 {
    world.draw(|lot| lot.one_of(&[1, 1, 1, 2, 3]))
}

impl World {
    /// A payer does the next thing.
    pub(crate) async fn step(&self, number: usize) {
        let mut payer = {
            let mut state = self.state();
            state.payers[number].is_busy = true;
            state.payers[number].clone()
        };
        let was = payer.stage;
        let wait = match payer.stage {
            Stage::AtGocardless => payer.confirm(self),
            Stage::Back => payer.come_back(self).await,
            Stage::Done => payer.reload(self).await,
            Stage::FillingIn => payer.submit(self).await,
            Stage::Starting => payer.start(self).await,
            Stage::Gone => return,
        };
        if payer.stage == was && was != Stage::Done {
            payer.patience = payer.patience.saturating_sub(1);
            if payer.patience == 0 {
                payer.stage = Stage::Gone;
            }
        }
        if payer.stage == Stage::Gone {
            self.note(&format!("{}: leaves", payer.name));
        }
        payer.is_busy = false;
        let goes_on = payer.stage != Stage::Gone;
        self.state().payers[number] = payer;
        if goes_on {
            self.plan(wait, Plan::Payer(number));
        }
    }

    /// The merchant's process has ended: whoever waited for it has no answer, and tries again.
    pub(crate) fn cut_off(&self) {
        let (busy, delivering) = {
            let mut state = self.state();
            let busy: Vec<_> = (0..state.payers.len()).filter(|number| state.payers[*number].is_busy).collect();
            for number in &busy {
                state.payers[*number].is_busy = false;
            }
            (busy, std::mem::take(&mut state.delivering))
        };
        for number in busy {
            // Half of them have had enough.
            if self.draw(|lot| lot.per_mille(500)) {
                continue;
            }
            let wait = self.draw(|lot| lot.seconds(1, 60));
            self.plan(wait, Plan::Payer(number));
        }
        for id in delivering {
            self.conclude_delivery(&id, Outcome::BrokenOff);
        }
    }
}
