use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::super::{KINDS, Seed};
use crate::Options;
use crate::testing::TestSandbox;

/// JSON that may nearly be a seed.
fn nearly_a_seed() -> impl Strategy<Value = Value> {
    let words = "id|created_at|links|status|customer|customer_bank_account|mandate|payment|payout|billing_request|amount|count|charge_date|metadata|cap|iban";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "X1|X2||active|9999-12-31|2999-12-31T00:00:00Z|bacs|GB|\\PC{3}".prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(words, inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    let fields = prop::collection::btree_map(words, value, 0..3);
    let resource = ("X[1-3]", fields).prop_map(|(id, fields)| {
        let mut fields: Map<String, Value> = fields.into_iter().collect();
        fields.insert("id".to_owned(), id.into());
        Value::Object(fields)
    });
    let kinds: Vec<_> = KINDS.iter().map(|(kind, _)| *kind).chain(crate::shapes::names()).collect();
    let lists = prop::collection::btree_map(prop::sample::select(kinds), prop::collection::vec(resource, 0..3), 0..4);
    lists.prop_map(|lists| {
        Value::Object(lists.into_iter().map(|(kind, resources)| (kind.to_owned(), Value::from(resources))).collect())
    })
}

proptest! {
    #[test]
    fn whatever_is_in_a_seed_it_is_taken_or_told_in_one_line(seed in nearly_a_seed()) {
        match Seed::from_json(&seed.to_string()) {
            Ok(seed) => {
                let sandbox = TestSandbox::with(Options { seed: Some(seed), ..Options::default() });
                sandbox.advance(Duration::from_hours(24 * 900));
                drop(sandbox.events());
            }
            Err(error) => prop_assert_eq!(error.to_string().lines().count(), 1),
        }
    }
}
