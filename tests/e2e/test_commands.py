"""`/crisis` and what may follow it."""

from __future__ import annotations

import re

import pytest

from bot.locale import words
from bot.surfaces.card import card
from bot.surfaces.home import help_text
from tests.conftest import World, why, words_in


@pytest.mark.parametrize(
    ("who", "typed", "verbs"),
    [
        ("executive", "help", "list status note severity export close"),
        ("executive", "HELP", "list status note severity export close"),
        ("legal_counsel", "aide", "liste statut note gravité exporter clore"),
    ],
)
async def test_help_says_all_that_one_can_type(
    world: World, who: str, typed: str, verbs: str
) -> None:
    await world.person(who).command("/crisis", typed, channel="general")
    assert world.told(who) == help_text(words("fr" if typed == "aide" else "en"))
    for verb in verbs.split():
        assert f"/crisis {verb}" in world.told(who)


@pytest.mark.parametrize("typed", ["list", "liste"])
async def test_list_names_what_is_open(world: World, typed: str) -> None:
    person = world.person("executive")
    await person.command("/crisis", typed, channel="general")
    assert "<#" not in words_in(person.ephemerals[-1])
    first = await world.open("executive", text="A joke about a rival")
    world.clock.forward(minutes=5)
    second = await world.open(
        "executive", text="A hacked account", severity="major", post_link="https://x.com/acme/2"
    )
    await person.command("/crisis", typed, channel="general")
    listed = words_in(person.ephemerals[-1])
    assert "2" in listed
    assert listed.index(f"<#{second.channel}>") < listed.index(f"<#{first.channel}>")
    await world.click("executive", first, "card", "open_close")
    await world.fill("executive", reason="It is over")
    await world.idle()
    await person.command("/crisis", typed, channel="general")
    listed = words_in(person.ephemerals[-1])
    assert f"<#{second.channel}>" in listed
    assert f"<#{first.channel}>" not in listed


@pytest.mark.parametrize(("who", "typed"), [("executive", "status"), ("legal_counsel", "statut")])
async def test_status_shows_the_card_to_one_person(world: World, who: str, typed: str) -> None:
    crisis = await world.open("executive")
    before = len(world.room(crisis).messages)
    await world.person(who).command("/crisis", typed, channel=str(crisis.channel))
    language = "fr" if who == "legal_counsel" else "en"
    text, blocks = card(words(language), crisis)
    shown = world.person(who).ephemerals[-1]
    assert shown.text == text
    assert words_in(shown) == words_in({"blocks": blocks})
    assert len(world.room(crisis).messages) == before


@pytest.mark.parametrize(
    "typed",
    ["status", "statut", "note we know more", "severity", "gravité", "close", "clore", "export"],
)
async def test_outside_a_room_one_is_told_where_the_rooms_are(world: World, typed: str) -> None:
    person = world.person("executive")
    await person.command("/crisis", typed, channel="general")
    assert "<#" not in world.told("executive")
    assert "/crisis" in world.told("executive")
    crisis = await world.open("executive")
    await person.command("/crisis", typed, channel="general")
    assert world.told("executive").endswith(f"<#{crisis.channel}>")
    assert person.views == []
    assert len(await world.entries(crisis)) == crisis.seq


async def test_a_title_that_begins_like_a_command_opens_the_form(world: World) -> None:
    for text in (
        "list of passwords posted",
        "status page says we are hacked",
        "close to a scandal",
    ):
        view = await world.form_for("executive", text)
        assert view["state"]["values"]["what"]["value"]["value"] == text
        await world.person("executive").close(view["id"])


async def test_note_puts_words_on_the_timeline_and_in_the_room(world: World) -> None:
    crisis = await world.open("executive")
    await world.person("it_security").command(
        "/crisis", "note Sessions <closed> & locked", channel=str(crisis.channel)
    )
    crisis = await world.crisis()
    entry = await world.newest(crisis, "note_added")
    assert (entry.kind, entry.actor) == ("note_added", world.person("it_security").user_id)
    assert entry.data == {"text": "Sessions <closed> & locked", "via": "command"}
    assert entry.at == "2026-03-14T22:40:00.000000Z"
    (said,) = world.said(crisis)
    assert f"<@{entry.actor}>" in said
    assert ">Sessions &lt;closed&gt; &amp; locked" in said
    assert "Sessions &lt;closed&gt; &amp; locked" in world.card(crisis)


async def test_note_without_words_opens_a_form(world: World) -> None:
    crisis = await world.open("executive")
    await world.person("executive").command("/crisis", "note", channel=str(crisis.channel))
    blank = await world.fill("executive", text="  ")
    assert blank.errors == {"text": why("empty")}
    assert (await world.fill("executive", text="Two lines\nof note")).closed
    crisis = await world.crisis()
    assert world.said(crisis)[-1].endswith(">Two lines\n>of note")


@pytest.mark.parametrize("typed", ["severity", "gravité", "gravite"])
async def test_severity_changes_the_plan(world: World, typed: str) -> None:
    crisis = await world.open("executive", severity="minor")
    await world.click("executive", crisis, "playbook", "complete_step", ":capture-evidence")
    await world.person("executive").command("/crisis", typed, channel=str(crisis.channel))
    view = world.person("executive").views[-1]
    # Nothing is chosen beforehand, and the form says how it stands.
    assert view["state"]["values"]["severity"]["value"]["selected_option"] is None
    assert "*Minor*" in words_in(view)
    same = await world.fill("executive", severity="minor", reason="It grows")
    assert same.errors == {"reason": why("same_severity")}
    assert (await world.fill("executive", severity="major", reason="The press calls")).closed
    crisis = await world.crisis()
    assert crisis.severity == "major"
    assert crisis.playbook == "mistake-major"
    assert crisis.steps["capture-evidence"].state == "done"
    assert "Major" in world.card(crisis)
    assert "The press calls" in world.said(crisis)[-1]
    assert "Major" in world.room(crisis).topic.value


@pytest.mark.parametrize("typed", ["close", "clore"])
async def test_close_ends_it(world: World, typed: str) -> None:
    crisis = await world.open("executive")
    room = str(crisis.channel)
    await world.person("social_agency").command("/crisis", typed, channel=room)
    assert world.told("social_agency") == why("guest")
    await world.person("executive").command("/crisis", typed, channel=room)
    warned = words_in(world.person("executive").views[-1])
    open_items = len(crisis.steps) + len(crisis.statements)
    assert re.search(rf":warning: .*\({open_items}\)", warned)
    assert (await world.fill("executive", summary="Quiet again", reason="It is over")).closed
    crisis = await world.crisis()
    assert crisis.closed
    assert "Closed" in world.room(crisis).topic.value
    card_text = world.card(crisis)
    assert "Quiet again" in card_text
    assert any("Quiet again" in text for text in world.said(crisis))
    # The record comes by itself.
    assert {name.rpartition(".")[2] for name in world.exported(crisis)} == {"json", "html", "pdf"}
    for verb in ("close", "severity"):
        await world.person("executive").command("/crisis", verb, channel=room)
        told = why("closed", who=crisis.closed_by, at=crisis.closed_at)
        assert world.told("executive") == told
    assert world.person("executive").views == []
    # The record goes on.
    await world.person("executive").command("/crisis", "note One more thing", channel=room)
    assert (await world.kinds(await world.crisis()))[-1] == "note_added"


@pytest.mark.parametrize("typed", ["export", "exporter"])
async def test_export_asks_for_whom_and_uploads(world: World, typed: str) -> None:
    crisis = await world.open("executive", text="A joke about a rival")
    await world.person("executive").command("/crisis", typed, channel=str(crisis.channel))
    assert world.person("executive").views[-1]["callback_id"] == "export_record"
    assert (await world.fill("executive", formats=["json", "md"])).closed
    crisis = await world.crisis()
    files = world.exported(crisis)
    named = await world.newest(crisis, "people_named")
    assert list(files) == [
        f"{crisis.channel_name}-timeline-{named.seq}.json",
        f"{crisis.channel_name}-timeline-{named.seq}.md",
    ]
    (said,) = [text for text in world.said(crisis) if f"as of entry {named.seq}" in text]
    assert "JSON, Markdown" in said
    assert all(b"A joke about a rival" in content for content in files.values())
