"""When steps are due, what they lack, and who is reminded of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import deadlines, events, requirements
from bot.clocks import due, public
from bot.clocks.public import HOLDING_WITHIN
from bot.clocks.steps import BREATH, ESCALATE, is_quiet
from bot.commands.nudges import SnoozeNudge
from bot.commands.room import AdoptPaths, AdoptSettings, ChangeSeverity, RecordMissed
from bot.commands.steps import ClaimStep, CompleteStep, SkipStep, UndoStep
from bot.events import Need, Nudged, PathsAdopted, QuietHours, SettingsAdopted
from bot.people import Person
from bot.refused import Refused
from tests.strategies import START, History, opened
from tests.test_crisis import post

MINUTE = timedelta(minutes=1)


def step(key: str, **changed: Any) -> events.Step:
    fields = {"phase": "p", "rule": 1, "role": "legal", "title": key, "help": key}
    return events.Step(id=key, **(fields | changed))


def of(*steps: events.Step, **changed: Any) -> History:
    """A crisis whose plan has just these steps; that nothing is public was said already."""
    phases = (events.Phase(id="p", title="p"),)
    plan = events.PlaybookAdopted(playbook="x", title="x", phases=phases, steps=steps)
    history = opened(playbook=plan, **changed)
    due_at = history.at_last.opened_at + HOLDING_WITHIN
    history.append(events.DeadlineMissed(deadline="holding", due_at=due_at, owner="U9"))
    return history


def nudges(history: History, now: datetime) -> list[Nudged]:
    """What the ticker appends at `now` about steps."""
    history.now = now
    found = [each for each in due(history.at_last, now) if isinstance(each, Nudged)]
    found = [each for each in found if each.what.startswith("step:")]
    for each in found:
        history.do(RecordMissed(each), later=0)
    return found


def test_a_step_counts_from_what_it_says() -> None:
    history = of(
        step("a", within=10, anchor="post"),
        step("b", within=10, anchor="opened"),
        step("c", within=10, anchor="holding_posted"),
        step("d"),
    )
    crisis = history.at_last
    due_at = {key: deadlines.due_at(crisis, progress) for key, progress in crisis.steps.items()}
    assert due_at == {
        "a": crisis.post_at + 10 * MINUTE,
        "b": crisis.opened_at + 10 * MINUTE,
        "c": None,
        "d": None,
    }
    post(history, "holding", "U2")
    crisis = history.at_last
    assert (
        deadlines.due_at(crisis, crisis.steps["c"])
        == (crisis.statements["holding"].posted_at or START) + 10 * MINUTE
    )


def test_what_comes_with_a_higher_severity_is_not_late_at_once() -> None:
    history = of(step("a", within=10))
    history.now += timedelta(hours=5)
    plan = events.PlaybookAdopted(
        playbook="y",
        title="y",
        phases=(events.Phase(id="p", title="p"),),
        steps=(step("a", within=10), step("b", within=10)),
    )
    history.do(ChangeSeverity("major", "The press called", plan))
    crisis = history.at_last
    assert deadlines.due_at(crisis, crisis.steps["a"]) == crisis.opened_at + 10 * MINUTE
    assert deadlines.due_at(crisis, crisis.steps["b"]) == history.now + 10 * MINUTE


@pytest.mark.parametrize(
    ("need", "link"), [("link", None), ("fact", None), ("evidence", None), ("statement", None)]
)
def test_a_step_is_not_done_without_what_it_needs_unless_with_a_reason(
    need: Any, link: str | None
) -> None:
    kind = "holding" if need == "statement" else None
    history = of(step("a", needs=Need(kind=need, statement=kind)))
    refused = history.do(CompleteStep("a", link))
    assert isinstance(refused, Refused)
    assert refused.reason == "step_needs"
    assert isinstance(history.do(CompleteStep("a", link, "   ")), Refused)
    history.do(CompleteStep("a", link, "It was deleted before we came"))
    done = history.at_last.steps["a"]
    assert (done.state, done.reason) == ("done", "It was deleted before we came")
    history.do(UndoStep("a", done.changed))
    assert history.at_last.steps["a"].reason is None


def test_with_its_link_it_is_done_and_no_reason_is_kept() -> None:
    history = of(step("a", needs=Need(kind="link")))
    history.do(CompleteStep("a", "https://acme.example/1", "because"))
    done = history.at_last.steps["a"]
    assert (done.link, done.reason) == ("https://acme.example/1", None)


def test_a_step_comes_after_others() -> None:
    history = of(step("a"), step("b", after=("a",)))
    refused = history.do(CompleteStep("b"))
    assert isinstance(refused, Refused)
    assert refused.reason == "step_before"
    assert nudges(history, START + timedelta(days=1)) == []
    history.do(SkipStep("a", "not needed"))
    assert not requirements.missing(history.at_last, history.at_last.steps["b"])
    assert history.do(CompleteStep("b")) == (events.StepDone(step="b"),)


def test_posting_the_holding_text_ticks_its_step_off() -> None:
    history = of(step("say", needs=Need(kind="statement", statement="holding")))
    post(history, "holding", "U2")
    assert history.at_last.steps["say"].state == "done"


def test_the_owner_then_the_lead_then_the_stand_in() -> None:
    history = of(step("a", within=10), severity="major")
    people = {"role:legal": ("U3", "U4")}
    history.do(AdoptPaths(PathsAdopted(people=people)), "cellule")
    at = deadlines.due_at(history.at_last, history.at_last.steps["a"])
    assert at is not None
    assert nudges(history, at - timedelta(seconds=1)) == []
    said = [
        [(n.level, n.people) for n in nudges(history, at + wait)]
        for wait in (timedelta(0), MINUTE, ESCALATE, 2 * ESCALATE, 3 * ESCALATE)
    ]
    assert said == [
        [("owner", ("U3",))],
        [],
        [("lead", ("U1",))],
        [("stand_in", ("U4",))],
        [],
    ]


def test_whoever_took_it_is_reminded_and_who_is_away_is_passed_over() -> None:
    history = of(step("a", within=10), severity="major")
    history.do(ClaimStep("a"), "U5")
    history.do(AdoptPaths(PathsAdopted(people={"role:legal": ("U3",)})), "cellule")
    history.append(events.PeopleAway(people=("U5",)))
    (nudge,) = nudges(history, START + timedelta(hours=1))
    assert nudge.people == ("U3",)


def test_thirty_late_steps_are_one_message() -> None:
    steps = [step(f"s{n}", within=10 + n % 3) for n in range(30)]
    history = of(*steps, step("next", within=61), severity="major")
    now = START + timedelta(hours=1)
    (nudge,) = nudges(history, now)
    assert sorted(late.what for late in nudge.all_late) == sorted(f"step:{s.id}" for s in steps)
    dues = [late.due_at for late in nudge.all_late]
    assert dues == sorted(dues)
    # Another one becomes late a minute later: that can wait until they have caught breath.
    assert nudges(history, now + BREATH - timedelta(seconds=2)) == []
    assert [n.what for n in nudges(history, now + BREATH)] == ["step:next"]


def test_everybody_hears_of_their_own() -> None:
    history = of(step("a", within=10), step("b", within=20), step("c", within=10), severity="major")
    history.do(ClaimStep("a"), "U5")
    history.do(ClaimStep("b"), "U5")
    history.do(ClaimStep("c"), "U6")
    found = nudges(history, START + timedelta(hours=1))
    assert [(n.people, [late.what for late in n.all_late]) for n in found] == [
        (("U5",), ["step:a", "step:b"]),
        (("U6",), ["step:c"]),
    ]


def test_what_the_public_waits_for_goes_before_the_plan() -> None:
    history = opened(
        playbook=events.PlaybookAdopted(
            playbook="x",
            title="x",
            phases=(events.Phase(id="p", title="p"),),
            steps=(step("a", within=10),),
        ),
        severity="major",
    )
    now = history.now = START + timedelta(hours=1)
    (missed,) = due(history.at_last, now)
    assert isinstance(missed, events.DeadlineMissed)
    history.do(RecordMissed(missed), later=0)
    assert nudges(history, now) == []
    (nudge,) = nudges(history, now + BREATH)
    assert (nudge.what, nudge.people) == ("step:a", (missed.owner,))


def test_the_first_public_word_is_asked_of_whoever_is_there() -> None:
    history = opened()
    history.do(AdoptPaths(PathsAdopted(people={"role:communications": ("U3", "U4")})), "cellule")
    history.append(events.RoleAssigned(role="lead", person="U2", stand_in=True))
    history.append(events.PeopleAway(people=("U1",)))
    history.now = START + timedelta(hours=1)
    (missed,) = public.due(history.at_last, history.now)
    assert isinstance(missed, events.DeadlineMissed)
    assert missed.owner == "U2"
    history.do(RecordMissed(missed), later=0)
    (nudge,) = public.due(history.at_last, history.now)
    assert isinstance(nudge, Nudged)
    assert (nudge.what, nudge.level, nudge.people) == ("holding", "stand_in", ("U3",))
    quiet = SettingsAdopted(quiet=QuietHours(start=22 * 60, end=7 * 60))
    history.do(AdoptSettings(quiet), "cellule")
    assert public.due(history.at_last, history.now) == ()
    history.do(SnoozeNudge("holding", START + timedelta(hours=20), "The lawyer reads it"), "U2")
    assert public.due(history.at_last, START + timedelta(hours=19)) == ()
    (again,) = public.due(history.at_last, START + timedelta(hours=20))
    assert isinstance(again, events.DeadlineMissed)


def test_nobody_without_an_account_is_written_to() -> None:
    history = of(step("a", within=10), severity="major")
    history.append(events.PathsAdopted(people={}, gone=("U1",)))
    assert nudges(history, START + timedelta(hours=1)) == []


def test_put_off_then_due_again() -> None:
    history = of(step("a", within=10), severity="major")
    now = START + timedelta(hours=1)
    assert len(nudges(history, now)) == 1
    until = now + timedelta(hours=1)
    history.do(SnoozeNudge("step:a", until, "Legal calls back at ten"), Person(id="U2"))
    assert nudges(history, until - MINUTE) == []
    (again,) = nudges(history, until)
    assert (again.level, again.due_at) == ("owner", until)
    refused = history.do(SnoozeNudge("step:a", until, "again"), Person(id="U2", guest=True))
    assert refused == Refused("guest_snooze")
    assert history.do(SnoozeNudge("step:a", until, "twice"), "U2") == ()
    assert history.do(SnoozeNudge("step:a", until, "late"), "U3") == Refused("snooze_passed")
    assert history.do(SnoozeNudge("step:z", now, "x"), "U2") == Refused("nothing_late")


@settings(max_examples=60)
@given(
    start=st.integers(0, 1439),
    end=st.integers(0, 1439),
    minutes=st.lists(st.integers(10, 3000), min_size=1, max_size=12),
    severity=st.sampled_from(["minor", "major"]),
)
def test_each_level_once_and_quiet_hours_only_in_minor_crises(
    start: int, end: int, minutes: list[int], severity: Any
) -> None:
    history = of(step("a", within=10), severity=severity)
    quiet = QuietHours(start=start, end=end)
    history.do(AdoptSettings(SettingsAdopted(quiet=quiet)), "cellule")
    seen: list[Nudged] = []
    for after in sorted(minutes):
        now = START + timedelta(minutes=after)
        found = nudges(history, now)
        assert not (severity == "minor" and is_quiet(history.at_last, now) and found)
        # A second replica that looks at the same moment adds nothing for the same person.
        assert nudges(history, now) == []
        seen += found
    assert len({(n.what, n.due_at, n.level) for n in seen}) == len(seen)
    if severity == "major" and max(minutes) > 10:
        assert seen


def test_quiet_hours_span_midnight() -> None:
    history = of(step("a", within=10))
    quiet = QuietHours(start=22 * 60, end=7 * 60)
    history.do(AdoptSettings(SettingsAdopted(quiet=quiet)), "cellule")
    crisis = history.at_last
    # Paris is an hour ahead of UTC in March.
    assert is_quiet(crisis, datetime(2026, 3, 14, 21, 0, tzinfo=UTC))
    assert is_quiet(crisis, datetime(2026, 3, 15, 5, 59, tzinfo=UTC))
    assert not is_quiet(crisis, datetime(2026, 3, 15, 6, 0, tzinfo=UTC))
    assert not is_quiet(crisis, datetime(2026, 3, 15, 20, 59, tzinfo=UTC))
