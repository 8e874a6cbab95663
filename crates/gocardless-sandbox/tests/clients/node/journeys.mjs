// What a client does besides calling: pages, idempotency, errors of each class, retries.

import assert from "node:assert/strict";
import { createServer } from "node:http";

const HUT = { company_name: "Hut Ltd" };
const SECRET = "ED7D658C-D8EB-4941-948B-3973214F2D49";

const JOURNEYS = {
  async "every page of a list"({ client }) {
    const gocardless = client();
    const made = [];
    for (let n = 0; n < 7; n += 1) made.unshift((await gocardless.customers.create({ company_name: `No ${n}` })).id);
    const ids = [];
    for await (const customer of gocardless.customers.all({ limit: 3 })) ids.push(customer.id);
    assert.deepEqual(ids.slice(0, 7), made);
    assert.equal(new Set(ids).size, ids.length);
  },

  async "a list of every resource ends"({ client }) {
    const gocardless = client();
    for (const service of [
      "blocks", "billingRequestTemplates", "creditors", "creditorBankAccounts", "customers", "customerBankAccounts",
      "exports", "instalmentSchedules", "mandates", "outboundPayments", "payouts", "schemeIdentifiers", "subscriptions",
      "taxRates", "webhooks",
    ]) {
      for await (const resource of gocardless[service].all({ limit: 1 })) assert.ok(resource.id);
    }
  },

  async "a conflict is raised or fetched"({ client, errors }) {
    const first = await client().customers.create(HUT, "node-1");
    assert.equal((await client().customers.create(HUT, "node-1")).id, first.id);
    const error = await refused(client({ raiseOnIdempotencyConflict: true }).customers.create(HUT, "node-1"));
    assert.ok(error instanceof errors.IdempotentCreationConflictError);
    assert.equal(error.conflictingResourceId, first.id);
  },

  async "conflicts of other resources are fetched"({ client }) {
    const gocardless = client();
    const creditor = (await gocardless.creditors.list({})).creditors.at(-1).id;
    for (const [service, params] of [
      ["blocks", { block_type: "bank_name", reason_type: "identity_fraud", resource_reference: "Twice" }],
      ["billingRequestTemplates", { name: "Twice", links: { creditor } }],
      ["mandateImports", { scheme: "bacs", links: { creditor } }],
      ["payerAuthorisations", { customer: {}, bank_account: {}, mandate: {} }],
      ["outboundPaymentImports", { entry_items: [] }],
    ]) {
      const { __response__: created, ...first } = await gocardless[service].create(params, "node-2");
      const { __response__: fetched, ...again } = await gocardless[service].create(params, "node-2");
      assert.deepEqual(again, first, service);
      assert.deepEqual([created.statusCode, fetched.statusCode], [201, 200], service);
    }
  },

  async "an account that exists is named"({ client, errors }) {
    const gocardless = client();
    const customer = (await gocardless.customers.create(HUT)).id;
    const account = { account_holder_name: "Hut", iban: "GB60BARC20000055779911", links: { customer } };
    const first = await gocardless.customerBankAccounts.create(account);
    const error = await refused(gocardless.customerBankAccounts.create(account));
    assert.ok(error instanceof errors.ValidationFailedError);
    assert.equal(error.errors[0].links.customer_bank_account, first.id);
  },

  async "a subscription's payments are found by it"({ client, errors }) {
    const gocardless = client();
    const customer = (await gocardless.customers.create(HUT)).id;
    const account = await gocardless.customerBankAccounts.create({
      account_holder_name: "Hut", iban: "GB60BARC20000055779911", links: { customer },
    });
    const creditor = (await gocardless.creditors.list({})).creditors.at(-1).id;
    const links = { customer_bank_account: account.id, creditor };
    const mandate = (await gocardless.mandates.create({ links })).id;
    const plan = { amount: 1000, currency: "GBP", interval_unit: "weekly", count: 1, links: { mandate } };
    const made = await gocardless.subscriptions.create(plan);
    assert.equal(made.upcoming_payments.length, 1);
    const { payments } = await gocardless.payments.list({ subscription: made.id });
    assert.deepEqual(payments.map((payment) => payment.links.subscription), [made.id]);
    assert.equal((await gocardless.subscriptions.find(made.id)).status, "finished");
    assert.ok((await refused(gocardless.subscriptions.cancel(made.id))) instanceof errors.InvalidStateError);
  },

  async "a validation error names fields"({ client, errors }) {
    const error = await refused(client().customers.create({}));
    assert.ok(error instanceof errors.ValidationFailedError);
    assert.equal(error.code, 422);
    assert.equal(error.errors[0].request_pointer, "/customers/given_name");
  },

  async "an action in the wrong state is an invalid state"({ client, errors }) {
    const blocks = client().blocks;
    const block = await blocks.create({
      block_type: "email", reason_type: "identity_fraud", resource_reference: "state@node.example",
    });
    await blocks.disable(block.id);
    assert.ok((await refused(blocks.disable(block.id))) instanceof errors.InvalidStateError);
  },

  async "an unknown id is an invalid use"({ client, errors }) {
    const error = await refused(client().customers.find("CU123"));
    assert.ok(error instanceof errors.InvalidApiUsageError);
    assert.equal(error.errors[0].reason, "resource_not_found");
    assert.ok(error.requestId);
  },

  async "a wrong token is an authentication error"({ client, errors }) {
    assert.ok((await refused(client({ token: "other" }).customers.list({}))) instanceof errors.AuthenticationError);
  },

  async "a forbidden call is a permissions error"({ client, errors, fault }) {
    const item = { reason: "insufficient_permissions", message: "Insufficient permissions" };
    const body = { error: { type: "invalid_api_usage", code: 403, errors: [item], ...item } };
    await fault({ path: "/customers", status: 403, body });
    assert.ok((await refused(client().customers.list({}))) instanceof errors.PermissionsError);
  },

  async "the rate limit is told and its end is an error"({ client, errors, fault }) {
    const { __response__ } = await client().customers.list({});
    assert.equal(__response__.headers["ratelimit-limit"], "1000");
    await fault({ path: "/customers", method: "POST", status: 429 });
    assert.ok((await refused(client().customers.create(HUT))) instanceof errors.RateLimitError);
  },

  async "a failure of GoCardless is an internal error, for creations at once"({ client, errors, fault }) {
    await fault({ path: "/customers", method: "POST", status: 500 });
    assert.ok((await refused(client().customers.create(HUT))) instanceof errors.GoCardlessInternalError);
  },

  async "a read is tried again when GoCardless fails"({ client, fault }) {
    await fault({ path: "/customers", status: 503 });
    assert.ok((await client().customers.list({})).customers.length);
  },

  async "an answer that is no JSON is told"({ client, errors, fault }) {
    await fault({ path: "/customers", method: "POST", status: 200, body: "<html>Bad gateway</html>" });
    assert.ok((await refused(client().customers.create(HUT))) instanceof errors.MalformedResponseError);
  },

  async "webhooks are what the client's own verifier reads"({ client, control, webhooks }) {
    const gocardless = client();
    const shop = await receiver();
    try {
      await control("webhooks", { endpoint: { url: shop.url, secret: SECRET } });
      const customer = (await gocardless.customers.create(HUT)).id;
      const account = { account_holder_name: "Hut", iban: "GB60BARC20000055779911", links: { customer } };
      const customer_bank_account = (await gocardless.customerBankAccounts.create(account)).id;
      const creditor = (await gocardless.creditors.list({})).creditors.at(-1).id;
      const mandate = (await gocardless.mandates.create({ links: { creditor, customer_bank_account } })).id;
      const [body, signature] = await shop.next();
      const [event] = webhooks.parse(body, SECRET, signature);
      assert.deepEqual([event.action, event.links], ["created", { mandate }]);
      const { __response__, ...known } = await gocardless.events.find(event.id);
      const { events, webhookId } = webhooks.parseWithMeta(body, SECRET, signature);
      assert.deepEqual(events, [known]);
      webhooks.verifySignature(body, SECRET, signature);
      for (const wrong of [[body, "other", signature], [`${body} `, SECRET, signature], [body, SECRET, "00"]]) {
        assert.throws(() => webhooks.parse(...wrong), { name: "InvalidSignatureError" });
      }

      let webhook = await gocardless.webhooks.find(webhookId);
      for (let n = 0; n < 1000 && !webhook.successful; n += 1) webhook = await gocardless.webhooks.find(webhookId);
      assert.deepEqual([webhook.url, webhook.response_code, webhook.request_body], [shop.url, 204, body]);
      const listed = await gocardless.webhooks.list({ successful: true });
      assert.ok(listed.webhooks.some(({ id }) => id === webhookId));
      await gocardless.webhooks.retry(webhookId);
      assert.deepEqual(await shop.next(), [body, signature]);
    } finally {
      await control("webhooks", { endpoint: null });
      shop.close();
    }
  },
};

// A merchant's receiver of webhooks; `next` is the body and the signature of the one that arrives within ten seconds.
async function receiver() {
  const arrived = [];
  const waiting = [];
  const server = createServer(async (request, answer) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    answer.writeHead(204).end();
    const received = [body, request.headers["webhook-signature"]];
    if (waiting.length) waiting.shift()(received);
    else arrived.push(received);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/webhooks`,
    next: () => {
      if (arrived.length) return arrived.shift();
      const late = new Promise((_, reject) => setTimeout(reject, 10_000, new Error("no webhook")).unref());
      return Promise.race([late, new Promise((resolve) => waiting.push(resolve))]);
    },
    close: () => server.close(),
  };
}

async function refused(call) {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was refused");
}

export async function run(client, { errors, webhooks }, address, findings) {
  const control = async (what, body) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${address}/_sandbox/${what}`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.equal(answer.status, 200);
  };
  const fault = (body) => control("faults", body);
  for (const [name, journey] of Object.entries(JOURNEYS)) {
    try {
      await journey({ client, control, errors, fault, webhooks });
    } catch (error) {
      findings.push(`${name}: ${error.name}: ${error.message}`);
    }
  }
  return Object.keys(JOURNEYS).length;
}
