//! `/bank_details_lookups`. Source: API reference, "Bank Details Lookups".

use gocardless_api::{BankDetailsLookup, NewBankDetailsLookup};

use crate::call::{Call, CallKind};
use crate::resource::{body, named};
use crate::{Client, Error};

const NAME: &str = "bank_details_lookups";
const PATH: &str = "/bank_details_lookups";

impl Client {
    /// Asks which bank and which schemes an account has; makes nothing, so there is no key.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with a detail per field that is wrong; [`Error::Unavailable`] and its like.
    pub async fn look_up_bank_details(&self, new: &NewBankDetailsLookup) -> Result<BankDetailsLookup, Error> {
        let call =
            Call { kind: CallKind::Lookup, path: PATH.to_owned(), template: PATH, key: None, body: body(NAME, new) };
        self.send(&call, |body| named(body, NAME)).await
    }
}
