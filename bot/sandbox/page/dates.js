// Dates as Slack shows them: in the reader's language and time zone, and ticking.

import { h } from "./dom.js";

const reader = { locale: "en-US", tz: "UTC" };
const formats = new Map();

/** Sets whose language (BCP 47) and time zone (IANA) dates are shown in. */
export function setReader({ locale, tz }) {
  reader.locale = locale;
  reader.tz = tz;
  formats.clear();
}

function format(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(reader.locale, { timeZone: reader.tz, ...options }));
  }
  return formats.get(key);
}

/** The local parts of an instant (milliseconds), as numbers: year, month, day, hour, minute. */
function localParts(ms, tz = reader.tz) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: tz,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(ms);
  return Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
}

const asUtc = (p) => Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second);
const two = (number) => String(number).padStart(2, "0");

/** The instant (whole seconds) of a "YYYY-MM-DDTHH:MM" on the clock of a time zone. */
export function fromLocal(text, tz = reader.tz) {
  const wanted = Date.parse(`${text}:00Z`);
  // Twice, since the offset at the first guess may be that before a clock change.
  let guess = wanted;
  for (let round = 0; round < 2; round += 1)
    guess = wanted - (asUtc(localParts(guess, tz)) - guess);
  return Math.floor(guess / 1000);
}

/** "YYYY-MM-DDTHH:MM" on the clock of a time zone, from seconds. */
export function toLocal(seconds, tz = reader.tz) {
  const p = localParts(seconds * 1000, tz);
  return `${p.year}-${two(p.month)}-${two(p.day)}T${two(p.hour)}:${two(p.minute)}`;
}

/** The reader's calendar day of an instant, "YYYY-MM-DD". */
export const dayOf = (seconds) => toLocal(seconds).slice(0, 10);

function daysAway(seconds) {
  const day = (ms) => {
    const p = localParts(ms);
    return Date.UTC(p.year, p.month - 1, p.day) / 86_400_000;
  };
  return Math.round(day(seconds * 1000) - day(Date.now()));
}

function relativeDay(seconds) {
  const away = daysAway(seconds);
  if (Math.abs(away) > 1) return null;
  return new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" }).format(away, "day");
}

/** "3 minutes ago", « il y a 3 minutes », "in 2 hours". */
function ago(seconds) {
  const gap = seconds - Date.now() / 1000;
  const size = Math.abs(gap);
  const words = new Intl.RelativeTimeFormat(reader.locale, { numeric: "always" });
  // Down to the second only in the first minute; truncated, as a clock that counts.
  const [unit, step] =
    size < 60
      ? ["second", 1]
      : size < 3600
        ? ["minute", 60]
        : size < 86_400
          ? ["hour", 3600]
          : ["day", 86_400];
  const count = Math.trunc(gap / step);
  return words.format(count === 0 ? -0 : count, unit);
}

const ordinal = (day) => {
  const rule = new Intl.PluralRules("en", { type: "ordinal" }).select(day);
  return `${day}${{ one: "st", two: "nd", few: "rd", other: "th" }[rule]}`;
};

/** A date in long form; American English counts its days (August 9th), as Slack does. */
function long(seconds, options) {
  const parts = format(options).formatToParts(seconds * 1000);
  const counted = reader.locale.startsWith("en-US") && options.month === "long";
  return parts
    .map(({ type, value }) => {
      if (type === "day" && counted) return ordinal(Number(value));
      if (type === "day" && value === "1" && reader.locale.startsWith("fr")) return "1er";
      return value;
    })
    .join("");
}

const DAY = { month: "long", day: "numeric" };
const YEAR = { ...DAY, year: "numeric" };
const WEEKDAY = { ...YEAR, weekday: "long" };

const TOKENS = {
  date_num: (s) => dayOf(s),
  date_slash: (s) => format({ year: "numeric", month: "2-digit", day: "2-digit" }).format(s * 1000),
  date: (s) => long(s, sameYear(s) ? DAY : YEAR),
  date_pretty: (s) => relativeDay(s) ?? TOKENS.date(s),
  date_short: (s) => long(s, { month: "short", day: "numeric", year: "numeric" }),
  date_short_pretty: (s) => relativeDay(s) ?? TOKENS.date_short(s),
  date_long: (s) => long(s, WEEKDAY),
  date_long_full: (s) => long(s, YEAR),
  date_long_pretty: (s) => relativeDay(s) ?? TOKENS.date_long(s),
  day_divider_pretty: (s) =>
    relativeDay(s) ?? long(s, sameYear(s) ? { ...DAY, weekday: "long" } : WEEKDAY),
  time: (s) => format({ ...clock(), minute: "2-digit" }).format(s * 1000),
  time_secs: (s) => format({ ...clock(), minute: "2-digit", second: "2-digit" }).format(s * 1000),
  ago: (s) => ago(s),
};

/** A 24-hour clock has two digits, a 12-hour clock one or two. */
const clock = () => ({
  hour: format({ hour: "numeric" }).resolvedOptions().hour12 ? "numeric" : "2-digit",
});
const sameYear = (s) => localParts(s * 1000).year === localParts(Date.now()).year;

/** A template of Slack's date tokens filled in; unknown tokens stay as written. */
export function formatDate(seconds, template) {
  const text = template.replace(
    /\{([a-z_]+)\}/g,
    (whole, token) => TOKENS[token]?.(seconds) ?? whole,
  );
  // A relative day that opens the text is capitalised.
  return /^\{[a-z_]*pretty\}/.test(template)
    ? text[0].toLocaleUpperCase(reader.locale) + text.slice(1)
    : text;
}

/** A <time> that shows `template` and stays true as time passes; `fallback` if not a date. */
export function dateNode(seconds, template, { link, fallback } = {}) {
  const at = Number(seconds);
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e12)
    return document.createTextNode(fallback ?? "");
  const time = h("time", {
    datetime: new Date(at * 1000).toISOString(),
    title: formatDate(at, "{date_long}, {time}"),
  });
  time.textContent = formatDate(at, template);
  // Only what depends on the present needs to tick.
  if (/\{(ago|\w*pretty)\}/.test(template)) {
    time.dataset.seconds = String(at);
    time.dataset.template = template;
  }
  return link ? h("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, time) : time;
}

function tick() {
  for (const time of document.querySelectorAll("time[data-seconds]")) {
    const text = formatDate(Number(time.dataset.seconds), time.dataset.template);
    if (time.textContent !== text) time.textContent = text;
  }
}

setInterval(tick, 1000);
