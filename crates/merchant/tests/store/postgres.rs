//! The PostgreSQL engine: the suite, and what is its own.

mod durability;
mod encryption;
mod failover;
mod migrations;
mod plans;
mod schema;
mod trouble;

use std::sync::Arc;

use merchant::store::Store;
use merchant::store::postgres::PostgresStore;

use crate::cluster::Database;
use crate::counters::of_postgres;
use crate::newer_schema::newer_schema;

/// The schema of the program's version 1.
const VERSION_1: &str = include_str!("../../migrations/postgres/0001_signups.sql");

struct Fixture {
    store: Arc<dyn Store>,
    // Dropped last, when nobody is connected any more.
    database: Database,
}

impl Fixture {
    fn put_counters(&self, last: i64) {
        self.database.run(&of_postgres(last));
    }

    fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }
}

async fn connected(url: &str) -> Arc<dyn Store> {
    Arc::new(PostgresStore::open(&url.parse().unwrap()).await.unwrap())
}

async fn open() -> Fixture {
    let database = Database::fresh();
    let store = connected(&database.url()).await;
    for migration in newer_schema("postgres") {
        database.run(&migration);
    }
    Fixture { store, database }
}

conformance_suite!(open);
