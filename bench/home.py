"""The home tab of somebody who has two hundred things to do."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime, timedelta

from bot import events, mine
from bot.commands import Command, OpenCrisis, decide
from bot.commands.room import AdoptPaths
from bot.commands.statements import SubmitStatement
from bot.crisis import Crisis, apply
from bot.health import Health
from bot.locale import words
from bot.people import Person
from bot.refused import Refused
from bot.report.across import case
from bot.sandbox.blocks import validate_view
from bot.surfaces.home import home

START = datetime(2026, 3, 14, 22, 40, tzinfo=UTC)
ME = Person(id="U2", admin=True)
CRISES, STEPS = 20, 9
HOLDING = (
    "We published a post tonight that should not have gone out, and we are looking into how it "
    "happened. We will say more here by 11 pm. "
)
HEALTH = Health(missing=("pins:write",), database=timedelta(milliseconds=2), since=START)


def items() -> tuple[list[Crisis], int]:
    """Open crises, and how many of their steps and statements wait for one person."""
    crises = [_crisis(number) for number in range(CRISES)]
    return crises, len(mine.steps(crises, ME.id)) + len(mine.waiting(crises, ME))


def rendered(runs: int = 40) -> tuple[float, bool]:
    """Milliseconds for one home tab, the median over both languages; and whether Slack would
    take each of them."""
    crises, _ = items()
    year = [case(crisis, reviewed=False) for crisis in crises * 10]
    found, good = [], True
    for run in range(runs):
        t = words("fr" if run % 2 else "en")
        began = time.perf_counter()
        view = home(t, crises, crises[:5], me=ME, now=START, year=year, health=HEALTH)
        found.append((time.perf_counter() - began) * 1000)
        good = good and validate_view(view) == []
    return statistics.median(found), good


def _crisis(number: int) -> Crisis:
    opened = events.CrisisOpened(
        team="T1",
        what=f"A joke about rival number {number}",
        platforms=("x",),
        post_at=START - timedelta(minutes=6),
        cause="mistake",
        severity="major",
        language="en",
        private=False,
        lead="U1",
        timezone="Europe/Paris",
    )
    plan = events.PlaybookAdopted(
        playbook="bench",
        title="Bench",
        phases=(events.Phase(id="first", title="First"),),
        steps=tuple(
            events.Step(
                id=f"s{step}",
                phase="first",
                rule=1,
                role="legal",
                title=f"Look at what number {step} says",
                help="In one sentence.",
                within=5 * step or None,
            )
            for step in range(STEPS)
        ),
    )
    holding = events.StatementDrafted(
        statement="holding", statement_kind="holding", language="en", text=HOLDING * 4
    )
    people = events.PathsAdopted(people={"role:legal": (ME.id,)})
    commands: tuple[Command, ...] = (
        OpenCrisis(opened=opened, playbook=plan, holding=holding),
        AdoptPaths(people),
        SubmitStatement("holding", 1),
    )
    crisis: Crisis | None = None
    for command in commands:
        decided = decide(crisis, command, Person(id="U1"), START)
        if isinstance(decided, Refused):
            raise TypeError(decided.reason)
        for event in decided:
            crisis = apply(
                crisis,
                crisis_id=f"{number:032x}",
                seq=crisis.seq + 1 if crisis else 1,
                at=START,
                actor="U1",
                event=event,
            )
    if crisis is None:
        raise TypeError("nothing was opened")
    return crisis
