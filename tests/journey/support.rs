//! What the journeys share: a [`House`] (sandbox, merchant, database) and a [`Payer`] (a browser) who visits it.
//!
//! ```text
//! let house = House::open().await;
//! let payer = Payer::arrive(&house.shop()).await;
//! payer.starts_signup().await;
//! payer.fills_in_details(&Details::sort_code()).await;
//! ```
//!
//! Things are found as a person finds them: inputs by their label, buttons and links by their text, steps by their
//! title; in shadow roots too. Every wait ends: with what was waited for, or with what the page showed instead.

mod axe;
mod browser;
mod find;
mod house;
mod payer;
mod picture;
mod site;
mod stage;
mod traces;
mod violations;

pub(crate) use browser::Browser;
pub(crate) use house::House;
pub(crate) use payer::{Details, Payer};
pub(crate) use picture::Picture;
pub(crate) use site::Site;
pub(crate) use stage::{Answer, Scene, Stage};
pub(crate) use traces::{Log, Secrets};
