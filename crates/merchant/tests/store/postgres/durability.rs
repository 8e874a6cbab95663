//! What is acknowledged is on PostgreSQL's disk.

use super::connected;
use crate::cluster::Database;
use crate::records::{OWN, at, signup};

/// The database notes how the transactions wait in which signups and the audit log are written.
const NOTE: &str = "
    CREATE TABLE waits (setting text);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO waits VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
    CREATE TRIGGER note BEFORE INSERT ON signups EXECUTE FUNCTION note();
    CREATE TRIGGER note BEFORE INSERT ON audit_log EXECUTE FUNCTION note();";

#[tokio::test]
async fn promise_11_a_commit_waits_for_the_disk_whatever_the_server_is_set_up_for_and_for_no_less_than_that() {
    for (setting, expected) in [
        ("off", "on"),
        ("local", "local"),
        ("on", "on"),
        ("remote_write", "remote_write"),
        ("remote_apply", "remote_apply"),
    ] {
        let database = Database::fresh();
        drop(connected(&database.url()).await);
        database.run(NOTE);
        database.run(&format!("ALTER DATABASE {} SET synchronous_commit = {setting}", database.name()));

        let store = connected(&database.url()).await;
        store.start_signup(signup("SG1")).await.unwrap();
        assert_eq!(store.write_audit(OWN, &["SG1".parse().unwrap()], at(0)).await.unwrap().lines, 1);
        let rows = database.peek().await.query("SELECT setting FROM waits", &[]).await.unwrap();
        let waits: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(waits, [expected; 2], "{setting}");
    }
}
