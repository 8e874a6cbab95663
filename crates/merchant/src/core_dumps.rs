//! The memory holds tokens and what payers type: it must not end in a file when the process crashes.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// Lets the system write no core dump of this process into a file.
///
/// Source: `core(5)`.
///
/// # Errors
///
/// What the system says when it does not let a process do this.
pub fn forbid() -> io::Result<()> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    Ok(())
}

/// Lets the system pass no core dump to a program either, and no process of the same user read the memory or the
/// environment (Linux; elsewhere nothing). A debugger then needs the rights of root.
///
/// Source: `prctl(2)`, `PR_SET_DUMPABLE`.
///
/// # Errors
///
/// As of [`forbid`].
#[cfg_attr(not(target_os = "linux"), expect(clippy::unnecessary_wraps, reason = "Linux can say no"))]
pub fn hide() -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, dumpable_behavior, getrlimit};

    use super::*;

    #[test]
    fn promise_36_nothing_dumps_this_process() {
        forbid().unwrap();
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
        hide().unwrap();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
