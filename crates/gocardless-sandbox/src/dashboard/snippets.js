// A call of the API as a shell's curl, and with GoCardless's own clients for Python and Node.

const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const indented = (text, indent) => text.replaceAll("\n", `\n${indent}`);

/** The path that a step calls. */
export const pathOf = ({ resource, id, action }) => `/${resource}${id ? `/${id}/actions/${action}` : ""}`;

/** The body that it sends. */
export const bodyOf = (step, made) => ({ [step.action ? "data" : step.resource]: step.params(made) });

const begin = {
  curl: (url) => `# In the shell: export TOKEN=<access token>\nURL=${url}\n`,
  python: (url) => `import gocardless_pro\n\nclient = gocardless_pro.Client(\n    access_token=TOKEN, base_url="${url}"\n)\n`,
  node: (url) => `const { GoCardlessClient } = require("gocardless-nodejs/client");\n\nconst client = new GoCardlessClient(TOKEN, "SANDBOX");\n// There is no option for it:\nclient._api._baseUrl = "${url}";\n`,
};

const call = {
  curl: (step, made) => [
    `curl "$URL${pathOf(step)}" \\`,
    `  -H "Authorization: Bearer $TOKEN" \\`,
    `  -H "GoCardless-Version: 2015-07-06" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${indented(JSON.stringify(bodyOf(step, made), null, 2).replaceAll("'", "'\\''"), "  ")}'`,
  ].join("\n"),
  python: (step, made) => {
    const params = indented(JSON.stringify(step.params(made), null, 4).replace(/\b(true|false|null)\b(?=[,\n])/g, (word) => ({ true: "True", false: "False", null: "None" })[word]), "");
    const what = step.action ? `${step.action}("${step.id}", params=` : "create(params=";
    return `${step.keep ?? "answer"} = client.${step.resource}.${what}${params})`;
  },
  node: (step, made) => {
    const params = JSON.stringify(step.params(made), null, 2).replace(/^(\s*)"(\w+)":/gm, "$1$2:");
    const what = step.action ? `${step.action}("${step.id}", ` : "create(";
    return `const ${camel(step.keep ?? "answer")} = await client.${camel(step.resource)}.${what}${params});`;
  },
};

export const LANGUAGES = { curl: "curl", python: "Python", node: "Node" };

/** All steps in one language; `made` has the ids that are known, others stand as in the reference: `CU123`. */
export function snippet(language, steps, made, url) {
  const known = { ...Object.fromEntries(steps.map(({ keep, prefix }) => [keep, `${prefix}123`])), ...made };
  return `${begin[language](url)}\n${steps.map((step) => call[language](step, known)).join("\n\n")}\n`;
}
