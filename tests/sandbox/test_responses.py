"""Posts to response URLs, with the real webhook client and Bolt's respond."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox import Person, Sandbox

from .conftest import Clock, Connect
from .samples import actions, button


@pytest.fixture
def lead(sandbox: Sandbox) -> Person:
    return sandbox.person("communications_lead")


def url_for(sandbox: Sandbox, person: Person, ts: str | None = None, **more: Any) -> str:
    general = sandbox.workspace.channel("general").id
    made = sandbox.workspace.new_response_url(general, person.user_id, ts, **more)
    return f"{sandbox.url}/response/{made.id}"


async def test_five_uses(sandbox: Sandbox, lead: Person) -> None:
    webhook = AsyncWebhookClient(url_for(sandbox, lead))
    for number in range(5):
        assert (await webhook.send(text=str(number))).status_code == 200
    refused = await webhook.send(text="6")
    assert refused.status_code == 404
    assert "used_url" in refused.body
    assert [seen.text for seen in lead.ephemerals] == ["0", "1", "2", "3", "4"]
    assert [call.method for call in sandbox.calls] == ["response_url"] * 6
    assert sandbox.calls[-1].error == "used_url"


async def test_thirty_minutes(sandbox: Sandbox, lead: Person, clock: Clock) -> None:
    webhook = AsyncWebhookClient(url_for(sandbox, lead))
    clock.move(30 * 60)
    assert (await webhook.send(text="in time")).status_code == 200
    clock.move(1)
    refused = await webhook.send(text="late")
    assert (refused.status_code, "expired_url" in refused.body) == (404, True)


async def test_in_channel(sandbox: Sandbox, lead: Person) -> None:
    await AsyncWebhookClient(url_for(sandbox, lead)).send(text="x", response_type="in_channel")
    (message,) = sandbox.workspace.channel("general").messages.values()
    assert (message.text, message.bot_id) == ("x", sandbox.bot_id)
    assert not lead.ephemerals


async def test_refusals(sandbox: Sandbox, lead: Person) -> None:
    webhook = AsyncWebhookClient(url_for(sandbox, lead))
    assert (await webhook.send(text="")).status_code == 400
    bad = await webhook.send(text="x", blocks=[{"type": "poem"}])
    assert (bad.status_code, "invalid_blocks" in bad.body) == (400, True)
    async with aiohttp.ClientSession() as session:
        for body in ("nonsense", "[]"):
            async with session.post(webhook.url, data=body) as response:
                assert response.status == 400
    unknown = await AsyncWebhookClient(sandbox.url + "/response/unknown").send(text="x")
    assert unknown.status_code == 404


async def test_replace_and_delete_the_original(
    sandbox: Sandbox, client: AsyncWebClient, app: AsyncApp, connect: Connect, lead: Person
) -> None:
    @app.action("replace")
    async def replace(ack: Any, respond: Any) -> None:
        await ack()
        await respond("replaced", replace_original=True)

    @app.action("delete")
    async def delete(ack: Any, respond: Any) -> None:
        await ack()
        await respond(delete_original=True)

    await connect()
    blocks = [actions(button("replace"), button("delete"))]
    general = sandbox.workspace.channel("general")
    ts = (await client.chat_postMessage(channel=general.id, text="x", blocks=blocks))["ts"]
    await lead.click("general", ts, "replace")
    await sandbox.until(lambda: general.messages[ts].text == "replaced")
    assert general.messages[ts].blocks == []
    assert not lead.ephemerals

    ts = (await client.chat_postMessage(channel=general.id, text="y", blocks=blocks))["ts"]
    await lead.click("general", ts, "delete")
    await sandbox.until(lambda: ts not in general.messages)

    # The same for a message that only one person sees: no other method can change it.
    await client.chat_postEphemeral(channel=general.id, user=lead.user_id, text="z", blocks=blocks)
    seen = lead.ephemerals[0].ts
    await lead.click("general", seen, "replace")
    await sandbox.until(lambda: lead.ephemerals[0].text == "replaced")
    assert [each.ts for each in lead.ephemerals] == [seen]
    await client.chat_postEphemeral(channel=general.id, user=lead.user_id, text="z", blocks=blocks)
    await lead.click("general", lead.ephemerals[1].ts, "delete")
    await sandbox.until(lambda: len(lead.ephemerals) == 1)


async def test_a_message_of_someone_else_is_not_replaced(sandbox: Sandbox, lead: Person) -> None:
    ts = await lead.say("general", "mine")
    url = url_for(sandbox, lead, ts)
    await AsyncWebhookClient(url).send(text="x", replace_original=True)
    assert sandbox.workspace.channel("general").messages[ts].text == "mine"
    assert len(lead.ephemerals) == 1


async def test_faults_reach_response_urls(sandbox: Sandbox, lead: Person) -> None:
    sandbox.faults.fail("response_url", "internal_error", times=1, status=500)
    webhook = AsyncWebhookClient(url_for(sandbox, lead), retry_handlers=[])
    assert (await webhook.send(text="x")).status_code == 500
    assert (await webhook.send(text="x")).status_code == 200
