// Defines <mandate-signup>. The form is WebAssembly; until it is there, or where it cannot be had, the plain form that
// the page puts inside the element is what the payer sees and uses.
import init, { mount } from "__MODULE__";

const here = (name) => new URL(name, import.meta.url);

// Fetched and compiled once for all elements of the page; a failure is forgotten, so that a later element tries again.
let started;
const start = () => {
  started ??= Promise.all([init({ module_or_path: here("__WASM__") }), stylesheet()]).catch((error) => {
    started = undefined;
    throw error;
  });
  return started;
};

const stylesheet = async () => {
  const response = await fetch(here("./mandate-signup.css"));
  if (!response.ok) throw new Error(`mandate-signup.css: HTTP ${response.status}`);
  return new CSSStyleSheet().replace(await response.text());
};

class MandateSignup extends HTMLElement {
  #mounted;

  async connectedCallback() {
    // A plain form that was sent and came back with what is wrong goes on as a plain form.
    if (this.#mounted || this.querySelector(".signup__summary")) return;
    if (this.#signup()) this.dataset.waiting = this.getAttribute("waiting-text") ?? "One moment…";
    try {
      const [, sheet] = await start();
      if (!this.isConnected || this.#mounted) return;
      this.#show(sheet);
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

  // The shadow root hides the plain form; what was typed there is taken over, the focus too.
  #show(sheet) {
    const focused = this.contains(document.activeElement) ? document.activeElement.name : undefined;
    const place = document.createElement("div");
    const mounted = mount(place, this);
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.replaceChildren(place);
    this.#mounted = mounted;
    if (focused) root.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
  }

  // The signup that the page's address names: then the payer is back from the hosted page.
  #signup() {
    return this.getAttribute("flow") === "redirect" && new URLSearchParams(location.search).get("signup");
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
