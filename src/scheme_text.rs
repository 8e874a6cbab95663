//! What a payer is shown and agrees to under each scheme, as content without a view.
//!
//! Where the wording is from, and which of it a merchant should replace, is in `docs/decisions/0007-scheme-texts.md`.

mod table;
#[cfg(test)]
mod tests;

use bank_details::Scheme;
use signup_api::{Interval, Terms};

use self::table::{Entry, When, entry};
use crate::i18n::{Plural, Word, Words};

/// What one payer is about to agree to.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) scheme: Scheme,
    pub(crate) terms: Terms,
    /// Whether a company pays.
    pub(crate) is_business: bool,
    /// What it is for, in the merchant's words.
    pub(crate) description: Option<String>,
    /// The price with its interval, such as "£10.00 a month"; unknown on a hosted page.
    pub(crate) price: Option<String>,
    /// How often the price is collected.
    pub(crate) interval: Option<Interval>,
    /// The date, in words, before which nothing is collected.
    pub(crate) first_date: Option<String>,
}

/// What the payer of one [`Case`] must be able to read before confirming.
#[derive(Debug)]
pub(crate) struct SchemeText {
    /// What is collected, and when.
    pub(crate) collection: Vec<Fact>,
    /// Who collects, and what their bank and the scheme know them by.
    pub(crate) creditor: Vec<Fact>,
    /// What is agreed to, then the payer's rights, set apart from everything else.
    pub(crate) parts: Vec<Part>,
    /// What the button says that agrees to it.
    pub(crate) confirm: Word,
}

/// A label and what goes with it, a line each.
#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) label: Word,
    pub(crate) lines: Vec<String>,
}

/// A text under a heading.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<String>,
    /// The language, as in BCP 47, where it is the merchant's wording and not the form's.
    pub(crate) language: Option<String>,
    /// The words and the address of what belongs to it.
    pub(crate) link: Option<(&'static str, String)>,
}

/// What the payer must be able to read in this case.
pub(crate) fn content(case: &Case, words: Words) -> SchemeText {
    let says = Says { case, words, entry: entry(case.scheme) };
    let mut parts = says.authority();
    parts.extend(says.short_notice());
    if case.terms.wording.is_none() {
        parts.extend(says.rights());
    }
    if says.entry.has_guarantee {
        parts.push(says.guarantee());
    }
    SchemeText { collection: says.collection(), creditor: says.creditor(), parts, confirm: says.entry.confirm }
}

/// Says the words of one case.
struct Says<'a> {
    case: &'a Case,
    words: Words,
    entry: &'static Entry,
}

impl Says<'_> {
    fn collection(&self) -> Vec<Fact> {
        let Case { terms, description, price, first_date, .. } = self.case;
        let first = first_date.as_ref().map(|date| {
            let word = if self.is_once() { Word::CollectionOnce } else { Word::CollectionFirst };
            self.words.fill(word, &[("date", date)])
        });
        let notice = match terms.notice_days {
            Some(days) => self.plural(Plural::NoticeDays, days),
            None => self.say(Word::NoticeUnknown),
        };
        let facts = [
            (Word::DonePlan, description.clone()),
            (Word::DoneAmount, price.clone()),
            self.kind(),
            (Word::CollectionFirstTitle, first),
            (Word::NoticeTitle, Some(notice)),
        ];
        facts.into_iter().filter_map(|(label, line)| Some(Fact { label, lines: vec![line?] })).collect()
    }

    /// The kind of payment or of payer, where the scheme has it on its mandate.
    fn kind(&self) -> (Word, Option<String>) {
        let (title, kind) = match self.case.scheme {
            Scheme::Pad if self.case.is_business => (Word::CollectionCategoryTitle, Word::CollectionKindBusiness),
            Scheme::Pad => (Word::CollectionCategoryTitle, Word::CollectionKindPersonal),
            Scheme::SepaCore if self.is_once() => (Word::CollectionKindTitle, Word::CollectionKindOnce),
            Scheme::SepaCore => (Word::CollectionKindTitle, Word::CollectionKindRecurrent),
            _ => return (Word::CollectionKindTitle, None),
        };
        (title, Some(self.say(kind)))
    }

    fn creditor(&self) -> Vec<Fact> {
        let creditor = &self.case.terms.creditor;
        let who = [&creditor.name].into_iter().chain(&creditor.address);
        let contact = creditor.email.iter().chain(&creditor.phone_number);
        let of_gocardless = self.entry.of_gocardless.map(str::to_owned);
        let facts = [
            (Word::ReviewCreditor, who.cloned().collect()),
            (Word::CreditorContact, contact.cloned().collect()),
            (Word::DoneStatementName, creditor.statement_name.clone().into_iter().collect()),
            (self.entry.reference, creditor.scheme_reference.clone().or(of_gocardless).into_iter().collect()),
        ];
        let facts = facts.map(|(label, lines): (_, Vec<_>)| Fact { label, lines });
        facts.into_iter().filter(|fact| !fact.lines.is_empty()).collect()
    }

    /// The authority itself, and what belongs to it; in the merchant's wording where there is one.
    fn authority(&self) -> Vec<Part> {
        let link = self.agreement().map(|url| (self.words.get(self.entry.agreement), url));
        let mut part = match &self.case.terms.wording {
            Some(wording) => Part {
                title: wording.title.clone(),
                paragraphs: wording.paragraphs.clone(),
                language: Some(wording.language.clone()),
                link,
            },
            None => Part { link, ..self.part(self.entry.title, self.entry.authority) },
        };
        let signed = self.say(Word::MandateSigned);
        if part.language.is_none() {
            part.paragraphs.push(signed);
            return vec![part];
        }
        // In another language than what is the form's to say.
        vec![part, Part { paragraphs: vec![signed], ..Part::default() }]
    }

    /// The agreement to less notice than the scheme's own, where it must be made out clearly.
    fn short_notice(&self) -> Option<Part> {
        let (usual, title, text) = self.entry.short_notice?;
        let days = self.case.terms.notice_days.filter(|days| *days < usual)?;
        Some(Part { title: self.say(title), paragraphs: vec![self.plural(text, days)], ..Part::default() })
    }

    fn rights(&self) -> Option<Part> {
        let (title, lines) = self.entry.rights?;
        let part = self.part(title, lines);
        (!part.paragraphs.is_empty()).then_some(part)
    }

    fn guarantee(&self) -> Part {
        /// What the Guarantee promises where the creditor has agreed on nothing else.
        const USUAL: u16 = 10;
        let changes = self.plural(Plural::GuaranteeChanges, self.case.terms.notice_days.unwrap_or(USUAL));
        let [offered, refund, cancel] =
            [Word::GuaranteeOffered, Word::GuaranteeRefund, Word::GuaranteeCancel].map(|word| self.say(word));
        let paragraphs = vec![offered, changes, refund, cancel];
        Part { title: self.say(Word::GuaranteeTitle), paragraphs, ..Part::default() }
    }

    fn part(&self, title: Word, lines: &[(Word, When)]) -> Part {
        let lines = lines.iter().filter(|(_, when)| self.is(*when));
        let paragraphs = lines.map(|(word, _)| self.say(*word)).collect();
        Part { title: self.say(title), paragraphs, ..Part::default() }
    }

    fn is(&self, when: When) -> bool {
        let (is_priced, is_dated) = (self.case.price.is_some(), self.case.first_date.is_some());
        match when {
            When::Always => true,
            When::Agreed => self.agreement().is_some(),
            When::NotAgreed => self.agreement().is_none(),
            When::Dated => is_priced && is_dated,
            When::Undated => is_priced && !is_dated,
            When::Unpriced => !is_priced,
            When::Once => self.is_once(),
            When::Repeated => is_priced && !self.is_once(),
        }
    }

    fn is_once(&self) -> bool {
        self.case.interval == Some(Interval::Once)
    }

    /// The address of the merchant's agreement, if it is one that a link may lead to.
    fn agreement(&self) -> Option<String> {
        let url = self.case.terms.agreement_url.as_ref()?;
        (url.starts_with("https://") || url.starts_with("http://")).then(|| url.clone())
    }

    fn say(&self, word: Word) -> String {
        self.words.fill(word, &self.values())
    }

    fn plural(&self, plural: Plural, days: u16) -> String {
        self.words.plural(plural, days.into(), &self.values())
    }

    /// `creditor` is who the scheme knows, `merchant` who the payer deals with: they differ where a creditor collects
    /// under another's identifier.
    fn values(&self) -> [(&str, &str); 4] {
        let creditor = &self.case.terms.creditor;
        [
            ("creditor", creditor.statement_name.as_ref().unwrap_or(&creditor.name)),
            ("merchant", &creditor.name),
            ("price", self.case.price.as_deref().unwrap_or_default()),
            ("date", self.case.first_date.as_deref().unwrap_or_default()),
        ]
    }
}
