//! One payer, one browser, the whole way: shop, hosted page, back, and the mandate in the merchant's store.
//!
//! Each test starts a sandbox and a merchant backend of its own on free ports, with a database in a temporary folder,
//! and drives the built page in headless Chromium. `cargo xtask test` builds the page and says where everything is.

#![cfg(not(target_arch = "wasm32"))]

mod support;

mod altered_files;
mod back_and_reload;
mod dashboard;
mod embedding;
mod foreign_page;
mod happy_path;
mod keyboard;
mod limits;
mod mistakes;
mod once;
mod other_browser;
mod policy;
mod schemes;
mod self_hosted;
mod states;
mod trouble;
mod without_script;
