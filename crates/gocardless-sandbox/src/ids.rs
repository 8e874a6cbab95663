//! Ids that look like GoCardless's and are the same on every run with the same seed.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use gocardless_api::{
    BillingRequestFlowId, BillingRequestId, CreditorId, CustomerBankAccountId, CustomerId, EventId, IdError,
    InstalmentScheduleId, MandateId, OrganisationId, PaymentId, PayoutId, RedirectFlowId, RefundId, SchemeIdentifierId,
    SubscriptionId, WebhookId,
};

/// Makes ids: the n-th id of a kind depends on seed, kind and n only, and no two of a kind are the same.
///
/// The form (`CU0000` and eight characters, 32 characters for redirect flows) is as recorded from GoCardless's sandbox.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    seed: u64,
    /// The number before that of the first id of each kind.
    start: u64,
    made: BTreeMap<&'static str, u64>,
    /// Given by a seed, so never made.
    taken: BTreeSet<String>,
}

/// How many ids of a kind an organisation can make before they meet those of the next one.
const IDS_OF_AN_ORGANISATION: u64 = 1 << 24;

/// Crockford's base 32: no I, L, O, U, which are easily misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self::of_organisation(seed, 0)
    }

    /// Ids that are none of those of another organisation's, with another number but the same seed.
    pub(crate) fn of_organisation(seed: u64, number: usize) -> Self {
        let start = u64::try_from(number).unwrap_or_default().wrapping_mul(IDS_OF_AN_ORGANISATION);
        Self { seed, start, made: BTreeMap::new(), taken: BTreeSet::new() }
    }

    /// Notes an id that is never to be made.
    pub(crate) fn take(&mut self, id: &str) {
        self.taken.insert(id.to_owned());
    }

    pub(crate) fn billing_request(&mut self) -> BillingRequestId {
        self.next("BRQ")
    }

    pub(crate) fn billing_request_flow(&mut self) -> BillingRequestFlowId {
        self.next("BRF")
    }

    pub(crate) fn creditor(&mut self) -> CreditorId {
        self.next("CR")
    }

    pub(crate) fn customer(&mut self) -> CustomerId {
        self.next("CU")
    }

    pub(crate) fn customer_bank_account(&mut self) -> CustomerBankAccountId {
        self.next("BA")
    }

    pub(crate) fn event(&mut self) -> EventId {
        self.next("EV")
    }

    pub(crate) fn instalment_schedule(&mut self) -> InstalmentScheduleId {
        self.next("IS")
    }

    pub(crate) fn mandate(&mut self) -> MandateId {
        self.next("MD")
    }

    pub(crate) fn organisation(&mut self) -> OrganisationId {
        self.next("OR")
    }

    pub(crate) fn payment(&mut self) -> PaymentId {
        self.next("PM")
    }

    pub(crate) fn payout(&mut self) -> PayoutId {
        self.next("PO")
    }

    /// Five letters and digits, as in GoCardless's own example (`ACME-8G7Q8`).
    pub(crate) fn payout_reference(&mut self) -> String {
        base32(self.unique("payout reference", 25), 5)
    }

    pub(crate) fn refund(&mut self) -> RefundId {
        self.next("RF")
    }

    pub(crate) fn scheme_identifier(&mut self) -> SchemeIdentifierId {
        self.next("SU")
    }

    pub(crate) fn subscription(&mut self) -> SubscriptionId {
        self.next("SB")
    }

    pub(crate) fn webhook(&mut self) -> WebhookId {
        self.next("WB")
    }

    /// An id of a kind that has no type of its own; `prefix` is what GoCardless's ids of the kind begin with.
    pub(crate) fn plain(&mut self, prefix: &'static str) -> String {
        loop {
            let id = format!("{prefix}0000{}", base32(self.unique(prefix, 40), 8));
            if !self.taken.contains(&id) {
                return id;
            }
        }
    }

    /// What the address of a mandate's PDF ends with.
    pub(crate) fn mandate_pdf(&mut self) -> String {
        self.long("MP")
    }

    pub(crate) fn redirect_flow(&mut self) -> RedirectFlowId {
        id(&self.long("RE"))
    }

    /// Forty letters and digits for what has to be long. It can be known from the seed, like every id.
    pub(crate) fn token(&mut self, kind: &'static str) -> String {
        let unique = self.unique(kind, 40);
        let rest = (1..=4).map(|part| base32(mixed(self.seed ^ unique.wrapping_mul(8).wrapping_add(part)), 8));
        std::iter::once(base32(unique, 8)).chain(rest).collect::<String>().to_lowercase()
    }

    /// Seven letters and digits, as GoCardless generates them (`QR9TV3T`).
    pub(crate) fn mandate_reference(&mut self) -> String {
        base32(self.unique("reference", 35), 7)
    }

    /// In the form of a UUID.
    pub(crate) fn request(&mut self) -> String {
        let unique = self.unique("request", 48);
        let rest = mixed(self.seed ^ unique);
        let (first, second) = (unique >> 16, unique & 0xffff);
        format!(
            "{first:08x}-{second:04x}-4{:03x}-a{:03x}-{:012x}",
            rest >> 52,
            (rest >> 40) & 0xfff,
            rest & 0xff_ffff_ffff
        )
    }

    /// 32 characters that begin with `prefix`.
    fn long(&mut self, prefix: &'static str) -> String {
        let unique = self.unique(prefix, 40);
        let rest: String = [1, 2]
            .iter()
            .map(|part| base32(mixed(self.seed ^ unique.wrapping_mul(4).wrapping_add(*part)), 9))
            .collect();
        format!("{prefix}0000{}{rest}", base32(unique, 8))
    }

    fn next<T: FromStr<Err = IdError>>(&mut self, prefix: &'static str) -> T {
        id(&self.plain(prefix))
    }

    /// A number of `bits` bits that looks random and does not come again before all the others have come.
    fn unique(&mut self, kind: &'static str, bits: u32) -> u64 {
        let count = self.made.entry(kind).or_insert(self.start);
        *count += 1;
        let start = kind.bytes().fold(mixed(self.seed), |hash, byte| mixed(hash ^ u64::from(byte)));
        permuted(start.wrapping_add(*count), bits)
    }
}

fn id<T: FromStr<Err = IdError>>(text: &str) -> T {
    match text.parse() {
        Ok(id) => id,
        Err(error) => unreachable!("ids are made of letters and digits: {error}"),
    }
}

/// A permutation of the numbers of `bits` bits: each step (odd multiplication, xor with a right shift) can be undone.
fn permuted(number: u64, bits: u32) -> u64 {
    let mask = (1 << bits) - 1;
    let mut number = number & mask;
    for factor in [0x9e37_79b9_7f4a_7c15_u64, 0xbf58_476d_1ce4_e5b9] {
        number = number.wrapping_mul(factor) & mask;
        number ^= number >> (bits / 2);
    }
    number
}

/// The finalizer of `SplitMix64`.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

fn base32(number: u64, characters: u32) -> String {
    (0..characters)
        .rev()
        .map(|place| char::from(ALPHABET[usize::try_from((number >> (5 * place)) & 31).unwrap_or_default()]))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_have_the_form_of_gocardlesss() {
        let mut ids = Ids::new(7);
        assert_eq!(ids.customer().as_str().len(), 14);
        assert!(ids.customer().as_str().starts_with("CU0000"));
        assert_eq!(ids.redirect_flow().as_str().len(), 32);
        assert_eq!(ids.mandate_reference().len(), 7);
        assert_eq!(ids.request().len(), 36);
    }

    #[test]
    fn the_same_seed_makes_the_same_ids_and_another_seed_others() {
        let three = |seed| {
            let mut ids = Ids::new(seed);
            (ids.mandate(), ids.redirect_flow(), ids.request())
        };
        assert_eq!(three(1), three(1));
        assert_ne!(three(1), three(2));
    }

    #[test]
    fn no_two_organisations_make_the_same_id() {
        let mut ids: BTreeSet<_> = BTreeSet::new();
        for number in 0..20 {
            let mut of_one = Ids::of_organisation(7, number);
            ids.extend((0..1000).map(|_| of_one.redirect_flow()));
        }
        assert_eq!(ids.len(), 20_000);
    }

    #[test]
    fn no_two_ids_of_a_kind_are_the_same() {
        let mut ids = Ids::new(0);
        let references: BTreeSet<_> = (0..50_000).map(|_| ids.mandate_reference()).collect();
        assert_eq!(references.len(), 50_000);
        let flows: BTreeSet<_> = (0..10_000).map(|_| ids.redirect_flow()).collect();
        assert_eq!(flows.len(), 10_000);
    }
}
