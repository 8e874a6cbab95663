// What “Try it” does, call by call. A step's body may name what an earlier step made: `made.customer`.

export const PAYERS = [
  { name: "Frank: everything at the banks’ pace", given_name: "Frank" },
  { name: "Successful: active, paid out at once", given_name: "Successful" },
  { name: "Penniless: payments fail", given_name: "Penniless" },
  { name: "Fickle: payments are charged back", given_name: "Fickle" },
  { name: "Late: payments fail after they are confirmed", given_name: "Late" },
];

export const ACCOUNTS = [
  { name: "United Kingdom (Bacs)", country: "GB", scheme: "bacs", currency: "GBP", details: { country_code: "GB", branch_code: "200000", account_number: "55779911" }, address: { address_line1: "27 Acer Road", city: "London", postal_code: "E8 3GX" } },
  { name: "Germany (SEPA)", country: "DE", scheme: "sepa_core", currency: "EUR", details: { iban: "DE89370400440532013000" }, address: { address_line1: "Am Tacheles 1", city: "Berlin", postal_code: "10117" } },
  { name: "Australia (BECS)", country: "AU", scheme: "becs", currency: "AUD", details: { country_code: "AU", branch_code: "123456", account_number: "123456789" }, address: { address_line1: "1 Acacia Street", city: "Sydney", postal_code: "2000", region: "NSW" } },
];

const FAMILY_NAME = "Osborne";

const EMAIL = "frank.osborne@example.com";

/** Customer, bank account and mandate. */
const setUp = ({ payer, account }) => [
  { resource: "customers", keep: "customer", prefix: "CU", params: () => ({
    given_name: payer.given_name, family_name: FAMILY_NAME, email: EMAIL, ...account.address, country_code: account.country,
  }) },
  { resource: "customer_bank_accounts", keep: "customer_bank_account", prefix: "BA", params: (made) => ({
    account_holder_name: `${payer.given_name} ${FAMILY_NAME}`, ...account.details, links: { customer: made.customer },
  }) },
  { resource: "mandates", keep: "mandate", prefix: "MD", params: (made) => ({ links: { customer_bank_account: made.customer_bank_account } }) },
];

/** `mandate` is one that stands already: a subscription is made on it, or on a new one where there is none. */
export const SAMPLES = {
  redirect_flow: {
    name: "Redirect flow",
    text: "Sends a payer to the hosted pages, as a shop does. When they come back here, the flow is completed.",
    button: "Make a redirect flow",
    fields: ["payer"],
    steps: ({ url, payer, token }) => [{
      resource: "redirect_flows", keep: "redirect_flow", prefix: "RE",
      params: () => ({
        description: "Northwind monthly", session_token: token, success_redirect_url: `${url}/`,
        prefilled_customer: { given_name: payer.given_name, family_name: FAMILY_NAME, email: EMAIL },
      }),
    }],
  },
  billing_request: {
    name: "Billing request",
    text: "Asks a payer for a mandate, and sends them to the hosted pages: what GoCardless recommends today. It is fulfilled by itself when the payer is done.",
    button: "Make a billing request and its flow",
    fields: ["payer", "account"],
    steps: ({ url, payer, account }) => [
      { resource: "billing_requests", keep: "billing_request", prefix: "BRQ", params: () => ({
        mandate_request: { scheme: account.scheme, currency: account.currency, description: "Northwind monthly" },
      }) },
      { resource: "billing_request_flows", keep: "billing_request_flow", prefix: "BRF", params: (made) => ({
        redirect_uri: `${url}/`, exit_uri: `${url}/`,
        prefilled_customer: { given_name: payer.given_name, family_name: FAMILY_NAME, email: EMAIL },
        links: { billing_request: made.billing_request },
      }) },
    ],
  },
  payment: {
    name: "Mandate and payment",
    text: "Makes customer, bank account, mandate and payment by the API, one after the other. Then move the clock.",
    button: "Make all four",
    fields: ["payer", "account"],
    steps: (choices) => [...setUp(choices), { resource: "payments", keep: "payment", prefix: "PM", params: (made) => ({
      amount: 1000, currency: choices.account.currency, description: "Spring issue", links: { mandate: made.mandate },
    }) }],
  },
  subscription: {
    name: "Subscription",
    text: "Collects £8.00 on the first of every month, on an active Bacs mandate where there is one, or else on one that it sets up. Then move the clock by a month.",
    button: "Make a subscription",
    fields: [],
    steps: ({ mandate }) => [
      ...(mandate ? [] : setUp({ payer: PAYERS[1], account: ACCOUNTS[0] })),
      { resource: "subscriptions", keep: "subscription", prefix: "SB", params: (made) => ({
        amount: 800, currency: "GBP", name: "Northwind monthly", interval_unit: "monthly", day_of_month: 1,
        links: { mandate: mandate ?? made.mandate },
      }) },
    ],
  },
};

/** Completes the flow that a payer comes back from. */
export const completion = (id, token) => ({
  resource: "redirect_flows", action: "complete", id, params: () => ({ session_token: token }),
});
