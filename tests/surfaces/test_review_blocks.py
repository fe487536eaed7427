"""The review as blocks: on a card, in a form, in a direct message."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest

from bot import reviewing
from bot.commands import statements as statement_commands
from bot.events import LANGUAGES, Language
from bot.locale import words
from bot.surfaces import labels, modals, render
from bot.surfaces.review import review_blocks
from statements.review import Code
from tests.strategies import History, with_room

EN = words("en")
CLEAN = "We have seen the post and are looking into it. We will say more here by 11 pm."


def texts(blocks: list[dict[str, Any]]) -> list[str]:
    """What stands in sections and contexts."""
    found = []
    for block in blocks:
        if block["type"] == "section":
            found.append(block["text"]["text"])
        elif block["type"] == "context":
            found.append(block["elements"][0]["text"])
    return found


def reviewed(text: str, language: Language = "en", **fields: Any) -> list[str]:
    history = with_room(holding=text, language=language, **fields)
    crisis = history.at_last
    return texts(review_blocks(words(language), crisis, crisis.statements["holding"]))


def test_nothing_to_say_is_said() -> None:
    assert reviewed(CLEAN) == [
        f"X {len(CLEAN)}/280",
        ":white_check_mark: The review finds nothing against it.",
    ]


def test_a_finding_quotes_names_the_rule_says_why_and_proposes() -> None:
    lines = reviewed("Mistakes were made. We will say more here by 11 pm.")
    assert lines[1] == "*Review: 1 error*"
    head, quote, reason, better = lines[2].splitlines()
    assert head == ":no_entry: *Nobody did it* · rule 2: apologise, don’t make excuses"
    assert quote == "“Mistakes were made”"
    assert len(reason) > 20
    assert better.startswith("*Better:* “")


def test_what_is_missing_is_proposed_as_an_addition() -> None:
    lines = reviewed("We have seen the post and are looking into it.")
    (missing,) = [line for line in lines if "No promise of more" in line]
    assert "rule 1: address it at once" in missing
    assert "*Add, for example:* “" in missing


def test_errors_come_before_warnings_and_the_rest_is_counted() -> None:
    text = "Our password had been weak for 3 years. " + "Sorry if anyone was offended. " * 12
    history = with_room(holding=text)
    crisis = history.at_last
    found = reviewing.findings(crisis, crisis.statements["holding"])
    assert {finding.weight for finding in found} == {"error", "warning"}
    lines = texts(review_blocks(EN, crisis, crisis.statements["holding"], budget=10_000))
    shown = [line for line in lines if line.startswith((":no_entry: *", ":warning: *"))]
    marks = [line.split()[0] for line in shown if "·" in line and "rule" in line]
    assert marks == sorted(marks, reverse=False)
    assert len(marks) == 8
    assert lines[-1] == f"and {len(found) - 8} more: *Review…* shows them"
    # A budget cuts earlier, but never all.
    least = texts(review_blocks(EN, crisis, crisis.statements["holding"], budget=1))
    assert sum("rule" in line and "·" in line for line in least) == 1


def test_the_card_and_the_form_say_the_same() -> None:
    history = with_room(holding="Mistakes were made. We will say more here by 11 pm.")
    crisis = history.at_last
    card = list(render(crisis, "statement:holding").blocks)
    form = modals.edit(EN, crisis, crisis.statements["holding"])["blocks"]
    wanted = texts(review_blocks(EN, crisis, crisis.statements["holding"]))
    for blocks in (card, form):
        found = texts([b for b in blocks if b["type"] in ("section", "context")])
        start = found.index(wanted[0])
        assert found[start : start + len(wanted)] == wanted


@pytest.mark.parametrize(
    ("platform", "text", "line"),
    [
        ("x", "é" * 300, ":no_entry: *X 300/280*"),
        ("x", "https://example.org/" + "a" * 300, "X 23/280"),
        ("bluesky", "👩‍👩‍👧‍👦" * 10, "Bluesky 10/300"),
        ("linkedin", "a" * 2_000, "LinkedIn 2,000/3,000"),
        ("web", "a" * 2_000, "Our website: 2000 characters"),
    ],
)
def test_each_platform_counts_in_its_own_way(platform: str, text: str, line: str) -> None:
    assert reviewed(text, platforms=(platform,))[0] == line


def test_french_writes_numbers_as_french() -> None:
    assert (
        reviewed("a" * 2_000, "fr", platforms=("linkedin",))[0] == "LinkedIn 2\u202f000/3\u202f000"
    )


def test_a_thread_is_counted_in_posts() -> None:
    history = with_room(holding="We are looking into it. " * 20)
    crisis = history.at_last
    thread = replace(crisis.statements["holding"], thread=True)
    assert texts(review_blocks(EN, crisis, thread))[0] == "X: thread of 2"


def overruled() -> History:
    history = with_room(holding="We are sorry if anyone was offended. More here by 11 pm.")
    history.do(statement_commands.SubmitStatement("holding", 1), "U2")
    history.do(statement_commands.ApproveStatement("holding", 1, "The <judge> says so"), "U1")
    return history


def test_an_override_is_told_with_its_reason() -> None:
    crisis = overruled().at_last
    line = texts(review_blocks(EN, crisis, crisis.statements["holding"]))[-1]
    assert line == (
        ":ballot_box_with_check: <@U1> lets the errors stand: “The &lt;judge&gt; says so”"
    )


def test_what_people_wrote_is_obeyed_nowhere() -> None:
    lines = reviewed("Sorry if anyone was <!channel> offended by <@U1>. More here by 11 pm.")
    assert not any("<!channel>" in line or "<@U1>" in line for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_and_rule_has_its_words(language: Language) -> None:
    t = words(language)
    assert set(labels.FAULT) == set(get_args(Code))
    assert set(labels.RULE) == {1, 2, 3, 4, 5}
    for label in (*labels.FAULT.values(), *labels.RULE.values()):
        assert (t(label) == label) is (language == "en")
