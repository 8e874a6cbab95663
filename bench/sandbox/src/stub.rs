//! The peer: answers what the sandbox would, and keeps nothing.

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};

/// A customer as the sandbox writes one.
const CUSTOMER: &str = r#"{"customers":{"id":"CU0000AFTE48DJ","created_at":"2026-03-02T09:00:00.000Z","email":"frank@example.com","given_name":"Frank","family_name":"Osborne","company_name":null,"address_line1":"27 Acer Road","address_line2":null,"address_line3":null,"city":"London","region":null,"postal_code":"E8 3GX","country_code":"GB","language":"en","swedish_identity_number":null,"danish_identity_number":null,"phone_number":null,"metadata":{}}}"#;

/// Serves until it is stopped.
pub(crate) async fn serve() -> Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("stub ready on http://{}", listener.local_addr()?);
    let app = Router::new().route("/customers", post(create)).route("/customers/{id}", get(read));
    Ok(axum::serve(listener, app).await?)
}

async fn create(_: Bytes) -> impl IntoResponse {
    (StatusCode::CREATED, [(header::CONTENT_TYPE, "application/json")], CUSTOMER)
}

async fn read() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], CUSTOMER)
}
