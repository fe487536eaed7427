"""The brief: a crisis on one screen."""

from __future__ import annotations

import json
from datetime import timedelta

from bot import events, surfaces
from bot.commands import closing as closing_commands
from bot.commands import facts as fact_commands
from bot.commands import roles as role_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.locale import words
from bot.surfaces.blocks import when
from bot.surfaces.brief import SHOWN_FACTS, SHOWN_STEPS, brief
from tests.strategies import START, History, drill_plan, plan, with_room
from tests.test_crisis import post


def said(history: History, language: events.Language = "en") -> str:
    _, blocks = brief(words(language), history.at_last, history.now)
    return json.dumps(blocks, ensure_ascii=False)


def test_of_a_new_crisis_it_says_that_nothing_is_sure_and_nothing_is_out() -> None:
    text = said(with_room(severity="major"))
    for part in (
        "The brief: A joke about a rival",
        "Major · Honest mistake · X",
        "Crisis lead: <@U1>",
        "*Nobody has:* Communications, Legal",
        "Nothing yet: say no more than that you are looking into it.",
        "Nothing is public yet.",
        "First public word: *not out yet*",
    ):
        assert part in text, part


def test_each_list_says_how_much_it_leaves_out() -> None:
    history = with_room(playbook=plan(SHOWN_STEPS + 4))
    for number in range(SHOWN_FACTS + 2):
        history.do(fact_commands.ProposeFact(f"Fact {number}"), "U2")
        history.do(fact_commands.ConfirmFact(f"f{number + 1}"), "U3")
    text = said(history)
    assert f"• Fact {SHOWN_FACTS - 1}" in text
    assert f"• Fact {SHOWN_FACTS}" not in text
    assert "and 2 more" in text
    assert "and 4 more steps" in text


def test_what_is_only_proposed_or_withdrawn_is_not_confirmed() -> None:
    history = with_room()
    history.do(fact_commands.ProposeFact("Only a rumour"), "U2")
    history.do(fact_commands.ProposeFact("Wrong after all"), "U2")
    history.do(fact_commands.ConfirmFact("f2"), "U3")
    history.do(fact_commands.WithdrawFact("f2", "it was another post"), "U3")
    assert "rumour" not in said(history)
    assert "Wrong after all" not in said(history)


def test_what_was_said_stands_with_its_place_newest_first() -> None:
    history = with_room()
    post(history, "holding", "U2")
    history.now += timedelta(minutes=5)
    again = statement_commands.MarkPosted(
        "holding", 1, "https://bsky.app/profile/acme/post/1", history.now, "bluesky"
    )
    history.do(again, "U2")
    text = said(history)
    assert text.index("Holding post · Bluesky") < text.rindex("Holding post · ")
    assert "<https://bsky.app/profile/acme/post/1|see it>" in text


def test_the_next_steps_have_their_owner_and_say_when_they_are_late() -> None:
    history = with_room(playbook=plan(3))
    history.do(step_commands.ClaimStep("s1"), "U4")
    due = history.at_last.opened_at + timedelta(minutes=1)
    assert f"1 x · <@U4> · due {when(due, '{time}')}" in said(history)
    history.now = START + timedelta(hours=1)
    assert f"1 x · <@U4> · *late since {when(due, '{time}')}*" in said(history)
    assert "0 x · nobody yet, for: Legal" in said(history)


def test_a_lead_who_is_out_is_named_as_such() -> None:
    history = with_room()
    history.do(role_commands.AssignRole("lead", "U2", stand_in=True))
    history.do(role_commands.RecordLeft("U1"), "U1")
    assert "Crisis lead: <@U2>" in said(history)
    assert "who leads, has left the room.* <@U2> stands in." in said(history)


def test_of_a_closed_crisis_it_says_how_it_ended() -> None:
    history = with_room()
    history.do(closing_commands.CloseCrisis("It blew over.", "Nobody wrote."), "U2")
    text = said(history)
    assert "<@U2> closed the crisis" in text
    assert ">It blew over." in text
    assert ":arrow_right:" not in text
    assert "open_roles" not in text


def test_in_french_it_is_french() -> None:
    text = said(with_room(language="fr"), "fr")
    assert "Le point : A joke about a rival".replace(" :", "\u00a0:") in text
    assert "The brief" not in text


def test_a_greeting_to_a_drill_is_marked() -> None:
    planned = drill_plan()
    history = with_room(planned=planned)
    shown = surfaces.greeting(history.at_last, "en", history.now)
    assert shown.text.startswith("EXERCISE · ")
    assert "*Exercise:*" in json.dumps(shown.blocks[0])


def test_the_room_hears_who_leads_with_the_brief() -> None:
    history = with_room()
    history.do(role_commands.AssignRole("lead", "U4"), "U4")
    recent = history.at_last.recent[-1]
    told = surfaces.notice(history.at_last, recent.event, recent.actor, recent.at)
    assert told.content.text == ":triangular_flag_on_post: *<@U4> leads this crisis now.*"
    assert "The brief: A joke" in json.dumps(told.content.blocks)
    history.do(role_commands.AssignRole("scribe", "U5"), "U4")
    recent = history.at_last.recent[-1]
    told = surfaces.notice(history.at_last, recent.event, recent.actor, recent.at)
    assert "<@U5>, you have a role from here on: Scribe. <@U4> gave it to you." in told.content.text
