"""The figures of one crisis, as its after-action review shows them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from bot import figures
from bot.crisis import Crisis
from bot.figures import Figures
from bot.locale import Words
from bot.surfaces import critics, labels
from bot.surfaces.blocks import Block, fields, mention, section

STATEMENTS = 5
"""Statements whose course is shown, the first that were public before all others."""
MOMENT = timedelta(seconds=1)
PEOPLE = 3
ROLES = 4
CODES = 4


def figure_blocks(t: Words, crisis: Crisis) -> list[Block]:
    """Ten figures in two columns, then how long each statement took."""
    found = figures.of(crisis)
    blocks = [
        fields(
            [
                _field(t("It lasted"), span(t, found.lasted)),
                _field(t("Until the room was there"), _took(t, found.room, t("never"))),
                _field(
                    t("From the bad post to the first public word"),
                    _took(t, found.first_word, t("never")),
                ),
                _field(
                    t("From submission to approval (median)"), _took(t, found.approval, t("none"))
                ),
                _field(t("Promised updates"), _promises(t, found)),
                _field(t("Critics answered"), _answered(t, found)),
                _field(t("Kept as evidence before it was deleted"), _evidence(t, found)),
                _field(t("Facts"), _facts(t, found)),
                _field(t("Steps"), _steps(t, found)),
                _field(t("What the review finds in the texts as they are"), _found(t, crisis)),
            ]
        )
    ]
    courses = _courses(t, crisis, found)
    return [*blocks, section(courses)] if courses else blocks


def span(t: Words, took: timedelta) -> str:
    """How long something took; what took less than a minute in seconds."""
    seconds = max(0, int(took.total_seconds()))
    if seconds < 60:
        return t.plural("{n} second", "{n} seconds", seconds)
    return critics.span(t, took)


def _field(name: str, value: str) -> str:
    return f"*{name}*\n{value}"


def _took(t: Words, took: timedelta | None, never: str) -> str:
    return span(t, took) if took is not None else never


def _promises(t: Words, found: Figures) -> str:
    if not found.promises:
        return t("none")
    kept = [t("{kept} of {n} kept", kept=found.promised("kept"), n=len(found.promises))]
    still = found.promised("open")
    if still:
        kept.append(t.plural("{n} still open at the end", "{n} still open at the end", still))
    return ", ".join(kept)


def _answered(t: Words, found: Figures) -> str:
    board = found.critics
    if board.share is None:
        return t("none")
    answered = t(
        "{answered} of {n}, {share} %",
        answered=board.answered,
        n=board.answered + board.open,
        share=board.share,
    )
    if board.median is not None:
        answered += "\n" + t("half within {time}", time=span(t, board.median))
    return answered


def _evidence(t: Words, found: Figures) -> str:
    if not found.deletions:
        return t("nothing was deleted")
    return t("{kept} of {n}", kept=found.kept_first, n=found.deletions)


def _facts(t: Words, found: Figures) -> str:
    facts = [t.plural("{n} confirmed", "{n} confirmed", found.confirmed)]
    if found.unconfirmed:
        facts.append(t.plural("{n} never confirmed", "{n} never confirmed", found.unconfirmed))
    if found.withdrawn:
        facts.append(t.plural("{n} withdrawn", "{n} withdrawn", found.withdrawn))
    return ", ".join(facts)


def _steps(t: Words, found: Figures) -> str:
    """How many were done; of those that were late, whose they were."""
    steps = [t("{done} of {n} done", done=found.done, n=found.steps)]
    if found.skipped:
        steps.append(t.plural("{n} skipped", "{n} skipped", found.skipped))
    if found.late:
        steps.append(t.plural("{n} late", "{n} late", found.late))
    lines = [", ".join(steps)]
    for role, count in Counter(step.role for step in found.late_steps).most_common(ROLES):
        who = dict.fromkeys(step.person for step in found.late_steps if step.role == role)
        names = [mention(one) if one else t("nobody had it") for one in list(who)[:PEOPLE]]
        lines.append(
            t(
                "{n} late: {role} ({people})",
                n=count,
                role=t(labels.ROLE.get(role, role)),
                people=", ".join([*names, *(["…"] if len(who) > PEOPLE else [])]),
            )
        )
    return "\n".join(lines)


def _found(t: Words, crisis: Crisis) -> str:
    """The review's findings by kind, the most frequent first."""
    found = figures.findings(crisis)
    if not found:
        return t("nothing")
    parts = [f"{t(labels.FAULT[code])} × {n}" for (_, code), n in found.most_common(CODES)]
    return ", ".join([*parts, *(["…"] if len(found) > CODES else [])])


def _courses(t: Words, crisis: Crisis, found: Figures) -> str:
    """When each statement was approved and public, counted from the opening."""
    known = sorted(
        (c for c in found.statements if c.approved is not None or c.posted is not None),
        key=lambda c: (c.posted is None, c.posted or c.approved or c.drafted, c.id),
    )
    if not known:
        return ""
    lines = [t("*Statements, counted from the opening*")]
    for course in known[:STATEMENTS]:
        # The holding post is there from the first second.
        drafted = t("drafted after {time}", time=span(t, course.drafted))
        parts = [drafted] if course.drafted >= MOMENT else []
        if course.approved is not None:
            parts.append(t("approved after {time}", time=span(t, course.approved)))
        if course.posted is not None:
            parts.append(t("public after {time}", time=span(t, course.posted)))
        name = labels.named(t, crisis, crisis.statements[course.id])
        lines.append(t("• {statement}: {times}", statement=name, times=", ".join(parts)))
    more = len(known) - STATEMENTS
    if more > 0:
        lines.append(t.plural("and {n} more", "and {n} more", more))
    return "\n".join(lines)
