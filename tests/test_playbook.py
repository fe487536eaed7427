"""The playbooks that we ship: they read well in both languages, for every cause, and merge."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from bot.commands import room as room_commands
from bot.commands import steps as step_commands
from bot.commands.playbooks import SwitchPlaybook
from bot.events import (
    CAUSES,
    LANGUAGES,
    PLATFORMS,
    SEVERITIES,
    Cause,
    Language,
    PlaybookAdopted,
    Severity,
)
from bot.people import Person
from bot.playbook import Playbook
from bot.playbook_schema import schemas
from bot.playbook_shelf import FOLDER, OURS, check
from bot.refused import Refused
from tests.strategies import History, opened

PLANS = list(itertools.product(SEVERITIES, CAUSES, LANGUAGES))
MADE = [plan for name in OURS.names() if (plan := OURS.named(name))]
"""Plans whose ID is `<cause>-<severity>`."""


def adopted(severity: Severity, cause: Cause, language: Language = "en") -> PlaybookAdopted:
    return OURS.plan(severity, cause, ("x",), language)


def texts(language: Language) -> Iterator[str]:
    """Every text of every plan."""
    for plan in MADE:
        yield plan.title.in_(language)
        for phase in plan.phases:
            yield phase.title.in_(language)
            for step in phase.steps:
                yield step.title.in_(language)
                yield step.help.in_(language)


# What we ship


def test_nothing_is_wrong_with_ours() -> None:
    assert check(None) == ()


def test_there_is_one_for_each_cause_and_severity() -> None:
    assert set(OURS.names()) == {f"{cause}-{s}" for cause in CAUSES for s in SEVERITIES}
    for plan in MADE:
        (cause,) = plan.causes
        assert (plan.id, plan.on_request, plan.ours) == (f"{cause}-{plan.severity}", False, True)
        assert OURS.chosen(plan.severity, cause) is plan


def test_every_step_of_the_library_is_used() -> None:
    used = {step.id for plan in MADE for step in plan.all}
    written = {
        name
        for path in FOLDER.glob("steps*.yml")
        for name in re.findall(r"(?m)^  - id: (\S+)", path.read_text("utf-8").split("\nsteps:")[-1])
    }
    assert written - used == set()


@pytest.mark.parametrize(("severity", "cause", "language"), PLANS)
def test_a_plan_is_of_a_size_to_work_with(
    severity: Severity, cause: Cause, language: Language
) -> None:
    plan = adopted(severity, cause, language)
    least, most = (15, 25) if severity == "major" else (6, 10)
    assert least <= len(plan.steps) <= most
    assert all(len(step.title) <= 75 for step in plan.steps)
    assert all(len(step.help) <= 300 for step in plan.steps)
    assert len(plan.title) <= 75
    assert {step.rule for step in plan.steps} == {1, 2, 3, 4, 5}, "all five rules"
    used = [phase.id for phase in plan.phases]
    assert list(dict.fromkeys(step.phase for step in plan.steps)) == used


@pytest.mark.parametrize("plan", MADE, ids=lambda plan: plan.id)
def test_what_the_five_rules_ask_for(plan: Playbook) -> None:
    steps = plan.steps
    order = list(steps)
    assert steps["post-holding"].needs is not None
    assert steps["post-holding"].needs.statement == "holding"
    assert (steps["post-holding"].within, steps["post-holding"].anchor) == (15, "opened")
    assert order[0] == "capture-evidence"
    assert order[-1] == "review-crisis"
    assert "answer-critics" in steps
    if "delete-post" in steps:
        delete = steps["delete-post"]
        assert delete.after == ("capture-evidence",)
        assert delete.needs is not None
        assert delete.needs.kind == "evidence"
    posted = {step.needs.statement for step in plan.all if step.needs and step.needs.statement}
    (cause,) = plan.causes
    assert ("correction" if cause == "misinformation" else "apology") in posted
    if plan.severity == "minor":
        assert {"post-apology", "post-correction"} & steps.keys()
    if "data-protection" in steps:
        data = steps["data-protection"]
        assert (data.role, data.within) == ("legal", 72 * 60)


def test_personal_data_is_asked_about_where_it_may_be_touched() -> None:
    asked = {plan.id for plan in MADE if "data-protection" in plan.steps}
    assert asked >= {
        "compromised_account-minor",
        "compromised_account-major",
        "insider-major",
        "mistake-major",
        "product_or_service-major",
    }


def test_every_scheduler_and_platform_is_named() -> None:
    said = " ".join(texts("en"))
    tools = (
        "Hootsuite|Buffer|Sprout Social|Agorapulse|Later|Meta Business Suite|X Pro|TikTok Studio"
    )
    for tool in (*tools.split("|"), "YouTube Studio", "LinkedIn", "Google Ads"):
        assert tool in said
    steps = OURS.plan("major", "compromised_account", PLATFORMS, "en").steps
    covered = {
        platform
        for step in MADE[0].all
        if step.id.startswith("secure-")
        for platform in step.platforms or ()
    }
    assert MADE[0].id == "compromised_account-major"
    assert covered == set(PLATFORMS)
    assert {step.id for step in steps} > {"secure-x", "secure-meta", "secure-mastodon"}


def test_only_the_crisis_platforms_have_their_steps() -> None:
    steps = {s.id for s in OURS.plan("major", "compromised_account", ("threads",), "en").steps}
    assert {step for step in steps if step.startswith("secure-")} == {"secure-meta"}


@pytest.mark.parametrize(("severity", "cause"), list(itertools.product(SEVERITIES, CAUSES)))
def test_both_languages_have_the_same_steps(severity: Severity, cause: Cause) -> None:
    words = {"title", "help"}
    french, english = (adopted(severity, cause, language) for language in LANGUAGES)
    for one, other in zip(french.steps, english.steps, strict=True):
        assert one.model_dump(exclude=words) == other.model_dump(exclude=words)
        assert one.title != other.title
        assert one.help != other.help


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param("['\"“”‘]", id="straight or English quotes"),
        pytest.param("(?<!\u202f)[;!?]", id="no narrow no-break space before"),
        pytest.param("(?<!\u00a0)[:»]", id="no no-break space before"),
        pytest.param("«(?!\u00a0)", id="no no-break space after"),
        pytest.param(r"\.\.\.", id="three full stops for an ellipsis"),
        pytest.param(r"\b[AO] |\bE(?=tape|cart|tat)|\bCa ", id="no accent on a capital"),
        pytest.param(r"\d (?:h|heures)\b", id="a number and what it counts"),
        pytest.param(r"  |^ | $", id="spaces"),
    ],
)
def test_french_is_set_as_french(wrong: str) -> None:
    assert [text for text in texts("fr") if re.search(wrong, text)] == []


def test_english_is_set_as_english() -> None:
    assert [text for text in texts("en") if re.search(r"['\"]|\.\.\.|  |^ | $", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_is_one_act_and_a_help_is_sentences(language: Language) -> None:
    for plan in MADE:
        for step in plan.all:
            assert step.title.in_(language)[-1] not in ".!?"
            assert step.help.in_(language)[-1] in ".?!"


def test_the_schemas_are_up_to_date() -> None:
    for path, text in schemas().items():
        assert path.read_text(encoding="utf-8") == text, "run: make schema"


# Another plan on the way


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("first", SEVERITIES)
def test_what_is_done_stays_done_after_a_change_of_severity(first: Severity, cause: Cause) -> None:
    second: Severity = "major" if first == "minor" else "minor"
    history = opened(severity=first, cause=cause)
    before = list(history.at_last.steps)
    for step in before:
        history.do(step_commands.SkipStep(step, "done elsewhere"))
    former = {key: progress.step for key, progress in history.at_last.steps.items()}
    new = adopted(second, cause)
    history.do(room_commands.ChangeSeverity(second, "it changed", new))
    steps = history.at_last.steps
    shared = set(before) & {step.id for step in new.steps}
    assert len(shared) >= 4, "the two plans share their ground"
    assert all(steps[step].state == "skipped" for step in before)
    assert [step.id for step in new.steps] == list(steps)[: len(new.steps)]
    for step in new.steps:
        if step.id in shared:
            kept = steps[step.id].step
            assert (kept.title, kept.help) == (former[step.id].title, former[step.id].help)
        else:
            assert steps[step.id].step == step
    history.do(room_commands.ChangeSeverity(first, "back", adopted(first, cause)))
    assert all(history.at_last.steps[step].state == "skipped" for step in before)


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("other", CAUSES)
def test_no_step_waits_for_one_that_is_gone(cause: Cause, other: Cause) -> None:
    history = opened(severity="major", cause=cause)
    for step in history.at_last.steps:
        history.do(step_commands.ClaimStep(step))
    history.do(SwitchPlaybook(switch_to("minor", other)))
    steps = history.at_last.steps
    assert all(set(progress.step.after) <= steps.keys() for progress in steps.values())
    _settles(history)


def test_two_plans_never_wait_for_each_other() -> None:
    history = opened(severity="minor", cause="mistake")
    one, two = adopted("minor", "mistake").steps[:2]
    first = _plan(one.model_copy(update={"after": (two.id,)}), two)
    second = _plan(one, two.model_copy(update={"after": (one.id,)}))
    history.do(SwitchPlaybook(first))
    history.do(step_commands.ClaimStep(one.id))
    history.do(SwitchPlaybook(second))
    assert history.at_last.steps[one.id].owner == "U1"
    _settles(history)


def _plan(*steps: object) -> PlaybookAdopted:
    whole = switch_to("minor", "mistake")
    return whole.model_copy(update={"steps": steps, "playbook": f"own-{len(repr(steps))}"})


def switch_to(severity: Severity, cause: Cause) -> PlaybookAdopted:
    return adopted(severity, cause).model_copy(update={"reason": "It is something else"})


def _settles(history: History) -> None:
    """Every step can be reached, one after another."""
    steps, done = history.at_last.steps, set[str]()
    while len(done) < len(steps):
        ready = {k for k, p in steps.items() if k not in done and done.issuperset(p.step.after)}
        assert ready, "a circle"
        done |= ready


def test_a_step_knows_when_it_came_into_the_plan() -> None:
    history = opened(severity="minor", cause="mistake")
    start = history.at_last.steps["capture-evidence"].since
    history.do(room_commands.ChangeSeverity("major", "x", adopted("major", "mistake")), later=3600)
    steps = history.at_last.steps
    assert steps["capture-evidence"].since == start
    assert steps["call-approvers"].since == history.now


def test_switching() -> None:
    history = opened(severity="minor", cause="mistake")
    new = switch_to("major", "insider")
    guest = Person(id="U5", guest=True)
    for command, by, why in (
        (SwitchPlaybook(new), guest, "guest"),
        (SwitchPlaybook(new.model_copy(update={"reason": " "})), "U1", "empty"),
        (SwitchPlaybook(switch_to("minor", "mistake")), "U1", "same_playbook"),
    ):
        refused = history.do(command, by)
        assert isinstance(refused, Refused)
        assert refused.reason == why
    assert history.do(SwitchPlaybook(new)) == (new,)
    assert history.at_last.playbook == "insider-major"
    assert history.at_last.severity == "minor", "that is another question"
    # A file that has changed since can be taken up again.
    step = new.steps[-1].model_copy(update={"help": "In other words."})
    changed = new.model_copy(update={"steps": (*new.steps[:-1], step)})
    assert history.do(SwitchPlaybook(changed)) == (changed,)
