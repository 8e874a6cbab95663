//! `cargo xtask demo`: the whole journey on this machine, against the sandbox.

mod ports;
mod probe;
mod server;
mod servers;
mod signals;

use std::{fs, path::Path, time::Duration};

use anyhow::{Context, Result};

use self::{ports::Ports, servers::Servers};
use crate::{command, page, setup, workspace::Workspace};

const ACCESS_TOKEN: &str = "sandbox_demo";
/// What the sandbox signs its webhooks with.
const WEBHOOK_SECRET: &str = "webhook_secret_demo";

/// Servers start in well under a second; this is for a machine that is busy with something else.
const PATIENCE: Duration = Duration::from_secs(30);

/// Installs what is missing, builds, serves until Ctrl-C.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let ports = Ports::parse(arguments)?;
    ports.ensure_free()?;
    setup::ensure_demo(workspace)?;
    page::build(workspace)?;
    command::run(workspace.command("cargo").args(["build", "-p", "merchant", "-p", "gocardless-sandbox"]))?;

    let folder = workspace.target().join("demo");
    // The merchant's database stays from one demonstration to the next: what is signed up survives a restart.
    let data = workspace.root().join(&folder);
    fs::create_dir_all(&data).with_context(|| format!("cannot create {}", data.display()))?;
    let mut servers = Servers::new(data)?;
    let outcome = serve(workspace, &folder, ports, &mut servers);
    servers.stop();
    outcome
}

fn serve(workspace: &Workspace, folder: &Path, ports: Ports, servers: &mut Servers) -> Result<()> {
    let programs = workspace.target().join("debug");
    let program = |name: &str| programs.join(name).to_string_lossy().into_owned();
    let sandbox_url = format!("http://127.0.0.1:{}", ports.sandbox());
    let merchant_url = format!("http://localhost:{}", ports.merchant());

    let mut sandbox = workspace.command(&program("gocardless-sandbox"));
    sandbox.args(["--listen", &format!("127.0.0.1:{}", ports.sandbox())]).args([
        "--access-token",
        ACCESS_TOKEN,
        "--pages",
        "dist",
        "--webhook-url",
        &format!("http://127.0.0.1:{}/webhooks", ports.merchant()),
        "--webhook-secret",
        WEBHOOK_SECRET,
    ]);
    servers.start("gocardless-sandbox", &mut sandbox)?;
    servers.wait_for_line("gocardless-sandbox ready on", PATIENCE)?;

    let mut merchant = workspace.command(&program("merchant"));
    merchant
        .env("GOCARDLESS_ENVIRONMENT", "local")
        .env("GOCARDLESS_URL", &sandbox_url)
        .env("GOCARDLESS_ACCESS_TOKEN", ACCESS_TOKEN)
        .env("GOCARDLESS_WEBHOOK_SECRET", WEBHOOK_SECRET)
        .env("PUBLIC_URL", &merchant_url)
        .env("LISTEN_ADDR", format!("127.0.0.1:{}", ports.merchant()))
        .env("DATABASE_URL", format!("sqlite:{}", folder.join("merchant.sqlite3").display()))
        .env("PAGES_DIR", "dist")
        .env("PLANS_FILE", "plans.json");
    servers.start("merchant", &mut merchant)?;
    servers.wait_for_page(ports.merchant(), "/readyz", PATIENCE)?;

    println!("Open {merchant_url}/                  to pay by way of GoCardless's page,");
    println!("     {merchant_url}/self-hosted.html  to pay in the shop's own page, and");
    println!("     {sandbox_url}/                  to watch GoCardless. Ctrl-C stops both.");
    servers.wait_until_told_to_stop()
}
