//! Payouts: what GoCardless sends on to creditors, and what it holds back for money that went back to payers.

use std::collections::BTreeMap;

use gocardless_api::{
    CreditorId, EventDetails, EventLinks, Metadata, PaymentFx, PaymentId, PaymentStatus, Payout, PayoutId, PayoutItem,
    PayoutItemLinks, PayoutLinks, PayoutStatus, RefundId, Scheme,
};
use jiff::Timestamp;

use super::agenda::Due;
use super::events::News;
use super::scenarios::NotPlayed;
use super::{Organisation, Record};
use crate::charge_dates::{payout_arrival, payout_sending};
use crate::clock::written;
use crate::machines::payment::{CHARGEBACK_SETTLED, LATE_FAILURE_SETTLED};
use crate::machines::refund::RefundAction;
use crate::machines::{Origin, Telling};

/// A payout with the items that it is the sum of.
#[derive(Debug)]
pub(crate) struct PayoutRecord {
    pub(crate) payout: Payout,
    pub(crate) items: Vec<ItemRecord>,
    /// The items' sum, in minor units.
    sum: i64,
}

/// An item of a payout; items have no id, so lists need another cursor.
#[derive(Debug)]
pub(crate) struct ItemRecord {
    pub(crate) item: PayoutItem,
    cursor: String,
    created_at: String,
}

/// The payouts that are still filled, and what creditors owe.
#[derive(Debug, Default)]
pub(super) struct Settling {
    open: BTreeMap<(CreditorId, String), PayoutId>,
    debts: Vec<Debt>,
    /// Refunds that came back to creditors who could not be paid out to then.
    credits: Vec<RefundId>,
}

/// Money that went back to a payer and is yet to be held back from a payout; in minor units.
#[derive(Clone, Debug)]
struct Debt {
    creditor: CreditorId,
    currency: String,
    scheme: Scheme,
    amount: u64,
    why: Why,
}

/// Why a creditor owes money.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Why {
    ChargedBack(PaymentId),
    Failed(PaymentId),
    Refunded(RefundId),
}

const PAID: Telling = Telling {
    origin: Origin::Gocardless,
    cause: "payout_paid",
    description: "The payout has been sent to your bank account.",
    codes: &[],
};

const BOUNCED: Telling = Telling {
    origin: Origin::Bank,
    cause: "bounced_payout",
    description: "The payout was returned by your bank.",
    codes: &[],
};

impl Organisation {
    /// The account that the creditor is paid out to in the currency; `None` as long as it has none, or is not verified.
    ///
    /// Source: API reference, "Creditors", `verification_status`.
    pub(crate) fn payout_account(&self, creditor: &CreditorId, currency: &str) -> Option<&str> {
        let creditor = &self.creditors.get(creditor.as_str())?.creditor;
        let is_verified = creditor.verification_status.as_deref() == Some("successful");
        let account = creditor.links.get(&format!("default_{}_payout_account", currency.to_lowercase()))?;
        account.as_deref().filter(|_| is_verified)
    }

    /// Adds a payout that was made at `created`, in the state that it has: a pending one is filled and sent as any other,
    /// of several of a creditor the last one filled. Nothing is told.
    pub(crate) fn seed_payout(&mut self, payout: Payout, scheme: &Scheme, created: Timestamp, now: Timestamp) {
        if payout.status == PayoutStatus::Pending {
            let key = (payout.links.creditor.clone(), payout.currency.clone());
            self.settling.open.insert(key, payout.id.clone());
            self.agenda.put(payout_sending(scheme, created).max(now), Due::Payout { id: payout.id.clone() });
        }
        let sum = signed(payout.amount);
        self.payouts.add(PayoutRecord { payout, items: Vec::new(), sum });
    }

    /// Adds an item to a payout that a seed has, unless it is there already; what it settles is owed no more.
    ///
    /// Its amount counts where the payout was seeded without one, which `counts` says.
    pub(crate) fn seed_item(&mut self, id: &str, item: PayoutItem, counts: bool) {
        if let Some(why) = Why::of(&item) {
            self.forgive(&why);
        }
        let Some(record) = self.payouts.get_mut(id) else { return };
        if record.items.iter().any(|other| other.item.kind == item.kind && other.item.links == item.links) {
            return;
        }
        if counts {
            let amount = item.amount.split('.').next().and_then(|amount| amount.parse().ok()).unwrap_or(0_i64);
            record.sum = record.sum.saturating_add(amount);
            record.payout.amount = u64::try_from(record.sum).unwrap_or_default();
        }
        let cursor = format!("{id}-{}", record.items.len() + 1);
        let created_at = record.payout.created_at.clone();
        record.items.push(ItemRecord { item, cursor, created_at });
    }

    /// A payment that a seed has was paid out; what went back to the payer since is owed.
    pub(super) fn seed_went_back(&mut self, id: &PaymentId, status: &PaymentStatus) {
        match status {
            PaymentStatus::ChargedBack => self.owe(Why::ChargedBack(id.clone())),
            PaymentStatus::Failed => self.owe(Why::Failed(id.clone())),
            _ => {}
        }
    }

    /// Puts a confirmed payment into the creditor's payout; `None`, changing nothing, when there is no account for it.
    pub(super) fn pay_out(&mut self, id: &str, now: Timestamp) -> Option<PayoutId> {
        let record = self.payments.get(id)?;
        let (payment, scheme) = (record.payment.clone(), record.scheme().clone());
        let payout = self.open_payout(&payment.links.creditor, &payment.currency, &scheme, now)?;
        let links = PayoutItemLinks { payment: Some(payment.id), ..PayoutItemLinks::default() };
        self.add_item(&payout, "payment_paid_out", signed(payment.amount), links, now);
        self.payments.get_mut(id)?.payment.links.payout = Some(payout.clone());
        Some(payout)
    }

    /// Notes that a creditor owes what went back to a payer.
    pub(super) fn owe(&mut self, why: Why) {
        let debt = match &why {
            Why::ChargedBack(id) | Why::Failed(id) => self.payments.get(id.as_str()).map(|record| {
                let scheme = record.scheme().clone();
                let payment = record.payment.clone();
                Debt {
                    creditor: payment.links.creditor,
                    currency: payment.currency,
                    scheme,
                    amount: payment.amount,
                    why,
                }
            }),
            Why::Refunded(id) => self.refunds.get(id.as_str()).map(|record| {
                let (creditor, currency) = (record.creditor.clone(), record.refund.currency.clone());
                Debt { creditor, currency, scheme: record.scheme.clone(), amount: record.refund.amount, why }
            }),
        };
        self.settling.debts.extend(debt);
    }

    /// What the creditor owes in the currency, in minor units.
    pub(crate) fn owed(&self, creditor: &str, currency: &str) -> u64 {
        let debts = self.settling.debts.iter();
        debts.filter(|it| it.creditor.as_str() == creditor && it.currency == currency).map(|it| it.amount).sum()
    }

    /// Whether this is owed still.
    pub(super) fn is_owed(&self, why: &Why) -> bool {
        self.settling.debts.iter().any(|debt| debt.why == *why)
    }

    /// Forgets one time that this is owed; whether it was. A payment that was retried may have failed late twice.
    pub(super) fn forgive(&mut self, why: &Why) -> bool {
        let place = self.settling.debts.iter().position(|debt| debt.why == *why);
        place.map(|place| self.settling.debts.remove(place)).is_some()
    }

    /// Holds back from the creditor's payout what is owed; `None`, changing nothing, when nothing is, or there is no
    /// account.
    pub(super) fn settle(&mut self, why: &Why, now: Timestamp) -> Option<PayoutId> {
        let debt = self.settling.debts.iter().find(|debt| debt.why == *why)?.clone();
        let payout = self.open_payout(&debt.creditor, &debt.currency, &debt.scheme, now)?;
        let of_payment = |id: &PaymentId| PayoutItemLinks { payment: Some(id.clone()), ..PayoutItemLinks::default() };
        let (kind, links) = match why {
            Why::ChargedBack(id) => ("payment_charged_back", of_payment(id)),
            Why::Failed(id) => ("payment_failed", of_payment(id)),
            Why::Refunded(id) => self.item_of_refund(id)?,
        };
        self.forgive(why);
        self.add_item(&payout, kind, -signed(debt.amount), links, now);
        Some(payout)
    }

    /// Credits the creditor with a refund that came back, as soon as there is an account for it.
    pub(super) fn credit(&mut self, id: &RefundId, now: Timestamp) {
        if self.pay_back(id, now).is_none() {
            self.settling.credits.push(id.clone());
        }
    }

    /// What is to be credited to the creditor in the currency once it can be paid out to, in minor units.
    pub(crate) fn to_be_credited(&self, creditor: &str, currency: &str) -> u64 {
        let refunds = self.settling.credits.iter().filter_map(|id| self.refunds.get(id.as_str()));
        let refunds = refunds.filter(|it| it.creditor.as_str() == creditor && it.refund.currency == currency);
        refunds.map(|record| record.refund.amount).sum()
    }

    /// Puts a refund that came back into the creditor's payout; `None`, changing nothing, when there is no account for it.
    fn pay_back(&mut self, id: &RefundId, now: Timestamp) -> Option<PayoutId> {
        let record = self.refunds.get(id.as_str())?;
        let (creditor, scheme, amount) = (record.creditor.clone(), record.scheme.clone(), record.refund.amount);
        let currency = record.refund.currency.clone();
        let payout = self.open_payout(&creditor, &currency, &scheme, now)?;
        let (_, links) = self.item_of_refund(id)?;
        self.add_item(&payout, "refund_funds_returned", signed(amount), links, now);
        Some(payout)
    }

    /// A payout goes out: with what is owed held back, as far as there is enough in it.
    ///
    /// A seed may have several of a creditor that are pending: each goes in its time, and what is owed is held back from
    /// the one that goes.
    pub(super) fn payout_is_due(&mut self, id: &PayoutId, at: Timestamp) {
        let Some(record) = self.payouts.get(id.as_str()) else { return };
        let key = (record.payout.links.creditor.clone(), record.payout.currency.clone());
        let filled = self.settling.open.insert(key.clone(), id.clone()).filter(|filled| filled != id);
        let debts = self.settling.debts.iter().filter(|debt| (&debt.creditor, &debt.currency) == (&key.0, &key.1));
        for debt in debts.cloned().collect::<Vec<_>>() {
            let sum = self.payouts.get(id.as_str()).map_or(0, |record| record.sum);
            if signed(debt.amount) <= sum {
                self.settle_and_tell(&debt.why, at);
            }
        }
        self.settling.open.remove(&key);
        self.settling.open.extend(filled.map(|filled| (key, filled)));
        let Some(record) = self.payouts.get_mut(id.as_str()) else { return };
        record.payout.status = PayoutStatus::Paid;
        let metadata = record.payout.metadata.clone();
        let links = EventLinks::default().with("payout", id);
        self.tell(
            News {
                resource_type: "payouts",
                action: "paid",
                telling: PAID,
                scheme: None,
                metadata: Metadata::new(),
                resource_metadata: metadata,
                links,
            },
            at,
        );
    }

    /// The creditor's bank sends a payout back, which must have been paid.
    pub(super) fn bounce_payout(&mut self, id: &str, now: Timestamp) -> Result<(), NotPlayed> {
        let record = self.payouts.get_mut(id).ok_or(NotPlayed::UnknownResource)?;
        if record.payout.status != PayoutStatus::Paid {
            return Err(NotPlayed::Precondition);
        }
        record.payout.status = PayoutStatus::Bounced;
        let PayoutLinks { creditor, creditor_bank_account } = record.payout.links.clone();
        let news = News {
            resource_type: "creditors",
            action: "bounced_payout",
            telling: BOUNCED,
            scheme: None,
            metadata: Metadata::new(),
            resource_metadata: Metadata::new(),
            links: EventLinks::default().with("creditor", &creditor).with("payout", id),
        };
        let details = EventDetails { bank_account_id: Some(creditor_bank_account.into()), ..EventDetails::default() };
        self.tell_with(news, details, now);
        Ok(())
    }

    /// Pays out what waited for the creditor to have an account or to be verified.
    pub(super) fn pay_out_what_waits(&mut self, creditor: &CreditorId, now: Timestamp) {
        let waiting = self.payments.oldest_first().filter(|record| {
            let payment = &record.payment;
            payment.status == PaymentStatus::Confirmed
                && payment.links.creditor == *creditor
                && self.payout_account(creditor, &payment.currency).is_some()
        });
        for id in waiting.map(|record| record.payment.id.clone()).collect::<Vec<_>>() {
            self.go_on_from(&id, crate::machines::payment::PaymentAction::Confirmed, now);
        }
        for id in std::mem::take(&mut self.settling.credits) {
            self.credit(&id, now);
        }
    }

    fn settle_and_tell(&mut self, why: &Why, at: Timestamp) {
        let is_told = match why {
            Why::ChargedBack(id) => {
                self.payment_happens(id.as_str(), &CHARGEBACK_SETTLED, Metadata::new(), None, at).is_some()
            }
            Why::Failed(id) => {
                self.payment_happens(id.as_str(), &LATE_FAILURE_SETTLED, Metadata::new(), None, at).is_some()
            }
            Why::Refunded(id) => self.refund_happens(id.as_str(), RefundAction::Settled, Metadata::new(), at).is_some(),
        };
        if !is_told {
            // A payment that was retried since is settled all the same.
            self.settle(why, at);
        }
    }

    /// The payout that the creditor's money goes into at `now`.
    fn open_payout(
        &mut self,
        creditor: &CreditorId,
        currency: &str,
        scheme: &Scheme,
        now: Timestamp,
    ) -> Option<PayoutId> {
        let key = (creditor.clone(), currency.to_owned());
        if let Some(id) = self.settling.open.get(&key) {
            return Some(id.clone());
        }
        let account = self.payout_account(creditor, currency)?.to_owned();
        let prefix = self.creditors.get(creditor.as_str())?.bank_reference_prefix.clone();
        let payout = Payout {
            id: self.ids.payout(),
            amount: 0,
            arrival_date: Some(payout_arrival(scheme, now).to_string()),
            created_at: written(now),
            currency: currency.to_owned(),
            deducted_fees: 0,
            payout_type: "merchant".to_owned(),
            reference: format!("{}-{}", prefix.as_deref().unwrap_or("GC"), self.ids.payout_reference()),
            status: PayoutStatus::Pending,
            fx: PaymentFx::default(),
            tax_currency: None,
            metadata: Metadata::new(),
            links: PayoutLinks { creditor: creditor.clone(), creditor_bank_account: account },
        };
        let id = payout.id.clone();
        self.payouts.add(PayoutRecord { payout, items: Vec::new(), sum: 0 });
        self.settling.open.insert(key, id.clone());
        self.agenda.put(payout_sending(scheme, now), Due::Payout { id: id.clone() });
        Some(id)
    }

    fn add_item(&mut self, id: &PayoutId, kind: &str, amount: i64, links: PayoutItemLinks, now: Timestamp) {
        let Some(record) = self.payouts.get_mut(id.as_str()) else { return };
        let item = PayoutItem { amount: format!("{amount}.0"), kind: kind.to_owned(), taxes: Vec::new(), links };
        let cursor = format!("{id}-{}", record.items.len() + 1);
        record.items.push(ItemRecord { item, cursor, created_at: written(now) });
        record.sum = record.sum.saturating_add(amount);
        record.payout.amount = u64::try_from(record.sum).unwrap_or_default();
    }

    fn item_of_refund(&self, id: &RefundId) -> Option<(&'static str, PayoutItemLinks)> {
        let links = self.refunds.get(id.as_str())?.refund.links.clone();
        let kind = if links.payment.is_some() { "payment_refunded" } else { "refund" };
        Some((kind, PayoutItemLinks { payment: links.payment, mandate: links.mandate, refund: Some(id.clone()) }))
    }
}

impl Why {
    /// What the item of a payout settles.
    fn of(item: &PayoutItem) -> Option<Self> {
        match (item.kind.as_str(), item.links.payment.clone(), item.links.refund.clone()) {
            ("payment_charged_back", Some(payment), _) => Some(Self::ChargedBack(payment)),
            ("payment_failed", Some(payment), _) => Some(Self::Failed(payment)),
            ("payment_refunded" | "refund", _, Some(refund)) => Some(Self::Refunded(refund)),
            _ => None,
        }
    }
}

/// Amounts are far below what the type holds.
fn signed(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}

impl Record for PayoutRecord {
    fn id(&self) -> &str {
        self.payout.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.payout.created_at
    }
}

impl Record for ItemRecord {
    fn id(&self) -> &str {
        &self.cursor
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }
}
