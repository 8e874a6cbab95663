// From navigation to a form that can be typed into, on a slow phone: `cargo xtask bench page` calls it with where the
// built programs lie, the page's folder, the plans file, the path, and how often.
import { Browser } from "./browser.mjs";
import { start } from "./servers.mjs";

const [programs, dist, plans, path, runs] = process.argv.slice(2);
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWER = 4;
const PATIENCE = 60_000;

// Runs in the page before its own scripts. Times are milliseconds since the navigation began.
function watch() {
  const times = {};
  window.__times = times;
  const note = (name) => (times[name] ??= performance.now());
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) times[entry.name] ??= entry.startTime;
  }).observe({ type: "paint", buffered: true });
  // An input that has a place on the page, in the element itself or in its shadow root.
  const shown = (root, kinds = "input, select") =>
    [...(root?.querySelectorAll(kinds) ?? [])].find((it) => it.type !== "hidden" && it.getClientRects().length);
  const look = () => {
    const element = document.querySelector("mandate-signup");
    if (times["first-contentful-paint"] && (shown(element) || shown(element?.shadowRoot))) note("plain");
    const input = shown(element?.shadowRoot, "input:not([type=radio])");
    if (input && !times.live) {
      note("live");
      input.addEventListener("input", () => note("typed"), { once: true });
      input.focus();
      window.__live("");
    }
    if (!times.typed) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function visit(browser, url) {
  const page = await browser.page();
  let bytes = 0;
  let files = 0;
  page.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    files += 1;
  });
  const live = new Promise((resolve) => page.on("Runtime.bindingCalled", resolve));
  await page.send("Page.enable");
  await page.send("Network.enable");
  await page.send("Runtime.enable");
  await page.send("Runtime.addBinding", { name: "__live" });
  await page.send("Emulation.setDeviceMetricsOverride", { width: 390, height: 844, deviceScaleFactor: 3, mobile: true });
  await page.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.send("Network.emulateNetworkConditions", NETWORK);
  await page.send("Page.addScriptToEvaluateOnNewDocument", { source: `(${watch})()` });
  await page.send("Page.navigate", { url });
  const end = performance.now() + PATIENCE;
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(reject, PATIENCE, new Error(`no input of the component within ${PATIENCE / 1000} s`));
  });
  await Promise.race([live, late]).finally(() => clearTimeout(timer));
  await page.send("Input.dispatchKeyEvent", { type: "keyDown", key: "a", code: "KeyA", text: "a" });
  await page.send("Input.dispatchKeyEvent", { type: "keyUp", key: "a", code: "KeyA" });
  const expression = "JSON.stringify(window.__times)";
  let times = {};
  while (!times.typed) {
    if (performance.now() > end) throw new Error(`no key taken within ${PATIENCE / 1000} s`);
    times = JSON.parse((await page.send("Runtime.evaluate", { expression })).result.value);
  }
  await page.close();
  return { ...times, bytes, files };
}

const sorted = (results, name) => results.map((it) => it[name]).sort((a, b) => a - b);
const shownAs = (values, digits = 0) => {
  const whole = (value) => value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${whole(values[values.length >> 1])}  (${whole(values[0])} to ${whole(values.at(-1))})`;
};

const servers = await start(programs, dist, plans);
const browser = new Browser(process.env.CHROMIUM ?? "chromium");
try {
  const results = [];
  // The first visit warms the servers and the browser, and does not count.
  for (let run = 0; run <= Number(runs); run += 1) {
    const result = await visit(browser, servers.url + path);
    if (run > 0) results.push(result);
  }
  console.log(`${path} of ${dist}: median (least to most) of ${runs} visits without a cache`);
  console.log(`CPU ${SLOWER} times slower, 1.6 Mbit/s down, 150 ms latency, 390 by 844 px\n`);
  for (const [name, label] of [
    ["bytes", "bytes over the network"],
    ["files", "answers"],
    ["first-paint", "first paint, ms"],
    ["plain", "plain form to be filled in, ms"],
    ["live", "first input of the component, ms"],
    ["typed", "that input has taken a key, ms"],
  ]) {
    console.log(`${label.padEnd(34)} ${shownAs(sorted(results, name))}`);
  }
} finally {
  await browser.close();
  await servers.stop();
}
