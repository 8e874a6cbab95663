//! Finding things as a person does, in the page and in open shadow roots.

/// A script that finds one visible element: `arguments` are what is looked for and its name.
pub(crate) const FIND: &str = r#"
const [kind, name] = arguments;
const elements = [];
const walk = (root) => {
  for (const element of root.querySelectorAll("*")) {
    elements.push(element);
    if (element.shadowRoot) walk(element.shadowRoot);
  }
};
walk(document);
const seen = (element) => element.checkVisibility({ visibilityProperty: true });
const text = (element) => element.textContent.replace(/\s+/g, " ").trim();
// What a screen reader is told: without parts that are hidden from it.
const accessibleText = (element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("[aria-hidden=true]").forEach((part) => part.remove());
  return text(copy);
};
const finders = {
  button: () => elements.find((e) => e.matches("button, a") && seen(e) && accessibleText(e) === name),
  heading: () => elements.find((e) => e.matches("h1, h2") && seen(e) && text(e) === name),
  input: () => elements.find((e) => e.matches("label") && seen(e) && text(e) === name)?.control,
  label: () => elements.find((e) => e.matches("label") && seen(e) && text(e) === name),
  one: () => elements.find((e) => e.matches(name) && seen(e)),
};
return finders[kind]() ?? null;
"#;

/// A script that returns all text that shows, shadow roots included.
pub(crate) const SHOWN_TEXT: &str = r#"
const texts = [];
const walk = (root) => {
  for (const element of root.querySelectorAll("*")) {
    if (element.shadowRoot) {
      for (const child of element.shadowRoot.children) texts.push(child.innerText ?? "");
      walk(element.shadowRoot);
    }
  }
};
if (document.body) texts.push(document.body.innerText);
walk(document);
return texts.join("\n");
"#;

/// A script that describes the focused element, through shadow roots.
pub(crate) const FOCUSED: &str = r#"
let element = document.activeElement;
while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
if (!element || element === document.body) return "";
const label = element.labels?.[0]?.textContent ?? element.textContent;
return label.replace(/\s+/g, " ").trim();
"#;

/// A script that returns the message at the input with the given label, as assistive technology is told it.
pub(crate) const MESSAGE_AT: &str = r#"
const [input] = arguments;
if (input.getAttribute("aria-invalid") !== "true") return null;
const ids = (input.getAttribute("aria-describedby") ?? "").split(" ");
const texts = ids.map((id) => input.getRootNode().getElementById(id)?.textContent ?? "MISSING " + id);
return texts.join(" ").replace(/\s+/g, " ").trim();
"#;

/// A script that returns the status and the kind of what the tab shows, once it is there.
pub(crate) const OPENED: &str = r#"
const [visit] = performance.getEntriesByType("navigation");
if (document.readyState !== "complete" || location.href === "about:blank" || !visit?.responseStatus) return null;
return `${visit.responseStatus} ${document.contentType}`;
"#;
