//! `/oauth/connections`: which apps each organisation is connected to, with a button to end it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::fields::Fields;
use super::page::{merchant_page, notice};
use super::words::Words;
use crate::hosted::SameOrigin;
use crate::sandbox::Sandbox;

/// `GET`: every organisation of the sandbox: it knows no passwords.
pub(crate) async fn show_connections(State(sandbox): State<Sandbox>) -> Response {
    let ledger = sandbox.ledger();
    let organisations: Vec<_> = ledger.organisations().filter(|it| !it.closed).collect();
    let main = html! {
        p class="signup__text" { "An app that is disconnected can no longer call the API, and is told so." }
        @for organisation in organisations {
            h2 class="signup__subtitle" { (organisation.name()) }
            p class="signup__text" { (organisation.email) ", " (organisation.id) }
            @let open: Vec<_> = organisation.connections.iter().filter(|it| it.is_open()).collect();
            @if open.is_empty() {
                p { "Connected to no app." }
            }
            @for connection in open {
                @let name = ledger.app(&connection.client_id).map_or("An app", |app| app.name.as_str());
                form method="post" action="/oauth/connections" {
                    input type="hidden" name="organisation_id" value=(organisation.id);
                    input type="hidden" name="client_id" value=(connection.client_id);
                    p { (name) ", since " (connection.connected_at) }
                    button class="hosted__change" type="submit" { "Disconnect " (name) }
                }
            }
        }
    };
    merchant_page(StatusCode::OK, Words::in_language("en"), "Connected apps", None, &main)
}

/// `POST`: the merchant disconnects an app.
pub(crate) async fn end_connection(State(sandbox): State<Sandbox>, _: SameOrigin, fields: Fields) -> Response {
    let mut ledger = sandbox.ledger();
    let number = ledger.organisation_with_id(fields.get("organisation_id").unwrap_or_default());
    let client_id = fields.get("client_id").unwrap_or_default();
    if number.is_some_and(|number| ledger.disconnect(number, client_id)) {
        return Redirect::to("/oauth/connections").into_response();
    }
    let text = "The organisation and the app are not connected, or no longer.";
    notice(StatusCode::NOT_FOUND, Words::in_language("en"), "There is no such connection", text)
}

#[cfg(test)]
mod tests {
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_merchant_disconnects_an_app_with_a_button() {
        let sandbox = TestSandbox::new();
        let granted = sandbox.connect_northwind("read_write").await;
        let organisation = granted["organisation_id"].as_str().unwrap().to_owned();
        let page = sandbox.visit("/oauth/connections").await;
        assert!(page.text.contains("Disconnect Harbour Books</button>"), "{}", page.text);
        let fields = [("organisation_id", organisation.as_str()), ("client_id", "sandbox_demo_app")];
        assert_eq!(sandbox.fill_in("/oauth/connections", &fields).await.status, 303);
        assert_eq!(sandbox.fill_in("/oauth/connections", &fields).await.status, 404);
        assert!(sandbox.visit("/oauth/connections").await.text.contains("Connected to no app."));
        assert_eq!(sandbox.events().last().unwrap().action, "disconnected");
    }
}
