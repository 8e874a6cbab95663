//! Webhooks on their way out: which is next, and what is held back, sent twice or the other way round.

use std::collections::{BTreeMap, VecDeque};

use gocardless_api::{Webhook, WebhookId};
use jiff::Timestamp;

use super::webhooks::{LARGEST_BATCH, Outcome};
use super::{Ledger, Organisation, OrganisationNumber};
use crate::webhook_endpoint::WebhookEndpoint;

/// What waits to be delivered, in the order of being made, and how it is to go.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    /// Whether only what is urgent goes.
    pub(crate) hold: bool,
    /// Whether every event is a webhook of its own.
    pub(crate) split: bool,
    /// How many webhooks to come are delivered twice.
    pub(crate) duplicate: u32,
    /// How many webhooks to come are collected, to be delivered in reverse.
    pub(crate) reorder: u32,
    /// What has been collected so far; a webhook that is to be delivered twice is there twice.
    collected: Vec<Vec<Letter>>,
    queue: VecDeque<Letter>,
    /// What is being delivered, by its address: one at a time.
    underway: BTreeMap<String, WebhookId>,
    /// The last attempts, oldest first.
    attempts: VecDeque<Attempted>,
    /// Tells attempts apart that began before the sandbox was reset.
    generation: u64,
}

/// A webhook that is to be delivered once.
#[derive(Clone, Debug)]
struct Letter {
    organisation: OrganisationNumber,
    id: WebhookId,
    url: String,
    occasion: Occasion,
    /// Whether it goes even while everything is held.
    urgent: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Occasion {
    First,
    /// A retry that was due then.
    Retry(Timestamp),
    /// Once more because someone asked for it; nothing follows from how it goes.
    Again,
}

/// An attempt to begin now.
#[derive(Debug)]
pub struct Sending {
    /// What is to be sent, where, and with which headers.
    pub webhook: Webhook,
    letter: Letter,
    begun: Timestamp,
    generation: u64,
}

/// An attempt that was made.
#[derive(Clone, Debug)]
pub(crate) struct Attempted {
    pub(crate) webhook: WebhookId,
    pub(crate) begun: Timestamp,
    pub(crate) successful: bool,
    pub(crate) code: Option<u16>,
    pub(crate) problem: Option<&'static str>,
}

/// Why a webhook cannot be delivered now.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotDelivered {
    /// It has been delivered.
    #[error("the webhook has been delivered already")]
    Already,
    /// There is none with this id.
    #[error("there is no webhook with this id")]
    Unknown,
}

/// How many attempts are remembered.
const REMEMBERED: usize = 100;

impl Ledger {
    /// Puts the events that were told since the last time into webhooks, and those into the queue.
    pub(crate) fn make_webhooks(&mut self) {
        let largest = if self.outbox.split { 1 } else { LARGEST_BATCH };
        let now = self.now;
        for number in self.organisations.numbers() {
            let addressed = self.addressed(number);
            let Some(organisation) = self.organisations.get_mut(number) else { continue };
            for (endpoint, places) in addressed {
                for id in organisation.make_webhooks(&endpoint, &places, largest, now) {
                    let (url, occasion) = (endpoint.url().to_string(), Occasion::First);
                    self.outbox.put_new(Letter { organisation: number, id, url, occasion, urgent: false });
                }
            }
            organisation.all_is_sent();
        }
    }

    /// The events that were told since the last time, by their places on the shelf and by where they go to.
    fn addressed(&self, number: OrganisationNumber) -> Vec<(WebhookEndpoint, Vec<usize>)> {
        let mut addressed: Vec<(WebhookEndpoint, Vec<usize>)> = Vec::new();
        let new = self.organisations.get(number).map(Organisation::unsent).unwrap_or_default();
        for place in new {
            for endpoint in self.endpoints_of(number, place) {
                match addressed.iter_mut().find(|(known, _)| known.is_same(&endpoint)) {
                    // Two that are the same hear of it once.
                    Some((_, places)) if places.last() == Some(&place) => {}
                    Some((_, places)) => places.push(place),
                    None => addressed.push((endpoint, vec![place])),
                }
            }
        }
        addressed
    }

    /// Puts the retries that are due into the queue.
    pub(super) fn queue_retries(&mut self) {
        let due: Vec<_> = self.organisations.iter_mut().flat_map(|it| std::mem::take(&mut it.webhooks_due)).collect();
        for (id, due) in due {
            self.put_again(&id, Occasion::Retry(due), false);
        }
    }

    /// What is to be sent now, if anything is: it is underway until [`attempted`](Self::attempted).
    pub(crate) fn next_to_send(&mut self) -> Option<Sending> {
        while let Some(letter) = self.outbox.take() {
            let record = self.organisations.get(letter.organisation)?.webhooks.get(letter.id.as_str())?;
            if record.webhook.successful && matches!(letter.occasion, Occasion::Retry(_)) {
                continue;
            }
            let webhook = record.webhook.clone();
            self.outbox.underway.insert(letter.url.clone(), letter.id.clone());
            return Some(Sending { webhook, letter, begun: self.now, generation: self.outbox.generation });
        }
        None
    }

    /// Notes what came of an attempt; nothing of one that began before a reset.
    pub(crate) fn attempted(&mut self, sending: &Sending, outcome: Outcome) {
        if sending.generation != self.outbox.generation {
            return;
        }
        self.outbox.note(sending, &outcome);
        let since = match sending.letter.occasion {
            Occasion::First => Some(sending.begun),
            Occasion::Retry(due) => Some(due),
            Occasion::Again => None,
        };
        if let Some(organisation) = self.organisation(sending.letter.organisation) {
            organisation.webhook_was_attempted(&sending.letter.id, outcome, since);
        }
    }

    /// Delivers a webhook that waits, though it is held, collected, or its retry is not due; or one that was given up.
    pub(crate) fn deliver(&mut self, id: &WebhookId) -> Result<(), NotDelivered> {
        let number = self.number_with_webhook(id).ok_or(NotDelivered::Unknown)?;
        if self.outbox.hurry(id) || self.outbox.underway.values().any(|underway| underway == id) {
            return Ok(());
        }
        let now = self.now;
        let webhooks = self.organisation(number).map(|organisation| &mut organisation.webhooks);
        let record = webhooks.and_then(|webhooks| webhooks.get_mut(id.as_str())).ok_or(NotDelivered::Unknown)?;
        if record.webhook.successful {
            return Err(NotDelivered::Already);
        }
        let occasion = record.retry_at.take().map_or(Occasion::Again, |_| Occasion::Retry(now));
        self.put_again(id, occasion, true);
        Ok(())
    }

    /// Delivers everything that waits, whatever it waits for.
    pub(crate) fn deliver_all(&mut self) {
        self.outbox.collect_next(0);
        let waiting: Vec<_> = self.waiting_for_retry().map(|(webhook, _)| webhook.id.clone()).collect();
        for letter in &mut self.outbox.queue {
            letter.urgent = true;
        }
        for id in waiting {
            // What waits for a retry has not been delivered.
            let _ = self.deliver(&id);
        }
    }

    /// Sends a webhook once more, in its turn; `false` when there is none with this id.
    pub(crate) fn deliver_again(&mut self, id: &WebhookId) -> bool {
        self.put_again(id, Occasion::Again, false)
    }

    /// What waits for its next retry, and until when; oldest first.
    pub(crate) fn waiting_for_retry(&self) -> impl Iterator<Item = (&Webhook, Timestamp)> {
        let all = self.organisations.iter().flat_map(|organisation| organisation.webhooks.oldest_first());
        all.filter_map(|record| Some((&record.webhook, record.retry_at?)))
    }

    /// Every webhook, oldest first.
    pub(crate) fn webhooks(&self) -> impl Iterator<Item = &Webhook> {
        let all = self.organisations.iter().flat_map(|organisation| organisation.webhooks.oldest_first());
        all.map(|record| &record.webhook)
    }

    pub(crate) fn webhook(&self, id: &WebhookId) -> Option<&Webhook> {
        let mut found = self.organisations.iter().filter_map(|organisation| organisation.webhooks.get(id.as_str()));
        found.next().map(|record| &record.webhook)
    }

    /// Begins anew after a reset: attempts that are underway count no more.
    pub(crate) fn succeed(&mut self, before: &Self) {
        self.outbox.generation = before.outbox.generation.wrapping_add(1);
    }

    fn number_with_webhook(&self, id: &WebhookId) -> Option<OrganisationNumber> {
        let has = |it: &Organisation| it.webhooks.get(id.as_str()).is_some();
        self.organisations.find(has)
    }

    fn put_again(&mut self, id: &WebhookId, occasion: Occasion, urgent: bool) -> bool {
        let Some(organisation) = self.number_with_webhook(id) else { return false };
        let record = self.organisations.get(organisation).and_then(|it| it.webhooks.get(id.as_str()));
        let Some(url) = record.map(|record| record.webhook.url.clone()) else { return false };
        self.outbox.put(Letter { organisation, id: id.clone(), url, occasion, urgent });
        true
    }
}

impl Outbox {
    /// Collects so many webhooks to come, to deliver them in reverse; what was collected before goes with 0.
    pub(crate) fn collect_next(&mut self, count: u32) {
        self.reorder = count;
        if count == 0 {
            let collected = std::mem::take(&mut self.collected);
            self.queue.extend(collected.into_iter().rev().flatten());
        }
    }

    /// Lets everything go as it usually does.
    pub(crate) fn set_usual(&mut self) {
        (self.hold, self.split, self.duplicate) = (false, false, 0);
        self.collect_next(0);
    }

    /// Whether nothing is underway and nothing may go.
    pub(crate) fn is_idle(&self) -> bool {
        self.underway.is_empty() && !self.queue.iter().any(|letter| letter.urgent || !self.hold)
    }

    /// What waits in the queue, the next one first.
    pub(crate) fn queued(&self) -> impl Iterator<Item = &WebhookId> {
        self.queue.iter().map(|letter| &letter.id)
    }

    /// What has been collected, oldest first.
    pub(crate) fn collected(&self) -> impl Iterator<Item = &WebhookId> {
        self.collected.iter().flatten().map(|letter| &letter.id)
    }

    /// What is being delivered.
    pub(crate) fn underway(&self) -> impl Iterator<Item = &WebhookId> {
        self.underway.values()
    }

    /// The last attempts, newest first.
    pub(crate) fn attempts(&self) -> impl Iterator<Item = &Attempted> {
        self.attempts.iter().rev()
    }

    fn put_new(&mut self, letter: Letter) {
        let mut letters = vec![letter];
        if self.duplicate > 0 {
            self.duplicate -= 1;
            letters.extend(letters.first().cloned().map(|first| Letter { occasion: Occasion::Again, ..first }));
        }
        if self.reorder == 0 {
            self.queue.extend(letters);
            return;
        }
        self.collected.push(letters);
        self.collect_next(self.reorder - 1);
    }

    /// What is urgent goes before what is not.
    fn put(&mut self, letter: Letter) {
        if letter.urgent {
            let place = self.queue.iter().position(|other| !other.urgent).unwrap_or(self.queue.len());
            self.queue.insert(place, letter);
        } else {
            self.queue.push_back(letter);
        }
    }

    /// Makes urgent what waits of this webhook; `false` when nothing does.
    fn hurry(&mut self, id: &WebhookId) -> bool {
        let queued = std::mem::take(&mut self.queue);
        let (mut found, others): (Vec<_>, Vec<_>) = queued.into_iter().partition(|letter| letter.id == *id);
        self.queue = others.into();
        for letters in &mut self.collected {
            found.extend(letters.extract_if(.., |letter| letter.id == *id));
        }
        self.collected.retain(|letters| !letters.is_empty());
        let is_found = !found.is_empty();
        for letter in found {
            self.put(Letter { urgent: true, ..letter });
        }
        is_found
    }

    /// The first letter that may go, to whom nothing is underway.
    fn take(&mut self) -> Option<Letter> {
        let may_go = |letter: &Letter| (letter.urgent || !self.hold) && !self.underway.contains_key(&letter.url);
        let place = self.queue.iter().position(may_go)?;
        self.queue.remove(place)
    }

    fn note(&mut self, sending: &Sending, outcome: &Outcome) {
        self.underway.remove(&sending.letter.url);
        if self.attempts.len() == REMEMBERED {
            self.attempts.pop_front();
        }
        self.attempts.push_back(Attempted {
            webhook: sending.letter.id.clone(),
            begun: sending.begun,
            successful: outcome.is_success(),
            code: outcome.code(),
            problem: outcome.problem(),
        });
    }
}
