use proptest::prelude::*;

use super::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn cap(interval_count: u16, interval_unit: IntervalUnit, calendar: bool) -> Cap {
    Cap { max_amount: 5000, interval_unit, interval_count, calendar, used: 0 }
}

use IntervalUnit::{Day, Month, Week};

#[test]
fn an_interval_begins_where_the_one_before_it_ends() {
    // The mandate began on Thursday 15 January 2026; each row: a date, and another that is a day too late to share its interval.
    for (cap, inside, next) in [
        (cap(1, Day, false), "2026-01-15", "2026-01-16"),
        (cap(3, Day, false), "2026-01-17", "2026-01-18"),
        (cap(3, Day, true), "2026-01-17", "2026-01-18"),
        (cap(1, Week, false), "2026-01-21", "2026-01-22"),
        (cap(1, Week, true), "2026-01-18", "2026-01-19"),
        (cap(2, Week, true), "2026-01-25", "2026-01-26"),
        (cap(1, Month, false), "2026-02-14", "2026-02-15"),
        (cap(1, Month, true), "2026-01-31", "2026-02-01"),
        (cap(3, Month, true), "2026-03-31", "2026-04-01"),
        (cap(12, Month, false), "2027-01-14", "2027-01-15"),
    ] {
        let start = date("2026-01-15");
        let full = [Collected { on: start, amount: 5000 }];
        let allows = |on| cap.allows(start, start, &full, Collected { on: date(on), amount: 1 });
        assert_eq!((allows(inside), allows(next)), (false, true), "{cap:?}");
    }
}

#[test]
fn a_month_of_a_mandate_from_the_31st_ends_with_the_shorter_months() {
    let cap = cap(1, Month, false);
    let start = date("2026-01-31");
    for (on, interval) in [("2026-02-27", 0), ("2026-02-28", 1), ("2026-03-30", 1), ("2026-03-31", 2)] {
        assert_eq!(cap.interval_of(start, date(on)), interval, "{on}");
    }
}

#[test]
fn what_is_left_can_be_collected_to_the_penny() {
    let cap = Cap { used: 1000, ..cap(1, Month, true) };
    let today = date("2026-03-02");
    let collected = [
        Collected { on: date("2026-02-27"), amount: 5000 },
        Collected { on: date("2026-03-10"), amount: 1500 },
        Collected { on: date("2026-04-01"), amount: 5000 },
    ];
    for (on, amount, allowed) in [
        ("2026-03-20", 2500, true),
        ("2026-03-20", 2501, false),
        ("2026-04-20", 1, false),
        ("2026-05-01", 5000, true),
        ("2026-05-01", 5001, false),
        ("2026-05-01", u64::MAX, false),
    ] {
        let wanted = Collected { on: date(on), amount };
        assert_eq!(cap.allows(date("2026-01-15"), today, &collected, wanted), allowed, "{on} {amount}");
    }
}

/// The interval of a date by counting the days one by one, each new unit at its boundary.
fn counted(cap: &Cap, start: Date, wanted: Date) -> i32 {
    let (mut units, mut day) = (0, start);
    let mut months = 0;
    while day < wanted {
        day = day.tomorrow().unwrap();
        let turns = match (cap.interval_unit, cap.calendar) {
            (Day, _) => true,
            (Week, true) => day.weekday() == Weekday::Monday,
            (Week, false) => day.weekday() == start.weekday(),
            (Month, true) => day.day() == 1,
            (Month, false) => {
                let due = start.day().min(day.days_in_month());
                day.day() == due
            }
        };
        if turns {
            months += 1;
            units = months;
        }
    }
    units / i32::from(cap.interval_count)
}

proptest! {
    #[test]
    fn counting_the_days_one_by_one_comes_to_the_same(
        unit in prop_oneof![Just(Day), Just(Week), Just(Month)],
        count in 1_u16..5,
        calendar in any::<bool>(),
        start in 0_i32..1500,
        payments in prop::collection::vec((0_i32..800, 0_u64..4000), 0..8),
        wanted in (0_i32..800, 0_u64..6000),
        used in 0_u64..6000,
        today in 0_i32..800,
    ) {
        let cap = Cap { used, ..cap(count, unit, calendar) };
        let start = date("2024-01-01") + start.days();
        let payments: Vec<_> =
            payments.into_iter().map(|(after, amount)| Collected { on: start + after.days(), amount }).collect();
        let today = start + today.days();
        let wanted = Collected { on: start + wanted.0.days(), amount: wanted.1 };
        let interval = counted(&cap, start, wanted.on);
        let mut sum = wanted.amount;
        for payment in payments.iter().chain([&Collected { on: today, amount: used }]) {
            if counted(&cap, start, payment.on) == interval {
                sum += payment.amount;
            }
        }
        prop_assert_eq!(cap.allows(start, today, &payments, wanted), sum <= 5000);
    }
}
