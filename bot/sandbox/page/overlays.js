// Toasts, questions, menus and the picker of choices.

import { h, icon, popover, topLayer } from "./dom.js";
import { textObject } from "./mrkdwn.js";
import { t } from "./words.js";

/** A short notice; problems stay until dismissed or for 12 s, the rest for 4 s. */
export function toast(text, { problem = false } = {}) {
  const notice = h(
    "div",
    {
      class: problem ? "toast problem" : "toast",
      "data-testid": "toast",
      role: problem ? "alert" : "status",
    },
    h("span", {}, text),
    h(
      "button",
      { class: "plain", "aria-label": t("dismiss"), onclick: () => notice.remove() },
      icon("close"),
    ),
  );
  // Inside the open dialog, if any: what lies outside it can be neither read out nor dismissed.
  const layer = topLayer();
  let tray = layer.querySelector(":scope > .toasts");
  if (!tray) layer.append((tray = h("div", { class: "toasts" })));
  tray.append(notice);
  setTimeout(() => notice.remove(), problem ? 12_000 : 4000);
}

/** Shows an answer's problem as a toast, if it has one; tells whether it went well. */
export function settle(answer) {
  if (answer.ok === false) toast(answer.problem, { problem: true });
  return answer.ok !== false;
}

/** A modal dialog around `content`; resolves `done(value)`, or null on Escape. */
export function dialog(build, { testid, label } = {}) {
  return new Promise((resolve) => {
    const box = h("dialog", { class: "dialog small", "data-testid": testid, "aria-label": label });
    const done = (value) => {
      box.close();
      box.remove();
      resolve(value);
    };
    box.addEventListener("cancel", (event) => {
      event.preventDefault();
      done(null);
    });
    box.append(...build(done));
    document.body.append(box);
    box.showModal();
  });
}

/** Asks a yes or no question in the form of a Block Kit confirm object. */
export async function confirm({ title, text, confirm: yes, deny, style }) {
  const answer = await dialog(
    (done) => [
      h("h2", {}, ...textObject(title)),
      h("div", { class: "prose" }, ...textObject(text)),
      h(
        "div",
        { class: "buttons" },
        h(
          "button",
          { class: "button", "data-testid": "confirm-no", onclick: () => done(false) },
          ...textObject(deny ?? t("no")),
        ),
        h(
          "button",
          {
            class: `button ${style ?? "primary"}`,
            "data-testid": "confirm-yes",
            onclick: () => done(true),
          },
          ...textObject(yes ?? t("yes")),
        ),
      ),
    ],
    { testid: "confirm", label: typeof title === "string" ? title : title?.text },
  );
  return answer === true;
}

/** Moves the focus among `items()` with the arrows, Home and End. */
export function arrows(event, items) {
  const list = items();
  const at = list.indexOf(document.activeElement);
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? list.length - 1 : at - 1,
    Home: 0,
    End: list.length - 1,
  }[event.key];
  if (to === undefined || !list.length) return;
  event.preventDefault();
  list[(to + list.length) % list.length].focus();
}

/** A menu of {label, hint, danger, run, testid, href} under a button. */
export function menu(anchor, entries, { label, empty } = {}) {
  const panel = h("div", {
    class: "menu",
    role: "menu",
    "aria-label": label ?? anchor.getAttribute("aria-label"),
  });
  const items = () => [...panel.querySelectorAll("[role=menuitem]")];
  panel.addEventListener("keydown", (event) => arrows(event, items));
  for (const entry of entries) {
    const choose = () => {
      opened.close();
      entry.run?.();
    };
    const item = h(
      entry.href ? "a" : "button",
      {
        role: "menuitem",
        class: entry.danger ? "danger" : undefined,
        "data-testid": entry.testid,
        href: entry.href,
        target: entry.href && "_blank",
        rel: entry.href && "noopener noreferrer",
        onclick: choose,
      },
      h("span", {}, ...[entry.label].flat()),
      entry.hint ? h("small", {}, ...[entry.hint].flat()) : null,
    );
    panel.append(item);
  }
  if (!entries.length) panel.append(h("p", { class: "quiet" }, empty ?? t("noMatch")));
  anchor.setAttribute("aria-expanded", "true");
  const opened = popover(anchor, panel, {
    align: "end",
    onclose: () => anchor.setAttribute("aria-expanded", "false"),
  });
  items()[0]?.focus();
  return opened;
}

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * A select: a button that opens a list to search and choose from, by mouse or keyboard.
 * groups: [{label, options: [{value, label, hint}]}]; chosen: array of values.
 * onchoose(values) is told each change; with `several`, the list stays open.
 */
export function picker({
  groups,
  chosen,
  several = false,
  placeholder,
  label,
  attributes = {},
  onchoose,
  max,
}) {
  let values = [...chosen];
  const options = groups.flatMap((group) => group.options);
  const named = (value) => options.find((option) => option.value === value)?.label ?? value;
  const shown = h("span", { class: "shown" });
  const button = h(
    "button",
    {
      type: "button",
      class: "picker",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      ...attributes,
    },
    shown,
    icon("down"),
  );
  const draw = () => {
    shown.textContent = values.length ? values.map(named).join(", ") : placeholder;
    shown.classList.toggle("placeholder", values.length === 0);
    button.setAttribute("aria-label", label ? `${label}: ${shown.textContent}` : shown.textContent);
  };

  const open = () => {
    const search = h("input", {
      type: "search",
      placeholder: t("search"),
      "aria-label": t("search"),
      autocomplete: "off",
    });
    const list = h("div", {
      role: "listbox",
      "aria-multiselectable": String(several),
      "aria-label": label ?? placeholder,
    });
    const panel = h("div", { class: "menu choices" }, options.length > 7 ? search : null, list);
    const items = () => [...list.querySelectorAll("[role=option]")];

    const choose = (option) => {
      if (!several) values = [option.value];
      else if (values.includes(option.value))
        values = values.filter((value) => value !== option.value);
      else if (max && values.length >= max) return;
      else values = [...values, option.value];
      draw();
      for (const item of items())
        item.setAttribute("aria-selected", String(values.includes(item.dataset.value)));
      if (!several) opened.close();
      onchoose(values);
    };
    const fill = () => {
      const wanted = folded(search.value.trim());
      const nodes = groups.flatMap((group) => {
        const fits = group.options.filter((option) =>
          folded(`${option.label} ${option.hint ?? ""}`).includes(wanted),
        );
        const rows = fits.map((option) =>
          h(
            "div",
            {
              role: "option",
              tabindex: "-1",
              "data-value": option.value,
              "aria-selected": String(values.includes(option.value)),
              onclick: () => choose(option),
              onkeydown: (event) => {
                if (event.key !== "Enter" && event.key !== " ") return;
                event.preventDefault();
                choose(option);
              },
            },
            h("span", { class: "tick" }, icon("check")),
            h("span", {}, option.label, option.hint ? h("small", {}, option.hint) : null),
          ),
        );
        return group.label && rows.length
          ? [h("div", { class: "group", role: "presentation" }, group.label), ...rows]
          : rows;
      });
      list.replaceChildren(...(nodes.length ? nodes : [h("p", { class: "quiet" }, t("noMatch"))]));
    };
    fill();
    search.addEventListener("input", () => {
      fill();
      opened.place();
    });
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === search) {
        event.preventDefault();
        items()[0]?.click();
      } else if (event.target !== search || !["Home", "End"].includes(event.key))
        arrows(event, items);
    });
    panel.style.minWidth = `${button.offsetWidth}px`;
    button.setAttribute("aria-expanded", "true");
    const opened = popover(button, panel, {
      onclose: () => button.setAttribute("aria-expanded", "false"),
    });
    (options.length > 7
      ? search
      : (items().find((item) => item.ariaSelected === "true") ?? items()[0])
    )?.focus();
  };
  button.addEventListener("click", open);
  button.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      open();
    }
  });
  button.setChosen = (fresh) => {
    values = [...fresh];
    draw();
  };
  draw();
  return button;
}
