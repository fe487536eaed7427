"""The page's control API, used as the page uses it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox

from .conftest import Connect
from .samples import actions, button, error_of, field, home, modal, section

Json = dict[str, Any]


class Page:
    """One person's page."""

    def __init__(self, session: aiohttp.ClientSession, user: str) -> None:
        self.session, self.user = session, user

    async def get(self, path: str, **query: str) -> Json:
        query = {"user": self.user, **query}
        async with self.session.get(path, params=query, raise_for_status=True) as response:
            answer: Json = await response.json()
            return answer

    async def act(self, do: str, **more: Any) -> Json:
        body = {"user": self.user, "do": do, **more}
        async with self.session.post("/sandbox/act", json=body, raise_for_status=True) as response:
            answer: Json = await response.json()
            return answer


@pytest.fixture
async def session(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.url) as opened:
        yield opened


@pytest.fixture
def page(session: aiohttp.ClientSession) -> Page:
    return Page(session, "community_manager")


async def test_state(page: Page, sandbox: Sandbox, client: AsyncWebClient) -> None:
    general = sandbox.workspace.channel("general").id
    await client.bookmarks_add(
        channel_id=general, title="Plan", type="link", link="https://x.example", emoji=":book:"
    )
    ts = (await client.chat_postMessage(channel=general, text="x"))["ts"]
    await client.pins_add(channel=general, timestamp=ts)
    me = sandbox.person("community_manager")
    await client.views_publish(user_id=me.user_id, view=home(section("home")))
    state = await page.get("/sandbox/state")
    assert state["team"] == {"id": "T0SANDBOX", "name": "Sandbox"}
    assert state["me"]["id"] == me.user_id
    assert (state["me"]["locale"], state["me"]["tz"]) == ("fr-FR", "Europe/Paris")
    assert {person["key"] for person in state["people"]} >= set(sandbox.people)
    channels = {channel["name"]: channel for channel in state["channels"]}
    assert set(channels) == {"general", "communications", "Cellule"}
    assert channels["Cellule"]["is_im"] is True
    shown = channels["general"]
    assert shown["bookmarks"] == [{"title": "Plan", "link": "https://x.example", "emoji": ":book:"}]
    assert (shown["pinned"], shown["unread"]) == ([ts], 1)
    assert state["app"]["connected"] is False
    assert state["app"]["commands"][0]["command"] == "/crisis"
    assert state["home"]["blocks"][0]["text"]["text"] == "home"
    assert state["views"] == []
    assert state["faults"]["latency"] == 0


async def test_state_without_a_person_is_the_first_ones(session: aiohttp.ClientSession) -> None:
    async with session.get("/sandbox/state") as response:
        assert (await response.json())["me"]["key"] == "communications_lead"
    async with session.get("/sandbox/state", params={"user": "nobody"}) as response:
        assert response.status == 404


async def test_messages(
    page: Page, session: aiohttp.ClientSession, sandbox: Sandbox, client: AsyncWebClient
) -> None:
    general = sandbox.workspace.channel("general").id
    ts = (await client.chat_postMessage(channel=general, text="one"))["ts"]
    await client.chat_postEphemeral(
        channel=general, user=sandbox.person("community_manager").user_id, text="two"
    )
    await client.chat_postMessage(channel=general, text="three", thread_ts=ts)
    await page.act("react", channel=general, ts=ts, name="eyes")
    messages = (await page.get("/sandbox/messages", channel=general))["messages"]
    assert [message["text"] for message in messages] == ["one", "two", "three"]
    assert [message["ephemeral"] for message in messages] == [False, True, False]
    assert messages[0]["reply_count"] == 1
    assert messages[0]["reactions"][0]["name"] == "eyes"
    state = await page.get("/sandbox/state")
    assert [c["unread"] for c in state["channels"] if c["id"] == general] == [0]
    other = await Page(session, "executive").get("/sandbox/messages", channel=general)
    assert [message["text"] for message in other["messages"]] == ["one", "three"]
    hidden = sandbox.workspace.channel("executive-committee").id
    with pytest.raises(aiohttp.ClientResponseError):
        await page.get("/sandbox/messages", channel=hidden)


async def test_acts_with_the_app(
    page: Page, sandbox: Sandbox, app: AsyncApp, connect: Connect
) -> None:
    @app.command("/crisis")
    async def crisis(ack: Any, command: Json, client: AsyncWebClient) -> None:
        await client.views_open(
            trigger_id=command["trigger_id"], view=modal(field({"type": "plain_text_input"}))
        )
        await ack()

    @app.view("m")
    async def submitted(ack: Any, client: AsyncWebClient, view: Json) -> None:
        if view["state"]["values"]["b"]["a"]["value"] == "bad":
            await ack(response_action="errors", errors={"b": "Not so."})
            return
        await client.chat_postMessage(channel="general", text="x", blocks=[actions(button())])
        await ack()

    @app.action("go")
    async def go(ack: Any, respond: Any) -> None:
        await ack()
        await respond("clicked")

    await connect()
    general = sandbox.workspace.channel("general")
    answer = await page.act("command", command="/crisis", text="x", channel=general.id)
    assert answer["ok"] is True
    assert answer["reply"]["status"] == 200
    (view,) = (await page.get("/sandbox/state"))["views"]
    short = await page.act("submit", view_id=view["id"], values={})
    assert (short["ok"], short["client_side"], set(short["errors"])) == (False, True, {"b"})
    bad = await page.act("submit", view_id=view["id"], values={"b": {"a": "bad"}})
    assert (bad["ok"], bad["errors"]) == (False, {"b": "Not so."})
    good = await page.act("submit", view_id=view["id"], values={"b": {"a": "good"}})
    assert (good["ok"], good["closed"]) == (True, True)
    ts = next(ts for ts, message in general.messages.items() if message.bot_id)
    clicked = await page.act(
        "click", channel=general.id, ts=ts, action_id="go", block_id=None, value=None, values={}
    )
    assert clicked["ok"] is True
    await sandbox.until(lambda: sandbox.person("community_manager").ephemerals)


async def test_acts_without_the_app(page: Page, sandbox: Sandbox) -> None:
    general = sandbox.workspace.channel("general").id
    said = await page.act("say", channel=general, text="hello")
    assert said["ok"] is True
    assert said["ts"] in sandbox.workspace.channels[general].messages
    for do, ok in (("react", True), ("unreact", True)):
        assert (await page.act(do, channel=general, ts=said["ts"], name="eyes"))["ok"] is ok
    assert (await page.act("delete_message", channel=general, ts=said["ts"]))["ok"] is True
    made = await page.act("create_channel", name="new-one", is_private=True)
    assert sandbox.workspace.channels[made["channel"]].is_private
    taken = await page.act("create_channel", name="new-one", is_private=True)
    assert taken == {"ok": False, "error": "name_taken"}
    assert (await page.act("leave", channel=made["channel"]))["ok"] is True
    communications = sandbox.workspace.channel("communications").id
    assert (await page.act("leave", channel=communications))["ok"] is True
    assert (await page.act("join", channel=communications))["ok"] is True
    silent = await page.act("command", command="/crisis", channel=general)
    assert (silent["ok"], silent["error"], silent["reply"]["status"]) == (
        False,
        "dispatch_failed",
        503,
    )
    assert (await page.act("open_home"))["home"] is None
    for do, more in (
        ("fly", {}),
        ("say", {}),
        ("say", {"channel": "nowhere", "text": "x"}),
        ("say", {"channel": "executive-committee", "text": "x"}),
        ("close", {"view_id": "V404"}),
    ):
        refused = await page.act(do, **more)
        assert refused["ok"] is False
        assert refused["error"]


async def test_upload_and_download(
    page: Page, session: aiohttp.ClientSession, sandbox: Sandbox
) -> None:
    content = base64.b64encode(b"<script>").decode()
    alone = await page.act("upload", filename="a.html", mimetype="text/html", content=content)
    file_id = alone["file"]["id"]
    url = (await page.get("/sandbox/state"))["files"][file_id]["url"]
    async with session.get(url) as response:
        assert await response.read() == b"<script>"
        assert response.headers["Content-Disposition"] == "attachment"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    other = Page(session, "executive")
    assert file_id not in (await other.get("/sandbox/state"))["files"]
    async with session.get(url.replace("community_manager", "executive")) as response:
        assert response.status == 403
    general = sandbox.workspace.channel("general").id
    shared = await page.act("upload", filename="b.txt", content=content, channel=general)
    assert shared["file"]["id"] in (await other.get("/sandbox/state"))["files"]
    assert (await page.act("upload", filename="c.txt", content="%"))["ok"] is False


async def test_faults(
    page: Page, session: aiohttp.ClientSession, sandbox: Sandbox, client: AsyncWebClient
) -> None:
    body = {"latency": 0.01, "fail": {"method": "auth.test", "error": "fatal_error", "times": 1}}
    async with session.post("/sandbox/faults", json=body) as response:
        assert (await response.json())["faults"]["latency"] == 0.01
    assert await error_of(client.auth_test()) == "fatal_error"
    for name in ("lose_answer", "refuse_connection", "hang"):
        switch = {name: {"method": "auth.test", "times": 1}}
        async with session.post("/sandbox/faults", json=switch) as response:
            assert (await response.json())["faults"][name] == {"auth.test": 1}
    async with session.post("/sandbox/faults", json={"clear": True}):
        await client.auth_test()
    assert sandbox.faults.latency == 0
    assert (await page.get("/sandbox/state"))["faults"]["hang"] == {}


async def test_calls(page: Page, client: AsyncWebClient) -> None:
    await client.auth_test()
    await error_of(client.users_info(user="U404"))
    first = await page.get("/sandbox/calls")
    assert [(call["method"], call["error"]) for call in first["calls"]] == [
        ("auth.test", None),
        ("users.info", "user_not_found"),
    ]
    assert first["next"] == 2
    await client.auth_test()
    second = await page.get("/sandbox/calls", after="2")
    assert [call["seq"] for call in second["calls"]] == [3]
    assert (await page.get("/sandbox/calls", after="3"))["next"] == 3


async def test_live(
    session: aiohttp.ClientSession, sandbox: Sandbox, client: AsyncWebClient
) -> None:
    general = sandbox.workspace.channel("general").id
    manager = sandbox.person("community_manager")
    async with (
        session.ws_connect("/sandbox/live?user=community_manager") as mine,
        session.ws_connect("/sandbox/live?user=executive") as theirs,
    ):
        ts = (await client.chat_postMessage(channel=general, text="x"))["ts"]
        await client.chat_postEphemeral(channel=general, user=manager.user_id, text="psst")
        await client.reactions_add(channel=general, timestamp=ts, name="eyes")
        await client.chat_update(channel=general, ts=ts, text="y")
        await client.views_publish(user_id=manager.user_id, view=home())
        await client.conversations_setTopic(channel=general, topic="t")
        await sandbox.person("executive").say("executive-committee", "secret")
        await client.chat_delete(channel=general, ts=ts)

        async def until_deleted(socket: aiohttp.ClientWebSocketResponse) -> list[Json]:
            got: list[Json] = []
            while not got or got[-1]["type"] != "message_deleted":
                got.append(await asyncio.wait_for(socket.receive_json(), 2))
            return [item for item in got if item["type"] != "call"]

        got = await until_deleted(mine)
        assert [item["type"] for item in got] == [
            "message",
            "ephemeral",
            "reaction",
            "message_changed",
            "home",
            "message",
            "channel",
            "message_deleted",
        ]
        assert got[0]["message"]["text"] == "x"
        assert got[1]["message"]["text"] == "psst"
        others = [item["type"] for item in await until_deleted(theirs)]
        assert "ephemeral" not in others
        assert "home" not in others
        assert others.count("message") == 3


async def test_other_origins_and_names_are_refused(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        for headers in (
            {"Origin": "https://evil.example"},
            {"Host": "evil.example", "Origin": "http://evil.example"},
        ):
            for path in ("/sandbox/state", "/api/auth.test", "/socket"):
                async with session.get(sandbox.url + path, headers=headers) as response:
                    assert response.status == 403
        own = {"Origin": sandbox.url}
        async with session.get(sandbox.url + "/sandbox/state", headers=own) as response:
            assert response.status == 200


async def test_until_gives_up(sandbox: Sandbox) -> None:
    with pytest.raises(TimeoutError):
        await sandbox.until(lambda: False, timeout=0.01)
