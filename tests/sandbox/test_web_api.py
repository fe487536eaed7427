"""What is common to all Web API methods: bodies, tokens, scopes, headers, records."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox

from .conftest import Clock
from .samples import error_of, section


async def test_auth_test_says_who_the_bot_is(client: AsyncWebClient, sandbox: Sandbox) -> None:
    answer = await client.auth_test()
    assert answer["user_id"] == sandbox.bot_user_id
    assert answer["bot_id"] == sandbox.bot_id
    assert answer["team_id"] == "T0SANDBOX"
    assert answer["url"] == sandbox.url + "/"


async def test_api_test_echoes(client: AsyncWebClient) -> None:
    assert (await client.api_test(foo="bar"))["args"] == {"foo": "bar"}
    assert await error_of(client.api_test(error="my_error")) == "my_error"


async def test_unknown_method(client: AsyncWebClient) -> None:
    assert await error_of(client.api_call("chat.shout")) == "unknown_method"


async def test_tokens(sandbox: Sandbox) -> None:
    def using(token: str | None) -> AsyncWebClient:
        return AsyncWebClient(token=token, base_url=sandbox.api_url)

    assert await error_of(using("xoxb-other").auth_test()) == "invalid_auth"
    assert await error_of(using(None).auth_test()) == "not_authed"
    assert await error_of(using(sandbox.app_token).auth_test()) == "not_allowed_token_type"
    bot = using(sandbox.bot_token)
    refused = bot.apps_connections_open(app_token=sandbox.bot_token)
    assert await error_of(refused) == "not_allowed_token_type"
    opened = await bot.apps_connections_open(app_token=sandbox.app_token)
    assert opened["url"].startswith(f"ws://127.0.0.1:{sandbox.port}/socket")


async def test_bodies_as_form_json_query_and_multipart(sandbox: Sandbox) -> None:
    general = sandbox.workspace.channel("general")
    url = sandbox.api_url + "chat.postMessage"
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    values = {"channel": general.id, "text": "héllo", "blocks": json.dumps([section("x")])}
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in values.items():
        multipart.add_field(name, value)
    async with aiohttp.ClientSession(headers=headers) as session:
        for sent in ({"data": values}, {"json": values}, {"params": values}, {"data": multipart}):
            async with session.post(url, **sent) as response:
                assert (await response.json())["ok"] is True
        async with session.get(url, params=values) as response:
            assert (await response.json())["ok"] is True
    async with aiohttp.ClientSession() as session:
        with_token = {**values, "token": sandbox.bot_token}
        async with session.post(url, data=with_token) as response:
            assert (await response.json())["ok"] is True
    posted = list(general.messages.values())
    assert len(posted) == 6
    assert {message.text for message in posted} == {"héllo"}
    assert {message.blocks[0]["text"]["text"] for message in posted} == {"x"}


@pytest.mark.parametrize(
    ("body", "error"), [("{", "invalid_json"), ("[1]", "json_not_object"), ("3", "json_not_object")]
)
async def test_bad_json_bodies(sandbox: Sandbox, body: str, error: str) -> None:
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(sandbox.api_url + "auth.test", data=body) as response,
    ):
        assert (await response.json())["error"] == error


async def test_missing_scope_names_needed_and_provided(
    client: AsyncWebClient, sandbox: Sandbox
) -> None:
    sandbox.scopes.clear()
    sandbox.scopes.update({"chat:write", "pins:read"})
    with pytest.raises(SlackApiError) as caught:
        await client.pins_add(channel=sandbox.workspace.channel("general").id, timestamp="1.000001")
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "pins:write"
    assert caught.value.response["provided"] == "chat:write,pins:read"
    assert caught.value.response.headers["x-oauth-scopes"] == "chat:write,pins:read"


async def test_each_answer_tells_what_its_own_token_may_do_and_the_time(
    client: AsyncWebClient, sandbox: Sandbox, clock: Clock
) -> None:
    bot = await client.auth_test()
    assert set(bot.headers["x-oauth-scopes"].split(",")) == sandbox.scopes
    told = parsedate_to_datetime(bot.headers["Date"]).timestamp()
    assert told == int(sandbox.workspace.now())
    app = await client.apps_connections_open(app_token=sandbox.app_token)
    assert app.headers["x-oauth-scopes"] == "connections:write"
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test(token="xoxb-none")
    assert "x-oauth-scopes" not in caught.value.response.headers


async def test_scope_by_kind_of_channel(client: AsyncWebClient, sandbox: Sandbox) -> None:
    private = sandbox.workspace.channel("executive-committee")
    sandbox.workspace.join(private, sandbox.bot_user_id)
    sandbox.scopes.discard("groups:read")
    await client.conversations_info(channel=sandbox.workspace.channel("general").id)
    assert await error_of(client.conversations_info(channel=private.id)) == "missing_scope"
    listing = client.conversations_list(types="public_channel,private_channel")
    assert await error_of(listing) == "missing_scope"


async def test_calls_are_recorded(client: AsyncWebClient, sandbox: Sandbox, clock: Clock) -> None:
    general = sandbox.workspace.channel("general").id
    await client.chat_postMessage(channel=general, text="x", blocks=[section("x")])
    await error_of(client.api_call("chat.postMessage", json={"channel": general}))
    first, second = sandbox.calls
    assert (first.method, first.error, first.seq) == ("chat.postMessage", None, 1)
    assert first.args == {"channel": general, "text": "x", "blocks": [section("x")]}
    assert first.at == clock.at
    assert "token" not in first.args
    assert (second.error, second.seq) == ("no_text", 2)


async def test_calls_kept_may_be_bounded(client: AsyncWebClient, sandbox: Sandbox) -> None:
    sandbox.record_calls_limit = 2
    for _ in range(3):
        await client.auth_test()
    assert [call.seq for call in sandbox.calls] == [2, 3]
    sandbox.record_calls_limit = None
    await client.auth_test()
    assert [call.seq for call in sandbox.calls] == [2, 3, 4]


async def test_only_loopback() -> None:
    with pytest.raises(ValueError, match="loopback"):
        Sandbox(host="0.0.0.0")


async def test_every_method_has_a_published_limit() -> None:
    from bot.sandbox.limits import LIMITS
    from bot.sandbox.methods import METHODS

    assert set(LIMITS) == set(METHODS)
