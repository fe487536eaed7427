"""Who may do what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import steps as step_commands
from bot.people import Person, may_approve, may_configure, may_lead, may_see, wrote
from tests.strategies import opened

MEMBER = Person(id="U9")


@pytest.mark.parametrize("lack", ["guest", "bot", "deactivated"])
def test_a_lead_and_an_approver_can_be_reached_and_are_of_the_company(lack: str) -> None:
    assert may_lead(MEMBER)
    assert may_approve(MEMBER)
    assert not may_lead(replace(MEMBER, **{lack: True}))
    assert not may_approve(replace(MEMBER, **{lack: True}))


def test_settings_are_for_admins() -> None:
    assert not may_configure(MEMBER)
    assert may_configure(replace(MEMBER, admin=True))


@pytest.mark.parametrize(
    ("locale", "language"),
    [("fr-FR", "fr"), ("fr-CA", "fr"), ("FR", "fr"), ("en-GB", "en"), ("de-DE", "en"), ("", "en")],
)
def test_a_person_reads_french_or_english(locale: str, language: str) -> None:
    assert Person(id="U1", locale=locale).language == language


def test_a_private_crisis_is_named_only_to_its_people() -> None:
    assert may_see("U9", opened().at_last)
    private = opened(private=True, lead="U2").at_last
    assert may_see("U1", private), "the opener"
    assert may_see("U2", private), "the lead"
    assert not may_see("U9", private)
    assert may_see("U9", opened(private=True, invite=("U9",)).at_last), "invited with all rooms"
    history = opened(private=True, lead="U2")
    history.do(step_commands.ClaimStep(next(iter(history.at_last.steps))), "U9")
    assert may_see("U9", history.at_last), "at work in it"


def test_authors_are_those_of_the_version() -> None:
    statement = opened().at_last.statements["holding"]
    assert not wrote(Person(id="U1"), statement)
    assert wrote(Person(id="U1"), replace(statement, authors=frozenset({"U1"})))
