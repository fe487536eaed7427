"""Who has which role, who may give it, and that nobody ever waits for somebody who cannot come."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bot import approval, events, roles
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.commands.roles import (
    AssignRole,
    RecordAway,
    RecordJoined,
    RecordLeft,
    RecordRenamed,
    ReleaseRole,
)
from bot.crisis import Crisis
from bot.events import ROLES, PathsAdopted, StatementDrafted
from bot.leave import says_leave
from bot.people import Person, may_see
from bot.refused import Reason, Refused
from tests.strategies import APOLOGY, IDS, History, histories, opened, with_room

GUEST = Person(id="U5", guest=True)
PEOPLE = {"role:legal": ("U3", "U4"), "role:executive": ("U5",)}


def crisis_with(people: dict[str, tuple[str, ...]], gone: tuple[str, ...] = ()) -> History:
    """A major crisis led by U1, with the workspace's people behind its roles."""
    history = with_room(severity="major")
    history.do(room_commands.AdoptPaths(PathsAdopted(people=people, gone=gone)))
    return history


def refused(history: History, command: object, by: str | Person = "U1") -> Reason | None:
    decided = history.do(command, by)
    return decided.reason if isinstance(decided, Refused) else None


# Who has a role


def test_a_role_begins_with_those_that_the_workspace_names() -> None:
    crisis = crisis_with(PEOPLE).at_last
    assert roles.holders(crisis, "legal") == ("U3", "U4")
    assert roles.holders(crisis, "lead") == ("U1",)
    assert roles.holders(crisis, "scribe") == ()
    assert roles.on_duty(crisis, "scribe") is None


def test_whoever_is_assigned_goes_before_the_workspace_and_whoever_had_it_stands_in() -> None:
    history = crisis_with(PEOPLE)
    assert refused(history, AssignRole("legal", "U6"), "U3") is None
    assert roles.holders(history.at_last, "legal") == ("U6", "U3", "U4")
    assert refused(history, ReleaseRole("legal", "U3"), "U3") is None
    assert roles.holders(history.at_last, "legal") == ("U6", "U4")
    # What the workspace says later does not bring back who gave it back, and adds who is new.
    later = {"role:legal": ("U3", "U4", "U2")}
    history.do(room_commands.AdoptPaths(PathsAdopted(people=later)))
    assert roles.holders(history.at_last, "legal") == ("U6", "U4", "U2")


def test_a_stand_in_comes_after_whoever_has_the_role() -> None:
    history = crisis_with({"role:legal": ("U3",)})
    assert refused(history, AssignRole("legal", "U6", stand_in=True), "U3") is None
    assert roles.holders(history.at_last, "legal") == ("U3", "U6")
    history.do(RecordAway(("U3",)))
    assert roles.on_duty(history.at_last, "legal") == "U6"


def test_whoever_takes_the_lead_leads_and_the_former_lead_stands_in_first() -> None:
    history = crisis_with({})
    history.do(AssignRole("lead", "U2", stand_in=True))
    assert refused(history, AssignRole("lead", "U3"), "U3") is None
    assert history.at_last.lead == "U3"
    assert roles.holders(history.at_last, "lead") == ("U3", "U1", "U2")


def test_the_lead_is_handed_over_never_dropped() -> None:
    history = crisis_with({})
    assert refused(history, ReleaseRole("lead", "U1")) == "lead_stays"
    history.do(AssignRole("lead", "U2"))
    assert refused(history, ReleaseRole("lead", "U1")) is None
    assert roles.holders(history.at_last, "lead") == ("U2",)


# Who may do what


@pytest.mark.parametrize(
    ("command", "by", "expected"),
    [
        (AssignRole("scribe", "U2"), "U2", None),
        (AssignRole("scribe", "U2"), "U6", "role_for_lead"),
        (AssignRole("scribe", "U2"), "U1", None),
        (AssignRole("legal", "U6"), "U6", "role_held"),
        (AssignRole("legal", "U6"), "U4", "role_held"),
        (AssignRole("legal", "U6"), "U1", None),
        (AssignRole("lead", "U6"), "U6", None),
        (AssignRole("lead", "U6"), "U2", "role_held"),
        (AssignRole("legal", "U6", stand_in=True), "U6", "role_not_yours"),
        (AssignRole("scribe", "U6", stand_in=True), "U1", "role_nobody"),
        (AssignRole("lead", "U6", stand_in=True), "U2", "role_not_yours"),
        (AssignRole("legal", "U6", fit=False), "U3", "cannot_hold"),
        (AssignRole("lead", "U6", fit=False), "U6", "cannot_hold"),
        (ReleaseRole("legal", "U4"), "U4", None),
        (ReleaseRole("legal", "U4"), "U3", None),
        (ReleaseRole("legal", "U3"), "U6", "role_not_yours"),
        (AssignRole("scribe", "U5"), GUEST, None),
        (AssignRole("executive", "U5"), GUEST, "guest"),
        (AssignRole("lead", "U5"), GUEST, "guest"),
        (AssignRole("scribe", "U6"), GUEST, "guest"),
        (AssignRole("legal", "U6", stand_in=True), GUEST, "guest"),
        (ReleaseRole("legal", "U4"), GUEST, "guest"),
        (AssignRole("lead", "U6"), Person(id="U6", unsure=True), "unsure"),
    ],
)
def test_who_may_give_and_take(
    command: AssignRole | ReleaseRole, by: str | Person, expected: Reason | None
) -> None:
    assert refused(crisis_with(PEOPLE), command, by) == expected


@pytest.mark.parametrize("why", ["away", "left", "gone"])
def test_a_role_whose_holder_cannot_come_may_be_taken(why: str) -> None:
    history = crisis_with({"role:legal": ("U3",)})
    assert refused(history, AssignRole("legal", "U6"), "U6") == "role_held"
    if why == "away":
        history.do(RecordAway(("U3",)))
    elif why == "left":
        history.do(RecordLeft("U3"), "U3")
    else:
        adopted = PathsAdopted(people={"role:legal": ("U3",)}, gone=("U3",))
        history.do(room_commands.AdoptPaths(adopted))
    assert roles.on_duty(history.at_last, "legal") is None
    assert refused(history, AssignRole("legal", "U6"), "U6") is None
    assert roles.on_duty(history.at_last, "legal") == "U6"


def test_the_second_of_two_who_take_a_role_hears_who_was_first() -> None:
    history = crisis_with({})
    assert history.do(AssignRole("legal", "U2"), "U2")
    again = history.do(AssignRole("legal", "U2"), "U2")
    assert again == ()
    late = history.do(AssignRole("legal", "U3"), "U3")
    assert isinstance(late, Refused)
    assert (late.reason, late.about["who"]) == ("role_held", "U2")


# What follows


def submitted(history: History, by: str = "U2") -> None:
    draft = StatementDrafted(
        statement="apology", statement_kind="apology", language="en", text=APOLOGY
    )
    history.do(statement_commands.DraftStatement(draft))
    history.do(statement_commands.SubmitStatement("apology", 1), by)


def test_what_waits_for_approval_follows_the_role() -> None:
    history = crisis_with({"role:communications": ("U1",), **PEOPLE})
    submitted(history)
    assert history.at_last.statements["apology"].asked_of == ("U1", "U3")
    history.do(AssignRole("legal", "U6"), "U3")
    statement = history.at_last.statements["apology"]
    assert statement.asked_of == ("U1", "U3", "U6")
    assert approval.to_ask(history.at_last, statement) == ("U1", "U6")
    history.do(ReleaseRole("legal", "U3"), "U3")
    refusal = history.do(statement_commands.ApproveStatement("apology", 1), "U3")
    assert isinstance(refusal, Refused)
    assert refusal.reason == "not_your_turn"
    assert history.do(statement_commands.ApproveStatement("apology", 1), "U6")


def test_an_approval_that_counted_counts_when_its_giver_gives_the_role_back() -> None:
    history = crisis_with({"role:communications": ("U1",), **PEOPLE})
    submitted(history)
    history.do(statement_commands.ApproveStatement("apology", 1), "U3")
    history.do(AssignRole("legal", "U6"), "U3")
    history.do(ReleaseRole("legal", "U3"), "U3")
    crisis = history.at_last
    assert approval.to_ask(crisis, crisis.statements["apology"]) == ("U1",)
    history.do(statement_commands.ApproveStatement("apology", 1), "U1")
    history.do(statement_commands.ApproveStatement("apology", 1), "U5")
    assert history.at_last.statements["apology"].state == "approved"
    history.do(AssignRole("executive", "U2"))
    history.do(ReleaseRole("executive", "U5"), "U5")
    assert history.at_last.statements["apology"].state == "approved"


def test_somebody_on_leave_is_asked_after_those_who_are_there() -> None:
    history = crisis_with({"role:communications": ("U1",), **PEOPLE})
    history.do(RecordAway(("U3",)))
    submitted(history)
    assert history.at_last.statements["apology"].asked_of == ("U1", "U4")
    history.do(RecordAway(("U3", "U4")))
    crisis = history.at_last
    asks = approval.current(crisis, crisis.statements["apology"])
    assert [(ask.may, ask.why) for ask in asks] == [(("U1",), None), (None, "away")]
    assert history.do(statement_commands.ApproveStatement("apology", 1), "U6")


def test_the_roles_that_are_missing_are_those_that_are_needed() -> None:
    history = crisis_with({})
    missing = roles.missing(history.at_last)
    assert {"communications", "legal", "executive"} <= set(missing)
    assert "lead" not in missing
    for role in missing:
        history.do(AssignRole(role, "U1"))
    assert roles.missing(history.at_last) == ()
    history.do(RecordLeft("U1"), "U1")
    assert roles.missing(history.at_last) == ("lead", *missing)


def test_a_step_that_somebody_has_needs_no_role() -> None:
    history = opened(playbook=plan_of("technical"))
    assert "technical" in roles.missing(history.at_last)
    history.do(step_commands.ClaimStep("s"), "U2")
    assert "technical" not in roles.missing(history.at_last)


def plan_of(role: str) -> events.PlaybookAdopted:
    step = events.Step(id="s", phase="p", rule=1, role=role, title="t", help="h")
    phase = events.Phase(id="p", title="p")
    return events.PlaybookAdopted(playbook="x", title="x", phases=(phase,), steps=(step,))


# Who comes and goes


def test_who_joins_and_who_leaves_is_on_record_once() -> None:
    history = with_room()
    assert history.do(RecordJoined("U4"), "U4") == (events.MemberJoined(person="U4"),)
    assert history.do(RecordJoined("U4"), "U4") == ()
    assert history.do(RecordLeft("U4"), "U4") == (events.MemberLeft(person="U4"),)
    assert history.do(RecordLeft("U4"), "U4") == ()
    assert history.at_last.left == {"U4"}
    history.do(RecordJoined("U4"), "U4")
    assert history.at_last.left == frozenset()


def test_a_room_has_the_name_that_it_was_given() -> None:
    history = with_room()
    history.do(RecordRenamed("what-went-wrong"))
    assert history.at_last.channel_name == "what-went-wrong"
    assert history.do(RecordRenamed("what-went-wrong")) == ()


def test_a_private_crisis_is_named_to_those_in_the_room_and_behind_its_roles() -> None:
    history = with_room(private=True, lead="U1")
    assert not may_see("U4", history.at_last)
    history.do(RecordJoined("U4"), "U4")
    assert may_see("U4", history.at_last)
    history.do(RecordLeft("U4"), "U4")
    assert not may_see("U4", history.at_last)
    history.do(room_commands.AdoptPaths(PathsAdopted(people={"role:legal": ("U4",)})))
    assert may_see("U4", history.at_last)
    history.do(AssignRole("scribe", "U6"))
    assert may_see("U6", history.at_last)
    assert not may_see("U5", history.at_last)


@pytest.mark.parametrize(
    ("emoji", "text", "away"),
    [
        (":palm_tree:", "Vacationing", True),
        (":palm_tree:", "", True),
        (":face_with_thermometer:", "Out sick", True),
        ("", "Out of office until Monday", True),
        ("", "OOO, back after the 5th", True),
        ("", "On annual leave", True),
        ("", "En congé jusqu’au 5", True),
        ("", "En vacances, de retour lundi", True),
        ("", "Absente", True),
        ("", "Arrêt maladie", True),
        (":spiral_calendar_pad:", "In a meeting", False),
        (":house_with_garden:", "Working remotely", False),
        ("", "Back from vacation", False),
        (":palm_tree:", "Just back from holiday", False),
        ("", "De retour de congés", False),
        ("", "Pas en vacances", False),
        ("", "Leave me a message", False),
        ("", "", False),
    ],
)
def test_what_a_status_says(emoji: str, text: str, away: bool) -> None:
    assert says_leave(emoji, text) is away


# Whatever happens


def out_of_reach(crisis: Crisis) -> frozenset[str]:
    return crisis.gone | crisis.away | crisis.left


@settings(max_examples=120, deadline=None)
@given(histories(most=40))
def test_nobody_on_duty_is_gone_or_on_leave_or_out_of_the_room(history: History) -> None:
    crisis = history.at_last
    for role in ROLES:
        person = roles.on_duty(crisis, role)
        assert person not in out_of_reach(crisis)
        assert person is None or person in roles.holders(crisis, role)
        assert len(set(roles.holders(crisis, role))) == len(roles.holders(crisis, role))
        assert not {(role, one) for one in crisis.roles.get(role, ())} & crisis.given_back
    assert roles.people(crisis, "lead")[0] == crisis.lead


@settings(max_examples=120, deadline=None)
@given(histories(most=40))
def test_any_member_who_is_there_can_fill_what_is_missing(history: History) -> None:
    crisis = history.at_last
    if crisis.closed:
        return
    there = next((one for one in IDS if one not in out_of_reach(crisis)), None)
    if there is None:
        return
    for role in roles.missing(crisis):
        before = history.at_last
        assert not isinstance(history.do(AssignRole(role, there), there), Refused)
        assert roles.on_duty(history.at_last, role) == there
        history.crisis = before
        del history.entries[before.seq :]
    assert not isinstance(history.do(AssignRole("lead", there), there), Refused)
    assert history.at_last.lead == there
