// Building the page. Whatever is shown may be hostile: it only ever becomes text.

/** An element with attributes, `on…` listeners and children; null children are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Says something in the one live region: only what the reader did, or what went wrong. */
export function say(text, isProblem = false) {
  const status = byId("status");
  status.textContent = text;
  status.classList.toggle("status--problem", isProblem);
}

/** Does what a button is for, once at a time, and says how it went: `work` returns the words for it. */
export async function act(button, work) {
  if (button?.getAttribute("aria-disabled") === "true") return;
  button?.setAttribute("aria-disabled", "true");
  try {
    const words = await work();
    if (words) say(words);
  } catch (error) {
    say(error.message, true);
  } finally {
    button?.removeAttribute("aria-disabled");
  }
}

export function button(text, work, attributes = {}) {
  const made = el("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", () => act(made, work));
  return made;
}

/** A button that copies a text, and says so. */
export function copyButton(what, text) {
  return button("Copy", async () => {
    await navigator.clipboard.writeText(typeof text === "function" ? text() : text);
    return `Copied ${what}.`;
  }, { class: "small", "aria-label": `Copy ${what}` });
}

/**
 * Makes the children of `list` those of `items` ({ key, version, … }): what has not changed stays as it is, and what is
 * made anew keeps its open details and the focus.
 */
export function reconcile(list, items, render) {
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  let place = list.firstElementChild;
  for (const item of items) {
    let node = old.get(item.key);
    old.delete(item.key);
    if (!node || node.dataset.version !== item.version) {
      const fresh = render(item, Boolean(node));
      fresh.dataset.key = item.key;
      fresh.dataset.version = item.version;
      if (node) {
        if (node === place) place = fresh;
        replace(node, fresh);
      }
      node = fresh;
    }
    if (node === place) place = place.nextElementSibling;
    else list.insertBefore(node, place);
  }
  for (const gone of old.values()) gone.remove();
}

function replace(old, fresh) {
  for (const open of old.querySelectorAll("details[open][data-part]")) {
    const same = fresh.querySelector(`details[data-part="${CSS.escape(open.dataset.part)}"]`);
    if (same) same.open = true;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (!focused) return;
  const part = focused.dataset.part;
  const same = part && fresh.querySelector(`[data-part="${CSS.escape(part)}"]`);
  (same ?? fresh.querySelector("[tabindex]"))?.focus({ preventScroll: true });
}

const DATE = { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" };
const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: "UTC" };

export const dateOf = (time) => new Date(time).toLocaleDateString("en-GB", DATE);
export const timeOf = (time) => new Date(time).toLocaleTimeString("en-GB", TIME);

/** `pending_submission` as words. */
export const words = (name) => String(name).replaceAll("_", " ");
export const sentence = (name) => words(name).replace(/^./, (letter) => letter.toUpperCase());

/** Minor units as money; a currency that browsers do not know is written behind. */
export function money(amount, currency) {
  try {
    const format = new Intl.NumberFormat("en-GB", { style: "currency", currency });
    return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
  } catch {
    return `${amount} ${currency ?? ""}`.trim();
  }
}
