//! TLS to the server: the right one, or none.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use merchant::store::StoreError;
use merchant::store::postgres::PostgresStore;

use crate::cluster::Cluster;

/// Makes an authority, and a key and certificate for `localhost` that it has signed.
fn certificates(folder: &Path) {
    let openssl = |arguments: &str| {
        let made = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output();
        let made = made.expect("openssl is missing: install it (Debian's postgresql brings it)");
        assert!(made.status.success(), "{arguments}: {}", String::from_utf8_lossy(&made.stderr));
    };
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -subj /CN=Tests \
         -days 2 -addext basicConstraints=critical,CA:TRUE",
    );
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.csr \
         -subj /CN=localhost",
    );
    fs::write(folder.join("names"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n").unwrap();
    openssl("x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile names");
}

#[tokio::test]
async fn only_the_server_that_its_certificate_names_is_talked_to() {
    let folder = tempfile::tempdir().unwrap();
    certificates(folder.path());
    let file = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let (_cluster, port) = Cluster::encrypted(&file("server.pem"), &file("server.key"));

    let authority = folder.path().join("ca.pem").display().to_string();
    let open = async |host: &str, parameters: &str| {
        let url = format!("postgres://owner@{host}:{port}/postgres?{parameters}");
        PostgresStore::open(&url.parse().unwrap()).await.map(drop)
    };
    assert_eq!(open("localhost", &format!("sslmode=verify-full&sslrootcert={authority}")).await, Ok(()));
    let is_refused = |opened: Result<(), StoreError>| matches!(opened, Err(StoreError::Unavailable(_)));
    // Another name than the certificate's; an authority that is not ours; no authority at all.
    assert!(is_refused(open("127.0.0.1", &format!("sslmode=require&sslrootcert={authority}")).await));
    assert!(is_refused(open("localhost", "sslmode=require").await));
    assert!(is_refused(open("localhost", "sslmode=require&sslrootcert=/nowhere.pem").await));

    // A server, or whoever is in between, that has no TLS.
    Cluster::run_over(port, "ALTER SYSTEM SET ssl = off");
    Cluster::run_over(port, "SELECT pg_reload_conf()");
    let began = Instant::now();
    let plain = loop {
        assert!(began.elapsed() < Duration::from_mins(1), "the server goes on with TLS");
        let opened = open("localhost", &format!("sslmode=require&sslrootcert={authority}")).await;
        if is_refused(opened.clone()) {
            break opened;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(format!("{plain:?}").contains("TLS"), "{plain:?}");
    assert_eq!(open("localhost", "sslmode=disable").await, Ok(()));
}
