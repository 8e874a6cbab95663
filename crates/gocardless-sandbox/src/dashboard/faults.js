// Faults: a form to add one, and those that are still to befall a call.

import { act, byId, el, reconcile } from "./dom.js";
import { send } from "./api.js";

const HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";

/** What may go wrong: a name, and the fault's fields. */
const PRESETS = [
  ["502 from a proxy, as HTML", { status: 502, body: HTML }],
  ["500 in the API’s own words", { status: 500 }],
  ["429: too many requests", { status: 429, headers: { "retry-after": "1" } }],
  ["A late answer (3 seconds)", { delay_ms: 3000 }],
  ["Dropped before anything was done", { drop: "before" }],
  ["Dropped after it was done", { drop: "after" }],
  ["Done, but answered with a 500", { status: 500, when: "after" }],
];

const PATHS = ["/customers", "/mandates", "/payments", "/redirect_flows", "/redirect_flows/*/actions/complete", "/flow/*"];

const field = (id, label, input) => el("div", { class: "form__field" }, el("label", { for: id }, label), input);
const options = (texts) => texts.map((text, index) => el("option", { value: index }, text));

export function startFaults() {
  const form = byId("fault-form");
  const methods = ["Any", "GET", "POST", "PUT", "DELETE"];
  form.append(
    field("fault-kind", "What goes wrong", el("select", { id: "fault-kind" }, options(PRESETS.map(([name]) => name)))),
    field("fault-method", "Method", el("select", { id: "fault-method" }, options(methods))),
    field("fault-path", "Path begins with", el("input", {
      id: "fault-path", value: "/payments", required: true, list: "fault-paths", spellcheck: "false", autocomplete: "off",
    })),
    el("datalist", { id: "fault-paths" }, PATHS.map((path) => el("option", { value: path }))),
    field("fault-times", "How many calls", el("input", { id: "fault-times", type: "number", min: 1, max: 1000, value: 1, required: true })),
    el("button", { type: "submit" }, "Add fault"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(form.querySelector("[type=submit]"), async () => {
      const [name, preset] = PRESETS[Number(byId("fault-kind").value)];
      const method = methods[Number(byId("fault-method").value)];
      const path = byId("fault-path").value.trim();
      const fault = { ...preset, path, times: Number(byId("fault-times").value) };
      if (method !== "Any") fault.method = method;
      await send("POST", "/_sandbox/faults", fault);
      return `Added: ${name}, at ${path}.`;
    });
  });
  const clear = byId("clear-faults");
  clear.addEventListener("click", () => act(clear, async () => {
    await send("DELETE", "/_sandbox/faults");
    byId("fault-kind").focus();
    return "No call is to go wrong any more.";
  }));
}

function told(fault) {
  const parts = [];
  if (fault.delay_ms) parts.push(`answered ${fault.delay_ms / 1000} s late`);
  if (fault.drop) parts.push(fault.drop === "after" ? "dropped after it is done" : "dropped before anything is done");
  else if (fault.status) parts.push(`answered with ${fault.status}${fault.when === "after" ? " after it is done" : ""}`);
  return parts.join(", ") || "nothing";
}

export function showFaults(faults) {
  const items = faults.map((fault, index) => ({ key: String(index), version: JSON.stringify(fault), fault }));
  reconcile(byId("pending"), items, ({ fault }) => el("li", {},
    el("code", {}, `${fault.method ?? "ANY"} ${fault.path}`),
    ` ${told(fault)} `,
    el("span", { class: "badge", "data-tone": "warm" }, fault.times === 1 ? "next call" : `next ${fault.times} calls`)));
  byId("pending-empty").hidden = faults.length > 0;
  byId("clear-faults").hidden = faults.length === 0;
}
