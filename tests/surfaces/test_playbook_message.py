"""The playbook message: every step that can still be done has its buttons."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import surfaces
from bot.commands import closing as closing_commands
from bot.commands import room as room_commands
from bot.commands import steps as step_commands
from bot.events import CAUSES, LANGUAGES, SEVERITIES, Cause, Language, Severity
from bot.playbook_shelf import OURS
from tests.strategies import NASTY, History, opened, plan, with_room


def blocks(history: History) -> tuple[dict[str, Any], ...]:
    return surfaces.render(history.at_last, "playbook").blocks


def offered(history: History) -> dict[str, set[str]]:
    """Step to the actions that its buttons offer."""
    found: dict[str, set[str]] = {}
    for block in blocks(history):
        for element in (*block.get("elements", ()), block.get("accessory") or {}):
            if element.get("type") == "button":
                step = element["value"].split(":")[1]
                found.setdefault(step, set()).add(element["action_id"])
    return found


def said(history: History) -> str:
    return json.dumps(blocks(history), ensure_ascii=False)


def test_each_state_of_a_step_offers_what_can_be_done_with_it() -> None:
    history = with_room(playbook=plan(4))
    history.do(step_commands.ClaimStep("s1"), "U2")
    history.do(step_commands.CompleteStep("s2"), "U3")
    history.do(step_commands.SkipStep("s3", "not <ours>"), "U4")
    assert offered(history) == {
        "s0": {"claim_step", "complete_step", "open_skip"},
        "s1": {"complete_step", "undo_step", "open_skip"},
        "s2": {"undo_step"},
        "s3": {"undo_step"},
    }
    text = said(history)
    assert "<@U2> has it" in text
    assert "~2 x~ · <@U3>" in text
    assert "skipped by <@U4>" in text
    assert "“not &lt;ours&gt;”" in text
    assert "2 of 4 steps settled" in text


def test_an_undo_button_knows_which_change_it_takes_back() -> None:
    history = with_room(playbook=plan(2))
    history.do(step_commands.ClaimStep("s1"), "U2")
    seen = history.at_last.steps["s1"].changed
    assert f'"c0ffee:s1:{seen}"' in said(history)
    decision = history.do(step_commands.UndoStep("s1", seen), "U2")
    assert isinstance(decision, tuple)
    assert len(decision) == 1


def test_a_closed_crisis_has_no_buttons() -> None:
    history = with_room()
    history.do(step_commands.CompleteStep("capture-evidence"))
    history.do(closing_commands.CloseCrisis(None, "It is over"))
    assert offered(history) == {}


PLANS = list(itertools.product(SEVERITIES, CAUSES, LANGUAGES))


@pytest.mark.parametrize(("severity", "cause", "language"), PLANS)
def test_a_real_plan_is_shown_as_far_as_a_message_goes(
    severity: Severity, cause: Cause, language: Language
) -> None:
    history = opened(severity=severity, cause=cause, language=language)
    steps = list(history.at_last.steps)
    shown = list(offered(history))
    assert shown == steps[: len(shown)], "in order, from the first"
    assert len(shown) >= min(19, len(steps))
    hidden = len(steps) - len(shown)
    assert hidden == 0 or str(hidden) in said(history)


def test_why_a_plan_is_not_the_teams_own() -> None:
    trouble = "mistake-minor.yml, line 3: unknown key “<colour>”"
    history = with_room(playbook=plan(4).model_copy(update={"trouble": trouble}))
    assert "mistake-minor.yml, line 3: unknown key “&lt;colour&gt;”" in said(history)


@pytest.mark.parametrize(("severity", "cause", "language"), PLANS)
def test_after_a_change_of_severity_all_that_is_to_do_is_shown(
    severity: Severity, cause: Cause, language: Language
) -> None:
    """The most that a real plan can come to: all done, then a plan with as many new steps."""
    history = opened(severity=severity, cause=cause, language=language)
    for step in history.at_last.steps:
        history.do(step_commands.SkipStep(step, "x" * 200))
    other: Severity = "minor" if severity == "major" else "major"
    adopted = OURS.plan(other, cause, history.at_last.platforms, language)
    history.do(room_commands.ChangeSeverity(other, "it changed", adopted))
    to_do = {key for key, p in history.at_last.steps.items() if not p.settled}
    assert to_do
    assert to_do <= set(offered(history))


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([20, 30, 60, 200]),
    st.sampled_from(["x", "words and words " * 6, *NASTY]),
    st.lists(st.integers(0, 199), max_size=190, unique=True),
)
def test_the_next_step_can_always_be_done(steps: int, text: str, settled: list[int]) -> None:
    history = with_room(playbook=plan(steps, text=text))
    for number in settled:
        history.do(step_commands.CompleteStep(f"s{number}"))
    offers = offered(history)
    to_do = [key for key, p in history.at_last.steps.items() if not p.settled]
    shown = [key for key in to_do if key in offers]
    assert shown == to_do[: len(shown)], "in order, none left out between"
    assert len(shown) >= min(3, len(to_do))
    hidden = len(to_do) - len(shown)
    assert (f"{hidden} more step" in said(history)) == (hidden > 0)


def test_of_what_is_settled_the_newest_stays() -> None:
    history = with_room(playbook=plan(200))
    for number in reversed(range(200)):
        history.do(step_commands.CompleteStep(f"s{number}"))
    offers = offered(history)
    assert set(offers) == {f"s{number}" for number in range(len(offers))}
    assert len(offers) >= 30


def test_phases_stand_above_their_steps() -> None:
    history = with_room(playbook=plan(4))
    titles = [b["text"]["text"] for b in blocks(history) if b["type"] == "section"]
    assert titles[0] == "*x0*"
    assert titles[1].startswith(":white_circle: *0 x*")
    assert titles[2] == "*x1*"
