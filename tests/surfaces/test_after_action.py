"""The close, its review and the updates, within Slack's limits however much there is of them."""

from __future__ import annotations

import pytest

from bot import events, surfaces
from bot.commands import closing as closing_commands
from bot.commands import facts as fact_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.events import LANGUAGES, Language
from bot.locale import words
from bot.surfaces import modals
from bot.surfaces.still_open import on_record
from tests.conftest import buttons
from tests.strategies import NASTY, START, History
from tests.surfaces.everything import (
    Shown,
    content,
    disobeyed,
    elsewhere,
    notices,
    review_forms,
)
from tests.surfaces.test_limits import largest

MANY = 40
HEARD = events.SettingsAdopted(update_in="C2", update_every=60, archive_after=5)


def hold(history: History) -> None:
    crisis = history.at_last
    things = [*elsewhere(history), *notices(history)]
    if crisis.closed:
        things.append(content("review", surfaces.render(crisis, "review")))
    for language in LANGUAGES:
        t = words(language)
        forms = [*review_forms(t, crisis, history.now), ("close", modals.closing(t, crisis))]
        forms.append(("update", modals.send_update(t, crisis, history.now)))
        things += [Shown(name, view=view) for name, view in forms]
    for each in things:
        assert each.problems() == [], each.name
        for markup in each.markups():
            assert disobeyed(markup) is None, each.name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", [*NASTY, "a", "😀", "&", "<", "word "])
def test_the_largest_review_and_update(language: Language, text: str) -> None:
    filled = text if text.strip() else f"{text}x"
    long = (filled * (10_000 // len(filled) + 1))[:10_000]
    history = largest(language, long)
    history.do(room_commands.AdoptSettings(HEARD))
    for number in range(MANY):
        history.do(fact_commands.ProposeFact(f"{number} {long}"[:1_000]))
        if number % 2:
            history.do(fact_commands.ConfirmFact(f"f{number + 1}"), "U2")
    for platform in events.PLATFORMS:
        link = f"https://x.com/{platform}{'&' * 1_900}"
        history.do(statement_commands.MarkPosted("holding", 2, link, START, platform))
    hold(history)
    history.do(closing_commands.CloseCrisis(long[:2_000], long[:1_000], on_record))
    assert history.at_last.closed
    for number in range(MANY):
        said = f"{number} {long}"[:1_000]
        history.do(closing_commands.AddLesson("well", said))
        history.do(closing_commands.AddLesson("badly", said))
        history.do(closing_commands.AddAction(said, "U2", "2026-04-01"))
        if number % 3 == 0:
            history.do(closing_commands.DropAction(f"a{number + 1}", long[:1_000]))
        elif number % 3 == 1:
            history.do(closing_commands.FinishAction(f"a{number + 1}"))
    assert len(history.at_last.actions) == MANY
    hold(history)


def test_a_long_review_is_a_click_away() -> None:
    history = largest("en", "word")
    history.do(closing_commands.CloseCrisis(None, "over"))
    assert "open_after_action" not in dict(buttons(_review(history)))
    for number in range(7):
        history.do(closing_commands.AddAction(f"act {number}", "U2", "2026-04-01"))
    shown = dict(buttons(_review(history)))
    assert shown["open_after_action"] == history.at_last.id
    whole = modals.whole_review(words("en"), history.at_last)
    assert sum(action == "finish_action" for action, _ in buttons(whole)) == 7


def _review(history: History) -> dict[str, object]:
    return {"blocks": surfaces.render(history.at_last, "review").blocks}
