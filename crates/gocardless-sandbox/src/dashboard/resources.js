// Resources by kind: a choice of kinds with their counts, and a card for each resource of the chosen one.

import { byId, el, reconcile } from "./dom.js";
import { card } from "./cards.js";
import { RARE, kindOf } from "./kinds.js";

let machines = {};
let state = null;
let chosen = "mandates";
let isFirst = true;

export function startResources(tables) {
  machines = tables;
  globalThis.addEventListener("hashchange", goToHash);
}

export function showResources(shown) {
  state = shown;
  show();
  if (isFirst) goToHash();
  isFirst = false;
}

/** The kind that a resource is of, if it is shown. */
const kindWith = (id) => state.resources.find(({ items }) => items.some(({ resource }) => resource.id === id));

/** Shows the resource that the address names, as in `#MD123`. */
function goToHash() {
  const id = decodeURIComponent(location.hash.slice(1));
  const kind = id && kindWith(id);
  if (!kind) return;
  chosen = kind.kind;
  show();
  const found = [...byId("cards").children].find((node) => node.dataset.key === id)?.firstElementChild;
  found?.focus({ preventScroll: true });
  found?.scrollIntoView({ block: "center" });
}

function show() {
  const usual = state.resources.filter(({ kind, count }) => count > 0 || kind === chosen || !RARE.includes(kind));
  const tabs = usual.map(({ kind, count }) => ({ key: kind, version: `${count} ${kind === chosen}`, kind, count }));
  reconcile(byId("kinds"), tabs, ({ kind, count }) => {
    const { name } = kindOf(kind);
    const tab = el("button", { type: "button", class: "kind", "aria-pressed": kind === chosen ? "true" : "false", "data-part": kind, tabindex: 0 },
      name, " ", el("span", { class: "kind__count" }, String(count)));
    tab.addEventListener("click", () => { chosen = kind; show(); });
    return tab;
  });
  const { count, items } = state.resources.find(({ kind }) => kind === chosen) ?? state.resources[0];
  const { name, text } = kindOf(chosen);
  byId("kind-title").textContent = name;
  byId("kind-text").textContent = count ? text : `${text} There are none yet.`.trim();
  const known = new Set(state.resources.flatMap((it) => it.items.map(({ resource }) => resource.id)));
  const cards = items.map((item) => ({ key: item.resource.id, version: JSON.stringify(item), item }));
  reconcile(byId("cards"), cards, ({ item }, isChange) => card(chosen, item, machines[chosen], { known, isChange, organisations: state.organisations }));
  const more = byId("cards-more");
  more.hidden = count <= items.length;
  more.textContent = `The newest ${items.length} of ${count}.`;
}
