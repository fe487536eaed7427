// The head of the open place: its name, topic, members, pins and bookmarks.

import { h, icon, patch } from "./dom.js";
import { emoji } from "./emoji.js";
import { author, jump, summary } from "./messages.js";
import { link, mrkdwn, plain } from "./mrkdwn.js";
import { menu, settle } from "./overlays.js";
import { act, channelById, channelName, HOME, isMember, nameOf, store } from "./store.js";
import { t } from "./words.js";

function pinsMenu(anchor, pinned) {
  menu(
    anchor,
    pinned.map((ts) => {
      const message = store.messages.find((one) => one.ts === ts);
      return {
        label: message ? author(message) : ts,
        hint: message ? summary(message).slice(0, 160) : undefined,
        run: () => jump(ts),
      };
    }),
    { label: t("pinnedTitle") },
  );
}

/**
 * Draws the open place's header, and the bar of its pins and bookmarks; `openCanvas` shows the
 * place's canvas.
 */
export function drawHeader(header, marks, openCanvas) {
  const channel = channelById(store.channel);
  const home = store.channel === HOME;
  const title = home ? store.state.app.name : channel ? channelName(channel) : "";
  const place = home || channel?.is_im ? title : `#${title}`;
  document.title = [place, store.state.me.name, store.state.team.name].join(" – ");
  patch(header, ["header"], {
    key: (one) => one,
    sig: () =>
      JSON.stringify([
        home,
        title,
        channel?.topic,
        channel?.purpose,
        channel?.member_ids,
        channel?.is_archived,
        store.state.me,
        store.state.people,
      ]),
    render: () => {
      if (home || !channel) {
        const where = h("span", { class: "topic quiet" }, t("home"));
        return h("div", { class: "title-row" }, h("h1", {}, title), where);
      }
      const mark = channel.is_im ? null : icon(channel.is_private ? "lock" : "hash");
      const topic = channel.topic ? [...mrkdwn(channel.topic)] : [t("noTopic")];
      const member = isMember(channel);
      const roster = channel.member_ids.map(nameOf).join(", ");
      return h(
        "div",
        { class: "title-row" },
        h("h1", { title: channel.purpose || undefined }, mark, title),
        channel.is_im
          ? null
          : h(
              "div",
              {
                class: channel.topic ? "topic prose" : "topic prose quiet",
                "data-testid": "topic",
                title: channel.purpose ? plain(channel.purpose) : undefined,
              },
              ...topic,
            ),
        h(
          "span",
          { class: "members quiet", title: roster },
          t("members", { n: channel.member_ids.length }),
        ),
        channel.is_im || channel.is_archived || !member
          ? null
          : h(
              "button",
              {
                type: "button",
                class: "linkish",
                "data-testid": "leave",
                onclick: async () => settle(await act("leave", { channel: channel.id })),
              },
              t("leave"),
            ),
      );
    },
  });
  drawMarks(marks, home ? null : channel, openCanvas);
}

function drawMarks(marks, channel, openCanvas) {
  const bookmarks = channel?.bookmarks ?? [];
  const pinned = channel?.pinned ?? [];
  const hasCanvas = Boolean(channel?.canvas);
  marks.hidden = !bookmarks.length && !pinned.length && !hasCanvas;
  patch(marks, ["marks"], {
    key: (one) => one,
    sig: () => JSON.stringify([bookmarks, pinned, hasCanvas, store.state.me.locale]),
    render: () => {
      const pins = h(
        "button",
        {
          type: "button",
          class: "mark",
          "data-testid": "pins",
          "aria-haspopup": "menu",
          "aria-expanded": "false",
          onclick: () => pinsMenu(pins, channelById(store.channel).pinned),
        },
        icon("pin"),
        t("pins", { n: pinned.length }),
      );
      return h(
        "div",
        { class: "marks-row" },
        hasCanvas
          ? h(
              "button",
              { type: "button", class: "mark", "data-testid": "open-canvas", onclick: openCanvas },
              icon("file"),
              t("canvas"),
            )
          : null,
        pinned.length ? pins : null,
        ...bookmarks.map((one) => {
          const node = link(
            one.link ?? "",
            one.emoji ? `${emoji(one.emoji.replaceAll(":", ""))} ` : icon("link"),
            one.title,
          );
          node.classList.add("mark");
          return node;
        }),
      );
    },
  });
}
