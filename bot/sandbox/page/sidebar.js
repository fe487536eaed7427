// The left column: who one is, and where one can go.

import { h, icon, patch } from "./dom.js";
import { avatar } from "./messages.js";
import { dialog, menu, settle } from "./overlays.js";
import { act, appDm, channelName, HOME, store } from "./store.js";
import { t } from "./words.js";

async function createChannel(go) {
  const answer = await dialog(
    (done) => {
      const name = h("input", {
        name: "name",
        required: true,
        maxlength: 80,
        autocomplete: "off",
        "data-testid": "new-channel-name",
      });
      const closed = h("input", { type: "checkbox", name: "private" });
      const form = h(
        "form",
        {
          onsubmit: (event) => (
            event.preventDefault(),
            done({ name: name.value.trim(), is_private: closed.checked })
          ),
        },
        h("h2", {}, t("createChannel")),
        h("label", { class: "stacked" }, t("channelName"), name),
        h("label", { class: "check" }, closed, t("private")),
        h(
          "div",
          { class: "buttons" },
          h("button", { type: "button", class: "button", onclick: () => done(null) }, t("cancel")),
          h("button", { type: "submit", class: "button primary" }, t("create")),
        ),
      );
      return [form];
    },
    { label: t("createChannel") },
  );
  if (!answer) return;
  const made = await act("create_channel", answer);
  if (settle(made)) go.to(made.channel);
}

function personRow(one, go) {
  const mine = one.key === store.as;
  return h(
    "button",
    {
      type: "button",
      class: "row person",
      "data-testid": `person-${one.key}`,
      "aria-pressed": String(mine),
      onclick: () => go.as(one.key),
    },
    avatar(one.id, one.name),
    h("span", { class: "name" }, one.name),
    h("small", {}, one.locale.startsWith("fr") ? "FR" : "EN"),
  );
}

function place(id, label, { mark, unread = 0, testid, current, title }, go) {
  return h(
    "button",
    {
      type: "button",
      class: unread && !current ? "row unread" : "row",
      "data-testid": testid,
      title,
      "aria-current": current ? "page" : undefined,
      onclick: () => go.to(id),
    },
    mark,
    h("span", { class: "name" }, label),
    unread && !current
      ? h(
          "span",
          { class: "dot", title: t("unread", { n: unread }) },
          h("span", { class: "hidden" }, t("unread", { n: unread })),
        )
      : null,
  );
}

function channelRow(channel, go) {
  const name = channelName(channel);
  const mark = channel.is_im
    ? avatar(
        channel.member_ids.find((id) => id !== store.state.me.id),
        name,
      )
    : icon(channel.is_private ? "lock" : "hash");
  return place(
    channel.id,
    name,
    {
      mark,
      unread: channel.unread,
      testid: `channel-${channel.is_im ? `dm-${name}` : name}`,
      current: store.channel === channel.id,
      title: channel.is_private && !channel.is_im ? `${name}, ${t("privateChannel")}` : name,
    },
    go,
  );
}

/** Builds the sidebar; `go.as(key)` changes person, `go.to(id)` opens a place. */
export function createSidebar(go) {
  const root = h("nav", { class: "sidebar", id: "sidebar" });
  const sections = h("div", { class: "sections" });
  root.append(sections);

  const section = (title, rows, extra) =>
    h(
      "section",
      {},
      h("div", { class: "section-head" }, h("h2", {}, title), extra ?? null),
      ...rows,
    );

  const BUILD = {
    people: () =>
      section(
        t("actingAs"),
        store.state.people
          .filter((one) => !one.is_bot && !one.deleted)
          .map((one) => personRow(one, go)),
      ),
    app: () => {
      const { app } = store.state;
      const dm = appDm();
      const global = app.shortcuts.filter((one) => one.type === "global");
      const bolt = h(
        "button",
        {
          type: "button",
          class: "plain",
          "data-testid": "shortcuts",
          "aria-haspopup": "menu",
          "aria-expanded": "false",
          "aria-label": t("shortcuts"),
          title: t("shortcuts"),
          onclick: () =>
            menu(
              bolt,
              global.map((one) => ({
                label: one.name,
                hint: app.name,
                testid: `shortcut-${one.callback_id}`,
                run: async () =>
                  settle(await act("global_shortcut", { callback_id: one.callback_id })),
              })),
              { empty: t("noShortcuts") },
            ),
        },
        icon("bolt"),
      );
      const status = t(app.connected ? "connected" : "disconnected");
      return section(
        h(
          "span",
          {},
          app.name,
          h("span", {
            class: app.connected ? "status on" : "status",
            title: status,
            role: "img",
            "aria-label": status,
            "data-testid": "app-status",
          }),
        ),
        [
          place(
            HOME,
            t("home"),
            { mark: icon("home"), testid: "open-home", current: store.channel === HOME },
            go,
          ),
          dm
            ? place(
                dm.id,
                t("messages"),
                {
                  mark: icon("message"),
                  unread: dm.unread,
                  testid: "open-app-messages",
                  current: store.channel === dm.id,
                },
                go,
              )
            : null,
        ],
        bolt,
      );
    },
    channels: () =>
      section(
        t("channels"),
        store.state.channels
          .filter((one) => !one.is_im && !one.is_archived)
          .map((one) => channelRow(one, go)),
        h(
          "button",
          {
            type: "button",
            class: "plain",
            "data-testid": "create-channel",
            "aria-label": t("createChannel"),
            title: t("createChannel"),
            onclick: () => createChannel(go),
          },
          icon("plus"),
        ),
      ),
    dms: () => {
      const rows = store.state.channels.filter((one) => one.is_im && one !== appDm());
      return rows.length
        ? section(
            t("directMessages"),
            rows.map((one) => channelRow(one, go)),
          )
        : h("section");
    },
    archived: () => {
      const rows = store.state.channels.filter((one) => one.is_archived);
      if (!rows.length) return h("section");
      const made = section(
        t("archived"),
        rows.map((one) => channelRow(one, go)),
      );
      made.classList.add("archived");
      return made;
    },
  };

  const LOOK = {
    people: () => [store.as, store.state.people],
    app: () => [store.channel, store.state.app, appDm()],
    channels: () => [store.channel, store.state.channels.filter((one) => !one.is_im)],
    dms: () => [store.channel, store.state.channels.filter((one) => one.is_im), store.state.people],
    archived: () => [store.channel, store.state.channels.filter((one) => one.is_archived)],
  };

  root.draw = () => {
    root.setAttribute("aria-label", t("openMenu"));
    patch(sections, Object.keys(BUILD), {
      key: (name) => name,
      sig: (name) => JSON.stringify([store.state.me.locale, LOOK[name]()]),
      render: (name) => BUILD[name](),
    });
  };
  return root;
}
