//! What the schema must and must not have.

use super::open;

#[tokio::test]
async fn promise_19_no_column_is_narrow_and_every_key_begins_with_the_organisation() {
    let fixture = open().await;
    let peek = fixture.database.peek().await;
    let columns = peek
        .query(
            "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
             WHERE table_schema = 'public' AND data_type NOT IN ('bigint', 'text', 'bytea')",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(columns.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>(), [""; 0]);

    let sequences = "SELECT count(*), min(seqmax) FROM pg_sequence";
    let row = peek.query_one(sequences, &[]).await.unwrap();
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (1, i64::MAX));

    let keys = peek
        .query(
            "SELECT t.relname || '.' || x.relname, a.attname
             FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
             JOIN pg_namespace n ON n.oid = t.relnamespace
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
             WHERE n.nspname = 'public' AND t.relname <> 'schema_migrations'",
            &[],
        )
        .await
        .unwrap();
    assert!(keys.len() >= 8, "{}", keys.len());
    for key in keys {
        assert_eq!(key.get::<_, &str>(1), "organisation_id", "{}", key.get::<_, &str>(0));
    }
}

#[tokio::test]
async fn nothing_is_written_by_the_database_itself() {
    let fixture = open().await;
    let hidden = "SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal)
                       + (SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                          WHERE n.nspname = 'public')";
    let row = fixture.database.peek().await.query_one(hidden, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
}
