// A merchant's server as GoCardless's guides for Node show it, on Express, with what it must not lose in SQLite.
//
// `node express.mjs FOLDER`, with node_modules in it. Configured by environment: PORT, DATABASE, GC_URL, GC_ACCESS_TOKEN,
// GC_WEBHOOK_SECRET.

import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const require = createRequire(join(resolve(process.argv[2]), "package.json"));
const Database = require("better-sqlite3");
const express = require("express");
const { GoCardlessClient, Environments, parse } = require("gocardless-nodejs");
const { DATABASE, GC_ACCESS_TOKEN, GC_URL, GC_WEBHOOK_SECRET, PORT } = process.env;

const client = new GoCardlessClient(GC_ACCESS_TOKEN, Environments.Sandbox);
// The client knows two addresses only.
client._api._baseUrl = GC_URL;

const database = new Database(DATABASE);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec(`
  CREATE TABLE signups (flow_id TEXT PRIMARY KEY, session_token TEXT NOT NULL, email TEXT, mandate_id TEXT,
                        customer_id TEXT, subscription_id TEXT, created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
  CREATE TABLE events (id TEXT PRIMARY KEY, resource_type TEXT NOT NULL, action TEXT NOT NULL, content TEXT NOT NULL);
`);
const insertSignup = database.prepare("INSERT INTO signups (flow_id, session_token, email) VALUES (?, ?, ?)");
const updateSignup = database.prepare(
  "UPDATE signups SET mandate_id = ?, customer_id = ?, subscription_id = ? WHERE flow_id = ? AND session_token = ?",
);
const insertEvent = database.prepare(
  "INSERT INTO events (id, resource_type, action, content) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
);
const insertEvents = database.transaction((events) => {
  for (const event of events) {
    insertEvent.run(event.id, event.resource_type, event.action, JSON.stringify(event));
  }
});

const app = express();

app.get("/healthz", (request, response) => response.status(204).end());

app.post("/redirect-flows", express.json(), async (request, response) => {
  const { given_name, family_name, email } = request.body;
  const session_token = randomUUID();
  const flow = await client.redirectFlows.create({
    description: "Magazine subscription",
    session_token,
    success_redirect_url: `http://localhost:${PORT}/complete`,
    prefilled_customer: { given_name, family_name, email },
  });
  insertSignup.run(flow.id, session_token, email);
  response.cookie("session_token", session_token, { httpOnly: true, sameSite: "lax" });
  response.redirect(303, flow.redirect_url);
});

app.get("/complete", async (request, response) => {
  const session_token = /session_token=([^;]+)/.exec(request.headers.cookie)[1];
  const flow = await client.redirectFlows.complete(request.query.redirect_flow_id, { session_token });
  const subscription = await client.subscriptions.create({
    amount: "1000",
    currency: "GBP",
    name: "Magazine subscription",
    interval_unit: "monthly",
    links: { mandate: flow.links.mandate },
  });
  updateSignup.run(flow.links.mandate, flow.links.customer, subscription.id, flow.id, session_token);
  response.redirect(303, flow.confirmation_url);
});

app.post("/webhooks", express.raw({ type: "application/json", limit: "4mb" }), (request, response) => {
  let events;
  try {
    events = parse(request.body, GC_WEBHOOK_SECRET, request.headers["webhook-signature"]);
  } catch (error) {
    if (error.name !== "InvalidSignatureError") throw error;
    return response.status(498).end();
  }
  insertEvents(events);
  response.status(204).end();
});

app.listen(PORT, "127.0.0.1");
