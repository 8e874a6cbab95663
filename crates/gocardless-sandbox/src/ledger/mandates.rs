//! Mandates.

use gocardless_api::{
    CustomerBankAccountId, EventId, EventLinks, Mandate, MandateId, MandateLinks, MandateStatus, Metadata, Scheme,
};
use jiff::Timestamp;
use jiff::civil::Date;

use super::agenda::Due;
use super::events::News;
use super::plan::{Pace, Plan};
use super::{Organisation, Record};
use crate::charge_dates::{expiry, first_charge_date, mandate_activation, mandate_submission, next_charge_date};
use crate::clock::written;
use crate::machines::mandate::{CREATED, EXPIRED, MandateAction as Action, MandateHappening, TRANSITIONS, usual};
use crate::machines::{Origin, after};
use crate::magic_names;

/// A mandate, and what the API does not show of it.
#[derive(Debug)]
pub(crate) struct MandateRecord {
    /// Without its next possible charge date, which moves with the time: see [`shown`](Self::shown).
    pub(crate) mandate: Mandate,
    pub(crate) plan: Plan<Action>,
    /// The first date on which it could be collected from.
    first_charge_date: Date,
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
        let customer = self.customer(links.customer.as_str());
        let magic = customer.and_then(|customer| magic_names::of(customer, &scheme));
        let pace = if magic.is_some() { Pace::AtOnce } else { Pace::Banks };
        let first_charge_date = first_charge_date(&scheme, now);
        let mandate = Mandate {
            id: self.ids.mandate(),
            created_at: written(now),
            reference: Some(self.ids.mandate_reference()),
            status: MandateStatus::PendingSubmission,
            next_possible_charge_date: None,
            scheme: Some(scheme),
            payments_require_approval: false,
            metadata,
            links,
        };
        let record = MandateRecord { mandate, plan: Plan::new(TO_BE_SENT, pace), first_charge_date, used: now };
        let shown = record.shown(now);
        self.mandates.add(record);
        self.mandate_happens(shown.id.as_str(), &CREATED, Metadata::new(), now);
        self.put_mandate_down(&shown.id, 0, now);
        shown
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
            Action::Cancelled | Action::Expired | Action::Failed => {
                record.plan.stop();
                self.cancel_payments_of(id, happening.telling, event, now);
            }
            Action::ResubmissionRequested => {
                let again = happening.telling.origin == Origin::Api;
                record.plan.change(if again { TO_BE_SENT_AGAIN } else { TO_BE_SENT }, Pace::Banks);
                record.first_charge_date = first_charge_date(record.scheme(), now);
                self.put_mandate_down(id, 0, now);
            }
            Action::Created
            | Action::CustomerApprovalGranted
            | Action::CustomerApprovalSkipped
            | Action::Submitted
            | Action::Transferred => {}
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
            (Pace::Banks, Action::Submitted) => mandate_submission(record.scheme(), now),
            (Pace::Banks, _) => mandate_activation(record.scheme(), now),
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

impl Record for MandateRecord {
    fn id(&self) -> &str {
        self.mandate.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.mandate.created_at
    }
}
