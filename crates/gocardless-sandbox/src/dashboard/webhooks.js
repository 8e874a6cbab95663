// Webhooks: where they go, what waits, how the attempts went.

import { act, button, byId, dateOf, el, reconcile, say, timeOf } from "./dom.js";
import { read, send } from "./api.js";
import { eventsOf } from "./kinds.js";

const PATH = "/_sandbox/webhooks";

/** How many lines of a list are shown. */
const SHOWN = 20;

let isBuilt = false;

/** What the sandbox says of its webhooks. */
export const readWebhooks = () => read(PATH);

/** The attempts to deliver a webhook, newest first. */
export const attemptsOf = (webhooks) => webhooks?.attempts ?? [];

const steer = (order) => send("POST", PATH, order);

function build() {
  isBuilt = true;
  const url = el("input", { id: "webhook-url", type: "url", placeholder: "http://127.0.0.1:8080/webhooks", required: true });
  const secret = el("input", { id: "webhook-secret", type: "password", required: true, autocomplete: "off" });
  const form = el("form", { class: "form" },
    el("div", { class: "form__field form__field--wide" }, el("label", { for: "webhook-url" }, "Deliver to"), url),
    el("div", { class: "form__field" }, el("label", { for: "webhook-secret" }, "The endpoint’s secret"), secret),
    el("button", { type: "submit" }, "Save endpoint"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(form.querySelector("[type=submit]"), async () => {
      await steer({ endpoint: { url: url.value, secret: secret.value } });
      secret.value = "";
      return "Webhooks go to the endpoint from now on.";
    });
  });
  const check = (id, order, label) => {
    const input = el("input", { type: "checkbox", id });
    input.addEventListener("change", async () => {
      try {
        await steer({ [order]: input.checked });
      } catch (error) {
        say(error.message, true);
      }
    });
    return el("p", { class: "check" }, input, el("label", { for: id }, label));
  };
  byId("webhooks-content").append(
    el("p", { id: "webhook-endpoint", class: "row" }),
    el("details", { class: "webhooks__form", id: "webhook-form" }, el("summary", {}, "Set the endpoint"), form),
    el("p", { id: "webhook-counts", class: "quiet" }),
    check("webhook-hold", "hold", "Hold webhooks back until they are delivered by hand"),
    check("webhook-split", "split", "A webhook for every event"),
    el("div", { class: "row" },
      button("Deliver all that waits", async () => { await steer({ deliver: "all" }); return "Delivered what was waiting."; }),
      button("Deliver the next one twice", async () => { await steer({ duplicate: 1 }); return "The next webhook comes twice."; }),
      button("Swap the next two", async () => { await steer({ reorder: 2 }); return "The next two webhooks come in another order."; }),
      button("As usual again", async () => { await send("DELETE", PATH); return "Webhooks go as usual."; })),
    el("p", { id: "webhook-orders", class: "row", hidden: true }),
    el("h3", { id: "waiting-title" }, "Waiting"),
    el("ul", { id: "waiting", class: "pending", "aria-labelledby": "waiting-title" }),
    el("p", { id: "waiting-empty", class: "quiet" }, "Nothing waits."),
    el("h3", { id: "attempts-title" }, "Attempts"),
    el("ul", { id: "attempts", class: "pending", "aria-labelledby": "attempts-title" }),
    el("p", { id: "attempts-empty", class: "quiet" }, "None yet."));
}

/** Each place where a webhook may wait, and what is said of it there. */
const PLACES = { underway: "underway", queued: "in the queue", collected: "collected, to be swapped", to_be_retried: "to be tried again" };

function waitingOf(webhooks) {
  const all = Object.entries(PLACES).flatMap(([place, text]) =>
    webhooks[place].map((it, index) => ({ key: `${place} ${it.webhook} ${index}`, version: JSON.stringify([it, webhooks.hold]), it, place, text })));
  return all.slice(0, SHOWN);
}

function waiting({ it, place, text }, isHeld) {
  const state = place === "queued" && isHeld ? "held back" : text;
  const until = it.until && el("span", { class: "quiet" }, `from ${dateOf(it.until)}, ${timeOf(it.until)}`);
  return el("li", { class: "letter" },
    el("p", { class: "letter__head" }, el("strong", {}, eventsOf({ events: { count: it.events.length, first: it.events } })), el("span", { class: "badge", "data-tone": "warm" }, state)),
    el("p", { class: "letter__foot" }, el("code", {}, it.webhook), until,
      place !== "underway" && button("Deliver now", async () => {
        await steer({ deliver: it.webhook });
        return `Delivered ${it.webhook}.`;
      }, { class: "small", "aria-label": `Deliver now: ${it.webhook}`, "data-part": "deliver" })));
}

function attempted({ attempt, told }) {
  const result = attempt.response_code ? `answered ${attempt.response_code}` : attempt.problem ?? "no answer";
  return el("li", { class: "letter" },
    el("p", { class: "letter__head" }, el("strong", {}, told),
      el("span", { class: "badge", "data-tone": attempt.successful ? "good" : "bad" }, result)),
    el("p", { class: "letter__foot" }, el("code", {}, attempt.webhook),
      el("span", { class: "quiet" }, `${dateOf(attempt.at)}, ${timeOf(attempt.at)}`),
      button("Send again", async () => {
        await steer({ duplicate: attempt.webhook });
        return `${attempt.webhook} is sent again.`;
      }, { class: "small", "aria-label": `Send again: ${attempt.webhook}`, "data-part": "again" })));
}

/** `known` are the last webhooks, as the state shows them, by their ids. */
export function showWebhooks(webhooks, known) {
  if (!isBuilt) build();
  const { endpoint, hold, split, counts, duplicate, reorder } = webhooks;
  const unset = endpoint && button("Send none", async () => { await steer({ endpoint: null }); return "No webhooks are made any more."; }, { class: "small" });
  const version = JSON.stringify(endpoint);
  const line = byId("webhook-endpoint");
  if (line.dataset.version !== version) {
    line.dataset.version = version;
    line.replaceChildren(...(endpoint ? [el("span", {}, "They go to ", el("code", {}, endpoint.url)), unset]
      : ["They go nowhere yet: set the endpoint of the merchant’s server, and every event is sent there, signed."]));
    byId("webhook-form").open = !endpoint;
    byId("webhook-form").querySelector("summary").textContent = endpoint ? "Set another endpoint" : "Set the endpoint";
  }
  byId("webhook-hold").checked = hold;
  byId("webhook-split").checked = split;
  byId("webhook-counts").textContent = counts.made ? `${counts.made} made, ${counts.successful} of them delivered.` : "";
  const orders = [duplicate && `the next ${duplicate === 1 ? "one comes" : `${duplicate} come`} twice`, reorder && `${reorder} more to be collected and swapped`].filter(Boolean);
  byId("webhook-orders").hidden = orders.length === 0;
  byId("webhook-orders").replaceChildren(...orders.map((text) => el("span", { class: "badge", "data-tone": "warm" }, text)));

  const letters = waitingOf(webhooks);
  reconcile(byId("waiting"), letters, (letter) => waiting(letter, hold));
  byId("waiting-empty").hidden = letters.length > 0;
  const told = (id) => { const events = known.get(id)?.events; return events ? eventsOf({ events }) : "Webhook"; };
  const attempts = attemptsOf(webhooks).map((attempt, index, all) => ({ key: `${all.length - index} ${attempt.webhook} ${attempt.at}`, attempt, told: told(attempt.webhook) }));
  const last = attempts.slice(0, SHOWN).map((it) => ({ ...it, version: JSON.stringify([it.attempt, it.told]) }));
  reconcile(byId("attempts"), last, attempted);
  byId("attempts-empty").hidden = last.length > 0;
}
