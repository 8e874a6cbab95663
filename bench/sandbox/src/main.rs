//! `cargo xtask bench`: the sandbox as a merchant's tests meet it, beside a server that keeps nothing.
//!
//! Prints figures and ratios, and fails for none of them.

mod load;
mod report;
mod server;
mod signup;
mod stub;

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::load::{Call, Load};
use crate::report::Report;
use crate::server::Server;

/// How many connections are open at a time.
const CONNECTIONS: [usize; 3] = [1, 16, 64];

/// How many resources a full sandbox has.
const RESOURCES: usize = 100_000;

/// How long each figure of the load is taken for.
const SPAN: Duration = Duration::from_secs(3);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("stub") => stub::serve().await,
        Some(program) => {
            let report = measure(Path::new(program)).await?;
            print!("{report}");
            Ok(())
        }
        None => anyhow::bail!("say where the sandbox's program is"),
    }
}

async fn measure(program: &Path) -> Result<Report> {
    let own = std::env::current_exe().context("cannot find this program")?;
    let mut report = Report::default();

    eprintln!("bench: start");
    for _ in 0..21 {
        report.starts.push(Server::start(&mut server::sandbox(program))?.start);
    }
    eprintln!("bench: memory");
    let server = Server::start(&mut server::sandbox(program))?;
    report.empty_bytes = server.memory()?;
    load::fill(server.address(), RESOURCES).await?;
    report.full_bytes = server.memory()?;
    drop(server);

    for connections in CONNECTIONS {
        for call in [Call::Create, Call::Read] {
            eprintln!("bench: {call}, {connections} connections");
            let ours = Server::start(&mut server::sandbox(program))?;
            let peer = Server::start(&mut server::stub(&own))?;
            let load = Load { call, connections, span: SPAN };
            report.rows.push(report::Row { load, ours: load.run(&ours).await?, peer: load.run(&peer).await? });
        }
    }
    eprintln!("bench: whole signups");
    report.signup = signup::measure().await?;
    Ok(report)
}
