"""What the picture of a drill shows, as plain data (`bot.pictures` draws it)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.crisis import Crisis
from bot.locale import Words, words
from bot.score import Deed, Line, Moment, moments, score
from bot.surfaces import labels
from bot.surfaces.blocks import clip
from bot.surfaces.exercise import prefix
from bot.surfaces.score import DEED, INJECT, MEASURE, lasted, target, value
from bot.surfaces.told.drills import inject_of

WIDE = 740.0
"""Points of the timeline, as in the drawing."""
LETTER = 5.7
TICK_LETTER = 5.0
"""Points that a letter takes in a label, and below the timeline; on the wide side."""
GAP = 14.0
LABEL = 46
"""Characters in a label at most."""
ROWS = 9
"""Rows of labels on each side; what finds no place in them is a dot alone."""
TOGETHER = 0.02
"""Deeds of one kind closer than this share of the timeline have one label."""
TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440)


@dataclass(frozen=True, slots=True)
class _Span:
    """The time that the picture shows: from the bad post to the end."""

    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        """A time as a share of the timeline."""
        return min(1.0, max(0.0, (at - self.start) / (self.end - self.start)))


def score_data(crisis: Crisis) -> dict[str, Any]:
    """What the drawing shows, as plain data."""
    t = words(crisis.language)
    result = score(crisis)
    known = moments(crisis)
    end = max((crisis.closed_at or crisis.opened_at, *(moment.at for moment in known)))
    # A post days ago would leave the drill itself no room.
    least = crisis.opened_at - max(timedelta(minutes=1), (end - crisis.opened_at) / 2)
    early = crisis.post_at < least
    span = _Span(max(crisis.post_at, least), max(end, crisis.opened_at + timedelta(minutes=1)))
    injects = [_dot(span, m.at, _inject(t, crisis, m)) for m in known if m.deed == "inject"]
    deeds = _deeds(t, crisis, span, [m for m in known if m.deed != "inject"])
    rows_above, rows_below = _rows(injects), _rows(deeds)
    title = crisis.drill.title if crisis.drill is not None else crisis.what
    return {
        "language": crisis.language,
        "title": _plain(title, 90),
        "total": result.total,
        "opened": span.x(crisis.opened_at),
        "ticks": _ticks(t, crisis, span, early=early),
        "injects": injects,
        "deeds": deeds,
        "rows_above": rows_above,
        "rows_below": rows_below,
        "bars": [_bar(t, line) for line in result.lines],
        "words": {
            "exercise": prefix(t) + t("nothing of this is real"),
            "about": t.plural(
                "{n} minute from the opening to the end",
                "{n} minutes from the opening to the end",
                lasted(crisis),
            ),
            "of": t("of 100"),
            "above": t("What came"),
            "below": t("What you did"),
            "target": t("Target"),
            "reached": t("Reached"),
            "points": t("Points"),
            "note": t(
                "Minutes count from the opening. The first word counts from the bad post, "
                "approval from the submission."
            ),
        },
    }


def _dot(span: _Span, at: datetime, label: str, *, first: bool = False) -> dict[str, Any]:
    return {"x": span.x(at), "label": label, "first": first, "row": 0, "text": 0.0}


def _inject(t: Words, crisis: Crisis, moment: Moment) -> str:
    inject = inject_of(crisis, moment.about)
    return _plain(t(INJECT[inject.what]) if inject is not None else moment.about)


def _deeds(t: Words, crisis: Crisis, span: _Span, known: list[Moment]) -> list[dict[str, Any]]:
    """What the team did; much of one kind at about one time has one label."""
    groups: list[list[Moment]] = []
    newest: dict[Deed, list[Moment]] = {}
    for moment in known:
        group = newest.get(moment.deed)
        near = group and span.x(moment.at) - span.x(group[0].at) < TOGETHER
        if group is not None and near and moment.deed not in ("first_word", "posted"):
            group.append(moment)
        else:
            newest[moment.deed] = [moment]
            groups.append(newest[moment.deed])
    return [
        _dot(span, group[0].at, _deed(t, crisis, group), first=group[0].deed == "first_word")
        for group in groups
    ]


def _deed(t: Words, crisis: Crisis, group: list[Moment]) -> str:
    label, first = t(DEED[group[0].deed]), group[0]
    if len(group) > 1:
        return _plain(t("{deed} × {n}", deed=label, n=len(group)))
    statement = crisis.statements.get(first.about) if first.deed in ("approved", "posted") else None
    if statement is None:
        return _plain(label)
    return _plain(t("{deed}: {what}", deed=label, what=labels.named(t, crisis, statement)))


def _rows(dots: list[dict[str, Any]]) -> int:
    """Puts labels that would overlap into rows of their own; the number of rows."""
    ends: list[float] = []
    for dot in dots:
        width = (len(dot["label"]) * LETTER + GAP) / WIDE
        # A label stands right of its line, or left of it where the picture ends.
        left = dot["x"] if dot["x"] + width <= 1 else max(0.0, 1 - width)
        row = next((row for row, end in enumerate(ends) if end <= left), len(ends))
        if row >= ROWS:
            dot["label"] = ""
            continue
        ends[row : row + 1] = [left + width]
        dot["row"], dot["text"] = row, left + 4 / WIDE if left == dot["x"] else left
    return max(1, len(ends))


def _ticks(t: Words, crisis: Crisis, span: _Span, *, early: bool) -> list[dict[str, Any]]:
    minutes = max(1, int((span.end - crisis.opened_at).total_seconds() // 60))
    step = next((step for step in TICKS if minutes / step <= 10), TICKS[-1])
    ticks = [
        {"x": span.x(crisis.opened_at + timedelta(minutes=n)), "label": t("{n} min", n=n)}
        for n in range(0, minutes + 1, step)
    ]
    if not early and span.x(crisis.opened_at) > 0.07:
        post, first = t("Bad post"), t("{n} min", n=0)
        if (len(post) + len(first) / 2) * TICK_LETTER > span.x(crisis.opened_at) * WIDE:
            # The minutes go on counting without it.
            ticks[0]["label"] = ""
        ticks.insert(0, {"x": 0.0, "label": post})
    return ticks


def _bar(t: Words, line: Line) -> dict[str, Any]:
    """A value beside its target, which stands in the middle of every bar."""
    share = 0.0 if line.value is None else line.value / (2 * max(1, line.target))
    return {
        "label": t(MEASURE[line.measure]),
        "value": value(t, line),
        "target": target(t, line),
        "points": t("{points} of {of}", points=line.points, of=line.of),
        "reached": line.reached,
        "x": min(1.0, share),
        "beyond": share > 1,
    }


def _plain(text: str, limit: int = LABEL) -> str:
    """A text on one line, with only what a drawing can show."""
    shown = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co") else c for c in text)
    return clip(" ".join(shown.split()), limit)
