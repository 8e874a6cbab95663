//! The hosted pages: what a payer sees of GoCardless on the way through a redirect flow or a billing request flow.
//!
//! One journey, walked in two ways: by the component, in JSON (`details`, `actions/submit`), or by a plain form
//! (`POST` to the flow, `review`, `confirm`). Either ends at the merchant's `success_redirect_url`.

mod account_choice;
mod authority;
mod bank_form;
mod bank_rows;
mod billing;
mod confirm_flow;
mod details;
mod form;
mod frame;
mod get_flow;
mod headers;
mod notice;
mod payer;
mod read_form;
mod review_flow;
mod same_origin;
mod save_details;
mod scheme_text;
mod show_flow;
mod show_mandate_pdf;
mod show_success;
mod submit_flow;
mod terms;
mod visit;
mod words;

pub(crate) use self::billing::{
    answer_at_bank, exit_flow, show_bank, start_flow, start_template, template_address, thank_payer,
};
pub(crate) use self::confirm_flow::confirm_flow;
pub(crate) use self::get_flow::get_flow;
pub(crate) use self::headers::{keep_private, page, show_styles};
pub(crate) use self::review_flow::review_flow;
pub(crate) use self::same_origin::{SameOrigin, is_same_origin};
pub(crate) use self::save_details::save_details;
pub(crate) use self::show_flow::show_flow;
pub(crate) use self::show_mandate_pdf::{show_flow_mandate, show_mandate_pdf};
pub(crate) use self::show_success::show_success;
pub(crate) use self::submit_flow::submit_flow;
