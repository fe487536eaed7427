"""What the review says of a statement: on its card, in its form, in the approver's messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot import reviewing
from bot.crisis import Crisis
from bot.events import Platform
from bot.locale import Words
from bot.parts import Statement
from bot.surfaces import labels
from bot.surfaces.blocks import Block, context, mention, quoted, section
from statements import platforms
from statements.draft import gaps
from statements.review import Finding, why

SHOWN = 8
"""Findings that are shown in full; the rest is a click away."""

BUDGET = 2_600
"""Characters of all findings together, so that a message stays within its weight."""

QUOTE = 160
REASON = 400


def review_blocks(
    t: Words,
    crisis: Crisis,
    statement: Statement,
    *,
    most: int = SHOWN,
    budget: int = BUDGET,
) -> list[Block]:
    """The lengths, what is still to be filled in, and the findings: errors before warnings."""
    found = in_order(reviewing.findings(crisis, statement))
    blocks: list[Block] = []
    counted = lengths(t, crisis, statement)
    if counted:
        blocks.append(context(counted))
    unfilled = gaps(statement.text)
    if unfilled:
        shown = ", ".join(quoted(gap, 100) for gap in unfilled[:5])
        blocks.append(section(t(":pencil: *Still to be filled in:* {gaps}", gaps=shown)))
    if not found:
        return [*blocks, context(t(":white_check_mark: The review finds nothing against it."))]
    stands = statement.override is not None and statement.override.digest == statement.digest
    texts = [_finding(t, finding) for finding in found[:most]]
    kept = 0
    for text in texts:
        budget -= len(text)
        if budget < 0 and kept:
            break
        kept += 1
    blocks.append(section(f"*{_title(t, found)}*"))
    blocks += [section(text) for text in texts[:kept]]
    left = len(found) - kept
    if left:
        more = t.plural(
            "and {n} more: *Review…* shows it", "and {n} more: *Review…* shows them", left
        )
        blocks.append(context(more))
    if stands and statement.override is not None:
        line = t(
            ":ballot_box_with_check: {who} lets the errors stand: “{reason}”",
            who=mention(statement.override.by),
            reason=quoted(statement.override.reason, 300),
        )
        blocks.append(context(line))
    return blocks


def in_order(found: Sequence[Finding]) -> list[Finding]:
    """Errors first; otherwise as they stand in the text."""
    return sorted(found, key=lambda finding: finding.weight != "error")


def lengths(t: Words, crisis: Crisis, statement: Statement) -> str:
    """How long the text is for each platform, counted as that platform counts."""
    return " · ".join(
        _length(t, platform, statement) for platform in reviewing.places(crisis, statement)
    )


def _length(t: Words, platform: Platform, statement: Statement) -> str:
    name = t(labels.PLATFORM[platform])
    limit = platforms.limit(platform)
    measured = _measured(statement.text, platform, statement.thread)
    if limit is None:
        return t.plural(
            "{platform}: {n} character",
            "{platform}: {n} characters",
            measured.length,
            platform=name,
        )
    if measured.parts:
        return t.plural(
            "{platform}: thread of {n}", "{platform}: thread of {n}", measured.parts, platform=name
        )
    counted = f"{name} {number(t, measured.length)}/{number(t, limit)}"
    return counted if measured.fits else f":no_entry: *{counted}*"


@dataclass(frozen=True, slots=True)
class _Measured:
    """A text as a platform counts it; `parts` are those of a thread, 0 where it is none."""

    length: int
    fits: bool
    parts: int


@lru_cache(maxsize=reviewing.KEPT)
def _measured(text: str, platform: Platform, thread: bool) -> _Measured:
    fits = platforms.fits(text, platform)
    parts = len(platforms.thread(text, platform)) if thread and not fits else 0
    return _Measured(platforms.length(text, platform), fits, parts)


def number(t: Words, count: int) -> str:
    """A number as the language writes it."""
    return f"{count:,}".replace(",", "\u202f" if t.language == "fr" else ",")


def _title(t: Words, found: Sequence[Finding]) -> str:
    errors = sum(finding.weight == "error" for finding in found)
    warnings = len(found) - errors
    parts = []
    if errors:
        parts.append(t.plural("{n} error", "{n} errors", errors))
    if warnings:
        parts.append(t.plural("{n} warning", "{n} warnings", warnings))
    return t("Review: {found}", found=", ".join(parts))


def _finding(t: Words, finding: Finding) -> str:
    mark = ":no_entry:" if finding.weight == "error" else ":warning:"
    head = f"{mark} *{t(labels.FAULT[finding.code])}* · {t(labels.RULE[finding.rule])}"
    if finding.quote.strip():
        # A comma that goes with the words is no part of what is said.
        head += "\n" + t("“{quote}”", quote=quoted(finding.quote.strip(" ,;:"), QUOTE))
    lines = [head, quoted(why(finding, t.language), REASON)]
    if finding.better is not None:
        better = quoted(finding.better, QUOTE)
        if finding.start == finding.end:
            lines.append(t("*Add, for example:* “{better}”", better=better))
        elif better:
            lines.append(t("*Better:* “{better}”", better=better))
        else:
            lines.append(t("*Better:* leave it out."))
    return "\n".join(lines)
