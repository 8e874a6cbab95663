//! The form in a real browser: what only the browser can show.
//!
//! Rules are tested natively, beside the modules that hold them; whole journeys in `tests/journey`.

#![cfg(target_arch = "wasm32")]

mod confirming;
mod fields;
mod harness;
mod review;
mod review_schemes;
mod self_hosted;
mod summary;
mod wire;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
