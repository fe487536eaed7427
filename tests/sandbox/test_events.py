"""Which events the app gets, and in which form."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox

Json = dict[str, Any]


async def listening(sandbox: Sandbox) -> tuple[SocketModeClient, list[Json]]:
    """slack_sdk's own Socket Mode client, acknowledging everything; and what it gets."""
    payloads: list[Json] = []
    client = SocketModeClient(
        app_token=sandbox.app_token,
        web_client=AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url),
        ping_interval=60,
    )

    async def take(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        payloads.append(request.payload)
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    client.socket_mode_request_listeners.append(take)
    await client.connect()
    await sandbox.connected(5)
    return client, payloads


@pytest.fixture
async def payloads(sandbox: Sandbox) -> AsyncIterator[list[Json]]:
    client, payloads = await listening(sandbox)
    yield payloads
    await client.close()


def kinds(payloads: list[Json]) -> list[str]:
    return [
        ".".join(
            [p["event"]["type"], *([p["event"]["subtype"]] if "subtype" in p["event"] else [])]
        )
        for p in payloads
    ]


async def test_envelope(sandbox: Sandbox, payloads: list[Json]) -> None:
    ts = await sandbox.person("executive").say("general", "hello <world> @it_security")
    await sandbox.settled()
    (payload,) = payloads
    general = sandbox.workspace.channel("general").id
    security = sandbox.person("it_security").user_id
    assert payload["type"] == "event_callback"
    assert payload["event_id"].startswith("Ev")
    assert payload["event_time"] == 1_700_000_000
    assert payload["authorizations"][0]["user_id"] == sandbox.bot_user_id
    event = payload["event"]
    assert event["text"] == f"hello &lt;world&gt; <@{security}>"
    assert (event["ts"], event["event_ts"]) == (ts, ts)
    assert (event["channel"], event["channel_type"]) == (general, "channel")
    assert event["user"] == sandbox.person("executive").user_id


async def test_messages(sandbox: Sandbox, payloads: list[Json], client: AsyncWebClient) -> None:
    executive = sandbox.person("executive")
    ts = await executive.say("general", "a")
    await executive.edit_message("general", ts, "b")
    await executive.delete_message("general", ts)
    await executive.say(executive.dm_channel_id, "direct")
    await executive.upload("a.txt", b"a", channel="general", comment="look")
    await client.chat_postMessage(channel="general", text="mine")
    await sandbox.settled()
    by_kind = dict(zip(kinds(payloads), [p["event"] for p in payloads], strict=True))
    changed = by_kind["message.message_changed"]
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("b", "a")
    assert changed["hidden"] is True
    deleted = by_kind["message.message_deleted"]
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (ts, "b")
    assert by_kind["message.file_share"]["files"][0]["name"] == "a.txt"
    plain = [p["event"] for p in payloads if kinds([p]) == ["message"]]
    assert {event["channel_type"] for event in plain} == {"channel", "im"}
    assert [event for event in plain if event.get("bot_id") == sandbox.bot_id]


async def test_what_a_message_was_before(sandbox: Sandbox, payloads: list[Json]) -> None:
    executive, link = sandbox.person("executive"), "https://example.org/article"
    ts = await executive.say("general", f"Look: {link}")
    await executive.unfurl("general", ts, link, "An article")
    await executive.edit_message("general", ts, "Never mind")
    reply = await executive.say("general", "Why?", thread_ts=ts)
    await executive.delete_message("general", ts)
    await executive.delete_message("general", reply)
    await sandbox.settled()
    hidden = [p["event"] for p in payloads if p["event"].get("hidden")]
    unfurled, edited, emptied, deleted = hidden
    # A preview changes the message, not its words.
    assert unfurled["message"]["attachments"][0]["from_url"] == link
    assert unfurled["message"]["text"] == unfurled["previous_message"]["text"] == f"Look: <{link}>"
    assert "attachments" not in unfurled["previous_message"]
    assert "edited" not in unfurled["message"]
    assert edited["previous_message"]["attachments"] == unfurled["message"]["attachments"]
    assert edited["message"]["edited"]["user"] == executive.user_id
    # What has replies leaves something behind.
    assert emptied["subtype"] == "message_changed"
    assert emptied["message"]["subtype"] == "tombstone"
    assert emptied["previous_message"]["text"] == "Never mind"
    assert emptied["previous_message"]["user"] == executive.user_id
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", reply)
    assert deleted["previous_message"]["thread_ts"] == ts


async def test_other_ways_to_write(sandbox: Sandbox, payloads: list[Json]) -> None:
    executive = sandbox.person("executive")
    ts = await executive.emote("general", "waves")
    await executive.say("general", "To all", thread_ts=ts, broadcast=True)
    await sandbox.settled()
    assert kinds(payloads) == ["message.me_message", "message.thread_broadcast"]
    assert payloads[1]["event"]["thread_ts"] == ts


async def test_reactions_pins_members(sandbox: Sandbox, payloads: list[Json]) -> None:
    executive, guest = sandbox.person("executive"), sandbox.person("social_agency")
    ts = await executive.say("general", "a")
    await executive.react("general", ts, "pushpin")
    await executive.unreact("general", ts, "pushpin")
    await executive.pin("general", ts)
    await executive.invite("general", guest.user_id)
    await executive.remove("general", guest.user_id)
    await sandbox.settled()
    by_kind = dict(zip(kinds(payloads), [p["event"] for p in payloads], strict=True))
    general = sandbox.workspace.channel("general").id
    added = by_kind["reaction_added"]
    assert added["item"] == {"type": "message", "channel": general, "ts": ts}
    assert (added["reaction"], added["user"]) == ("pushpin", executive.user_id)
    assert added["item_user"] == executive.user_id
    removed = by_kind["reaction_removed"]
    assert (removed["reaction"], removed["user"]) == ("pushpin", executive.user_id)
    assert (removed["item"], removed["item_user"]) == (added["item"], executive.user_id)
    assert by_kind["pin_added"]["item"]["message"]["ts"] == ts
    joined = by_kind["member_joined_channel"]
    assert (joined["user"], joined["inviter"]) == (guest.user_id, executive.user_id)
    assert joined["channel_type"] == "C"
    assert by_kind["member_left_channel"]["user"] == guest.user_id
    assert by_kind["message.channel_join"]["user"] == guest.user_id


async def test_channels(sandbox: Sandbox, payloads: list[Json]) -> None:
    executive = sandbox.person("executive")
    open_one = await executive.create_channel("open-one")
    closed = await executive.create_channel("closed", is_private=True)
    for channel in (open_one, closed):
        await executive.invite(channel, sandbox.bot_user_id)
        await executive.rename_channel(channel, sandbox.workspace.channels[channel].name + "-2")
        await executive.archive(channel)
    await executive.unarchive(open_one)
    await executive.delete_channel(open_one)
    await sandbox.settled()
    names = [kind for kind in kinds(payloads) if not kind.startswith(("message", "member"))]
    assert sorted(names) == [
        "channel_archive",
        "channel_created",
        "channel_deleted",
        "channel_rename",
        "channel_unarchive",
        "group_archive",
        "group_rename",
    ]
    renamed = next(p["event"] for p in payloads if p["event"]["type"] == "channel_rename")
    assert renamed["channel"]["name"] == "open-one-2"


async def test_users(sandbox: Sandbox, payloads: list[Json]) -> None:
    person = sandbox.add_person("intern", "Intern", locale="fr-FR")
    person.user.locale = "en-GB"
    sandbox.workspace.change_user(person.user)
    await sandbox.settled()
    users = [
        p["event"] for p in payloads if "user" in p["event"]["type"] or "team" in p["event"]["type"]
    ]
    assert [(event["type"], event["user"]["locale"]) for event in users] == [
        ("team_join", "fr-FR"),
        ("user_change", "en-GB"),
    ]


async def test_a_status_that_somebody_sets(
    sandbox: Sandbox, payloads: list[Json], client: AsyncWebClient
) -> None:
    executive = sandbox.person("executive")
    await executive.set_status("Vacationing", ":palm_tree:", 1_700_003_600)
    await sandbox.settled()
    (event,) = [p["event"] for p in payloads]
    assert event["type"] == "user_change"
    assert {"cache_ts", "event_ts"} <= set(event)
    for user in (event["user"], (await client.users_info(user=executive.user_id))["user"]):
        profile = user["profile"]
        assert (profile["status_text"], profile["status_emoji"]) == ("Vacationing", ":palm_tree:")
        assert profile["status_expiration"] == 1_700_003_600
    await executive.set_status()
    cleared = (await client.users_info(user=executive.user_id))["user"]["profile"]
    assert (cleared["status_text"], cleared["status_expiration"]) == ("", 0)


async def test_somebody_whose_account_is_taken_away(sandbox: Sandbox, payloads: list[Json]) -> None:
    executive = sandbox.person("executive")
    sandbox.workspace.deactivate(executive.user)
    await sandbox.settled()
    (event,) = [p["event"] for p in payloads]
    assert event["user"]["deleted"] is True
    assert executive.user_id not in sandbox.workspace.channel("general").members


async def test_somebody_of_another_company(sandbox: Sandbox, client: AsyncWebClient) -> None:
    partner = sandbox.add_person("partner", team="T0OTHER")
    user = (await client.users_info(user=partner.user_id))["user"]
    assert (user["team_id"], user["is_stranger"]) == ("T0OTHER", True)
    assert partner.user_id not in sandbox.workspace.channel("general").members


async def test_a_user_group_that_changes(sandbox: Sandbox, payloads: list[Json]) -> None:
    legal, security = (sandbox.person(key).user_id for key in ("legal_counsel", "it_security"))
    group = sandbox.add_usergroup("legal", "Legal", ["legal_counsel"])
    sandbox.workspace.change_usergroup(group, [security])
    await sandbox.settled()
    by_kind = {p["event"]["type"]: p["event"] for p in payloads}
    assert set(by_kind) == {"subteam_updated", "subteam_members_changed"}
    assert by_kind["subteam_updated"]["subteam"]["users"] == [security]
    changed = by_kind["subteam_members_changed"]
    assert changed["subteam_id"] == group.id
    assert (changed["added_users"], changed["removed_users"]) == ([security], [legal])
    assert (changed["added_users_count"], changed["removed_users_count"]) == (1, 1)


async def test_nothing_from_where_the_bot_is_not(sandbox: Sandbox, payloads: list[Json]) -> None:
    executive = sandbox.person("executive")
    ts = await executive.say("executive-committee", "secret")
    await executive.react("executive-committee", ts, "eyes")
    await sandbox.settled()
    assert payloads == []


async def test_the_bot_learns_that_it_came_and_went(sandbox: Sandbox, payloads: list[Json]) -> None:
    executive = sandbox.person("executive")
    await executive.invite("executive-committee", sandbox.bot_user_id)
    await executive.remove("executive-committee", sandbox.bot_user_id)
    await executive.say("executive-committee", "secret again")
    await sandbox.settled()
    assert {"member_joined_channel", "member_left_channel"} <= set(kinds(payloads))
    assert "secret again" not in str(payloads)


MANIFEST = """
display_information: {name: Other}
features:
  slash_commands:
    - {command: /one, description: First, usage_hint: "[text]", should_escape: false}
  shortcuts: [{name: Keep, type: message, callback_id: keep}]
oauth_config: {scopes: {bot: [chat:write, commands]}}
settings: {event_subscriptions: {bot_events: [reaction_added]}}
"""


async def test_the_manifest_rules(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(MANIFEST)
    async with Sandbox(manifest=path) as sandbox:
        client, payloads = await listening(sandbox)
        executive = sandbox.person("executive")
        ts = await executive.say("general", "a")
        await executive.react("general", ts, "eyes")
        await executive.command("/one", "@executive & co")
        await sandbox.settled()
        assert await executive.open_home() is None
        await client.close()
        assert sandbox.scopes == {"chat:write", "commands"}
        assert [p["event"]["type"] for p in payloads if "event" in p] == ["reaction_added"]
        assert [p["text"] for p in payloads if "text" in p] == ["@executive &amp; co"]
        with pytest.raises(LookupError):
            await executive.command("/crisis")
