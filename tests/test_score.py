"""The score of a drill: within bounds, and never worse for who is faster."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.crisis import Crisis
from bot.events import LANGUAGES, Language, Proof
from bot.locale import words
from bot.parts import Critic, Evidence, Fact, Post
from bot.score import WEIGHTS, Line, answered, minutes, moments, score
from bot.surfaces.score import picture_text, score_message
from tests.strategies import START, drill_plan, histories, with_room

WAITS = st.none() | st.integers(0, 400)
TARGETS = st.integers(1, 120)


def after(crisis: Crisis, wait: int) -> Any:
    return crisis.opened_at + timedelta(minutes=wait)


def played(
    *,
    first_word: int | None = None,
    approval: int | None = None,
    facts: int | None = None,
    evidence: int | None = None,
    critics: tuple[int, int] = (0, 0),
    **targets: int,
) -> Crisis:
    """A drill that was closed after ten hours, with each thing done after so many minutes;
    `critics` are how many were answered, of how many."""
    crisis = with_room(planned=drill_plan(**targets), post_at=START + timedelta(seconds=1)).at_last
    changes: dict[str, Any] = {"closed_at": after(crisis, 600)}
    holding = crisis.statements["holding"]
    if approval is not None:
        sent = after(crisis, 0)
        approved = sent + timedelta(minutes=approval)
        holding = replace(holding, submitted_at=sent, approved_at=approved, state="approved")
    if first_word is not None:
        post = Post("https://x.com/a/1", after(crisis, first_word), "U1", "x")
        holding = replace(holding, posts=(post,), state="posted")
    changes["statements"] = {"holding": holding}
    if facts is not None:
        fact = Fact("f1", "x", Proof(), "U1", after(crisis, 0), "confirmed", "U2")
        changes["facts"] = {"f1": replace(fact, confirmed_at=after(crisis, facts))}
    if evidence is not None:
        kept = Evidence("e1", "post", "U1", after(crisis, evidence), crisis.opened_at)
        changes["evidence"] = {"e1": kept}
    done, of = critics
    changes["critics"] = {
        f"c{n}": Critic(
            f"c{n}",
            crisis.opened_at,
            state="answered" if n < done else "open",
            answered_at=after(crisis, n) if n < done else None,
        )
        for n in range(of)
    }
    return replace(crisis, **changes)


def line(crisis: Crisis, measure: str) -> Line:
    return next(each for each in score(crisis).lines if each.measure == measure)


@settings(max_examples=150, deadline=None)
@given(
    waits=st.fixed_dictionaries(
        dict.fromkeys(("first_word", "approval", "facts", "evidence"), WAITS)
    ),
    critics=st.integers(0, 20).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    target=TARGETS,
    share=st.integers(0, 100),
)
def test_within_bounds(
    waits: dict[str, Any], critics: tuple[int, int], target: int, share: int
) -> None:
    result = score(_targeted(played(**waits, critics=critics), target, share))
    assert 0 <= result.total <= 100
    assert all(0 <= each.points <= each.of for each in result.lines)
    assert all(each.reached is (each.points == each.of) for each in result.lines)
    assert (result.total == 100) is (not result.missed)
    assert sum(each.of for each in result.lines) == (100 if critics[1] else 80)


def _targeted(crisis: Crisis, minutes_: int, share: int) -> Crisis:
    assert crisis.drill is not None
    targets = crisis.drill.targets.model_copy(
        update={
            **dict.fromkeys(("first_word", "approval", "facts", "evidence"), minutes_),
            "critics": share,
        }
    )
    return replace(crisis, drill=crisis.drill.model_copy(update={"targets": targets}))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["first_word", "approval", "facts", "evidence"]),
    st.integers(0, 400),
    st.integers(0, 400) | st.none(),
    TARGETS,
)
def test_faster_is_never_worse(measure: str, fast: int, slow: int | None, target: int) -> None:
    if slow is not None:
        fast, slow = sorted((fast, slow))
    others: dict[str, Any] = {"approval": 3, "first_word": 9, "facts": 9, "evidence": 9}
    quick = score(_targeted(played(**others | {measure: fast}), target, 50))
    late = score(_targeted(played(**others | {measure: slow}), target, 50))
    assert quick.total >= late.total


@given(st.integers(1, 30), st.data(), st.integers(0, 100))
@settings(max_examples=60, deadline=None)
def test_more_answers_are_never_worse(of: int, data: st.DataObject, share: int) -> None:
    fewer = data.draw(st.integers(0, of))
    more = data.draw(st.integers(fewer, of))
    totals = [score(_targeted(played(critics=(n, of)), 30, share)).total for n in (fewer, more)]
    assert totals == sorted(totals)


def test_all_reached() -> None:
    crisis = played(first_word=30, approval=15, facts=30, evidence=15, critics=(3, 5))
    assert score(crisis).total == 100
    assert score(crisis).missed == ()


def test_nothing_done() -> None:
    result = score(played(critics=(0, 2)))
    assert result.total == 0
    assert [each.value for each in result.lines] == [None, None, None, None, 0]
    # The first word weighs most, and so comes first in what to rehearse.
    assert result.missed[0].measure == "first_word"


@pytest.mark.parametrize(
    ("first_word", "points"), [(30, 30), (31, 29), (60, 15), (89, 0), (90, 0), (400, 0)]
)
def test_points_go_down_evenly_to_three_times_the_target(first_word: int, points: int) -> None:
    assert line(played(first_word=first_word), "first_word").points == points


@pytest.mark.parametrize(
    ("seconds", "whole"), [(-5, 0), (0, 0), (1, 1), (60, 1), (61, 2), (899.5, 15), (901, 16)]
)
def test_minutes_are_rounded_up(seconds: float, whole: int) -> None:
    assert minutes(timedelta(seconds=seconds)) == whole


def test_without_critics_the_others_weigh_more() -> None:
    crisis = played(first_word=30, approval=15, facts=30, evidence=15)
    assert answered(crisis) is None
    assert "critics" not in {each.measure for each in score(crisis).lines}
    assert score(crisis).total == 100


def test_critics_set_aside_do_not_count() -> None:
    crisis = played(critics=(1, 3))
    aside = {key: replace(c, state="set_aside") for key, c in crisis.critics.items() if key != "c0"}
    assert answered(replace(crisis, critics={**crisis.critics, **aside})) == 100


def test_an_approval_that_never_came_counts_to_the_end() -> None:
    crisis = played(approval=3)
    holding = replace(crisis.statements["holding"], approved_at=None, state="submitted")
    waiting = replace(crisis, statements={"holding": holding})
    assert line(waiting, "approval").value == 600


def test_words_cleared_in_advance_waited_for_nobody() -> None:
    crisis = played(first_word=3)
    cleared = replace(crisis.statements["holding"], cleared=True)
    assert line(replace(crisis, statements={"holding": cleared}), "approval").value == 0


def test_a_withdrawn_fact_is_none() -> None:
    crisis = played(facts=3)
    fact = replace(crisis.facts["f1"], state="withdrawn")
    assert line(replace(crisis, facts={"f1": fact}), "facts").value is None


def test_what_happened_in_order() -> None:
    crisis = played(first_word=12, approval=8, facts=20, evidence=2, critics=(2, 3))
    crisis = replace(crisis, injected=frozenset({"i0", "i1"}))
    found = moments(crisis)
    assert [moment.at for moment in found] == sorted(moment.at for moment in found)
    assert [moment.deed for moment in found if moment.deed != "reply"] == [
        "inject",
        "evidence",
        "inject",
        "approved",
        "first_word",
        "fact",
    ]


@settings(max_examples=40, deadline=None)
@given(histories())
def test_any_crisis_has_a_score(history: Any) -> None:
    result = score(history.at_last)
    assert 0 <= result.total <= 100
    assert set(WEIGHTS) >= {each.measure for each in result.lines}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_message_says_what_to_rehearse(language: Language) -> None:
    t = words(language)
    crisis = replace(played(first_word=70, critics=(0, 2)), language=language)
    shown = score_message(crisis)
    assert shown.text.startswith(t("EXERCISE · "))
    said = str(shown.blocks)
    assert t("*What to rehearse next*") in said
    assert t("never") in said
    best = played(first_word=30, approval=15, facts=30, evidence=15, critics=(3, 5))
    said = str(score_message(replace(best, language=language)).blocks)
    assert t("*What to rehearse next*") not in said
    assert len(picture_text(crisis)) <= 1000
    assert str(score(crisis).total) in picture_text(crisis)
