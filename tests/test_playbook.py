"""The playbooks are data: they read well in Slack, in both languages, for every cause."""

from __future__ import annotations

import itertools

import pytest
from pydantic import ValidationError

from bot import playbook
from bot.commands import room as room_commands
from bot.commands import steps as step_commands
from bot.events import CAUSES, LANGUAGES, SEVERITIES, Cause, Language, Severity
from bot.playbook import FOLDER, Playbook, for_severity
from bot.surfaces.labels import ROLE
from tests.strategies import opened

PLANS = list(itertools.product(SEVERITIES, CAUSES, LANGUAGES))


@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_file_is_named_by_its_severity(severity: Severity) -> None:
    plan = for_severity(severity)
    assert (plan.id, plan.severity) == (severity, severity)
    assert {path.stem for path in FOLDER.glob("*.yml")} == set(SEVERITIES)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_ids_are_unique_and_roles_known(severity: Severity) -> None:
    plan = for_severity(severity)
    phases = [phase.id for phase in plan.phases]
    steps = [step for phase in plan.phases for step in phase.steps]
    assert len(phases) == len(set(phases))
    assert len({step.id for step in steps}) == len(steps)
    assert {step.role for step in steps} <= set(ROLE)
    assert all(len(set(step.causes or ())) == len(step.causes or ()) for step in steps)


@pytest.mark.parametrize(("severity", "cause", "language"), PLANS)
def test_a_plan_fits_its_message(severity: Severity, cause: Cause, language: Language) -> None:
    plan = for_severity(severity).adopted(cause, language)
    assert 5 <= len(plan.steps) <= 20
    assert all(len(step.title) <= 75 for step in plan.steps)
    assert all(step.help.strip() for step in plan.steps)
    assert {step.rule for step in plan.steps} == {1, 2, 3, 4, 5}, "all five rules"
    used = [phase.id for phase in plan.phases]
    assert list(dict.fromkeys(step.phase for step in plan.steps)) == used


@pytest.mark.parametrize(("severity", "cause"), list(itertools.product(SEVERITIES, CAUSES)))
def test_both_languages_have_the_same_steps(severity: Severity, cause: Cause) -> None:
    french, english = (for_severity(severity).adopted(cause, language) for language in LANGUAGES)
    for one, other in zip(french.steps, english.steps, strict=True):
        assert (one.id, one.phase, one.role, one.within) == (
            other.id,
            other.phase,
            other.role,
            other.within,
        )
        assert one.title != other.title
        assert one.help != other.help


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("first", SEVERITIES)
def test_what_is_done_stays_done_after_a_change_of_severity(first: Severity, cause: Cause) -> None:
    second: Severity = "major" if first == "minor" else "minor"
    history = opened(severity=first, cause=cause)
    before = list(history.at_last.steps)
    for step in before:
        history.do(step_commands.CompleteStep(step))
    former = {key: progress.step for key, progress in history.at_last.steps.items()}
    adopted = playbook.for_severity(second).adopted(cause, "en")
    history.do(room_commands.ChangeSeverity(second, "it changed", adopted))
    steps = history.at_last.steps
    shared = set(before) & {step.id for step in adopted.steps}
    assert len(shared) >= 4, "the two plans share their ground"
    assert all(steps[step].state == "done" for step in before)
    assert [step.id for step in adopted.steps] == list(steps)[: len(adopted.steps)]
    for step in adopted.steps:
        if step.id in shared:
            assert steps[step.id].step == former[step.id], "in the words under which it was done"
        else:
            assert steps[step.id].step == step
    history.do(
        room_commands.ChangeSeverity(
            first, "back", playbook.for_severity(first).adopted(cause, "en")
        )
    )
    assert all(history.at_last.steps[step].state == "done" for step in before)


def test_a_file_with_a_fault_is_refused() -> None:
    text = {"en": "x", "fr": "y"}
    step = {"id": "a", "rule": 1, "role": "legal", "title": text, "help": text}
    good = {
        "id": "minor",
        "severity": "minor",
        "title": text,
        "phases": [{"id": "p", "title": text, "steps": [step]}],
    }
    assert Playbook.model_validate(good).adopted("mistake", "fr").steps[0].title == "y"
    for bad in (
        {**step, "id": "A B"},
        {**step, "rule": 6},
        {**step, "title": {"en": "x", "fr": ""}},
        {**step, "title": {"en": "x"}},
        {**step, "within": 0},
        {**step, "causes": ["weather"]},
        {**step, "colour": "red"},
    ):
        phases = [{"id": "p", "title": text, "steps": [bad]}]
        with pytest.raises(ValidationError):
            Playbook.model_validate({**good, "phases": phases})
    twice = [{"id": "p", "title": text, "steps": [step, step]}]
    with pytest.raises(ValidationError, match="same id: a"):
        Playbook.model_validate({**good, "phases": twice})
