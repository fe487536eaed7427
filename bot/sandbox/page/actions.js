// What can be done with a message: react, reply, shortcuts of the app, copy its link, delete.

import { h, icon, popover } from "./dom.js";
import { emoji, QUICK } from "./emoji.js";
import { confirm, menu, settle, toast } from "./overlays.js";
import { act, store } from "./store.js";
import { t } from "./words.js";

/** A link that opens this page at a message. */
export const permalink = (message) =>
  `${location.origin}/?${new URLSearchParams({ as: store.as, channel: store.channel, ...(message.thread_ts && message.thread_ts !== message.ts ? { thread: message.thread_ts } : {}), message: message.ts })}`;

function reactionPicker(anchor, message) {
  const panel = h("div", { class: "menu reactions-menu", role: "menu", "aria-label": t("react") });
  for (const name of QUICK) {
    const choose = async () => {
      opened.close();
      settle(await act("react", { channel: store.channel, ts: message.ts, name }));
    };
    panel.append(
      h(
        "button",
        {
          role: "menuitem",
          "data-testid": `react-${name}`,
          "aria-label": t("reactWith", { name }),
          title: `:${name}:`,
          onclick: choose,
        },
        emoji(name),
      ),
    );
  }
  panel.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...panel.children];
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  });
  const opened = popover(anchor, panel, { align: "end" });
  panel.firstChild.focus();
}

async function copyLink(message) {
  try {
    await navigator.clipboard.writeText(permalink(message));
    toast(t("copied"));
  } catch {
    toast(permalink(message));
  }
}

async function remove(message) {
  const sure = await confirm({
    title: t("deleteTitle"),
    text: t("deleteText"),
    confirm: t("delete"),
    deny: t("cancel"),
    style: "danger",
  });
  if (sure) settle(await act("delete_message", { channel: store.channel, ts: message.ts }));
}

function moreMenu(anchor, message) {
  const shortcuts = store.state.app.shortcuts.filter((one) => one.type === "message");
  menu(anchor, [
    ...shortcuts.map((one) => ({
      label: one.name,
      hint: store.state.app.name,
      testid: `shortcut-${one.callback_id}`,
      run: async () =>
        settle(
          await act("message_shortcut", {
            callback_id: one.callback_id,
            channel: store.channel,
            ts: message.ts,
          }),
        ),
    })),
    { label: t("copyLink"), testid: "copy-link", run: () => copyLink(message) },
    {
      label: t("deleteMessage"),
      testid: "delete-message",
      danger: true,
      run: () => remove(message),
    },
  ]);
}

/** The toolbar of a message's article. */
export function toolbar(article) {
  const current = () => article.message;
  const tool = (name, label, run, testid) =>
    h(
      "button",
      {
        type: "button",
        class: "plain",
        "aria-label": label,
        title: label,
        "data-do": name,
        "data-testid": testid,
        onclick: (event) => run(event.currentTarget),
      },
      icon(name),
    );
  return h(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": t("more") },
    tool("smile", t("react"), (node) => reactionPicker(node, current()), "add-reaction"),
    article.inThread
      ? null
      : tool("reply", t("replyInThread"), () => article.openThread(current()), "reply"),
    tool("more", t("more"), (node) => moreMenu(node, current()), "more"),
  );
}
