//! Playing a scenario: everything at once, with the events in between.

use gocardless_api::{EventLinks, MandateStatus, Metadata, PaymentStatus};
use jiff::Timestamp;

use super::Organisation;
use super::events::News;
use crate::machines::mandate::{self, MandateAction};
use crate::machines::payment::{self, PaymentAction};
use crate::machines::{Origin, Telling};
use crate::scenarios::{Scenario, Script, wants_active_mandate};

/// Why a scenario cannot be played.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum NotPlayed {
    /// Scheme, state or mandate are not those that it begins with.
    Precondition,
    /// There is no such resource of its kind.
    UnknownResource,
}

const VERIFICATION: Telling = Telling {
    origin: Origin::Gocardless,
    cause: "creditor_updated",
    description: "The creditor's verification status has been updated.",
    codes: &[],
};

impl Organisation {
    /// Plays a scenario on the resource, or changes nothing.
    pub(crate) fn play(&mut self, scenario: &Scenario, id: &str, now: Timestamp) -> Result<(), NotPlayed> {
        match scenario {
            Scenario::Creditor(status) => self.verify_creditor(id, status, now),
            Scenario::Mandate(script) => self.play_mandate(script, id, now),
            Scenario::Payment(script) => self.play_payment(script, id, now),
            Scenario::Unavailable => Err(NotPlayed::UnknownResource),
        }
    }

    fn play_mandate(
        &mut self,
        script: &Script<MandateAction, MandateStatus>,
        id: &str,
        now: Timestamp,
    ) -> Result<(), NotPlayed> {
        let record = self.mandates.get_mut(id).ok_or(NotPlayed::UnknownResource)?;
        let steps = script.steps.iter().find(|(from, _)| *from == record.mandate.status);
        let (_, steps) = steps.filter(|_| script.schemes.contains(record.scheme())).ok_or(NotPlayed::Precondition)?;
        if record.mandate.status != MandateStatus::PendingCustomerApproval {
            record.plan.stop();
        }
        for action in *steps {
            self.mandate_happens(id, mandate::usual(*action), Metadata::new(), now);
        }
        Ok(())
    }

    fn play_payment(
        &mut self,
        script: &Script<PaymentAction, PaymentStatus>,
        id: &str,
        now: Timestamp,
    ) -> Result<(), NotPlayed> {
        let record = self.payments.get(id).ok_or(NotPlayed::UnknownResource)?;
        let scheme = record.scheme().clone();
        let steps = script.steps.iter().find(|(from, _)| *from == record.payment.status);
        let (_, steps) = steps.filter(|_| script.schemes.contains(&scheme)).ok_or(NotPlayed::Precondition)?;
        let mandate = self.mandates.get(record.payment.links.mandate.as_str());
        let is_active = mandate.is_some_and(|it| it.mandate.status == MandateStatus::Active);
        if script.on_active_mandate && wants_active_mandate(&scheme) && !is_active {
            return Err(NotPlayed::Precondition);
        }
        let id = record.payment.id.clone();
        for action in *steps {
            self.payment_happens(id.as_str(), payment::usual(*action, &scheme), Metadata::new(), None, now);
        }
        if let Some(last) = steps.last() {
            self.go_on_from(&id, *last, now);
        }
        Ok(())
    }

    fn verify_creditor(&mut self, id: &str, status: &str, now: Timestamp) -> Result<(), NotPlayed> {
        let record = self.creditors.get_mut(id).ok_or(NotPlayed::UnknownResource)?;
        record.creditor.verification_status = Some(status.to_owned());
        let links = EventLinks::default().with("creditor", &record.creditor.id);
        let news = News {
            resource_type: "creditors",
            action: "updated",
            telling: VERIFICATION,
            scheme: None,
            metadata: Metadata::new(),
            resource_metadata: Metadata::new(),
            links,
        };
        self.tell(news, now);
        Ok(())
    }
}
