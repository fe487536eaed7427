// The page: three columns, the address that tells what they show, and live updates.

import { patchBlocks } from "./blocks.js";
import { createCanvas } from "./canvas.js";
import { createComposer } from "./composer.js";
import { setReader } from "./dates.js";
import { clear, h, icon, patch } from "./dom.js";
import { createDrawer } from "./drawer.js";
import { drawHeader } from "./header.js";
import { author, drawMessages, jump, rove, stick, summary, toEnd, visible } from "./messages.js";
import { renderModal } from "./modal.js";
import { names } from "./mrkdwn.js";
import { settle } from "./overlays.js";
import { createSidebar } from "./sidebar.js";
import {
  act,
  changed,
  channelById,
  channelName,
  follow,
  HOME,
  isMember,
  nameOf,
  onChange,
  refreshCalls,
  refreshMessages,
  refreshState,
  store,
} from "./store.js";
import { contextOf } from "./surface.js";
import { explain, speak, t } from "./words.js";

const DEFAULT_PERSON = "communications_lead";
const at = (id) => document.getElementById(id);
const ui = {
  banner: at("banner"),
  header: at("header"),
  marks: at("marks"),
  scroller: at("scroller"),
  list: at("list"),
  home: at("home"),
  foot: at("foot"),
  thread: at("thread"),
  live: at("live"),
  below: at("below"),
  offline: at("offline"),
  columns: at("columns"),
};

// ---- where the page is -----------------------------------------------------------------------

function readAddress() {
  const asked = new URLSearchParams(location.search);
  const linked = fromPermalink(location);
  store.as = asked.get("as") ?? DEFAULT_PERSON;
  store.channel = linked?.channel ?? asked.get("channel");
  store.thread = asked.get("thread");
  return linked?.ts ?? asked.get("message");
}

/** The channel and ts of a permalink of Slack's form, /archives/C…/p1712345678000100. */
function fromPermalink({ origin, pathname }) {
  const found = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(pathname);
  return found && origin === location.origin
    ? { channel: found[1], ts: `${found[2]}.${found[3]}` }
    : null;
}

/** Permalinks in messages lead to their message here, as the same person. */
function followPermalink(event) {
  const anchor = event.target.closest?.("a[href]");
  const linked = anchor && fromPermalink(new URL(anchor.href));
  if (!linked || !channelById(linked.channel)) return;
  event.preventDefault();
  go.to(linked.channel).then(() => jump(linked.ts));
}

function writeAddress(replace = false) {
  const query = new URLSearchParams({
    as: store.as,
    ...(store.channel ? { channel: store.channel } : {}),
    ...(store.thread ? { thread: store.thread } : {}),
  });
  if (`?${query}` === location.search && location.pathname === "/") return;
  history[replace ? "replaceState" : "pushState"](null, "", `/?${query}`);
}

/** Leaves a place that the acting person may not see for a channel of theirs; tells whether it did. */
function settlePlace() {
  if (store.channel === HOME || channelById(store.channel)) return false;
  const open = store.state.channels.filter((one) => !one.is_archived && !one.is_im);
  store.channel = (open.find(isMember) ?? open[0])?.id ?? HOME;
  store.thread = null;
  return true;
}

function emptyLists() {
  store.messages = [];
  store.loaded = null;
  clear(ui.list);
  clear(threadList);
}

async function enter() {
  settlePlace();
  writeAddress(true);
  emptyLists();
  ui.below.hidden = true;
  changed();
  if (store.channel === HOME) settle(await act("open_home"));
  else await Promise.allSettled([refreshMessages()]);
  toEnd(ui.scroller);
  // What was just read is no longer unread.
  await Promise.allSettled([refreshState()]);
}

/** Enters, and gives the field for a message the focus, unless the reader put it elsewhere. */
async function enterToWrite() {
  const before = document.activeElement;
  await enter();
  const unmoved = [before, document.body].includes(document.activeElement);
  if (unmoved && store.channel !== HOME) composer.focusField();
}

const go = {
  async as(key) {
    if (key === store.as) return;
    store.as = key;
    store.thread = null;
    emptyLists();
    await Promise.allSettled([refreshState()]);
    writeAddress();
    follow(onEvent);
    await enter();
  },
  async to(id) {
    ui.columns.classList.remove("menu-open");
    if (id === store.channel) return;
    store.channel = id;
    store.thread = null;
    writeAddress();
    await enterToWrite();
  },
  thread(message) {
    store.thread = message ? (message.thread_ts ?? message.ts) : null;
    writeAddress();
    clear(threadList);
    threadScroller.atEnd = true;
    changed();
    if (message) threadComposer.focusField();
  },
};

// ---- the parts -------------------------------------------------------------------------------

const sidebar = createSidebar(go);
const threadList = h("div", { class: "list" });
const threadScroller = h("div", { class: "scroller" }, threadList);
const composer = createComposer({ onsend: () => toEnd(ui.scroller) });
const threadComposer = createComposer({ inThread: true, onsend: () => toEnd(threadScroller) });
const drawer = createDrawer(() => ((drawer.hidden = true), at("open-conditions")?.focus()));
const canvas = createCanvas(() => closeCanvas());

function closeCanvas() {
  canvas.hidden = true;
  ui.marks.querySelector("[data-testid=open-canvas]")?.focus();
}

function drawBanner() {
  patch(ui.banner, ["banner"], {
    key: (one) => one,
    sig: () => store.state.me.locale,
    render: () =>
      h(
        "div",
        { class: "banner-row" },
        h(
          "button",
          {
            type: "button",
            class: "plain only-narrow",
            "aria-label": t("openMenu"),
            "aria-controls": "sidebar",
            onclick: () => ui.columns.classList.toggle("menu-open"),
          },
          icon("menu"),
        ),
        h("span", { "data-testid": "sandbox-banner" }, t("banner")),
        h(
          "button",
          {
            type: "button",
            class: "plain",
            id: "open-conditions",
            "data-testid": "open-conditions",
            onclick: () => (drawer.hidden ? drawer.open() : (drawer.hidden = true)),
          },
          icon("dials"),
          t("conditions"),
        ),
      ),
  });
  ui.offline.textContent = store.live ? "" : t("offline");
  ui.offline.hidden = store.live;
}

const options = (inThread) => ({
  inThread,
  openThread: (message) => go.thread(message),
  redraw: changed,
});

function drawMain() {
  const home = store.channel === HOME;
  ui.scroller.hidden = home;
  ui.home.hidden = !home;
  if (home) return drawHome();
  const messages = visible();
  const before = seen;
  seen = new Set(messages.map((message) => message.ts));
  const atEnd = drawMessages(ui.list, ui.scroller, messages, options(false));
  at("empty").hidden = messages.length > 0 || store.loaded !== store.channel;
  at("empty").textContent = t("empty");
  if (seenIn === `${store.as} ${store.channel}`)
    announce(
      messages.filter((message) => !before.has(message.ts)),
      atEnd,
    );
  if (store.loaded === store.channel) seenIn = `${store.as} ${store.channel}`;
  return undefined;
}

let seen = new Set();
let seenIn = null;

/** New messages are read out, and offered when the reader is further up. */
function announce(fresh, atEnd) {
  const others = fresh.filter((message) => message.user !== store.state.me.id);
  if (!others.length) return;
  ui.live.replaceChildren(
    ...others.map((message) =>
      h("p", {}, t("said", { name: author(message), text: summary(message) })),
    ),
  );
  ui.below.hidden = atEnd;
}

const homeContext = contextOf({
  id: "home",
  blocks: () => store.state.home?.blocks ?? [],
  target: {
    do: "click_in_view",
    get view_id() {
      return store.state.home?.id;
    },
  },
  keeps: (block) => block.type === "input",
});

let homeOf = null;

function drawHome() {
  if (homeOf !== store.as) clear(ui.home);
  homeOf = store.as;
  const view = store.state.home;
  if (view?.blocks) {
    if (ui.home.firstElementChild?.matches("p.quiet")) clear(ui.home);
    patchBlocks(ui.home, view.blocks, homeContext);
  } else {
    clear(ui.home);
    ui.home.append(h("p", { class: "quiet" }, t("homeEmpty")));
  }
}

function drawFoot() {
  const channel = channelById(store.channel);
  const joined = channel && isMember(channel);
  const kind =
    store.channel === HOME || !channel
      ? "none"
      : channel.is_archived
        ? "archived"
        : joined
          ? "write"
          : "join";
  if (kind === "write") {
    if (composer.parentNode !== ui.foot) ui.foot.replaceChildren(composer);
    composer.update();
    return;
  }
  const name = channel ? channelName(channel) : "";
  const join = async () => settle(await act("join", { channel: channel.id }));
  ui.foot.replaceChildren(
    ...{
      none: () => [],
      archived: () => [h("p", { class: "notice" }, t("archivedHint", { name }))],
      join: () => [
        h(
          "p",
          { class: "notice" },
          t("join_hint", { name }),
          h(
            "button",
            { type: "button", class: "button primary", "data-testid": "join", onclick: join },
            t("join"),
          ),
        ),
      ],
    }[kind](),
  );
}

function drawThread() {
  const open = store.thread && store.channel !== HOME;
  ui.thread.hidden = !open;
  if (!open) return;
  if (!ui.thread.firstChild) {
    ui.thread.append(
      h(
        "header",
        {},
        h("h2"),
        h(
          "button",
          {
            type: "button",
            class: "plain",
            "data-testid": "thread-close",
            onclick: () => go.thread(null),
          },
          icon("close"),
        ),
      ),
      threadScroller,
      threadComposer,
    );
  }
  ui.thread.setAttribute("aria-label", t("thread"));
  ui.thread.querySelector("h2").textContent = t("thread");
  ui.thread.querySelector("header button").setAttribute("aria-label", t("closeThread"));
  const channel = channelById(store.channel);
  threadComposer.hidden = !channel || channel.is_archived || !isMember(channel);
  drawMessages(threadList, threadScroller, visible(store.thread), options(true));
  threadComposer.update();
}

function draw() {
  // Between two persons the state is still the former's.
  if (!store.state || store.state.me.key !== store.as) return;
  setReader(store.state.me);
  speak(store.state.me.locale);
  document.documentElement.lang = store.state.me.locale;
  if (settlePlace()) {
    enter();
    return;
  }
  drawBanner();
  sidebar.draw();
  drawHeader(ui.header, ui.marks, () => (canvas.hidden ? canvas.open() : closeCanvas()));
  drawMain();
  drawFoot();
  drawThread();
  drawer.draw();
  canvas.draw();
  ui.below.textContent = t("newBelow");
  renderModal();
}

// ---- live ------------------------------------------------------------------------------------

function onEvent(event) {
  if (event.type === "call") {
    if (!drawer.hidden) refreshCalls().catch(() => {});
    return;
  }
  const elsewhere = ["view", "views", "home", "app"].includes(event.type);
  // A sandbox that stopped is told by the socket, not here.
  Promise.allSettled([refreshState(), elsewhere ? null : refreshMessages()]);
}

async function start() {
  const wanted = readAddress();
  names.user = nameOf;
  names.channel = (id) => channelById(id)?.name ?? id;
  names.me = () => store.state?.me.id;
  ui.columns.prepend(sidebar);
  ui.columns.append(canvas, drawer);
  ui.list.addEventListener("keydown", (event) => rove(event, ui.list));
  threadList.addEventListener("keydown", (event) => rove(event, threadList));
  ui.thread.addEventListener("keydown", (event) => event.key === "Escape" && go.thread(null));
  drawer.addEventListener(
    "keydown",
    (event) => event.key === "Escape" && ((drawer.hidden = true), at("open-conditions")?.focus()),
  );
  canvas.addEventListener("keydown", (event) => event.key === "Escape" && closeCanvas());
  ui.below.addEventListener("click", () => toEnd(ui.scroller));
  stick(ui.scroller, ui.list, () => (ui.below.hidden = true));
  stick(threadScroller, threadList);
  document.addEventListener("click", followPermalink);
  addEventListener("popstate", async () => {
    readAddress();
    await Promise.allSettled([refreshState()]);
    follow(onEvent);
    await enter();
  });
  onChange(draw);
  try {
    // An address may name a person who is not in this sandbox.
    await refreshState().catch(() => ((store.as = DEFAULT_PERSON), refreshState()));
  } catch {
    speak(navigator.language);
    ui.offline.hidden = false;
    ui.offline.textContent = explain("unreachable");
    setTimeout(start, 2000);
    return;
  }
  follow(onEvent);
  if (!wanted) return enterToWrite();
  await enter();
  jump(wanted);
}

start();
