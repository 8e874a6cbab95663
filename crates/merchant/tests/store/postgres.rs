//! The PostgreSQL engine: the suite, and what is its own.

use std::sync::Arc;

use merchant::store::postgres::PostgresStore;
use merchant::store::{StepState, Store};

use crate::cluster::Database;
use crate::records::{OWN, complete_step, signup};

struct Fixture {
    store: Arc<dyn Store>,
    // Dropped last, when nobody is connected.
    database: Database,
}

impl Fixture {
    fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }
}

async fn connected(database: &Database) -> Arc<dyn Store> {
    Arc::new(PostgresStore::open(&database.url().parse().unwrap()).await.unwrap())
}

async fn open() -> Fixture {
    let database = Database::fresh();
    Fixture { store: connected(&database).await, database }
}

conformance_suite!(open);
