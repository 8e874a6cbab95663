//! Texts, packed: their size in four bytes, then an LZ4 block.

use std::cell::RefCell;
use std::io;

use bytestring::ByteString;
use lz4_flex::block::{compress_prepend_size, decompress, get_maximum_output_size, uncompressed_size};
use rusqlite::types::Type;

/// Nothing that is packed is longer, in bytes: webhooks have up to 4 MiB. What is damaged may say that it is.
const LONGEST: usize = 16 * 1024 * 1024;

/// Buffers for packing; asking the system for new ones each time takes as long as packing does.
#[derive(Default)]
struct Buffers {
    all: Vec<u8>,
    packed: Vec<u8>,
}

thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::default();
}

/// Larger ones are not kept, in bytes.
const MOST_KEPT: usize = 512 * 1024;

/// Packs a text.
pub(super) fn pack(text: &str) -> rusqlite::Result<Vec<u8>> {
    size(text.len())?;
    Ok(compress_prepend_size(text.as_bytes()))
}

/// Packs texts, one after another, for `keep`.
pub(super) fn pack_together<'a, T>(
    texts: impl Iterator<Item = &'a str>,
    keep: impl FnOnce(&[u8]) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    BUFFERS.with_borrow_mut(|buffers| {
        let Buffers { all, packed } = buffers;
        all.clear();
        for text in texts {
            all.extend_from_slice(text.as_bytes());
        }
        let size = size(all.len())?.to_le_bytes();
        packed.resize(packed.len().max(size.len() + get_maximum_output_size(all.len())), 0);
        packed[..size.len()].copy_from_slice(&size);
        let length = lz4_flex::compress_into(all, &mut packed[size.len()..]).map_err(cannot_be_packed)?;
        let kept = keep(&packed[..size.len() + length]);
        if packed.len() > MOST_KEPT {
            *buffers = Buffers::default();
        }
        kept
    })
}

/// The text that was packed.
pub(super) fn unpack(packed: &[u8]) -> rusqlite::Result<ByteString> {
    let (size, block) = uncompressed_size(packed).map_err(|error| unreadable(error.into()))?;
    if size > LONGEST {
        return Err(unreadable("too long".into()));
    }
    let bytes = decompress(block, size).map_err(|error| unreadable(error.into()))?;
    Ok(String::from_utf8(bytes).map_err(|error| unreadable(error.into()))?.into())
}

/// What can be unpacked.
fn size(length: usize) -> rusqlite::Result<u32> {
    let size = u32::try_from(length).ok().filter(|_| length <= LONGEST);
    size.ok_or_else(|| cannot_be_packed(io::Error::from(io::ErrorKind::FileTooLarge)))
}

/// What is kept cannot be read for this reason.
pub(super) fn unreadable(reason: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, reason)
}

fn cannot_be_packed(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(error.into())
}
