//! `/billing_requests`. Source: API reference, "Billing Requests".

use gocardless_api::{BillingRequest, BillingRequestId, NewBillingRequest, Page};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::call::{Call, CallKind};
use crate::resource::{Resource, body, one};
use crate::{Client, Error, IdempotencyKey, ListQuery};

impl Resource for BillingRequest {
    type Id = BillingRequestId;
    const PLURAL: &'static str = "billing_requests";
    const PATH: &'static str = "/billing_requests";
    const TEMPLATE: &'static str = "/billing_requests/{id}";
}

impl Client {
    /// Makes a billing request, or gets the one already made under `key`.
    ///
    /// # Errors
    ///
    /// [`Error::OutcomeUnknown`] is cured by repeating the call with the same key.
    pub async fn create_billing_request(
        &self,
        new: &NewBillingRequest,
        key: &IdempotencyKey,
    ) -> Result<BillingRequest, Error> {
        self.create(new, key).await
    }

    /// Gets a billing request; its links name the mandate and the payment once it is fulfilled.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn billing_request(&self, id: &BillingRequestId) -> Result<BillingRequest, Error> {
        self.get(id).await
    }

    /// Gets one page of the billing requests, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn billing_requests(&self, query: &ListQuery) -> Result<Page<BillingRequest>, Error> {
        self.list(query).await
    }

    /// Chooses the currency, where the billing request leaves it open.
    ///
    /// # Errors
    ///
    /// As of [`fulfil_billing_request`](Self::fulfil_billing_request).
    pub async fn choose_currency(
        &self,
        id: &BillingRequestId,
        currency: &str,
        key: &IdempotencyKey,
    ) -> Result<BillingRequest, Error> {
        let template = "/billing_requests/{id}/actions/choose_currency";
        self.act_on_billing_request(id, template, &json!({ "currency": currency }), key).await
    }

    /// Tells who pays: `customer` and `customer_billing_detail`, as in the API reference; either may be told in parts.
    ///
    /// # Errors
    ///
    /// As of [`fulfil_billing_request`](Self::fulfil_billing_request).
    pub async fn collect_customer_details(
        &self,
        id: &BillingRequestId,
        details: &(impl Serialize + Sync),
        key: &IdempotencyKey,
    ) -> Result<BillingRequest, Error> {
        self.act_on_billing_request(id, "/billing_requests/{id}/actions/collect_customer_details", details, key).await
    }

    /// Tells the payer's bank details, as in the API reference.
    ///
    /// # Errors
    ///
    /// As of [`fulfil_billing_request`](Self::fulfil_billing_request).
    pub async fn collect_bank_account(
        &self,
        id: &BillingRequestId,
        details: &(impl Serialize + Sync),
        key: &IdempotencyKey,
    ) -> Result<BillingRequest, Error> {
        self.act_on_billing_request(id, "/billing_requests/{id}/actions/collect_bank_account", details, key).await
    }

    /// Says that the payer has confirmed all details.
    ///
    /// # Errors
    ///
    /// As of [`fulfil_billing_request`](Self::fulfil_billing_request).
    pub async fn confirm_payer_details(
        &self,
        id: &BillingRequestId,
        key: &IdempotencyKey,
    ) -> Result<BillingRequest, Error> {
        let template = "/billing_requests/{id}/actions/confirm_payer_details";
        self.act_on_billing_request(id, template, &Map::<String, Value>::new(), key).await
    }

    /// Selects the bank at which the payer authorises.
    ///
    /// # Errors
    ///
    /// As of [`fulfil_billing_request`](Self::fulfil_billing_request).
    pub async fn select_institution(
        &self,
        id: &BillingRequestId,
        country_code: &str,
        institution: &str,
        key: &IdempotencyKey,
    ) -> Result<BillingRequest, Error> {
        let template = "/billing_requests/{id}/actions/select_institution";
        let data = json!({ "country_code": country_code, "institution": institution });
        self.act_on_billing_request(id, template, &data, key).await
    }

    /// Makes customer, bank account, mandate and payment of a billing request that is ready.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where its state does not allow that. After [`Error::OutcomeUnknown`] get the billing request:
    /// its status says what has happened, and no action is sent again here once it may have arrived.
    pub async fn fulfil_billing_request(
        &self,
        id: &BillingRequestId,
        key: &IdempotencyKey,
    ) -> Result<BillingRequest, Error> {
        let template = "/billing_requests/{id}/actions/fulfil";
        self.act_on_billing_request(id, template, &Map::<String, Value>::new(), key).await
    }

    /// Cancels a billing request that is not fulfilled.
    ///
    /// # Errors
    ///
    /// As of [`fulfil_billing_request`](Self::fulfil_billing_request).
    pub async fn cancel_billing_request(
        &self,
        id: &BillingRequestId,
        key: &IdempotencyKey,
    ) -> Result<BillingRequest, Error> {
        let template = "/billing_requests/{id}/actions/cancel";
        self.act_on_billing_request(id, template, &Map::<String, Value>::new(), key).await
    }

    /// Has a payment collected by Direct Debit that was to be authorised at the bank.
    ///
    /// # Errors
    ///
    /// As of [`fulfil_billing_request`](Self::fulfil_billing_request).
    pub async fn fall_back(&self, id: &BillingRequestId, key: &IdempotencyKey) -> Result<BillingRequest, Error> {
        let template = "/billing_requests/{id}/actions/fallback";
        self.act_on_billing_request(id, template, &Map::<String, Value>::new(), key).await
    }

    /// Has GoCardless write the payer an email with a link to authorise.
    ///
    /// # Errors
    ///
    /// As of [`fulfil_billing_request`](Self::fulfil_billing_request).
    pub async fn notify_payer(
        &self,
        id: &BillingRequestId,
        redirect_uri: Option<&str>,
        key: &IdempotencyKey,
    ) -> Result<BillingRequest, Error> {
        let template = "/billing_requests/{id}/actions/notify";
        let mut data = json!({ "notification_type": "email" });
        if let (Some(url), Some(fields)) = (redirect_uri, data.as_object_mut()) {
            fields.insert("redirect_uri".to_owned(), url.into());
        }
        self.act_on_billing_request(id, template, &data, key).await
    }

    async fn act_on_billing_request(
        &self,
        id: &BillingRequestId,
        template: &'static str,
        data: &(impl Serialize + Sync),
        key: &IdempotencyKey,
    ) -> Result<BillingRequest, Error> {
        let path = template.replace("{id}", id.as_str());
        let call = Call { kind: CallKind::Action, path, template, key: Some(key), body: body("data", data) };
        self.send(&call, one).await
    }
}
