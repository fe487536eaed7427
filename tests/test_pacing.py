"""Calls keep within Slack's rates, and surfaces are updated no more often than need be."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pacing import BURST, CHANNELS_KEPT, PER_MINUTE, POST_BURST, TIERS, Pacer, Stop, Stopped
from bot.sandbox.limits import LIMITS
from bot.surfaces import Content
from bot.sync import CanvasPace, Pace, backoff


class SkippingLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer: nothing waits for real."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            # Time goes on a little at every turn, as it does in life.
            self.now = max(self.now + 1e-6, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def run(work: Coroutine[Any, Any, Any]) -> Any:
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        return runner.run(work)


async def times(pacer: Pacer, count: int, method: str, channel: str | None = None) -> list[float]:
    """When each of many calls that are asked for at once may be made."""
    loop = asyncio.get_running_loop()
    made: list[float] = []

    async def call() -> None:
        await pacer.wait(method, channel)
        made.append(loop.time())

    await asyncio.gather(*(call() for _ in range(count)))
    return made


@pytest.mark.parametrize("method", ["chat.update", "conversations.create", "users.info"])
def test_a_method_keeps_its_tier_after_a_burst(method: str) -> None:
    made = run(times(Pacer(Stop()), 100, method))
    per_minute = PER_MINUTE[TIERS[method]]
    assert made[BURST - 1] == 0
    for number, at in enumerate(made):
        assert number + 1 <= BURST + per_minute * at / 60 + 1e-6
    assert made[-1] == pytest.approx((100 - BURST) * 60 / per_minute, abs=1)


def test_a_channel_takes_a_message_a_second() -> None:
    async def work() -> tuple[list[float], list[float]]:
        pacer = Pacer(Stop())
        busy, other = await asyncio.gather(
            times(pacer, 20, "chat.postMessage", "C1"), times(pacer, 3, "chat.postMessage", "C2")
        )
        return busy, other

    busy, other = run(work())
    assert other == [0, 0, 0], "another channel does not wait"
    assert busy[-1] == pytest.approx(20 - POST_BURST, abs=0.1)


def test_what_has_no_tier_does_not_wait() -> None:
    assert run(times(Pacer(Stop()), 500, "auth.test"))[-1] == 0


def test_a_retry_after_holds_everybody() -> None:
    async def work() -> tuple[list[float], list[float]]:
        pacer = Pacer(Stop())
        pacer.hold("chat.update", 30)
        pacer.hold("chat.update", 5)
        return await asyncio.gather(times(pacer, 3, "chat.update"), times(pacer, 1, "views.open"))

    held, free = run(work())
    assert held == [30, 30, 30], "the longer of two holds counts"
    assert free == [0]


@pytest.mark.parametrize("held", [True, False])
def test_a_stop_ends_every_wait(held: bool) -> None:
    async def work() -> float:
        stop = Stop()
        pacer, loop = Pacer(stop), asyncio.get_running_loop()
        if held:
            pacer.hold("chat.update", 600)
        calls = asyncio.gather(
            *(pacer.wait("chat.update") for _ in range(200)), return_exceptions=True
        )
        loop.call_at(5, stop.set)
        outcomes = await calls
        assert {type(outcome) for outcome in outcomes[BURST + 10 :]} == {Stopped}
        assert outcomes[:BURST] == [None] * BURST or held
        with pytest.raises(Stopped):
            await stop.sleep(60)
        return loop.time()

    assert run(work()) == pytest.approx(5, abs=0.1)


def test_a_sleep_that_nobody_stops_ends_by_itself() -> None:
    async def work() -> float:
        await Stop().sleep(60)
        return asyncio.get_running_loop().time()

    assert run(work()) == pytest.approx(60, abs=0.1)


def test_channels_of_long_ago_are_forgotten() -> None:
    async def work() -> int:
        pacer = Pacer(Stop())
        for number in range(CHANNELS_KEPT + 50):
            await pacer.wait("chat.postMessage", f"C{number}")
        return len(pacer._channels)

    assert run(work()) == CHANNELS_KEPT


def test_the_tiers_are_slacks() -> None:
    for method, tier in TIERS.items():
        assert LIMITS[method].per_minute == PER_MINUTE[tier], method


# Updates of one message


def test_a_lone_change_goes_out_at_once_and_the_next_a_second_later() -> None:
    pace = Pace()
    assert pace.wait(100) == 0
    pace.looked(100)
    pace.sent(100, changes=1)
    assert pace.wait(100) == Pace.SHORTEST
    assert pace.wait(101) == 0


def test_a_look_without_an_update_waits_less() -> None:
    pace = Pace()
    pace.looked(100)
    assert pace.wait(100) == Pace.LOOK
    assert pace.wait(100.5) == 0


def test_updates_are_spaced_out_while_changes_pour_in() -> None:
    pace, at, gaps = Pace(), 0.0, []
    for _ in range(6):
        pace.sent(at, changes=20)
        gaps.append(pace.wait(at))
        at += gaps[-1]
    assert gaps == sorted(gaps)
    assert gaps[-1] == Pace.SLOWEST
    pace.sent(at, changes=1)
    assert pace.wait(at) == Pace.SHORTEST


@settings(max_examples=100)
@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 300)), max_size=40))
def test_never_more_than_one_update_a_second(changes: list[tuple[float, int]]) -> None:
    pace, now, sent = Pace(), 0.0, []
    for later, count in changes:
        now += later
        now += pace.wait(now)
        pace.looked(now)
        pace.sent(now, count)
        sent.append(now)
        assert 0 <= pace.wait(now) <= Pace.SLOWEST + 1e-9
    assert all(b - a >= 0.999 for a, b in itertools.pairwise(sent))


@settings(max_examples=100)
@given(st.integers(1, 500))
def test_pauses_double_up_to_a_minute(attempt: int) -> None:
    pause = backoff(attempt)
    middle = min(60.0, 2.0 ** (attempt - 1))
    assert 0.8 * middle <= pause <= 1.2 * middle


def test_a_digest_is_of_all_that_is_shown() -> None:
    one = Content("text", ({"type": "divider"},))
    assert one.digest == Content("text", ({"type": "divider"},)).digest
    assert one.digest != Content("other", one.blocks).digest
    assert one.digest != Content("text", ({"type": "divider", "block_id": "b"},)).digest
    assert Content("", ({"a": 1, "b": 2},)).digest == Content("", ({"b": 2, "a": 1},)).digest


@settings(max_examples=50)
@given(st.lists(st.integers(1, 40), min_size=1))
def test_a_canvas_is_written_twice_a_minute_at_most(counts: list[int]) -> None:
    pace, now = CanvasPace(), 0.0
    assert pace.wait(now) == 0.0
    for count in counts:
        pace.sent(now, count)
        assert pace.wait(now) == 30.0
        now += pace.wait(now)
