"""What people write in a room: kept while the crisis keeps it, with edits, deletions and files; and
a pushpin that is taken back."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.chain import APP
from bot.crisis import Crisis
from bot.events import EvidenceFile, MessageKept, parse
from bot.sandbox import Sandbox
from tests.conftest import MANIFEST, Clock, World, slack_at, words_in

KEPT = ("message_kept", "message_changed", "message_removed", "file_hashed", "file_unread")
LINE = "What is written in this room is kept in the record."


def digest(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


async def kept(world: World, crisis: Crisis) -> list[tuple[str, str, dict[str, Any]]]:
    """What the record has of messages in the room: kind, actor, data."""
    await world.idle()
    return [
        (entry.kind, entry.actor, entry.data or {})
        for entry in await world.entries(crisis)
        if entry.kind in KEPT
    ]


async def kinds(world: World, crisis: Crisis) -> list[str]:
    return [kind for kind, _, _ in await kept(world, crisis)]


async def raise_severity(world: World, crisis: Crisis, severity: str = "major") -> None:
    await world.person("executive").command("/crisis", "severity", channel=str(crisis.channel))
    sent = await world.fill("executive", severity=severity, reason="It is on the news")
    assert sent.closed, sent
    await world.idle()


async def keep(world: World, wish: str) -> None:
    """An admin says when messages are kept."""
    await world.settings()
    admin = world.person("communications_lead")
    await admin.click_in_view(admin.views[-1]["id"], "open_running")
    sent = await world.fill("communications_lead", keep_messages=wish)
    assert sent.closed, sent
    await world.idle()


# What is kept


async def test_in_a_major_crisis(world: World) -> None:
    crisis = await world.open("executive", severity="major")
    room, person = str(crisis.channel), world.person("executive")
    ts = await person.say(room, "Who has <the> password & why, @it_security?")
    ((kind, actor, data),) = await kept(world, crisis)
    sent = world.room(crisis).messages[ts].text
    assert "&lt;the&gt;" in sent
    assert (kind, actor) == ("message_kept", person.user_id)
    assert data == {
        "message": {
            "channel": room,
            "ts": ts,
            "author": person.user_id,
            "link": world.running.slack.permalink(room, ts),
        },
        "text": sent,
        "sha256": digest(sent),
        "files": [],
    }
    assert LINE in world.card(await world.crisis())
    # It pushes nothing out of the newest entries, and reads well.
    assert "password" not in world.card(await world.crisis())
    await world.click("executive", crisis, "card", "open_timeline")
    security = world.person("it_security").user_id
    assert f"wrote: “Who has &lt;the&gt; password &amp; why, @{security}?”" in words_in(
        person.views[-1]
    )


async def test_not_in_a_minor_one_unless_asked(world: World) -> None:
    crisis = await world.open("executive")
    person = world.person("executive")
    ts = await person.say(str(crisis.channel), "Just us")
    await person.edit_message(str(crisis.channel), ts, "Just me")
    await person.delete_message(str(crisis.channel), ts)
    assert await kept(world, crisis) == []
    assert LINE not in world.card(await world.crisis())
    await keep(world, "always")
    assert world.said(crisis)[-1] == (
        ":ledger: From here on, what is written in this room is kept in the record."
    )
    assert LINE in world.card(await world.crisis())
    await person.say(str(crisis.channel), "On record")
    assert await kinds(world, crisis) == ["message_kept"]
    await keep(world, "never")
    assert world.said(crisis)[-1] == (
        ":ledger: From here on, what is written in this room is no longer kept."
    )
    await person.say(str(crisis.channel), "Off the record")
    assert await kinds(world, crisis) == ["message_kept"]


async def test_never_where_the_workspace_says_so(world: World) -> None:
    await keep(world, "never")
    crisis = await world.open("executive", severity="major")
    await world.person("executive").say(str(crisis.channel), "Just us")
    assert await kept(world, crisis) == []
    assert LINE not in world.card(await world.crisis())


async def test_new_settings_that_change_nothing_are_not_told(world: World) -> None:
    crisis = await world.open("executive", severity="major")
    await keep(world, "always")
    assert (await world.kinds(crisis))[-1] == "settings_adopted"
    assert not any("written in this room" in said for said in world.said(crisis))


async def test_from_when_severity_is_raised(world: World) -> None:
    crisis = await world.open("executive")
    room, person = str(crisis.channel), world.person("executive")
    await person.say(room, "Before")
    await world.idle()
    await raise_severity(world, crisis)
    assert world.said(crisis)[-1].endswith("what is written in this room is kept in the record.")
    await person.say(room, "After")
    await world.idle()
    await raise_severity(world, crisis, "minor")
    assert world.said(crisis)[-1].endswith("what is written in this room is no longer kept.")
    await person.say(room, "And after that")
    found = await kept(world, crisis)
    assert [data["text"] for _, _, data in found] == ["After"]


async def test_a_change_of_severity_says_nothing_where_it_changes_nothing(world: World) -> None:
    await keep(world, "always")
    crisis = await world.open("executive")
    await raise_severity(world, crisis)
    assert "written in this room" not in world.said(crisis)[-1]


async def test_replies_and_what_is_said_of_oneself(world: World) -> None:
    crisis = await world.open("executive", severity="major")
    room, person = str(crisis.channel), world.person("executive")
    ts = await person.say(room, "Who knows?")
    await person.say(room, "I do", thread_ts=ts)
    await person.say(room, "Everybody", thread_ts=ts, broadcast=True)
    await person.emote(room, "goes to ask")
    found = await kept(world, crisis)
    assert {data["text"]: data.get("thread_ts") for _, _, data in found} == {
        "Who knows?": None,
        "I do": ts,
        "Everybody": ts,
        "goes to ask": None,
    }


async def test_in_a_private_room(world: World) -> None:
    crisis = await world.open("executive", severity="major", private=["private"])
    assert world.room(crisis).is_private
    await world.person("executive").say(str(crisis.channel), "Between us")
    assert await kinds(world, crisis) == ["message_kept"]


async def test_neither_apps_nor_joins_nor_other_channels(world: World) -> None:
    crisis = await world.open("executive", severity="major")
    room, person = str(crisis.channel), world.person("executive")
    await world.join("it_security", room)
    await person.command("/crisis", "note Sessions closed", channel=room)
    await person.say("general", "Lunch?")
    await world.running.slack.call("chat.postMessage", channel=room, text="Of the app's own")
    await person.invite(room, world.person("legal_counsel").user_id)
    assert await kept(world, crisis) == []


async def test_nothing_after_the_close(world: World) -> None:
    crisis = await world.open("executive", severity="major")
    room, person = str(crisis.channel), world.person("executive")
    ts = await person.say(room, "It is over")
    await world.idle()
    await person.command("/crisis", "close", channel=room)
    sent = await world.fill("executive", reason="Nothing is left to do")
    assert sent.closed, sent
    await world.idle()
    await person.edit_message(room, ts, "Is it over?")
    await person.say(room, "Drinks?")
    assert await kinds(world, crisis) == ["message_kept"]
    assert LINE not in world.card(await world.crisis())


# Edits and deletions


async def test_edits_and_deletions_with_their_digests(world: World) -> None:
    crisis = await world.open("executive", severity="major")
    room, person = str(crisis.channel), world.person("executive")
    ts = await person.say(room, "It was Paul")
    await world.idle()
    await person.edit_message(room, ts, "It was nobody")
    await world.idle()
    # An administrator deletes it; Slack does not say who.
    await world.person("communications_lead").delete_message(room, ts)
    _, (_, editor, changed), (_, deleter, removed) = await kept(world, crisis)
    assert (editor, deleter) == (person.user_id, APP)
    assert (changed["text"], changed["was"]) == ("It was nobody", digest("It was Paul"))
    assert (changed["sha256"], removed["was"]) == (digest("It was nobody"),) * 2
    assert removed["message"] == {"channel": room, "ts": ts, "author": person.user_id}
    await world.click("executive", crisis, "card", "open_timeline")
    read = words_in(person.views[-1])
    assert f"A message from <@{person.user_id}> was deleted. SHA-256 of its text: " in read
    assert f"SHA-256 of the text before: {digest('It was Paul')}" in read


async def test_a_deleted_message_that_has_replies(world: World) -> None:
    crisis = await world.open("executive", severity="major")
    room, person = str(crisis.channel), world.person("executive")
    ts = await person.say(room, "Who was it?")
    reply = await person.say(room, "Me", thread_ts=ts)
    await world.idle()
    await person.delete_message(room, ts)
    await world.idle()
    # What Slack leaves of it goes with the last reply: nobody wrote that.
    await person.delete_message(room, reply)
    await person.delete_message(room, ts)
    found = await kept(world, crisis)
    removed = [(d["message"]["ts"], d["was"]) for kind, _, d in found if kind == "message_removed"]
    assert removed == [(ts, digest("Who was it?")), (reply, digest("Me"))]


async def test_a_preview_of_a_link_is_no_edit(world: World) -> None:
    crisis = await world.open("executive", severity="major")
    room, person = str(crisis.channel), world.person("executive")
    link = "https://example.org/article"
    ts = await person.say(room, f"Look: {link}")
    await world.idle()
    await person.unfurl(room, ts, link, "They did it again")
    assert await kinds(world, crisis) == ["message_kept"]
    await person.edit_message(room, ts, f"Do not look: {link}")
    assert await kinds(world, crisis) == ["message_kept", "message_changed"]


async def test_messages_of_the_app_come_back_and_are_not_kept(world: World) -> None:
    crisis = await world.open("executive", severity="major")
    room, card = str(crisis.channel), world.surface(crisis, "card")
    await world.person("executive").delete_message(room, card.ts)
    await world.idle()
    assert world.surface(crisis, "card").ts != card.ts
    assert await kept(world, crisis) == []


# Files


async def test_a_file_has_its_digest(world: World) -> None:
    crisis = await world.open("executive", severity="major")
    room, person = str(crisis.channel), world.person("executive")
    file = await person.upload("log.txt", b"23:52 sessions closed", room, comment="From IT")
    (_, _, said), (kind, actor, hashed) = await kept(world, crisis)
    event = parse("message_kept", said)
    assert isinstance(event, MessageKept)
    (described,) = event.files
    assert isinstance(described, EvidenceFile)
    assert (described.id, described.name, described.size) == (file, "log.txt", 21)
    assert (kind, actor) == ("file_hashed", APP)
    assert hashed == {
        "file": file,
        "name": "log.txt",
        "sha256": digest(b"23:52 sessions closed"),
        "size": 21,
    }
    # The same as evidence later: that has a digest of its own.
    (ts,) = world.slack.workspace.files[file].shared[room]
    await person.react(room, ts, "camera")
    crisis = await world.crisis()
    (piece,) = crisis.evidence.values()
    assert piece.sha256 == hashed["sha256"]


async def test_a_file_that_is_evidence_already_is_read_once(world: World) -> None:
    crisis = await world.open("executive")
    room, person = str(crisis.channel), world.person("executive")
    file = await person.upload("shot.png", b"PNG", channel=room)
    (ts,) = world.slack.workspace.files[file].shared[room]
    await person.react(room, ts, "camera")
    await world.idle()
    await raise_severity(world, crisis)
    # Shared in the room once more.
    message = world.room(crisis).messages[ts]
    again = type(message)(
        ts=world.slack.workspace.next_ts(),
        channel=room,
        user=person.user_id,
        text="Again",
        subtype="file_share",
        files=[file],
    )
    world.slack.workspace.post(again)
    assert await kinds(world, crisis) == ["message_kept"]


@pytest.mark.parametrize("how", ["deleted", "elsewhere"])
async def test_a_file_without_bytes_is_no_trouble(world: World, how: str) -> None:
    crisis = await world.open("executive", severity="major")
    room, person = str(crisis.channel), world.person("executive")
    error = {"deleted": "file_not_found", "elsewhere": "file_deleted"}[how]
    world.slack.faults.fail("files.info", error)
    file = await person.upload("wrong.png", b"PNG", channel=room)
    _, (kind, _, unread) = await kept(world, crisis)
    assert kind == "file_unread"
    assert unread == {"file": file, "name": "wrong.png", "error": error}
    assert not (await world.crisis()).troubles
    await world.click("executive", crisis, "card", "open_timeline")
    assert "No SHA-256 of the file wrong.png: " in words_in(person.views[-1])


async def test_a_file_that_the_app_may_not_read_is_on_the_card(world: World) -> None:
    crisis = await world.open("executive", severity="major")
    room, person = str(crisis.channel), world.person("executive")
    world.slack.faults.fail("files.info", "missing_scope", times=1)
    await person.upload("log.txt", b"x", channel=room)
    crisis = await world.crisis()
    (trouble,) = crisis.troubles.values()
    assert (trouble.what, trouble.final) == ("hash_file", True)
    assert "reading a file that is kept" in world.card(crisis)
    await world.click("executive", crisis, "card", "retry_deliveries")
    assert await kinds(world, crisis) == ["message_kept", "file_hashed"]
    assert not (await world.crisis()).troubles


# Once


@pytest.fixture
async def hasty_slack(clock: Clock) -> AsyncIterator[Sandbox]:
    """A Slack that sends an event again soon."""
    async with Sandbox(
        manifest=MANIFEST, now=slack_at(clock), event_retry_seconds=(0.02, 0.3, 0.3)
    ) as sandbox:
        yield sandbox


async def test_a_message_that_slack_sends_again(
    hasty_slack: Sandbox, tmp_path: Path, clock: Clock
) -> None:
    """The app has it on record, but the connection breaks before it can say so."""
    world = World(hasty_slack, f"sqlite+aiosqlite:///{tmp_path}/c.db", clock)
    app = await world.start()
    cuts: list[asyncio.Task[None]] = []
    append = app.log.append

    async def cut_after(*arguments: Any, **named: Any) -> Any:
        outcome = await append(*arguments, **named)
        if named.get("request", "").startswith("Ev") and not cuts:
            cuts.append(asyncio.create_task(hasty_slack.disconnect_socket("warning")))
            await cuts[0]
        return outcome

    try:
        crisis = await world.open("executive", severity="major")
        app.log.append = cut_after  # type: ignore[method-assign]
        await world.person("executive").say(str(crisis.channel), "Once")
        await world.idle()
        assert cuts
        assert await kinds(world, crisis) == ["message_kept"]
    finally:
        await asyncio.gather(*cuts)
        await world.stop()


# A pushpin that is taken back


async def pinned(world: World) -> tuple[Crisis, str]:
    """A message that legal counsel put on the timeline."""
    crisis = await world.open("executive")
    room = str(crisis.channel)
    await world.join("legal_counsel", room)
    ts = await world.person("executive").say(room, "Sessions closed")
    await world.person("legal_counsel").react(room, ts, "pushpin")
    return await world.crisis(), ts


async def test_whoever_pinned_takes_it_back_and_pins_again(world: World) -> None:
    crisis, ts = await pinned(world)
    room, counsel = str(crisis.channel), world.person("legal_counsel")
    note = crisis.seq
    await counsel.unreact(room, ts, "pushpin")
    crisis = await world.crisis()
    entry = (await world.entries(crisis))[-1]
    assert (entry.kind, entry.actor) == ("note_taken_back", counsel.user_id)
    assert entry.data is not None
    assert entry.data["entry"] == note
    assert crisis.taken_back == {note}
    told = list(world.room(crisis).messages.values())[-1]
    assert (told.thread_ts, f"entry {note} of the timeline" in told.text) == (ts, True)
    # The note stays, marked.
    assert "“Sessions closed” (taken back)" in world.card(crisis)
    await counsel.react(room, ts, "pushpin")
    crisis = await world.crisis()
    assert (await world.kinds(crisis)).count("note_added") == 2
    assert crisis.taken_back == {note}
    await counsel.unreact(room, ts, "pushpin")
    assert (await world.crisis()).taken_back == {note, note + 2}


async def test_nobody_elses_removal_does_anything(world: World) -> None:
    crisis, ts = await pinned(world)
    room, other = str(crisis.channel), world.person("executive")
    await other.react(room, ts, "pushpin")
    await other.unreact(room, ts, "pushpin")
    await world.person("legal_counsel").react(room, ts, "eyes")
    await world.person("legal_counsel").unreact(room, ts, "eyes")
    assert (await world.crisis()).taken_back == frozenset()


async def test_what_came_by_the_menu_is_not_taken_back_by_a_reaction(world: World) -> None:
    crisis = await world.open("executive")
    room, person = str(crisis.channel), world.person("executive")
    ts = await person.say(room, "Sessions closed")
    await person.message_shortcut("note_from_message", channel=room, ts=ts)
    await person.react(room, ts, "pushpin")
    await person.unreact(room, ts, "pushpin")
    crisis = await world.crisis()
    assert (await world.kinds(crisis)).count("note_added") == 1
    assert crisis.taken_back == frozenset()


async def test_a_pin_that_is_taken_away_at_once(world: World) -> None:
    """The app is still reading the message when it hears that the pin is gone."""
    crisis = await world.open("executive")
    room, person = str(crisis.channel), world.person("executive")
    ts = await person.say(room, "A slip")
    await world.idle()
    world.slack.faults.latency_for["conversations.replies"] = 0.2
    await person.react(room, ts, "pushpin")
    await person.unreact(room, ts, "pushpin")
    crisis = await world.crisis()
    assert [k for k in await world.kinds(crisis) if k.startswith("note")] == [
        "note_added",
        "note_taken_back",
    ]


async def test_a_pin_is_taken_back_after_the_close(world: World) -> None:
    crisis, ts = await pinned(world)
    room = str(crisis.channel)
    await world.person("executive").command("/crisis", "close", channel=room)
    sent = await world.fill("executive", reason="Nothing is left to do")
    assert sent.closed, sent
    await world.idle()
    await world.person("legal_counsel").unreact(room, ts, "pushpin")
    assert len((await world.crisis()).taken_back) == 1
