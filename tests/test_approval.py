"""Who has to approve, who did, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from bot import approval
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.crisis import Crisis
from bot.events import ApprovalPath, PathsAdopted, Requirement, StatementDrafted
from bot.parts import Statement
from bot.people import Person
from bot.playbook_shelf import OURS
from bot.refused import Refused
from tests.strategies import History, histories, opened

APOLOGY = (
    "We are sorry. We published a post that hurt you. It is our fault, and we have deleted it."
)


def path(*steps: Sequence[Requirement]) -> ApprovalPath:
    return ApprovalPath(steps=tuple(tuple(step) for step in steps))


def one(*any_of: str, count: int = 1) -> Requirement:
    return Requirement(any_of=any_of, count=count)


def crisis_with(
    people: dict[str, tuple[str, ...]] | None = None,
    own: ApprovalPath | None = None,
    gone: tuple[str, ...] = (),
    severity: str = "major",
) -> History:
    """A crisis led by U1, with an apology of U2's that waits for approval."""
    history = opened(severity=severity)
    paths = {} if own is None else {f"apology:{severity}": own}
    adopted = PathsAdopted(paths=paths, people=people or {}, gone=gone)
    history.do(room_commands.AdoptPaths(adopted))
    draft = StatementDrafted(
        statement="apology", statement_kind="apology", language="en", text=APOLOGY
    )
    history.do(statement_commands.DraftStatement(draft))
    history.do(statement_commands.SubmitStatement("apology", 1), "U2")
    return history


def apology(history: History) -> tuple[Crisis, Statement]:
    return history.at_last, history.at_last.statements["apology"]


def approve(history: History, who: str) -> Refused | None:
    decided = history.do(statement_commands.ApproveStatement("apology", 1), who)
    return decided if isinstance(decided, Refused) else None


ROLES = {
    "role:communications": ("U2", "U3"),
    "role:legal": ("U4",),
    "role:executive": ("U5", "U6"),
}


def test_a_major_apology_takes_communications_and_legal_then_the_executive() -> None:
    history = crisis_with(ROLES)
    assert approval.to_ask(*apology(history)) == ("U3", "U4")
    refused = approve(history, "U5")
    assert refused is not None
    assert (refused.reason, refused.about["people"]) == ("not_your_turn", ("U3", "U4"))
    assert approve(history, "U4") is None
    assert approval.to_ask(*apology(history)) == ("U3",)
    assert approve(history, "U3") is None
    assert apology(history)[1].state == "submitted"
    assert approval.to_ask(*apology(history)) == ("U5",)
    assert approve(history, "U6") is None
    assert apology(history)[1].state == "approved"
    assert apology(history)[1].asked_of == ("U3", "U4", "U5")


def test_roles_that_nobody_has_take_one_pair_of_eyes_a_step() -> None:
    history = crisis_with()
    assert approval.missing(*apology(history)) == 2
    assert approval.to_ask(*apology(history)) == ("U1",)
    assert approve(history, "U6") is None
    assert apology(history)[1].state == "submitted"
    assert approve(history, "U3") is None
    assert apology(history)[1].state == "approved"


def test_authors_never_count_and_another_comes_in_for_them() -> None:
    """Every approver is also an author: any other member may approve, and nobody waits."""
    history = crisis_with({"role:legal": ("U2",)}, path([one("role:legal")]))
    (ask,) = approval.current(*apology(history))
    assert (ask.may, ask.why) == (None, "authors")
    refused = approve(history, "U2")
    assert refused is not None
    assert refused.reason == "own_words"
    assert approve(history, "U6") is None
    assert apology(history)[1].state == "approved"


@pytest.mark.parametrize(
    ("people", "gone", "why"),
    [
        ({"group:S1": ()}, (), "nobody"),
        ({"group:S1": ("U4", "U5")}, ("U4", "U5"), "nobody"),
        ({"group:S1": ("U2",)}, (), "authors"),
        ({}, (), "nobody"),
    ],
    ids=["an empty group", "all have left", "the only one wrote it", "an unknown group"],
)
def test_a_group_in_which_nobody_can_approve_stops_nobody(
    people: dict[str, tuple[str, ...]], gone: tuple[str, ...], why: str
) -> None:
    history = crisis_with(people, path([one("group:S1")]), gone)
    (ask,) = approval.current(*apology(history))
    assert (ask.may, ask.why) == (None, why)
    assert approve(history, "U6") is None
    assert apology(history)[1].state == "approved"


def test_fewer_than_it_takes_leave_it_open_to_others() -> None:
    history = crisis_with({"group:S1": ("U4",)}, path([one("group:S1", count=2)]))
    (ask,) = approval.current(*apology(history))
    assert (ask.may, ask.why, ask.missing) == (None, "few", 2)
    assert approve(history, "U4") is None
    assert approve(history, "U6") is None
    assert apology(history)[1].state == "approved"


def test_one_person_with_two_roles_counts_for_both() -> None:
    people = {"role:legal": ("U4",), "role:communications": ("U4",), "role:executive": ("U4",)}
    history = crisis_with(people)
    assert approve(history, "U4") is None
    assert apology(history)[1].state == "approved"


def test_any_two_of_several() -> None:
    own = path([one("user:U3", "user:U4", "role:lead", count=2)])
    history = crisis_with(own=own)
    assert approval.to_ask(*apology(history)) == ("U3", "U4", "U1")
    refused = approve(history, "U6")
    assert refused is not None
    assert refused.reason == "not_your_turn"
    assert approve(history, "U1") is None
    assert approve(history, "U4") is None
    assert apology(history)[1].state == "approved"


def test_stand_ins_are_those_after_the_first_and_then_the_lead() -> None:
    history = crisis_with(ROLES)
    approve(history, "U3")
    assert approval.to_ask(*apology(history)) == ("U4",)
    assert approval.to_ask(*apology(history), stand_ins=True) == ("U1",)
    approve(history, "U4")
    assert approval.to_ask(*apology(history), stand_ins=True) == ("U6", "U1")


def test_more_eyes_are_asked_for_when_the_severity_rises() -> None:
    history = crisis_with(ROLES, severity="minor")
    assert approve(history, "U4") is None
    assert apology(history)[1].state == "approved"
    plan = OURS.plan("major", "mistake", ("x",), "en")
    history.do(room_commands.ChangeSeverity("major", "The press calls", plan))
    crisis, statement = apology(history)
    assert statement.state == "submitted"
    # What was approved stays approved: only the others are asked.
    assert approval.to_ask(crisis, statement) == ("U3",)


@settings(max_examples=60, deadline=None)
@given(histories(least=5))
def test_nobody_is_ever_stuck(history: History) -> None:
    """Whatever the paths: some member who did not write it can bring each statement further."""
    crisis = history.at_last
    for statement in crisis.waiting:
        others = [Person(id=f"U{n}") for n in range(100, 104)]
        able = [
            person
            for ask in approval.current(crisis, statement)
            for person in (ask.may or [other.id for other in others])
        ]
        done = {given.by for given in statement.approvals}
        assert set(able) - done or not approval.current(crisis, statement)
        assert not (set(able) & statement.authors)


@settings(max_examples=60, deadline=None)
@given(histories(least=5))
def test_what_is_approved_has_all_its_approvals(history: History) -> None:
    crisis = history.at_last
    for statement in crisis.statements.values():
        if statement.state == "approved":
            alone = statement.cleared or statement.waived is not None
            assert alone or approval.complete(crisis, statement)
            assert all(given.digest == statement.digest for given in statement.approvals)
            assert not {given.by for given in statement.approvals} & statement.authors
