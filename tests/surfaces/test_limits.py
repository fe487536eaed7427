"""Whatever people type, all that Slack is shown is within its limits and obeys nobody but us."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import events, surfaces
from bot.commands import closing as closing_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.events import LANGUAGES, Language
from tests.strategies import (
    NASTY,
    ROOM,
    START,
    History,
    histories,
    opening,
    plan,
    said,
)
from tests.surfaces.everything import disobeyed, shown

SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def hold(history: History) -> None:
    """Every surface of a crisis is within the limits, and its texts are harmless."""
    for each in shown(history):
        assert each.problems() == [], each.name
        for markup in each.markups():
            assert disobeyed(markup) is None, each.name
    assert len(surfaces.render(history.at_last, "topic").text) <= surfaces.TOPIC
    assert 0 < len(surfaces.purpose(history.at_last)) <= 250
    assert all(surfaces.bookmark_titles(history.at_last).values())


@settings(SLOW, max_examples=15)
@given(histories())
def test_any_crisis(history: History) -> None:
    hold(history)


@settings(SLOW, max_examples=8)
@given(histories(steps=200, least=5), st.lists(st.integers(0, 199), max_size=120))
def test_any_crisis_with_a_plan_of_200_steps(history: History, settled: list[int]) -> None:
    for step in settled:
        history.do(step_commands.CompleteStep(f"s{step}"))
    hold(history)


def largest(language: Language, text: str) -> History:
    """A crisis with as much of everything as there can be."""
    history = History()
    link = "https://acme.example/" + "&" * 2_900
    opened = opening(
        what=text,
        language=language,
        post_link=link,
        platforms=events.PLATFORMS,
        severity="major",
        playbook=plan(200, text=text),
        holding=(text * (12_000 // len(text) + 1))[:12_000],
        source=events.MessageRef(
            channel="C0SOURCE",
            ts="1.0",
            author="U2",
            link="https://acme.slack.com/archives/C0SOURCE/p10",
        ),
    )
    history.do(opened)
    history.do(
        room_commands.RecordRoom(events.RoomOpened(channel=ROOM, name="x" * 80, private=False))
    )
    for number in range(20):
        failed = events.DeliveryFailed(
            delivery=f"d{number}",
            what="invite",
            error=text if number % 2 else "missing_scope",
            needed=text,
            final=True,
        )
        history.do(room_commands.RecordFailure(failed))
    for number in range(0, 60, 3):
        history.do(step_commands.SkipStep(f"s{number}", text))
        history.do(step_commands.ClaimStep(f"s{number + 1}"))
    long = (text * (12_000 // len(text) + 1))[:12_000]
    history.do(statement_commands.EditStatement("holding", 1, long, START + timedelta(hours=3)))
    history.do(statement_commands.SubmitStatement("holding", 2))
    history.do(statement_commands.AskForChanges("holding", 2, long), "U2")
    history.do(statement_commands.SubmitStatement("holding", 2), "U3")
    history.do(statement_commands.ApproveStatement("holding", 2), "U4")
    note = events.NoteAdded(text=long, via="shortcut", message=opened.opened.source)
    history.do(room_commands.AddNote(note))
    return history


LARGEST = [" ".join(NASTY[first :: len(NASTY) // 3]) for first in range(len(NASTY) // 3)]
"""All of them, three or four at a time: the largest crisis takes its time."""


# Each text in one of the languages: what a person sees is held in both every time.
@pytest.mark.parametrize(
    ("text", "language"),
    list(zip([*LARGEST, "a", "😀", "&", "<", "word "], itertools.cycle(LANGUAGES), strict=False)),
)
def test_the_largest_crisis(text: str, language: Language) -> None:
    # What is only space is refused by the forms and by decide.
    filled = text if text.strip() else f"{text}x"
    history = largest(language, (filled * (10_000 // len(filled) + 1))[:10_000])
    hold(history)
    history.do(statement_commands.MarkPosted("holding", 2, "https://x.com/" + "|" * 2_900, START))
    history.do(room_commands.ChangeSeverity("minor", filled * 100, plan(200, text=filled)))
    history.do(closing_commands.CloseCrisis(filled * 300, "It is over"))
    hold(history)


@settings(SLOW, max_examples=20)
@given(said(), st.sampled_from(LANGUAGES))
def test_what_the_room_is_told_of_one_text(text: str, language: Language) -> None:
    history = History()
    history.do(opening(what=text, language=language))
    history.do(room_commands.RecordRoom(events.RoomOpened(channel=ROOM, name="x", private=False)))
    history.do(room_commands.AddNote(events.NoteAdded(text=text, via="command")))
    history.do(room_commands.ChangeSeverity("major", text, plan(2, text="y")))
    history.do(statement_commands.SubmitStatement("holding", 1), "U3")
    history.do(statement_commands.AskForChanges("holding", 1, text), "U2")
    history.do(closing_commands.CloseCrisis(text, "It is over"))
    hold(history)


@pytest.mark.parametrize(
    "markup",
    [
        "<!channel>",
        "<!here>",
        "<@U0VICTIM>",
        "<#C0SECRET>",
        "<https://evil.example|https://acme.example>",
        "<https://evil.example>",
        "<!subteam^S1>",
        "a < b",
        "R&D",
        "a > b",
    ],
)
def test_the_check_itself_finds_what_slack_would_obey(markup: str) -> None:
    assert disobeyed(f"fine {markup} fine") is not None


def test_the_check_itself_lets_ours_through() -> None:
    fine = (
        "<@U1> <#C0ROOM> <!date^1773528000^{date_short_pretty} {time}|2026-03-14 22:40 UTC> "
        "<https://x.com/a?b=1&amp;c=%3C|see it> &lt;!channel&gt;\n>quoted"
    )
    assert disobeyed(fine) is None
