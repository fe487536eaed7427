"""First drafts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import commands
from bot.events import CAUSES, LANGUAGES, SEVERITIES, Cause, Language, Severity
from handlers.drafting import NEXT_UPDATE_IN, apology, holding, next_update
from statements.draft import gaps
from tests.strategies import START, opened, opening
from tests.test_crisis import post


@settings(max_examples=100)
@given(st.integers(1_700_000_000, 2_200_000_000), st.integers(0, 999_999))
def test_the_next_update_is_on_a_quarter_an_hour_away(seconds: int, micros: int) -> None:
    now = datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=micros)
    promised = next_update(now)
    assert (promised.minute % 15, promised.second, promised.microsecond) == (0, 0, 0)
    assert NEXT_UPDATE_IN <= promised - now < NEXT_UPDATE_IN + timedelta(minutes=15)


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_holding_post_is_there_at_once_and_can_go_out_as_it_is(
    severity: Severity, cause: Cause, language: Language
) -> None:
    asked = opening(severity=severity, cause=cause, language=language).opened
    draft = holding(asked, START)
    assert (draft.statement, draft.statement_kind, draft.language) == (
        "holding",
        "holding",
        language,
    )
    assert draft.next_update == next_update(START)
    assert draft.text.strip()
    assert list(gaps(draft.text)) == [], "nothing to fill in first"


def test_what_people_typed_is_not_in_a_draft() -> None:
    asked = opening(what="{{ 7 * 7 }} {% raw %} SECRET").opened
    text = holding(asked, START).text
    assert "SECRET" not in text
    assert "49" not in text


def test_a_second_apology_has_a_name_of_its_own() -> None:
    history = opened()
    first = apology(history.at_last, START)
    assert (first.statement, first.statement_kind) == ("apology", "apology")
    history.do(commands.DraftStatement(first))
    post(history, "apology", "U2")
    second = apology(history.at_last, START)
    assert second.statement == "apology-2"
    assert len(history.do(commands.DraftStatement(second))) == 1
    assert set(history.at_last.statements) == {"holding", "apology", "apology-2"}
