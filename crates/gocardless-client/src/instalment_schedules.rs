//! `/instalment_schedules`. Source: API reference, "Instalment Schedules".

use gocardless_api::{
    Instalment, InstalmentSchedule, InstalmentScheduleId, Metadata, NewInstalmentSchedule, Page, RegularInstalments,
};
use serde_json::json;

use crate::resource::Resource;
use crate::{Client, Error, IdempotencyKey, ListQuery};

impl Resource for InstalmentSchedule {
    type Id = InstalmentScheduleId;
    const PLURAL: &'static str = "instalment_schedules";
    const PATH: &'static str = "/instalment_schedules";
    const TEMPLATE: &'static str = "/instalment_schedules/{id}";
}

impl Client {
    /// Makes a schedule of instalments with dates, or gets the one already made under `key`. Its payments are made
    /// later: get it to see whether they could be.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `mandate_is_inactive` or a detail per field; [`Error::OutcomeUnknown`] is cured by
    /// repeating with the same key.
    pub async fn create_instalment_schedule_with_dates(
        &self,
        new: &NewInstalmentSchedule<Vec<Instalment>>,
        key: &IdempotencyKey,
    ) -> Result<InstalmentSchedule, Error> {
        self.create_at("/instalment_schedules/create_with_dates", new, key).await
    }

    /// Makes a schedule of instalments at regular intervals, or gets the one already made under `key`. Its payments are
    /// made later: get it to see whether they could be.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `mandate_is_inactive` or a detail per field; [`Error::OutcomeUnknown`] is cured by
    /// repeating with the same key.
    pub async fn create_instalment_schedule_with_schedule(
        &self,
        new: &NewInstalmentSchedule<RegularInstalments>,
        key: &IdempotencyKey,
    ) -> Result<InstalmentSchedule, Error> {
        self.create_at("/instalment_schedules/create_with_schedule", new, key).await
    }

    /// Gets an instalment schedule.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn instalment_schedule(&self, id: &InstalmentScheduleId) -> Result<InstalmentSchedule, Error> {
        self.get(id).await
    }

    /// Gets one page of the instalment schedules, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn instalment_schedules(&self, query: &ListQuery) -> Result<Page<InstalmentSchedule>, Error> {
        self.list(query).await
    }

    /// Replaces a schedule's metadata.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with a detail per field; [`Error::OutcomeUnknown`] is cured by repeating.
    pub async fn update_instalment_schedule(
        &self,
        id: &InstalmentScheduleId,
        metadata: &Metadata,
    ) -> Result<InstalmentSchedule, Error> {
        self.update(id, &json!({ "metadata": metadata })).await
    }

    /// Cancels a schedule and those of its payments that have not gone to the bank.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `cancellation_failed` where it is over; after [`Error::OutcomeUnknown`] get the
    /// schedule.
    pub async fn cancel_instalment_schedule(
        &self,
        id: &InstalmentScheduleId,
        key: &IdempotencyKey,
    ) -> Result<InstalmentSchedule, Error> {
        self.act("/instalment_schedules/{id}/actions/cancel", id, &json!({}), key).await
    }
}
