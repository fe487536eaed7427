"""The report's pictures: to scale, and nothing outside of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.report.charts import TICKS, WIDE, Bar, Named, bars, columns, count_step, time_step

TIMES = st.none() | st.floats(0, 400 * 86_400)
GROUPS = st.lists(st.tuples(TIMES, TIMES), min_size=1, max_size=60)


def named(*values: float | None) -> Named:
    return Named("x", tuple(Bar(value, "said") for value in values), "note")


def tick(at: float) -> str:
    return f"{at:g}"


@pytest.mark.parametrize(
    ("most", "step"),
    [(0, 1), (6, 1), (7, 2), (600, 120), (3_600, 600), (5_820, 1_200), (86_400, 21_600)],
)
def test_steps_of_time(most: float, step: float) -> None:
    assert time_step(most) == step


@given(st.floats(0, 10**9))
def test_an_axis_has_a_few_ticks(most: float) -> None:
    for step in (time_step(most), count_step(most)):
        assert most <= TICKS * step
        assert step <= max(1, most)


@given(GROUPS)
def test_bars_are_to_scale(values: list[tuple[float | None, float | None]]) -> None:
    chart = bars([named(*pair) for pair in values], time_step, tick)
    flat = [value for pair in values for value in pair]
    last = chart.ticks[-1]
    for bar, value in zip(chart.drawn, flat, strict=True):
        assert bar.there is bool(value)
        assert bar.width == pytest.approx((value or 0) * last.at / float(last.label), abs=0.02)
        assert 0 <= bar.width <= chart.right < WIDE
        assert bar.y + bar.height <= chart.bottom
    tops = [bar.y for bar in chart.drawn]
    assert tops == sorted(set(tops))
    assert len(chart.ticks) <= TICKS + 1


@given(st.lists(TIMES, min_size=1, max_size=60), st.none() | st.integers(1, 10_000))
def test_columns_are_to_scale(values: list[float | None], target: int | None) -> None:
    line = None if target is None else Bar(60.0 * target, "target")
    chart = columns([named(value) for value in values], tick, line)
    last = chart.ticks[-1]
    scale = (chart.bottom - last.at) / float(last.label)
    for column, value in zip(chart.drawn, values, strict=True):
        assert column.height == pytest.approx((value or 0) * scale, abs=0.02)
        assert chart.left <= column.x <= column.x + column.width <= chart.right
        assert chart.top - 0.01 <= column.y
    edges = [(column.x, column.x + column.width) for column in chart.drawn]
    assert all(one[1] < other[0] for one, other in pairwise(edges))
    if target is None:
        assert chart.line is None
    else:
        assert chart.line is not None
        assert chart.bottom - chart.line.y == pytest.approx(60 * target * scale, abs=0.02)
    assert 1 <= len(chart.labels) <= 12
