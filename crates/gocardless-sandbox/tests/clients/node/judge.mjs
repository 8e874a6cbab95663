// Runs GoCardless's own Node client, as it is on npm, against a sandbox that has just started.
//
// `node judge.mjs PACKAGES ADDRESS`: PACKAGES is the folder that npm installed package.json in, ADDRESS where the sandbox
// listens. Fails with every finding; prints one line when there is none.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

import * as journeys from "./journeys.mjs";
import * as operations from "./operations.mjs";

const [packages, address] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${packages}/package.json`));
const { GoCardlessClient } = require("gocardless-nodejs/client");
const constants = require("gocardless-nodejs/constants");
const errors = require("gocardless-nodejs/errors");
const webhooks = require("gocardless-nodejs/webhooks");

const client = ({ token = "sandbox_demo", ...options } = {}) => {
  const made = new GoCardlessClient(token, constants.Environments.Sandbox, options);
  // There is no option for it.
  made._api._baseUrl = address;
  return made;
};

const { count, findings } = await operations.walk(client(), errors.ApiError);
const done = await journeys.run(client, { errors, webhooks }, address, findings);
for (const finding of findings) console.error(`node: ${finding}`);
if (findings.length) process.exit(1);
console.log(`gocardless-nodejs 10.1.2: ${count} operations, ${done} journeys`);
