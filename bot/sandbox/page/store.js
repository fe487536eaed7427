// What the page knows, and how it asks the sandbox: state, messages, acts, the live socket.

import { explain } from "./words.js";

/** The page's whole state. `state` is the sandbox's answer for the acting person. */
export const store = {
  as: null,
  channel: null,
  thread: null,
  state: null,
  messages: [],
  live: true,
  calls: [],
  callsSeen: 0,
};

export const HOME = "home";

const listeners = new Set();
/** Calls `listener` after every change of the store. */
export const onChange = (listener) => listeners.add(listener);
export const changed = () => listeners.forEach((listener) => listener());

const query = (values) => new URLSearchParams(values).toString();

async function getJson(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.json();
}

/** Runs `work` at once; calls during a run join into one more run, whose end they await. */
function coalesced(work) {
  let running = null;
  let next = null;
  const run = async () => {
    try {
      await work();
    } finally {
      running = next;
      next = null;
    }
  };
  return () => {
    if (!running) return (running = run());
    next ??= running.then(run, run);
    return next;
  };
}

/** Asks for the acting person's state again. */
export const refreshState = coalesced(async () => {
  const as = store.as;
  const state = await getJson(`/sandbox/state?${query({ user: as })}`);
  if (as !== store.as) return;
  store.state = state;
  store.as = state.me.key;
  changed();
});

/** Asks for the messages of the open channel again. */
export const refreshMessages = coalesced(async () => {
  const { as, channel } = store;
  if (!channel || channel === HOME) return;
  const { messages } = await getJson(`/sandbox/messages?${query({ user: as, channel })}`);
  if (as !== store.as || channel !== store.channel) return;
  store.messages = messages;
  store.loaded = channel;
  changed();
});

/** Asks for the Web API calls made since the last time. */
export const refreshCalls = coalesced(async () => {
  const { calls } = await getJson(`/sandbox/calls?${query({ after: store.callsSeen })}`);
  store.callsSeen = calls.at(-1)?.seq ?? store.callsSeen;
  store.calls = [...store.calls, ...calls].slice(-200);
  changed();
});

async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const data = await answer.json().catch(() => ({}));
    return answer.ok ? data : { ok: false, error: data.error ?? `http_${answer.status}` };
  } catch {
    return { ok: false, error: "unreachable" };
  }
}

/**
 * Does something as the acting person. Answers {ok, error, problem, …}:
 * `problem` is a sentence for the person when it did not work out.
 */
export async function act(verb, args = {}) {
  const answer = await post("/sandbox/act", { user: store.as, do: verb, ...args });
  const status = answer.reply?.status;
  const failed = typeof status === "number" && status >= 300;
  if (answer.ok === false || failed) {
    answer.ok = false;
    const error = answer.error ?? answer.reply?.error ?? "unknown_error";
    const silent = status === 504 || error === "operation_timeout";
    const answered = failed && status !== 503 && !silent;
    answer.problem = explain(silent ? "app_silent" : answered ? "app_error" : error, { status });
  }
  await Promise.allSettled([refreshState(), refreshMessages()]);
  return answer;
}

/** Sets conditions: latency, a failing method, or none. */
export async function setFaults(faults) {
  const answer = await post("/sandbox/faults", faults);
  await Promise.allSettled([refreshState()]);
  return answer;
}

// ---- live ------------------------------------------------------------------------------------

let socket = null;

/** Follows the sandbox as the acting person; reconnects, at most every 5 s. */
export function follow(onEvent, wait = 250) {
  if (socket) socket.onclose = null;
  socket?.close();
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const mine = new WebSocket(
    `${scheme}://${location.host}/sandbox/live?${query({ user: store.as })}`,
  );
  socket = mine;
  let delay = wait;
  mine.onopen = () => {
    delay = 250;
    // What happened while the socket was down is fetched, not replayed.
    const was = store.live;
    store.live = true;
    if (!was) changed();
    Promise.allSettled([refreshState(), refreshMessages()]);
  };
  mine.onmessage = ({ data }) => onEvent(JSON.parse(data));
  mine.onclose = () => {
    store.live = false;
    changed();
    setTimeout(() => socket === mine && follow(onEvent, Math.min(delay * 2, 5000)), delay);
  };
}

// ---- what was typed ----------------------------------------------------------------------------

/** Typed text by key, kept through redraws, switches of person and reloads. */
export const drafts = {
  get: (key) => JSON.parse(sessionStorage.getItem(key) ?? "null"),
  set: (key, value) => sessionStorage.setItem(key, JSON.stringify(value)),
  drop: (key) => sessionStorage.removeItem(key),
  /** The keys that begin with `prefix`. */
  under: (prefix) => Object.keys(sessionStorage).filter((key) => key.startsWith(prefix)),
};

// ---- look-ups ----------------------------------------------------------------------------------

export const person = (id) => store.state?.people.find((one) => one.id === id);
export const channelById = (id) => store.state?.channels.find((one) => one.id === id);
export const isMember = (channel) => channel.member_ids.includes(store.state.me.id);

/** The name of whoever speaks in a message: a person, or the app. */
export function nameOf(id) {
  if (id && id === store.state.app.bot_user_id) return store.state.app.name;
  return person(id)?.name ?? id ?? store.state.app.name;
}

/** How a conversation is called: "general", or the names of those in a DM. */
export function channelName(channel) {
  if (!channel.is_im) return channel.name;
  const others = channel.member_ids.filter((id) => id !== store.state.me.id);
  return others.length ? others.map(nameOf).join(", ") : store.state.me.name;
}

/** The DM of the acting person with the app, if there is one. */
export const appDm = () =>
  store.state.channels.find(
    (one) => one.is_im && one.member_ids.includes(store.state.app.bot_user_id),
  );
