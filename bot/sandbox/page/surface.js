// The context of blocks on a surface: where values are kept, and how clicks reach the app.

import { confirm, settle, toast } from "./overlays.js";
import { act, drafts, store } from "./store.js";

const valueKey = (id, block, element) =>
  `value ${store.as} ${id} ${block.block_id} ${element.action_id}`;
const given = (id, block, element) => drafts.get(valueKey(id, block, element));
const prefixOf = (id) => `value ${store.as} ${id} `;

/** Whether a person gave anything on a surface since it opened. */
export const isDirty = (id) => drafts.under(prefixOf(id)).length > 0;

/** Forgets what was given on a surface. */
export const forget = (id) => drafts.under(prefixOf(id)).forEach(drafts.drop);

/** Every block element that may hold a value, with its block. */
export function* elementsOf(blocks) {
  for (const block of blocks) {
    if (block.type === "input") yield [block, block.element];
    else if (block.type === "actions") for (const element of block.elements) yield [block, element];
    else if (block.type === "section" && block.accessory?.action_id) yield [block, block.accessory];
  }
}

const INITIALS = {
  initial_value: (v) => v,
  initial_date: (v) => v,
  initial_time: (v) => v,
  initial_date_time: (v) => v,
  initial_user: (v) => v,
  initial_users: (v) => v,
  initial_channel: (v) => v,
  initial_channels: (v) => v,
  initial_conversation: (v) => v,
  initial_conversations: (v) => v,
  initial_option: (v) => v.value,
  initial_options: (v) => v.map((option) => option.value),
};

function initialOf(element) {
  for (const [name, read] of Object.entries(INITIALS))
    if (name in element) return read(element[name]);
  return element.default_to_current_conversation ? store.channel : undefined;
}

/** The value now shown by an element: what the person gave, else its initial value. */
export function valueOf(id, block, element) {
  const held = given(id, block, element);
  return held === null ? initialOf(element) : held.value;
}

function wireValue(id, block, element) {
  const value = valueOf(id, block, element);
  if (value === undefined || value === "") return null;
  // A decimal comma is the page's to accept; a point is what Slack sends.
  return element.type === "number_input" ? value?.replace(",", ".") : value;
}

/** All values of a surface: {block_id: {action_id: value}}; null for what is empty. */
export function valuesOf(id, blocks) {
  const values = {};
  for (const [block, element] of elementsOf(blocks)) {
    if (element.type === "button" || element.type === "overflow") continue;
    (values[block.block_id] ??= {})[element.action_id] = wireValue(id, block, element);
  }
  return values;
}

/** What the person gave in the other elements of a surface, in the form of valuesOf. */
function typedIn(id, blocks, but) {
  const values = {};
  for (const [block, element] of elementsOf(blocks)) {
    if (element === but || given(id, block, element) === null) continue;
    (values[block.block_id] ??= {})[element.action_id] = wireValue(id, block, element);
  }
  return values;
}

/** Gives a file to the sandbox as the acting person; the id it got, or null with a toast. */
export async function upload(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32_768)
    binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  const answer = await act("upload", {
    filename: file.name,
    mimetype: file.type || null,
    content: btoa(binary),
  });
  return settle(answer) ? answer.file.id : null;
}

/**
 * The context of the blocks of `surface`: {id, blocks(), target, keeps, onproblem}.
 * `target` holds the arguments that name it in an act: {do, channel, ts} or {do, view_id}.
 * `keeps(block)` tells whether what is given in a block outlives its redraws.
 */
export function contextOf({
  id,
  blocks,
  target,
  keeps = () => true,
  onproblem = (text) => toast(text, { problem: true }),
}) {
  return {
    read(block, element, initial) {
      const held = keeps(block) ? given(id, block, element) : null;
      return held === null ? initial : held.value;
    },
    write(block, element, value) {
      if (keeps(block)) drafts.set(valueKey(id, block, element), { value });
    },
    async send(block, element, value, node) {
      if (element.confirm && !(await confirm(element.confirm))) return false;
      node.setAttribute("aria-busy", "true");
      const { do: verb, ...place } = target;
      const answer = await act(verb, {
        ...place,
        block_id: block.block_id,
        action_id: element.action_id,
        ...(element.type === "button" ? { value } : { selected: value }),
        // What stands in the other fields goes along, as state.values.
        values: typedIn(id, blocks(), element),
      });
      node.removeAttribute("aria-busy");
      if (answer.ok === false) onproblem(answer.problem);
      return answer.ok !== false;
    },
  };
}
