"""A statement's card, and the forms around it."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from bot import commands, statement_commands, surfaces
from bot.deliveries import DeliveryKind
from bot.events import (
    CAUSES,
    LANGUAGES,
    PLATFORMS,
    SEVERITIES,
    Cause,
    CrisisOpened,
    Language,
    Severity,
)
from bot.locale import words
from bot.people import Person
from bot.refused import Reason, Refused
from bot.surfaces import modals
from bot.surfaces.modals.form import INPUT_TEXT, Answers
from bot.surfaces.refusals import refusal
from bot.surfaces.troubles import _WHAT
from handlers import drafting
from tests.strategies import START, History, opened, opening, said, with_room

EN = words("en")


def shown(history: History, name: str = "statement:holding") -> str:
    content = surfaces.render(history.at_last, name)
    return json.dumps([content.text, content.blocks], ensure_ascii=False)


def buttons(history: History) -> dict[str, dict[str, Any]]:
    return {
        element["action_id"]: element
        for block in surfaces.render(history.at_last, "statement:holding").blocks
        if block["type"] == "actions"
        for element in block["elements"]
    }


def test_a_draft_is_edited_or_submitted() -> None:
    history = with_room()
    assert "Holding post, version 1: Draft" in shown(history)
    assert "We are looking into it." in shown(history)
    assert set(buttons(history)) == {"submit_statement", "open_edit"}
    assert buttons(history)["open_edit"]["value"] == "c0ffee:holding:1"


def test_what_was_submitted_is_approved_or_sent_back() -> None:
    history = with_room()
    history.do(statement_commands.SubmitStatement("holding", 1), "U2")
    assert set(buttons(history)) == {"approve_statement", "open_changes", "open_edit"}
    assert "The template’s words, submitted by <@U2>." in shown(history)
    assert "It takes 1 more approval, by somebody who did not write it." in shown(history)
    history.do(statement_commands.AskForChanges("holding", 1, "too *vague* <!here>"), "U3")
    assert "<@U3> asks for changes: “too *vague* &lt;!here&gt;”" in shown(history)


def test_what_was_approved_is_posted_and_an_edit_is_confirmed() -> None:
    history = with_room()
    history.do(statement_commands.SubmitStatement("holding", 1), "U2")
    history.do(statement_commands.ApproveStatement("holding", 1), "U3")
    assert set(buttons(history)) == {"open_posted", "open_edit"}
    assert "confirm" in buttons(history)["open_edit"]
    assert "Approved by <@U3>" in shown(history)


def test_posted_words_have_no_buttons() -> None:
    history = with_room()
    history.do(statement_commands.SubmitStatement("holding", 1), "U2")
    history.do(statement_commands.ApproveStatement("holding", 1), "U3")
    history.do(statement_commands.MarkPosted("holding", 1, "https://x.com/2?a=1&b=2", START), "U2")
    assert buttons(history) == {}
    assert "<https://x.com/2?a=1&amp;b=2|see it>" in shown(history)


def test_a_closed_crisis_leaves_words_alone() -> None:
    history = with_room()
    history.do(commands.CloseCrisis(None))
    assert buttons(history) == {}


# Forms


@settings(max_examples=40, deadline=None)
@given(said(INPUT_TEXT))
def test_an_editor_starts_from_the_exact_words(text: str) -> None:
    # Slack counts an emoji as two.
    text = text[: INPUT_TEXT // 2]
    crisis = opened(holding=text).at_last
    view = modals.edit(EN, crisis, crisis.statements["holding"])
    assert view["blocks"][0]["element"]["initial_value"] == text


PLANS = list(itertools.product(SEVERITIES, CAUSES, LANGUAGES))


@pytest.mark.parametrize(("severity", "cause", "language"), PLANS)
def test_a_first_draft_fits_the_form_that_edits_it(
    severity: Severity, cause: Cause, language: Language
) -> None:
    """A text that the field would cut could not be edited without losing its end."""
    fields = {"severity": severity, "cause": cause, "language": language, "platforms": PLATFORMS}
    base = opening(**fields).opened
    holding = drafting.holding(CrisisOpened.model_validate(base.model_dump()), START)
    crisis = opened(**fields).at_last
    for draft in (holding, drafting.apology(crisis, START)):
        assert len(draft.text.encode("utf-16-le")) // 2 <= INPUT_TEXT - 500
        assert draft.language == language


def test_an_overtaken_editor_keeps_what_they_typed() -> None:
    history = opened()
    history.do(statement_commands.EditStatement("holding", 1, "Theirs.", None), "U2")
    statement = history.at_last.statements["holding"]
    view = modals.edit(EN, history.at_last, statement, typed="Mine.")
    text = json.dumps(view, ensure_ascii=False)
    assert "The text was changed while you were writing." in text
    assert "Theirs." in text
    (field,) = [b for b in view["blocks"] if b.get("block_id") == "text-2"]
    assert field["element"]["initial_value"] == "Mine."


def test_a_form_s_state_comes_back() -> None:
    view = modals.skip(EN, opened().at_last, "capture-evidence")
    answers = Answers({**view, "state": {"values": {"reason": {"value": {"value": "not ours"}}}}})
    assert answers.state == {"crisis": "c0ffee", "step": "capture-evidence"}
    assert answers.text("reason") == "not ours"
    assert answers.text("absent") == ""
    assert answers.choice("absent") is None
    assert answers.choices("absent") == []
    assert answers.users("absent") == []
    assert answers.time("absent") is None


@pytest.mark.parametrize("length", [INPUT_TEXT, INPUT_TEXT + 1, 9000])
def test_a_link_is_prefilled_whole_or_not_at_all(length: int) -> None:
    link = "https://x.com/" + "a" * (length - 14)
    view = modals.opening(EN, Person(id="U1"), START, modals.Prefill(post_link=link))
    (field,) = [b for b in view["blocks"] if b.get("block_id") == "post_link"]
    assert field["element"].get("initial_value") == (link if length <= INPUT_TEXT else None)


def test_closing_says_what_is_left() -> None:
    history = with_room()
    text = json.dumps(modals.closing(EN, history.at_last), ensure_ascii=False)
    assert "steps are still open" in text
    assert "Holding post · Draft" in text


def test_the_timeline_turns_its_pages() -> None:
    history = with_room()
    while len(history.entries) < 65:
        history.do(commands.MakeExport())
    pages = [modals.timeline(EN, history.at_last, history.entries, page) for page in range(3)]
    turns = [
        {
            element["action_id"]: element["value"]
            for block in page["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
        }
        for page in pages
    ]
    assert turns == [
        {"timeline_older": "c0ffee:1"},
        {"timeline_newer": "c0ffee:0", "timeline_older": "c0ffee:2"},
        {"timeline_newer": "c0ffee:1"},
    ]
    numbers = [
        int(block["text"]["text"].split("*")[1])
        for page in pages
        for block in page["blocks"]
        if block["type"] == "section"
    ]
    assert numbers == list(range(65, 0, -1))
    beyond = modals.timeline(EN, history.at_last, history.entries, 99)
    assert beyond["blocks"] == pages[2]["blocks"]


# Refusals and troubles


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence(language: Language) -> None:
    about = {
        "who": "U2",
        "at": START,
        "step": "Capture <it>",
        "state": "done",
        "gaps": ("[a]", "[b]"),
        "kind": "apology",
    }
    sentences = set()
    for reason in Reason.__args__:  # type: ignore[attr-defined]
        sentence = refusal(words(language), Refused(reason, about))
        assert len(sentence) > 10
        assert "{" not in sentence.replace("{date_short_pretty} {time}", "")
        sentences.add(sentence)
    assert len(sentences) == len(Reason.__args__)  # type: ignore[attr-defined]


def test_who_was_first_and_when() -> None:
    history = opened()
    history.do(commands.ClaimStep("capture-evidence"), "U2")
    late = history.do(commands.ClaimStep("capture-evidence"), "U3")
    assert isinstance(late, Refused)
    sentence = refusal(EN, late)
    assert sentence.startswith("<@U2> was first: they took “Capture the post before anyone deletes")
    assert "<!date^" in sentence


def test_all_that_can_fail_has_a_name() -> None:
    named = {name.partition(":")[0] for name in surfaces.names(opened().at_last)}
    assert set(_WHAT) == named | set(DeliveryKind.__args__)  # type: ignore[attr-defined]


def test_a_promise_stands_on_the_card() -> None:
    history = with_room()
    assert "It promises the next update for" in shown(history)
    promised = int((START + timedelta(hours=1)).timestamp())
    assert f"<!date^{promised}^" in shown(history)
