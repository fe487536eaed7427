// Where messages are written: commands after "/", people after "@", Enter to send.

import { h, icon } from "./dom.js";
import { settle, toast } from "./overlays.js";
import { act, channelById, channelName, drafts, store } from "./store.js";
import { t } from "./words.js";

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** What was typed, with the names of people as the @handles that the sandbox knows. */
function encode(typed, people) {
  let text = typed;
  for (const one of [...people].sort((a, b) => b.name.length - a.name.length)) {
    const name = one.name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    text = text.replace(new RegExp(`@${name}(?![\\p{L}\\p{N}])`, "giu"), `@${one.handle}`);
  }
  return text;
}

/** A composer for the open channel, or for the open thread. */
export function createComposer({ inThread = false, onsend } = {}) {
  const id = inThread ? "thread-composer" : "composer";
  const list = h("div", { class: "suggestions", role: "listbox", id: `${id}-list`, hidden: true });
  const field = h("textarea", {
    rows: 1,
    "data-testid": id,
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": `${id}-list`,
    "aria-expanded": "false",
  });
  const button = h(
    "button",
    {
      type: "submit",
      class: "button primary send",
      "data-testid": inThread ? "thread-send" : "send",
    },
    icon("send"),
  );
  const hint = h("small", { class: "quiet hint", id: `${id}-hint` });
  const form = h(
    "form",
    { class: "composer" },
    list,
    h("div", { class: "row" }, field, button),
    hint,
  );
  field.setAttribute("aria-describedby", `${id}-hint`);

  let offers = [];
  let at = 0;
  let place = null;
  const key = () => `draft ${store.as} ${store.channel} ${inThread ? store.thread : ""}`;

  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 220)}px`;
  };

  function hide() {
    offers = [];
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function show() {
    list.setAttribute("aria-label", offers[0]?.kind === "command" ? t("commands") : t("people"));
    list.replaceChildren(
      ...offers.map((offer, index) =>
        h(
          "div",
          {
            role: "option",
            id: `${id}-option-${index}`,
            "aria-selected": String(index === at),
            // On press rather than click, so that the field keeps the focus.
            onmousedown: (event) => (event.preventDefault(), take(offer)),
          },
          h("strong", {}, offer.label),
          offer.usage ? h("code", {}, offer.usage) : null,
          offer.hint ? h("small", {}, offer.hint) : null,
        ),
      ),
    );
    list.hidden = offers.length === 0;
    field.setAttribute("aria-expanded", String(offers.length > 0));
    if (offers.length) field.setAttribute("aria-activedescendant", `${id}-option-${at}`);
    else field.removeAttribute("aria-activedescendant");
  }

  function take(offer) {
    const caret = field.selectionStart;
    field.setRangeText(`${offer.insert} `, caret - offer.typed, caret, "end");
    drafts.set(key(), field.value);
    hide();
    grow();
  }

  function suggest() {
    const before = field.value.slice(0, field.selectionStart);
    const command = /^\/\S*$/.exec(before);
    const mention = /(?:^|\s)@([^@\n]{0,30})$/u.exec(before);
    at = 0;
    if (command && !inThread) {
      offers = store.state.app.commands
        .filter((one) => one.command.startsWith(command[0]))
        .map((one) => ({
          kind: "command",
          label: one.command,
          usage: one.usage_hint,
          hint: one.description,
          insert: one.command,
          typed: command[0].length,
        }));
    } else if (mention) {
      const wanted = folded(mention[1]);
      offers = store.state.people
        .filter((one) => !one.deleted && folded(one.name).startsWith(wanted))
        .filter((one) => folded(one.name) !== wanted.trimEnd())
        .slice(0, 8)
        .map((one) => ({
          kind: "person",
          label: one.name,
          insert: `@${one.name}`,
          typed: mention[1].length + 1,
        }));
    } else offers = [];
    show();
  }

  function put(place, text) {
    if (text) drafts.set(place, text);
    else drafts.drop(place);
    if (place !== key()) return;
    field.value = text;
    grow();
  }

  let sending = Promise.resolve();

  function send() {
    const typed = field.value.trim();
    if (!typed) return;
    const command = /^(\/[^\s/]\S*)\s*([\s\S]*)$/.exec(typed);
    const name = command?.[1];
    if (name && inThread) return toast(t("threadCommand"), { problem: true });
    if (name && !store.state.app.commands.some((one) => one.command === name)) {
      return toast(t("unknownCommand", { command: name }), { problem: true });
    }
    const text = encode(command ? command[2] : typed.replace(/^\/\//, "/"), store.state.people);
    const from = key();
    const { as: user, channel, thread } = store;
    hide();
    put(from, "");
    onsend();
    button.setAttribute("aria-busy", "true");
    // One after the other, so that quick messages arrive in the order they were written.
    const mine = sending.then(async () => {
      const answer = name
        ? await act("command", { user, command: name, text, channel })
        : await act("say", { user, channel, text, ...(inThread ? { thread_ts: thread } : {}) });
      // What failed comes back, before what was typed since.
      if (!settle(answer)) put(from, [typed, drafts.get(from)].filter(Boolean).join("\n"));
      if (sending === mine) button.removeAttribute("aria-busy");
    });
    sending = mine;
    return undefined;
  }

  field.addEventListener("input", () => {
    drafts.set(key(), field.value);
    grow();
    suggest();
  });
  field.addEventListener("blur", hide);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (offers.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : offers.length - 1)) % offers.length;
      show();
    } else if (offers.length && event.key === "Tab") {
      event.preventDefault();
      take(offers[at]);
    } else if (offers.length && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      hide();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      // Enter completes a half-typed name, and runs a command that is typed in full.
      const offer = offers[at];
      if (offer && !(offer.kind === "command" && field.value.trim() === offer.label)) take(offer);
      else send();
    }
  });
  form.addEventListener("submit", (event) => (event.preventDefault(), send()));

  /** Follows the open channel or thread: its draft, its placeholder. */
  form.update = () => {
    const channel = channelById(store.channel);
    if (!channel) return;
    const where = channel.is_im ? channelName(channel) : `#${channel.name}`;
    const label = inThread ? t("composeThread") : t("compose", { where });
    field.placeholder = label;
    field.setAttribute("aria-label", label);
    button.setAttribute("aria-label", t("send"));
    hint.textContent = t("sendHint");
    if (place === key()) return;
    place = key();
    field.value = drafts.get(place) ?? "";
    hide();
    grow();
  };
  form.focusField = () => field.focus();
  return form;
}
