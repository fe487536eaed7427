// The open channel's canvas, in a pane beside its messages.

import { h, icon, patch } from "./dom.js";
import { markdown } from "./mrkdwn.js";
import { channelById, store } from "./store.js";
import { t } from "./words.js";

/** Builds the pane; `onclose` is told when it should go. */
export function createCanvas(onclose) {
  const title = h("h2");
  const close = h("button", { type: "button", class: "plain", onclick: onclose }, icon("close"));
  const body = h("div", { class: "canvas-body" });
  const root = h(
    "aside",
    { class: "pane canvas", "data-testid": "canvas", hidden: true },
    h("header", {}, title, close),
    body,
  );

  root.draw = () => {
    const canvas = channelById(store.channel)?.canvas;
    if (!canvas) root.hidden = true;
    if (root.hidden) return;
    title.textContent = canvas.title || t("canvas");
    root.setAttribute("aria-label", t("canvas"));
    close.setAttribute("aria-label", t("closeCanvas"));
    patch(body, [store.channel], {
      key: (channel) => channel,
      sig: () => JSON.stringify([canvas, store.state.people, store.state.me]),
      render: () => h("div", { class: "prose" }, ...markdown(canvas.markdown)),
    });
  };
  root.open = () => {
    root.hidden = false;
    root.draw();
    close.focus();
  };
  return root;
}
