// The interactive elements of Block Kit: what a person presses, chooses and fills in.

import { fromLocal, toLocal } from "./dates.js";
import { h, icon } from "./dom.js";
import { textObject, wordsOf } from "./mrkdwn.js";
import { menu, picker } from "./overlays.js";
import { channelName, store } from "./store.js";
import { upload } from "./surface.js";
import { t } from "./words.js";

/*
 * A context says where an element stands:
 *   read(block, element, initial)   its value: what the person gave, else `initial`
 *   write(block, element, value)    keeps what the person gave
 *   send(block, element, value, node)  tells the app (block_actions); resolves true if it went well
 *   asks                            true inside an input block: sends only if it dispatches
 *   label                           the accessible name given by an input block
 */

const optionsOf = (element) =>
  element.option_groups
    ? element.option_groups.map((group) => ({
        label: wordsOf(group.label),
        options: group.options.map(choice),
      }))
    : [{ options: (element.options ?? []).map(choice) }];

const choice = (option) => ({
  value: option.value,
  label: wordsOf(option.text),
  hint: option.description ? wordsOf(option.description) : undefined,
});

const everyone = () => [
  {
    options: store.state.people
      .filter((one) => !one.deleted)
      .map((one) => ({ value: one.id, label: one.name, hint: one.guest ? t("guest") : undefined })),
  },
];

const conversations = (keep) => () => [
  {
    options: store.state.channels
      .filter((channel) => !channel.is_archived && keep(channel))
      .map((channel) => ({
        value: channel.id,
        label: channel.is_im ? channelName(channel) : `#${channel.name}`,
      })),
  },
];

const SOURCES = {
  static_select: {
    groups: optionsOf,
    initial: (e) => e.initial_option && [e.initial_option.value],
  },
  multi_static_select: {
    groups: optionsOf,
    initial: (e) => e.initial_options?.map((o) => o.value),
    several: true,
  },
  users_select: { groups: everyone, initial: (e) => e.initial_user && [e.initial_user] },
  multi_users_select: { groups: everyone, initial: (e) => e.initial_users, several: true },
  conversations_select: {
    groups: conversations(() => true),
    initial: (e) =>
      e.initial_conversation
        ? [e.initial_conversation]
        : e.default_to_current_conversation && channelById()
          ? [channelById()]
          : null,
  },
  multi_conversations_select: {
    groups: conversations(() => true),
    initial: (e) => e.initial_conversations,
    several: true,
  },
  channels_select: {
    groups: conversations((channel) => !channel.is_im && !channel.is_private),
    initial: (e) => e.initial_channel && [e.initial_channel],
  },
  multi_channels_select: {
    groups: conversations((channel) => !channel.is_im && !channel.is_private),
    initial: (e) => e.initial_channels,
    several: true,
  },
};

const channelById = () => store.state.channels.find((channel) => channel.id === store.channel)?.id;

/** Whether a change of this element is told to the app at once. */
const tells = (block, context) => !context.asks || block.dispatch_action === true;

function select(block, element, context) {
  const source = SOURCES[element.type];
  const several = source.several === true;
  const initial = source.initial(element) || [];
  const kept = context.read(block, element, several ? initial : initial[0]);
  const chosen = several ? (kept ?? []) : kept === undefined || kept === null ? [] : [kept];
  let before = chosen;
  const node = picker({
    groups: source.groups(element),
    chosen,
    several,
    max: element.max_selected_items,
    placeholder: element.placeholder
      ? wordsOf(element.placeholder)
      : t(several ? "chooseSeveral" : "choose"),
    label: context.label,
    attributes: { "data-action-id": element.action_id },
    onchoose: async (values) => {
      const value = several ? values : values[0];
      context.write(block, element, value);
      if (!tells(block, context)) return;
      if (await context.send(block, element, value, node)) before = values;
      else {
        context.write(block, element, several ? before : before[0]);
        node.setChosen(before);
      }
    },
  });
  return node;
}

function button(block, element, context) {
  const attributes = {
    class: `button ${element.style ?? ""}`.trim(),
    "data-action-id": element.action_id,
    "aria-label": element.accessibility_label,
  };
  const node = h(element.url ? "a" : "button", attributes, ...textObject(element.text));
  if (element.url && /^https?:\/\//i.test(element.url)) {
    Object.assign(node, { href: element.url, target: "_blank", rel: "noopener noreferrer" });
  } else node.type = "button";
  node.addEventListener("click", () => {
    if (node.getAttribute("aria-busy") !== "true")
      context.send(block, element, element.value, node);
  });
  return node;
}

function overflow(block, element, context) {
  const node = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      "data-action-id": element.action_id,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": t("more"),
      onclick: () =>
        menu(
          node,
          element.options.map((option) => ({
            label: textObject(option.text),
            hint: option.description && textObject(option.description),
            href: option.url,
            testid: `option-${option.value}`,
            run: () => context.send(block, element, option.value, node),
          })),
        ),
    },
    icon("more"),
  );
  return node;
}

let groupCount = 0;

function choices(block, element, context) {
  const several = element.type === "checkboxes";
  const initial = several
    ? (element.initial_options?.map((o) => o.value) ?? [])
    : element.initial_option?.value;
  const kept = context.read(block, element, initial);
  groupCount += 1;
  const name = `choice-${groupCount}`;
  const set = h("div", {
    class: "choices",
    role: several ? "group" : "radiogroup",
    "aria-label": context.label,
    "data-action-id": element.action_id,
    tabindex: "-1",
  });
  for (const option of element.options) {
    const input = h("input", {
      type: several ? "checkbox" : "radio",
      name,
      value: option.value,
      checked: several ? kept.includes(option.value) : kept === option.value,
    });
    input.addEventListener("change", async () => {
      const checked = [...set.querySelectorAll("input:checked")].map((one) => one.value);
      const value = several ? checked : checked[0];
      context.write(block, element, value);
      if (!tells(block, context)) return;
      const went = await context.send(block, element, value, set);
      // A choice that the app did not take is not shown as taken.
      if (!went && several) input.checked = !input.checked;
      else if (!went) input.checked = false;
    });
    const words = h("span", {}, h("span", { class: "prose" }, ...textObject(option.text)));
    if (option.description)
      words.append(h("small", { class: "prose" }, ...textObject(option.description)));
    set.append(h("label", {}, input, words));
  }
  return set;
}

const INITIAL = {
  datepicker: (e) => e.initial_date,
  timepicker: (e) => e.initial_time,
  datetimepicker: (e) => e.initial_date_time,
};
const NATIVE = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

function moment(block, element, context) {
  const exact = element.type === "datetimepicker";
  const zone =
    element.type === "timepicker" ? element.timezone : exact ? store.state.me.tz : undefined;
  const kept = context.read(block, element, INITIAL[element.type](element));
  const field = h("input", {
    type: NATIVE[element.type],
    "data-action-id": element.action_id,
    "aria-label": context.label ?? (element.placeholder?.text || t("choose")),
    value: kept === undefined || kept === null ? "" : exact ? toLocal(kept) : kept,
  });
  let timer;
  field.addEventListener("change", () => {
    const value = field.value === "" ? null : exact ? fromLocal(field.value) : field.value;
    context.write(block, element, value);
    if (!tells(block, context) || value === null) return;
    // Each key in a date field is a change: the app is told once the person has finished.
    clearTimeout(timer);
    timer = setTimeout(() => context.send(block, element, value, field), 700);
  });
  return zone
    ? h(
        "span",
        { class: "moment" },
        field,
        h("small", {}, t("zone", { tz: zone.split("/").at(-1).replaceAll("_", " ") })),
      )
    : field;
}

const TYPES = {
  url_text_input: "url",
  email_text_input: "email",
  number_input: "text",
  plain_text_input: "text",
};

function textField(block, element, context) {
  const many = element.multiline === true;
  const field = h(many ? "textarea" : "input", {
    type: many ? undefined : TYPES[element.type],
    inputmode:
      element.type === "number_input"
        ? element.is_decimal_allowed
          ? "decimal"
          : "numeric"
        : undefined,
    rows: many ? 5 : undefined,
    placeholder: element.placeholder ? wordsOf(element.placeholder) : undefined,
    "data-action-id": element.action_id,
    "aria-label": context.label,
    autocomplete: "off",
    value: context.read(block, element, element.initial_value) ?? "",
  });
  const limit = element.max_length;
  const counter = limit ? h("small", { class: "counter" }) : null;
  const count = () => {
    if (!counter) return;
    // The limit is shown, not enforced while typing: nothing pasted is cut off in silence.
    const size = [...field.value].length;
    counter.textContent = t("chars", { n: size, max: limit });
    counter.classList.toggle("over", size > limit);
  };
  count();
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer;
  const tell = () => tells(block, context) && context.send(block, element, field.value, field);
  field.addEventListener("input", () => {
    context.write(block, element, field.value);
    count();
    if (!triggers.includes("on_character_entered")) return;
    clearTimeout(timer);
    timer = setTimeout(tell, 400);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || many || event.isComposing) return;
    if (triggers.includes("on_enter_pressed") && block.dispatch_action) {
      event.preventDefault();
      tell();
    }
  });
  return counter ? h("span", { class: "counted" }, field, counter) : field;
}

function fileInput(block, element, context) {
  const ids = [...(context.read(block, element, []) ?? [])];
  const most = element.max_files ?? 10;
  const list = h("ul", { class: "files" });
  const field = h("input", {
    type: "file",
    class: "hidden",
    "data-action-id": element.action_id,
    "aria-label": context.label ?? t("chooseFile"),
    multiple: most > 1,
    accept: element.filetypes?.map((type) => `.${type}`).join(","),
  });
  const change = () => {
    context.write(block, element, [...ids]);
    draw();
  };
  const draw = () =>
    list.replaceChildren(
      ...ids.map((id) => {
        const name = store.state.files?.[id]?.name ?? id;
        const remove = () => {
          ids.splice(ids.indexOf(id), 1);
          change();
        };
        const label = t("removeFile", { name });
        return h(
          "li",
          {},
          icon("file"),
          name,
          h(
            "button",
            { type: "button", class: "plain", "aria-label": label, onclick: remove },
            icon("close"),
          ),
        );
      }),
    );
  field.addEventListener("change", async () => {
    const chosen = [...field.files].slice(0, most - ids.length);
    field.value = "";
    for (const file of chosen) {
      const id = await upload(file);
      if (id) ids.push(id);
      change();
    }
  });
  draw();
  return h(
    "div",
    { class: "file-input" },
    h("label", { class: "button" }, icon("file"), t("chooseFile"), field),
    list,
  );
}

const ELEMENTS = {
  button,
  overflow,
  checkboxes: choices,
  radio_buttons: choices,
  datepicker: moment,
  timepicker: moment,
  datetimepicker: moment,
  plain_text_input: textField,
  url_text_input: textField,
  email_text_input: textField,
  number_input: textField,
  file_input: fileInput,
  ...Object.fromEntries(Object.keys(SOURCES).map((type) => [type, select])),
};

/** The node of an interactive element, or null if this page does not know it. */
export function renderElement(block, element, context) {
  return ELEMENTS[element.type]?.(block, element, context) ?? null;
}
