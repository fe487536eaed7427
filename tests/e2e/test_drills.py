"""Drills: opened like a crisis, played against the clock, scored, and never taken for real."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot import drill
from bot.commands.closing import CloseCrisis
from bot.crisis import Crisis
from bot.events import LANGUAGES, Language
from bot.locale import words
from bot.people import Person as Reader
from bot.refused import Refused
from bot.sandbox.records import Channel, File
from bot.surfaces import exercise
from tests.conftest import World, key_of, why, words_in
from tests.test_pictures import size

TAKE_PART = ("community_manager", "legal_counsel")
LEAD = "communications_lead"


async def start(world: World, who: str = LEAD, **fields: Any) -> Crisis:
    """Starts a drill by `/crisis drill`, and waits for its room."""
    await world.person(who).command("/crisis", "drill", channel="communications")
    sent = await fill(world, who, **fields)
    assert sent.closed, sent
    return await world.crisis()


async def fill(world: World, who: str, **fields: Any) -> Any:
    values: dict[str, Any] = {
        "scenario": "wrong-day",
        "people": [world.person(one).user_id for one in TAKE_PART],
        "lead": world.person(LEAD).user_id,
        "language": "en",
        "pace": "1",
    }
    return await world.fill(who, **(values | fields))


async def later(world: World, minutes: float) -> Crisis:
    world.clock.forward(minutes=minutes)
    await world.running.ticker.tick()
    return await world.crisis()


async def say_it(world: World, crisis: Crisis) -> Crisis:
    """The holding post is submitted, approved and out."""
    await world.click("community_manager", crisis, "statement:holding", "submit_statement")
    crisis = await world.crisis()
    await world.click(LEAD, crisis, "statement:holding", "approve_statement")
    crisis = await world.crisis()
    await world.click("community_manager", crisis, "statement:holding", "open_posted")
    sent = await world.fill("community_manager", link="https://www.instagram.com/p/1800")
    assert sent.closed, sent
    return await world.crisis()


async def close(world: World, crisis: Crisis) -> Crisis:
    lead = Reader(id=world.person(LEAD).user_id)
    command = CloseCrisis("We know what to mend", "It was a drill")
    assert not isinstance(await world.running.log.append(crisis.id, command, lead), Refused)
    return await world.crisis()


def files(world: World, crisis: Crisis) -> list[File]:
    room = world.room(crisis)
    ids = [file for message in room.messages.values() for file in message.files]
    return [world.slack.workspace.files[one] for one in ids]


def pictures(world: World, crisis: Crisis) -> list[File]:
    """The pictures of the score."""
    return [file for file in files(world, crisis) if file.name.endswith("-score.png")]


def public(world: World) -> list[Channel]:
    channels = world.slack.workspace.channels.values()
    return [channel for channel in channels if channel.kind == "public"]


async def test_a_drill_opens_as_a_crisis_does(world: World) -> None:
    crisis = await start(world)
    room = world.room(crisis)
    assert crisis.exercise
    assert room.name.startswith("exercise-20260314-")
    assert room.is_private
    app = world.slack.workspace.app.bot_user_id
    people = {world.person(one).user_id for one in (*TAKE_PART, LEAD)}
    assert set(room.members) == people | {app}
    assert {"card", "playbook", "statement:holding"} <= {
        (key_of(m) or "").removeprefix("surface/") for m in room.messages.values()
    }
    told = world.told(LEAD)
    assert f"<#{crisis.channel}>" in told
    assert told.startswith(exercise.prefix(words("en")))
    kinds = await world.kinds(crisis)
    assert kinds[0] == "crisis_opened"
    assert kinds.count("drill_planned") == 1
    # The words are those of the invented company.
    assert crisis.drill is not None
    assert crisis.drill.company == "Rivagia"
    assert "Rivagia" in crisis.names


async def test_in_french(world: World) -> None:
    crisis = await start(world, language="fr", scenario="accent-joke")
    assert world.room(crisis).name.startswith("exercice-20260314-")
    crisis = await later(world, 3)
    t = words("fr")
    assert exercise.warning(t) in world.card(crisis)
    said = world.said(crisis)[-1]
    assert said.startswith(exercise.prefix(t))
    assert "Celle d’une enseignante" in said


async def test_the_same_form_twice_is_one_drill(world: World) -> None:
    person = world.person(LEAD)
    await person.command("/crisis", "exercice", channel="communications")
    both = await asyncio.gather(
        *(fill(world, LEAD, people=[person.user_id], pace="2") for _ in range(2))
    )
    assert [sent.closed for sent in both] == [True, True]
    crisis = await world.crisis()
    assert len(await world.running.log.crises()) == 1
    assert crisis.drill is not None
    assert crisis.drill.pace == 2
    assert crisis.invite == (person.user_id,)


async def test_guests_do_not_start_one(world: World) -> None:
    guest = world.person("social_agency")
    await guest.command("/crisis", "drill", channel="communications")
    await world.idle()
    assert world.told("social_agency") == why("guest")
    assert guest.views == []


async def test_what_is_wrong_stays_in_the_form(world: World, tmp_path: Path) -> None:
    await world.person(LEAD).command("/crisis", "drill", channel="communications")
    sent = await fill(world, LEAD, lead=world.person("social_agency").user_id)
    assert list(sent.errors) == ["lead"]
    assert await world.running.log.crises() == []


async def test_a_scenario_of_our_own(world: World, tmp_path: Path) -> None:
    ours = (drill.FOLDER / "wrong-day.yml").read_text(encoding="utf-8")
    (tmp_path / "our-day.yml").write_text(ours.replace("Rivagia", "Notre société"), "utf-8")
    (tmp_path / "broken.yml").write_text("title: <!channel>", "utf-8")
    world.running.services.drills_dir = tmp_path
    await world.person(LEAD).command("/crisis", "drill", channel="communications")
    form = json.dumps(world.person(LEAD).views[-1])
    assert "broken.yml" in form
    assert "<!channel>" not in form
    assert (await fill(world, LEAD, scenario="our-day")).closed
    crisis = await world.crisis()
    assert "Notre société" in crisis.what


async def test_a_scenario_that_went_away_meanwhile(world: World, tmp_path: Path) -> None:
    ours = (drill.FOLDER / "wrong-day.yml").read_text(encoding="utf-8")
    (tmp_path / "our-day.yml").write_text(ours, "utf-8")
    world.running.services.drills_dir = tmp_path
    await world.person(LEAD).command("/crisis", "drill", channel="communications")
    (tmp_path / "our-day.yml").unlink()
    sent = await fill(world, LEAD, scenario="our-day")
    assert list(sent.errors) == ["scenario"]


async def test_what_is_in_store_comes_in_time_and_once(world: World) -> None:
    crisis = await start(world)
    crisis = await later(world, 1.9)
    assert crisis.injected == frozenset()
    crisis = await later(world, 0.1)
    assert crisis.injected == {"families"}
    for _ in range(3):
        await world.running.ticker.tick()
    crisis = await world.crisis()
    said = [text for text in world.said(crisis) if "Pines site" in text or "slogan" in text]
    assert len(said) == 1
    assert set(crisis.critics) == {"families-1", "families-2"}
    kinds = await world.kinds(crisis)
    assert kinds[kinds.index("inject_sent") + 1] == "critics_added"
    # After a pause of the app, what is late comes at once, each thing once.
    crisis = await later(world, 300)
    assert len(crisis.injected) == 8
    assert (await world.kinds(crisis)).count("inject_sent") == 8


async def test_five_times_as_fast(world: World) -> None:
    crisis = await start(world, pace="5")
    crisis = await later(world, 2.3)
    assert crisis.injected == {"families", "second-copy", "screenshot"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_played_to_its_end(world: World, language: Language) -> None:
    t = words(language)
    crisis = await start(world, language=language)
    crisis = await later(world, 6)
    crisis = await say_it(world, crisis)
    room = str(crisis.channel)
    fact = "fact Three campsites were evacuated"
    await world.person("legal_counsel").command("/crisis", fact, channel=room)
    crisis = await world.crisis()
    await world.click(LEAD, crisis, "facts", "confirm_fact")
    crisis = await later(world, 40)
    crisis = await close(world, crisis)
    begins = t(":dart: Score of the drill: {total} of 100", total=55).rpartition("55")[0]
    (said,) = [text for text in world.said(crisis) if begins in text]
    (message,) = [m for m in world.room(crisis).messages.values() if m.text == said]
    shown = words_in(message)
    assert t("*What to rehearse next*") in shown
    # The first word came 12 minutes after the post, of 20; the fact after 6.
    assert t("{n} min", n=12) in shown
    (picture,) = pictures(world, crisis)
    assert picture.name == f"{world.room(crisis).name}-score.png"
    assert picture.content is not None
    assert size(picture.content)[0] == 1600
    assert picture.alt_txt.startswith(
        t("Score of the drill “{title}”: {total} of 100.", title="x", total=1).partition("x")[0]
    )


async def test_one_picture_though_slack_never_answered(world: World) -> None:
    crisis = await start(world)
    world.slack.faults.lose_answer("files.completeUploadExternal", 1)
    world.slack.faults.fail("files.getUploadURLExternal", times=1)
    crisis = await close(world, crisis)
    assert len(pictures(world, crisis)) == 1
    scores = [text for text in world.said(crisis) if "of 100" in text]
    assert len(scores) == 1
    assert crisis.troubles == {}


async def test_all_that_slack_is_given_is_marked(world: World) -> None:
    await world.configure("general", invite=[world.person("it_security").user_id])
    before = len(world.slack.calls)
    crisis = await start(world)
    crisis = await later(world, 8)
    crisis = await say_it(world, crisis)
    room = str(crisis.channel)
    await world.person(LEAD).command("/crisis", "status", channel=room)
    marked_to_one = [m.text for m in world.person(LEAD).ephemerals]
    await world.person(LEAD).command("/crisis", "note We hold", channel=room)
    await world.export(LEAD, crisis)
    crisis = await later(world, 60)
    crisis = await close(world, crisis)
    t = words("en")
    mark, warning = exercise.prefix(t), exercise.warning(t)
    seen = set()
    for call in list(world.slack.calls)[before:]:
        args = call.args
        if call.method in ("chat.postMessage", "chat.update"):
            assert str(args["text"]).startswith(mark), args["text"]
            assert warning in json.dumps(args["blocks"]), args["text"]
        elif call.method == "conversations.setTopic":
            assert str(args["topic"]).startswith(mark)
        elif call.method == "conversations.setPurpose":
            assert str(args["purpose"]).startswith(mark)
        elif call.method == "bookmarks.add":
            assert str(args["title"]).startswith(mark)
        elif call.method == "conversations.create":
            assert str(args["name"]).startswith("exercise-")
        elif call.method == "conversations.canvases.create":
            assert str(args["title"]).startswith(mark)
            assert args["document_content"]["markdown"].startswith(f"# {mark}")
        elif call.method == "canvases.edit":
            (change,) = args["changes"]
            assert change["document_content"]["markdown"].startswith(f"# {mark}")
        elif call.method == "files.completeUploadExternal":
            # Or it stands under a message that is marked.
            assert "thread_ts" in args or str(args["initial_comment"]).startswith(mark)
            assert "exercise-" in json.dumps(args["files"])
        elif call.method == "files.getUploadURLExternal":
            assert str(args["filename"]).startswith("exercise-")
        seen.add(call.method)
    assert {"chat.postMessage", "chat.update", "conversations.setTopic", "bookmarks.add"} <= seen
    assert "files.completeUploadExternal" in seen
    assert all(text.startswith(mark) for text in marked_to_one[-2:]), marked_to_one
    markdown = [file for file in files(world, crisis) if file.name.endswith(".md")]
    assert markdown
    assert all((file.content or b"").startswith(f"# {mark}".encode()) for file in markdown)


async def test_nobody_outside_hears_of_it(world: World) -> None:
    outside = world.person("executive")
    await world.configure(
        "general",
        invite=[outside.user_id],
        **{"role-legal": [outside.user_id], "role-executive": [outside.user_id]},
    )
    crisis = await start(world)
    crisis = await later(world, 10)
    await world.click(LEAD, crisis, "card", "draft_apology")
    crisis = await world.crisis()
    await world.click(LEAD, crisis, "statement:apology", "open_edit")
    text = "We are sorry. We published a slogan that hurt people in danger, and we deleted it."
    await world.fill(LEAD, text=text)
    crisis = await world.crisis()
    await world.click(LEAD, crisis, "statement:apology", "submit_statement")
    crisis = await later(world, 120)
    assert world.messages("executive") == []
    assert outside.ephemerals == []
    for channel in public(world):
        assert "EXERCISE" not in json.dumps([m.text for m in channel.messages.values()])
    await outside.open_home()
    await outside.command("/crisis", "list", channel="communications")
    await world.idle()
    assert crisis.what[:20] not in words_in(outside.home or {})
    assert crisis.what[:20] not in str([m.text for m in outside.ephemerals])
    # Those who take part see it in their list, marked.
    await world.person(LEAD).command("/crisis", "list", channel="communications")
    await world.idle()
    assert "EXERCISE · " in words_in(world.person(LEAD).ephemerals[-1])


async def test_a_refusal_in_a_drill_is_marked_too(world: World) -> None:
    crisis = await start(world)
    await world.click("community_manager", crisis, "statement:holding", "submit_statement")
    crisis = await world.crisis()
    await world.click("community_manager", crisis, "statement:holding", "approve_statement")
    await world.idle()
    told = world.told("community_manager")
    assert told == exercise.prefix(words("fr")) + why("own_words", "fr")


async def test_forms_of_a_drill_say_so(world: World) -> None:
    crisis = await start(world)
    await world.click(LEAD, crisis, "card", "open_note")
    view = world.person(LEAD).views[-1]
    assert exercise.warning(words("en")) in words_in(view)
    real = await world.open(LEAD)
    await world.click(LEAD, real, "card", "open_note")
    assert "EXERCISE" not in words_in(world.person(LEAD).views[-1])
