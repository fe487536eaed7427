"""The room speaks the crisis's language; forms, whispers and the home tab each person's own."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot import surfaces
from bot.commands.steps import about_step
from bot.events import Language, parse
from bot.locale import words
from bot.playbook_shelf import OURS
from bot.surfaces import labels
from bot.surfaces.blocks import mention
from bot.surfaces.home import help_text
from bot.surfaces.troubles import trouble_line
from tests.conftest import World, shows, why, words_in

FRENCH, ENGLISH = "legal_counsel", "executive"
OTHER: dict[Language, Language] = {"fr": "en", "en": "fr"}


@pytest.mark.parametrize(("opener", "language"), [(ENGLISH, "fr"), (FRENCH, "en")])
async def test_the_room_speaks_the_language_of_the_crisis(
    world: World, opener: str, language: Language
) -> None:
    crisis = await world.open(opener, severity="major", language=language)
    t, other = words(language), words(OTHER[language])
    for name in ("card", "playbook", "statement:holding"):
        assert shows(world.surface(crisis, name), surfaces.render(crisis, name))
    card = world.card(crisis)
    for msgid in ("Lead", "Severity", "Add a note", "Close the crisis", "Take the next step"):
        assert t(msgid) in card.splitlines() or f"*{t(msgid)}*" in card
        assert other(msgid) != t(msgid)
    plan = OURS.plan("major", "mistake", ("x",), language)
    shown = words_in(world.surface(crisis, "playbook"))
    assert plan.steps[0].title in shown
    assert t("I’ll do it") in shown
    holding = words_in(world.surface(crisis, "statement:holding"))
    assert t("Submit for approval") in holding
    assert ("Nous avons" in holding) is (language == "fr")
    room = world.room(crisis)
    assert t(labels.SEVERITY["major"]) in room.topic.value
    assert t(labels.STAGE["address"]) in room.topic.value
    titles = {bookmark.title for bookmark in room.bookmarks.values()}
    assert titles == {t("The bad post"), t("Status and timeline")}
    assert room.purpose.value == surfaces.purpose(crisis)


@pytest.mark.parametrize(("who", "language"), [(ENGLISH, "en"), (FRENCH, "fr")])
async def test_the_form_speaks_the_language_of_the_person(
    world: World, who: str, language: Language
) -> None:
    t = words(language)
    view = await world.form_for(who, "Une blague, a joke")
    assert view["title"]["text"] == t("Open a crisis")
    assert view["submit"]["text"] == t("Open the crisis")
    shown = words_in(view)
    for msgid in ("What happened?", "Link to the post", "Who leads?", "How serious is it?"):
        assert t(msgid) in shown
    assert t(labels.CAUSE["compromised_account"]) in shown
    chosen = view["state"]["values"]["language"]["value"]["selected_option"]["value"]
    assert chosen == language
    later = int(world.clock().timestamp()) + 7200
    sent = await world.person(who).submit(view["id"], world.form(post_at=later, what=" "))
    assert set(sent.errors) == {"post_at", "what"}
    french = "Indiquez" in sent.errors["post_at"]
    assert french is (language == "fr")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_whispers_speak_the_language_of_the_person(world: World, language: Language) -> None:
    """In the same room, each is told in their own words."""
    crisis = await world.open("it_security", language=language)
    value = f"{crisis.id}:capture-evidence"
    await world.click("it_security", crisis, "playbook", "claim_step", value)
    await world.idle()
    step = (await world.crisis()).steps["capture-evidence"]
    for who, own in ((ENGLISH, words("en")), (FRENCH, words("fr"))):
        old = world.copy(crisis, "playbook")
        await world.send_click(who, old, "claim_step", value)
        await world.idle()
        assert world.told(who) == why("step_taken", own.language, **about_step(step))
        await world.person(who).command("/crisis", "help", channel="general")
        assert world.told(who) == help_text(own)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_modals_and_status_speak_the_language_of_the_person(
    world: World, language: Language
) -> None:
    crisis = await world.open("it_security", language=language)
    for who, own in ((ENGLISH, words("en")), (FRENCH, words("fr"))):
        for surface, action, title in (
            ("card", "open_note", "Add to the timeline"),
            ("card", "open_severity", "Change severity"),
            ("card", "open_close", "Close the crisis"),
            ("card", "open_timeline", "Timeline"),
            ("playbook", "open_skip", "Skip a step"),
            ("statement:holding", "open_edit", "Holding post"),
        ):
            await world.click(who, crisis, surface, action)
            view = world.person(who).views[-1]
            assert view["title"]["text"] == own(title)
            await world.person(who).close(view["id"])
        await world.person(who).command("/crisis", "status", channel=str(crisis.channel))
        assert own("Take the next step") in words_in(world.person(who).ephemerals[-1])


@pytest.mark.parametrize(("who", "language"), [(ENGLISH, "en"), (FRENCH, "fr")])
async def test_the_home_tab_speaks_the_language_of_the_person(
    world: World, who: str, language: Language
) -> None:
    await world.open("it_security", language=OTHER[language])
    await world.person(who).open_home()
    await world.running.services.drain()
    shown = words_in(world.person(who).home or {"blocks": []})
    assert words(language)("Open now") in shown
    assert words(language)("Open a crisis") in shown
    assert words(language)(":mega: First public word: *not out yet*") in shown


async def test_notices_in_the_room_speak_its_language(world: World) -> None:
    """Whoever causes them, an English person in a French room here."""
    crisis = await world.open(ENGLISH, language="fr")
    t = words("fr")
    await world.person(ENGLISH).command("/crisis", "note We know", channel=str(crisis.channel))
    await world.click(ENGLISH, crisis, "statement:holding", "submit_statement")
    await world.click(ENGLISH, crisis, "card", "open_close")
    assert (await world.fill(ENGLISH, reason="It is over")).closed
    crisis = await world.crisis()
    who = mention(world.person(ENGLISH).user_id)
    said = "\n".join(world.said(crisis))
    entries = {entry.kind: entry for entry in await world.entries(crisis)}
    for kind in ("note_added", "statement_submitted", "crisis_closed"):
        entry = entries[kind]
        event = parse(kind, entry.data or {})
        at = datetime.fromisoformat(entry.at)
        assert surfaces.notice(crisis, event, entry.actor, at).content.text in said
    assert "We know" in said
    assert who in said
    assert "a clos" in said
    assert t(labels.STAGE["closed"]) in world.card(crisis)


async def test_what_went_wrong_is_told_in_the_language_of_the_room(world: World) -> None:
    world.slack.faults.fail("pins.add", "unknown_method")
    crisis = await world.open(ENGLISH, language="fr")
    (trouble,) = crisis.troubles.values()
    assert trouble_line(words("fr"), trouble) in world.card(crisis)
    assert trouble_line(words("en"), trouble) not in world.card(crisis)


async def test_a_person_whose_language_slack_has_changed(world: World) -> None:
    """French in another country is French, and every other language reads English."""
    world.slack.add_person("montreal", locale="fr-CA")
    world.slack.add_person("berlin", locale="de-DE")
    for who, language in (("montreal", "fr"), ("berlin", "en")):
        await world.person(who).command("/crisis", "help", channel="general")
        assert world.told(who) == help_text(words("fr" if language == "fr" else "en"))
