"""The drawn timeline: to scale, inside its picture, with every entry counted."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.events import LANGUAGES, RECORD_FILTERS, Language, RecordFilter
from bot.parts import Post
from bot.record import Reader, View
from bot.record.drawing import BAR, LEFT, LETTER, RIGHT, ROW, ROWS, WIDTH, drawing
from bot.record.filters import LANES
from bot.record.view import Marks
from tests.record.readable import view_of
from tests.strategies import histories, with_room

INSIDE = WIDTH - LEFT - RIGHT
MOMENTS = st.floats(-90_000, 400_000, allow_nan=False)
"""Seconds from the opening; some clocks run backwards."""


def view_at(
    times: dict[str, list[float]],
    *,
    before: timedelta = timedelta(minutes=6),
    last: float = 3600,
    closed: float | None = None,
    reader: Reader | None = None,
    opened: datetime | None = None,
) -> View:
    """A view of a crisis whose entries happened at such times, in seconds after its opening."""
    view = view_of(with_room(), reader)
    start = opened or view.crisis.opened_at
    crisis = replace(
        view.crisis,
        opened_at=start,
        post_at=start - before,
        closed_at=None if closed is None else start + timedelta(seconds=closed),
    )
    head = replace(view.head, at=(start + timedelta(seconds=last)).isoformat())
    marks = Marks()
    for name in LANES:
        seconds = (start.timestamp() + at for at in times.get(name, ()))
        marks.lanes[name] = array("d", seconds)
    return replace(view, crisis=crisis, head=head, marks=marks)


def fits(drawn: dict[str, Any]) -> None:
    """Everything is inside, and no label covers another."""
    width, height = drawn["width"], drawn["height"]
    assert width == WIDTH
    assert 0 < drawn["top"] < drawn["bottom"] < height
    assert LEFT <= drawn["opened"] <= WIDTH - RIGHT
    for number, lane in enumerate(drawn["lanes"]):
        roof = drawn["lanes"][number - 1]["y"] if number else drawn["top"]
        assert roof < lane["y"] <= drawn["bottom"]
        for bar in lane["bars"]:
            assert bar["n"] > 0
            assert LEFT <= bar["x"] < bar["x"] + bar["width"] <= WIDTH - RIGHT + 0.2
            assert 0 < bar["height"] <= BAR + 0.1
            assert roof <= bar["y"]
            assert bar["y"] + bar["height"] == pytest.approx(lane["y"], abs=0.11)
        for one, after in pairwise(lane["bars"]):
            assert one["x"] + one["width"] <= after["x"]
    places: dict[int, list[tuple[float, float]]] = {}
    for mark in drawn["marks"]:
        assert LEFT <= mark["x"] <= WIDTH - RIGHT
        assert ROW <= mark["y"] <= ROWS * ROW < drawn["top"] + ROWS * ROW
        if mark["label"]:
            wide = len(mark["label"]) * LETTER + 5
            left = mark["x"] - wide if mark["before"] else mark["x"]
            assert left >= 0
            assert left + wide <= width
            places.setdefault(mark["y"], []).append((left, left + wide))
    for row in places.values():
        for one, other in pairwise(sorted(row)):
            assert one[1] <= other[0]
    for tick in drawn["ticks"]:
        assert LEFT <= tick["x"] <= WIDTH - RIGHT
    for one, other in pairwise(drawn["ticks"]):
        letters = (len(one["label"]) + len(other["label"])) / 2
        assert other["x"] - one["x"] > letters * 6


def drawn_bars(drawn: dict[str, Any]) -> int:
    return sum(bar["n"] for lane in drawn["lanes"] for bar in lane["bars"])


@settings(max_examples=60, deadline=None)
@given(histories(most=40), st.sampled_from(LANGUAGES), st.sampled_from(RECORD_FILTERS))
def test_any_history_fits(history: Any, language: Language, chosen: RecordFilter) -> None:
    view = view_of(history, Reader(chosen, language))
    drawn = drawing(view)
    fits(drawn)
    counted = {lane["id"]: sum(bar["n"] for bar in lane["bars"]) for lane in drawn["lanes"]}
    assert set(counted) == ({"public"} if chosen == "public" else set(LANES))
    if view.crisis.closed_at is None:
        # What happened after the last entry was recorded is told of, not drawn.
        end = datetime.fromisoformat(view.head.at).timestamp()
        for name, n in counted.items():
            assert n >= sum(at <= end for at in view.marks.lanes[name])


@settings(max_examples=120, deadline=None)
@given(
    st.fixed_dictionaries({name: st.lists(MOMENTS, max_size=30) for name in LANES}),
    st.integers(0, 10**9),
    st.floats(-100, 400_000, allow_nan=False),
    st.none() | st.floats(0, 400_000, allow_nan=False),
)
def test_any_times_fit_and_are_counted(
    times: dict[str, list[float]], before: int, last: float, closed: float | None
) -> None:
    view = view_at(times, before=timedelta(seconds=before), last=last, closed=closed)
    drawn = drawing(view)
    fits(drawn)
    end = max(last if closed is None else closed, 60)
    all_of = [at for lane in times.values() for at in lane]
    # Where a time is the end itself, rounding decides.
    assert drawn_bars(drawn) <= sum(at <= end + 1 for at in all_of)
    assert drawn_bars(drawn) >= sum(at <= end - 1 for at in all_of)
    later = len(all_of) - drawn_bars(drawn)
    assert (f"{later:,} " in drawn["text"]) or not later


@pytest.mark.parametrize("n", [5, 60, 1_200, 5_000])
def test_few_entries_and_many(n: int) -> None:
    spread = [at * 7_200 / n for at in range(n)]
    drawn = drawing(view_at({"internal": spread}, last=7_200))
    fits(drawn)
    assert drawn_bars(drawn) == n
    (lane,) = [lane for lane in drawn["lanes"] if lane["id"] == "internal"]
    assert lane["n"] == f"{n:,}"


def test_all_at_one_instant() -> None:
    drawn = drawing(view_at({"internal": [0.0] * 300}, last=0, before=timedelta(0)))
    fits(drawn)
    (lane,) = [lane for lane in drawn["lanes"] if lane["id"] == "internal"]
    (bar,) = lane["bars"]
    assert (bar["n"], bar["x"]) == (300, LEFT + 0.5)


def test_a_post_of_years_before_leaves_room_for_the_crisis() -> None:
    drawn = drawing(view_at({}, before=timedelta(days=3 * 365), last=3_600))
    fits(drawn)
    assert drawn["opened"] == pytest.approx(LEFT + INSIDE / 3, abs=0.1)
    assert "The bad post went out before" in drawn["text"]
    assert [mark["label"] for mark in drawn["marks"]] == ["Opened"]


def test_what_came_after_the_close_is_said_and_not_drawn() -> None:
    times = {"internal": [0.0, 100.0, 3_600.0, 3_700.0, 90_000.0]}
    drawn = drawing(view_at(times, last=90_000, closed=3_600))
    assert drawn_bars(drawn) == 3
    assert "2 entries came after that and are not drawn." in drawn["text"]
    assert drawn["marks"][-1]["label"] == "Closed"
    assert drawn["marks"][-1]["x"] == WIDTH - RIGHT


def test_it_is_to_scale() -> None:
    view = view_at({"internal": [0, 900, 1_800, 2_700]}, before=timedelta(minutes=30), last=5_400)
    drawn = drawing(view)
    (lane,) = [lane for lane in drawn["lanes"] if lane["id"] == "internal"]
    slot = INSIDE / 132
    for bar, at in zip(lane["bars"], (0, 900, 1_800, 2_700), strict=True):
        assert bar["x"] == pytest.approx(LEFT + (at + 1_800) / 7_200 * INSIDE, abs=slot)
    assert drawn["opened"] == pytest.approx(LEFT + INSIDE / 4, abs=0.1)


SPRING = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
"""Half an hour before the clocks of Paris leave out the hour from two to three."""
AUTUMN = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
"""Half an hour before they say the hour from two to three again."""


@pytest.mark.parametrize("night", [SPRING, AUTUMN])
@pytest.mark.parametrize("hours", [2, 4, 9, 40, 400])
def test_ticks_are_round_times_on_the_reader_s_clock(night: datetime, hours: int) -> None:
    reader = Reader(language="fr", timezone="Europe/Paris")
    view = view_at({}, opened=night, last=hours * 3_600, reader=reader)
    drawn = drawing(view)
    fits(drawn)
    start = view.crisis.post_at
    length = timedelta(hours=hours) + (night - start)
    assert len(drawn["ticks"]) >= 3
    for tick in drawn["ticks"]:
        at = start + length * ((tick["x"] - LEFT) / INSIDE)
        round_time = datetime.fromtimestamp(round(at.timestamp() / 900) * 900, UTC)
        assert abs(round_time - at) <= length / INSIDE
        there = round_time.astimezone(view.clock.zone)
        shown = f"{there:%H:%M}" if ":" in tick["label"] else f"{there.day} "
        assert tick["label"].startswith(shown)
        assert ":" in tick["label"] or there.hour == 0


def test_marks_of_before_the_picture_are_left_out() -> None:
    view = view_at({}, before=timedelta(days=30), last=3_600)
    statement = view.crisis.statements["holding"]
    old = Post(at=view.crisis.opened_at - timedelta(days=20), by="U1", link="x", platform="x")
    statements = {**view.crisis.statements, "holding": replace(statement, posts=(old,))}
    seen = replace(view, crisis=replace(view.crisis, statements=statements))
    assert [mark["label"] for mark in drawing(seen)["marks"]] == ["Opened"]
