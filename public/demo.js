// The demo's self-hosted page: its address says what is sold, in which language, and how it looks
// (/self-hosted.html?plan=magazine-eur&locale=de&theme=warm). Loaded before the element, so that it begins with them.
const wanted = new URLSearchParams(location.search);
const element = document.querySelector("mandate-signup");

// Only what the page offers: anybody may have written the address.
const offered = (name) => {
  const choice = document.querySelector(`#choice-${name}`);
  const option = [...choice.options].find((it) => it.value === wanted.get(name)) ?? choice.options[0];
  option.selected = true;
  return option;
};

const plan = offered("plan");
element.setAttribute("plan", plan.value);
element.querySelector("[name=plan]").value = plan.value;
document.querySelector("#plan-name").textContent = plan.textContent;
element.setAttribute("locale", offered("locale").value);

const theme = offered("theme").value;
if (theme) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = `/themes/${theme}.css`;
  document.head.append(sheet);
}
