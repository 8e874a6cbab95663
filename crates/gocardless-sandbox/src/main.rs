//! The sandbox as a program.

mod arguments;

use std::process::ExitCode;

use gocardless_sandbox::{RunningSandbox, start};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::arguments::{Arguments, Command, USAGE};

#[tokio::main]
async fn main() -> ExitCode {
    match arguments::parse(std::env::args_os().skip(1)) {
        Ok(Command::Help) => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        Ok(Command::Run(arguments)) => match run(*arguments).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => fail(&problem),
        },
        Err(problem) => fail(&problem),
    }
}

fn fail(problem: &str) -> ExitCode {
    eprintln!("gocardless-sandbox: {problem}");
    ExitCode::FAILURE
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let listener = TcpListener::bind(arguments.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", arguments.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let (mut interrupt, mut terminate) = signal(SignalKind::interrupt())
        .and_then(|interrupt| Ok((interrupt, signal(SignalKind::terminate())?)))
        .map_err(|error| format!("cannot wait for signals: {error}"))?;
    let sandbox: RunningSandbox = start(listener, arguments.options).await.map_err(|error| error.to_string())?;
    println!("gocardless-sandbox ready on http://{address}");
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    sandbox.stop().await;
    Ok(())
}
