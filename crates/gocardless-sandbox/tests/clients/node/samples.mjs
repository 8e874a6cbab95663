// Lets GoCardless's own Node client call what the published samples of the Python client call: its own are not published
// with it.
//
// `node samples.mjs PACKAGES ADDRESS CALLS`: CALLS is what python/samples.py has written. Everything else is as there.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [packages, address, calls] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${packages}/package.json`));
const { GoCardlessClient } = require("gocardless-nodejs/client");
const { Environments } = require("gocardless-nodejs/constants");

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const headers = {
  Authorization: "Bearer sandbox_demo",
  "GoCardless-Version": "2015-07-06",
  "Content-Type": "application/json",
  // For the hosted pages.
  "Sec-Fetch-Site": "same-origin",
};

// "payments.get" -> "find"
const names = new Map(
  JSON.parse(read("operations.json")).map(({ service, python, node }) => [`${service}.${python}`, node]),
);
function clientWith(token) {
  const client = new GoCardlessClient(token, Environments.Sandbox);
  // There is no option for it.
  client._api._baseUrl = address;
  return client;
}

async function steer(method, path, body) {
  const answer = await fetch(address + path, { method, headers, body: JSON.stringify(body ?? null) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

/** What the sandbox's app gets from its merchant. */
async function appToken() {
  const app = { client_id: "sandbox_demo_app", redirect_uri: "http://localhost:8080/oauth/callback" };
  const asked = new URLSearchParams({ ...app, scope: "read_write", response_type: "code" });
  const allowed = { view: "login", email: "subscriptions@northwind.example", decision: "allow" };
  const post = (path, fields) =>
    fetch(address + path, {
      method: "POST", headers: { "Sec-Fetch-Site": "same-origin" }, body: new URLSearchParams(fields), redirect: "manual",
    });
  const answer = await post(`/oauth/authorize?${asked}`, allowed);
  const code = new URL(answer.headers.get("location")).searchParams.get("code");
  const secret = { client_secret: "sandbox_demo_app_secret", grant_type: "authorization_code", code };
  return (await (await post("/oauth/access_token", { ...app, ...secret })).json()).access_token;
}

async function call(client, { service, python, id, params, headers }) {
  const given = [...id];
  if (params || !id.length) given.push(params ?? {});
  if (headers) given.push("", headers);
  const name = python === "all" ? "all" : names.get(`${service}.${python}`);
  const answer = client[camel(service)][name](...given);
  if (python !== "all") return await answer;
  for await (const _ of answer);
}

const { as_an_app: asAnApp, ...before } = JSON.parse(read("samples/before.json"));
const findings = [];
const samples = Object.entries(JSON.parse(readFileSync(calls, "utf8")));
for (const [name, its] of samples) {
  await steer("POST", "/_sandbox/reset");
  const client = clientWith(asAnApp.includes(name) ? await appToken() : "sandbox_demo");
  for (const step of before[name] ?? []) await steer(...step);
  try {
    for (const one of its) await call(client, one);
  } catch (error) {
    findings.push(`${name}: ${error.code} ${error.type}: ${error.message}`);
  }
}
for (const finding of findings) console.error(`samples: ${finding}`);
if (findings.length || !samples.length) process.exit(1);
console.log(`gocardless-nodejs 10.1.2: all ${samples.length} published samples work`);
