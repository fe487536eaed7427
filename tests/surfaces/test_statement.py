"""A statement's card, and the forms around it."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from bot import surfaces
from bot.commands import closing as closing_commands
from bot.commands import facts as fact_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.deliveries import DeliveryKind
from bot.events import (
    CAUSES,
    LANGUAGES,
    PLATFORMS,
    SEVERITIES,
    ApprovalPath,
    Cause,
    Language,
    NoteAdded,
    PathsAdopted,
    Requirement,
    Severity,
    StatementDrafted,
)
from bot.locale import words
from bot.people import Person
from bot.refused import Reason, Refused
from bot.surfaces import modals
from bot.surfaces.modals.form import INPUT_TEXT, Answers
from bot.surfaces.modals.pieces import join
from bot.surfaces.refusals import refusal
from bot.surfaces.troubles import _WHAT
from handlers import drafting
from statements.templates import OURS
from tests.strategies import START, History, opened, opening, said, with_room

EN = words("en")
HOLDING = "We have seen the post and are looking into it. We will say more here by 11 pm."


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
    history = with_room(holding=HOLDING)
    assert "Holding post, version 1: Draft" in shown(history)
    assert HOLDING in shown(history)
    assert set(buttons(history)) == {"submit_statement", "open_edit", "open_comment", "draft_pair"}
    assert buttons(history)["open_edit"]["value"] == "c0ffee:holding:1"


def test_what_is_wrong_is_mended_before_it_is_submitted() -> None:
    history = with_room(holding="Mistakes were made. We will say more at 11 pm.")
    assert "use_better" in buttons(history)
    assert "mends what the review found" in shown(history)
    gap = with_room(holding="We have [say what you did]. We will say more at 11 pm.")
    assert "*Still to be filled in:* [say what you did]" in shown(gap)
    assert "fills in what stands in brackets" in shown(gap)


def test_what_was_submitted_is_approved_or_sent_back() -> None:
    history = with_room(holding=HOLDING)
    history.do(statement_commands.SubmitStatement("holding", 1), "U2")
    assert set(buttons(history)) == {
        "approve_statement",
        "open_changes",
        "open_comment",
        "open_edit",
        "withdraw_statement",
        "draft_pair",
    }
    assert "confirm" in buttons(history)["withdraw_statement"]
    assert "The template’s words, submitted by <@U2>." in shown(history)
    assert "Still missing: Communications or Crisis lead (<@U1>)." in shown(history)
    assert "Next: <@U1>, approve it or ask for changes." in shown(history)
    history.do(statement_commands.AskForChanges("holding", 1, "too *vague* <!here>"), "U3")
    assert "<@U3> asks for changes: “too *vague* &lt;!here&gt;”" in shown(history)


def test_what_was_approved_is_copied_and_posted_and_an_edit_is_confirmed() -> None:
    history = with_room(holding=HOLDING)
    history.do(statement_commands.SubmitStatement("holding", 1), "U2")
    history.do(statement_commands.ApproveStatement("holding", 1), "U1")
    assert set(buttons(history)) == {
        "open_copy",
        "open_posted",
        "open_edit",
        "withdraw_statement",
        "open_comment",
        "draft_pair",
    }
    assert "confirm" in buttons(history)["open_edit"]
    assert "Approved by <@U1>" in shown(history)


def test_posted_words_are_corrected_not_edited() -> None:
    history = with_room(holding=HOLDING)
    history.do(statement_commands.SubmitStatement("holding", 1), "U2")
    history.do(statement_commands.ApproveStatement("holding", 1), "U1")
    link = "https://x.com/2?a=1&b=2"
    history.do(statement_commands.MarkPosted("holding", 1, link, START, "x"), "U2")
    assert set(buttons(history)) == {
        "open_copy",
        "open_posted",
        "draft_correction",
        "open_comment",
        "draft_pair",
    }
    assert "Posted on X by <@U2>" in shown(history)
    assert "<https://x.com/2?a=1&amp;b=2|see it>" in shown(history)


ROLES = {"role:legal": ("U2", "U3"), "role:communications": (), "role:executive": ("U4",)}


@pytest.mark.parametrize(
    ("any_of", "count", "line"),
    [
        ((), 2, "Still missing: 2 members who did not write it."),
        (("role:legal",), 1, "Still missing: Legal (<@U2>, <@U3>)."),
        (("user:U5",), 1, "Still missing: <@U5>."),
        (("group:S1",), 1, "Still missing: 1 member who did not write it. Nobody is named for"),
        (
            ("role:communications",),
            1,
            "Still missing: 1 member who did not write it. Nobody is named for Communications: any "
            "member may approve.",
        ),
        (("user:U6",), 1, "Everyone for <@U6> wrote some of it: any other member may approve."),
        (("role:legal",), 3, "Too few are left for Legal (<@U2>, <@U3>): any member may approve."),
    ],
)
def test_who_is_missing_and_why_anybody_may(any_of: tuple[str, ...], count: int, line: str) -> None:
    history = with_room(holding=HOLDING)
    own = ApprovalPath(steps=((Requirement(any_of=any_of, count=count),),))
    last = (Requirement(any_of=("role:executive",)),)
    own = ApprovalPath(steps=(*own.steps, last))
    adopted = PathsAdopted(paths={"holding:minor": own}, people=ROLES)
    history.do(room_commands.AdoptPaths(adopted))
    history.do(statement_commands.SubmitStatement("holding", 1), "U6")
    assert line in shown(history)
    assert "After that: Executive (<@U4>)." in shown(history)


def test_a_team_s_broken_template_is_said() -> None:
    history = with_room()
    draft = StatementDrafted(
        statement="press",
        statement_kind="press",
        language="en",
        text="Words.",
        trouble="<en/press.txt.j2>: line 3",
    )
    history.do(statement_commands.DraftStatement(draft))
    said = "so this is Cellule’s: &lt;en/press.txt.j2&gt;: line 3"
    assert said in shown(history, "statement:press")


def test_a_closed_crisis_leaves_words_alone() -> None:
    history = with_room()
    history.do(closing_commands.CloseCrisis(None, "It is over"))
    assert buttons(history) == {}


# Forms


@settings(max_examples=40, deadline=None)
@given(said(INPUT_TEXT))
def test_an_editor_starts_from_the_exact_words(text: str) -> None:
    # Slack counts an emoji as two.
    text = text[: INPUT_TEXT // 2]
    crisis = opened(holding=text).at_last
    view = modals.edit(EN, crisis, crisis.statements["holding"])
    pieces = [
        block["element"].get("initial_value", "")
        for block in view["blocks"]
        if block.get("block_id", "").startswith("text-")
    ]
    assert join(pieces, json.loads(view["private_metadata"])["joints"]) == text


PLANS = list(itertools.product(SEVERITIES, CAUSES, LANGUAGES))


@pytest.mark.parametrize(("severity", "cause", "language"), PLANS)
def test_a_first_draft_fits_the_form_that_edits_it(
    severity: Severity, cause: Cause, language: Language
) -> None:
    """A text that the field would cut could not be edited without losing its end."""
    fields = {"severity": severity, "cause": cause, "language": language, "platforms": PLATFORMS}
    base = opening(**fields).opened
    holding = drafting.holding(base, START, OURS, organisation=None, precleared=False)
    crisis = opened(**fields).at_last
    others = [
        drafting.statement(crisis, drafting.Asked(kind, language), START, OURS)
        for kind in ("apology", "press", "internal", "reply")
    ]
    for draft in (holding, *others):
        assert len(draft.text.encode("utf-16-le")) // 2 <= INPUT_TEXT - 500
        assert draft.language == language


def test_an_overtaken_editor_keeps_what_they_typed() -> None:
    history = opened()
    history.do(statement_commands.EditStatement("holding", 1, "Theirs.", None), "U2")
    statement = history.at_last.statements["holding"]
    mine = modals.draft_of(statement, "Mine.")
    view = modals.edit(EN, history.at_last, statement, mine, overtaken=True)
    text = json.dumps(view, ensure_ascii=False)
    assert "The text was changed while you were writing." in text
    assert "Theirs." in text
    (field,) = [b for b in view["blocks"] if b.get("block_id") == "text-2.0-0"]
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
    assert "Still open (10)" in text
    assert "Holding post (Draft)" in text


def test_the_timeline_turns_its_pages() -> None:
    history = with_room()
    while len(history.entries) < 65:
        history.do(room_commands.AddNote(NoteAdded(text="n", via="command")))
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
    history.do(step_commands.ClaimStep("capture-evidence"), "U2")
    late = history.do(step_commands.ClaimStep("capture-evidence"), "U3")
    assert isinstance(late, Refused)
    sentence = refusal(EN, late)
    assert sentence.startswith("<@U2> was first: they took “Capture the post before anyone deletes")
    assert "<!date^" in sentence


def test_all_that_can_fail_has_a_name() -> None:
    history = opened()
    history.do(fact_commands.ProposeFact("It was online for 40 minutes."), "U2")
    history.do(statement_commands.SubmitStatement("holding", 1), "U2")
    named = {name.partition(":")[0] for name in surfaces.names(history.at_last)}
    # What a crisis has once there is any of it, and once it is closed.
    named |= {"evidence", "critics", "review", "canvas"}
    assert set(_WHAT) == named | set(DeliveryKind.__args__)  # type: ignore[attr-defined]


def test_a_promise_stands_on_the_card() -> None:
    history = with_room()
    assert "It promises the next update for" in shown(history)
    promised = int((START + timedelta(hours=1)).timestamp())
    assert f"<!date^{promised}^" in shown(history)
