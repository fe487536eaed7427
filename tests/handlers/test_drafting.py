"""First drafts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import facts as fact_commands
from bot.commands import statements as statement_commands
from bot.events import CAUSES, LANGUAGES, SEVERITIES, Cause, Language, Severity
from handlers.drafting import (
    NEXT_UPDATE_IN,
    Asked,
    holding,
    next_update,
    shorter,
    statement,
)
from statements import platforms
from statements.draft import gaps
from statements.templates import Templates
from tests.strategies import START, opened, opening
from tests.test_crisis import post


@settings(max_examples=100)
@given(st.integers(1_700_000_000, 2_200_000_000), st.integers(0, 999_999))
def test_the_next_update_is_on_a_quarter_an_hour_away(seconds: int, micros: int) -> None:
    now = datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=micros)
    promised = next_update(now)
    assert (promised.minute % 15, promised.second, promised.microsecond) == (0, 0, 0)
    assert NEXT_UPDATE_IN <= promised - now < NEXT_UPDATE_IN + timedelta(minutes=15)


OURS = Templates(None)


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_holding_post_is_there_at_once_and_can_go_out_as_it_is(
    severity: Severity, cause: Cause, language: Language
) -> None:
    asked = opening(severity=severity, cause=cause, language=language).opened
    draft = holding(asked, START, OURS, organisation=None, precleared=True)
    assert (draft.statement, draft.statement_kind, draft.language) == (
        "holding",
        "holding",
        language,
    )
    assert draft.next_update == next_update(START)
    assert draft.text.strip()
    assert list(gaps(draft.text)) == [], "nothing to fill in first"
    assert draft.cleared, "the review has nothing against it"
    assert platforms.fits(draft.text, "x")


def test_what_people_typed_is_not_in_a_draft() -> None:
    asked = opening(what="{{ 7 * 7 }} {% raw %} SECRET").opened
    text = holding(asked, START, OURS, organisation=None, precleared=False).text
    assert "SECRET" not in text
    assert "49" not in text


def test_a_second_apology_has_a_name_of_its_own() -> None:
    history = opened()
    first = statement(history.at_last, Asked("apology", "en"), START, OURS)
    assert (first.statement, first.statement_kind) == ("apology", "apology")
    history.do(statement_commands.DraftStatement(first))
    post(history, "apology", "U2")
    second = statement(history.at_last, Asked("apology", "en"), START, OURS)
    assert second.statement == "apology-2"
    assert len(history.do(statement_commands.DraftStatement(second))) == 1
    assert set(history.at_last.statements) == {"holding", "apology", "apology-2"}


def test_the_other_language_promises_the_same_time() -> None:
    history = opened()
    pair = statement(history.at_last, Asked("holding", "fr", pair="holding"), START, OURS)
    assert (pair.statement, pair.pair, pair.language) == ("holding.fr", "holding", "fr")
    assert pair.next_update == history.at_last.statements["holding"].next_update


def test_confirmed_facts_are_in_a_press_release_and_others_are_not() -> None:
    history = opened(severity="major")
    history.do(fact_commands.ProposeFact("The post was online for 40 minutes"))
    history.do(fact_commands.ConfirmFact("f1"), "U2")
    history.do(fact_commands.ProposeFact("A contractor posted it"))
    text = statement(history.at_last, Asked("press", "en"), START, OURS).text
    assert "The post was online for 40 minutes" in text
    assert "contractor" not in text


def test_a_full_apology_keeps_its_words_as_a_thread() -> None:
    history = opened(severity="major")
    draft = statement(history.at_last, Asked("apology", "en"), START, OURS)
    assert not platforms.fits(draft.text, "x")
    assert draft.thread
    # Elsewhere there is room for all of it.
    history = opened(severity="major", platforms=("linkedin",))
    assert not statement(history.at_last, Asked("apology", "en"), START, OURS).thread


def test_a_shorter_text_fits() -> None:
    history = opened(severity="major")
    history.do(
        statement_commands.DraftStatement(
            statement(history.at_last, Asked("apology", "en"), START, OURS)
        )
    )
    text = shorter(history.at_last, history.at_last.statements["apology"], START, OURS)
    assert text is not None
    assert platforms.fits(text, "x")


def test_a_correction_names_what_it_corrects() -> None:
    history = opened()
    history.do(fact_commands.ProposeFact("The post was online for 40 minutes"))
    post(history, "holding", "U2")
    asked = Asked("correction", "en", corrects="holding", fact="f1")
    draft = statement(history.at_last, asked, START, OURS)
    assert (draft.corrects, draft.fact) == ("holding", "f1")
    assert "The post was online for 40 minutes" in draft.text
    assert str(history.at_last.statements["holding"].link) in draft.text
