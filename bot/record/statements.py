"""Statements in a record: every version, who looked at it, who approved which exact words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import events, parts
from bot.record.filters import shows
from bot.record.sections import At, Cell, Code, Link, link
from bot.record.text import shown
from bot.surfaces import labels

if TYPE_CHECKING:
    from bot.record.view import Told, View


@dataclass(frozen=True, slots=True)
class Version:
    """The words as they once were; `title` says which these are, from when on, and whose."""

    title: str
    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done with a statement, and with which version."""

    at: At
    said: str


@dataclass(frozen=True, slots=True)
class Statement:
    """`text` are the words as they stand; `versions` the earlier ones, oldest first."""

    title: str
    text: str
    language: str
    about: tuple[tuple[str, Cell], ...]
    versions: tuple[Version, ...]
    deeds: tuple[Deed, ...]


def statements(view: View) -> tuple[Statement, ...]:
    """Those that the reader is to see: the public only what was public."""
    outside = view.filter == "public"
    return tuple(
        _outside(view, one) if outside else _statement(view, one)
        for one in view.crisis.statements.values()
        if not outside or (one.posts and one.kind != "internal")
    )


def _statement(view: View, statement: parts.Statement) -> Statement:
    t = view.t
    told = view.story.get(statement.id, ())
    found = view.findings(statement)
    review = ", ".join(t(labels.FAULT.get(code, code)) for code in dict.fromkeys(found))
    approvals = ", ".join(view.name(approval.by) for approval in statement.approvals)
    about: list[tuple[str, Cell]] = [
        (t("State"), t(labels.STATEMENT_STATE[statement.state])),
        (t("Approved by"), approvals or None),
        *_posts(view, statement),
        (
            t("Next update promised for"),
            At(statement.next_update) if statement.next_update else None,
        ),
        (t("The review finds in these words"), review or t("nothing")),
        (t("SHA-256 of the exact text"), Code(statement.digest)),
    ]
    title = t(
        "{statement}, version {version}",
        statement=labels.named(t, view.crisis, statement),
        version=statement.version,
    )
    return Statement(
        title=title,
        text=shown(statement.text),
        language=statement.language,
        about=tuple(about),
        versions=tuple(_versions(view, told))[:-1],
        deeds=tuple(
            Deed(At(one.at), view.tell(one.event, one.actor)) for one in told if _counts(view, one)
        ),
    )


def _outside(view: View, statement: parts.Statement) -> Statement:
    return Statement(
        title=labels.statement(view.t, statement.kind),
        text=shown(statement.text),
        language=statement.language,
        about=tuple(_posts(view, statement)),
        versions=(),
        deeds=(),
    )


def _posts(view: View, statement: parts.Statement) -> list[tuple[str, Cell]]:
    rows: list[tuple[str, Cell]] = []
    for post in statement.posts:
        where = view.t(labels.PLATFORM[post.platform]) if post.platform else view.t("Posted")
        rows += [(where, At(post.at)), (view.t("Link"), link(post.link) or Link(""))]
    return rows


def _versions(view: View, told: tuple[Told, ...]) -> list[Version]:
    versions = []
    for one in told:
        event = one.event
        if isinstance(event, events.StatementDrafted | events.StatementEdited):
            number = event.version if isinstance(event, events.StatementEdited) else 1
            title = view.t(
                "Version {version}, {time}, {who}",
                version=number,
                time=view.clock.both(one.at),
                who=view.name(one.actor),
            )
            digest = parts.text_digest(event.text)
            versions.append(Version(title, shown(event.text), digest))
    return versions


def _counts(view: View, told: Told) -> bool:
    """Whether it is told to this reader, as in the timeline."""
    return shows(view.filter, told.event.kind)
