//! Promise 20: an audit log that cannot be written stops nothing, is told, and is whole afterwards.

use std::time::Duration;

use merchant::background;

use crate::support::{Engine, TestMerchant};

/// A trouble with the log, and its end.
struct Trouble {
    engine: Engine,
    name: &'static str,
    begin: &'static str,
    end: &'static str,
}

const TROUBLES: [Trouble; 6] = [
    Trouble {
        engine: Engine::Sqlite,
        name: "full counter",
        begin: "INSERT INTO audit_log VALUES (1, 9223372036854775807, 'last', 'SG0', NULL, 0)",
        end: "DELETE FROM audit_log WHERE action = 'last'",
    },
    Trouble {
        engine: Engine::Sqlite,
        name: "missing table",
        begin: "ALTER TABLE audit_log RENAME TO elsewhere",
        end: "ALTER TABLE elsewhere RENAME TO audit_log",
    },
    Trouble {
        engine: Engine::Postgres,
        name: "full counter",
        begin: "SELECT setval('audit_log_id_seq', 9223372036854775807)",
        end: "ALTER TABLE audit_log ALTER COLUMN id RESTART WITH 1000",
    },
    Trouble {
        engine: Engine::Postgres,
        name: "missing table",
        begin: "ALTER TABLE audit_log RENAME TO elsewhere",
        end: "ALTER TABLE elsewhere RENAME TO audit_log",
    },
    Trouble {
        engine: Engine::Postgres,
        name: "no rights",
        begin: "CREATE ROLE %_clerk LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO %_clerk;
                REVOKE ALL ON audit_log FROM %_clerk",
        end: "GRANT INSERT ON audit_log TO %_clerk",
    },
    Trouble { engine: Engine::Postgres, name: "missing partition", begin: PARTITIONED, end: LATER_PARTITION },
];

/// The log in partitions by action, of which one is missing.
const PARTITIONED: &str = "
    CREATE TABLE parts (organisation_id BIGINT NOT NULL, id BIGINT NOT NULL DEFAULT nextval('audit_log_id_seq'),
                        action TEXT NOT NULL, signup_id TEXT NOT NULL, detail TEXT, created_at BIGINT NOT NULL)
        PARTITION BY LIST (action);
    CREATE TABLE parts_started PARTITION OF parts FOR VALUES IN ('signup_started', 'audit_gap');
    INSERT INTO parts SELECT * FROM audit_log WHERE action = 'signup_started';
    ALTER TABLE audit_log RENAME TO whole;
    ALTER TABLE parts RENAME TO audit_log";
const LATER_PARTITION: &str = "
    CREATE TABLE parts_rest PARTITION OF audit_log DEFAULT;
    INSERT INTO audit_log SELECT * FROM whole WHERE action <> 'signup_started'";

/// Lines of the log, as `action signup detail`, in the order of their names.
async fn lines(merchant: &TestMerchant) -> Vec<String> {
    let lines = "SELECT action || ' ' || signup_id || ' ' || coalesce(detail, '') FROM audit_log
                 WHERE signup_id <> 'SG0'";
    let mut lines = merchant.store.texts(lines).await;
    lines.sort();
    lines
}

/// Signs somebody up; returns the lines that tell of it.
async fn sign_up(merchant: &TestMerchant) -> [String; 3] {
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let id = signup["id"].as_str().unwrap();
    let mandate = browser.complete(id, &flow).await.signup(200)["mandate"]["id"].as_str().unwrap().to_owned();
    let subscription = merchant.sandbox.subscriptions().pop().unwrap().id;
    [
        format!("signup_started {id} magazine"),
        format!("signup_completed {id} {mandate}"),
        format!("collection_made {id} {subscription}"),
    ]
}

#[tokio::test]
async fn promise_20_a_log_that_cannot_be_written_stops_nothing_and_is_whole_afterwards() {
    for Trouble { engine, name, begin, end } in TROUBLES {
        engine.choose();
        let mut merchant = TestMerchant::start().await;
        let mut expected = sign_up(&merchant).await.to_vec();
        assert_eq!(background::write_audit(&merchant.state).await, Ok(3), "{name}");
        let role = merchant.store.name();
        merchant.store.run(&begin.replace('%', &role));
        if begin.contains("_clerk") {
            merchant.config.store = merchant.store.config_as(&format!("{role}_clerk"));
            merchant.restart().await;
        }

        let held_up = sign_up(&merchant).await;
        expected.extend(held_up.clone());
        assert_eq!(merchant.browser().get("/readyz").await.status, 200, "{name}");
        for pass in 1..=3 {
            assert_eq!(background::write_audit(&merchant.state).await, Ok(0), "{name}");
            assert_eq!(merchant.state.counters().audit_gaps.get(), pass, "{name}");
        }
        // Nobody remembers but the store.
        merchant.restart().await;
        merchant.advance(Duration::from_mins(2));

        merchant.store.run(&end.replace('%', &role));
        assert_eq!(background::write_audit(&merchant.state).await, Ok(3), "{name}");
        assert_eq!(background::write_audit(&merchant.state).await, Ok(0), "{name}");
        assert_eq!(merchant.state.counters().audit_late.get(), 3, "{name}");
        let id = held_up[0].split(' ').nth(1).unwrap();
        expected.push(format!("audit_gap {id} 3 late"));
        expected.sort();
        assert_eq!(lines(&merchant).await, expected, "{name}");

        if begin.contains("_clerk") {
            merchant.config.store = merchant.store.config();
            merchant.restart().await;
            merchant.store.run(&format!("DROP OWNED BY {role}_clerk; DROP ROLE {role}_clerk"));
        }
    }
}

/// Three hundred lines that fit nowhere are before it, the oldest first.
#[tokio::test]
async fn promise_20_what_the_log_takes_goes_in_whatever_is_stuck_before_it() {
    let of_postgres =
        "INSERT INTO signups (organisation_id, id, flow, plan, plan_terms, status, browser_hash, request_hash,
                                            session_token, return_url, created_at, audit_due, audit_since)
         SELECT 1, 'SG00ODD' || number, flow, plan, plan_terms, 'expired', browser_hash, request_hash, '', '', 0,
                '{\"action\":\"odd\",\"detail\":null,\"at\":5}', number
         FROM signups, generate_series(1, 300) number";
    let choosy = "ALTER TABLE audit_log RENAME TO whole;
         CREATE TABLE audit_log (organisation_id INTEGER NOT NULL, id INTEGER NOT NULL,
                                 action TEXT NOT NULL, signup_id TEXT NOT NULL, detail TEXT,
                                 created_at INTEGER NOT NULL, PRIMARY KEY (organisation_id, id)) STRICT;
         CREATE TRIGGER choosy BEFORE INSERT ON audit_log WHEN NEW.action = 'odd'
         BEGIN SELECT RAISE(ABORT, 'not this one'); END";
    let of_sqlite = "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers LIMIT 300)
         INSERT INTO audit_due SELECT 1, 'SG00ODD' || number, 1, 'odd', NULL, 5 FROM numbers";
    let whole =
        "INSERT INTO whole SELECT * FROM audit_log; DROP TABLE audit_log; ALTER TABLE whole RENAME TO audit_log";
    for (engine, begin, odd, end) in
        [(Engine::Postgres, PARTITIONED, of_postgres, LATER_PARTITION), (Engine::Sqlite, choosy, of_sqlite, whole)]
    {
        engine.choose();
        let merchant = TestMerchant::start().await;
        merchant.store.run(begin);
        merchant.browser().start().await.signup(201);
        merchant.store.run(odd);
        let mut passes = 0;
        while lines(&merchant).await.is_empty() {
            background::write_audit(&merchant.state).await.unwrap();
            passes += 1;
            assert!(passes < 40);
        }
        assert!(passes > 1, "it was to wait behind others");
        merchant.store.run(end);
        let mut written = 0;
        while written < 300 {
            written += background::write_audit(&merchant.state).await.unwrap();
        }
        assert_eq!(lines(&merchant).await.len(), 601, "each with its gap");
    }
}

/// Two instances that move the same lines at once, again and again.
#[tokio::test]
async fn promise_20_every_line_is_written_once_whoever_writes_it() {
    Engine::Postgres.choose();
    let merchant = TestMerchant::start().await;
    let other = merchant.another_state().await;
    let mut expected = Vec::new();
    for _ in 0..10 {
        let signing_up = sign_up(&merchant);
        let writing = async {
            for _ in 0..5 {
                let (one, two) =
                    tokio::join!(background::write_audit(&merchant.state), background::write_audit(&other));
                one.unwrap();
                two.unwrap();
            }
        };
        expected.extend(tokio::join!(signing_up, writing).0);
    }
    background::write_audit(&other).await.unwrap();
    expected.sort();
    assert_eq!(lines(&merchant).await, expected);
    assert_eq!(merchant.state.counters().audit_gaps.get() + other.counters().audit_gaps.get(), 0);
}
