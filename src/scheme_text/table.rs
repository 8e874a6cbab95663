//! The words of each scheme.

use bank_details::Scheme;

use crate::i18n::{Plural, Word};

/// The words of one scheme.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) title: Word,
    /// What the payer agrees to.
    pub(super) authority: &'static [Line],
    /// How to cancel, what a payer can claim and from whom.
    pub(super) rights: Option<(Word, &'static [Line])>,
    /// What the scheme calls the number that it knows a creditor by.
    pub(super) reference: Word,
    /// The number that GoCardless collects under for creditors that have none of their own.
    pub(super) of_gocardless: Option<&'static str>,
    /// What the merchant's own agreement is called.
    pub(super) agreement: Word,
    /// The working days below which a notice is less than the scheme's own, and how the payer agrees to that.
    pub(super) short_notice: Option<(u16, Word, Plural)>,
    /// Whether the Direct Debit Guarantee follows.
    pub(super) has_guarantee: bool,
    /// What the button says that agrees to it.
    pub(super) confirm: Word,
}

/// A paragraph, and in which case it is there.
pub(super) type Line = (Word, When);

/// In which case a paragraph is there.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    Always,
    /// The merchant has an agreement of its own.
    Agreed,
    NotAgreed,
    /// Price and first date are known.
    Dated,
    /// The price is known, the first date is not.
    Undated,
    Unpriced,
    /// It is a single payment.
    Once,
    /// The price is known to be collected again and again.
    Repeated,
}

use When::{Agreed, Always, Dated, NotAgreed, Once, Repeated, Undated, Unpriced};

const AMOUNT: [Line; 5] = [
    (Word::MandateAmount, Dated),
    (Word::MandateAmountUndated, Undated),
    (Word::MandateAmountOpen, Unpriced),
    (Word::MandateAmountOnce, Once),
    (Word::MandateAmountRepeated, Repeated),
];

/// What most schemes have.
const USUAL: Entry = Entry {
    title: Word::MandateBacsTitle,
    authority: &[],
    rights: None,
    reference: Word::ReferenceBacs,
    of_gocardless: None,
    agreement: Word::MandateAgreement,
    short_notice: None,
    has_guarantee: false,
    confirm: Word::ButtonConfirm,
};

/// Sources: Nacha's rules on WEB debits; GoCardless, "United States (ACH) payment page requirements".
static ACH: Entry = Entry {
    title: Word::MandateAchTitle,
    authority: &with_amount((Word::MandateAchAuthority, Always)),
    rights: Some((Word::MandateAchRights, &[(Word::MandateAchRevoke, Always), (Word::MandateAchWrong, Always)])),
    reference: Word::ReferenceAch,
    confirm: Word::ButtonConfirmAch,
    ..USUAL
};

/// Source: GoCardless, "Mandatory mandate contents" of Autogiro: the text for payers who state a bank account, and the
/// general text.
static AUTOGIRO: Entry = Entry {
    title: Word::MandateAutogiroTitle,
    authority: &[
        (Word::MandateAutogiroAuthority, Always),
        (Word::MandateAutogiroData, Always),
        (Word::MandateAutogiroRevoke, Always),
    ],
    rights: Some((
        Word::MandateAutogiroRights,
        &[
            (Word::MandateAutogiroNotice, Always),
            (Word::MandateAutogiroMoney, Always),
            (Word::MandateAutogiroStop, Always),
        ],
    )),
    reference: Word::ReferenceAutogiro,
    confirm: Word::ButtonConfirmAutogiro,
    ..USUAL
};

/// Sources: the Direct Debit Instruction and the Guarantee as banks offer it to payers; GoCardless, "United Kingdom (Bacs)
/// custom payment pages".
static BACS: Entry = Entry { authority: &[(Word::MandateBacsAuthority, Always)], has_guarantee: true, ..USUAL };

/// Sources: GoCardless, "Online payment pages for BECS"; Stripe's terms for BECS on what a service agreement says.
static BECS: Entry = Entry {
    title: Word::MandateBecsTitle,
    authority: &becs(),
    rights: Some((
        Word::MandateBecsRights,
        &[
            (Word::MandateBecsChange, Always),
            (Word::MandateBecsStop, Always),
            (Word::MandateBecsAccount, NotAgreed),
            (Word::MandateBecsPrivacy, NotAgreed),
        ],
    )),
    reference: Word::ReferenceBecs,
    agreement: Word::MandateBecsAgreement,
    ..USUAL
};

/// Sources: the authority and conditions on New Zealand banks' forms; GoCardless, "BECS NZ customer Direct Debit
/// cancellations".
static BECS_NZ: Entry = Entry {
    title: Word::MandateBecsNzTitle,
    authority: &[(Word::MandateBecsNzAuthority, Always)],
    rights: Some((
        Word::MandateBecsNzRights,
        &[
            (Word::MandateBecsNzNotice, Always),
            (Word::MandateBecsNzReverse, Always),
            (Word::MandateBecsNzRetry, Always),
            (Word::MandateBecsNzCancel, Always),
        ],
    )),
    reference: Word::ReferenceBecsNz,
    of_gocardless: Some("1220559"),
    ..USUAL
};

/// Source: GoCardless, "Betalingsservice custom payment pages".
static BETALINGSSERVICE: Entry = Entry {
    title: Word::MandateBetalingsserviceTitle,
    authority: &[(Word::MandateBetalingsserviceAuthority, Always), (Word::MandateBetalingsserviceRules, Always)],
    rights: Some((
        Word::MandateBetalingsserviceRights,
        &[
            (Word::MandateBetalingsserviceReject, Always),
            (Word::MandateBetalingsserviceCancel, Always),
            (Word::MandateBetalingsserviceData, Always),
        ],
    )),
    reference: Word::ReferenceBetalingsservice,
    confirm: Word::ButtonConfirmBetalingsservice,
    ..USUAL
};

/// Sources: Payments Canada, Rule H1, appendix II; GoCardless, "Canada (PAD) custom payment pages". Eight working days are
/// ten calendar days at least.
static PAD: Entry = Entry {
    title: Word::MandatePadTitle,
    authority: &with_amount((Word::MandatePadAuthority, Always)),
    rights: Some((
        Word::MandatePadRights,
        &[(Word::MandatePadCancel, Always), (Word::MandatePadRecourse, Always), (Word::MandatePadContact, Always)],
    )),
    reference: Word::ReferencePad,
    confirm: Word::ButtonConfirmPad,
    short_notice: Some((8, Word::MandatePadWaiverTitle, Plural::MandatePadWaiver)),
    ..USUAL
};

/// Sources: EPC392-08, "Guidelines for the appearance of mandates"; GoCardless, "SEPA mandate contents". Ten working days are
/// fourteen calendar days at least.
static SEPA_CORE: Entry = Entry {
    title: Word::MandateSepaTitle,
    authority: &[(Word::MandateSepaAuthority, Always), (Word::MandateSepaRefund, Always)],
    rights: Some((Word::MandateSepaRights, &[(Word::MandateSepaStatement, Always), (Word::MandateSepaCancel, Always)])),
    reference: Word::ReferenceSepa,
    short_notice: Some((10, Word::MandateSepaNoticeTitle, Plural::MandateSepaNotice)),
    ..USUAL
};

/// The words of the scheme.
pub(super) fn entry(scheme: Scheme) -> &'static Entry {
    match scheme {
        Scheme::Ach => &ACH,
        Scheme::Autogiro => &AUTOGIRO,
        Scheme::Bacs => &BACS,
        Scheme::Becs => &BECS,
        Scheme::BecsNz => &BECS_NZ,
        Scheme::Betalingsservice => &BETALINGSSERVICE,
        Scheme::Pad => &PAD,
        Scheme::SepaCore => &SEPA_CORE,
    }
}

/// An authority that says what is collected, and when.
const fn with_amount(authority: Line) -> [Line; 6] {
    let [dated, undated, open, once, repeated] = AMOUNT;
    [authority, dated, undated, open, once, repeated]
}

const fn becs() -> [Line; 8] {
    let [authority, dated, undated, open, once, repeated] = with_amount((Word::MandateBecsAuthority, Always));
    let (agreed, not_agreed) = ((Word::MandateBecsAgreed, Agreed), (Word::MandateBecsNotAgreed, NotAgreed));
    [authority, dated, undated, open, once, repeated, agreed, not_agreed]
}
