// The page begins: it shows the sandbox's state, and again whenever something changes.

import { act, byId, copyButton, el, say } from "./dom.js";
import { read, send, watch } from "./api.js";
import { showClock, startClock } from "./clock.js";
import { showFaults, startFaults } from "./faults.js";
import { showResources, startResources } from "./resources.js";
import { showTimeline, startTimeline } from "./timeline.js";
import { showTry, startTry } from "./try.js";
import { readWebhooks, showWebhooks } from "./webhooks.js";

let shownAccess = "";

function showAccess(state) {
  const names = state.organisations.map((it) => it.name ?? "an organisation without a creditor");
  byId("organisation").textContent = names.join(", ");
  const version = JSON.stringify([state.url, state.access_token]);
  if (version === shownAccess) return;
  shownAccess = version;
  const token = state.access_token;
  byId("access").replaceChildren(
    el("div", {}, el("dt", {}, "Base URL"), el("dd", {}, el("code", {}, state.url), copyButton("the base URL", state.url))),
    el("div", {}, el("dt", {}, "Access token"), el("dd", {}, token
      ? [el("code", {}, token), copyButton("the access token", token)]
      : "the one that it was started with")),
  );
}

async function refresh() {
  const [state, webhooks] = await Promise.all([read("/_sandbox/state"), readWebhooks()]);
  showLive("live", "Live");
  showAccess(state);
  showClock(state.clock);
  showResources(state);
  showTimeline(state, webhooks);
  showFaults(state.faults);
  showTry(state);
  const known = state.resources.find(({ kind }) => kind === "webhooks").items;
  showWebhooks(webhooks, new Map(known.map((it) => [it.resource.id, it])));
}

function showLive(kind, text) {
  const live = byId("live");
  if (live.dataset.state === kind) return;
  live.dataset.state = kind;
  live.textContent = text;
}

function startReset() {
  const dialog = byId("reset-dialog");
  byId("reset").addEventListener("click", () => dialog.showModal());
  byId("reset-no").addEventListener("click", () => dialog.close());
  byId("reset-yes").addEventListener("click", (event) => act(event.currentTarget, async () => {
    await send("POST", "/_sandbox/reset");
    dialog.close();
    return "The sandbox is as it was at the start.";
  }));
}

async function start() {
  startClock();
  startFaults();
  startReset();
  startTimeline();
  startTry();
  startResources(await read("/_sandbox/machines"));
  await watch(refresh, () => showLive("lost", "The sandbox does not answer"));
}

start().catch((error) => say(error.message, true));
