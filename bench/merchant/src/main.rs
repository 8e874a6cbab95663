//! `cargo xtask bench merchant`: the merchant backend beside servers as GoCardless's own guides show them.
//!
//! Prints figures, ratios and which bars are met, and fails for none of them. Whoever starts it pins it to a processor; it
//! pins the servers to the first.

mod bars;
mod calls;
mod events;
mod http;
mod load;
mod options;
mod process;
mod report;
mod rounds;
mod servers;
mod stub;

use anyhow::Result;

use crate::options::Options;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let options = Options::parse(std::env::args().skip(1))?;
    let report = rounds::measure(&options).await?;
    print!("{report}");
    Ok(())
}
