// “Try it”: sample calls that are really made, and how a program would make them.

import { button, byId, copyButton, el, say } from "./dom.js";
import { call } from "./api.js";
import { ACCOUNTS, PAYERS, SAMPLES, completion } from "./samples.js";
import { LANGUAGES, bodyOf, pathOf, snippet } from "./snippets.js";

/** Where the secrets of flows are kept that this page began, until their payers come back. */
const STORE = "gocardless-sandbox-flows";

const chosen = { sample: "redirect_flow", payer: 0, account: 0, language: "curl" };
let url = location.origin;
let token = crypto.randomUUID();
let made = {};
let mandate = null;
let last = null;

const select = (id, label, items, name) => {
  const input = el("select", { id }, items.map((item, index) => el("option", { value: index }, item.name)));
  input.addEventListener("change", () => { chosen[name] = Number(input.value); made = {}; show(); });
  return el("div", { class: "form__field", id: `${id}-field` }, el("label", { for: id }, label), input);
};

const choice = (label, items, name) => el("div", { class: "segments", role: "group", "aria-label": label },
  Object.entries(items).map(([key, text]) => {
    const item = el("button", { type: "button", "data-choice": `${name} ${key}` }, text);
    item.addEventListener("click", () => {
      chosen[name] = key;
      if (name === "sample") made = {};
      show();
    });
    return item;
  }));

export function startTry() {
  byId("try-content").append(
    el("div", { id: "try-return" }),
    choice("What to try", Object.fromEntries(Object.entries(SAMPLES).map(([key, { name }]) => [key, name])), "sample"),
    el("p", { id: "try-text", class: "quiet" }),
    el("div", { class: "form" },
      select("try-payer", "Payer", PAYERS, "payer"),
      select("try-account", "Account in", ACCOUNTS, "account"),
      button("", run, { id: "try-run", class: "primary" })),
    el("p", { id: "try-result", class: "row" }),
    el("details", { class: "snippets", id: "try-snippets" },
      el("summary", {}, "How a program does it"),
      el("div", { class: "snippets__head" },
        choice("Language", LANGUAGES, "language"),
        copyButton("the code", () => byId("try-code").textContent)),
      el("pre", { class: "code", tabindex: 0, role: "group", "aria-label": "Code" }, el("code", { id: "try-code" }))),
  );
  show();
  offerCompletion();
}

/** Keeps the base URL and the mandate that stands up to date. */
export function showTry(state) {
  last = state;
  const mandates = state.resources.find(({ kind }) => kind === "mandates").items;
  const standing = mandates.find(({ organisation, resource: it }) => organisation === 0 && it.status === "active" && it.scheme === "bacs")?.resource.id ?? null;
  // What is shown was made with another one.
  const isOther = standing !== mandate && !made.subscription;
  if (state.url === url && !isOther) return;
  url = state.url;
  mandate = made.subscription ? mandate : standing;
  show();
}

const steps = () => SAMPLES[chosen.sample].steps({ url, token, mandate, payer: PAYERS[chosen.payer], account: ACCOUNTS[chosen.account] });

function show() {
  const sample = SAMPLES[chosen.sample];
  byId("try-text").textContent = sample.text;
  byId("try-run").textContent = sample.button;
  for (const name of ["payer", "account"]) byId(`try-${name}-field`).hidden = !sample.fields.includes(name);
  byId("try-code").textContent = snippet(chosen.language, steps(), made, url);
  for (const item of byId("try-content").querySelectorAll("[data-choice]")) {
    const [name, key] = item.dataset.choice.split(" ");
    item.setAttribute("aria-pressed", String(chosen[name] === key));
  }
  const ids = Object.values(made);
  byId("try-result").replaceChildren(...(ids.length ? ["Made ", ...ids.map((id) => el("a", { href: `#${id}` }, el("code", {}, id)))] : []));
}

async function run() {
  made = {};
  if (last) showTry(last);
  const isFlow = chosen.sample === "redirect_flow";
  if (isFlow) token = crypto.randomUUID();
  let page = null;
  const todo = steps();
  for (const step of todo) {
    const answer = await call("POST", pathOf(step), bodyOf(step, made));
    const resource = answer[step.resource];
    made[step.keep] = resource.id;
    page = resource.redirect_url ?? resource.authorisation_url ?? page;
  }
  if (isFlow) remember(made.redirect_flow, token);
  show();
  if (page) {
    byId("try-result").append(el("a", { class: "button primary", href: page, target: "_blank", rel: "noopener" }, "Open the hosted page"));
  }
  return `${SAMPLES[chosen.sample].name}: done, with ${todo.length === 1 ? "one call" : `${todo.length} calls`}. The timeline shows what was said.`;
}

const flows = () => {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? {};
  } catch {
    return {};
  }
};

function remember(id, secret) {
  const last = Object.entries(flows()).slice(-9);
  localStorage.setItem(STORE, JSON.stringify({ ...Object.fromEntries(last), [id]: secret }));
}

/** A payer has come back from the hosted pages: the merchant's part is to complete the flow. */
function offerCompletion() {
  const id = new URLSearchParams(location.search).get("redirect_flow_id");
  const secret = id && flows()[id];
  if (!secret) return;
  history.replaceState(null, "", "/");
  const step = completion(id, secret);
  const complete = button("Complete the flow", async () => {
    const answer = await call("POST", pathOf(step), bodyOf(step, {}));
    const { mandate } = answer.redirect_flows.links;
    byId("try-return").replaceChildren(el("p", { class: "callout" }, "The mandate is set up: ", el("a", { href: `#${mandate}` }, el("code", {}, mandate)), "."));
    return "The redirect flow is completed.";
  }, { class: "primary" });
  byId("try-return").append(el("div", { class: "callout" },
    el("p", {}, "The payer is back from the hosted pages of ", el("code", {}, id), ". Nothing exists yet: now the merchant’s server completes the flow."),
    complete));
  say("The payer is back: complete the flow.");
}
