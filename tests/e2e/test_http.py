"""The same over signed HTTP, where Slack cannot be met over a WebSocket."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import aiohttp
import pytest

from bot import surfaces
from bot.locale import words
from bot.sandbox import payloads
from tests.conftest import World, shows, why, words_in

HOLDING = "statement:holding"


@pytest.fixture
async def world(idle_world: World) -> World:
    await idle_world.start(http=True)
    return idle_world


async def test_a_crisis_over_http(world: World) -> None:
    person = world.person("executive")
    view = await world.form_for("executive", "A joke about a rival")
    late = int(world.clock().timestamp()) + 3600
    sent = await person.submit(view["id"], world.form(post_at=late))
    assert set(sent.errors) == {"post_at"}
    now = int(world.clock().timestamp())
    assert (await person.submit(view["id"], {"post_at": {"value": now}})).closed
    crisis = await world.crisis()
    assert f"<#{crisis.channel}>" in world.told("executive")
    await world.click("it_security", crisis, "playbook", "claim_step", ":capture-evidence")
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    await world.click("executive", crisis, HOLDING, "approve_statement")
    await world.idle()
    assert world.told("executive") == why("own_words")
    await world.click("legal_counsel", crisis, HOLDING, "approve_statement")
    crisis = await world.crisis()
    await world.click("executive", crisis, HOLDING, "open_posted")
    assert (await world.fill("executive", link="https://x.com/acme/status/2")).closed
    room = str(crisis.channel)
    ts = await person.say(room, "Kept by a pin")
    await person.react(room, ts, "pushpin")
    await person.command("/crisis", "status", channel=room)
    assert crisis.what in words_in(person.ephemerals[-1])
    await world.export("executive", crisis)
    await person.open_home()
    await world.running.services.drain()
    assert f"<#{room}>" in words_in(person.home or {})
    crisis = await world.crisis()
    kinds = await world.kinds(crisis)
    for kind in ("step_claimed", "statement_approved", "statement_posted", "note_added"):
        assert kinds.count(kind) == 1
    for name in ("card", "playbook", HOLDING):
        assert shows(world.surface(crisis, name), surfaces.render(crisis, name))
    assert [len(m.files) for m in world.room(crisis).messages.values() if m.files] == [2]


async def test_two_people_edit_at_once_over_http(world: World) -> None:
    """The answer to a form may be another form."""
    crisis = await world.open("executive")
    for who in ("executive", "it_security"):
        await world.click(who, crisis, HOLDING, "open_edit")
    assert (await world.fill("executive", text="The first to save.")).closed
    late = await world.fill("it_security", text="Typed meanwhile.")
    assert late.view is not None
    assert "The first to save." in words_in(late.view)


async def test_a_failure_that_nobody_foresaw_is_told_once(world: World) -> None:
    """A button of another version of the app, whose value this one cannot read."""
    crisis = await world.open("executive")
    seen = len(world.person("executive").ephemerals)
    reply = await world.send_click("executive", world.surface(crisis, "card"), "undo_step", "?")
    assert reply.status == 500
    await world.idle()
    told = world.person("executive").ephemerals[seen:]
    assert [e.text for e in told] == [
        words("en")("That did not work as it should. Look at the room before you try again.")
    ]
    assert len(await world.entries(crisis)) == crisis.seq


@pytest.mark.parametrize("fault", ["signature", "secret", "old", "none", "body"])
async def test_what_slack_did_not_sign_is_refused(world: World, fault: str) -> None:
    slack, person = world.slack, world.person("executive")
    command = payloads.command(
        slack.workspace, person.user, slack.workspace.channel("general"), "/crisis", "help"
    )
    body = urlencode(command)
    at = str(int(time.time()) - (600 if fault == "old" else 0))
    signature = slack.delivery.sign(body, at)
    if fault == "signature":
        signature = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    if fault == "secret":
        secret, slack.delivery.signing_secret = slack.delivery.signing_secret, "guessed"
        signature = slack.delivery.sign(body, at)
        slack.delivery.signing_secret = secret
    if fault == "body":
        body = body.replace("help", "list")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if fault != "none":
        headers |= {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}
    assert await _post(world, body, headers) == 401


async def test_what_slack_signed_passes(world: World) -> None:
    slack, person = world.slack, world.person("executive")
    body = urlencode(
        payloads.command(
            slack.workspace, person.user, slack.workspace.channel("general"), "/crisis", "help"
        )
    )
    at = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": slack.delivery.sign(body, at),
    }
    assert await _post(world, body, headers) == 200


async def test_slack_may_check_the_address(world: World) -> None:
    body = json.dumps({"token": "t", "challenge": "3eZbrw1a", "type": "url_verification"})
    at = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": world.slack.delivery.sign(body, at),
    }
    async with aiohttp.ClientSession() as session:
        url = str(world.slack.delivery.url)
        async with session.post(url, data=body, headers=headers) as response:
            assert response.status == 200
            assert "3eZbrw1a" in await response.text()


async def test_health(world: World) -> None:
    url = str(world.slack.delivery.url).replace("/slack/events", "/health")
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert (response.status, await response.text()) == (200, "ok")


async def _post(world: World, body: str, headers: dict[str, str]) -> int:
    async with aiohttp.ClientSession() as session:
        url = str(world.slack.delivery.url)
        async with session.post(url, data=body, headers=headers) as response:
            return response.status
