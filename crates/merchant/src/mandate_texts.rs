//! The merchant's own wording of mandates, where it has one.

use std::fs;
use std::path::Path;

use gocardless_api::Scheme;
use serde::Deserialize;
use signup_api::Wording;
use url::Url;

/// The merchant's own wording of mandates, by scheme and language.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MandateTexts {
    texts: Vec<MandateText>,
}

/// One scheme's wording in one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MandateText {
    scheme: Scheme,
    language: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    paragraphs: Vec<String>,
    agreement_url: Option<String>,
}

/// Why a file of mandate texts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MandateTextsError {
    /// Two texts are of the same scheme and language.
    #[error("two texts are of {0} in {1:?}; leave one")]
    Duplicate(Scheme, String),
    /// It is not JSON of the right shape.
    #[error(
        "it is not of the shape {{\"texts\": [{{\"scheme\", \"language\", and \"title\" with \"paragraphs\", or \
         \"agreement_url\"}}]}} ({0})"
    )]
    Shape(#[from] serde_json::Error),
    /// A text's scheme, language, wording or address is not acceptable.
    #[error("text {number} ({scheme}): {problem}")]
    Text {
        /// Its place in the file, from 1.
        number: usize,
        /// Its scheme.
        scheme: Scheme,
        /// What is wrong, and what would be right.
        problem: &'static str,
    },
    /// It cannot be read.
    #[error("{0} cannot be read ({1})")]
    Unreadable(String, std::io::Error),
}

impl MandateTexts {
    /// Reads a file of mandate texts.
    ///
    /// # Errors
    ///
    /// [`MandateTextsError`] when it is missing, not of the right shape, or has a text that cannot be shown.
    pub fn read(path: &Path) -> Result<Self, MandateTextsError> {
        let json = fs::read_to_string(path)
            .map_err(|error| MandateTextsError::Unreadable(path.display().to_string(), error))?;
        Self::from_json(&json)
    }

    /// Reads mandate texts from JSON.
    ///
    /// # Errors
    ///
    /// As [`MandateTexts::read`].
    pub fn from_json(json: &str) -> Result<Self, MandateTextsError> {
        let texts: Self = serde_json::from_str(json)?;
        for (index, text) in texts.texts.iter().enumerate() {
            check(text).map_err(|problem| MandateTextsError::Text {
                number: index + 1,
                scheme: text.scheme.clone(),
                problem,
            })?;
            let mut before = texts.texts.iter().take(index);
            if before.any(|other| other.scheme == text.scheme && other.language.eq_ignore_ascii_case(&text.language)) {
                return Err(MandateTextsError::Duplicate(text.scheme.clone(), text.language.clone()));
            }
        }
        Ok(texts)
    }

    /// The scheme's wording and agreement for a page in `locale`: of that language and region, else of that language, else
    /// the first that the scheme has.
    pub(crate) fn of(&self, scheme: &Scheme, locale: Option<&str>) -> (Option<Wording>, Option<String>) {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let locale = locale.unwrap_or_default();
        let all = || self.texts.iter().filter(|text| text.scheme == *scheme);
        let text = all()
            .find(|text| text.language.eq_ignore_ascii_case(locale))
            .or_else(|| all().find(|text| primary(&text.language) == primary(locale)))
            .or_else(|| all().next());
        let Some(text) = text else { return (None, None) };
        let wording = (!text.paragraphs.is_empty()).then(|| Wording {
            language: text.language.clone(),
            title: text.title.clone(),
            paragraphs: text.paragraphs.clone(),
        });
        (wording, text.agreement_url.clone())
    }
}

fn check(text: &MandateText) -> Result<(), &'static str> {
    if matches!(text.scheme, Scheme::Other(_)) {
        return Err(
            "the scheme must be one of ach, autogiro, bacs, becs, becs_nz, betalingsservice, pad and sepa_core",
        );
    }
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !(2..=35).contains(&text.language.len()) || !text.language.bytes().all(letters) {
        return Err("the language must be a tag such as en or de-AT");
    }
    if text.title.trim().is_empty() != text.paragraphs.is_empty()
        || text.paragraphs.iter().any(|it| it.trim().is_empty())
    {
        return Err("title and paragraphs belong together, and none may be empty");
    }
    let is_https = |url: &str| url.parse::<Url>().is_ok_and(|url| url.scheme() == "https");
    match text.agreement_url.as_deref() {
        None if text.paragraphs.is_empty() => Err("it needs a title with paragraphs, or an agreement_url"),
        Some(url) if !is_https(url) => Err("the agreement_url must be an https address"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(texts: &Value) -> Result<MandateTexts, String> {
        MandateTexts::from_json(&json!({ "texts": texts }).to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn the_pages_language_is_chosen_and_the_first_text_serves_all_others() {
        let text = |language| json!({"scheme": "autogiro", "language": language, "title": "T", "paragraphs": ["P"]});
        let becs = json!({"scheme": "becs", "language": "en", "agreement_url": "https://shop.example/ddr"});
        let texts = read(&json!([text("sv"), text("en"), text("en-GB"), becs])).unwrap();
        for (locale, expected) in
            [(Some("en-gb"), "en-GB"), (Some("en-AU"), "en"), (Some("sv-SE"), "sv"), (Some("de"), "sv"), (None, "sv")]
        {
            let (wording, agreement) = texts.of(&Scheme::Autogiro, locale);
            assert_eq!((wording.unwrap().language.as_str(), agreement), (expected, None), "{locale:?}");
        }
        assert_eq!(texts.of(&Scheme::Becs, None), (None, Some("https://shop.example/ddr".to_owned())));
        assert_eq!(texts.of(&Scheme::Bacs, Some("en")), (None, None));
    }

    #[test]
    fn a_text_that_cannot_be_shown_is_named() {
        let text = |field: &str, value: Value| {
            let mut text = json!({"scheme": "bacs", "language": "en", "title": "T", "paragraphs": ["P"]});
            text[field] = value;
            json!([text])
        };
        let twice = json!([text("title", json!("A"))[0], text("title", json!("B"))[0]]);
        for (texts, expected) in [
            (text("scheme", json!("visa")), "text 1 (visa): the scheme must be one of"),
            (text("language", json!("e")), "text 1 (bacs): the language must be"),
            (text("title", json!(" ")), "text 1 (bacs): title and paragraphs belong"),
            (text("paragraphs", json!(["P", ""])), "text 1 (bacs): title and paragraphs belong"),
            (text("agreement_url", json!("http://shop.example")), "text 1 (bacs): the agreement_url must be an https"),
            (json!([{"scheme": "bacs", "language": "en"}]), "text 1 (bacs): it needs a title"),
            (text("agreement_url", json!("shop")), "text 1 (bacs): the agreement_url must be an https"),
            (text("tilte", json!("T")), "it is not of the shape"),
            (twice, "two texts are of bacs in \"en\""),
        ] {
            let message = read(&texts).unwrap_err();
            assert!(message.starts_with(expected) && !message.contains('\n'), "{message}");
        }
    }
}
