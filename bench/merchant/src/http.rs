//! As much of HTTP/1.1 as both ends here need: a head, a length, a body.

use anyhow::{Context, Result, ensure};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

/// A message that has arrived whole, in a buffer.
pub(crate) struct Message<'a> {
    pub(crate) head: &'a str,
    pub(crate) body: &'a [u8],
}

/// Reads one message into the emptied `buffer`; none where the other end has nothing more to say.
pub(crate) async fn read<'a>(stream: &mut TcpStream, buffer: &'a mut Vec<u8>) -> Result<Option<Message<'a>>> {
    buffer.clear();
    let (head, length) = loop {
        let seen = buffer.len();
        if stream.read_buf(buffer).await? == 0 {
            ensure!(buffer.is_empty(), "the connection was closed in the middle of a message");
            return Ok(None);
        }
        // The end may lie across two reads.
        let from = seen.saturating_sub(3);
        let Some(end) = buffer[from..].windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
        let head = from + end;
        break (head, content_length(std::str::from_utf8(&buffer[..head])?)?);
    };
    let whole = head + 4 + length;
    while buffer.len() < whole {
        ensure!(stream.read_buf(buffer).await? > 0, "the connection was closed in the middle of a body");
    }
    Ok(Some(Message { head: std::str::from_utf8(&buffer[..head])?, body: &buffer[head + 4..whole] }))
}

fn content_length(head: &str) -> Result<usize> {
    match header(head, "content-length") {
        Some(length) => length.parse().context("a length that is no number"),
        // What has neither a length nor chunks has no body.
        None if header(head, "transfer-encoding").is_none() => Ok(0),
        None => anyhow::bail!("a body without its length"),
    }
}

/// The value of the first header of this name.
pub(crate) fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").skip(1).find_map(|line| {
        let (of, value) = line.split_once(':')?;
        of.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
