//! The built page: files, compressed ones where the browser takes them, cached by what their names promise.

use axum::Router;
use axum::extract::Request;
use axum::handler::HandlerWithoutStateExt;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use tower_http::services::ServeDir;
use tower_http::services::fs::{Backend, DefaultServeDirFallback};

use crate::Pages;
use crate::embedded_page::EmbeddedPage;
use crate::error::AppError;
use crate::headers::is_for_programs;
use crate::html::Problem;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");

/// Everything that no route takes: a file of `pages`, or 404.
pub(crate) fn static_files(pages: &Pages) -> Router {
    match (pages, EmbeddedPage::find()) {
        (Pages::Folder(folder), _) => serving(ServeDir::new(folder)),
        (Pages::Inside, Some(page)) => serving(ServeDir::with_backend("", page)),
        (Pages::Inside, None) => Router::new().fallback(no_such_file),
    }
}

fn serving<Source: Backend>(files: ServeDir<DefaultServeDirFallback, Source>) -> Router {
    let files = files.precompressed_br().precompressed_gzip().fallback(no_such_file.into_service());
    Router::new().fallback_service(files).layer(from_fn(set_cache_control))
}

async fn no_such_file() -> Problem {
    Problem::of(AppError::NotFound)
}

async fn set_cache_control(request: Request, next: Next) -> Response {
    // `/api/` is no route, but whoever asks there expects our envelope.
    if is_for_programs(request.uri().path()) {
        return AppError::NotFound.into_response();
    }
    // No file has such a name; asked for its length alone, the files' service takes that for a failure of its own.
    if request.uri().path().contains("%00") {
        return no_such_file().await.into_response();
    }
    let value = if has_hash(request.uri().path()) { FOR_EVER } else { ASK_EACH_TIME };
    let mut response = next.run(request).await;
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(CACHE_CONTROL, value);
    }
    response
}

/// Whether the file's name holds a hyphen and at least 12 hexadecimal digits: the hash of its content.
///
/// Trunk writes 64 bits without leading zeros, so one name in sixteen has fewer than 16 digits.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let word =
        |part: &str| part.bytes().take_while(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte)).count();
    name.split('-').skip(1).any(|part| {
        let digits = word(part);
        digits >= 12 && part[digits..].bytes().next().is_none_or(|byte| !byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use axum::body::{Body, Bytes};
    use axum::http::HeaderMap;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    const HASHED: &str = "shop-0123456789abcdef_bg.wasm";

    async fn ask(router: &Router, request: (&str, &str, &[(&str, &str)])) -> (StatusCode, HeaderMap, Bytes) {
        let (method, path, headers) = request;
        let builder = Request::builder().method(method).uri(path);
        let builder = headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value));
        let answer = router.clone().oneshot(builder.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
    }

    /// A folder as `cargo xtask page` leaves it.
    fn built() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("themes")).unwrap();
        for (name, content) in [
            ("index.html", "<h1>Shop</h1>"),
            ("index.html.br", "brotli"),
            ("mandate-signup.css", "main {}"),
            ("mandate-signup.css.gz", "gzip"),
            ("themes/night.css", "night {}"),
            (HASHED, &"wasm".repeat(50_000)),
            (&format!("{HASHED}.br"), &"brotli".repeat(20_000)),
        ] {
            fs::write(folder.path().join(name), content).unwrap();
        }
        folder
    }

    #[tokio::test]
    async fn a_page_inside_the_program_is_served_as_its_folder_is() {
        let folder = built();
        let from_folder = serving(ServeDir::new(folder.path()));
        let from_inside = serving(ServeDir::with_backend("", EmbeddedPage::read(folder.path())));
        let (_, headers, _) = ask(&from_folder, ("GET", "/mandate-signup.css", &[])).await;
        let [tag, date] = ["etag", "last-modified"].map(|name| headers[name].to_str().unwrap());

        let hashed = format!("/{HASHED}");
        let paths = ["/", "/index.html", "/?signup=SG1", "/mandate-signup.css", "/themes/night.css", &hashed];
        let others =
            ["/themes", "/themes/", "/nothing.js", "/../Cargo.toml", "/%2e%2e/x", "/.%00/", "/index.html/", "/api/x"];
        let ways: [&[(&str, &str)]; 12] = [
            &[],
            &[("accept-encoding", "gzip, br")],
            &[("accept-encoding", "gzip")],
            &[("accept-encoding", "br;q=0, identity")],
            &[("if-none-match", tag)],
            &[("if-none-match", "\"other\"")],
            &[("if-modified-since", date)],
            &[("if-match", "\"other\"")],
            &[("range", "bytes=2-5")],
            &[("range", "bytes=-3"), ("accept-encoding", "br")],
            &[("range", "bytes=999999999-")],
            &[("range", "bytes=0-1,3-4")],
        ];
        let mut answered = 0;
        for path in paths.into_iter().chain(others) {
            for (method, headers) in ways.iter().flat_map(|way| [("GET", *way), ("HEAD", way), ("POST", way)]) {
                let request = (method, path, headers);
                let (folder, inside) = (ask(&from_folder, request).await, ask(&from_inside, request).await);
                assert_eq!(inside, folder, "{request:?}");
                answered += u32::from(folder.0.is_success());
            }
        }
        assert!(answered > 80, "{answered}");
        assert_eq!(ask(&from_inside, ("GET", "/mandate-signup.css", ways[4])).await.0, StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn a_name_that_no_file_can_have_is_not_found() {
        let folder = built();
        let files = serving(ServeDir::new(folder.path()));
        for method in ["GET", "HEAD"] {
            for headers in [&[][..], &[("accept-encoding", "br")]] {
                let answer = ask(&files, (method, "/index.html%00", headers)).await;
                assert_eq!(answer.0, StatusCode::NOT_FOUND, "{method} {headers:?}");
            }
        }
    }

    #[test]
    fn only_a_name_with_a_hash_is_kept_for_ever() {
        for (path, expected) in [
            ("/mandate-signup-0123456789abcdef.js", true),
            ("/mandate-signup-0123456789abcdef_bg.wasm", true),
            ("/a/b-0123456789abcdef0123.css", true),
            ("/mandate-signup.css", false),
            ("/mandate-signup-87e157e2d466402.js", true),
            ("/mandate-signup-0123456789a.js", false),
            ("/mandate-signup-0123456789abcdefg.js", false),
            ("/0123456789abcdef.js", false),
            ("/x-0123456789abcdef/index.html", false),
            ("/", false),
        ] {
            assert_eq!(has_hash(path), expected, "{path}");
        }
    }
}
