//! Every state of the form: audited, measured, read and looked at.
//!
//! [`table`] has the states, [`scene`] what the backend says in each, [`visit`] how a payer comes to them. Then, each on
//! its own: [`audit`] (axe, in all lights, directions and languages), [`measures`] (room, targets, large text) and
//! [`spoken`] (what a screen reader is given).

mod audit;
mod measures;
mod scene;
mod spoken;
mod table;
mod themes;
mod visit;
