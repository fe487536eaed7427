"""chat.*: posting, editing, deleting, and the codes of each refusal."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox

from .samples import actions, button, error_of, section


@pytest.fixture(autouse=True)
def no_advice() -> Iterator[None]:
    """slack_sdk advises to give text beside blocks; some tests leave it out on purpose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture
def general(sandbox: Sandbox) -> str:
    return sandbox.workspace.channel("general").id


async def test_a_message_says_who_posted_it(
    client: AsyncWebClient, sandbox: Sandbox, general: str
) -> None:
    metadata = {"event_type": "crisis", "event_payload": {"id": "1"}}
    answer = await client.chat_postMessage(
        channel=general, text="x", blocks=[actions(button())], metadata=metadata
    )
    message = answer["message"]
    assert message["bot_id"] == sandbox.bot_id
    assert message["app_id"] == sandbox.app_id
    assert message["user"] == sandbox.bot_user_id
    assert message["metadata"] == metadata
    assert message["blocks"][0]["block_id"]
    assert answer["channel"] == general


async def test_timestamps_are_unique_and_increase(client: AsyncWebClient, general: str) -> None:
    stamps = [(await client.chat_postMessage(channel=general, text="x"))["ts"] for _ in range(20)]
    assert stamps[0] == "1700000000.000000"
    assert stamps == sorted(set(stamps))


async def test_channel_by_name_and_by_user(
    client: AsyncWebClient, sandbox: Sandbox, general: str
) -> None:
    for name in ("#general", "general"):
        assert (await client.chat_postMessage(channel=name, text="x"))["channel"] == general
    lead = sandbox.person("communications_lead")
    direct = await client.chat_postMessage(channel=lead.user_id, text="x")
    assert direct["channel"] == lead.dm_channel_id


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C404", "text": "x"}, "channel_not_found"),
        ({"channel": "#nowhere", "text": "x"}, "channel_not_found"),
        ({"channel": "", "text": "x"}, "channel_not_found"),
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"blocks": "nonsense"}, "invalid_blocks_format"),
        ({"blocks": {"type": "section"}}, "invalid_blocks_format"),
        ({"blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"text": "x", "attachments": [{"blocks": [{"type": "x"}]}]}, "invalid_blocks"),
        ({"text": "x", "attachments": "{}"}, "invalid_attachments"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": "nonsense"}, "invalid_metadata_format"),
        ({"text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"text": {"a": 1}}, "invalid_arguments"),
    ],
)
async def test_post_refusals(
    client: AsyncWebClient, general: str, arguments: dict[str, Any], error: str
) -> None:
    call = client.api_call("chat.postMessage", json={"channel": general, **arguments})
    assert await error_of(call) == error


async def test_invalid_blocks_say_where(client: AsyncWebClient, general: str) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=general, text="x", blocks=[section("x" * 3001)])
    answer = caught.value.response
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert answer["errors"] == [
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_posting_where_the_bot_is_not(client: AsyncWebClient, sandbox: Sandbox) -> None:
    lead = sandbox.person("communications_lead")
    channel = await lead.create_channel("theirs")
    assert await error_of(client.chat_postMessage(channel=channel, text="x")) == "not_in_channel"
    sandbox.scopes.add("chat:write.public")
    await client.chat_postMessage(channel=channel, text="x")


async def test_a_name_of_its_own_needs_a_scope(
    client: AsyncWebClient, sandbox: Sandbox, general: str
) -> None:
    answer = await client.chat_postMessage(channel=general, text="x", username="Drill")
    assert answer["message"]["username"] == "Drill"
    assert answer["message"]["subtype"] == "bot_message"
    assert "user" not in answer["message"]
    sandbox.scopes.discard("chat:write.customize")
    call = client.chat_postMessage(channel=general, text="x", username="Drill")
    assert await error_of(call) == "missing_scope"


async def test_update_keeps_what_is_not_given(client: AsyncWebClient, general: str) -> None:
    metadata = {"event_type": "crisis", "event_payload": {"id": "1"}}
    ts = (
        await client.chat_postMessage(
            channel=general, text="x", blocks=[section("x", block_id="b")], metadata=metadata
        )
    )["ts"]
    updated = await client.chat_update(channel=general, ts=ts, text="y")
    assert updated["text"] == "y"
    assert updated["message"]["metadata"] == metadata
    assert updated["message"]["blocks"] == [section("x", block_id="b")]
    assert updated["message"]["edited"]["user"]
    other = {"event_type": "other", "event_payload": {}}
    blocks = [section("z", block_id="b")]
    updated = await client.chat_update(
        channel=general, ts=ts, text="z", blocks=blocks, metadata=other
    )
    assert updated["message"]["blocks"] == blocks
    assert updated["message"]["metadata"] == other
    bare = await client.chat_update(channel=general, ts=ts, text="z", blocks=[], metadata={})
    assert "blocks" not in bare["message"]
    assert "metadata" not in bare["message"]
    history = await client.conversations_history(channel=general)
    assert [message["ts"] for message in history["messages"]] == [ts]


async def test_update_and_delete_refusals(
    client: AsyncWebClient, sandbox: Sandbox, general: str
) -> None:
    theirs = await sandbox.person("executive").say("general", "mine")
    mine = (await client.chat_postMessage(channel=general, text="x"))["ts"]

    def update(**more: Any) -> Any:
        return client.chat_update(**{"channel": general, "ts": mine, "text": "y", **more})

    assert await error_of(update(ts=theirs)) == "cant_update_message"
    assert await error_of(update(ts="1.000001")) == "message_not_found"
    assert await error_of(update(channel="C404")) == "channel_not_found"
    assert await error_of(update(channel="#general")) == "channel_not_found"
    assert await error_of(update(text="")) == "no_text"
    assert await error_of(update(text="x" * 40_001)) == "msg_too_long"
    assert await error_of(update(blocks=[{"type": "x"}])) == "invalid_blocks"
    delete = client.chat_delete(channel=general, ts=theirs)
    assert await error_of(delete) == "cant_delete_message"
    await client.chat_delete(channel=general, ts=mine)
    assert await error_of(client.chat_delete(channel=general, ts=mine)) == "message_not_found"
    assert await error_of(update()) == "message_not_found"


async def test_update_in_an_archived_channel(client: AsyncWebClient) -> None:
    channel = (await client.conversations_create(name="x"))["channel"]["id"]
    ts = (await client.chat_postMessage(channel=channel, text="x"))["ts"]
    await client.conversations_archive(channel=channel)
    call = client.chat_update(channel=channel, ts=ts, text="y")
    assert await error_of(call) == "is_inactive"


async def test_a_deleted_parent_leaves_a_tombstone(client: AsyncWebClient, general: str) -> None:
    parent = (await client.chat_postMessage(channel=general, text="p"))["ts"]
    await client.chat_postMessage(channel=general, text="r", thread_ts=parent)
    await client.chat_delete(channel=general, ts=parent)
    message = (await client.conversations_history(channel=general))["messages"][0]
    assert message["subtype"] == "tombstone"
    call = client.chat_update(channel=general, ts=parent, text="back")
    assert await error_of(call) == "message_not_found"


async def test_broadcast_replies_show_in_the_channel(client: AsyncWebClient, general: str) -> None:
    parent = (await client.chat_postMessage(channel=general, text="p"))["ts"]
    await client.chat_postMessage(channel=general, text="r", thread_ts=parent, reply_broadcast=True)
    history = (await client.conversations_history(channel=general))["messages"]
    assert [message["text"] for message in history] == ["r", "p"]
    assert history[0]["subtype"] == "thread_broadcast"


async def test_ephemeral(client: AsyncWebClient, sandbox: Sandbox, general: str) -> None:
    lead = sandbox.person("communications_lead")
    answer = await client.chat_postEphemeral(channel=general, user=lead.user_id, text="psst")
    (seen,) = lead.ephemerals
    assert (seen.ts, seen.channel, seen.text) == (answer["message_ts"], general, "psst")
    assert not sandbox.workspace.channels[general].messages
    assert not sandbox.person("executive").ephemerals
    guest = sandbox.person("social_agency").user_id
    call = client.chat_postEphemeral(channel=general, user=guest, text="x")
    assert await error_of(call) == "user_not_in_channel"
    call = client.chat_postEphemeral(channel=general, user="U404", text="x")
    assert await error_of(call) == "user_not_found"
    call = client.chat_postEphemeral(channel=general, user=lead.user_id, text="")
    assert await error_of(call) == "no_text"
    theirs = await lead.create_channel("theirs")
    call = client.chat_postEphemeral(channel=theirs, user=lead.user_id, text="x")
    assert await error_of(call) == "not_in_channel"


async def test_permalink(client: AsyncWebClient, sandbox: Sandbox, general: str) -> None:
    ts = (await client.chat_postMessage(channel=general, text="x"))["ts"]
    reply = (await client.chat_postMessage(channel=general, text="y", thread_ts=ts))["ts"]
    link = (await client.chat_getPermalink(channel=general, message_ts=ts))["permalink"]
    assert link == f"{sandbox.url}/archives/{general}/p{ts.replace('.', '')}"
    link = (await client.chat_getPermalink(channel=general, message_ts=reply))["permalink"]
    assert link.endswith(f"?thread_ts={ts}&cid={general}")
    call = client.chat_getPermalink(channel=general, message_ts="1.000001")
    assert await error_of(call) == "message_not_found"
