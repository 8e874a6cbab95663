//! Deploys: a program that is told to stop under load.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::receive_webhook::cases;
use crate::support::{Program, TestMerchant, magazine};

/// 50 stops with `MERCHANT_TEST_FULL=1`. Each request makes a flow at GoCardless: one that was read and not answered would
/// leave a flow more than there are answers.
#[tokio::test]
async fn promise_25_a_program_told_to_stop_under_load_answers_all_that_it_has_read() {
    let merchant = TestMerchant::start().await;
    let mut answered = 0;
    for round in 0..cases(3, 50) {
        let program = Arc::new(Program::start(&merchant).await);
        let mut senders = JoinSet::new();
        for _ in 0..16 {
            let program = Arc::clone(&program);
            senders.spawn(async move {
                let mut answered = 0;
                while let Some((head, _)) = program.post("/api/signups", "", &magazine()).await {
                    assert!(head.starts_with("HTTP/1.1 201"), "{head}");
                    answered += 1;
                }
                answered
            });
        }
        while merchant.sandbox.redirect_flows().len() < answered + 40 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        program.terminate();
        answered += senders.join_all().await.into_iter().sum::<usize>();
        assert!(Arc::into_inner(program).unwrap().has_ended_well(), "round {round}");
        assert_eq!(merchant.sandbox.redirect_flows().len(), answered, "round {round}");
    }
}
