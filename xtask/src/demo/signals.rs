//! Ctrl-C and the polite request to stop, as events.

use std::{sync::mpsc::Sender, thread};

use anyhow::{Context, Result};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

use super::servers::Event;

/// From here on these signals do not end this program but are sent as events.
pub(crate) fn send_to(events: Sender<Event>) -> Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM]).context("cannot listen for Ctrl-C")?;
    thread::spawn(move || {
        for signal in signals.forever() {
            if events.send(Event::Stop(signal)).is_err() {
                return;
            }
        }
    });
    Ok(())
}
