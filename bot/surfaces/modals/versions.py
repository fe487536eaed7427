"""What changed between any two versions of a statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Option, StaticSelectElement

from bot import events
from bot.chain import Entry
from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import Statement
from bot.surfaces import labels
from bot.surfaces.blocks import Block, context, mention, section, when
from bot.surfaces.diff import diff_blocks
from bot.surfaces.modals.form import modal, option, pick

OPTIONS = 100
"""Options of a select."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a statement, as the timeline holds it."""

    number: int
    text: str
    by: str
    at: datetime


def versions_of(entries: Iterable[Entry], statement: str) -> tuple[Version, ...]:
    """The versions of a statement, oldest first, but for those whose entry was redacted."""
    found = []
    for entry in entries:
        if entry.kind not in ("statement_drafted", "statement_edited") or entry.data is None:
            continue
        event = events.parse(entry.kind, entry.data)
        at = datetime.fromisoformat(entry.at)
        if isinstance(event, events.StatementDrafted) and event.statement == statement:
            found.append(Version(1, event.text, entry.actor, at))
        elif isinstance(event, events.StatementEdited) and event.statement == statement:
            found.append(Version(event.version, event.text, entry.actor, at))
    return tuple(found)


def versions(
    t: Words,
    crisis: Crisis,
    statement: Statement,
    known: Sequence[Version],
    old: int | None = None,
    new: int | None = None,
) -> dict[str, Any]:
    """The comparison of two versions: where none are chosen, the newest and the one before."""
    newest = known[-1].number if known else 1
    after = _picked(known, newest if new is None else new)
    before = _picked(known, _before(known, after) if old is None else old)
    blocks: list[Block] = []
    if before is None or after is None or len(known) < 2:
        blocks.append(section(t("There is only one version so far.")))
    else:
        options = [
            option(str(version.number), t("Version {n}", n=version.number))
            for version in known[-OPTIONS:]
        ]
        blocks += [
            section(
                t(
                    "From version {old} to version {new}, by {who}, {time}.",
                    old=before.number,
                    new=after.number,
                    who=mention(after.by),
                    time=when(after.at),
                )
            ),
            _select("from", options, before),
            _select("to", options, after),
            *diff_blocks(t, before.text, after.text),
            context(
                t("~Struck through~: taken out. *Bold*: put in. Each change is told in words too.")
            ),
        ]
    return modal(
        "versions",
        labels.statement(t, statement.kind),
        blocks,
        submit=None,
        close=t("Close"),
        state={"crisis": crisis.id, "statement": statement.id},
    )


def _before(known: Sequence[Version], after: Version | None) -> int:
    earlier = [version.number for version in known if after and version.number < after.number]
    return earlier[-1] if earlier else 1


def _picked(known: Sequence[Version], number: int) -> Version | None:
    return next((version for version in known if version.number == number), None)


def _select(which: str, options: Sequence[Option], chosen: Version) -> Block:
    menu = StaticSelectElement(
        action_id=f"compare_{which}",
        options=list(options),
        initial_option=pick(options, str(chosen.number)),
    )
    return ActionsBlock(block_id=which, elements=[menu]).to_dict()
