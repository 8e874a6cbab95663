//! `/pages/`: the built component's files.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use tower_http::services::ServeDir;

use crate::sandbox::Sandbox;

/// Serves `folder` under `/pages/`, the `.br` and `.gz` beside a file to who can read them; nothing without a folder.
pub(crate) fn serve(folder: Option<&Path>) -> Router<Sandbox> {
    let Some(folder) = folder else { return Router::new() };
    let files = ServeDir::new(folder).precompressed_br().precompressed_gzip().append_index_html_on_directories(false);
    Router::new().nest_service("/pages", files).layer(from_fn(let_cache))
}

/// A name with a hash never changes its content; any other is asked after each time.
async fn let_cache(request: Request, next: Next) -> Response {
    let is_hashed = request.uri().path().rsplit('/').next().is_some_and(has_hash);
    let mut response = next.run(request).await;
    let is_served = response.status().is_success() || response.status() == 304;
    let cache_control = if is_hashed && is_served { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache_control));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Whether there are 12 hexadecimal digits in a row; a build tool's 16 may have lost zeros at their beginning.
fn has_hash(name: &str) -> bool {
    name.split(|c: char| !c.is_ascii_digit() && !('a'..='f').contains(&c)).any(|run| run.len() >= 12)
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;
    use crate::options::Options;
    use crate::testing::TestSandbox;

    #[test]
    fn a_hash_is_a_long_row_of_hexadecimal_digits() {
        for (name, expected) in [
            ("mandate-signup-0123456789abcdef_bg.wasm", true),
            ("mandate-signup-0123456789abcdef.js", true),
            ("0123456789abcdef0123456789abcdef.css", true),
            ("mandate-signup-87e157e2d466402.js", true),
            ("mandate-signup-facade.js", false),
            ("mandate-signup.js", false),
        ] {
            assert_eq!(has_hash(name), expected, "{name}");
        }
    }

    #[tokio::test]
    async fn files_are_served_with_their_type_and_for_as_long_as_their_name_allows() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["mandate-signup.js", "signup-0123456789abcdef_bg.wasm", "signup-0123456789abcdef_bg.wasm.br"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let sandbox = TestSandbox::with(Options { pages: Some(folder.path().to_owned()), ..Options::default() });

        let script = sandbox.visit("/pages/mandate-signup.js").await;
        assert_eq!((script.status, &script.headers["cache-control"]), (200, &HeaderValue::from_static("no-cache")));
        assert_eq!(script.headers["content-type"], "text/javascript");

        let request = Request::get("/pages/signup-0123456789abcdef_bg.wasm").header("accept-encoding", "gzip, br");
        let wasm = sandbox.send(request.body("".into()).unwrap()).await;
        assert_eq!(wasm.headers["content-type"], "application/wasm");
        assert_eq!(wasm.headers["content-encoding"], "br");
        assert_eq!(wasm.headers["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(wasm.text, "signup-0123456789abcdef_bg.wasm.br");

        for path in
            ["/pages/missing-0123456789abcdef.js", "/pages/../Cargo.toml", "/pages/%2e%2e/Cargo.toml", "/pages/"]
        {
            let answer = sandbox.visit(path).await;
            assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
            if let Some(value) = answer.headers.get("cache-control") {
                assert_eq!(value, "no-cache");
            }
        }
    }

    #[tokio::test]
    async fn without_a_folder_there_are_no_pages() {
        assert_eq!(TestSandbox::new().visit("/pages/mandate-signup.js").await.status, 404);
    }
}
