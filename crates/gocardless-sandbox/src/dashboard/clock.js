// The clock: what it says, and the buttons that move it.

import { act, byId, dateOf, timeOf } from "./dom.js";
import { setClock } from "./api.js";

let clock = null;
let readAt = 0;

export function showClock(shown) {
  clock = shown;
  readAt = performance.now();
  const pace = byId("pace");
  pace.textContent = shown.is_running ? "runs on" : "stands still";
  pace.dataset.tone = shown.is_running ? "good" : "calm";
  tick();
}

const now = () => new Date(Date.parse(clock.now) + (clock.is_running ? performance.now() - readAt : 0));

function tick() {
  if (!clock) return;
  const time = byId("now");
  const text = `${dateOf(now())}, ${timeOf(now())} UTC`;
  if (time.textContent !== text) {
    time.textContent = text;
    time.dateTime = now().toISOString();
  }
  const input = byId("set-to");
  if (document.activeElement !== input && !input.dataset.touched) input.value = now().toISOString().slice(0, 19);
}

function move(id, change) {
  const button = byId(id);
  button.addEventListener("click", () => act(button, async () => {
    const shown = await setClock(change());
    return `The clock says ${dateOf(shown.now)}, ${timeOf(shown.now)}.`;
  }));
}

/** The same day of the next month, or its last. */
function nextMonth() {
  const from = now();
  const last = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 2, 0)).getUTCDate();
  const date = new Date(from);
  date.setUTCDate(Math.min(from.getUTCDate(), last));
  date.setUTCMonth(from.getUTCMonth() + 1);
  return date.toISOString();
}

export function startClock() {
  const DAY = 24 * 60 * 60;
  move("plus-hour", () => ({ advance_seconds: 60 * 60 }));
  move("plus-day", () => ({ advance_seconds: DAY }));
  move("plus-week", () => ({ advance_seconds: 7 * DAY }));
  move("plus-month", () => ({ now: nextMonth() }));
  move("next-working-day", () => ({ now: clock.next_working_day }));
  const form = byId("set-clock");
  const input = byId("set-to");
  input.addEventListener("input", () => { input.dataset.touched = "yes"; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(form.querySelector("button"), async () => {
      const shown = await setClock({ now: new Date(`${input.value}Z`).toISOString() });
      delete input.dataset.touched;
      return `The clock says ${dateOf(shown.now)}, ${timeOf(shown.now)}.`;
    });
  });
  setInterval(tick, 500);
}
