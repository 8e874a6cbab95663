//! `/mandate_pdfs`. Source: API reference, "Mandate PDFs".

use gocardless_api::{MandatePdf, NewMandatePdf};
use http::HeaderValue;

use crate::call::{Call, CallKind};
use crate::resource::{body, named};
use crate::{Client, Error};

const NAME: &str = "mandate_pdfs";
const PATH: &str = "/mandate_pdfs";

impl Client {
    /// Asks for a mandate on paper, whose address works for ten minutes. There is no key: each call makes another one.
    ///
    /// `language` is what `Accept-Language` takes, such as `de`. Without one that the scheme has, the PDF is in
    /// English.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `link_not_found` or a detail per field that is wrong; [`Error::Unavailable`] and its
    /// like.
    pub async fn create_mandate_pdf(&self, new: &NewMandatePdf, language: Option<&str>) -> Result<MandatePdf, Error> {
        let call =
            Call { kind: CallKind::Lookup, path: PATH.to_owned(), template: PATH, key: None, body: body(NAME, new) };
        // What no header can carry is no language.
        let language = language.and_then(|language| HeaderValue::try_from(language).ok());
        self.send_in(language.as_ref(), &call, |body| named(body, NAME)).await
    }
}
