"""The status card and the topic: where the crisis stands, at a glance."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from bot import events, roles, surfaces
from bot.clocks import due
from bot.commands import closing as closing_commands
from bot.commands import critics as critic_commands
from bot.commands import evidence as evidence_commands
from bot.commands import roles as role_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.locale import words
from bot.playbook_shelf import OURS
from bot.surfaces.blocks import ago, mention, when
from bot.surfaces.sentences import sentence
from tests.strategies import ROOM, START, History, opened, plan, with_room
from tests.test_crisis import post


def shown(history: History, name: str = "card") -> str:
    """All that the surface shows, buttons included."""
    content = surfaces.render(history.at_last, name)
    return json.dumps([content.text, content.blocks], ensure_ascii=False)


def buttons(history: History, name: str = "card") -> dict[str, str]:
    """Action to value of the buttons of a surface."""
    found: dict[str, str] = {}
    for block in surfaces.render(history.at_last, name).blocks:
        elements: list[Any] = [*block.get("elements", ()), block.get("accessory") or {}]
        for element in elements:
            if element.get("type") == "button":
                found.setdefault(element["action_id"], element["value"])
    return found


def test_a_new_crisis_at_a_glance() -> None:
    history = with_room(severity="major", cause="compromised_account", platforms=("x", "web"))
    card = shown(history)
    for said in (
        ":red_circle: Major crisis: A joke about a rival",
        "*Lead*\\n<@U1>",
        "*Severity*\\nMajor",
        "*Cause*\\nHacked account",
        "*Where*\\nX, Our website",
        ago(history.at_last.post_at),
        "<https://x.com/acme/status/1|see it>",
        "First public word: *not out yet*",
        "*Next:* Capture the post before anyone deletes it. Nobody has it yet",
        "Nothing is waiting for approval",
        "The room #crisis-x was opened.",
    ):
        assert said in card, said
    assert buttons(history) == {
        "claim_step": "c0ffee:capture-evidence",
        "draft_apology": "c0ffee",
        "open_statement_form": "c0ffee",
        "open_fact": "c0ffee",
        "open_evidence": "c0ffee",
        "open_critic": "c0ffee",
        "open_note": "c0ffee",
        "open_brief": "c0ffee",
        "open_roles": "c0ffee",
        "open_playbooks": "c0ffee",
        "open_severity": "c0ffee",
        "open_timeline": "c0ffee",
        "export": "c0ffee",
        "open_close": "c0ffee",
    }


def test_it_says_who_has_the_next_step() -> None:
    history = with_room()
    history.do(step_commands.ClaimStep("capture-evidence"), "U3")
    assert "Capture the post before anyone deletes it. <@U3> has it." in shown(history)
    assert "*Still free:* Delete the post once it has been captured, for: Community." in shown(
        history
    )
    assert buttons(history)["claim_step"] == "c0ffee:delete-post"
    history.do(step_commands.CompleteStep("capture-evidence"), "U3")
    assert "*Next:* Delete the post once it has been captured. Nobody" in shown(history)
    assert buttons(history)["claim_step"] == "c0ffee:delete-post"


def test_it_says_what_waits_and_what_is_ready() -> None:
    history = with_room()
    history.do(statement_commands.SubmitStatement("holding", 1), "U2")
    assert "*Waits for approval:* Holding post, version 1, from <@U2>." in shown(history)
    history.do(statement_commands.ApproveStatement("holding", 1), "U1")
    assert "*Ready to post:* Holding post, version 1." in shown(history)
    assert "Waits for approval" not in shown(history)


def test_it_counts_the_minutes_to_the_first_word_and_the_promise() -> None:
    history = with_room()
    post(history, "holding", "U2")
    card = shown(history)
    assert "First public word: after 6 minutes" in card
    assert when(START + timedelta(hours=1), "{time}, {date_short_pretty}") in card
    assert "Answer: the holding post is out" in card


def test_a_word_within_the_first_minute() -> None:
    history = with_room(post_at=START - timedelta(seconds=70))
    post(history, "holding", "U2")
    assert "after 1 minute" in shown(history)
    assert "after 1 minutes" not in shown(history)


def test_troubles_stand_in_plain_words_with_what_to_do() -> None:
    history = with_room()
    failed = events.DeliveryFailed(
        delivery="c0ffee/4/pin_card",
        what="pin_card",
        error="missing_scope",
        needed="pins:write",
        final=True,
    )
    history.do(room_commands.RecordFailure(failed))
    card = shown(history)
    assert "Not done: pinning the status card (the app lacks a permission (pins:write)" in card
    assert "Pin it by hand" in card
    assert buttons(history)["retry_deliveries"] == "c0ffee"
    history.do(room_commands.RetryDeliveries())
    assert "Not done yet: pinning" in shown(history)
    assert "retry_deliveries" not in buttons(history)
    history.do(room_commands.RecordRecovery("c0ffee/4/pin_card"))
    assert "Not done" not in shown(history)


@pytest.mark.parametrize(
    ("delivery", "named"),
    [
        ("c0ffee/7/say", "posting a message in the room"),
        ("c0ffee/7/remind/U1", "reminding somebody by a direct message"),
        ("surface/statement:holding", "showing a statement"),
    ],
)
def test_what_is_done_at_last_is_named(delivery: str, named: str) -> None:
    recovered = events.DeliveryRecovered(delivery=delivery)
    crisis = with_room().at_last
    said = sentence(words("en"), crisis, recovered, "cellule", mention, str)
    assert said == f"Done now: {named}."


def test_many_troubles_are_counted() -> None:
    history = with_room()
    for number in range(9):
        failed = events.DeliveryFailed(
            delivery=f"d{number}", what="say", error="is_archived", final=False
        )
        history.do(room_commands.RecordFailure(failed))
    assert shown(history).count("Not done yet") == 6
    assert "and 3 more" in shown(history)


def test_a_long_address_does_not_push_out_the_rest() -> None:
    history = with_room(post_link="https://acme.example/" + "a" * 2_970)
    card = shown(history)
    assert "First public word: *not out yet*" in card
    assert "Speak first" in card


def test_a_closed_crisis_offers_only_the_record() -> None:
    history = with_room()
    history.do(closing_commands.CloseCrisis("It blew over.", "It is over"), "U2")
    card = shown(history)
    assert ":white_check_mark: Closed: A joke about a rival" in card
    assert "<@U2> closed the crisis" in card
    assert ">It blew over." in card
    assert "*Next:*" not in card
    assert set(buttons(history)) == {"open_brief", "open_note", "open_timeline", "export"}


def test_what_one_does_most_stands_first_and_no_row_is_overloaded() -> None:
    rows = [
        [element["action_id"] for element in block["elements"]]
        for block in surfaces.render(with_room().at_last, "card").blocks
        if block["type"] == "actions"
    ]
    forward, below = rows
    assert forward[0] == "claim_step"
    assert below[0] == "open_brief"
    assert below[-1] == "open_close"
    assert max(map(len, rows)) <= 9


def test_it_says_whom_it_lacks_and_offers_to_take_the_role() -> None:
    history = with_room(severity="major")
    assert "*Nobody has:* Communications, Legal, Executive" in shown(history)
    for role in roles.missing(history.at_last):
        history.do(role_commands.AssignRole(role, "U1"))
    assert "Nobody has:" not in shown(history)


def test_a_lead_who_cannot_be_counted_on_is_named_and_can_be_replaced() -> None:
    history = with_room()
    assert "take_lead" not in buttons(history)
    history.do(role_commands.RecordAway(("U1",)))
    assert "*<@U1>, who leads, is on leave.* Nobody stands in: take the lead." in shown(history)
    history.do(role_commands.AssignRole("lead", "U2", stand_in=True))
    assert "is on leave.* <@U2> stands in." in shown(history)
    history.do(role_commands.RecordLeft("U1"))
    assert "*<@U1>, who leads, has left the room.*" in shown(history)
    assert buttons(history)["take_lead"] == "c0ffee"
    history.do(role_commands.AssignRole("lead", "U2"), "U2")
    assert "take_lead" not in buttons(history)
    assert "*Lead*\\n<@U2>" in shown(history)


def test_the_first_word_has_its_target_as_a_deadline() -> None:
    history = with_room()
    own = events.SettingsAdopted(targets=events.Targets(first_word=45))
    history.do(room_commands.AdoptSettings(own))
    target = history.at_last.post_at + timedelta(minutes=45)
    assert f"target: {when(target, '{time}')}" in shown(history)
    post(history, "holding", "U2")
    assert "target:" not in shown(history)


def test_the_next_step_names_its_deadline() -> None:
    history = with_room(playbook=plan(3))
    due = history.at_last.opened_at + timedelta(minutes=1)
    history.do(step_commands.CompleteStep("s0"))
    assert f"Due: {when(due, '{time}')}." in shown(history)


def test_evidence_and_critics_stand_in_one_line_when_there_are_any() -> None:
    history = with_room()
    assert "of evidence" not in shown(history)
    history.do(
        evidence_commands.KeepEvidence(what="post", captured_at=START, link="https://x.com/a")
    )
    listed = tuple(events.ListedCritic(id="", handle=f"@c{number}") for number in range(3))
    history.do(critic_commands.AddCritics(listed))
    card = shown(history)
    assert "1 piece of evidence · :left_speech_bubble: 0 of 3 critics answered (0 %)" in card


def test_stakeholders_are_only_updated_where_a_channel_is_set() -> None:
    history = with_room()
    assert "open_update" not in buttons(history)
    history.do(room_commands.AdoptSettings(events.SettingsAdopted(update_in="C0NEWS")))
    assert buttons(history)["open_update"] == "c0ffee"


def test_a_playbook_that_could_not_be_used_is_named() -> None:
    own = OURS.plan("minor", "mistake", ("x",), "en")
    history = with_room(playbook=own.model_copy(update={"trouble": "ours.yml, line 3"}))
    assert "could not be used, so this is Cellule’s: ours.yml, line 3" in shown(history)


def test_everything_done_says_so() -> None:
    history = with_room(playbook=plan(1))
    history.do(step_commands.CompleteStep("s0"))
    assert "every step is done or skipped" in shown(history)


def test_french_is_french() -> None:
    english, french = shown(with_room()), shown(with_room(language="fr"))
    assert "Lead" in english
    assert "*Lead*" not in french
    assert "Capturer la publication" in french
    assert not set(labels_of(english)) & set(labels_of(french))


def labels_of(card: str) -> list[str]:
    """The labels of the buttons."""
    return [
        element["text"]["text"]
        for block in json.loads(card)[1]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def test_the_topic_names_severity_stage_and_lead() -> None:
    history = with_room(lead="U5")
    topic = surfaces.render(history.at_last, "topic")
    assert topic.blocks == ()
    assert topic.text == "A joke about a rival · Minor · Speak first: nothing is public yet · <@U5>"
    minor = OURS.plan("major", "mistake", ("x",), "en")
    history.do(room_commands.ChangeSeverity("major", "the press", minor))
    assert " · Major · " in surfaces.render(history.at_last, "topic").text


def test_a_long_title_leaves_the_rest_of_the_topic() -> None:
    topic = surfaces.render(with_room(what="&" * 10_000).at_last, "topic").text
    assert len(topic) <= 250
    assert topic.endswith(" · Minor · Speak first: nothing is public yet · <@U1>")


def test_surfaces_are_named_in_the_order_of_the_room() -> None:
    history = with_room()
    assert surfaces.names(history.at_last) == ("topic", "card", "playbook", "statement:holding")
    assert surfaces.update_method("topic") == "conversations.setTopic"
    assert surfaces.update_method("card") == "chat.update"


@pytest.mark.parametrize("name", ["topic", "card", "playbook", "statement:holding"])
def test_the_same_crisis_looks_the_same(name: str) -> None:
    history = with_room()
    assert surfaces.render(history.at_last, name) == surfaces.render(history.at_last, name)
    assert opened().at_last.channel is None
    assert surfaces.render(opened().at_last, name).text
    assert ROOM not in shown(history, name), "the room is not named in itself"


def test_the_app_is_named_where_it_acted() -> None:
    history = with_room()
    (missed,) = due(history.at_last, history.now + timedelta(minutes=16))
    history.do(room_commands.RecordMissed(missed), "cellule", later=16 * 60)
    assert f"{mention('U1')} was reminded" in shown(history)
