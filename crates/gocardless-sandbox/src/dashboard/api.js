// What the page reads and sends. It has no access token: the sandbox calls its own API for it.

async function answered(response) {
  const body = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return body;
  const { message, errors } = body?.error ?? {};
  throw new Error(errors?.[0]?.message ?? message ?? `The sandbox answered ${response.status}.`);
}

export const read = async (path, options = {}) => answered(await fetch(path, { cache: "no-store", ...options }));

export async function send(method, path, body) {
  const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  return answered(await fetch(path, { method, ...content }));
}

/** Calls the API; the answer is a success's body, or an error in the API's words. */
export async function call(method, path, body) {
  const answer = await send("POST", "/_sandbox/calls", { method, path, body });
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  if (answer.status === null) throw new Error(`${method} ${path}: the connection was dropped.`);
  const error = answer.body?.error;
  const details = (error?.errors ?? []).map((it) => [it.field, it.message].filter(Boolean).join(" ")).join("; ");
  throw new Error(`${method} ${path}: ${answer.status} ${details || error?.message || ""}`.trim());
}

export const play = (name, resource) => send("POST", "/_sandbox/scenarios", { name, resource });
export const setClock = (change) => send("POST", "/_sandbox/clock", change);

/** Calls `changed` with the number of every change, for ever; `lost` while the sandbox does not answer. */
export async function watch(changed, lost) {
  let sequence = null;
  for (;;) {
    try {
      const query = sequence === null ? "" : `?sequence=${sequence}`;
      const seen = await read(`/_sandbox/changes${query}`);
      if (seen.sequence !== sequence) {
        await changed();
        sequence = seen.sequence;
        // Many changes at once are shown at once.
        await pause(120);
      }
    } catch {
      lost();
      sequence = null;
      await pause(1000);
    }
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
