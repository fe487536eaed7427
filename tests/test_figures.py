"""The figures of one crisis: right where they can be worked out by hand, and never a failure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import figures
from bot.commands import closing as closing_commands
from bot.commands import steps as step_commands
from bot.crisis import Crisis, fold
from bot.figures import GRACE
from bot.parts import Critic, Deletion, Evidence, Post, Statement
from bot.surfaces.still_open import on_record
from tests.strategies import START, History, histories, opened, plan


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def statement(key: str, posted: float | None = None, **changed: Any) -> Statement:
    """A statement that U2 stands for, public so many minutes after the opening."""
    posts = () if posted is None else (Post("https://x.com/a/1", after(posted), "U2", "x"),)
    fields: dict[str, Any] = {
        "id": key,
        "kind": key.partition(".")[0].partition("-")[0],
        "language": "en",
        "text": "We are looking into it and will say more here.",
        "version": 1,
        "state": "draft" if posted is None else "posted",
        "authors": frozenset({"U2"}),
        "changed_at": START,
        "drafted_at": START,
        "posts": posts,
    }
    return Statement(**(fields | changed))


def crisis_of(*statements: Statement, closed: float = 600, **changed: Any) -> Crisis:
    """A closed crisis in which these things were said."""
    crisis = replace(
        opened(playbook=plan(1), post_at=after(-10)).at_last,
        opened_at=START,
        statements={s.id: s for s in statements},
        closed_at=after(closed),
    )
    return replace(crisis, **changed)


def promises(*statements: Statement, closed: float = 600) -> list[str]:
    return [p.state for p in figures.of(crisis_of(*statements, closed=closed)).promises]


# Promises


@pytest.mark.parametrize(
    ("second", "state"),
    [
        (30, "kept"),
        (60, "kept"),
        (60.9, "kept"),
        (61, "missed"),
        (90, "missed"),
        (None, "missed"),
    ],
)
def test_a_promise_is_kept_within_its_minute(second: float | None, state: str) -> None:
    holding = statement("holding", 5, next_update=after(60))
    assert timedelta(minutes=1) == GRACE
    assert promises(holding, statement("apology-1", second)) == [state]


@pytest.mark.parametrize("kind", ["internal", "reply"])
def test_a_word_to_some_keeps_no_promise_and_makes_none(kind: str) -> None:
    holding = statement("holding", 5, next_update=after(60))
    other = statement(f"{kind}-1", 30, next_update=after(90))
    assert promises(holding, other) == ["missed"]


def test_a_promise_that_the_close_overtook_is_open() -> None:
    holding = statement("holding", 5, next_update=after(60))
    assert promises(holding, closed=30) == ["open"]
    assert promises(holding, statement("apology-1", 20), closed=30) == ["kept"]
    assert promises(holding, closed=61) == ["missed"]


def test_a_translation_keeps_no_promise_and_is_no_second_one() -> None:
    holding = statement("holding", 5, next_update=after(60))
    french = statement("holding.fr", 6, language="fr", pair="holding", next_update=after(60))
    assert promises(holding, french) == ["missed"]
    later = replace(french, next_update=after(90))
    # The French text promised another time, and nothing came by then either.
    assert promises(holding, later) == ["missed", "missed"]
    assert promises(holding, french, statement("press-1", 59)) == ["kept"]


def test_who_repeats_a_promise_does_not_keep_it() -> None:
    holding = statement("holding", 5, next_update=after(60))
    again = statement("correction-1", 20, next_update=after(60))
    assert promises(holding, again) == ["missed"]
    moved = statement("correction-1", 20, next_update=after(120))
    assert promises(holding, moved) == ["kept", "missed"]


def test_a_draft_promises_nothing() -> None:
    assert promises(statement("holding", None, next_update=after(60))) == []


# Times


def test_the_course_of_each_statement_counts_from_the_opening() -> None:
    found = figures.of(
        crisis_of(
            statement("holding", 9, submitted_at=after(2), approved_at=after(6)),
            statement("apology-1", None, drafted_at=after(20), state="submitted"),
            # Approved, then written anew: it is not approved now.
            statement("press-1", None, drafted_at=after(30), approved_at=after(40)),
            statement("reply-1", None, drafted_at=after(50), cleared=True, state="approved"),
        )
    )
    minutes = [
        tuple(
            None if t is None else t.total_seconds() / 60 for t in (c.drafted, c.approved, c.posted)
        )
        for c in found.statements
    ]
    assert minutes == [(0, 6, 9), (20, None, None), (30, None, None), (50, 50, None)]
    assert found.first_word == timedelta(minutes=19)
    assert found.waits == (timedelta(minutes=4),)


def test_the_median_wait_is_the_middle_one() -> None:
    def waited(key: str, minutes: float) -> Statement:
        return statement(key, None, submitted_at=after(1), approved_at=after(1 + minutes))

    three = [waited(f"reply-{n}", n) for n in (1, 30, 4)]
    assert figures.of(crisis_of(*three)).approval == timedelta(minutes=4)
    four = [*three, waited("reply-9", 5)]
    assert figures.of(crisis_of(*four)).approval == timedelta(minutes=4.5)


# Whose steps were late


def test_late_steps_say_whose_they_were_and_by_how_much() -> None:
    history = opened(playbook=plan(5))
    # The steps are due 0 (no time), 1, 2, 3 and 4 minutes after the opening.
    history.do(step_commands.ClaimStep("s1"), "U2")
    history.do(step_commands.CompleteStep("s1"), "U3", later=119)
    history.do(step_commands.CompleteStep("s2"), "U4", later=60)
    history.do(step_commands.ClaimStep("s3"), "U5")
    history.do(closing_commands.CloseCrisis(None, "over", on_record), later=3600)
    opened_at, late = history.at_last.opened_at, figures.of(history.at_last).late_steps
    assert [(s.id, s.role, s.person) for s in late] == [
        ("s1", "legal", "U2"),
        ("s2", "legal", "U4"),
        ("s3", "legal", "U5"),
        ("s4", "legal", None),
    ]
    assert late[0].by == timedelta(seconds=60)
    assert late[3].by == history.now - opened_at - timedelta(minutes=4)


# Evidence, critics, findings


def test_what_was_kept_before_it_was_deleted() -> None:
    link = "https://x.com/acme/status/1"
    kept = Evidence("e1", "post", "U2", after(9), after(3), link=link)
    late = Evidence("e2", "post", "U2", after(9), after(8), link=f"{link}2")

    def deleted(at: float, **what: Any) -> Deletion:
        return Deletion(after(at), "U2", "U2", **what)

    for deletions, wanted in [
        ((), (0, 0)),
        ((deleted(4, link=link),), (1, 1)),
        ((deleted(3, evidence="e1"),), (1, 1)),
        ((deleted(2, link=link),), (1, 0)),
        ((deleted(5, link=f"{link}2"), deleted(5, link="https://x.com/b")), (2, 0)),
    ]:
        found = figures.of(crisis_of(evidence={"e1": kept, "e2": late}, deletions=deletions))
        assert (found.deletions, found.kept_first) == wanted


def test_critics_who_were_set_aside_are_owed_nothing() -> None:
    def critic(key: str, state: Any, minutes: float | None = None) -> Critic:
        at = None if minutes is None else after(minutes)
        return Critic(key, START, state=state, answered_at=at)

    board = [critic("k1", "answered", 2), critic("k2", "answered", 10), critic("k3", "open")]
    board.append(critic("k4", "set_aside"))
    found = figures.of(crisis_of(critics={c.id: c for c in board})).critics
    assert (found.answered, found.open, found.share) == (2, 1, 66)
    assert found.median == timedelta(minutes=6)


FAULTY = "We are sorry if anyone was offended. Our supplier made a mistake."


def test_findings_are_of_what_people_stand_for() -> None:
    by_hand = statement("apology-1", 30, text=FAULTY)
    found = figures.findings(crisis_of(by_hand))
    assert found[2, "conditional_apology"] == 1
    assert found[2, "blame_shift"] == 1
    untouched = replace(by_hand, authors=frozenset())
    assert figures.findings(crisis_of(untouched)) == {}


# Whatever happened


@settings(max_examples=60, deadline=None)
@given(histories())
def test_any_crisis_has_figures_and_always_the_same(history: History) -> None:
    crisis = history.at_last
    found = figures.of(crisis)
    assert found == figures.of(fold(None, history.entries) or crisis)
    assert figures.findings(crisis) == figures.findings(crisis)
    assert len(found.statements) == len(crisis.statements)
    assert found.late == len({step.id for step in found.late_steps}) <= found.steps
    assert 0 <= found.kept_first <= found.deletions
    states = [found.promised(state) for state in ("kept", "missed", "open")]
    assert sum(states) == len(found.promises)
    assert all(step.by > timedelta() for step in found.late_steps)
    for course in found.statements:
        assert all(t >= timedelta() for t in (course.drafted, course.approved, course.posted) if t)


@settings(max_examples=60, deadline=None)
@given(histories(least=3), st.data())
def test_redacted_entries_break_no_figures(history: History, data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.integers(2, max(2, len(history.entries)))))
    entries = [
        replace(entry, data=None, salt=None) if entry.seq in gone else entry
        for entry in history.entries
    ]
    crisis = fold(None, entries)
    assert crisis is not None
    figures.of(crisis)
    figures.findings(crisis)
