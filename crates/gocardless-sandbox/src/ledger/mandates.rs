//! Mandates.

use gocardless_api::{
    CustomerBankAccountId, EventId, EventLinks, Mandate, MandateId, MandateLinks, MandateStatus, Metadata, Scheme,
};
use jiff::Timestamp;
use jiff::civil::Date;

use super::agenda::Due;
use super::caps::LegacyCap;
use super::events::News;
use super::plan::{Pace, Plan};
use super::{Organisation, Record};
use crate::charge_dates::{expiry, first_charge_date, mandate_activation, mandate_submission, next_charge_date};
use crate::clock::written;
use crate::machines::mandate::{
    BLOCKED, CONSUMED, CREATED, EXPIRED, MandateAction as Action, MandateHappening, TRANSITIONS, usual,
};
use crate::machines::{Origin, after};
use crate::magic_names;

/// A mandate, and what the API does not show of it.
#[derive(Debug)]
pub(crate) struct MandateRecord {
    /// Without its next possible charge date, which moves with the time: see [`shown`](Self::shown).
    pub(crate) mandate: Mandate,
    pub(crate) plan: Plan<Action>,
    /// What it may collect at most, which no answer shows.
    pub(crate) cap: Option<LegacyCap>,
    /// The first date on which it could be collected from.
    first_charge_date: Date,
    /// How often it has been reinstated.
    pub(crate) reinstatements: u8,
    /// When something was last collected, or the mandate came to stand.
    pub(super) used: Timestamp,
}

const TO_BE_SENT: &[Action] = &[Action::Submitted, Action::Active];
const TO_BE_SENT_AGAIN: &[Action] = &[Action::Submitted, Action::Reinstated];

impl MandateRecord {
    /// The mandate as the API shows it at `now`.
    pub(crate) fn shown(&self, now: Timestamp) -> Mandate {
        let date = is_open(&self.mandate.status).then(|| self.next_charge_date(now).to_string());
        Mandate { next_possible_charge_date: date, ..self.mandate.clone() }
    }

    /// The earliest charge date of a payment made at `now`; a mandate that stands needs no time of its own any more.
    pub(crate) fn next_charge_date(&self, now: Timestamp) -> Date {
        let stands = self.mandate.status == MandateStatus::Active;
        next_charge_date(self.scheme(), if stands { Date::MIN } else { self.first_charge_date }, now)
    }

    pub(crate) fn scheme(&self) -> &Scheme {
        self.mandate.scheme.as_ref().unwrap_or(&Scheme::Bacs)
    }
}

impl Organisation {
    /// Adds a mandate on a bank account for a creditor, about to be sent to the bank.
    pub(crate) fn add_mandate(
        &mut self,
        links: MandateLinks,
        scheme: Scheme,
        metadata: Metadata,
        now: Timestamp,
    ) -> Mandate {
        self.add_mandate_that(false, links, scheme, metadata, now)
    }

    /// As [`add_mandate`](Self::add_mandate); one that others must sign too waits for their approval.
    pub(super) fn add_mandate_that(
        &mut self,
        others_must_sign: bool,
        links: MandateLinks,
        scheme: Scheme,
        metadata: Metadata,
        now: Timestamp,
    ) -> Mandate {
        let waits = others_must_sign || self.asks_for_approval;
        let customer = self.customer(links.customer.as_str());
        let magic = customer.and_then(|customer| magic_names::of(customer, &scheme));
        let pace = if magic.is_some() { Pace::AtOnce } else { Pace::Banks };
        let first_charge_date = first_charge_date(&scheme, now);
        let mandate = Mandate {
            id: self.ids.mandate(),
            created_at: written(now),
            reference: Some(self.ids.mandate_reference()),
            status: if waits && knows_approval(&scheme) {
                MandateStatus::PendingCustomerApproval
            } else {
                MandateStatus::PendingSubmission
            },
            next_possible_charge_date: None,
            scheme: Some(scheme),
            payments_require_approval: false,
            metadata,
            links,
            authorisation_source: None,
        };
        let plan = Plan::new(TO_BE_SENT, pace);
        let record = MandateRecord { mandate, plan, cap: None, first_charge_date, reinstatements: 0, used: now };
        let shown = record.shown(now);
        self.mandates.add(record);
        self.mandate_happens(shown.id.as_str(), &CREATED, Metadata::new(), now);
        if self.is_kept_out(&shown.links) {
            self.mandate_happens(shown.id.as_str(), &BLOCKED, Metadata::new(), now);
        } else if shown.status == MandateStatus::PendingSubmission {
            self.put_mandate_down(&shown.id, 0, now);
        }
        self.mandates.get(shown.id.as_str()).map_or(shown, |record| record.shown(now))
    }

    /// Adds a mandate that was made at `created`, in the state that it has: the rest happens to it as to any other, from
    /// `now` on. An active one counts as used just now. Nothing is told.
    pub(crate) fn seed_mandate(
        &mut self,
        mandate: Mandate,
        cap: Option<LegacyCap>,
        created: Timestamp,
        now: Timestamp,
    ) {
        let scheme = mandate.scheme.clone().unwrap_or(Scheme::Bacs);
        let customer = self.customer(mandate.links.customer.as_str());
        let is_magic = customer.is_some_and(|customer| magic_names::of(customer, &scheme).is_some());
        let plan = Plan::new(TO_BE_SENT, if is_magic { Pace::AtOnce } else { Pace::Banks });
        let submission = mandate_submission(&scheme, created);
        let next = match mandate.status {
            MandateStatus::PendingSubmission => Some((0, submission)),
            MandateStatus::Submitted => Some((1, mandate_activation(&scheme, submission))),
            _ => None,
        };
        let id = mandate.id.clone();
        if let Some((step, at)) = next {
            let at = if is_magic { now } else { at.max(now) };
            self.agenda.put(at, Due::Mandate { id, revision: plan.revision, step });
        } else if mandate.status == MandateStatus::Active
            && let Some(at) = expiry(&scheme, now)
        {
            self.agenda.put(at, Due::Dormancy { id });
        }
        let first_charge_date = first_charge_date(&scheme, created);
        self.mandates.add(MandateRecord { mandate, plan, cap, first_charge_date, reinstatements: 0, used: now });
    }

    /// Adds the mandate of one instant payment, which has used it up.
    pub(super) fn add_used_up_mandate(&mut self, links: MandateLinks, scheme: Scheme, now: Timestamp) -> MandateId {
        let id = self.ids.mandate();
        let mandate = Mandate {
            id: id.clone(),
            created_at: written(now),
            reference: Some(self.ids.mandate_reference()),
            status: MandateStatus::PendingSubmission,
            next_possible_charge_date: None,
            scheme: Some(scheme),
            payments_require_approval: false,
            authorisation_source: None,
            metadata: Metadata::new(),
            links,
        };
        let plan = Plan::new(&[], Pace::Banks);
        self.mandates.add(MandateRecord {
            mandate,
            plan,
            cap: None,
            first_charge_date: Date::MIN,
            reinstatements: 0,
            used: now,
        });
        for happening in [&CREATED, &CONSUMED] {
            self.mandate_happens(id.as_str(), happening, Metadata::new(), now);
        }
        id
    }

    /// Lets something happen to a mandate and tells it; `None`, changing nothing, where its state does not allow that.
    pub(crate) fn mandate_happens(
        &mut self,
        id: &str,
        happening: &'static MandateHappening,
        metadata: Metadata,
        now: Timestamp,
    ) -> Option<EventId> {
        let record = self.mandates.get_mut(id)?;
        record.mandate.status = after(TRANSITIONS, &happening.action, &record.mandate.status)?;
        let mandate = record.mandate.clone();
        let mut links = EventLinks::default().with("mandate", &mandate.id);
        if happening.action == Action::Transferred {
            let account = self.transfer(&mandate, now)?;
            links = links
                .with("previous_customer_bank_account", &mandate.links.customer_bank_account)
                .with("new_customer_bank_account", account);
        }
        let news = News {
            resource_type: "mandates",
            action: happening.action.as_str(),
            telling: happening.telling,
            scheme: mandate.scheme.as_ref(),
            metadata,
            resource_metadata: mandate.metadata,
            links,
        };
        let event = self.tell(news, now);
        self.follow_up(&mandate.id, happening, &event, now);
        Some(event)
    }

    /// What comes with what has happened.
    fn follow_up(&mut self, id: &MandateId, happening: &MandateHappening, event: &EventId, now: Timestamp) {
        let Some(record) = self.mandates.get_mut(id.as_str()) else { return };
        match happening.action {
            Action::Active | Action::Reinstated => {
                record.used = now;
                if let Some(at) = expiry(record.scheme(), now) {
                    self.agenda.put(at, Due::Dormancy { id: id.clone() });
                }
            }
            Action::Blocked | Action::Cancelled | Action::Expired | Action::Failed => {
                record.plan.stop();
                self.cancel_payments_of(id, happening.telling, event, now);
                self.cancel_subscriptions_of(id, happening.telling, event, now);
                self.cancel_instalment_schedules_of(id, happening.action, event, now);
            }
            Action::ResubmissionRequested => {
                let again = happening.telling.origin == Origin::Api;
                record.reinstatements = record.reinstatements.saturating_add(u8::from(again));
                record.plan.change(if again { TO_BE_SENT_AGAIN } else { TO_BE_SENT }, Pace::Banks);
                record.first_charge_date = first_charge_date(record.scheme(), now);
                self.put_mandate_down(id, 0, now);
            }
            Action::CustomerApprovalGranted | Action::CustomerApprovalSkipped => {
                let pace = record.plan.pace;
                record.plan.change(TO_BE_SENT, pace);
                record.first_charge_date = first_charge_date(record.scheme(), now);
                self.put_mandate_down(id, 0, now);
                self.approve_payments_of(id, event, now);
            }
            Action::Consumed | Action::Created | Action::Submitted | Action::Transferred => {}
        }
    }

    /// A step of the mandate's plan is due.
    pub(super) fn mandate_is_due(&mut self, id: &MandateId, revision: u32, step: usize, at: Timestamp) {
        let Some(plan) = self.mandates.get(id.as_str()).map(|record| record.plan) else { return };
        let Some(action) = plan.steps.get(step).filter(|_| plan.revision == revision) else { return };
        if self.mandate_happens(id.as_str(), usual(*action), Metadata::new(), at).is_some() {
            self.put_mandate_down(id, step + 1, at);
        }
    }

    /// Notes when the plan's step is due.
    fn put_mandate_down(&mut self, id: &MandateId, step: usize, now: Timestamp) {
        let Some(record) = self.mandates.get(id.as_str()) else { return };
        let Some(action) = record.plan.steps.get(step) else { return };
        let at = match (record.plan.pace, action) {
            (Pace::AtOnce, _) => now,
            (_, Action::Submitted) => mandate_submission(record.scheme(), now),
            (_, _) => mandate_activation(record.scheme(), now),
        };
        let due = Due::Mandate { id: id.clone(), revision: record.plan.revision, step };
        self.agenda.put(at.max(now), due);
    }

    /// The mandate expires when it has not been used for as long as its scheme allows.
    pub(super) fn expire_if_dormant(&mut self, id: &MandateId, at: Timestamp) {
        let Some(record) = self.mandates.get(id.as_str()) else { return };
        if record.mandate.status != MandateStatus::Active {
            return;
        }
        match expiry(record.scheme(), record.used) {
            Some(expiry) if expiry > at => self.agenda.put(expiry, Due::Dormancy { id: id.clone() }),
            Some(_) => {
                self.mandate_happens(id.as_str(), &EXPIRED, Metadata::new(), at);
            }
            None => {}
        }
    }

    /// Moves the mandate to a new bank account of its customer, which is like the old one.
    fn transfer(&mut self, mandate: &Mandate, now: Timestamp) -> Option<CustomerBankAccountId> {
        let mut account = self.customer_bank_accounts.get(mandate.links.customer_bank_account.as_str())?.clone();
        account.id = self.ids.customer_bank_account();
        account.created_at = written(now);
        account.enabled = true;
        let id = account.id.clone();
        self.customer_bank_accounts.add(account);
        self.mandates.get_mut(mandate.id.as_str())?.mandate.links.customer_bank_account = id.clone();
        Some(id)
    }

    /// Whether the bank account can be collected from.
    pub(crate) fn is_enabled(&self, id: &CustomerBankAccountId) -> bool {
        self.customer_bank_accounts.get(id.as_str()).is_some_and(|account| account.enabled)
    }
}

/// Whether a mandate in this status can be collected from, now or later.
fn is_open(status: &MandateStatus) -> bool {
    matches!(
        status,
        MandateStatus::Active
            | MandateStatus::PendingCustomerApproval
            | MandateStatus::PendingSubmission
            | MandateStatus::Submitted
            | MandateStatus::SuspendedByPayer
    )
}

/// Whether mandates in the scheme can wait for an approval: its simulators know Bacs and SEPA.
fn knows_approval(scheme: &Scheme) -> bool {
    matches!(scheme, Scheme::Bacs | Scheme::SepaCore)
}

impl Record for MandateRecord {
    fn id(&self) -> &str {
        self.mandate.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.mandate.created_at
    }
}
