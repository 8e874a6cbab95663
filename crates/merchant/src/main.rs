//! The merchant backend, configured by environment: see `.env.sample`.

use std::io;
use std::pin::pin;
use std::process::ExitCode;

use anyhow::{Context, Result};
use merchant::{Config, Environment, core_dumps, telemetry};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing::{info, warn};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As many as connections need, with room for calls and the store; what the system allows where that is less.
const DESCRIPTORS: u64 = 16 * 1024;

fn main() -> ExitCode {
    // Before there is a secret in memory; said once there is a log.
    let mut undumpable = core_dumps::forbid();
    let config = Config::from_env(|variable| std::env::var(variable).ok()).context("configuration");
    // Developers may look into their own.
    if config.as_ref().is_ok_and(|config| config.gocardless.environment != Environment::Local) {
        undumpable = undumpable.and(core_dumps::hide());
    }
    match config.and_then(|config| run(config, undumpable)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("merchant: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(config: Config, undumpable: io::Result<()>) -> Result<()> {
    telemetry::init(config.server.log_format)?;
    if let Err(error) = allow_descriptors() {
        warn!(%error, "the limit of open files stays as it is");
    }
    if let Err(error) = undumpable {
        warn!(%error, "core dumps are not forbidden");
    }
    let address = config.server.listen_addr;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("LISTEN_ADDR {address} cannot be listened on; choose another port"))?;
    // Port 0 is any that is free.
    let address = listener.local_addr()?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;

    let mut told_to_stop = pin!(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        info!("stopping");
    });

    // A start may take as long as a migration does.
    let merchant = tokio::select! {
        // Its text has its cause in it already.
        started = merchant::start(listener, config) => started.map_err(|error| anyhow::anyhow!("{error}"))?,
        () = told_to_stop.as_mut() => return Ok(()),
    };
    info!(%address, url = %merchant.url(), "ready");
    told_to_stop.await;
    merchant.stop().await;
    Ok(())
}

/// Lets so many files and connections be open as [`DESCRIPTORS`] says, as far as the system allows.
fn allow_descriptors() -> io::Result<()> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.map_or(DESCRIPTORS, |most| most.min(DESCRIPTORS));
    if current.is_some_and(|current| current < wanted) {
        setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum })?;
    }
    Ok(())
}
