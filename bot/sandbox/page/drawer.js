// Conditions: how slow and how faulty Slack is for the app, and what the app asked of it.

import { h, icon, patch } from "./dom.js";
import { dateNode } from "./dates.js";
import { refreshCalls, setFaults, store } from "./store.js";
import { t } from "./words.js";

const METHODS = [
  "auth.test",
  "bookmarks.add",
  "bookmarks.edit",
  "bookmarks.list",
  "canvases.edit",
  "chat.delete",
  "chat.getPermalink",
  "chat.postEphemeral",
  "chat.postMessage",
  "chat.update",
  "conversations.archive",
  "conversations.canvases.create",
  "conversations.create",
  "conversations.history",
  "conversations.info",
  "conversations.invite",
  "conversations.join",
  "conversations.list",
  "conversations.members",
  "conversations.open",
  "conversations.rename",
  "conversations.replies",
  "conversations.setPurpose",
  "conversations.setTopic",
  "files.completeUploadExternal",
  "files.getUploadURLExternal",
  "pins.add",
  "pins.list",
  "reactions.add",
  "users.info",
  "users.list",
  "views.open",
  "views.publish",
  "views.push",
  "views.update",
];
const ERRORS = [
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "missing_scope",
  "canvas_disabled_user_team",
  "name_taken",
  "invalid_blocks",
  "message_not_found",
  "expired_trigger_id",
  "fatal_error",
  "internal_error",
  "service_unavailable",
  "token_revoked",
  "user_not_found",
  "restricted_action",
];
const KINDS = ["Error", "Rate", "500", "Lose", "Refuse", "Hang"];

function faultForm() {
  const list = (id, values) =>
    h("datalist", { id }, ...values.map((value) => h("option", { value })));
  const method = h("input", {
    name: "method",
    list: "methods",
    required: true,
    autocomplete: "off",
    value: "chat.postMessage",
  });
  const kind = h(
    "select",
    { name: "kind" },
    ...KINDS.map((one) => h("option", { value: one }, t(`kind${one}`))),
  );
  const error = h("input", {
    name: "error",
    list: "errors",
    autocomplete: "off",
    value: "internal_error",
  });
  const times = h("input", { name: "times", type: "number", min: 1, step: 1 });
  const errorRow = h("label", { class: "stacked" }, t("error"), error);
  kind.addEventListener("change", () => (errorRow.hidden = kind.value !== "Error"));
  const put = (event) => {
    event.preventDefault();
    const base = { method: method.value.trim(), times: times.value ? Number(times.value) : null };
    const body = {
      Error: { fail: { ...base, error: error.value.trim() || "internal_error" } },
      Rate: { fail: { ...base, error: "ratelimited", retry_after: 2 } },
      500: { fail: { ...base, error: "internal_error", status: 500 } },
      Lose: { lose_answer: { ...base, times: base.times ?? 1 } },
      Refuse: { refuse_connection: { ...base, times: base.times ?? 1 } },
      Hang: { hang: { ...base, times: base.times ?? 1 } },
    }[kind.value];
    setFaults(body);
  };
  return h(
    "form",
    { onsubmit: put, "data-testid": "fault-form" },
    h("h3", {}, t("fault")),
    h("label", { class: "stacked" }, t("method"), method),
    list("methods", METHODS),
    h("label", { class: "stacked" }, t("faultKind"), kind),
    errorRow,
    list("errors", ERRORS),
    h("label", { class: "stacked" }, t("times"), times),
    h("button", { type: "submit", class: "button" }, t("addFault")),
  );
}

function describe(faults) {
  const { latency, ...rest } = faults ?? {};
  const lines = latency ? [`${t("seconds", { n: latency })}`] : [];
  for (const [name, value] of Object.entries(rest)) {
    const empty =
      value === null ||
      value === 0 ||
      value === false ||
      (typeof value === "object" && Object.keys(value).length === 0);
    if (!empty) lines.push(`${name}: ${JSON.stringify(value)}`);
  }
  return lines;
}

function callRow(call) {
  return h(
    "details",
    { class: call.error ? "call failed" : "call" },
    h(
      "summary",
      {},
      h("code", {}, call.method),
      h("span", {}, call.error ?? t("ok")),
      typeof call.ms === "number" ? h("small", {}, t("ms", { n: Math.round(call.ms) })) : null,
      h("small", {}, dateNode(call.at, "{time_secs}")),
    ),
    h("pre", {}, JSON.stringify(call.args ?? {}, null, 2)),
  );
}

/** Builds the drawer; `onclose` is told when it should go. */
export function createDrawer(onclose) {
  const root = h("aside", { class: "pane drawer", "data-testid": "conditions", hidden: true });
  const calls = h("div", { class: "calls" });
  const inForce = h("div", { class: "in-force", role: "status" });
  let language = null;
  let slider = null;
  let value = null;

  function build() {
    slider = h("input", {
      type: "range",
      min: 0,
      max: 5,
      step: 0.1,
      value: String(store.state.faults?.latency ?? 0),
      "data-testid": "latency",
    });
    value = h("output", {});
    slider.addEventListener("input", () => (value.textContent = t("seconds", { n: slider.value })));
    slider.addEventListener("change", () => setFaults({ latency: Number(slider.value) }));
    root.replaceChildren(
      h(
        "header",
        {},
        h("h2", {}, t("conditions")),
        h(
          "button",
          { type: "button", class: "plain", "aria-label": t("closeConditions"), onclick: onclose },
          icon("close"),
        ),
      ),
      h(
        "div",
        { class: "drawer-body" },
        h(
          "label",
          { class: "stacked" },
          t("latency"),
          h("span", { class: "slider" }, slider, value),
        ),
        faultForm(),
        h("h3", {}, t("activeFaults")),
        inForce,
        h(
          "button",
          {
            type: "button",
            class: "button",
            "data-testid": "clear-faults",
            onclick: () => setFaults({ clear: true, latency: 0 }),
          },
          t("clearFaults"),
        ),
        h("h3", {}, t("calls")),
        calls,
      ),
    );
    root.setAttribute("aria-label", t("conditions"));
  }

  root.draw = () => {
    if (root.hidden) return;
    if (language !== store.state.me.locale) {
      language = store.state.me.locale;
      build();
    }
    const latency = store.state.faults?.latency ?? 0;
    if (document.activeElement !== slider) slider.value = String(latency);
    value.textContent = t("seconds", { n: slider.value });
    const lines = describe(store.state.faults);
    patch(inForce, lines.length ? lines : [t("noFaults")], {
      key: (line) => line,
      sig: (line) => line,
      render: (line) => h("p", {}, line),
    });
    const recent = [...store.calls].reverse().slice(0, 60);
    patch(calls, recent.length ? recent : [null], {
      key: (call) => call?.seq ?? "none",
      sig: (call) => JSON.stringify(call) + language,
      render: (call) => (call ? callRow(call) : h("p", { class: "quiet" }, t("noCalls"))),
    });
  };
  root.open = () => {
    root.hidden = false;
    refreshCalls().catch(() => {});
    root.draw();
    root.querySelector("button").focus();
  };
  return root;
}
