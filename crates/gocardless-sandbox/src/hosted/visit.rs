//! A payer's visit to a flow: what its pages need to know, taken from the ledger in one go.

use bank_details::Scheme;
use gocardless_api::{CreditorId, SchemeIdentifier};
use signup_api::{Creditor, HostedFlow, HostedFlowStatus, Payer};
use url::Url;

use super::terms::terms;
use crate::ledger::{Details, FlowRecord, Organisation, Progress, identifier_for, prefilled_payer};
use crate::sandbox::Sandbox;
use crate::schemes;

/// The notice of a creditor that has no scheme identifier: what GoCardless gives under Bacs.
///
/// Source: API reference, "Scheme Identifiers", `minimum_advance_notice`.
const USUAL_NOTICE: u32 = 3;

/// A flow as its pages may show it.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub(super) flow: HostedFlow,
    pub(super) scheme: Option<Scheme>,
    /// The page's language.
    pub(super) language: String,
    /// What a payer without script has entered and not confirmed yet.
    pub(super) draft: Option<Details>,
    /// The merchant's page, with `redirect_flow_id`.
    pub(super) way_back: String,
    /// That page's origin.
    pub(super) merchant_origin: String,
    pub(super) mandate_reference: Option<String>,
    /// Working days between telling the payer and collecting.
    pub(super) advance_notice: u32,
    pub(super) is_confirmation_shown: bool,
}

impl Visit {
    /// The visit to the flow with this id, if there is one.
    pub(super) fn to(sandbox: &Sandbox, id: &str) -> Option<Self> {
        let mut ledger = sandbox.ledger();
        let now = ledger.now();
        let organisation = ledger.organisation_with_flow(id)?;
        let record = organisation.redirect_flows.get(id)?;
        let status = record.status(now);
        let way_back = way_back(record);
        let draft = match &record.progress {
            Progress::Open { draft } => draft.clone().filter(|_| status == HostedFlowStatus::Open),
            _ => None,
        };
        // That of the account, once it is known: the creditor has a name and a reference of its own in each scheme.
        let of_draft = draft.as_ref().map(|details| schemes::on_the_wire(details.account.scheme()));
        let wire = record.flow.scheme.clone().or(of_draft);
        Some(Self {
            flow: HostedFlow {
                id: record.flow.id.to_string(),
                status,
                description: record.flow.description.clone(),
                scheme: record.flow.scheme.as_ref().map(|scheme| scheme.as_str().to_owned()),
                creditor: creditor(organisation, record.flow.links.creditor.as_ref(), wire.as_ref()),
                terms: terms(organisation, record.flow.links.creditor.as_ref(), now),
                payer: if status == HostedFlowStatus::Open {
                    prefilled_payer(&record.prefilled)
                } else {
                    Payer::default()
                },
                redirect_url: Some(way_back.clone()),
            },
            scheme: record.flow.scheme.as_ref().and_then(|scheme| scheme.as_str().parse().ok()),
            language: page_language(record.prefilled.language.as_deref()),
            draft,
            merchant_origin: Url::parse(&way_back).map(|url| url.origin().ascii_serialization()).unwrap_or_default(),
            way_back,
            mandate_reference: record.flow.mandate_reference.clone(),
            advance_notice: advance_notice(organisation, record.flow.links.creditor.as_ref(), wire.as_ref()),
            is_confirmation_shown: record.is_confirmation_shown(now),
        })
    }
}

/// The merchant's page with `redirect_flow_id` added to its query, before any fragment.
pub(super) fn way_back(record: &FlowRecord) -> String {
    let Ok(mut url) = Url::parse(&record.flow.success_redirect_url) else { return String::new() };
    let added = format!("redirect_flow_id={}", record.flow.id);
    let query = match url.query() {
        None | Some("") => added,
        Some(query) => format!("{query}&{added}"),
    };
    url.set_query(Some(&query));
    url.into()
}

/// Who collects, by the scheme identifier where it says more than the creditor.
pub(super) fn creditor(
    organisation: &Organisation,
    id: Option<&CreditorId>,
    scheme: Option<&gocardless_api::Scheme>,
) -> Creditor {
    let id = id.map(CreditorId::as_str);
    let Ok(creditor) = organisation.creditor_for(id) else { return Creditor::default() };
    let identifier = identifier_for(creditor, scheme);
    let of_identifier = |field: fn(&SchemeIdentifier) -> &Option<String>| identifier.and_then(|it| field(it).clone());
    let lines = [
        &creditor.address_line1,
        &creditor.address_line2,
        &creditor.address_line3,
        &creditor.city,
        &creditor.region,
        &creditor.postal_code,
    ];
    Creditor {
        name: creditor.name.clone(),
        statement_name: identifier.map(|identifier| identifier.name.clone()),
        scheme_reference: of_identifier(|it| &it.reference),
        address: lines.into_iter().flatten().cloned().collect(),
        country_code: creditor.country_code.clone(),
        email: of_identifier(|it| &it.email),
        phone_number: of_identifier(|it| &it.phone_number),
    }
}

/// The creditor's notice under the scheme, as its scheme identifier says.
pub(super) fn advance_notice(
    organisation: &Organisation,
    id: Option<&CreditorId>,
    scheme: Option<&gocardless_api::Scheme>,
) -> u32 {
    let id = id.map(CreditorId::as_str);
    let identifier = organisation.creditor_for(id).ok().and_then(|creditor| identifier_for(creditor, scheme));
    identifier.and_then(|identifier| identifier.minimum_advance_notice).unwrap_or(USUAL_NOTICE)
}

/// The language that the merchant has asked for, in the form of BCP 47; English where it has not.
pub(super) fn page_language(asked: Option<&str>) -> String {
    let is_subtag = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    asked.filter(|language| language.split('-').all(is_subtag)).unwrap_or("en").to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Visit;
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn the_way_back_has_the_flows_id_in_its_query() {
        let sandbox = TestSandbox::new();
        for (url, expected) in [
            ("https://shop.example", "https://shop.example/?redirect_flow_id=RE"),
            ("https://shop.example/ok?", "https://shop.example/ok?redirect_flow_id=RE"),
            ("https://shop.example/ok?a=%20b", "https://shop.example/ok?a=%20b&redirect_flow_id=RE"),
            ("http://localhost:8080/ok?a#top", "http://localhost:8080/ok?a&redirect_flow_id=RE#top"),
            ("https://shop.example/\u{e9}?\n", "https://shop.example/%C3%A9?redirect_flow_id=RE"),
        ] {
            let id = sandbox.flow_with(json!({ "success_redirect_url": url })).await;
            let visit = Visit::to(&sandbox, &id).unwrap();
            assert_eq!(visit.way_back.replace(&id, "RE"), expected);
            assert!(expected.starts_with(&visit.merchant_origin));
        }
    }
}
