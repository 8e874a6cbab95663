// What a client does besides calling: pages, idempotency, errors of each class, retries.

import assert from "node:assert/strict";

const HUT = { company_name: "Hut Ltd" };

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
      "exports", "mandates", "outboundPayments", "payouts", "schemeIdentifiers", "taxRates", "webhooks",
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
};

async function refused(call) {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was refused");
}

export async function run(client, errors, address, findings) {
  const fault = async (body) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${address}/_sandbox/faults`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.equal(answer.status, 200);
  };
  for (const [name, journey] of Object.entries(JOURNEYS)) {
    try {
      await journey({ client, errors, fault });
    } catch (error) {
      findings.push(`${name}: ${error.name}: ${error.message}`);
    }
  }
  return Object.keys(JOURNEYS).length;
}
