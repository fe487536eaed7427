// The messages of a channel, of the app's DM, and of a thread.

import { permalink, toolbar } from "./actions.js";
import { patchBlocks, patchText } from "./blocks.js";
import { dateNode, dayOf } from "./dates.js";
import { h, icon, patch } from "./dom.js";
import { emoji } from "./emoji.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { settle } from "./overlays.js";
import { act, channelById, drafts, isMember, nameOf, person, store } from "./store.js";
import { contextOf } from "./surface.js";
import { knows, t } from "./words.js";

const GROUP_SECONDS = 300;
const dismissedKey = (message) => `dismissed ${store.as} ${message.ts}`;

/** The name that a message bears. */
export const author = (message) => message.username ?? nameOf(message.user);

/** What a message says in a line of plain words. */
export function summary(message) {
  if (message.text) return plain(message.text);
  const texts = (message.blocks ?? [])
    .map((block) => block.text?.text ?? block.text)
    .filter((text) => typeof text === "string");
  return plain(texts.join(" "));
}

const isApp = (message) => Boolean(message.bot_id) || message.user === store.state.app.bot_user_id;

/** A picture of a person: initials on their colour. */
export function avatar(id, name, { app = false } = {}) {
  const colour = /^#?[0-9a-f]{6}$/i.test(person(id)?.color ?? "")
    ? `#${person(id).color.replace("#", "")}`
    : null;
  const letters = name
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();
  const node = h("span", { class: app ? "avatar app" : "avatar", "aria-hidden": "true" }, letters);
  if (colour && !app) node.style.setProperty("--tint", colour);
  return node;
}

// ---- one message ---------------------------------------------------------------------------

function files(message) {
  const known = (message.files ?? [])
    .map((file) => (typeof file === "string" ? store.state.files?.[file] : file))
    .filter(Boolean);
  if (!known.length) return null;
  return h(
    "ul",
    { class: "files" },
    ...known.map((file) =>
      h(
        "li",
        {},
        /^image\/(png|jpeg|gif|webp)$/.test(file.mimetype ?? "")
          ? h("img", { src: file.url, alt: file.alt ?? file.name, class: "large", loading: "lazy" })
          : icon("file"),
        h("span", { class: "file-name" }, file.name),
        file.size ? h("small", {}, size(file.size)) : null,
        h("a", { href: file.url, download: file.name, class: "button" }, t("download")),
      ),
    ),
  );
}

function size(bytes) {
  const [unit, step] =
    bytes < 1000 ? ["byte", 1] : bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(store.state.me.locale, style).format(bytes / step);
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions" },
    ...message.reactions.map(({ name, users }) => {
      const mine = users.includes(store.state.me.id);
      const label = t("reactedBy", { who: users.map(nameOf).join(", "), name });
      const toggle = async () =>
        settle(
          await act(mine ? "unreact" : "react", { channel: store.channel, ts: message.ts, name }),
        );
      return h(
        "button",
        {
          type: "button",
          class: "reaction",
          "aria-pressed": String(mine),
          "aria-label": label,
          title: label,
          "data-do": `react-${name}`,
          onclick: toggle,
        },
        emoji(name),
        h("span", {}, String(users.length)),
      );
    }),
  );
}

function threadLink(article, message) {
  if (!message.reply_count || article.inThread) return null;
  return h(
    "button",
    {
      type: "button",
      class: "thread-link",
      "data-do": "thread",
      onclick: () => article.openThread(article.message),
    },
    t("replies", { n: message.reply_count }),
  );
}

function head(message) {
  return [
    h("span", { class: "author" }, author(message)),
    isApp(message) ? h("span", { class: "tag" }, t("appTag")) : null,
    h("a", { class: "when", href: permalink(message) }, dateNode(message.ts, "{time}")),
    message.edited ? h("span", { class: "quiet" }, t("edited")) : null,
  ];
}

function fill(article, { message, grouped }) {
  article.message = message;
  const gone = message.subtype === "tombstone";
  article.classList.toggle("grouped", grouped);
  article.classList.toggle("gone", gone);
  const { parts } = article;
  article.setAttribute("aria-label", t("messageBy", { name: author(message) }));
  parts.head.replaceChildren(...head(message).filter(Boolean));
  const blocks = message.blocks?.length ? message.blocks : null;
  // The body changes hands between blocks and text only through an empty container.
  if (parts.body.kind !== Boolean(blocks)) {
    parts.body.replaceChildren();
    parts.body = parts.fresh();
    parts.body.kind = Boolean(blocks);
  }
  if (blocks) patchBlocks(parts.body, blocks, article.context);
  else patchText(parts.body, gone ? t("deletedMessage") : (message.text ?? ""));
  for (const [name, node] of [
    ["files", files(message)],
    ["reactions", reactions(message)],
    ["thread", threadLink(article, message)],
  ]) {
    const old = parts[name].firstChild;
    if (old?.outerHTML === node?.outerHTML) continue;
    const held = parts[name].contains(document.activeElement)
      ? document.activeElement.dataset.do
      : null;
    parts[name].replaceChildren(...(node ? [node] : []));
    if (held)
      parts[name].querySelector(`[data-do="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }
  const channel = channelById(store.channel);
  const usable =
    !message.ephemeral && !gone && channel && isMember(channel) && !channel.is_archived;
  if (usable && !parts.toolbar) article.append((parts.toolbar = toolbar(article)));
  else if (!usable && parts.toolbar) {
    parts.toolbar.remove();
    parts.toolbar = null;
  }
  parts.pinned.hidden = !channel?.pinned?.includes(message.ts);
}

function build(item, options) {
  const { message } = item;
  const body = h("div", { class: "body blocks" });
  const parts = {
    head: h("div", { class: "head" }),
    body,
    files: h("div"),
    reactions: h("div"),
    thread: h("div"),
  };
  parts.pinned = h("span", { class: "pinned", title: t("pinnedTitle"), hidden: true }, icon("pin"));
  parts.fresh = () => {
    const fresh = h("div", { class: "body blocks" });
    parts.body.replaceWith(fresh);
    return fresh;
  };
  const article = h("article", {
    class: message.ephemeral ? "message ephemeral" : isApp(message) ? "message by-app" : "message",
    "data-testid": message.ephemeral ? "ephemeral" : `message-${message.ts}`,
    "data-ts": message.ts,
    tabindex: "-1",
  });
  article.parts = parts;
  article.inThread = options.inThread;
  article.openThread = options.openThread;
  article.context = contextOf({
    id: message.ts,
    blocks: () => article.message.blocks ?? [],
    target: { do: "click", channel: store.channel, ts: message.ts },
    // In a message only what is typed outlives a redraw; a choice is the app's to show.
    keeps: (block) => block.type === "input",
  });
  const main = h(
    "div",
    { class: "main" },
    parts.head,
    body,
    parts.files,
    parts.reactions,
    parts.thread,
  );
  if (message.ephemeral) {
    const dismiss = () => {
      drafts.set(dismissedKey(message), true);
      options.redraw();
    };
    main.prepend(
      h(
        "p",
        { class: "only-you" },
        icon("lock"),
        t("onlyYou"),
        " · ",
        h(
          "button",
          { type: "button", class: "linkish", "data-testid": "dismiss", onclick: dismiss },
          t("dismiss"),
        ),
      ),
    );
  }
  article.append(
    avatar(message.user, author(message), { app: isApp(message) }),
    main,
    parts.pinned,
  );
  fill(article, item);
  return article;
}

// ---- the list ------------------------------------------------------------------------------

/** What happened to the channel, in the reader's language; joins in a row share a line. */
function systemLine({ message, who }) {
  const set =
    message.subtype === "channel_topic"
      ? message.topic
      : message.subtype === "channel_purpose"
        ? message.purpose
        : message.name;
  const key = `did.${message.subtype}${set === "" ? ".none" : ""}`;
  const name = new Intl.ListFormat(store.state.me.locale).format(who.map(nameOf));
  const words = knows(key)
    ? t(key, { name, n: who.length })
    : `${name} · ${plain(message.text ?? "")}`;
  const value = set ? h("span", { class: "prose" }, ...mrkdwn(set)) : null;
  return h(
    "div",
    { class: "system", "data-ts": message.ts },
    words,
    " ",
    value,
    value ? " · " : "",
    h("small", {}, dateNode(message.ts, "{time}")),
  );
}

const SYSTEM = /^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive)$/;

function itemsOf(messages) {
  const items = [];
  let last = null;
  for (const message of messages) {
    const day = dayOf(Number(message.ts));
    if (!last || dayOf(Number(last.ts)) !== day) items.push({ kind: "day", key: day, message });
    const grouped =
      last !== null &&
      items.at(-1).kind === "message" &&
      author(last) === author(message) &&
      last.user === message.user &&
      !message.ephemeral &&
      !last.ephemeral &&
      Number(message.ts) - Number(last.ts) < GROUP_SECONDS;
    const before = items.at(-1);
    if (!SYSTEM.test(message.subtype ?? ""))
      items.push({ kind: "message", key: message.ts, message, grouped });
    else if (
      before.kind === "system" &&
      /_(join|leave)$/.test(message.subtype) &&
      before.message.subtype === message.subtype
    ) {
      if (!before.who.includes(message.user)) before.who.push(message.user);
    } else items.push({ kind: "system", key: message.ts, message, who: [message.user] });
    last = message;
  }
  return items;
}

const dayLine = ({ message }) =>
  h(
    "div",
    { class: "day", role: "separator" },
    dateNode(message.ts.split(".")[0], "{day_divider_pretty}"),
  );

/** The messages of the open channel that stand in its main list, or in a thread. */
export function visible(thread = null) {
  const inThread = (message) =>
    message.thread_ts && message.thread_ts !== message.ts && message.subtype !== "thread_broadcast";
  return store.messages
    .filter((message) => !drafts.get(dismissedKey(message)))
    .filter((message) =>
      thread ? message.ts === thread || message.thread_ts === thread : !inThread(message),
    );
}

const END_PIXELS = 40;

/** Keeps `scroller` at its end whenever the reader left it there, whatever grows or shrinks. */
export function stick(scroller, list, onend) {
  scroller.atEnd = true;
  scroller.end = 0;
  scroller.addEventListener("scroll", () => {
    readPlace(scroller);
    if (scroller.atEnd) onend?.();
  });
  const follow = new ResizeObserver(() => {
    readPlace(scroller);
    keepPlace(scroller);
  });
  follow.observe(scroller);
  follow.observe(list);
}

/** Where the reader is. The end moves away from who reads there; only who scrolls up leaves it. */
function readPlace(scroller) {
  const end = scroller.scrollHeight - scroller.clientHeight;
  const above = (mark) => scroller.scrollTop <= mark - END_PIXELS;
  if (!above(end)) {
    scroller.atEnd = true;
    scroller.end = end;
  } else if (above(scroller.end)) scroller.atEnd = false;
}

/** After a change of size: back to the end, if the reader was there. */
function keepPlace(scroller) {
  if (scroller.atEnd) toEnd(scroller);
}

export function toEnd(scroller) {
  scroller.atEnd = true;
  scroller.scrollTop = scroller.scrollHeight;
  scroller.end = scroller.scrollHeight - scroller.clientHeight;
}

/** Draws messages into `list`; tells whether the reader was at its end. */
export function drawMessages(list, scroller, messages, options) {
  // The browser tells of a scroll a frame later: look, lest the reader be pulled back.
  readPlace(scroller);
  const channel = channelById(store.channel);
  const common = JSON.stringify([
    store.state.people.map((one) => one.name),
    channel?.is_archived,
    channel?.member_ids.includes(store.state.me.id),
  ]);
  patch(list, itemsOf(messages), {
    key: (item) => `${item.kind}-${item.key}`,
    sig: (item) =>
      item.kind === "message"
        ? JSON.stringify([
            item.message,
            item.grouped,
            channel?.pinned?.includes(item.message.ts),
            filesSig(item.message),
          ]) + common
        : JSON.stringify([item.message.ts, item.message.text, item.who]) + common,
    render: (item) =>
      item.kind === "day"
        ? dayLine(item)
        : item.kind === "system"
          ? systemLine(item)
          : build(item, options),
    update: (node, item) =>
      item.kind === "message"
        ? fill(node, item)
        : node.replaceChildren(
            ...(item.kind === "day" ? dayLine(item) : systemLine(item)).childNodes,
          ),
  });
  const articles = [...list.querySelectorAll(":scope > article")];
  if (!articles.some((one) => one.tabIndex === 0)) articles.at(-1)?.setAttribute("tabindex", "0");
  // At once, so that the next look finds the end where it is now.
  keepPlace(scroller);
  return scroller.atEnd;
}

const filesSig = (message) => (message.files ?? []).map((id) => store.state.files?.[id]?.url ?? "");

/** One tab stop for the list; arrows move from message to message. */
export function rove(event, list) {
  if (!event.target.matches("article.message")) return;
  const articles = [...list.querySelectorAll(":scope > article")];
  const at = articles.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: articles.length - 1 }[event.key];
  const target = articles[to];
  if (!target) return;
  event.preventDefault();
  event.target.setAttribute("tabindex", "-1");
  target.setAttribute("tabindex", "0");
  target.focus();
}

/** Scrolls to a message and marks it for a moment. */
export function jump(ts) {
  const node = document.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  if (!node) return;
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
  node.classList.add("marked");
  node.addEventListener("animationend", () => node.classList.remove("marked"), { once: true });
}
