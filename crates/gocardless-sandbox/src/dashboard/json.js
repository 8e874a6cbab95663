// JSON, pretty-printed, in colours.

import { el } from "./dom.js";

/** A value as a block of text. */
export function pretty(value, label) {
  const code = el("code", {});
  write(code, value, "");
  return el("pre", { class: "code", tabindex: 0, role: "group", "aria-label": label }, code);
}

const span = (kind, text) => el("span", { class: `code__${kind}` }, text);

function write(code, value, indent) {
  if (value === null || typeof value === "boolean") code.append(span("word", String(value)));
  else if (typeof value === "number") code.append(span("number", String(value)));
  else if (typeof value === "string") code.append(span("text", JSON.stringify(value)));
  else if (Array.isArray(value)) block(code, "[", "]", value.map((item) => [null, item]), indent);
  else block(code, "{", "}", Object.entries(value), indent);
}

function block(code, open, close, entries, indent) {
  if (!entries.length) return code.append(open + close);
  const deeper = `${indent}  `;
  code.append(open);
  entries.forEach(([key, value], index) => {
    code.append(`${index ? "," : ""}\n${deeper}`);
    if (key !== null) code.append(span("key", JSON.stringify(key)), ": ");
    write(code, value, deeper);
  });
  code.append(`\n${indent}${close}`);
}
