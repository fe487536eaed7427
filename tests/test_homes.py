"""Whose home tab follows what they do, and that its last drawing is the newest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.homes import KEPT, Homes

ME = ("T1", "U1")


def test_who_is_there() -> None:
    homes = Homes()
    assert not homes.has(ME)
    homes.came(ME)
    assert homes.has(ME)
    assert not homes.has(("T2", "U1"))
    homes.left(ME)
    homes.left(ME)
    assert not homes.has(ME)


def test_only_so_many_are_remembered() -> None:
    homes = Homes()
    for number in range(KEPT + 1):
        homes.came(("T1", f"U{number}"))
    assert not homes.has(("T1", "U0"))
    assert homes.has(ME)


@given(st.lists(st.sampled_from(["change", "end"]), max_size=30))
def test_every_change_is_drawn_and_one_drawing_is_under_way_at_a_time(steps: list[str]) -> None:
    homes = Homes()
    version = drawn = 0
    drawing: int | None = None
    for step in [*steps, "end", "end"]:
        if step == "change":
            version += 1
            if homes.begin(ME):
                assert drawing is None
                drawing = version
        elif drawing is not None:
            drawn = drawing
            drawing = version if homes.drawn(ME) else None
    assert drawing is None
    assert drawn == version


def test_a_drawing_that_failed_does_not_stand_in_the_way() -> None:
    homes = Homes()
    assert homes.begin(ME)
    assert not homes.begin(ME)
    assert not homes.drawn(ME, failed=True)
    assert homes.begin(ME)
