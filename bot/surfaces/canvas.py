"""The canvas in the room: the situation on one page, for whoever looks in.

Its text changes only when the crisis does: no "10 minutes ago", which would cost a call each
minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot import critics, deadlines, events, roles
from bot.crisis import Crisis
from bot.events import ROLES
from bot.locale import Words
from bot.parts import Post, StepProgress
from bot.surfaces import labels
from bot.surfaces.canvas_text import link, person, quotation, text
from bot.surfaces.exercise import named
from bot.surfaces.review import number
from bot.surfaces.sentences import sentence
from bot.surfaces.standing import role_of

SHOWN_FACTS = 20
SHOWN_STATEMENTS = 8
SHOWN_POSTS = 6
SHOWN_WAITING = 10
SHOWN_STEPS = 10
LONG, SHORT = "d MMM y, HH:mm", "d MMM, HH:mm"
SAID = 800
"""Characters of a statement; all of it stands where it was posted, and in the room."""

IMPORTANT = (
    events.CrisisOpened,
    events.SeverityChanged,
    events.PlaybookAdopted,
    events.RoleAssigned,
    events.StepDone,
    events.StepSkipped,
    events.StatementSubmitted,
    events.StatementApproved,
    events.ChangesAsked,
    events.StatementPosted,
    events.FactProposed,
    events.FactConfirmed,
    events.FactWithdrawn,
    events.EvidenceKept,
    events.PostDeleted,
    events.NoteAdded,
    events.UpdateSent,
    events.InjectSent,
    events.CrisisClosed,
)
"""Entries that tell a latecomer something."""


def situation(t: Words, crisis: Crisis) -> str:
    """All of the canvas, as Markdown."""
    parts = [
        f"# {named(t, crisis, text(crisis.what, 300))}",
        *([_exercise(t)] if crisis.exercise else []),
        _standing(t, crisis),
        *([_closed(t, crisis)] if crisis.closed else []),
        _part(t("Clocks"), _clocks(t, crisis)),
        _part(t("What is confirmed"), _confirmed(t, crisis)),
        f"## {t('What was said where')}",
        *_said(t, crisis),
        *([] if crisis.closed else [_part(t("What waits"), _waiting(t, crisis))]),
        *([] if crisis.closed else [_part(t("Steps still open"), _steps(t, crisis))]),
        *_counted(t, crisis),
        *_newest(t, crisis),
        _part(t("The whole record"), [_record(t)]),
        "---",
        t(
            "Cellule writes this page and keeps it up to date. What is changed here by hand is "
            "overwritten: add a note with /crisis note instead."
        ),
    ]
    return "\n\n".join(parts)


def _part(heading: str, lines: Sequence[str]) -> str:
    return f"## {heading}\n\n" + "\n".join(lines)


def _exercise(t: Words) -> str:
    return "**" + t("Exercise: nothing of this is real. Say nothing outside.") + "**"


def _standing(t: Words, crisis: Crisis) -> str:
    what = (
        t(labels.SEVERITY[crisis.severity]),
        t(labels.CAUSE[crisis.cause]),
        labels.platforms(t, crisis.platforms),
    )
    held = []
    for role in ROLES:
        holder = roles.on_duty(crisis, role)
        if holder is not None:
            held.append(t("{role}: {who}", role=t(labels.ROLE[role]), who=person(holder)))
    return "\n".join(
        (
            "- **" + " · ".join(what) + "**",
            f"- {t(labels.STAGE[crisis.stage])}",
            "- " + (" · ".join(held) or t("Nobody has a role.")),
        )
    )


def _closed(t: Words, crisis: Crisis) -> str:
    line = t(
        "{who} closed the crisis {time}.",
        who=person(crisis.closed_by),
        time=_when(t, crisis, crisis.closed_at or crisis.opened_at),
    )
    return "\n\n".join((line, *_quoted(crisis.summary or "", SAID)))


def _quoted(said: str, limit: int) -> list[str]:
    lines = quotation(said, limit)
    return ["\n".join(lines)] if lines else []


def _clocks(t: Words, crisis: Crisis) -> list[str]:
    post = t("The bad post: {time}", time=_when(t, crisis, crisis.post_at))
    if crisis.post_link:
        post += " · " + link(crisis.post_link, t("see it"))
    lines = [post, t("The crisis was opened: {time}", time=_when(t, crisis, crisis.opened_at))]
    first, target = crisis.first_word_at, crisis.settings.targets.first_word
    if first is not None:
        lines.append(t("First public word: {time}", time=_when(t, crisis, first)))
    elif not crisis.closed:
        by = _when(t, crisis, crisis.post_at + timedelta(minutes=target))
        lines.append(t("First public word: not out yet. Target: {time}", time=by))
    if crisis.next_update is not None and not crisis.closed:
        time = _when(t, crisis, crisis.next_update)
        lines.append("**" + t("Promised next update: {time}", time=time) + "**")
    lines.append(t("Times are those of {zone}; UTC stands beside them.", zone=crisis.timezone))
    return _list(lines)


def _confirmed(t: Words, crisis: Crisis) -> list[str]:
    claims = [text(fact.claim, 300) for fact in crisis.confirmed]
    nothing = t("Nothing yet: say no more than that you are looking into it.")
    return _first(t, claims, SHOWN_FACTS) or [nothing]


def _said(t: Words, crisis: Crisis) -> list[str]:
    """The newest words first, each with where they stand."""
    said = [s for s in crisis.statements.values() if s.posts]
    said.sort(key=lambda s: (s.posts[-1].at, s.id), reverse=True)
    parts = []
    for statement in said[:SHOWN_STATEMENTS]:
        where = [_post(t, crisis, post) for post in statement.posts[:SHOWN_POSTS]]
        parts.append(f"**{labels.named(t, crisis, statement)}** · " + "; ".join(where))
        if statement.state == "posted":
            parts += _quoted(statement.text, SAID)
    return [*parts, *_more(t, len(said) - SHOWN_STATEMENTS)] or [t("Nothing is public yet.")]


def _post(t: Words, crisis: Crisis, post: Post) -> str:
    where = [t(labels.PLATFORM[post.platform])] if post.platform is not None else []
    return " · ".join((*where, _when(t, crisis, post.at, SHORT), link(post.link, t("see it"))))


def _waiting(t: Words, crisis: Crisis) -> list[str]:
    waiting = [
        "**"
        + t("Waits for approval:")
        + "** "
        + t(
            "{statement}, version {version}, from {authors}.",
            statement=labels.named(t, crisis, statement),
            version=statement.version,
            authors=", ".join(person(author) for author in sorted(statement.authors)),
        )
        for statement in crisis.waiting
    ]
    ready = [
        "**"
        + t("Ready to post:")
        + "** "
        + t(
            "{statement}, version {version}.",
            statement=labels.named(t, crisis, statement),
            version=statement.version,
        )
        for statement in crisis.statements.values()
        if statement.state == "approved"
    ]
    quiet = t("Nothing is waiting for approval.")
    return _first(t, [*waiting, *ready], SHOWN_WAITING) or [quiet]


def _steps(t: Words, crisis: Crisis) -> list[str]:
    ahead = [progress for progress in crisis.steps.values() if not progress.settled]
    starts = deadlines.Starts(crisis)
    lines = [
        _step(t, crisis, progress, starts.due_at(progress)) for progress in ahead[:SHOWN_STEPS]
    ]
    if not lines:
        return [t("Every step is done or skipped. Close when all is quiet.")]
    more = len(ahead) - SHOWN_STEPS
    left = [t.plural("and {n} more step", "and {n} more steps", more)] if more > 0 else []
    return _list([*lines, *left])


def _step(t: Words, crisis: Crisis, progress: StepProgress, due: datetime | None) -> str:
    whose = (
        person(progress.owner)
        if progress.owner is not None
        else t("nobody yet, for: {role}", role=text(role_of(t, progress)))
    )
    line = f"{text(progress.step.title)} · {whose}"
    return f"{line} · " + t("due: {time}", time=_when(t, crisis, due, SHORT)) if due else line


def _counted(t: Words, crisis: Crisis) -> list[str]:
    lines = []
    if crisis.evidence:
        lines.append(
            t.plural("{n} piece of evidence", "{n} pieces of evidence", len(crisis.evidence))
        )
    found = critics.figures(crisis)
    if found.share is not None:
        owed = number(t, found.open + found.answered)
        lines.append(
            t.plural(
                "{n} of {owed} critics answered ({share} %)",
                "{n} of {owed} critics answered ({share} %)",
                found.answered,
                owed=owed,
                share=found.share,
            )
        )
    return [_part(t("Evidence and critics"), _list(lines))] if lines else []


def _newest(t: Words, crisis: Crisis) -> list[str]:
    lines = [
        f"{_when(t, crisis, entry.at, SHORT)} · "
        + sentence(t, crisis, entry.event, entry.actor, person, lambda said: text(said, 200))
        for entry in reversed(crisis.recent)
        if isinstance(entry.event, IMPORTANT)
    ]
    return [_part(t("The newest entries"), _list(lines))] if lines else []


def _record(t: Words) -> str:
    return t(
        "“Timeline” on the status card shows every entry; “Export” there, or /crisis export, gives "
        "the record as files that anybody can verify."
    )


def _list(lines: Sequence[str]) -> list[str]:
    return [f"- {line}" for line in lines]


def _first(t: Words, lines: Sequence[str], most: int) -> list[str]:
    return _list([*lines[:most], *_more(t, len(lines) - most)])


def _more(t: Words, more: int) -> list[str]:
    return [t.plural("and {n} more", "and {n} more", more)] if more > 0 else []


def _when(t: Words, crisis: Crisis, at: datetime, form: str = LONG) -> str:
    """A time where the crisis is, and in UTC: a canvas cannot show each reader their own."""
    local, utc = at.astimezone(ZoneInfo(crisis.timezone)), at.astimezone(UTC)
    there = format_datetime(local, form, tzinfo=local.tzinfo, locale=t.language)
    same_day = local.date() == utc.date()
    return f"{there} ({utc.strftime('%H:%M UTC' if same_day else '%Y-%m-%d %H:%M UTC')})"
