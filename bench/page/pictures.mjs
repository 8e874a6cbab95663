// The README's pictures, taken from the running demonstration: `cargo xtask pictures` calls it with where the built
// programs lie, the page's folder, the plans file, and the folder for the pictures.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Browser } from "./browser.mjs";
import { start } from "./servers.mjs";

const [programs, dist, plans, folder] = process.argv.slice(2);
const PATIENCE = 30_000;

const UK = {
  given_name: "Frank", family_name: "Osborne", email: "frank.osborne@example.com", address_line1: "27 Acer Road",
  city: "London", postal_code: "E8 3GX", account_holder_name: "Frank Osborne", branch_code: "200000",
  account_number: "55779911",
};
const GERMANY = {
  given_name: "Annegret", family_name: "Hohenstein-Westermann", email: "annegret@example.com",
  account_holder_name: "Annegret Hohenstein-Westermann", iban: "DE89370400440532013000",
};

// These three run in the page.
const inside = `document.querySelector("mandate-signup")?.shadowRoot`;
const heading = `${inside}?.querySelector("h2")?.textContent`;
const type = (name, text) => `(() => {
  const input = ${inside}.querySelector(${JSON.stringify(`[name="${name}"]`)});
  if (!input) throw new Error(${JSON.stringify(`no field ${name}`)});
  input.focus();
  input.value = ${JSON.stringify(text)};
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.blur();
})()`;

class Visit {
  constructor(page) {
    this.page = page;
  }

  static async to(browser, url, { width, height, dark = false }) {
    const page = await browser.page();
    await page.send("Page.enable");
    await page.send("Runtime.enable");
    const metrics = { width, height, deviceScaleFactor: 1, mobile: width < 600 };
    await page.send("Emulation.setDeviceMetricsOverride", metrics);
    const features = [
      { name: "prefers-color-scheme", value: dark ? "dark" : "light" },
      { name: "prefers-reduced-motion", value: "reduce" },
    ];
    await page.send("Emulation.setEmulatedMedia", { features });
    await page.send("Page.navigate", { url });
    const visit = new Visit(page);
    await visit.until(`!!${inside}?.querySelector("input")`, "the form");
    return visit;
  }

  async run(expression) {
    const { result, exceptionDetails } = await this.page.send("Runtime.evaluate", { expression });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async until(expression, what) {
    const deadline = Date.now() + PATIENCE;
    while (!(await this.run(expression))) {
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}; the form says: ${await this.run(heading)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async fill(fields) {
    for (const [name, text] of Object.entries(fields)) await this.run(type(name, text));
    await this.run(`${inside}.querySelector('[name="authority"][value="yes"]').click()`);
    // The bank's name comes a moment after the numbers.
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }

  // Presses the step's button and waits for the next step.
  async goOn() {
    const before = await this.run(heading);
    await this.run(`${inside}.querySelector(".signup__button").click()`);
    const next = `!!${heading} && ${heading} !== ${JSON.stringify(before)} && !!${inside}.querySelector("dl")`;
    await this.until(next, "the next step");
  }

  // Of the whole form, or of its beginning as far as it shows what there is to see.
  async picture(name, most = Infinity) {
    await this.run("document.activeElement?.blur?.(); scrollTo(0, 0)");
    const place = `JSON.stringify(document.querySelector("mandate-signup").getBoundingClientRect())`;
    const { x, y, width, height } = JSON.parse(await this.run(place));
    const clip = { x: x - 8, y: y - 8, width: width + 16, height: Math.min(height + 16, most), scale: 1 };
    const { data } = await this.page.send("Page.captureScreenshot", { format: "png", captureBeyondViewport: true, clip });
    writeFileSync(join(folder, `${name}.png`), Buffer.from(data, "base64"));
    console.log(join(folder, `${name}.png`));
  }
}

const servers = await start(programs, dist, plans);
const browser = new Browser(process.env.CHROMIUM ?? "chromium");
try {
  const phone = { width: 390, height: 844 };
  const desktop = { width: 1280, height: 900 };
  const page = `${servers.url}/self-hosted.html`;
  const uk = await Visit.to(browser, `${page}?plan=magazine`, phone);
  await uk.fill(UK);
  await uk.picture("self-hosted-details", 1700);
  await uk.goOn();
  await uk.picture("self-hosted-review", 1700);
  await uk.goOn();
  await uk.picture("self-hosted-done", 1700);
  const german = await Visit.to(browser, `${page}?plan=magazine-eur&locale=de`, { ...desktop, dark: true });
  await german.fill(GERMANY);
  await german.picture("self-hosted-details-de");
  await german.goOn();
  await german.picture("self-hosted-review-de");
  await german.goOn();
  await german.picture("self-hosted-done-de");
  for (const theme of ["warm", "night", "sharp"]) {
    const visit = await Visit.to(browser, `${page}?plan=atlas-eur&theme=${theme}`, phone);
    await visit.fill(GERMANY);
    await visit.picture(`theme-${theme}`, 1000);
  }
} finally {
  await browser.close();
  await servers.stop();
}
