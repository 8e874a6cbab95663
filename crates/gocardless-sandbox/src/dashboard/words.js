// What events mean, for who is learning: by kind of resource and action. Data; nothing here is computed.

export const CAUSES = {
  api: "It was caused by a call of the API.",
  bank: "It was caused by a bank.",
  customer: "It was caused by the payer.",
  gocardless: "It was caused by GoCardless.",
  payer: "It was caused by the payer.",
};

export const WEBHOOK =
  "The sandbox tells the merchant’s server of events. The server checks the signature with the endpoint’s secret before it believes a word, answers soon, and asks the API what is so now: webhooks may come late, twice, and in another order.";

const MEANINGS = {
  mandates: {
    created: "The mandate exists. It has not been sent to the payer’s bank yet; payments can already be made on it.",
    submitted: "The mandate was sent to the payer’s bank, which now has some working days to refuse it.",
    active: "The bank’s time to refuse the mandate has passed. It stands, and payments are collected from it.",
    reinstated: "A mandate that had ended stands again.",
    cancelled: "The mandate has ended: by the payer, their bank, or the merchant. Payments that had not gone out are cancelled with it.",
    failed: "The bank refused the mandate, mostly for an account that does not exist. Nothing can be collected: ask the payer for other details.",
    expired: "Nothing was collected for so long that the mandate has lapsed. A new one, or a reinstated one, is needed.",
    transferred: "The payer has moved to another bank account, and the mandate with them. Nothing is to be done.",
    resubmission_requested: "The mandate is going to be sent to the bank again.",
    customer_approval_granted: "A second person who must sign for the account has approved the mandate.",
    customer_approval_skipped: "The mandate goes on without the approval of a second signatory.",
    suspended_by_payer: "The payer has suspended the mandate at their bank: nothing can be collected until they resume it.",
    replaced: "Another mandate has taken this one’s place.",
    consumed: "A mandate for one payment has been used.",
    blocked: "The mandate was blocked before it could be used.",
  },
  payments: {
    created: "The payment exists. It goes out some working days before its charge date, and can be cancelled until then.",
    submitted: "The payment was sent to the payer’s bank. It can no longer be cancelled, and it is not money yet.",
    confirmed: "The money was collected. A bank may still report a failure late.",
    paid_out: "The money was sent to the merchant’s own bank account, in a payout.",
    failed: "The bank could not collect, for instance for want of funds. It can be retried.",
    cancelled: "The payment was cancelled before it went out. Nothing is collected.",
    charged_back: "The payer has claimed the money back at their bank. They may, under the Direct Debit Guarantee, at any time.",
    chargeback_settled: "The charged back money was taken off a payout to the merchant.",
    chargeback_cancelled: "The payer’s claim was taken back: the payment counts again.",
    late_failure_settled: "A failure that came after the payout was taken off another payout.",
    resubmission_requested: "The payment is going to be sent to the bank again.",
    customer_approval_granted: "The payer has approved the payment.",
    customer_approval_denied: "The payer has not approved the payment.",
  },
  subscriptions: {
    created: "The subscription exists; it makes its payments by itself.",
    payment_created: "The subscription has made its next payment, which has events of its own. This one links the two.",
    cancelled: "The subscription makes no more payments. Those it has made go on to the bank.",
    finished: "The subscription has made all its payments.",
    paused: "The subscription makes no payments until it is resumed.",
    scheduled_resume: "The pause has an end: the subscription goes on by itself then.",
    resumed: "The subscription makes payments again.",
    amended: "What the subscription’s payments come to has changed.",
    customer_approval_granted: "The payer has approved the subscription.",
    customer_approval_denied: "The payer has not approved the subscription.",
  },
  instalment_schedules: {
    created: "The schedule exists. Its payments are made right after the answer: do not rely on them before “active”.",
    creation_failed: "One of the payments was not possible, so none was made. The schedule says why.",
    completed: "Every payment of the schedule has been collected.",
    errored: "A payment of the schedule has failed. Retry it, and the schedule goes on.",
    resumed: "Every payment that had failed was collected after all: the schedule goes on.",
    cancelled: "No payment of the schedule is collected any more that had not gone out.",
  },
  refunds: {
    created: "Money is going back to the payer. It is held back from one of the next payouts.",
    paid: "The refund was sent to the payer’s bank.",
    failed: "The refund did not reach the payer: the money comes back to the merchant.",
    refund_settled: "The refund was taken off a payout to the merchant.",
    funds_returned: "The refund’s money has come back to the merchant.",
  },
  payouts: { paid: "A sum of many payments was sent to the merchant’s bank account. Its payout items say which." },
  billing_requests: {
    created: "The merchant asks a payer for a mandate, a payment, or both. Nobody has been asked yet.",
    flow_created: "There is a link now that takes the payer to the hosted pages.",
    flow_visited: "The payer has opened the hosted pages.",
    flow_exited: "The payer has left the hosted pages without finishing. They may come back.",
    choose_currency: "It is known now in which currency is collected.",
    collect_customer_details: "It is known now who pays.",
    collect_bank_account: "It is known now from which account.",
    select_institution: "It is known now which bank the payer has.",
    payer_details_confirmed: "The payer has confirmed what they entered.",
    bank_authorisation_visited: "The payer is at their bank, and has yet to allow the payment there.",
    bank_authorisation_authorised: "The payer has allowed the payment at their bank.",
    bank_authorisation_denied: "The payer has refused the payment at their bank. They may try again.",
    bank_authorisation_expired: "The payer has not answered at their bank in time. They may try again.",
    fulfilled: "The payer has done their part, and what was asked for exists: follow the links to mandate and payment.",
    cancelled: "Nothing more can be done with the request.",
  },
  creditors: {
    updated: "Something about the merchant has changed, such as whether GoCardless has verified who they are.",
    bounced_payout: "The merchant’s bank has sent a payout back. It is not sent again by itself.",
  },
  organisations: { disconnected: "The app may no longer act for this merchant: its access token is void." },
  scheme_identifiers: { activated: "The name on the payers’ bank statements can be used from now on." },
};

export const meaningOf = (resourceType, action) =>
  MEANINGS[resourceType]?.[action] ?? "Something happened to this resource; the event says what.";
