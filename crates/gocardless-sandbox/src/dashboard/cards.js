// A resource as a card: what it is, where it is in its life, what may come next, and what can be done with it.

import { button, dateOf, el, money, sentence, timeOf, words } from "./dom.js";
import { call, play } from "./api.js";
import { pretty } from "./json.js";
import { fieldOf, kindOf, toneOf } from "./kinds.js";

export function card(kind, item, machine, { known, isChange, organisations }) {
  const { resource, scenarios } = item;
  const { title, facts, extra, list, track, verbs, creates, status: statusOf } = kindOf(kind);
  const status = item.status ?? statusOf?.(resource) ?? resource.status;
  const page = item.page;
  const isOwn = item.organisation === 0;
  const name = String(title(resource, item) ?? resource.id);
  return el("li", {},
    el("article", { class: `card${isChange ? " card--changed" : ""}`, tabindex: -1, "aria-label": `${name}, ${resource.id}` },
      el("div", { class: "card__head" },
        el("h4", { class: "card__title" }, name),
        status && el("span", { class: "badge", "data-tone": toneOf(status) }, words(status))),
      el("p", { class: "card__id" }, el("code", {}, resource.id),
        organisations.length > 1 && el("span", { class: "quiet" }, ` ${organisations[item.organisation]?.name ?? ""}`)),
      track && status && diagram(track, status, machine),
      el("dl", { class: "card__facts" }, 
        (extra?.(resource) ?? []).map(([name, text]) => el("div", {}, el("dt", {}, name), el("dd", {}, text))),
        facts.map((path) => fact(path, fieldOf(resource, path), known, resource))),
      list && listed(list, resource, known),
      // The page calls the API for the first organisation alone.
      actions(kind, item, status, machine, isOwn ? verbs : {}, isOwn ? creates : [], page),
      el("details", { class: "card__json", "data-part": "json" },
        el("summary", { "data-part": "json-summary" }, "As the API shows it"), pretty(resource, `${resource.id} as JSON`))));
}

/** A list that belongs to a resource, such as a subscription's next payments. */
function listed({ name, of }, resource, known) {
  const items = of(resource);
  return items.length > 0 && el("div", { class: "card__list" }, el("p", { class: "card__list-name" }, name),
    el("ul", {}, items.map((text) => el("li", {}, told("", text, known)))));
}

function fact(path, value, known, resource) {
  if (value === null || value === undefined || value === "") return null;
  const name = path.split(".").at(-1);
  return el("div", {}, el("dt", {}, sentence(name.replace(/_at$/, ""))), el("dd", {}, name === "deducted_fees" ? money(value, resource.currency) : told(name, value, known)));
}

function told(name, value, known) {
  const text = String(value);
  if (name.endsWith("_at")) return `${dateOf(text)}, ${timeOf(text)}`;
  if (name.endsWith("_date")) return dateOf(`${text}T00:00:00Z`);
  if (known.has(text)) return el("a", { href: `#${encodeURIComponent(text)}` }, el("code", {}, text));
  return text;
}

/** The usual way as a line of steps, with where the resource is on it; and what may come next. */
function diagram(track, status, machine) {
  const at = track.indexOf(status);
  const steps = track.map((step, index) => el("li", {
    class: "track__step",
    "data-place": at < 0 ? "off" : index < at ? "done" : index === at ? "here" : "ahead",
    "aria-current": index === at ? "step" : null,
  }, words(step)));
  if (at < 0) {
    steps.push(el("li", { class: "track__step", "data-place": "here", "data-tone": toneOf(status), "aria-current": "step" }, words(status)));
  }
  const next = (machine ?? []).filter(({ from, to }) => to && to !== status && from.includes(status));
  const states = [...new Set(next.map(({ to }) => to))];
  return el("div", { class: "life" },
    el("ol", { class: "track", "aria-label": "Where it is" }, steps),
    machine && el("p", { class: "life__next" }, states.length ? "May come next: " : "Nothing comes after this by itself.",
      states.map((state) => el("span", { class: "badge badge--outline", "data-tone": toneOf(state) }, words(state)))));
}

function actions(kind, { resource, scenarios }, status, machine, verbs, creates, page) {
  const makes = (creates ?? []).filter((it) => it.in.includes(status) && !it.unless(resource));
  const possible = Object.entries(verbs ?? {}).filter(([, { on, in: within }]) =>
    (machine ?? []).some((row) => row.on === on && row.from.includes(status)) && (!within || within.includes(status)));
  const made = [
    page && el("a", { class: "button", href: page, target: "_blank", rel: "noopener", "data-part": "page" }, kind === "bank_authorisations" ? "Open the bank’s page" : "Open the hosted page"),
    ...makes.map(({ name, path, body }) => button(name, async () => {
      await call("POST", path, body(resource));
      return `${name}: ${resource.id}.`;
    }, { "data-part": path })),
    ...possible.map(([verb]) => button(sentence(verb), async () => {
      await call("POST", `/${kind}/${encodeURIComponent(resource.id)}/actions/${verb}`, {});
      return `${sentence(verb)}: ${resource.id}.`;
    }, { "data-part": verb, class: verb === "cancel" ? "danger" : null })),
  ];
  if (!made.some(Boolean) && !scenarios.length) return null;
  return el("div", { class: "card__actions" },
    made,
    scenarios.length > 0 && el("details", { class: "scenarios", "data-part": "scenarios" },
      el("summary", { "data-part": "scenarios-summary" }, "Simulate …"),
      el("div", { class: "scenarios__list" }, scenarios.map((name) => button(scenarioName(kind, name), async () => {
        await play(name, resource.id);
        return `Simulated: ${words(name)}.`;
      }, { class: "small", title: name, "data-part": name })))));
}

/** `payment_paid_out` on a payment's card is `Paid out`. */
function scenarioName(kind, name) {
  const prefix = `${kind.replace(/s$/, "")}_`;
  const rest = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return sentence(rest.replace("verification_status_", "verification: "));
}
