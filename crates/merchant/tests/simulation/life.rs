//! The course of a history: payers come, days pass, then it is quiet, and everything is looked at.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use gocardless_api::WebhookSecret;
use gocardless_client::SteadyClock;
use gocardless_sandbox::Outcome;
use merchant::store::open;
use merchant::{AppState, BearerTokens, Clock, Config, Random, app, background};
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::browser::OWN;
use crate::checks::TOKEN;
use crate::courier::SECRET;
use crate::payer::Payer;
use crate::store::SimulatedStore;
use crate::weather::Weather;
use crate::wire::Wire;
use crate::world::{Plan, World, at_once};

/// What the merchant does by itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Job {
    ApplyEvents,
    PollEvents,
    Reconcile,
}

/// How time goes by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Season {
    /// Payers come.
    Busy,
    /// Days pass.
    Slow,
    /// Nothing goes wrong any more, and nobody comes.
    Quiet,
}

/// A history, and what in it must not have happened.
pub(crate) struct History {
    pub(crate) violations: Vec<String>,
    pub(crate) counts: Counts,
    pub(crate) trace: Vec<String>,
    pub(crate) fingerprint: u64,
}

/// How much happened.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) mandates: usize,
    pub(crate) events: usize,
    /// How often the merchant's process ended.
    pub(crate) ends: usize,
    /// Calls to GoCardless that went wrong.
    pub(crate) troubles: usize,
}

/// As long as a request may be under way, and a start of the program may take.
const LAST_THINGS: Duration = Duration::from_secs(90);

/// Plays a seed.
pub(crate) fn live(seed: u64) -> History {
    let folder = folder();
    let world = World::of(seed);
    let config = config(&world, &folder.path().join("merchant.sqlite3"));
    plan_history(&world);
    while !world.state().is_over {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            world.state().begin();
            go_on(&world, &config).await;
            let merchant = world.state().end();
            drop(merchant);
        });
        // Whatever was under way in the process ends here.
        drop(runtime);
        if !world.state().is_over {
            begin_again(&world);
        }
    }
    let mut state = world.state();
    let counts =
        Counts { mandates: world.sandbox.mandates().len(), events: world.sandbox.events().len(), ..state.counts };
    let (trace, fingerprint) = state.history();
    History { violations: std::mem::take(&mut state.violations), counts, trace, fingerprint }
}

/// In memory where that is possible: what is on the disk outlives the process either way.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

fn config(world: &World, file: &Path) -> Config {
    let pages = file.with_file_name("dist");
    let mut config = Config::for_testing(world.sandbox.url().clone(), file, OWN.parse().unwrap(), pages);
    config.confirm_within = Duration::from_secs(10);
    config.gocardless.webhook_secrets = vec![WebhookSecret::new(SECRET)];
    config.merchant_api = BearerTokens::of(&[TOKEN.to_owned()]);
    config.metrics.tokens = BearerTokens::of(&[TOKEN.to_owned()]);
    let of_clock = world.clone();
    let of_steady = world.clone();
    let steady = SteadyClock::new(move || of_steady.state().since_beginning());
    config.clock = Clock::with_steady(move || of_clock.now(), steady);
    let of_random = world.clone();
    config.random = Random::new(move |bytes| of_random.draw(|lot| lot.fill(bytes)));
    config
}

fn plan_history(world: &World) {
    let (payers, busy, slow) = {
        let lot = &mut world.state().lot;
        let busy = if lot.per_mille(150) { lot.seconds(1_800, 3_000) } else { lot.seconds(60, 600) };
        let days = if lot.per_mille(400) { lot.seconds(12 * 3_600, 6 * 24 * 3_600) } else { Duration::ZERO };
        (lot.between(1, 5) as usize, busy, days)
    };
    world.sandbox.split_webhooks(world.draw(|lot| lot.per_mille(300)));
    for number in 0..payers {
        let payer = Payer::of(world, number);
        world.state().payers.push(payer);
        let comes_after = world.draw(|lot| lot.millis(0, u32::try_from(busy.as_millis() / 2).unwrap()));
        world.plan(comes_after, Plan::Payer(number));
    }
    world.plan(Duration::ZERO, Plan::Begin);
    world.plan(Duration::ZERO, Plan::Tick);
    world.plan(Duration::from_secs(30), Plan::PasserBy);
    if !slow.is_zero() {
        world.plan(busy, Plan::Turn(Season::Slow));
    }
    world.plan(busy + slow, Plan::Turn(Season::Quiet));
}

/// The process has ended; it starts again after a while.
fn begin_again(world: &World) {
    world.state().forget(|plan| matches!(plan, Plan::Job(_)));
    world.cut_off();
    let down = world.draw(|lot| lot.seconds(0, 30));
    world.plan(down, Plan::Begin);
}

/// Lets happen what is planned, until the process ends or everything was looked at.
async fn go_on(world: &World, config: &Config) {
    let mut running = JoinSet::new();
    let mut merchant = None;
    loop {
        loop {
            if world.state().has_ended() || world.state().is_over {
                return;
            }
            let plan = world.state().take();
            let Some(plan) = plan else { break };
            happen(world, config, &mut merchant, &mut running, plan);
        }
        let next = world.state().next().unwrap_or(LAST_THINGS);
        tokio::select! {
            biased;
            () = world.woken() => {}
            Some(done) = running.join_next() => {
                if let Err(error) = done {
                    world.violated(format!("something panicked: {error}"));
                }
            }
            () = sleep(next) => {}
        }
    }
}

fn happen(world: &World, config: &Config, merchant: &mut Option<AppState>, running: &mut JoinSet<()>, plan: Plan) {
    let of_task = world.clone();
    match plan {
        Plan::Arrival(flight) => world.arrive(flight),
        Plan::Begin => *merchant = Some(begin(world, config)),
        Plan::GiveUp(id) => world.conclude_delivery(&id, Outcome::TooLate),
        Plan::Job(job) => {
            if let Some(merchant) = merchant.clone() {
                running.spawn(async move { of_task.work(&merchant, job).await });
            }
        }
        Plan::Letter(letter) => drop(running.spawn(async move { of_task.deliver(letter).await })),
        Plan::PasserBy => drop(running.spawn(async move { of_task.pass_by().await })),
        Plan::Payer(number) => drop(running.spawn(async move { of_task.step(number).await })),
        Plan::Settle => {
            let merchant = merchant.clone();
            running.spawn(async move { of_task.settle(merchant).await });
        }
        Plan::Tick => {
            if world.state().season == Season::Quiet {
                return;
            }
            world.send_webhooks();
            let wait = world.gap(1, 15);
            world.plan(wait, Plan::Tick);
        }
        Plan::Turn(season) => turn(world, season),
    }
}

/// The merchant's process starts, and is to end after a while or not.
fn begin(world: &World, config: &Config) -> AppState {
    let store = at_once(open(&config.store)).unwrap();
    world.check_acknowledged(&*store);
    let store = SimulatedStore { world: world.clone(), store };
    let state = AppState::over(Arc::new(Wire(world.clone())), config.clone(), Arc::new(store)).unwrap();
    {
        let mut of_world = world.state();
        of_world.merchant = Some(app(state.clone()));
        let ends = of_world.season != Season::Quiet && of_world.lot.per_mille(800);
        of_world.plan_end(ends);
        of_world.note("the process starts");
    }
    for job in [Job::Reconcile, Job::ApplyEvents, Job::PollEvents] {
        world.plan(Duration::ZERO, Plan::Job(job));
    }
    state
}

fn turn(world: &World, season: Season) {
    let mut state = world.state();
    state.season = season;
    state.note(&format!("{season:?}"));
    if season == Season::Quiet {
        state.weather = Weather::calm();
        state.plan_end(false);
        state.forget(|plan| matches!(plan, Plan::Payer(_) | Plan::PasserBy));
        drop(state);
        world.plan(LAST_THINGS, Plan::Settle);
    }
}

impl World {
    /// So many seconds, or as many thousand.
    pub(crate) fn gap(&self, least: u32, most: u32) -> Duration {
        let state = &mut *self.state();
        let factor = if state.season == Season::Slow { 1_000 } else { 1 };
        state.lot.seconds(least, most) * factor
    }

    /// The merchant does something by itself, and again later.
    async fn work(&self, merchant: &AppState, job: Job) {
        let done = match job {
            Job::ApplyEvents => background::apply_events(merchant).await,
            Job::PollEvents => background::poll_events(merchant).await,
            Job::Reconcile => background::reconcile(merchant).await,
        };
        match done {
            Ok(0) => {}
            Ok(count) => self.note(&format!("{job:?}: {count}")),
            Err(error) => self.violated(format!("{job:?}: {error}")),
        }
        if self.state().season == Season::Quiet {
            return;
        }
        let wait = match job {
            Job::ApplyEvents => self.gap(1, 15),
            Job::PollEvents => self.gap(10, 200),
            Job::Reconcile => self.gap(5, 20),
        };
        self.plan(wait, Plan::Job(job));
    }
}
