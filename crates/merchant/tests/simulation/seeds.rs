//! Many seeds, or one.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use crate::life::{Counts, History, live};

/// Seeds that are played unless all are asked for.
const FEW: u64 = 40;
const ALL: u64 = 10_000;

/// 10,000 with `MERCHANT_TEST_FULL=1`, `MERCHANT_SEEDS=500` says how many, `MERCHANT_SEED=1234` is that one alone.
#[test]
fn promise_41_whatever_the_seed_nothing_is_lost_doubled_or_stuck() {
    if let Some(seed) = number("MERCHANT_SEED") {
        let history = live(seed);
        println!("{}", history.trace.join("\n"));
        println!("seed {seed}, fingerprint {:016x}", history.fingerprint);
        assert!(history.violations.is_empty(), "{:#?}", history.violations);
        return;
    }
    let all = std::env::var("MERCHANT_TEST_FULL").is_ok_and(|full| full == "1");
    let count = number("MERCHANT_SEEDS").unwrap_or(if all { ALL } else { FEW });
    let (next, failed) = (AtomicU64::new(0), Mutex::new(Vec::<(u64, History)>::new()));
    let counts = Mutex::new(Counts::default());
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, Into::into) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= count {
                        return;
                    }
                    let history = live(seed);
                    counts.lock().unwrap().add(history.counts);
                    if !history.violations.is_empty() {
                        failed.lock().unwrap().push((seed, history));
                    }
                }
            });
        }
    });
    let counts = counts.into_inner().unwrap();
    println!("{count} seeds in {:.1} s: {counts:?}", began.elapsed().as_secs_f64());
    let mut failed = failed.into_inner().unwrap();
    failed.sort_by_key(|(seed, _)| *seed);
    for (seed, history) in &failed {
        println!("seed {seed}: {}", history.violations.join("; "));
    }
    if let Some((seed, history)) = failed.first() {
        let last = history.trace.len().saturating_sub(100);
        println!("the end of seed {seed}:\n{}", history.trace[last..].join("\n"));
        panic!(
            "{} of {count} seeds failed. MERCHANT_SEED={seed} cargo test -p merchant --test simulation replays the first",
            failed.len()
        );
    }
    // Where little happens, little is shown.
    let seeds = usize::try_from(count).unwrap();
    let is_eventful =
        counts.mandates >= seeds / 2 && counts.ends >= seeds / 2 && counts.troubles >= seeds && counts.events >= seeds;
    assert!(is_eventful || count < FEW, "{counts:?} in {count} seeds");
}

#[test]
fn promise_41_a_seed_replays() {
    let mut fingerprints = Vec::new();
    for seed in [3, 14, 15] {
        let (one, other) = (live(seed), thread::spawn(move || live(seed)).join().unwrap());
        assert_eq!(one.trace, other.trace, "seed {seed}");
        assert_eq!(one.fingerprint, other.fingerprint, "seed {seed}");
        fingerprints.push(one.fingerprint);
    }
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 3, "other seeds are other histories");
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.mandates += other.mandates;
        self.events += other.events;
        self.ends += other.ends;
        self.troubles += other.troubles;
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}
