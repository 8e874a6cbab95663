//! One exported function that checks one case of any kind, so that every table is in the module.
//!
//! Without the standard library, without an allocator and without wasm-bindgen: what those weigh they weigh once in a
//! page, whatever else it carries, and `cargo xtask size` asks for the library.

#![no_std]

use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;
use core::{arch::wasm32, ptr, slice, str};

use bank_details::{Error, Iban, Unchecked, Verdict, ach, autogiro, becs, becs_nz, betalingsservice, pad, uk};

/// Checks the text of `length` bytes at `start`: 0 invalid, 1 valid, 2 unchecked.
///
/// `kind` is 0 for an IBAN with its national check digits, then local details with a comma between the numbers: 1 UK,
/// 2 Sweden, 3 Denmark, 4 Australia, 5 New Zealand, 6 Canada, 7 the United States.
///
/// # Safety
///
/// The `length` bytes at `start` must have been written and be UTF-8, as `TextEncoder` writes it, and nothing may write
/// them until this returns.
#[expect(unsafe_code, reason = "the border to the host: it passes an address")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn check(kind: u32, start: *const u8, length: usize) -> u32 {
    // SAFETY: the caller vouches for the bytes, see above.
    let text = unsafe { str::from_utf8_unchecked(slice::from_raw_parts(start, length)) };
    match verdict(kind, text) {
        Err(_) | Ok(Verdict::Invalid) => 0,
        Ok(Verdict::Valid) => 1,
        Ok(Verdict::Unchecked(_)) => 2,
    }
}

fn verdict(kind: u32, text: &str) -> Result<Verdict, Error> {
    let mut rest = text;
    let mut column = || {
        let end = rest.bytes().position(|byte| byte == b',').unwrap_or(rest.len());
        let column = rest.get(..end).unwrap_or_default();
        rest = rest.get(end + 1..).unwrap_or_default();
        column
    };
    match kind {
        0 => text.parse::<Iban>().map(|iban| iban.national_check()),
        1 => Ok(uk::Account::standardise(column().parse()?, column())?.check()),
        2 => Ok(autogiro::Account::new(column().parse()?, column())?.advice()),
        3 => text.parse::<betalingsservice::Account>().map(|_| Verdict::Valid),
        4 => {
            column().parse::<becs::Bsb>()?;
            column().parse::<becs::AccountNumber>().map(|_| Verdict::Valid)
        }
        5 => text.parse::<becs_nz::Account>().map(|account| account.advice()),
        6 => {
            column().parse::<pad::InstitutionNumber>()?;
            column().parse::<pad::TransitNumber>()?;
            column().parse::<pad::AccountNumber>().map(|_| Verdict::Valid)
        }
        7 => {
            column().parse::<ach::RoutingNumber>()?;
            column().parse::<ach::AccountNumber>().map(|_| Verdict::Valid)
        }
        _ => Ok(Verdict::Unchecked(Unchecked::NoRule)),
    }
}

/// Whoever links `alloc` must name an allocator; no check allocates.
struct Nothing;

#[expect(unsafe_code, reason = "the trait is unsafe")]
// SAFETY: it hands out no memory.
unsafe impl GlobalAlloc for Nothing {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Nothing = Nothing;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    wasm32::unreachable()
}
