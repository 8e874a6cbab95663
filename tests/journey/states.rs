//! Every state of the form: audited, measured, read and looked at.
//!
//! [`table`] has the states, [`scene`] what the backend says in each, [`visit`] how a payer comes to them. Then, each on
//! its own: [`audit`] (axe, in all lights and both directions), [`languages`] (every one of them), [`measures`] (room,
//! targets, large and spaced text, focus, motion), [`pictures`] (what it looks like), [`spoken`] (what a screen reader is
//! given) and [`themes`].

mod audit;
mod languages;
mod measures;
mod pictures;
mod scene;
mod spoken;
mod table;
mod themes;
mod visit;
