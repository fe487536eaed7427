"""Where everything stands in the report's pictures, to scale. Lengths are units of an SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

WIDE = 720
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_STEPS = (
    *(1, 2, 5, 10, 20, 30),
    *(_MINUTE * n for n in (1, 2, 5, 10, 20, 30)),
    *(_HOUR * n for n in (1, 2, 3, 6, 12)),
)
"""Seconds between two ticks of an axis of times; then days: 1, 2, 5, 10, 20, 50, …"""
TICKS = 6
"""Parts of an axis at most."""

# A group of bars: its name above them, as causes have long names in French.
TOP, NAME, BAR, BETWEEN, BELOW, FOR_VALUE = 8, 20, 16, 14, 26, 110
# Columns of a trend, with room for the axis at the left.
LEFT, RIGHT, ABOVE, TALL, UNDER, COLUMN = 88, 14, 26, 150, 44, 48
NAMED = 12
"""Columns that have their names below them; of more, every second, third…"""
VALUED = 12
"""Columns that have their value above them; of more the table alone says it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` is what its length says, `said` the same in words; `None` where there is none."""

    value: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Named:
    """A group of bars, or a column, under its name."""

    name: str
    bars: tuple[Bar, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar or column: its place, its size and its value's words; `kind` tells series apart."""

    x: float
    y: float
    width: float
    height: float
    said: str
    kind: int
    there: bool


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """All that a picture draws; `line` is the target, at its height."""

    height: float
    left: float
    right: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    drawn: tuple[Drawn, ...]
    line: Label | None = None


def time_step(most: float) -> float:
    """Seconds between two ticks, so that an axis of times up to `most` has a few."""
    for step in _STEPS:
        if most <= TICKS * step:
            return step
    return _DAY * count_step(most / _DAY)


def count_step(most: float) -> int:
    """The same for an axis of numbers: 1, 2, 5, 10, 20, …"""
    for power in count():
        for digit in (1, 2, 5):
            if most <= TICKS * digit * 10**power:
                return int(digit * 10**power)
    raise AssertionError


def _axis(values: Sequence[float], step_of: Callable[[float], float]) -> tuple[float, list[float]]:
    """How far an axis goes, and where its ticks are."""
    most = max((*values, 0.0))
    step = step_of(most)
    parts = max(1, -int(-most // step))
    return parts * step, [n * step for n in range(parts + 1)]


def bars(
    groups: Sequence[Named], step_of: Callable[[float], float], tick: Callable[[float], str]
) -> Chart:
    """Groups of horizontal bars, one below the other."""
    values = [b.value for group in groups for b in group.bars if b.value is not None]
    most, ticks = _axis(values, step_of)
    scale = (WIDE - FOR_VALUE) / most
    labels, drawn, y = [], [], float(TOP)
    for group in groups:
        labels.append(Label(0, y + 13, group.name))
        y += NAME
        for kind, bar in enumerate(group.bars):
            width = (bar.value or 0.0) * scale
            there = bool(bar.value)
            drawn.append(Drawn(0, y, round(width, 2), BAR - 3, bar.said, kind, there))
            y += BAR
        y += BETWEEN
    bottom = y - BETWEEN / 2
    return Chart(
        height=bottom + BELOW,
        left=0,
        right=WIDE - FOR_VALUE,
        top=0,
        bottom=bottom,
        ticks=tuple(Tick(round(at * scale, 2), tick(at)) for at in ticks),
        labels=tuple(labels),
        drawn=tuple(drawn),
    )


def columns(
    groups: Sequence[Named], tick: Callable[[float], str], target: Bar | None = None
) -> Chart:
    """A column for each group, which has one bar, from left to right; lengths of time."""
    values = [g.bars[0].value for g in groups if g.bars[0].value is not None]
    if target is not None and target.value is not None:
        values.append(target.value)
    most, ticks = _axis(values, time_step)
    scale, bottom = TALL / most, ABOVE + TALL
    band = (WIDE - LEFT - RIGHT) / max(1, len(groups))
    width = min(COLUMN, band * 0.6)
    every = -(-len(groups) // NAMED)
    labels, drawn = [], []
    for number, group in enumerate(groups):
        bar, middle = group.bars[0], LEFT + (number + 0.5) * band
        height = (bar.value or 0.0) * scale
        said = bar.said if len(groups) <= VALUED else ""
        drawn.append(
            Drawn(
                round(middle - width / 2, 2),
                round(bottom - height, 2),
                round(width, 2),
                round(height, 2),
                said,
                0,
                bool(bar.value),
            )
        )
        if number % every == 0:
            note = group.note if every == 1 else ""
            labels.append(Label(round(middle, 2), bottom + 17, group.name, note))
    return Chart(
        height=bottom + UNDER,
        left=LEFT,
        right=WIDE - RIGHT,
        top=ABOVE,
        bottom=bottom,
        ticks=tuple(Tick(round(bottom - at * scale, 2), tick(at)) for at in ticks),
        labels=tuple(labels),
        drawn=tuple(drawn),
        line=_line(target, bottom, scale),
    )


def _line(target: Bar | None, bottom: float, scale: float) -> Label | None:
    if target is None or target.value is None:
        return None
    return Label(0, round(bottom - target.value * scale, 2), target.said)
