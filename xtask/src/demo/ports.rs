//! The two ports of the demo: the merchant's as asked for, the sandbox's right after it.

use std::{io::ErrorKind, net::TcpListener};

use anyhow::{Context, Result, bail, ensure};

/// Two ports side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ports {
    merchant: u16,
}

impl Ports {
    const DEFAULT: Self = Self { merchant: 8080 };

    /// From the command line: nothing, `--port N` or `--port=N`.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self> {
        let words: Vec<&str> = arguments.iter().flat_map(|argument| argument.split('=')).collect();
        match words.as_slice() {
            [] => Ok(Self::DEFAULT),
            ["--port", number] => {
                let merchant: u16 = number.parse().with_context(|| format!("`{number}` is not a port number"))?;
                ensure!((1..u16::MAX).contains(&merchant), "--port takes a number from 1 to 65534");
                Ok(Self { merchant })
            }
            _ => bail!("`cargo xtask demo` takes only `--port NUMBER`"),
        }
    }

    /// Where the page is.
    pub(crate) fn merchant(self) -> u16 {
        self.merchant
    }

    /// Where the pretend provider is.
    pub(crate) fn sandbox(self) -> u16 {
        self.merchant + 1
    }

    /// An error while another program has one of them.
    pub(crate) fn ensure_free(self) -> Result<()> {
        let ports = [(self.merchant(), "the page"), (self.sandbox(), "the sandbox")];
        // A browser tries both addresses of `localhost`; a machine may lack the second.
        let addresses = ports.map(|(port, whose)| ["127.0.0.1", "::1"].map(|address| (address, port, whose)));
        for (address, port, whose) in addresses.into_iter().flatten() {
            match TcpListener::bind((address, port)) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::AddrNotAvailable && address == "::1" => {}
                Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
                    "port {port} for {whose} is taken: stop what listens there, or choose another pair with \
                     `cargo xtask demo --port NUMBER`"
                ),
                Err(error) => bail!("cannot listen on port {port} ({error}): choose another with `--port NUMBER`"),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Ports> {
        Ports::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn the_port_is_8080_or_as_asked_for() {
        let cases = [("", 8080, 8081), ("--port 9000", 9000, 9001), ("--port=1", 1, 2)];
        for (line, merchant, sandbox) in cases {
            let ports = parse(line).unwrap();
            assert_eq!((ports.merchant(), ports.sandbox()), (merchant, sandbox), "{line}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for line in ["--port", "--port x", "--port 0", "--port 65535", "--port 70000", "9000", "--verbose"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_taken_port_is_named_with_the_way_out() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let merchant = taken.local_addr().unwrap().port().min(u16::MAX - 1);
        let error = Ports { merchant }.ensure_free().unwrap_err().to_string();
        assert!(error.contains(&merchant.to_string()) && error.contains("--port"), "{error}");
    }
}
