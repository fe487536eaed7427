"""A board of five thousand: the likeness of one reply against all, the message, a click."""

from __future__ import annotations

import random
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot import replies, surfaces
from bot.chain import APP
from bot.commands import OpenCrisis, decide
from bot.commands.critics import TakeCritic
from bot.crisis import Crisis, apply
from bot.events import CrisisOpened, Event, PlaybookAdopted, StatementDrafted
from bot.parts import Critic
from bot.people import Person
from bot.refused import Refused

MANY = 5_000
OPENED = datetime(2026, 3, 14, 22, 40, tzinfo=UTC)
_OPENINGS = (
    "Hi {name}, you are right, and we are sorry.",
    "Hello {name}, thank you for writing to us so openly.",
    "{name}, I have read what you wrote twice, and it stays with me.",
)
_MIDDLES = (
    "The joke mocked people who work nights, and you are one of them.",
    "You asked who let this go out: we did, and we answer for it.",
    "Your order has nothing to do with this and leaves tomorrow as planned.",
    "What you say of your father is what should have stopped us.",
)
_WORDS = [
    "deleted",
    "post",
    "team",
    "tonight",
    "checking",
    "words",
    "read",
    "aloud",
    "before",
    "shift",
    "nurses",
    "drivers",
    "bakers",
    "next",
    "week",
    "meeting",
    "lesson",
    "hear",
    "call",
    "office",
    "friend",
    "morning",
    "answer",
    "question",
    "detail",
    "harm",
    "trust",
    "street",
    "shop",
    "counter",
    "phone",
    "letter",
    "number",
    "colleague",
]


def board(answered: int) -> Crisis:
    """A crisis with `MANY` critics, so many of them answered."""
    draw = random.Random(7)
    opened = CrisisOpened(
        team="T1",
        what="A joke about a rival",
        platforms=("x",),
        post_at=OPENED,
        cause="mistake",
        severity="minor",
        language="en",
        private=False,
        lead="U1",
        timezone="Europe/London",
    )
    plan = PlaybookAdopted(playbook="bench", title="Bench", phases=(), steps=())
    holding = StatementDrafted(
        statement="holding", statement_kind="holding", language="en", text="We look into it."
    )
    crisis: Crisis | None = None
    decision = decide(None, OpenCrisis(opened, plan, holding), Person(id="U1"), OPENED)
    assert not isinstance(decision, Refused)
    for event in decision:
        crisis = _after(crisis, event)
    assert crisis is not None
    critics = {}
    for number in range(MANY):
        text = reply(draw, number) if number < answered else None
        critics[f"k{number}"] = Critic(
            id=f"k{number}",
            added_at=OPENED + timedelta(seconds=number),
            link=f"https://x.com/u{number}/status/{number}",
            platform="x",
            handle=f"u{number}",
            said="That was cruel, and it was about people like me. " * 3,
            reach=number * 7 % 5_000,
            tone=draw.choice(("hurt", "angry", "question", "neutral")),
            state="answered" if text else "open",
            answer=text,
            answered_at=OPENED + timedelta(hours=2) if text else None,
            answered_by="U1" if text else None,
        )
    return replace(crisis, critics=critics)


def reply(draw: random.Random, number: int) -> str:
    parts = [draw.choice(_OPENINGS).format(name=f"Ann{number}"), draw.choice(_MIDDLES)]
    parts.append(" ".join(draw.choices(_WORDS, k=25)).capitalize() + ".")
    return " ".join([*parts, "Kind regards, Tom"])


def likeness(runs: int) -> tuple[float, float]:
    """Milliseconds to find the closest of `MANY` sent replies, the median; and to take them all
    into the index, as after a start, a reply."""
    crisis, draw = board(MANY), random.Random(11)
    began = time.perf_counter()
    for _ in replies.catching_up(crisis):
        pass
    each = (time.perf_counter() - began) * 1000 / MANY
    found = []
    for number in range(runs):
        text = reply(draw, MANY + number)
        began = time.perf_counter()
        assert replies.closest(crisis, text, "en", "critic:none") is not None
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found), each


def click(runs: int) -> tuple[float, float]:
    """Milliseconds from a click on a board of `MANY` to its decision and fold, and to draw its
    message anew: the medians."""
    crisis, folded, drawn = board(MANY // 2), [], []
    for number in range(runs):
        person = Person(id="U2")
        began = time.perf_counter()
        decision = decide(crisis, TakeCritic(f"k{MANY - 1 - number}"), person, OPENED)
        assert not isinstance(decision, Refused)
        for event in decision:
            crisis = _after(crisis, event)
        folded.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        surfaces.render(crisis, "critics")
        drawn.append((time.perf_counter() - began) * 1000)
    return statistics.median(folded), statistics.median(drawn)


def _after(crisis: Crisis | None, event: Event) -> Crisis:
    seq = crisis.seq + 1 if crisis else 1
    return apply(crisis, crisis_id="bench", seq=seq, at=OPENED, actor=APP, event=event)
