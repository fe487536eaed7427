// The app's modals: the view stack of the acting person, on top of everything.

import { patchBlocks, showErrors } from "./blocks.js";
import { h, icon, keepingFocus } from "./dom.js";
import { textObject } from "./mrkdwn.js";
import { confirm } from "./overlays.js";
import { act, store } from "./store.js";
import { contextOf, elementsOf, forget, isDirty, valueOf, valuesOf } from "./surface.js";
import { t } from "./words.js";

const box = h("dialog", {
  class: "modal",
  "data-testid": "modal",
  "aria-labelledby": "modal-title",
});
const shown = new Map();
let stackOf = null;

/** What a field lacks, as Slack's client tells before it asks the app; null if nothing. */
function lack(block, element, value) {
  const empty = value === undefined || value === null || value === "" || value.length === 0;
  if (empty) return block.optional ? null : t("fieldRequired");
  const most = element.max_selected_items ?? element.max_files;
  if (most && Array.isArray(value) && value.length > most) return t("fieldMany", { n: most });
  if (typeof value !== "string") return null;
  const size = [...value].length;
  if (element.max_length && size > element.max_length)
    return t("fieldLong", { n: element.max_length });
  if (element.min_length && size < element.min_length)
    return t("fieldShort", { n: element.min_length });
  if (element.type === "url_text_input" && !/^https?:\/\/[^\s.]+\.\S+$/i.test(value.trim()))
    return t("fieldUrl");
  if (element.type === "email_text_input" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()))
    return t("fieldEmail");
  return element.type === "number_input" ? lackOfNumber(element, value) : null;
}

function lackOfNumber(element, value) {
  const shape = element.is_decimal_allowed ? /^-?\d+([.,]\d+)?$/ : /^-?\d+$/;
  if (!shape.test(value.trim()))
    return t(element.is_decimal_allowed ? "fieldNumber" : "fieldWhole");
  const number = Number(value.replace(",", "."));
  if (number < Number(element.min_value ?? -Infinity))
    return t("fieldLeast", { n: element.min_value });
  if (number > Number(element.max_value ?? Infinity))
    return t("fieldMost", { n: element.max_value });
  return null;
}

function lacks(view) {
  const found = {};
  for (const [block, element] of elementsOf(view.blocks)) {
    if (block.type !== "input") continue;
    const message = lack(block, element, valueOf(view.id, block, element));
    if (message) found[block.block_id] = message;
  }
  return found;
}

function build(view) {
  const body = h("div", { class: "modal-body blocks" });
  const problem = h("p", { class: "modal-problem", role: "alert" });
  const title = h("h2", { id: "modal-title" });
  const entry = { view, body, problem, title, footer: h("footer"), id: view.id };
  const form = h("form", {
    novalidate: true,
    onsubmit: (event) => (event.preventDefault(), submit(entry)),
  });
  form.append(
    h(
      "header",
      {},
      title,
      h(
        "button",
        {
          type: "button",
          class: "plain",
          "data-testid": "modal-dismiss",
          "aria-label": t("close"),
          onclick: () => close(entry, true),
        },
        icon("close"),
      ),
    ),
    body,
    problem,
    entry.footer,
  );
  entry.form = form;
  entry.context = contextOf({
    id: view.id,
    blocks: () => entry.view.blocks,
    target: { do: "click_in_view", view_id: view.id },
    onproblem: (text) => (problem.textContent = text),
  });
  return entry;
}

function draw(entry, view, depth) {
  entry.view = view;
  entry.title.replaceChildren(...textObject(view.title));
  patchBlocks(entry.body, view.blocks, entry.context);
  const look = JSON.stringify([view.submit, view.close, depth, view.submit_disabled]);
  if (entry.look === look) return;
  entry.look = look;
  keepingFocus(entry.footer, () =>
    entry.footer.replaceChildren(
      h(
        "button",
        {
          type: "button",
          class: "button",
          "data-testid": "modal-close",
          onclick: () => close(entry),
        },
        ...(view.close
          ? textObject(view.close)
          : [depth > 1 ? t("back") : view.submit ? t("cancel") : t("close")]),
      ),
      view.submit
        ? h(
            "button",
            {
              type: "submit",
              class: "button primary",
              "data-testid": "modal-submit",
              disabled: view.submit_disabled === true,
            },
            ...textObject(view.submit),
          )
        : "",
    ),
  );
}

async function submit(entry) {
  const button = entry.footer.querySelector("[type=submit]");
  if (!button || button.getAttribute("aria-busy") === "true") return;
  entry.problem.textContent = "";
  const missing = lacks(entry.view);
  showErrors(entry.body, missing);
  if (Object.keys(missing).length) return;
  button.setAttribute("aria-busy", "true");
  const answer = await act("submit", {
    view_id: entry.id,
    values: valuesOf(entry.id, entry.view.blocks),
  });
  button.removeAttribute("aria-busy");
  const errors = answer.errors ?? {};
  if (Object.keys(errors).length)
    entry.problem.textContent = showErrors(entry.body, errors).join(" ");
  else if (answer.ok === false) entry.problem.textContent = answer.problem ?? t("appSilent");
}

/** Closes the top view, or, with `all`, the whole stack. */
async function close(entry, all = false) {
  const answer = await act("close", { view_id: entry.id, clear: all });
  if (answer.ok === false) entry.problem.textContent = answer.problem;
}

async function escape(event) {
  event.preventDefault();
  const top = shown.get(store.state.views.at(-1)?.id);
  if (!top) return;
  const question = {
    title: t("discardTitle"),
    text: t("discardText"),
    confirm: t("discard"),
    deny: t("keep"),
    style: "danger",
  };
  if (!isDirty(top.id) || (await confirm(question))) await close(top);
}

/** Tab goes round inside the modal. */
function wrap(event) {
  if (event.key !== "Tab" || event.target.closest("[popover]")) return;
  const stops = [...box.querySelectorAll("a[href], button, input, textarea, summary")].filter(
    (node) => node.checkVisibility() && !node.disabled,
  );
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}

box.addEventListener("cancel", escape);
box.addEventListener("keydown", wrap);

function focusFirst(entry) {
  const wanted = [...elementsOf(entry.view.blocks)].find(
    ([, element]) => element.focus_on_load,
  )?.[1];
  const named =
    wanted && entry.body.querySelector(`[data-action-id="${CSS.escape(wanted.action_id)}"]`);
  const field = entry.body.querySelector("input:not([type=hidden]), textarea, button.picker");
  (named ?? field ?? entry.footer.querySelector("button"))?.focus();
}

/** Shows the acting person's open views as they now are. */
export function renderModal() {
  const views = store.state.views ?? [];
  // Another person's views stay open; only what this one closed is forgotten.
  const mine = stackOf === store.as;
  stackOf = store.as;
  for (const id of [...shown.keys()]) {
    if (views.some((view) => view.id === id)) continue;
    shown.delete(id);
    if (mine) forget(id);
  }
  const top = views.at(-1);
  if (!top) {
    if (box.open) box.close();
    box.replaceChildren();
    return;
  }
  const isNew = !shown.has(top.id);
  if (isNew) shown.set(top.id, build(top));
  const entry = shown.get(top.id);
  draw(entry, top, views.length);
  if (!box.isConnected) document.body.append(box);
  if (entry.form.parentNode !== box) box.replaceChildren(entry.form);
  if (!box.open) box.showModal();
  if (isNew) focusFirst(entry);
}
