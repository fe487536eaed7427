"""What is due, over a thousand open crises with forty steps each."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot import events
from bot.clocks import due
from bot.commands import OpenCrisis, decide
from bot.crisis import Crisis, apply
from bot.people import Person
from bot.refused import Refused

START = datetime(2026, 3, 14, 22, 40, tzinfo=UTC)
CRISES, STEPS = 1_000, 40


def crisis() -> Crisis:
    """A major crisis of which most steps have a time, and some wait for others."""
    opened = events.CrisisOpened(
        team="T1",
        what="A joke about a rival",
        platforms=("x",),
        post_at=START - timedelta(minutes=6),
        cause="mistake",
        severity="major",
        language="en",
        private=False,
        lead="U1",
        timezone="Europe/Paris",
    )
    steps = tuple(
        events.Step(
            id=f"s{number}",
            phase="p",
            rule=1,
            role="communications",
            title=f"Step {number}",
            help="What to do",
            within=5 + number * 3,
            anchor="post" if number % 2 else "opened",
            after=(f"s{number - 1}",) if number % 4 == 3 else (),
        )
        for number in range(STEPS)
    )
    plan = events.PlaybookAdopted(
        playbook="p", title="p", phases=(events.Phase(id="p", title="p"),), steps=steps
    )
    holding = events.StatementDrafted(
        statement="holding", statement_kind="holding", language="en", text="We are looking into it."
    )
    decision = decide(None, OpenCrisis(opened, plan, holding), Person(id="U1"), START)
    assert not isinstance(decision, Refused)
    made = None
    for seq, event in enumerate(decision, 1):
        made = apply(made, crisis_id="c", seq=seq, at=START, actor="U1", event=event)
    assert made is not None
    return made


def durations(rounds: int = 5) -> float:
    """Milliseconds to see what is due in all of them, an hour after the opening; the median."""
    one = crisis()
    crises = [replace(one, id=f"c{number}") for number in range(CRISES)]
    now = START + timedelta(hours=1)
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        found = sum(len(due(each, now)) for each in crises)
        took.append((time.perf_counter() - began) * 1000)
        assert found >= CRISES
    return statistics.median(took)
