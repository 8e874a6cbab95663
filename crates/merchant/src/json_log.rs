//! The log as JSON: an object a line.
//!
//! The library's own format reads the fields of a span, which it keeps as JSON, anew for every line within it: that was a tenth
//! of what a signup takes.

use std::fmt::{self, Write as _};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_log::NormalizeEvent;
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::{LookupSpan, Scope};

/// A line: time, level, the event's fields, where in the program, and the spans around it, the outermost first.
pub(crate) struct JsonLines;

/// Fields as members of an object, without the braces.
pub(crate) struct JsonMembers;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        // Libraries that know no spans log in another way, under a target of their own.
        let normalized = event.normalized_metadata();
        let metadata = normalized.as_ref().unwrap_or_else(|| event.metadata());
        line.write_str("{\"timestamp\":\"")?;
        SystemTime.format_time(&mut line)?;
        write!(line, "\",\"level\":\"{}\"", metadata.level())?;
        let mut members = Members { writer: line.by_ref(), is_first: false, result: Ok(()) };
        event.record(&mut members);
        members.result?;
        line.write_str(",\"target\":")?;
        write_text(&mut line, metadata.target())?;
        line.write_str(",\"spans\":[")?;
        for (number, span) in context.event_scope().into_iter().flat_map(Scope::from_root).enumerate() {
            line.write_str(if number == 0 { "{" } else { ",{" })?;
            if let Some(fields) = span.extensions().get::<FormattedFields<N>>().filter(|fields| !fields.is_empty()) {
                write!(line, "{fields},")?;
            }
            line.write_str("\"name\":")?;
            write_text(&mut line, span.name())?;
            line.write_char('}')?;
        }
        line.write_str("]}\n")
    }
}

impl<'writer> FormatFields<'writer> for JsonMembers {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut members = Members { writer, is_first: true, result: Ok(()) };
        fields.record(&mut members);
        members.result
    }

    fn add_fields(
        &self,
        current: &'writer mut FormattedFields<Self>,
        fields: &tracing::span::Record<'_>,
    ) -> fmt::Result {
        let is_first = current.fields.is_empty();
        let mut members = Members { writer: current.as_writer(), is_first, result: Ok(()) };
        fields.record(&mut members);
        members.result
    }
}

struct Members<'writer> {
    writer: Writer<'writer>,
    is_first: bool,
    result: fmt::Result,
}

impl Members<'_> {
    fn add(&mut self, field: &Field, value: impl FnOnce(&mut Writer<'_>) -> fmt::Result) {
        // What is about where such a library logs from.
        let is_of_place = field.name().starts_with("log.");
        if self.result.is_ok() && !is_of_place {
            self.result = self.try_to_add(field, value);
        }
    }

    fn try_to_add(&mut self, field: &Field, value: impl FnOnce(&mut Writer<'_>) -> fmt::Result) -> fmt::Result {
        if !std::mem::take(&mut self.is_first) {
            self.writer.write_char(',')?;
        }
        write_text(&mut self.writer, field.name())?;
        self.writer.write_char(':')?;
        value(&mut self.writer)
    }
}

impl Visit for Members<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, |writer| {
            writer.write_char('"')?;
            write!(Escaping(writer), "{value:?}")?;
            writer.write_char('"')
        });
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, |writer| write!(writer, "{value}"));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, |writer| write!(writer, "{value}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, |writer| write_text(writer, value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, |writer| write!(writer, "{value}"));
    }
}

fn write_text(writer: &mut Writer<'_>, text: &str) -> fmt::Result {
    writer.write_char('"')?;
    Escaping(writer).write_str(text)?;
    writer.write_char('"')
}

/// Writes what is between the quotes of a JSON text.
struct Escaping<'a, 'writer>(&'a mut Writer<'writer>);

impl fmt::Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| byte < b' ' || matches!(byte, b'"' | b'\\')) {
            let (before, from) = rest.split_at(at);
            // One byte, for it is ASCII.
            let (special, after) = from.split_at(1);
            self.0.write_str(before)?;
            match special {
                "\"" | "\\" => write!(self.0, "\\{special}")?,
                "\n" => self.0.write_str("\\n")?,
                control => write!(self.0, "\\u{:04x}", control.as_bytes()[0])?,
            }
            rest = after;
        }
        self.0.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use proptest::prelude::*;
    use serde_json::{Value, json};
    use tracing::{info, info_span, warn};
    use tracing_log::log;
    use tracing_subscriber::EnvFilter;

    use crate::telemetry::json;

    /// What is logged meanwhile, line by line.
    fn lines(work: impl FnOnce()) -> Vec<Value> {
        #[derive(Clone, Default)]
        struct Log(Arc<Mutex<Vec<u8>>>);
        impl io::Write for Log {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.lock().unwrap().write(bytes)
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let log = Log::default();
        let writer = log.clone();
        tracing::subscriber::with_default(json(EnvFilter::new("info"), move || writer.clone()), work);
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert!(text.is_empty() || text.ends_with('\n'));
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_line_has_the_fields_of_its_event_and_of_the_spans_around_it() {
        let told = lines(|| {
            let _request = info_span!("request", route = "/api", late = tracing::field::Empty).entered();
            let span = info_span!("signup", signup.id = %"SG1", late = tracing::field::Empty);
            span.record("late", 7);
            span.in_scope(
                || warn!(status = 503_u16, change = -1, known = true, error = ?Some("x"), none = None::<u8>, "failed"),
            );
            info!("answered");
        });
        let [failed, answered] = told.as_slice() else { panic!("{told:?}") };
        let time = failed["timestamp"].as_str().unwrap();
        assert!(time.parse::<jiff::Timestamp>().is_ok(), "{time}");
        let expected = json!({
            "timestamp": time, "level": "WARN", "message": "failed", "status": 503, "change": -1, "known": true,
            "error": "Some(\"x\")", "target": module_path!(),
            "spans": [{ "route": "/api", "name": "request" }, { "signup.id": "SG1", "late": 7, "name": "signup" }]
        });
        assert_eq!(*failed, expected);
        assert_eq!((&answered["message"], &answered["spans"]), (&json!("answered"), &json!([expected["spans"][0]])));
        let bare = lines(|| info_span!("bare").in_scope(|| info!("said")));
        assert_eq!(bare[0]["spans"], json!([{ "name": "bare" }]));
        assert_eq!(lines(|| info!("alone"))[0]["spans"], json!([]));
    }

    #[test]
    fn what_a_library_logs_has_its_own_target() {
        let told = lines(|| {
            let mut record = log::Record::builder();
            record.level(log::Level::Warn).target("tokio_postgres").line(Some(7));
            tracing_log::format_trace(&record.args(format_args!("notice")).build()).unwrap();
        });
        let expected = json!({ "timestamp": told[0]["timestamp"], "level": "WARN", "message": "notice",
            "target": "tokio_postgres", "spans": [] });
        assert_eq!(told[0], expected);
    }

    proptest! {
        #[test]
        fn any_text_is_told_as_it_is(text in any::<String>()) {
            let told = lines(|| info!(shown = %text, text = text.as_str(), "{text}"));
            let of = |name: &str| told[0][name].as_str().map(str::to_owned);
            prop_assert_eq!((of("shown"), of("text"), of("message")), (Some(text.clone()), Some(text.clone()), Some(text)));
        }
    }
}
