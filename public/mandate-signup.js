// Defines <mandate-signup>. The form is WebAssembly; until it is there, or where it cannot be had, the plain form that
// the page puts inside the element is what the payer sees and uses.

const here = (name) => new URL(name, import.meta.url);

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

// The bytes of a file that is as it was built: its name holds the beginning of its SHA-256, or the page of this script
// knows it. Where a page comes without TLS, browsers have no `crypto.subtle`; whoever alters files there, alters this one.
const get = async (name, hash = /-([\da-f]{24})/.exec(name)[1]) => {
  const response = await fetch(here(name));
  if (!response.ok) throw Object.assign(new Error(`${name}: HTTP ${response.status}`), { missing: true });
  const bytes = await response.arrayBuffer();
  const subtle = crypto.subtle;
  if (subtle && !hex(await subtle.digest("SHA-256", bytes)).startsWith(hash))
    throw new Error(`${name} is not as it was built`);
  return bytes;
};

const text = async (name, hash) => new TextDecoder().decode(await get(name, hash));

// Each thing is fetched once for all elements of the page; a failure is forgotten, so that a later element tries again.
const fetched = {};
const once = (name, load) =>
  (fetched[name] ??= load().catch((error) => {
    delete fetched[name];
    throw error;
  }));

// The program and its glue come at the same time, not one after the other. What is imported lies in the browser's cache
// by then.
const program = async () => {
  const glue = get("__MODULE__").then(() => import("__MODULE__"));
  const [module, wasm] = await Promise.all([glue, get("__WASM__")]);
  await module.default({ module_or_path: wasm });
  return module;
};

const stylesheet = async () =>
  new CSSStyleSheet().replace(await text("./mandate-signup.css", "__HASH_mandate-signup.css__"));

// The languages that there are words in, each with its file.
const WORDS = __WORDS__;

const words = (language) => once(language, () => text(WORDS[language]));

// The language of the words for the first of the tags that there are words for: the region matters only where there are
// words of its own. Norwegian of either kind is written as Bokmål.
const known = (tags) => {
  for (const tag of tags) {
    const parts = tag.replace(/^(no|nn)\b/i, "nb").split(/[-_]/);
    for (; parts.length; parts.pop()) {
      const wanted = parts.join("-").toLowerCase();
      const language = Object.keys(WORDS).find((name) => name.toLowerCase() === wanted);
      if (language) return language;
    }
  }
  return "en";
};

// The `lang` nearest to the element, out of the shadow roots around it too.
const nearestLang = (element) => {
  const near = element.closest("[lang]");
  if (near) return near.lang;
  const { host } = element.getRootNode();
  return host && nearestLang(host);
};

// When the form in `place` no longer waits for an answer.
const answered = (place) =>
  new Promise((resolve) => {
    const look = () => place.querySelector(".signup__waiting") || resolve(observer.disconnect());
    const observer = new MutationObserver(look);
    observer.observe(place, { childList: true, subtree: true });
    look();
  });

class MandateSignup extends HTMLElement {
  #mounted;

  async connectedCallback() {
    // A plain form that was sent and came back with what is wrong goes on as a plain form.
    if (this.#mounted || this.querySelector(".signup__summary")) return;
    if (this.#signup()) this.dataset.waiting = this.getAttribute("waiting-text") ?? "One moment…";
    try {
      const [{ mount }, sheet, texts] = await Promise.all([
        once("program", program),
        once("stylesheet", stylesheet),
        this.#words(),
      ]);
      if (!this.isConnected || this.#mounted) return;
      await this.#show(mount, sheet, texts);
    } catch (error) {
      console.error(error);
      this.#comeBackWithoutScript();
    } finally {
      delete this.dataset.waiting;
    }
  }

  disconnectedCallback() {
    // An element that is only moved is connected again at once.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#mounted?.free();
      this.#mounted = undefined;
      this.shadowRoot?.replaceChildren();
    });
  }

  // The words of the payer's language; English where they are not there, but none where they are not as they were built.
  async #words() {
    const stated = this.getAttribute("locale") || nearestLang(this);
    const language = known(stated ? [stated] : navigator.languages);
    try {
      return await words(language);
    } catch (error) {
      if (language === "en" || !error.missing) throw error;
      console.error(error);
      return words("en");
    }
  }

  // The shadow root hides the plain form; what was typed there is taken over, the focus too. While the form waits for
  // its first answer, the plain form stays in use, if there is one.
  async #show(mount, sheet, texts) {
    const place = document.createElement("div");
    const mounted = (this.#mounted = mount(place, this, texts));
    if (this.querySelector("form") && !this.dataset.waiting) await answered(place);
    if (this.#mounted !== mounted) return;
    const focused = this.contains(document.activeElement) ? document.activeElement.name : undefined;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren(place);
    if (focused) root.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
  }

  // The signup that the page's address names: then the payer is back from the hosted page.
  #signup() {
    return this.getAttribute("flow") !== "hosted" && new URLSearchParams(location.search).get("signup");
  }

  // A payer who is back must not be left with a form to start with: the backend has pages of its own.
  #comeBackWithoutScript() {
    const signup = this.#signup();
    if (!signup) return;
    const flow = new URLSearchParams(location.search).get("redirect_flow_id");
    const page = flow ? `return?redirect_flow_id=${encodeURIComponent(flow)}` : encodeURIComponent(signup);
    location.replace(`${this.getAttribute("backend") ?? ""}/signups/${page}`);
  }
}

customElements.define("mandate-signup", MandateSignup);
