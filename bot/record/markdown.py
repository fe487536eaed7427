"""The Markdown record, for reading and for pasting into a report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.chain import Entry
from bot.crisis import Crisis
from bot.events import Language, parse
from bot.locale import Words, words
from bot.parts import Statement
from bot.surfaces import labels
from bot.surfaces.exercise import named
from bot.surfaces.sentences import bare, sentence


def markdown(crisis: Crisis, entries: Sequence[Entry], language: Language) -> bytes:
    """The whole record: summary, statements, timeline, how to verify."""
    t = words(language)
    title = named(t, crisis, _escape(crisis.what))
    lines = [f"# {title}", "", *_exercise(t, crisis), *_summary(t, crisis), ""]
    for statement in crisis.statements.values():
        lines += [*_statement(t, crisis, statement), ""]
    lines += ["## " + t("Timeline"), "", *_timeline(t, crisis, entries), ""]
    lines += [
        "## " + t("Proof"),
        "",
        t(
            "The JSON export of this timeline has {n} entries, each sealed with the hash of the "
            "one before. The hash of the last one is `{head}`. `python app.py verify FILE.json` "
            "proves that nothing was changed.",
            n=len(entries),
            head=entries[-1].hash,
        ),
        "",
    ]
    return "\n".join(lines).encode()


def _exercise(t: Words, crisis: Crisis) -> list[str]:
    """Nobody must take the record of a drill for that of a crisis."""
    return [t("This was an exercise. Nothing of it is real."), ""] if crisis.exercise else []


def _summary(t: Words, crisis: Crisis) -> list[str]:
    rows = [
        (t("Severity"), t(labels.SEVERITY[crisis.severity])),
        (t("Cause"), t(labels.CAUSE[crisis.cause])),
        (t("Where"), labels.platforms(t, crisis.platforms)),
        (t("Lead"), bare(crisis.lead)),
        (t("Bad post"), _when(t, crisis, crisis.post_at)),
        (t("Link"), _escape(crisis.post_link) if crisis.post_link else "—"),
        (t("Opened"), _when(t, crisis, crisis.opened_at)),
        (
            t("First public word"),
            _when(t, crisis, crisis.first_word_at) if crisis.first_word_at else "—",
        ),
        (t("Closed"), _when(t, crisis, crisis.closed_at) if crisis.closed_at else "—"),
    ]
    return ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]


def _statement(t: Words, crisis: Crisis, statement: Statement) -> list[str]:
    state = t(labels.STATEMENT_STATE[statement.state])
    title = t(
        "{statement}, version {version}: {state}",
        statement=labels.statement(t, statement.kind),
        version=statement.version,
        state=state,
    )
    lines = [f"## {title}", ""]
    lines += _quoted(statement.text)
    lines += ["", t("SHA-256 of the exact text: `{digest}`", digest=statement.digest)]
    if statement.link:
        lines += ["", _escape(statement.link)]
    return lines


def _timeline(t: Words, crisis: Crisis, entries: Sequence[Entry]) -> list[str]:
    titles = ("#", t("Time"), "UTC", t("What happened"))
    lines = [f"| {' | '.join(titles)} |", "|---|---|---|---|"]
    for entry in entries:
        at = datetime.fromisoformat(entry.at)
        if entry.data is None:
            said = t("This entry was redacted.")
        else:
            event = parse(entry.kind, entry.data)
            said = sentence(t, crisis, event, entry.actor, bare, _escape)
        utc = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        lines.append(f"| {entry.seq} | {_local(t, crisis, at)} | {utc} | {said} |")
    return lines


def _when(t: Words, crisis: Crisis, at: datetime) -> str:
    return f"{_local(t, crisis, at)} ({at.astimezone(UTC).strftime('%Y-%m-%d %H:%M UTC')})"


def _local(t: Words, crisis: Crisis, at: datetime) -> str:
    local = at.astimezone(ZoneInfo(crisis.timezone))
    return format_datetime(local, "medium", tzinfo=local.tzinfo, locale=t.language)


def _quoted(text: str) -> list[str]:
    """A statement's lines as a quotation in which they stay lines."""
    lines = [_escape(line) for line in text.splitlines()]
    following = [*lines[1:], ""]
    return [
        f"> {line}\\" if line and more else f"> {line}"
        for line, more in zip(lines, following, strict=True)
    ]


def _escape(text: str) -> str:
    """A person's text on one line, with nothing that Markdown or HTML would act on."""
    line = re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", " ".join(text.split()))
    # What would begin a list, a rule or an underlined heading.
    return re.sub(r"^([-+=]|\d+(?=[.)]))", lambda m: _harmless(m[1]), line)


def _harmless(start: str) -> str:
    return f"{start}\\" if start.isdecimal() else f"\\{start}"
