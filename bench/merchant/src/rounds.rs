//! What is measured, in which order.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::calls::Call;
use crate::load::{Load, Managed, Pool};
use crate::options::Options;
use crate::report::{Report, Row};
use crate::servers::Server;
use crate::stub::Stub;

/// How many connections are open at a time.
pub(crate) const CONNECTIONS: [usize; 3] = [1, 16, 64];

/// Measures everything; the servers take turns within each round, so that what else the machine does meets all.
pub(crate) async fn measure(options: &Options) -> Result<Report> {
    let stub = Stub::start().await?;
    let mut report = Report::new(options);
    eprintln!("bench: start");
    for _ in 0..options.starts {
        for (place, who) in options.servers.iter().enumerate() {
            report.servers[place].starts.push(Server::start(*who, options, &stub.url()).await?.start);
        }
    }
    for round in 0..options.rounds {
        eprintln!("bench: round {} of {}", round + 1, options.rounds);
        one_round(options, &stub, &mut report, round).await?;
    }
    Ok(report)
}

async fn one_round(options: &Options, stub: &Stub, report: &mut Report, round: usize) -> Result<()> {
    let mut servers = Vec::new();
    for who in &options.servers {
        servers.push((Server::start(*who, options, &stub.url()).await?, Pool::default()));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    for (place, (server, _)) in servers.iter().enumerate() {
        report.servers[place].idle.push(server.memory()?.0);
    }
    for (server, pool) in &servers {
        warm_up(options, server, pool).await?;
    }
    for connections in CONNECTIONS {
        for call in Call::ALL {
            let load = Load { call, connections, span: options.span };
            let is_wanted = |call: Call| format!("{} at {connections}", call.name()).contains(&options.only);
            // Completing needs what creating leaves.
            let is_needed = is_wanted(call) || (call == Call::Create && is_wanted(Call::Complete));
            if !is_needed {
                continue;
            }
            eprintln!("bench: {}, {connections} connections", call.name());
            let mut managed = vec![Managed::default(); servers.len()];
            let mut calls = vec![0.0; servers.len()];
            for turn in 0..servers.len() {
                let place = (turn + round) % servers.len();
                let (server, pool) = &servers[place];
                let before = stub.calls();
                managed[place] = load.run(server, pool).await.with_context(|| server.log())?;
                let requests = managed[place].requests.max(1);
                let upstream = u32::try_from(stub.calls() - before).context("too many calls")?;
                calls[place] = f64::from(upstream) / f64::from(requests);
            }
            report.add(Row { call, connections, managed, calls });
        }
    }
    for (place, (server, _)) in servers.iter().enumerate() {
        let (now, most) = server.memory()?;
        report.servers[place].after.push(now);
        report.servers[place].most.push(most);
    }
    Ok(())
}

/// Programs that compile themselves while they run get time for it.
async fn warm_up(options: &Options, server: &Server, pool: &Pool) -> Result<()> {
    for call in Call::ALL {
        Load { call, connections: 16, span: options.span / 4 }.run(server, pool).await.with_context(|| server.log())?;
    }
    Ok(())
}
