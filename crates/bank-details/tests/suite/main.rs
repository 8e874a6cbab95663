//! Facts as tables with their source, properties, and second implementations.

mod account;
mod autogiro;
mod becs_nz;
mod iban;
mod identity;
mod properties;
mod table;
mod typing;
mod uk;
