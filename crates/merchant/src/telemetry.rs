//! The log. What may be in it is written in `docs/LOGGING.md`.

use std::io::{self, IsTerminal};
use std::panic::PanicHookInfo;

use tracing::{Subscriber, error};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

use crate::LogFormat;
use crate::json_log::{JsonLines, JsonMembers};

/// Sends the log to standard error in this format, filtered by `RUST_LOG` (default `info`); panics are written into it.
///
/// # Errors
///
/// When the process has a log already.
pub fn init(format: LogFormat) -> Result<(), TryInitError> {
    std::panic::set_hook(Box::new(log_panic));
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    match format {
        LogFormat::Json => json(filter, io::stderr).try_init(),
        LogFormat::Pretty => {
            let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
            log.with_ansi(io::stderr().is_terminal()).finish().try_init()
        }
    }
}

/// The log as [`LogFormat::Json`] has it, to any writer.
pub fn json<W>(filter: EnvFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(false);
    log.fmt_fields(JsonMembers).event_format(JsonLines).finish()
}

/// Writes where it was, and why only where that is a text of the program: others are made of what it worked on, as
/// "… is not a char boundary; it is inside … of `Frank Osborne`" is.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let location = panic.location().map(ToString::to_string).unwrap_or_default();
    let reason = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or_default();
    error!(location, reason, "panicked");
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::panic::{catch_unwind, set_hook, take_hook};
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn promise_36_a_panic_tells_where_and_nothing_of_what_it_worked_on() {
        let log = Log::default();
        let writer = log.clone();
        let format = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        let before = take_hook();
        set_hook(Box::new(log_panic));
        tracing::subscriber::with_default(format, || {
            let account_number = "55779911".to_owned();
            assert!(
                catch_unwind(|| account_number.parse::<u8>().unwrap_or_else(|_| panic!("{account_number}"))).is_err()
            );
            assert!(catch_unwind(|| panic!("a text of the program")).is_err());
        });
        set_hook(before);
        let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert_eq!(log.matches("panicked").count(), 2, "{log}");
        assert!(
            log.contains("telemetry.rs:") && log.contains("a text of the program") && !log.contains("55779911"),
            "{log}"
        );
    }
}
