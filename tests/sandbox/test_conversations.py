"""conversations.*: naming, membership, history, and the codes of each refusal."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox

from .samples import error_of


async def make(client: AsyncWebClient, name: str = "crisis-1", **more: object) -> str:
    answer = await client.conversations_create(name=name, **more)  # type: ignore[arg-type]
    channel_id: str = answer["channel"]["id"]
    return channel_id


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("a" * 81, "invalid_name_maxlength"),
        ("Crisis", "invalid_name_specials"),
        ("a b", "invalid_name_specials"),
        ("é", "invalid_name_specials"),
        ("--", "invalid_name_punctuation"),
        ("general", "name_taken"),
    ],
)
async def test_names(client: AsyncWebClient, name: str, error: str) -> None:
    assert await error_of(client.conversations_create(name=name)) == error


async def test_longest_name(client: AsyncWebClient) -> None:
    assert await make(client, "a" * 80)


async def test_create_and_archived_names_stay_taken(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    answer = await client.conversations_create(name="crisis-1", is_private=True)
    channel = answer["channel"]
    assert channel["creator"] == sandbox.bot_user_id
    assert channel["is_private"] is True
    assert channel["is_member"] is True
    assert channel["created"] == 1_700_000_000
    await client.conversations_archive(channel=channel["id"])
    assert await error_of(client.conversations_create(name="crisis-1")) == "name_taken"
    await client.conversations_unarchive(channel=channel["id"])
    assert await error_of(client.conversations_unarchive(channel=channel["id"])) == "not_archived"


async def test_archive_refusals(client: AsyncWebClient, sandbox: Sandbox) -> None:
    channel = await make(client)
    general = sandbox.workspace.channel("general").id
    assert await error_of(client.conversations_archive(channel=general)) == "cant_archive_general"
    assert await error_of(client.conversations_archive(channel="C1")) == "channel_not_found"
    await client.conversations_archive(channel=channel)
    assert await error_of(client.conversations_archive(channel=channel)) == "already_archived"
    for refused in (
        client.conversations_rename(channel=channel, name="x"),
        client.conversations_setTopic(channel=channel, topic="x"),
        client.conversations_setPurpose(channel=channel, purpose="x"),
        client.conversations_invite(channel=channel, users="U1"),
        client.conversations_kick(channel=channel, user="U1"),
        client.conversations_join(channel=channel),
        client.conversations_leave(channel=channel),
        client.chat_postMessage(channel=channel, text="x"),
    ):
        assert await error_of(refused) == "is_archived"


async def test_rename(client: AsyncWebClient, sandbox: Sandbox) -> None:
    channel = await make(client)
    renamed = await client.conversations_rename(channel=channel, name="crisis-2")
    assert renamed["channel"]["name"] == "crisis-2"
    assert renamed["channel"]["previous_names"] == ["crisis-1"]
    assert sandbox.workspace.channel("#crisis-2").id == channel
    await make(client, "crisis-1")
    refused = client.conversations_rename(channel=channel, name="crisis-1")
    assert await error_of(refused) == "name_taken"
    theirs = sandbox.workspace.channel("communications").id
    refused = client.conversations_rename(channel=theirs, name="x")
    assert await error_of(refused) == "not_authorized"


async def test_topic_and_purpose(client: AsyncWebClient) -> None:
    channel = await make(client)
    topic = await client.conversations_setTopic(channel=channel, topic="t" * 250)
    assert topic["channel"]["topic"]["value"] == "t" * 250
    await client.conversations_setPurpose(channel=channel, purpose="p" * 250)
    info = (await client.conversations_info(channel=channel, include_num_members=True))["channel"]
    assert info["purpose"]["value"] == "p" * 250
    assert info["num_members"] == 1
    too_long = client.conversations_setTopic(channel=channel, topic="t" * 251)
    assert await error_of(too_long) == "too_long"
    too_long = client.conversations_setPurpose(channel=channel, purpose="p" * 251)
    assert await error_of(too_long) == "too_long"
    history = (await client.conversations_history(channel=channel))["messages"]
    assert [message["subtype"] for message in history] == ["channel_purpose", "channel_topic"]


async def test_invite(client: AsyncWebClient, sandbox: Sandbox) -> None:
    channel = await make(client)
    lead = sandbox.person("communications_lead").user_id
    lawyer = sandbox.person("legal_counsel").user_id
    await client.conversations_invite(channel=channel, users=[lead])
    members = (await client.conversations_members(channel=channel))["members"]
    assert members == [sandbox.bot_user_id, lead]
    gone = sandbox.add_person("gone", deleted=True).user_id
    for users, error in [
        (lead, "already_in_channel"),
        ("U404", "user_not_found"),
        (gone, "user_not_found"),
        (sandbox.bot_user_id, "cant_invite_self"),
        (" ", "no_user"),
        (",".join(["U404"] * 101), "invalid_arguments"),
    ]:
        assert await error_of(client.conversations_invite(channel=channel, users=users)) == error

    with pytest.raises(SlackApiError) as caught:
        await client.conversations_invite(channel=channel, users=[lead, lawyer, "U404"])
    assert caught.value.response["errors"] == [
        {"user": lead, "ok": False, "error": "already_in_channel"},
        {"user": "U404", "ok": False, "error": "user_not_found"},
    ]
    assert lawyer not in sandbox.workspace.channels[channel].members

    answer = await client.conversations_invite(channel=channel, users=[lead, lawyer], force=True)
    assert answer["errors"] == [{"user": lead, "ok": False, "error": "already_in_channel"}]
    assert lawyer in sandbox.workspace.channels[channel].members


async def test_a_guest_cannot_be_invited_to_general(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    general = sandbox.workspace.channel("general").id
    guest = sandbox.person("social_agency").user_id
    assert (
        await error_of(client.conversations_invite(channel=general, users=guest)) == "cant_invite"
    )


async def test_kick_join_and_leave(client: AsyncWebClient, sandbox: Sandbox) -> None:
    channel = await make(client)
    general = sandbox.workspace.channel("general").id
    lead = sandbox.person("communications_lead").user_id
    refused = client.conversations_kick(channel=channel, user=lead)
    assert await error_of(refused) == "not_in_channel"
    refused = client.conversations_kick(channel=channel, user=sandbox.bot_user_id)
    assert await error_of(refused) == "cant_kick_self"
    refused = client.conversations_kick(channel=general, user=lead)
    assert await error_of(refused) == "cant_kick_from_general"
    assert await error_of(client.conversations_leave(channel=general)) == "cant_leave_general"
    await client.conversations_invite(channel=channel, users=lead)
    await client.conversations_kick(channel=channel, user=lead)
    await client.conversations_leave(channel=channel)
    assert not sandbox.workspace.channels[channel].members
    assert (await client.conversations_leave(channel=channel))["not_in_channel"] is True
    await client.conversations_join(channel=channel)
    again = await client.conversations_join(channel=channel)
    assert again["warning"] == "already_in_channel"
    assert list(sandbox.workspace.channels[channel].members) == [sandbox.bot_user_id]


async def test_private_channels_are_hidden_from_outsiders(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    private = sandbox.workspace.channel("executive-committee").id
    for refused in (
        client.conversations_info(channel=private),
        client.conversations_join(channel=private),
        client.conversations_history(channel=private),
        client.chat_postMessage(channel=private, text="x"),
        client.chat_postMessage(channel="#executive-committee", text="x"),
    ):
        assert await error_of(refused) == "channel_not_found"


async def test_list_pages_and_filters(client: AsyncWebClient, sandbox: Sandbox) -> None:
    archived = await make(client, "old")
    await client.conversations_archive(channel=archived)
    await make(client, "secret", is_private=True)
    names: list[str] = []
    cursor = None
    while cursor != "":
        answer = await client.conversations_list(
            types="public_channel,private_channel", limit=2, cursor=cursor
        )
        names += [channel["name"] for channel in answer["channels"]]
        cursor = answer["response_metadata"]["next_cursor"]
    assert names == ["general", "communications", "old", "secret"]
    active = await client.conversations_list(exclude_archived=True)
    assert [channel["name"] for channel in active["channels"]] == ["general", "communications"]
    direct = await client.conversations_list(types="im")
    assert len(direct["channels"]) == 6
    mine = await client.users_conversations(types="private_channel")
    assert [channel["name"] for channel in mine["channels"]] == ["secret"]
    assert await error_of(client.conversations_list(types="fax")) == "invalid_types"
    assert await error_of(client.conversations_list(cursor="nonsense")) == "invalid_cursor"
    assert await error_of(client.conversations_list(limit=1001)) == "invalid_limit"


async def test_open(client: AsyncWebClient, sandbox: Sandbox) -> None:
    lead = sandbox.person("communications_lead")
    opened = await client.conversations_open(users=[lead.user_id])
    assert opened["channel"]["id"] == lead.dm_channel_id
    assert opened["already_open"] is True
    full = await client.conversations_open(users=lead.user_id, return_im=True)
    assert full["channel"]["user"] == lead.user_id
    gone = sandbox.add_person("gone", deleted=True)
    assert await error_of(client.conversations_open(users="U404")) == "user_not_found"
    assert await error_of(client.conversations_open(users=gone.user_id)) == "user_disabled"
    assert await error_of(client.api_call("conversations.open")) == "users_list_not_supplied"
    refused = client.conversations_setTopic(channel=lead.dm_channel_id, topic="x")
    assert await error_of(refused) == "method_not_supported_for_channel_type"


async def test_history_pages_newest_first(client: AsyncWebClient) -> None:
    channel = await make(client)
    stamps = [
        (await client.chat_postMessage(channel=channel, text=str(number)))["ts"]
        for number in range(5)
    ]
    await client.chat_postMessage(channel=channel, text="reply", thread_ts=stamps[0])
    first = await client.conversations_history(channel=channel, limit=3)
    assert [message["text"] for message in first["messages"]] == ["4", "3", "2"]
    assert first["has_more"] is True
    cursor = first["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(channel=channel, limit=3, cursor=cursor)
    assert [message["text"] for message in rest["messages"]] == ["1", "0"]
    assert rest["has_more"] is False
    assert rest["messages"][-1]["reply_count"] == 1

    async def texts(**bounds: object) -> list[str]:
        answer = await client.conversations_history(channel=channel, **bounds)  # type: ignore[arg-type]
        return [message["text"] for message in answer["messages"]]

    assert await texts(oldest=stamps[1], latest=stamps[3]) == ["2"]
    assert await texts(oldest=stamps[1], latest=stamps[3], inclusive=True) == ["3", "2", "1"]
    assert await error_of(client.conversations_history(channel=channel, oldest="x")) == (
        "invalid_ts_oldest"
    )


async def test_history_gives_metadata_when_asked(client: AsyncWebClient) -> None:
    channel = await make(client)
    metadata = {"event_type": "crisis", "event_payload": {"id": "1"}}
    await client.chat_postMessage(channel=channel, text="x", metadata=metadata)
    bare = (await client.conversations_history(channel=channel))["messages"][0]
    assert "metadata" not in bare
    full = await client.conversations_history(channel=channel, include_all_metadata=True)
    assert full["messages"][0]["metadata"] == metadata


async def test_history_only_for_members(client: AsyncWebClient, sandbox: Sandbox) -> None:
    channel = sandbox.workspace.create_channel("theirs", "U1")
    refused = client.conversations_history(channel=channel.id)
    assert await error_of(refused) == "not_in_channel"


async def test_replies(client: AsyncWebClient) -> None:
    channel = await make(client)
    parent = (await client.chat_postMessage(channel=channel, text="parent"))["ts"]
    reply = (await client.chat_postMessage(channel=channel, text="1", thread_ts=parent))["ts"]
    # A reply's ts stands for the thread's.
    await client.chat_postMessage(channel=channel, text="2", thread_ts=reply)
    for ts in (parent, reply):
        answer = await client.conversations_replies(channel=channel, ts=ts)
        assert [message["text"] for message in answer["messages"]] == ["parent", "1", "2"]
        assert {message["thread_ts"] for message in answer["messages"]} == {parent}
    missing = client.conversations_replies(channel=channel, ts="1.000001")
    assert await error_of(missing) == "thread_not_found"


async def test_missing_arguments_are_named(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.api_call("conversations.info")
    assert caught.value.response["error"] == "invalid_arguments"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel"
    ]
