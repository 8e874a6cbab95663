//! The real program, killed in a flood of webhooks: promise 11.

use std::sync::Arc;
use std::time::Duration;

use gocardless_api::WebhookSecret;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::kill::moment;
use crate::receive_webhook::cases;
use crate::support::{Death, Engine, Program, SECRET, TestMerchant, When, delivery, event, loss};

const CONNECTIONS: u32 = 8;
/// Webhooks a connection sends, one after another.
const EACH: u32 = 4;
const EVENTS: u32 = 20;

/// Where the flood ends.
#[derive(Clone, Copy, Debug)]
enum Point {
    BeforeStoring,
    InsideCommit,
    AfterCommit,
    Acknowledged,
    AnyTime,
}

const POINTS: [Point; 5] =
    [Point::BeforeStoring, Point::InsideCommit, Point::AfterCommit, Point::Acknowledged, Point::AnyTime];

impl Point {
    /// The death of this number, after some acknowledgements. See `support::Point` for what the halves are.
    fn death(self, number: u32, engine: Engine) -> Death {
        let is_other = number % 2 == 1;
        let mut calls: Vec<_> = (0..number / 2 % 7).map(|_| "send HTTP/1.1 204".to_owned()).collect();
        let mut call = |name: &str| calls.push(name.to_owned());
        let (store, written) = match engine {
            Engine::Sqlite => (r#"frame "resource_type":"#, "sync"),
            Engine::Postgres => (r#"send "resource_type":"#, "reply"),
        };
        let when = match self {
            Self::BeforeStoring => {
                calls.extend(["recv POST /webhooks ".to_owned(), store.to_owned()]);
                When::Before
            }
            Self::InsideCommit => {
                call(store);
                match engine {
                    Engine::Sqlite if is_other => {
                        call(written);
                        When::Before
                    }
                    _ if is_other => When::After,
                    _ => When::Half,
                }
            }
            Self::AfterCommit => {
                calls.extend([store.to_owned(), written.to_owned()]);
                When::After
            }
            Self::Acknowledged => {
                calls.push("send HTTP/1.1 204".to_owned());
                When::After
            }
            Self::AnyTime => {
                calls.clear();
                When::After
            }
        };
        Death { calls, when, loss: loss(number, engine) }
    }
}

/// 200 kills at each point and as many at any time, with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_11_killed_in_a_flood_nothing_acknowledged_is_missing() {
    let mut merchant = TestMerchant::start().await;
    for (point, first) in POINTS.into_iter().zip(3..) {
        for number in first..first + cases(1, 200) {
            let death = point.death(number, merchant.store.engine());
            let context = format!("{point:?} {death:?}");
            let flood = Flood(format!("{point:?}{number}"));
            let drive = async |program: Arc<Program>| {
                let breaking = flood.breaks_over(Arc::clone(&program));
                if let Point::AnyTime = point {
                    let ((), acknowledged) = tokio::join!(
                        async {
                            sleep(4 * moment(number)).await;
                            program.kill();
                        },
                        breaking
                    );
                    return acknowledged;
                }
                breaking.await
            };
            let acknowledged = merchant.crash(death, drive).await;
            flood.assert_is_there(&merchant, &acknowledged, &context).await;
            flood.comes_again(&merchant, &context).await;
        }
    }
}

/// Webhooks of some rounds of a test, by a name for their resources.
struct Flood(String);

impl Flood {
    /// Sends all webhooks, each connection one after another for as long as it gets answers; returns those that were
    /// acknowledged.
    async fn breaks_over(&self, program: Arc<Program>) -> Vec<u32> {
        let mut senders = JoinSet::new();
        for connection in 0..CONNECTIONS {
            let program = Arc::clone(&program);
            let bodies: Vec<_> = (0..EACH).map(|it| connection * EACH + it).map(|it| (it, self.body(it))).collect();
            senders.spawn(async move {
                let mut acknowledged = Vec::new();
                for (number, body) in bodies {
                    let signature =
                        format!("webhook-signature: {}\r\n", WebhookSecret::new(SECRET).sign(body.as_bytes()));
                    let Some(answer) = program.first_line("/webhooks", &signature, &body).await else { break };
                    assert_eq!(answer, "HTTP/1.1 204 No Content\r\n");
                    acknowledged.push(number);
                }
                acknowledged
            });
        }
        senders.join_all().await.concat()
    }

    /// Checks that every event of these webhooks is in the store, and can be applied once leases have ended.
    async fn assert_is_there(&self, merchant: &TestMerchant, webhooks: &[u32], context: &str) {
        merchant.advance(Duration::from_mins(2));
        merchant.apply().await;
        for number in webhooks {
            let mandate = merchant.ask(&format!("/merchant/mandates/{}", self.mandate(*number))).await;
            let history = mandate["mandates"]["history"].as_array().unwrap();
            assert!(history.iter().all(|event| event["state"] == "applied"), "{context}: {mandate}");
            assert_eq!(history.len(), EVENTS as usize, "{context}");
            assert_eq!(mandate["mandates"]["status"], "active", "{context}");
        }
    }

    /// GoCardless sends again what was not acknowledged, and all the rest besides; each event is there once.
    async fn comes_again(&self, merchant: &TestMerchant, context: &str) {
        let all: Vec<_> = (0..CONNECTIONS * EACH).collect();
        for number in &all {
            assert_eq!(merchant.deliver_body(&self.body(*number)).await.status, 204);
        }
        self.assert_is_there(merchant, &all, context).await;
    }

    fn mandate(&self, number: u32) -> String {
        format!("MD{}x{number}", self.0)
    }

    fn body(&self, number: u32) -> String {
        let of = self.mandate(number);
        let event = |it| event(&format!("EV{}x{number}x{it}", self.0), "mandates", "active", &of, it);
        delivery(&(0..EVENTS).map(event).collect::<Vec<_>>())
    }
}
