"""What goes wrong around the edges: retries, lost rooms, strangers, gateways, slow stops."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import Slack, SlackUnsure
from tests.conftest import World, buttons, why, words_in


async def test_trying_again_works_while_the_room_is_busy(world: World) -> None:
    world.slack.faults.fail("pins.add", error="missing_scope")
    crisis = await world.open("executive")
    assert crisis.troubles
    world.slack.faults.clear()
    # The card's own lane is at work when the retry comes.
    await world.click("executive", crisis, "playbook", "claim_step", ":capture-evidence")
    await world.click("executive", crisis, "card", "retry_deliveries")
    crisis = await world.crisis()
    assert crisis.troubles == {}
    assert list(world.room(crisis).pins) == [world.surface(crisis, "card").ts]


async def test_one_call_that_fails_is_no_lost_room(world: World) -> None:
    world.slack.faults.fail("bookmarks.add", error="channel_not_found")
    crisis = await world.open("executive")
    assert crisis.rooms_lost == 0
    assert len(world.calls("conversations.create")) == 1
    assert {trouble.what for trouble in crisis.troubles.values()} == {
        "bookmark_post",
        "bookmark_timeline",
    }


async def test_the_opener_hears_that_nobody_could_be_invited(world: World) -> None:
    world.slack.faults.fail("conversations.invite", error="cant_invite")
    person = world.person("executive")
    crisis = await world.open("executive", private=["private"])
    told = person.ephemerals[-1]
    assert ":warning:" in told.text
    world.slack.faults.clear()
    (again,) = [value for action, value in buttons(told) if action == "retry_deliveries"]
    assert again == crisis.id
    assert person.user_id not in world.room(crisis).members


@pytest.mark.parametrize("error", ["user_not_found", "user_not_visible"])
async def test_somebody_of_another_company_cannot_approve(world: World, error: str) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "statement:holding", "submit_statement")
    crisis = await world.crisis()
    world.slack.faults.fail("users.info", error=error)
    await world.click("it_security", crisis, "statement:holding", "approve_statement")
    crisis = await world.crisis()
    assert world.told("it_security") == why("guest")
    assert crisis.statements["holding"].approvals == ()


async def test_a_guest_does_not_lower_the_severity(world: World) -> None:
    crisis = await world.open("executive", severity="major")
    guest = world.person("social_agency")
    await guest.command("/crisis", "severity", channel=str(crisis.channel))
    sent = await world.fill("social_agency", severity="minor", reason="not a big deal")
    assert sent.errors == {"reason": why("guest")}
    assert (await world.crisis()).severity == "major"


async def test_times_that_cannot_be_are_answered_beside_their_field(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "statement:holding", "open_edit")
    past = int((world.clock() - timedelta(hours=1)).timestamp())
    sent = await world.fill("executive", next_update=past)
    assert set(sent.errors) == {"next_update"}
    await world.person("executive").close(world.person("executive").views[-1]["id"])
    await world.click("executive", crisis, "statement:holding", "submit_statement")
    crisis = await world.crisis()
    await world.click("it_security", crisis, "statement:holding", "approve_statement")
    crisis = await world.crisis()
    await world.click("executive", crisis, "statement:holding", "open_posted")
    early = int((crisis.post_at - timedelta(minutes=5)).timestamp())
    sent = await world.fill("executive", link="https://x.com/acme/2", posted_at=early)
    assert set(sent.errors) == {"link"}
    assert "<" not in sent.errors["link"]
    assert (await world.crisis()).first_word_at is None


async def test_a_statement_speaks_of_the_platform_of_the_post(world: World) -> None:
    crisis = await world.open(
        "executive",
        severity="major",
        platforms=["linkedin", "instagram", "x"],
        post_link="https://www.instagram.com/p/1",
    )
    assert crisis.platforms[0] == "instagram"
    assert "Instagram" in crisis.statements["holding"].text


async def test_who_wrote_is_told_of_the_approval(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "statement:holding", "submit_statement")
    crisis = await world.crisis()
    await world.click("it_security", crisis, "statement:holding", "approve_statement")
    crisis = await world.crisis()
    assert f"<@{world.person('executive').user_id}>" in world.said(crisis)[-1]


async def test_a_card_with_a_thread_comes_back_when_it_is_deleted(world: World) -> None:
    """Slack leaves a tombstone in its place, and says that the message changed."""
    crisis = await world.open("executive")
    await world.click("executive", crisis, "statement:holding", "submit_statement")
    crisis = await world.crisis()
    gone = world.surface(crisis, "statement:holding")
    assert gone.replies
    await world.person("executive").delete_message(gone.channel, gone.ts)
    await world.slack.settled()
    crisis = await world.crisis()
    assert world.surface(crisis, "statement:holding").ts != gone.ts


async def test_the_home_tab_shows_what_was_opened_from_it(world: World) -> None:
    person = world.person("executive")
    await person.open_home()
    await world.running.services.drain()
    assert person.home is not None
    await person.click_in_view(person.home["id"], "open_crisis_form")
    assert (
        await world.fill("executive", what="From home", platforms=["x"], cause="mistake")
    ).closed
    await world.idle()
    await world.running.services.drain()
    assert "From home" in words_in(person.home)


async def test_a_stop_does_not_wait_for_retry_after(world: World) -> None:
    crisis = await world.open("executive")
    world.slack.faults.fail("chat.update", error="ratelimited", retry_after=60)
    await world.click("executive", crisis, "playbook", "claim_step", ":capture-evidence")
    await world.slack.until(lambda: any(c.error == "ratelimited" for c in world.slack.calls))
    await asyncio.wait_for(world.running.stop(0), 10)
    world.app = None


@pytest.mark.parametrize("body", ["upstream connect error", "[1, 2]", "<html></html>"])
async def test_an_answer_that_is_not_slacks_is_none(body: str) -> None:
    """A gateway between the app and Slack answers in its own words."""

    async def gateway(_: web.Request) -> web.Response:
        kind = "application/json" if body.startswith("[") else "text/plain"
        return web.Response(status=503, text=body, content_type=kind)

    server = web.Application()
    server.router.add_route("*", "/{method}", gateway)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    slack = Slack(AsyncWebClient(token="xoxb-x", base_url=f"http://127.0.0.1:{port}/"))
    with pytest.raises(SlackUnsure):
        await slack.call("chat.update", channel="C1", ts="1.0", text="x")
    await runner.cleanup()


async def test_the_opener_does_not_wait_for_ever_to_hear_of_the_room(world: World) -> None:
    """Inviting fails and is tried again and again: the room is there meanwhile."""
    world.slack.faults.fail("conversations.invite", error="internal_error")
    person = world.person("executive")
    await person.command("/crisis", "A joke about a rival", channel="general")
    assert (await person.submit(person.views[-1]["id"], world.form())).closed
    await world.slack.until(lambda: person.ephemerals)
    assert ":hourglass_flowing_sand:" in person.ephemerals[-1].text
    world.slack.faults.clear()
    crisis = await world.crisis()
    assert crisis.troubles == {}
    assert person.user_id in world.room(crisis).members


async def test_what_a_closed_and_archived_room_lacks_is_not_tried_for_ever(world: World) -> None:
    crisis = await world.open("executive")
    gone = world.surface(crisis, "statement:holding")
    await world.click("executive", crisis, "card", "open_close")
    assert (await world.fill("executive", summary="Over", reason="It is over")).closed
    crisis = await world.crisis()
    seq = crisis.seq
    await world.person("executive").archive(gone.channel)
    # A message that is not there any more, in a room that takes none.
    del world.room(crisis).messages[gone.ts]
    before = len(world.calls("chat.postMessage"))
    await world.running.sync.message_deleted(crisis, gone.ts)
    await asyncio.wait_for(world.running.sync.idle(), 10)
    assert 1 <= len(world.calls("chat.postMessage")) - before <= 2
    assert (await world.crisis()).seq == seq
