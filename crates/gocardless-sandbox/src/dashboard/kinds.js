// The kinds of resource that the page knows how to show; any other is shown plainly, with its first fields.
//
// A line each: how one is called (`title`), which fields show (`facts`), the usual way through its states (`track`),
// and what can be done with it by the API (`verbs`: the action, and what its machine calls that).

import { dateOf, money, sentence, words } from "./dom.js";

const amount = (it) => money(it.amount, it.currency);
const person = (it) => it.company_name || [it.given_name, it.family_name].filter(Boolean).join(" ") || it.email;

const asksFor = (it) => [it.mandate_request && "A mandate", it.payment_request && "a payment"].filter(Boolean).join(" and ").replace(/^a/, "A");
const rhythm = ({ interval, interval_unit: unit, day_of_month: day }) => {
  const each = { weekly: "week", monthly: "month", yearly: "year" }[unit] ?? unit;
  const day_of = day ? (day === -1 ? ", on the last day" : `, on day ${day}`) : "";
  return (interval === 1 ? `every ${each}` : `every ${interval} ${each}s`) + day_of;
};

/** What a webhook tells, as far as it fits into a line: `Mandate created, submitted, active`. */
export function eventsOf(item) {
  const { count, first } = item?.events ?? { count: 0, first: [] };
  let before = null;
  const told = first.slice(0, 3).map((name) => {
    const [type, action] = name.split(".");
    const isSame = type === before;
    before = type;
    return isSame ? words(action) : `${sentence(type.replace(/s$/, ""))} ${words(action)}`;
  });
  return [...told, ...(count > told.length ? [`${count - told.length} more`] : [])].join(", ") || "Webhook";
}

/** Kinds that few ever use: there is no button for them until there is one. */
export const RARE = ["bank_authorisations", "mandate_imports", "payer_authorisations"];

export const KINDS = {
  redirect_flows: { name: "Redirect flows", text: "One visit of a payer to the hosted pages: it lives for 30 minutes. Once the payer has confirmed, the merchant completes it, and customer, bank account and mandate come of it.", title: (it) => it.description || "Redirect flow", facts: ["scheme", "created_at", "links.mandate"], track: ["open", "submitted", "completed"] },
  billing_requests: { name: "Billing requests", text: "What a payer is asked for: a mandate, a payment, or both. It waits until everything is known that it needs, and is then fulfilled: mandate and payment come of it.", title: (it) => [it.payment_request && money(it.payment_request.amount, it.payment_request.currency), it.payment_request?.description || it.mandate_request?.description || asksFor(it)].filter(Boolean).join(" · "), facts: ["mandate_request.scheme", "payment_request.scheme", "created_at", "links.customer", "links.mandate_request_mandate", "links.payment_request_payment"], track: ["pending", "ready_to_fulfil", "fulfilled"], list: { name: "It waits for", of: (it) => (it.status === "pending" ? it.actions.filter((step) => step.required && step.status === "pending").map((step) => words(step.type)) : []) }, verbs: { fulfil: { on: "fulfilled" }, cancel: { on: "cancelled" } } },
  billing_request_flows: { name: "Billing request flows", text: "A payer’s way through the hosted pages of a billing request. Its link is for one payer, and lives for some days.", title: () => "Billing request flow", facts: ["auto_fulfil", "expires_at", "redirect_uri", "links.billing_request"], track: ["open", "completed"] },
  bank_authorisations: { name: "Bank authorisations", text: "A payer’s visit to their own bank, to allow one payment at once.", title: () => "Bank authorisation", facts: ["authorisation_type", "created_at", "expires_at", "links.institution", "links.billing_request"], track: ["open", "authorised"] },
  customers: { name: "Customers", text: "Who pays.", title: person, facts: ["email", "city", "country_code", "created_at"] },
  customer_bank_accounts: { name: "Bank accounts", text: "Where the money comes from. Only the last digits are ever shown.", title: (it) => `${it.account_holder_name}, …${it.account_number_ending}`, facts: ["bank_name", "country_code", "currency", "links.customer"], status: (it) => (it.enabled ? "enabled" : "disabled") },
  mandates: { name: "Mandates", text: "A payer’s permission to collect from their account. A bank needs some working days before it stands.", title: (it) => it.reference || "Mandate", facts: ["scheme", "next_possible_charge_date", "links.customer", "links.customer_bank_account"], track: ["pending_submission", "submitted", "active"], verbs: { cancel: { on: "cancelled" }, reinstate: { on: "resubmission_requested", in: ["cancelled", "expired"] } } },
  payments: { name: "Payments", text: "One collection on a mandate. It is not safe when it is submitted: a bank may refuse it for days, and a payer may claim it back.", title: (it) => [amount(it), it.description].filter(Boolean).join(" · "), facts: ["charge_date", "scheme", "reference", "links.mandate", "links.subscription", "links.instalment_schedule", "links.payout"], track: ["pending_submission", "submitted", "confirmed", "paid_out"], verbs: { cancel: { on: "cancelled" }, retry: { on: "resubmission_requested", in: ["failed"] } }, creates: [{ name: "Refund it all", in: ["confirmed", "paid_out"], path: "/refunds", body: (it) => ({ refunds: { amount: it.amount - it.amount_refunded, total_amount_confirmation: it.amount, links: { payment: it.id } } }), unless: (it) => it.amount_refunded >= it.amount }] },
  subscriptions: { name: "Subscriptions", text: "Payments that are made by themselves, again and again, each in time for its charge date. Move the clock by a month to see the next one.", title: (it) => [amount(it), it.name].filter(Boolean).join(" · "), facts: ["start_date", "end_date", "count", "links.mandate"], extra: (it) => [["Rhythm", rhythm(it)]], track: ["active", "finished"], list: { name: "Next payments", of: (it) => (it.upcoming_payments ?? []).slice(0, 3).map((next) => `${dateOf(`${next.charge_date}T00:00:00Z`)} · ${money(next.amount, it.currency)}`) }, verbs: { pause: { on: "paused", in: ["active"] }, resume: { on: "resumed" }, cancel: { on: "cancelled" } } },
  instalment_schedules: { name: "Instalment schedules", text: "A sum that is collected in parts, on dates that were agreed at the start.", title: (it) => [money(it.total_amount, it.currency), it.name].filter(Boolean).join(" · "), facts: ["created_at", "links.mandate"], track: ["pending", "active", "completed"], list: { name: "Payments", of: (it) => it.links?.payments ?? [] }, verbs: { cancel: { on: "cancelled" } } },
  refunds: { name: "Refunds", text: "Money that goes back to a payer. It is held back from a payout to the merchant, and may bounce.", title: amount, facts: ["created_at", "reference", "links.payment", "links.mandate"], track: ["pending_submission", "submitted", "paid"] },
  payouts: { name: "Payouts", text: "What the merchant’s own bank account is paid: a sum of many payments, less what went back.", title: amount, facts: ["created_at", "arrival_date", "payout_type", "deducted_fees", "reference"], track: ["pending", "paid"] },
  creditors: { name: "Creditors", text: "Whom the payers’ bank statements name: the merchant.", title: (it) => it.name, facts: ["country_code", "verification_status", "creditor_type"], status: (it) => it.verification_status },
  mandate_imports: { name: "Mandate imports", text: "Mandates that come over from another provider." },
  payer_authorisations: { name: "Payer authorisations", text: "Customer, bank account and mandate in one, for payers to authorise." },
  webhooks: { name: "Webhooks", text: "Events on their way to the merchant’s server. The panel “Webhooks” steers them.", title: (it, item) => eventsOf(item), facts: ["created_at", "response_code", "url"], status: (it) => (it.successful ? "successful" : it.response_code || it.response_body !== null ? "failed" : "not delivered") },
};

const plain = { title: (it) => it.name || it.description || it.id, facts: ["created_at"] };

export function kindOf(kind) {
  const name = kind.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase());
  return { name, text: "", ...plain, ...KINDS[kind] };
}

/** `links.mandate` of a resource. */
export const fieldOf = (resource, path) => path.split(".").reduce((value, name) => value?.[name], resource);

/** How a status looks. */
const TONES = {
  good: ["active", "paid_out", "paid", "completed", "fulfilled", "confirmed", "enabled", "successful", "finished", "authorised"],
  bad: ["failed", "charged_back", "cancelled", "expired", "customer_approval_denied", "blocked", "disabled", "bounced", "refund_returned", "funds_returned", "creation_failed", "denied"],
  warm: ["open", "submitted", "ready_to_fulfil", "fulfilling", "in_review", "action_required", "consumed", "paused", "errored"],
};

export const toneOf = (status) => Object.keys(TONES).find((tone) => TONES[tone].includes(status)) ?? "calm";
