// The layout blocks of Block Kit. What is unknown is shown as its JSON, never dropped.

import { h, patch } from "./dom.js";
import { renderElement } from "./elements.js";
import { link, markdown, mrkdwn, richText, textObject, wordsOf } from "./mrkdwn.js";
import { store } from "./store.js";
import { t } from "./words.js";

function unknown(thing) {
  return h(
    "details",
    { class: "unknown" },
    h("summary", {}, t("unknownBlock", { type: thing?.type ?? "?" })),
    h("pre", {}, JSON.stringify(thing, null, 2)),
  );
}

const element = (block, one, context) => renderElement(block, one, context) ?? unknown(one);

function image(one, size) {
  const source = one.image_url ?? store.state.files?.[one.slack_file?.id]?.url;
  // Nothing is fetched from elsewhere unasked: a picture on another server is a link to it.
  if (/^https?:\/\//i.test(source ?? "")) return link(source, one.alt_text || source);
  if (!source?.startsWith("/")) return unknown(one);
  return h("img", {
    src: source,
    alt: one.alt_text ?? "",
    class: size,
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
}

let fieldCount = 0;

const DRAW = {
  header: (block) => h("h3", {}, ...textObject(block.text)),

  section(block, context) {
    const body = h("div", { class: "prose" }, ...(block.text ? textObject(block.text) : []));
    if (block.fields) {
      const fields = block.fields.map((field) =>
        h("div", { class: "prose" }, ...textObject(field)),
      );
      body.append(h("div", { class: "fields" }, ...fields));
    }
    if (!block.accessory) return body;
    const side =
      block.accessory.type === "image"
        ? image(block.accessory, "thumb")
        : element(block, block.accessory, context);
    return h("div", { class: "section" }, body, h("div", { class: "accessory" }, side));
  },

  context: (block) =>
    h(
      "div",
      { class: "context" },
      ...block.elements.map((one) =>
        one.type === "image"
          ? image(one, "tiny")
          : h("div", { class: "prose" }, ...textObject(one)),
      ),
    ),

  actions: (block, context) =>
    h(
      "div",
      { class: "actions", role: "group" },
      ...block.elements.map((one) => element(block, one, context)),
    ),

  divider: () => h("hr"),

  // A video would have to be fetched from elsewhere.
  video: () => h("span", { hidden: true }),

  image(block) {
    const picture = image(block, "large");
    return h(
      "figure",
      {},
      picture,
      block.title ? h("figcaption", {}, ...textObject(block.title)) : null,
    );
  },

  input(block, context) {
    const inner = { ...context, asks: true, label: wordsOf(block.label) };
    const control = element(block, block.element, inner);
    const field = control.matches("input, textarea")
      ? control
      : control.querySelector(":scope > input, :scope > textarea");
    if (field) field.id = `field-${(fieldCount += 1)}`;
    return h(
      "div",
      { class: "field" },
      h(
        field ? "label" : "div",
        { class: "label", for: field?.id },
        ...textObject(block.label),
        block.optional
          ? h("span", { class: "quiet" }, ` ${t("optional")}`)
          : h("span", { class: "star", title: t("required") }, " *"),
      ),
      control,
      h("p", { class: "field-error", role: "alert" }),
      block.hint ? h("small", { class: "prose" }, ...textObject(block.hint)) : null,
    );
  },

  rich_text: (block) => h("div", { class: "prose" }, ...richText(block.elements)),
  markdown: (block) => h("div", { class: "prose" }, ...markdown(block.text)),

  file(block) {
    const file = Object.values(store.state.files ?? {}).find(
      (one) => one.external_id === block.external_id,
    );
    return file ? h("p", {}, link(file.url, file.name)) : unknown(block);
  },
};

function draw(block, context) {
  let inner;
  try {
    inner = DRAW[block.type]?.(block, context) ?? unknown(block);
  } catch {
    // A malformed block must not take the rest of the message with it.
    inner = unknown(block);
  }
  return h("div", { class: `block block-${block.type}`, "data-block-id": block.block_id }, inner);
}

/**
 * What changes with the looks of a block. Slack keeps what stands in a text field for as long as
 * its block has the same ID, whatever its new initial value: such a field is not drawn again, so
 * that nobody loses their place in what they type.
 */
function look(block) {
  if (block.type !== "input" || !block.block_id) return JSON.stringify(block);
  const { initial_value: _, ...element } = block.element;
  return JSON.stringify({ ...block, element });
}

/** Makes `container` show `blocks`, redrawing only the blocks that changed. */
export function patchBlocks(container, blocks, context) {
  patch(
    container,
    blocks.map((block, index) => ({ block, index })),
    {
      key: ({ block, index }) => block.block_id ?? `#${index}`,
      sig: ({ block }) => look(block),
      render: ({ block }) => draw(block, context),
    },
  );
}

/** Makes `container` show a plain mrkdwn text. */
export function patchText(container, text) {
  patch(container, [text], {
    key: () => "text",
    sig: () => text,
    render: () => h("div", { class: "prose" }, ...mrkdwn(text)),
  });
}

/** Shows {block_id: message} beside their fields and focuses the first; tells which it could not place. */
export function showErrors(container, errors) {
  const left = { ...errors };
  let first = null;
  for (const node of container.querySelectorAll(":scope > [data-block-id]")) {
    const line = node.querySelector(".field-error");
    if (!line) continue;
    const message = left[node.dataset.blockId];
    delete left[node.dataset.blockId];
    line.textContent = message ?? "";
    const control = node.querySelector("input, textarea, button, [tabindex]");
    if (message) control?.setAttribute("aria-invalid", "true");
    else control?.removeAttribute("aria-invalid");
    if (message) first ??= control;
  }
  first?.focus();
  return Object.values(left);
}
