"""The drawn timeline: lanes for what was public, approvals, evidence and the work inside, to scale.

It shows the time from the bad post to the close (or the last entry), each lane cut into slices of
equal length. A slice in which something happened has a bar, the taller the more happened in it, so
that five entries and five thousand can both be read. Marks above say when what counts happened.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log
from typing import TYPE_CHECKING, Any

from babel.dates import format_datetime, format_time
from babel.numbers import format_decimal

from bot.record.filters import LANES
from bot.record.labels import LANE
from bot.record.text import on_one_line
from bot.surfaces import labels
from bot.surfaces.blocks import clip

if TYPE_CHECKING:
    from bot.record.view import View

WIDTH = 1000
LEFT = 150
"""Units of the picture, and of its left edge, where the lanes have their names."""
RIGHT = 60
SLICES = 132
LANE_HEIGHT = 46
BAR = 36
"""The tallest bar of a lane; the shortest is as high as it is wide."""
SLICE = (WIDTH - LEFT - RIGHT) / SLICES
ROW = 19
ROWS = 8
LABEL = 44
LETTER = 6.4
"""Units that a letter takes in a label, on the wide side."""
TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440, 2880, 10080, 43200, 129600, 525600)
"""Minutes between two times on the axis."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time that the picture shows. `cut`: it begins after the bad post, which was too long
    before."""

    start: datetime
    end: datetime
    cut: bool

    def share(self, at: datetime) -> float:
        return (at - self.start) / (self.end - self.start)

    def x(self, at: datetime) -> float:
        inside = min(1.0, max(0.0, self.share(at)))
        return round(LEFT + inside * (WIDTH - LEFT - RIGHT), 1)


def drawing(view: View) -> dict[str, Any]:
    """What the picture shows, as plain data: positions in units of its width."""
    span = _span(view)
    marks, rows = _marks(view, span)
    top = rows * ROW + 14
    lanes, later = [], 0
    most = 1
    counted = {}
    for name in LANES:
        slices, beyond = _slices(view.marks.lanes[name], span)
        counted[name] = slices
        later += beyond
        most = max(most, *slices, 1)
    shown = [name for name in LANES if view.filter != "public" or name == "public"]
    for number, name in enumerate(shown):
        base = top + (number + 1) * LANE_HEIGHT - 5
        lanes.append(
            {
                "id": name,
                "label": view.t(LANE[name]),
                "n": format_decimal(sum(counted[name]), locale=view.clock.language),
                "y": base,
                "bars": [_bar(slot, n, most, base) for slot, n in enumerate(counted[name]) if n],
            }
        )
    bottom = top + len(shown) * LANE_HEIGHT
    return {
        "width": WIDTH,
        "height": bottom + 40,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "top": top,
        "bottom": bottom,
        "lanes": lanes,
        "marks": marks,
        "ticks": _ticks(view, span),
        "opened": span.x(view.crisis.opened_at),
        "title": view.t("Timeline, drawn to scale"),
        "text": _described(view, span, later),
        "zone": view.clock.timezone,
    }


def _span(view: View) -> Span:
    crisis = view.crisis
    last = datetime.fromisoformat(view.head.at)
    end = max(crisis.closed_at or last, crisis.opened_at + timedelta(minutes=1))
    # A post days before would leave the crisis itself no room.
    least = crisis.opened_at - (end - crisis.opened_at) / 2
    return Span(max(crisis.post_at, least), end, crisis.post_at < least)


def _slices(times: array[float], span: Span) -> tuple[list[int], int]:
    """How much happened in each slice, and how much after the last."""
    slices, later = [0] * SLICES, 0
    start, length = span.start.timestamp(), (span.end - span.start).total_seconds()
    for at in times:
        slot = int((at - start) / length * SLICES)
        if slot > SLICES or (slot == SLICES and at - start > length):
            later += 1
        else:
            slices[min(max(slot, 0), SLICES - 1)] += 1
    return slices, later


def _bar(slot: int, n: int, most: int, base: float) -> dict[str, Any]:
    least = SLICE - 1
    height = least + (BAR - least) * (log(n) / log(most) if most > 1 else 0)
    return {
        "x": round(LEFT + slot * SLICE + 0.5, 1),
        "y": round(base - height, 1),
        "width": round(SLICE - 1, 1),
        "height": round(height, 1),
        "n": n,
    }


def _marks(view: View, span: Span) -> tuple[list[dict[str, Any]], int]:
    """What counts, each with a label in a row where it covers no other; and how many rows."""
    t, crisis = view.t, view.crisis
    known: list[tuple[datetime, str]] = []
    if not span.cut:
        known.append((crisis.post_at, t("Bad post")))
    known.append((crisis.opened_at, t("Opened")))
    for statement in crisis.statements.values():
        what = labels.statement(t, statement.kind)
        known += [(post.at, what) for post in statement.posts]
        if statement.approved_at is not None and view.filter != "public":
            known.append((statement.approved_at, t("Approved: {what}", what=what)))
    known += [(one.at, t("Taken offline")) for one in crisis.deletions]
    if crisis.closed_at is not None:
        known.append((crisis.closed_at, t("Closed")))
    marks: list[dict[str, Any]] = []
    ends: list[float] = []
    for at, label in sorted(known):
        if not span.start <= at <= span.end:
            continue
        x, label = span.x(at), clip(on_one_line(label), LABEL)
        width = len(label) * LETTER + 12
        left = x if x + width <= WIDTH else max(0.0, x - width)
        row = next((row for row, end in enumerate(ends) if end <= left), len(ends))
        if row >= ROWS:
            label = ""
        else:
            ends[row : row + 1] = [left + width]
        marks.append({"x": x, "row": row, "label": label, "before": left < x})
    rows = min(max(1, len(ends)), ROWS)
    for mark in marks:
        # The first row is the lowest, next to the lanes.
        mark["y"] = (rows - min(mark["row"], rows - 1)) * ROW
    return marks, rows


def _ticks(view: View, span: Span) -> list[dict[str, Any]]:
    """Round times on the reader's clock."""
    minutes = max(1.0, (span.end - span.start).total_seconds() / 60)
    step = next((step for step in TICKS if minutes / step <= 9), TICKS[-1])
    zone = view.clock.zone
    there = span.start.astimezone(zone)
    midnight = there.replace(hour=0, minute=0, second=0, microsecond=0)
    passed = int((there - midnight).total_seconds() // 60)
    at = midnight + timedelta(minutes=(passed // step + 1) * step)
    ticks: list[dict[str, Any]] = []
    while at.astimezone(UTC) <= span.end and len(ticks) < 12:
        there = at.astimezone(UTC)
        # A time that the clocks leave out as summer begins is on no clock.
        if there.astimezone(zone).replace(tzinfo=None) == at.replace(tzinfo=None):
            ticks.append({"x": span.x(there), "label": _tick(view, at, step)})
        at += timedelta(minutes=step)
    return ticks


def _tick(view: View, at: datetime, step: int) -> str:
    language = view.clock.language
    if step >= 1440:
        return format_datetime(at, "d MMM", tzinfo=at.tzinfo, locale=language)
    return format_time(at, "short", tzinfo=at.tzinfo, locale=language)


def _described(view: View, span: Span, later: int) -> str:
    """The picture in words."""
    t, clock = view.t, view.clock
    said = [
        t(
            "From {start} to {end}. The taller a bar, the more happened at that time.",
            start=clock.both(span.start),
            end=clock.both(span.end),
        )
    ]
    if span.cut:
        said.append(
            t("The bad post went out before: {time}.", time=clock.both(view.crisis.post_at))
        )
    if later:
        said.append(
            t.plural(
                "{n} entry came after that and is not drawn.",
                "{n} entries came after that and are not drawn.",
                later,
            )
        )
    return " ".join(said)
