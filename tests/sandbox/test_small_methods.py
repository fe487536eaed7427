"""bookmarks, pins, reactions, users, user groups and files."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox

from .samples import error_of


@pytest.fixture
def general(sandbox: Sandbox) -> str:
    return sandbox.workspace.channel("general").id


async def test_bookmarks(client: AsyncWebClient, sandbox: Sandbox, general: str) -> None:
    async def add(**more: str) -> dict[str, object]:
        given = {"channel_id": general, "title": "t", "type": "link", "link": "https://x.example"}
        answer = await client.bookmarks_add(**{**given, **more})
        bookmark: dict[str, object] = answer["bookmark"]
        return bookmark

    bookmark = await add(emoji=":fire:")
    bookmark_id = str(bookmark["id"])
    assert bookmark["title"] == "t"
    edited = await client.bookmarks_edit(
        bookmark_id=bookmark_id, channel_id=general, title="u", link="http://y.example"
    )
    assert edited["bookmark"]["title"] == "u"
    assert edited["bookmark"]["emoji"] == ":fire:"
    listed = await client.bookmarks_list(channel_id=general)
    assert [each["link"] for each in listed["bookmarks"]] == ["http://y.example"]
    assert await error_of(add(link="ftp://x")) == "invalid_link"
    assert await error_of(add(emoji="fire")) == "invalid_emoji"
    assert await error_of(add(type="poem")) == "invalid_bookmark_type"
    assert await error_of(add(channel_id="C404")) == "channel_not_found"
    assert await error_of(add(title="")) == "invalid_arguments"
    await client.bookmarks_remove(bookmark_id=bookmark_id, channel_id=general)
    gone = client.bookmarks_remove(bookmark_id=bookmark_id, channel_id=general)
    assert await error_of(gone) == "not_found"
    gone = client.bookmarks_edit(bookmark_id=bookmark_id, channel_id=general, title="x")
    assert await error_of(gone) == "not_found"
    theirs = await sandbox.person("executive").create_channel("theirs")
    assert await error_of(add(channel_id=theirs)) == "not_in_channel"
    for _ in range(100):
        await add()
    assert await error_of(add()) == "too_many_bookmarks"


async def test_pins(client: AsyncWebClient, sandbox: Sandbox, general: str) -> None:
    ts = (await client.chat_postMessage(channel=general, text="x"))["ts"]
    await client.pins_add(channel=general, timestamp=ts)
    assert await error_of(client.pins_add(channel=general, timestamp=ts)) == "already_pinned"
    (item,) = (await client.pins_list(channel=general))["items"]
    assert item["message"]["ts"] == ts
    assert item["created_by"] == sandbox.bot_user_id
    history = await client.conversations_history(channel=general)
    assert history["messages"][0]["pinned_to"] == [general]
    assert history["pin_count"] == 1
    await client.pins_remove(channel=general, timestamp=ts)
    assert await error_of(client.pins_remove(channel=general, timestamp=ts)) == "no_pin"
    unknown = client.pins_add(channel=general, timestamp="1.000001")
    assert await error_of(unknown) == "message_not_found"
    assert await error_of(client.pins_add(channel=general, timestamp="")) == "no_item_specified"
    assert await error_of(client.pins_add(channel="C404", timestamp=ts)) == "channel_not_found"
    # A pin goes with its message.
    await client.pins_add(channel=general, timestamp=ts)
    await client.chat_delete(channel=general, ts=ts)
    assert (await client.pins_list(channel=general))["items"] == []


async def test_reactions(client: AsyncWebClient, sandbox: Sandbox, general: str) -> None:
    ts = (await client.chat_postMessage(channel=general, text="x"))["ts"]

    async def add(name: str, at: str = ts) -> None:
        await client.reactions_add(channel=general, timestamp=at, name=name)

    await add("eyes")
    assert await error_of(add("eyes")) == "already_reacted"
    assert await error_of(add("no good")) == "invalid_name"
    assert await error_of(add("eyes", "1.000001")) == "message_not_found"
    assert await error_of(add("eyes", "")) == "no_item_specified"
    await sandbox.person("executive").react("general", ts, "eyes")
    answer = await client.reactions_get(channel=general, timestamp=ts)
    (reaction,) = answer["message"]["reactions"]
    assert (reaction["name"], reaction["count"]) == ("eyes", 2)
    await client.reactions_remove(channel=general, timestamp=ts, name="eyes")
    gone = client.reactions_remove(channel=general, timestamp=ts, name="eyes")
    assert await error_of(gone) == "no_reaction"
    for number in range(49):
        await add(f"emoji_{number}")
    assert await error_of(add("one_more")) == "too_many_emoji"


async def test_users(client: AsyncWebClient, sandbox: Sandbox) -> None:
    lawyer = sandbox.person("legal_counsel")
    plain = (await client.users_info(user=lawyer.user_id))["user"]
    assert "locale" not in plain
    assert plain["real_name"] == "Conseil juridique"
    full = (await client.users_info(user=lawyer.user_id, include_locale=True))["user"]
    assert (full["locale"], full["tz"], full["tz_offset"]) == ("fr-FR", "Europe/Paris", 3600)
    assert await error_of(client.users_info(user="U404")) == "user_not_found"
    guest = (await client.users_info(user=sandbox.person("social_agency").user_id))["user"]
    assert guest["is_restricted"] is True
    lead = (await client.users_info(user=sandbox.person("communications_lead").user_id))["user"]
    assert lead["is_admin"] is True
    names: list[str] = []
    cursor = None
    while cursor != "":
        answer = await client.users_list(limit=3, cursor=cursor)
        names += [member["name"] for member in answer["members"]]
        cursor = answer["response_metadata"]["next_cursor"]
    assert len(names) == len(set(names)) == 8
    assert {"cellule", "slackbot", "it_security"} <= set(names)
    found = await client.users_lookupByEmail(email="legal_counsel@sandbox.example")
    assert found["user"]["id"] == lawyer.user_id
    nobody = client.users_lookupByEmail(email="nobody@sandbox.example")
    assert await error_of(nobody) == "users_not_found"
    sandbox.scopes.discard("users:read.email")
    bare = (await client.users_info(user=lawyer.user_id))["user"]
    assert "email" not in bare["profile"]


async def test_user_groups(client: AsyncWebClient, sandbox: Sandbox) -> None:
    group = sandbox.add_usergroup("legal", "Legal", ["legal_counsel"])
    (listed,) = (await client.usergroups_list(include_users=True))["usergroups"]
    assert (listed["handle"], listed["users"]) == ("legal", group.users)
    users = await client.usergroups_users_list(usergroup=group.id)
    assert users["users"] == [sandbox.person("legal_counsel").user_id]
    assert await error_of(client.usergroups_users_list(usergroup="S404")) == "no_such_subteam"


async def test_upload_as_the_client_does_it(
    client: AsyncWebClient, sandbox: Sandbox, general: str
) -> None:
    parent = (await client.chat_postMessage(channel=general, text="p"))["ts"]
    answer = await client.files_upload_v2(
        channel=general,
        filename="timeline.json",
        title="Timeline",
        content="{}",
        initial_comment="The record",
        thread_ts=parent,
    )
    file_id = answer["files"][0]["id"]
    message = list(sandbox.workspace.channels[general].messages.values())[-1]
    assert (message.text, message.files, message.thread_ts) == ("The record", [file_id], parent)
    info = (await client.files_info(file=file_id))["file"]
    assert (info["title"], info["mimetype"], info["size"]) == ("Timeline", "application/json", 2)
    assert info["channels"] == [general]
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with aiohttp.ClientSession() as session:
        async with session.get(info["url_private_download"], headers=headers) as response:
            assert await response.read() == b"{}"
        # Whoever does not sign in gets the page to do so, and a client that follows, its words.
        async with session.get(info["url_private"], allow_redirects=False) as response:
            assert response.status == 302


async def test_upload_step_by_step(client: AsyncWebClient, sandbox: Sandbox, general: str) -> None:
    got = await client.files_getUploadURLExternal(filename="a.bin", length=3)
    file_id = got["file_id"]
    early = client.files_completeUploadExternal(files=[{"id": file_id}], channel_id=general)
    assert await error_of(early) == "file_not_found"
    async with aiohttp.ClientSession() as session:
        async with session.post(got["upload_url"], data=b"four") as response:
            assert response.status == 400
        form = aiohttp.FormData()
        form.add_field("file", b"abc", filename="a.bin")
        async with session.post(got["upload_url"], data=form) as response:
            assert await response.text() == "OK - 3"
        async with session.post(sandbox.url + "/upload/F404", data=b"x") as response:
            assert response.status == 404
    nowhere = client.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C404")
    assert await error_of(nowhere) == "channel_not_found"
    await client.files_completeUploadExternal(files=[{"id": file_id}])
    assert not sandbox.workspace.channels[general].messages
    twice = client.files_completeUploadExternal(files=[{"id": file_id}])
    assert await error_of(twice) == "file_not_found"
    empty = client.files_getUploadURLExternal(filename="a", length=0)
    assert await error_of(empty) == "invalid_arguments"
    assert await error_of(client.files_info(file="F404")) == "file_not_found"
