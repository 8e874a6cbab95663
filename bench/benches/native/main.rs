//! Validations per second of processor time, ours and other crates', on the corpus in `BENCH_FOLDER`.

mod cpu_time;

use std::{env, error::Error, fmt::Write, fs, hint::black_box, path::PathBuf, time::Duration};

use bank_details_bench::case;
use criterion::{Criterion, Throughput};

use cpu_time::CpuTime;

/// A name, and whether a case is accepted.
type Contender = (&'static str, fn(&str) -> bool);

const IBAN: &[Contender] = &[
    ("bank-details", |text| case::iban(text) != case::INVALID),
    ("iban_validation_rs 0.1.30", |text| iban_validation_rs::validate_iban_str(text).is_ok_and(|valid| valid)),
    ("iban_validate 5.0.1", |text| text.parse::<iban::Iban>().is_ok()),
    ("bank-details with national digits", |text| case::iban_nationally(text) != case::INVALID),
];

const UK: &[Contender] = &[("bank-details", |line| {
    line.split_at_checked(6).is_some_and(|(sort, number)| case::uk(sort, &number[1..]) != case::INVALID)
})];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var_os("BENCH_FOLDER").ok_or("BENCH_FOLDER is not set: use `cargo xtask bench`")?);
    let criterion_home = folder.join("criterion");
    let mut criterion = Criterion::default()
        .with_measurement(CpuTime)
        .output_directory(&criterion_home)
        .without_plots()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();

    let mut results = String::new();
    for (table, file, contenders) in [("iban-rust", "iban.txt", IBAN), ("uk-rust", "uk.txt", UK)] {
        let text = fs::read_to_string(folder.join("corpus").join(file))?;
        let cases: Vec<&str> = text.split('\n').collect();
        let mut group = criterion.benchmark_group(table);
        group.throughput(Throughput::Elements(cases.len() as u64));
        for (name, accepts) in contenders {
            group.bench_function(*name, |bencher| {
                bencher.iter(|| cases.iter().filter(|case| accepts(black_box(case))).count());
            });
        }
        group.finish();
        for (name, accepts) in contenders {
            let estimates = criterion_home.join(table).join(name).join("new/estimates.json");
            let estimates: serde_json::Value = serde_json::from_str(&fs::read_to_string(estimates)?)?;
            let nanoseconds = estimates["median"]["point_estimate"].as_f64().ok_or("criterion wrote no median")?;
            #[expect(clippy::cast_precision_loss, reason = "there are ten thousand cases")]
            let per_second = cases.len() as f64 / nanoseconds * 1e9;
            let verdicts: String = cases.iter().map(|case| if accepts(case) { '1' } else { '0' }).collect();
            writeln!(results, "{table},{name},{per_second:.0},{verdicts}")?;
        }
    }
    fs::create_dir_all(folder.join("results"))?;
    fs::write(folder.join("results/rust.csv"), results)?;
    Ok(())
}
