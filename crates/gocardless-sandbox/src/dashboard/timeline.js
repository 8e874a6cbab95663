// The timeline: requests, events and webhooks in the order in which they came, newest first.

import { byId, dateOf, el, reconcile, sentence, timeOf, words } from "./dom.js";
import { read } from "./api.js";
import { pretty } from "./json.js";
import { CAUSES, WEBHOOK, meaningOf } from "./words.js";
import { eventsOf } from "./kinds.js";
import { attemptsOf } from "./webhooks.js";

/** The most lines that are shown. */
const LIMIT = 150;

const shown = { request: true, event: true, webhook: true };
const NAMES = { request: "Requests", event: "Events", webhook: "Webhooks" };
let last = null;

export function startTimeline() {
  byId("timeline-filters").append(...Object.keys(shown).map((kind) => {
    const filter = el("button", { type: "button", class: "filter", "aria-pressed": "true", "data-kind": kind }, NAMES[kind]);
    filter.addEventListener("click", () => {
      shown[kind] = !shown[kind];
      filter.setAttribute("aria-pressed", String(shown[kind]));
      show();
    });
    return filter;
  }));
}

export function showTimeline(state, webhooks) {
  last = { state, webhooks };
  show();
}

/** Where the clock stands still, a request comes before the events that it caused: `after_events` tells. */
function lines({ state, webhooks }) {
  const requests = state.requests.items.map((it) => ({
    kind: "request", key: `request ${it.id}`, at: it.at, order: [it.after_events - 0.5, it.number], it,
  }));
  const events = state.events.items.map((it) => ({
    kind: "event", key: `event ${it.event.id ?? it.place}`, at: it.event.created_at, order: [it.place, 0], it,
  }));
  const attempts = attemptsOf(webhooks).map((it, index, all) => ({
    kind: "webhook", key: `webhook ${it.webhook} ${all.length - index}`, at: it.at, order: [Number.MAX_SAFE_INTEGER, all.length - index], it,
  }));
  const all = [...requests, ...events, ...attempts].filter(({ kind }) => shown[kind]);
  const later = (a, b) => b.at.localeCompare(a.at) || b.order[0] - a.order[0] || b.order[1] - a.order[1];
  return all.sort(later).slice(0, LIMIT).map((line) => ({ ...line, version: JSON.stringify([line.it, state.organisations.length]) }));
}

function show() {
  if (!last) return;
  const items = lines(last);
  byId("timeline-list").start = items.length;
  reconcile(byId("timeline-list"), items, ({ kind, at, it }) => el("li", { class: "moment", "data-kind": kind }, MADE[kind](it, at)));
  byId("timeline-empty").hidden = items.length > 0;
}

const MADE = { request, event, webhook };

function line(at, badge, tone, title, further, fill) {
  const details = el("details", { class: "moment__details", "data-part": "details" },
    el("summary", { class: "moment__line", "data-part": "line" },
      el("time", { class: "moment__time", datetime: at, title: `${dateOf(at)} (UTC)` },
        el("span", { class: "moment__date" }, new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" })), ` ${timeOf(at)}`),
      el("span", { class: "badge", "data-tone": tone }, badge),
      el("span", { class: "moment__title" }, title),
      ...[further].flat().filter(Boolean)));
  // Filled when it is first opened.
  const open = () => {
    if (!details.open) return;
    details.removeEventListener("toggle", open);
    details.append(fill());
  };
  details.addEventListener("toggle", open);
  return details;
}

function request(it, at) {
  const tone = it.status === 0 || it.status >= 500 ? "bad" : it.status >= 400 ? "warm" : "good";
  const target = it.path + (it.query ? `?${it.query}` : "");
  const further = [it.has_fault && el("span", { class: "badge badge--outline", "data-tone": "warm" }, "fault"), whose(it.organisation)];
  return line(at, `${it.method} ${it.status || "dropped"}`, tone, el("code", {}, target), further, () => {
    const body = el("div", { class: "moment__body" }, el("p", { class: "quiet" }, "Reading …"));
    read(`/_sandbox/requests/${encodeURIComponent(it.id)}`).then(
      (exchange) => body.replaceChildren(
        ...part("Request", exchange.request),
        ...part("Answer", exchange.answer),
        el("p", { class: "quiet" }, "Request id ", el("code", {}, it.id), ". Account numbers and secrets are masked."),
      ),
      () => body.replaceChildren(el("p", { class: "quiet" }, "Only the last 200 exchanges are kept with their bodies.")),
    );
    return body;
  });
}

function part(name, { body, is_too_large: isTooLarge, bytes }) {
  const without = isTooLarge ? `${name}: ${bytes} bytes, too large to be kept.` : `${name}: no JSON body.`;
  if (body === null) return [el("p", { class: "quiet" }, without)];
  return [el("h3", { class: "moment__part" }, name), pretty(body, `${name} body`)];
}

/** Which organisation a line belongs to, where there are several. */
function whose(number) {
  const { organisations } = last.state;
  const name = organisations.length > 1 && organisations[number]?.name;
  return name && el("span", { class: "badge badge--outline" }, name);
}

function event({ event: it, organisation }, at) {
  const id = Object.entries(it.links).find(([name]) => it.resource_type.startsWith(name))?.[1] ?? "";
  const tone = { bank: "calm", api: "good", customer: "warm" }[it.details.origin] ?? "calm";
  const title = [el("strong", {}, `${sentence(it.resource_type.replace(/s$/, ""))} ${words(it.action)}`), " ", el("code", {}, id)];
  return line(at, "event", tone, title, whose(organisation), () => el("div", { class: "moment__body" },
    el("p", {}, meaningOf(it.resource_type, it.action)),
    el("p", { class: "quiet" }, CAUSES[it.details.origin] ?? "", " ", it.details.description ?? ""),
    pretty(it, `Event ${it.id ?? ""}`)));
}

const knownWebhook = (id) => last.state.resources.find(({ kind }) => kind === "webhooks").items.find(({ resource }) => resource.id === id);

function webhook(it, at) {
  const further = el("span", { class: "badge badge--outline", "data-tone": it.successful ? "good" : "bad" }, String(it.response_code ?? it.problem ?? "no answer"));
  const known = knownWebhook(it.webhook);
  const title = [known && el("span", {}, `${eventsOf(known)} `), el("code", {}, it.webhook)];
  return line(at, "webhook", it.successful ? "good" : "bad", title, further, () =>
    el("div", { class: "moment__body" }, el("p", {}, WEBHOOK),
      ...(known ? sent(known.resource) : []),
      el("p", { class: "quiet" }, it.successful ? "The server has taken it." : "It is tried again as the clock moves, unless it was sent again by hand.")));
}

/** What was sent, and what the last attempt was answered. */
function sent({ request_body: body, request_headers: headers, response_body: answer }) {
  let told = body;
  try {
    told = JSON.parse(body);
  } catch {
    // Too long to be shown, it is a sentence.
  }
  return [
    el("h3", { class: "moment__part" }, "Sent"), pretty(told, "The webhook’s body"),
    el("p", { class: "quiet" }, "Webhook-Signature: ", el("code", {}, headers["Webhook-Signature"] ?? ""), ", the body’s HMAC SHA-256 with the endpoint’s secret."),
    ...(answer ? [el("h3", { class: "moment__part" }, "Answered last"), pretty(answer, "The server’s answer")] : []),
  ];
}
