// One call of every operation that the client has, in the order of operations.json.

import { readFileSync } from "node:fs";

import { Shapes } from "./shapes.mjs";

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const lines = (name) => read(name).split("\n").filter((line) => line && !line.startsWith("#"));
const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** The value with `$customer` and its like replaced; what is not known yet is an id that nothing has. */
function filled(value, known) {
  if (Array.isArray(value)) return value.map((item) => filled(item, known));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, known)]));
  }
  return typeof value === "string" && value.startsWith("$") ? (known[value.slice(1)] ?? "XX123") : value;
}

/** The answer's resources: what the client gives, without its own `__response__`. */
async function call(client, operation, known) {
  const given = [];
  if (operation.id) given.push(filled(operation.id, known));
  if (operation.params) given.push(filled(operation.params, known));
  else if (!operation.id) given.push({});
  const { __response__, ...answer } = await client[camel(operation.service)][operation.node](...given);
  if (__response__.statusCode < 200 || __response__.statusCode > 299) throw new Error("no success");
  const list = answer[operation.service];
  if (Array.isArray(list)) {
    if (!("after" in answer.meta.cursors) || !answer.meta.limit) throw new Error("no cursors");
    return list;
  }
  return Object.keys(answer).length ? [answer] : [];
}

const reason = (error) => error.errors?.find((item) => item.reason)?.reason ?? error.type;

export async function walk(client, ApiError) {
  const shapes = new Shapes(lines("fields.tsv"), lines("differences.tsv"));
  const known = {};
  const findings = [];
  const called = new Set();
  for (const operation of JSON.parse(read("operations.json"))) {
    const name = `${operation.service}.${operation.python}`;
    called.add(name);
    let resources;
    try {
      resources = await call(client, operation, known);
    } catch (error) {
      const isRefusal = error instanceof ApiError && reason(error) === operation.refused;
      if (!isRefusal) findings.push(`${name}: ${error.code} ${reason(error)}: ${error.message}`);
      continue;
    }
    if (operation.refused) findings.push(`${name} should be refused with ${operation.refused}`);
    for (const resource of resources) {
      for (const finding of shapes.findings(operation.object, resource)) findings.push(`${name}: ${finding}`);
    }
    if (operation.keep && resources.length) known[operation.keep] = resources[0].id;
  }
  return { count: called.size, findings };
}
