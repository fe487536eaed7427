// Building and patching the page. Text only ever enters it as text nodes.

const PROPERTIES = new Set(["value", "checked", "disabled", "textContent", "htmlFor"]);

/** An element: `h("p", {class: "x", onclick: f}, "text", node, [more])`. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  const given = children.flat(Infinity);
  node.append(...given.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SHAPES = {
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5v.5M15 9.5v.5",
  reply: "M20 5v9a2 2 0 0 1-2 2H9l-5 4V5a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2z",
  more: "M12 5.5v.1M12 12v.1M12 18.5v.1",
  close: "M6 6l12 12M18 6 6 18",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  hash: "M10 4 8 20M16 4l-2 16M5 9h15M4 15h15",
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  send: "M4 12 20 5l-5 15-3-6z",
  plus: "M12 5v14M5 12h14",
  pin: "M9 4h6l-1 7 3 3H7l3-3zM12 14v6",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  dials: "M5 8h8M17 8h2M5 16h2M11 16h8M15 6v4M9 14v4",
  menu: "M4 7h16M4 12h16M4 17h16",
  down: "M6 9l6 6 6-6",
  check: "M5 12.5 10 17 19 7",
  message: "M4 5h16v11H9l-5 4z",
};

/** A line icon, hidden from assistive technology: its button carries the label. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

// ---- focus that survives a redraw ----------------------------------------------------------

const HANDLES = ["data-action-id", "data-testid", "data-do", "name"];

/** Where the focus is inside `root`, described so that it can be found in its redrawn form. */
function holdFocus(root) {
  const active = document.activeElement;
  if (!active || active === document.body || !root.contains(active)) return () => {};
  const handle = HANDLES.find((name) => active.hasAttribute(name));
  if (!handle) return () => {};
  const selector = `[${handle}="${CSS.escape(active.getAttribute(handle))}"]`;
  const index = [...root.querySelectorAll(selector)].indexOf(active);
  const selection = "selectionStart" in active ? readSelection(active) : null;
  return (fresh) => {
    const found = fresh.matches(selector) ? [fresh] : [...fresh.querySelectorAll(selector)];
    const target = found[Math.max(0, index)] ?? found[0];
    if (!target) return;
    target.focus({ preventScroll: true });
    if (selection && "setSelectionRange" in target) {
      try {
        target.setSelectionRange(...selection);
      } catch {
        // Date and number fields have no text selection.
      }
    }
  };
}

function readSelection(field) {
  try {
    return field.selectionStart === null ? null : [field.selectionStart, field.selectionEnd];
  } catch {
    return null;
  }
}

/** Runs `draw`, which redraws inside `root`, and puts the focus back where it was. */
export function keepingFocus(root, draw) {
  const giveBack = holdFocus(root);
  draw();
  if (!root.contains(document.activeElement)) giveBack(root);
}

const drawn = new WeakMap();

/**
 * Makes the children of `container` show `items`, touching only what changed.
 * key(item) names an item, sig(item) is a string that changes with its looks,
 * render(item) makes its node, update(node, item), if given, changes a node in place.
 */
export function patch(container, items, { key, sig, render, update }) {
  const before = drawn.get(container) ?? new Map();
  const after = new Map();
  for (const item of items) {
    let name = String(key(item));
    while (after.has(name)) name += "+";
    const look = sig(item);
    const old = before.get(name);
    if (!old) {
      after.set(name, { look, node: render(item) });
    } else if (old.look === look) {
      after.set(name, old);
    } else if (update) {
      update(old.node, item);
      after.set(name, { look, node: old.node });
    } else {
      const giveBack = holdFocus(old.node);
      const node = render(item);
      old.node.replaceWith(node);
      giveBack(node);
      after.set(name, { look, node });
    }
    before.delete(name);
  }
  for (const { node } of before.values()) node.remove();
  let cursor = container.firstChild;
  for (const { node } of after.values()) {
    if (node === cursor) cursor = cursor.nextSibling;
    else container.insertBefore(node, cursor);
  }
  drawn.set(container, after);
}

/** Empties a container that `patch` filled. */
export function clear(container) {
  drawn.delete(container);
  container.replaceChildren();
}

// ---- things above the page -----------------------------------------------------------------

/** The topmost open dialog, or the body: where an overlay must live to be usable. */
export function topLayer() {
  const open = [...document.querySelectorAll("dialog[open]")];
  return open.at(-1) ?? document.body;
}

// Room enough under a button (pixels) for a list to stay there and scroll.
const COMFORTABLE = 240;

/** Opens `panel` as a popover beside `anchor`; it closes by itself and on Escape. */
export function popover(anchor, panel, { align = "start", onclose } = {}) {
  panel.setAttribute("popover", "auto");
  (anchor.closest("dialog") ?? document.body).append(panel);
  panel.showPopover();
  const place = () => {
    panel.style.maxHeight = "";
    const at = anchor.getBoundingClientRect();
    const size = panel.getBoundingClientRect();
    const [above, below] = [at.top - 12, innerHeight - at.bottom - 12];
    const under = size.height <= below || below >= Math.min(above, COMFORTABLE);
    const height = Math.min(size.height, under ? below : above);
    const left = align === "end" ? at.right - size.width : at.left;
    panel.style.maxHeight = `${height}px`;
    panel.style.left = `${Math.max(8, Math.min(left, innerWidth - size.width - 8))}px`;
    panel.style.top = `${under ? at.bottom + 4 : at.top - height - 4}px`;
  };
  place();
  panel.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const had = panel.contains(document.activeElement) || document.activeElement === document.body;
    panel.remove();
    if (had && anchor.isConnected) anchor.focus({ preventScroll: true });
    onclose?.();
  });
  return { close: () => panel.isConnected && panel.hidePopover(), place };
}
