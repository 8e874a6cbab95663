//! Each parser on its seeds, changed a little: promise 26.

use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};

/// Runs a parser on the seeds of its target, each changed in up to eight places: two thousand times, or a million with
/// `MERCHANT_TEST_FULL=1`.
fn run(target: &str, parse: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let seeds = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
    let mut seeds: Vec<Vec<u8>> = seeds.collect();
    seeds.sort_unstable();
    for seed in &seeds {
        parse(seed);
    }

    let edits = vec((any::<Index>(), 0..4u8, any::<u8>()), 0..8);
    let changed = (prop::sample::select(seeds), edits).prop_map(|(mut text, edits)| {
        for (place, how, byte) in edits {
            let place = place.index(text.len() + 1);
            match how {
                0 => text.insert(place, byte),
                1 => text.truncate(place.max(1)),
                2 if place < text.len() => drop(text.remove(place)),
                3 => text.extend_from_within(place..),
                _ => {}
            }
            text.truncate(4096);
        }
        text
    });
    let cases = if std::env::var_os("MERCHANT_TEST_FULL").is_some() { 1_000_000 } else { 2_000 };
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let ran = TestRunner::new(config).run(&changed, |text| {
        parse(&text);
        Ok(())
    });
    ran.unwrap();
}

fn text(parse: fn(&str)) -> impl Fn(&[u8]) {
    move |bytes| parse(&String::from_utf8_lossy(bytes))
}

macro_rules! parsers {
    ($($test:ident: $target:ident, $parse:expr;)+) => {$(
        #[test]
        fn $test() {
            run(stringify!($target), $parse);
        }
    )+};
}

parsers! {
    promise_26_webhooks_bodies: webhook_body, super::webhook_body;
    promise_26_signatures: signature, super::signature;
    promise_26_ids: ids, |bytes| text(super::ids)(bytes);
    promise_26_cookies: cookies, super::cookies;
    promise_26_idempotency_keys: idempotency_keys, super::idempotency_keys;
    promise_26_forwarded_addresses: forwarded, super::forwarded;
    promise_26_json_bodies: json_bodies, super::json_bodies;
    promise_26_queries_and_forms: queries, |bytes| text(super::queries)(bytes);
    promise_26_files_of_plans_and_texts: files, |bytes| text(super::files)(bytes);
}
