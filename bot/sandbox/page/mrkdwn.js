// Slack's mrkdwn, rich_text and the markdown block, to nodes. Nothing is ever parsed as HTML.

import { dateNode } from "./dates.js";
import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";

/** Who and what mentions name; the page sets these to look up its state. */
export const names = {
  user: (id) => id,
  channel: (id) => id,
  usergroup: (id) => id,
  me: () => null,
};

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const unescapeSlack = (text) => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);

const words = (text) => document.createTextNode(withEmoji(unescapeSlack(text)));

/** A link if its scheme is safe to follow, else its text. */
export function link(url, ...label) {
  const shown = label.length ? label : [url];
  if (!/^(https?:\/\/|mailto:|tel:|\/)/i.test(url)) return h("span", {}, ...shown);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...shown);
}

const mention = (text, mine = false) =>
  h("span", { class: mine ? "mention mine" : "mention" }, text);

function userMention(id) {
  return mention(`@${names.user(id)}`, id === names.me());
}

/** What stands between < and > : a mention, a date, a link. */
function angled(inside) {
  const bar = inside.indexOf("|");
  const target = unescapeSlack(bar < 0 ? inside : inside.slice(0, bar));
  const label = bar < 0 ? null : inside.slice(bar + 1);
  if (target.startsWith("@")) return userMention(target.slice(1));
  if (target.startsWith("#"))
    return mention(`#${label ? unescapeSlack(label) : names.channel(target.slice(1))}`);
  if (target.startsWith("!date^")) {
    const [, seconds, template, url] = target.split("^");
    return dateNode(seconds, template ?? "", {
      link: url,
      fallback: label ? unescapeSlack(label) : "",
    });
  }
  if (target.startsWith("!subteam^")) {
    return mention(label ? unescapeSlack(label) : `@${names.usergroup(target.slice(9))}`);
  }
  if (target.startsWith("!"))
    return mention(`@${label ? unescapeSlack(label) : target.slice(1)}`, true);
  return link(target, ...(label === null ? [] : inline(label)));
}

const STYLES = { "*": "strong", _: "em", "~": "s" };
// Code, an angled thing, a shortcode, or a style mark that hugs its text and stands between words.
const TOKEN =
  /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+)(?:::skin-tone-\d)?:|(?<![\p{L}\p{N}])([*_~])(?=\S)((?:<[^<>\n]*>|`[^`\n]*`|(?!\4)[^\n<`])+)(?<=\S)\4(?![\p{L}\p{N}])/gu;

function inline(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, code, inside, short, mark, styled] = match;
    if (match.index > at) nodes.push(words(text.slice(at, match.index)));
    if (code !== undefined) nodes.push(h("code", {}, unescapeSlack(code)));
    else if (inside !== undefined) nodes.push(angled(inside));
    else if (short !== undefined) nodes.push(document.createTextNode(emoji(short)));
    else nodes.push(h(STYLES[mark], {}, ...inline(styled)));
    at = match.index + whole.length;
  }
  if (at < text.length) nodes.push(words(text.slice(at)));
  return nodes;
}

const KINDS = [
  ["quote", /^(?:>|&gt;) ?/],
  ["ul", /^\s{0,3}[•◦‣▪-] +/],
  ["ol", /^\s{0,3}\d{1,3}[.)] +/],
];

const kindOf = (line) => KINDS.find(([, mark]) => mark.test(line)) ?? ["text", null];

/** Runs of lines of one kind: text, quotation, bulleted or numbered list. */
function lines(text, render) {
  const nodes = [];
  const all = text.split("\n");
  for (let at = 0; at < all.length;) {
    const [kind, mark] = kindOf(all[at]);
    const run = [];
    const first = all[at];
    while (at < all.length && kindOf(all[at])[0] === kind) {
      run.push(mark ? all[at].replace(mark, "") : all[at]);
      at += 1;
    }
    if (kind === "quote") nodes.push(h("blockquote", {}, ...lines(run.join("\n"), render)));
    else if (kind === "ul")
      nodes.push(h("ul", {}, ...run.map((item) => h("li", {}, ...render(item)))));
    else if (kind === "ol") {
      const start = Number.parseInt(first, 10);
      nodes.push(h("ol", { start }, ...run.map((item) => h("li", {}, ...render(item)))));
    } else nodes.push(h("p", {}, ...render(run.join("\n"))));
  }
  return nodes;
}

const fenced = (text, plain) =>
  text
    .split(/```\n?([\s\S]*?)\n?```\n?/)
    .flatMap((piece, index) =>
      index % 2 ? [h("pre", {}, unescapeSlack(piece))] : piece === "" ? [] : plain(piece),
    );

/** mrkdwn to nodes. */
export const mrkdwn = (text) => fenced(text, (piece) => lines(piece.replace(/\n$/, ""), inline));

/** mrkdwn as plain words, for tooltips, announcements and previews. */
export function plain(text) {
  const holder = h("div", {}, ...mrkdwn(text ?? ""));
  return holder.textContent.replace(/\s+/g, " ").trim();
}

/** A text object of Block Kit as plain words. */
export const wordsOf = (object) =>
  object.type === "mrkdwn" ? plain(object.text) : withEmoji(object.text);

/** A text object of Block Kit (plain_text or mrkdwn) to nodes. */
export function textObject(object) {
  if (!object) return [];
  if (typeof object === "string") return [withEmoji(object)];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  const text = object.emoji === false ? object.text : withEmoji(object.text);
  return text.includes("\n") ? [h("span", { class: "plain" }, text)] : [text];
}

// ---- rich_text -----------------------------------------------------------------------------

const MARKS = [
  ["code", "code"],
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["underline", "u"],
  ["highlight", "mark"],
];

function styled(node, style = {}) {
  return MARKS.reduce((inner, [flag, tag]) => (style[flag] ? h(tag, {}, inner) : inner), node);
}

function richLeaf(leaf) {
  switch (leaf.type) {
    case "text":
      return document.createTextNode(leaf.text);
    case "link":
      return link(leaf.url, leaf.text || leaf.url);
    case "emoji":
      return document.createTextNode(emoji(leaf.name));
    case "user":
      return userMention(leaf.user_id);
    case "channel":
      return mention(`#${names.channel(leaf.channel_id)}`);
    case "usergroup":
      return mention(`@${names.usergroup(leaf.usergroup_id)}`);
    case "broadcast":
      return mention(`@${leaf.range}`, true);
    case "date":
      return dateNode(leaf.timestamp, leaf.format, { link: leaf.url, fallback: leaf.fallback });
    case "color":
      return h("code", {}, leaf.value);
    default:
      return h("code", {}, JSON.stringify(leaf));
  }
}

const leaves = (part) => (part.elements ?? []).map((leaf) => styled(richLeaf(leaf), leaf.style));

/** The parts of a rich_text block to nodes. */
export function richText(parts) {
  return parts.map((part) => {
    switch (part.type) {
      case "rich_text_section":
        return h("p", {}, ...leaves(part));
      case "rich_text_quote":
        return h("blockquote", {}, h("p", {}, ...leaves(part)));
      case "rich_text_preformatted":
        return h("pre", {}, ...leaves(part));
      case "rich_text_list": {
        const tag = part.style === "ordered" ? "ol" : "ul";
        const start = tag === "ol" && part.offset ? part.offset + 1 : undefined;
        const items = part.elements.map((item) => h("li", {}, ...leaves(item)));
        return h(
          tag,
          { start, class: part.indent ? `indent-${part.indent}` : undefined },
          ...items,
        );
      }
      default:
        return h("pre", {}, JSON.stringify(part, null, 2));
    }
  });
}

// ---- the markdown block ----------------------------------------------------------------------

// What begins with a backslash is meant as it stands; a canvas mentions people as ![](@U1).
const MD_TOKEN =
  /\\([!-/:-@[-`{-~])|!\[\]\(([@#])(\w+)\)|`([^`\n]+)`|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\[([^\]\n]+)\]\(([^)\s]+)\)|(?<![\p{L}\p{N}*])\*([^*\n]+)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_([^_\n]+)_(?![\p{L}\p{N}_])|<([^<>\n]+)>/gu;

function mdInline(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(MD_TOKEN)) {
    const [whole, literal, sign, id, code, bold, bold2, strike, label, url, star, under, inside] =
      match;
    if (match.index > at) nodes.push(words(text.slice(at, match.index)));
    if (literal) nodes.push(document.createTextNode(literal));
    else if (id) nodes.push(sign === "@" ? userMention(id) : mention(`#${names.channel(id)}`));
    else if (code !== undefined) nodes.push(h("code", {}, code));
    else if (bold ?? bold2) nodes.push(h("strong", {}, ...mdInline(bold ?? bold2)));
    else if (strike) nodes.push(h("s", {}, ...mdInline(strike)));
    else if (label) nodes.push(link(url, ...mdInline(label)));
    else if (star ?? under) nodes.push(h("em", {}, ...mdInline(star ?? under)));
    else nodes.push(angled(inside));
    at = match.index + whole.length;
  }
  if (at < text.length) nodes.push(words(text.slice(at)));
  return nodes;
}

const cells = (row) =>
  row
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());

function mdTable(rows) {
  const [head, , ...body] = rows;
  const row = (line, tag) =>
    h("tr", {}, ...cells(line).map((cell) => h(tag, {}, ...mdInline(cell))));
  return h(
    "table",
    {},
    h("thead", {}, row(head, "th")),
    h("tbody", {}, ...body.map((line) => row(line, "td"))),
  );
}

function mdParagraph(text) {
  const all = text.split("\n");
  const heading = /^(#{1,6}) +(.*)$/.exec(all[0]);
  if (heading) {
    const rest = all.slice(1).join("\n").trim();
    const level = Math.min(6, heading[1].length + 2);
    return [
      h(`h${level}`, { class: "md" }, ...mdInline(heading[2])),
      ...(rest ? mdParagraph(rest) : []),
    ];
  }
  if (/^(-{3,}|\*{3,})$/.test(text.trim())) return [h("hr")];
  if (all.length > 1 && /^\|?[\s:|-]+\|[\s:|-]*$/.test(all[1])) return [mdTable(all)];
  return lines(text.replace(/^(\s*)[*+] /gm, "$1- "), mdInline);
}

/** Standard Markdown, as the markdown block takes it, to nodes. */
export const markdown = (text) =>
  fenced(text, (piece) =>
    piece
      .split(/\n{2,}/)
      .filter((part) => part.trim())
      .flatMap(mdParagraph),
  );
