"""The record in Slack: exported, corrected, redacted, sealed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot import courier, surfaces
from bot.chain import first_fault
from bot.crisis import Crisis
from bot.events import RECORD_FORMATS, HeadSigned
from bot.record import verify
from bot.record.json_format import dump
from bot.signing import head_claim, holds
from bot.store import Keys
from tests.conftest import World, buttons, key_of, shows, why, words_in

ROOM_TALK = "Call Maria Sanchez on 06 12 34 56 78"


async def closed(world: World, **fields: object) -> Crisis:
    crisis = await world.open("executive", **fields)
    room = str(crisis.channel)
    await world.person("executive").command("/crisis", "close", channel=room)
    assert (await world.fill("executive", summary="Quiet", reason="Over")).closed
    return await world.crisis()


async def choose(world: World, who: str, crisis: Crisis, entry: int, what: str) -> None:
    """Opens the timeline, and picks what to do about an entry from its menu."""
    await world.click(who, crisis, "card", "open_timeline")
    person = world.person(who)
    view = person.views[-1]
    value = f"{what}:{crisis.id}:{entry}"
    (block,) = [
        block["block_id"]
        for block in view["blocks"]
        if value in str(block.get("accessory", {}).get("options"))
    ]
    await person.click_in_view(view["id"], "entry_menu", block, value)


async def redaction(world: World, crisis: Crisis, entry: int) -> Crisis:
    await choose(world, "executive", crisis, entry, "redact")
    assert (await world.fill("executive", reason="A phone number")).closed
    return await world.crisis()


async def noted(world: World) -> tuple[Crisis, int]:
    """A crisis with a note that should not stay, and the note's number."""
    crisis = await world.open("executive")
    await world.person("executive").command("/crisis", f"note {ROOM_TALK}", str(crisis.channel))
    crisis = await world.crisis()
    (entry,) = [e.seq for e in await world.entries(crisis) if e.kind == "note_added"]
    return crisis, entry


async def test_every_format_in_the_thread_of_a_message(world: World) -> None:
    crisis = await world.open("community_manager", language="fr")
    crisis = await world.export("executive", crisis, RECORD_FORMATS, filter="public", language="en")
    files = world.exported(crisis)
    assert [name.rpartition(".")[2] for name in files] == list(RECORD_FORMATS)
    assert all("-public-en." in name for name in files)
    (message,) = [m for m in world.room(crisis).messages.values() if m.files]
    (said,) = [m for m in world.room(crisis).messages.values() if m.ts == message.thread_ts]
    assert "JSON, CSV, Markdown, HTML, PDF, PNG" in said.text
    assert next(c for n, c in files.items() if n.endswith("pdf")).startswith(b"%PDF-")
    assert next(c for n, c in files.items() if n.endswith("png")).startswith(b"\x89PNG")
    made = next(e for e in await world.entries(crisis) if e.kind == "export_made")
    assert (made.data or {})["timezone"] == world.person("executive").user.tz


async def test_no_format_is_answered_in_the_form(world: World) -> None:
    crisis = await world.open("executive")
    await world.person("executive").command("/crisis", "export", str(crisis.channel))
    sent = await world.fill("executive", formats=[])
    assert list(sent.errors) == ["formats"]
    assert "export_made" not in await world.kinds(crisis)


async def test_people_are_called_by_their_names(world: World) -> None:
    crisis = await world.open("executive")
    crisis = await world.export("executive", crisis, ["md"])
    (text,) = world.exported(crisis).values()
    person = world.person("executive")
    assert person.user.real_name in text.decode()
    # Where the record puts name and ID together, and nowhere else.
    assert person.user_id not in text.decode().replace(f"({person.user_id})", "")
    again = await world.export("executive", crisis, ["md"])
    # What is known already is not put down a second time.
    assert (await world.kinds(again)).count("people_named") == 1


async def test_an_export_is_signed_and_verifies(world: World, tmp_path: Path) -> None:
    crisis = await world.open("executive")
    crisis = await world.export("executive", crisis)
    file = tmp_path / "record.json"
    file.write_bytes(next(iter(world.exported(crisis).values())))
    found = verify(file)
    signer = await Keys(world.running.engine, world.clock).signer()
    assert found.key == signer.key
    entries = await world.entries(crisis)
    (signed,) = [e for e in entries if e.kind == "head_signed"]
    made = HeadSigned.model_validate(signed.data)
    assert entries[made.entry - 1].kind == "export_made"
    assert holds(
        signer.keys[0].public, made.signature, head_claim(crisis.id, made.entry, made.head)
    )
    assert found.signed == (made.entry,)


async def test_a_close_brings_the_record_and_seals_it_outside(world: World) -> None:
    place = await world.configure("general")
    crisis = await closed(world)
    assert {name.rpartition(".")[2] for name in world.exported(crisis)} == {"json", "html", "pdf"}
    (stamp,) = [
        m
        for m in world.slack.workspace.channels[place].messages.values()
        if (key_of(m) or "").endswith("/stamp")
    ]
    entries = await world.entries(crisis)
    signed = next(e for e in entries if e.kind == "head_signed")
    head = HeadSigned.model_validate(signed.data).head
    assert head in words_in(stamp)
    assert head in [entry.hash for entry in entries]
    again = await world.export("executive", crisis)
    # The seal is posted at the close, not at each export.
    assert (
        sum(
            "Record closed" in m.text
            for m in world.slack.workspace.channels[place].messages.values()
        )
        == 1
    )
    assert again.troubles == {}


async def test_a_private_crisis_is_not_sealed_in_public(world: World) -> None:
    place = await world.configure("general")
    await closed(world, private=["private"])
    posted = world.slack.workspace.channels[place].messages.values()
    assert [m for m in posted if (key_of(m) or "").endswith("/stamp")] == []


async def test_a_correction_stands_beside_its_entry(world: World) -> None:
    crisis, entry = await noted(world)
    await choose(world, "legal_counsel", crisis, entry, "correct")
    assert ROOM_TALK in words_in(world.person("legal_counsel").views[-1])
    sent = await world.fill("legal_counsel", text="It was Maria Lopez.")
    assert sent.closed
    crisis = await world.crisis()
    assert any("It was Maria Lopez." in text for text in world.said(crisis))
    correction = await world.newest(crisis, "entry_corrected")
    crisis = await world.export("executive", crisis, ["html"])
    (page,) = world.exported(crisis).values()
    assert f"corrected by entry {correction.seq}" in page.decode()
    assert ROOM_TALK in page.decode()
    assert first_fault(await world.entries(crisis)) is None


async def test_a_late_note_says_when_it_happened(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "card", "open_note")
    before = int((world.clock() - timedelta(minutes=30)).timestamp())
    after = int((world.clock() + timedelta(minutes=30)).timestamp())
    refused = await world.fill("executive", text="The agency rang", happened_at=after)
    assert list(refused.errors) == ["happened_at"]
    assert (await world.fill("executive", text="The agency rang", happened_at=before)).closed
    crisis = await world.export("executive", await world.crisis(), ["csv"])
    (table,) = world.exported(crisis).values()
    (line,) = [line for line in table.decode().splitlines() if "The agency rang" in line]
    assert "2026-03-14 22:10:00" in line
    assert "2026-03-14 22:40:00" in line


async def test_two_people_take_words_out_for_good(world: World, tmp_path: Path) -> None:
    crisis, entry = await noted(world)
    crisis = await redaction(world, crisis, entry)
    (asked,) = [m for m in world.room(crisis).messages.values() if "A phone number" in m.text]
    # Whoever asked cannot agree, nor can a guest.
    await world.press("executive", asked, "agree_redaction")
    await world.idle()
    assert world.told("executive") == why("own_redaction")
    await world.press("social_agency", asked, "agree_redaction")
    await world.idle()
    assert world.told("social_agency") == why("guest")
    await world.press("legal_counsel", asked, "agree_redaction")
    crisis = await world.crisis()
    entries = await world.entries(crisis)
    assert entries[entry - 1].data is None
    assert first_fault(entries) is None
    # Nowhere any more: in the record, on the card, in what the room was told of it.
    signer = await world.running.log.keys.signer()
    assert b"Maria Sanchez" not in dump(entries, signer)
    app_wrote = [m for m in world.room(crisis).messages.values() if m.bot_id]
    assert not any("Maria Sanchez" in json.dumps([m.text, m.blocks]) for m in app_wrote)
    assert shows(world.surface(crisis, "card"), surfaces.render(crisis, "card"))
    await world.press("legal_counsel", asked, "agree_redaction")
    await world.idle()
    assert world.told("legal_counsel") == why("entry_redacted", language="fr")
    await world.click("executive", crisis, "card", "open_timeline")
    assert "This entry was redacted." in words_in(world.person("executive").views[-1])


async def test_words_that_are_kept(world: World) -> None:
    crisis, entry = await noted(world)
    crisis = await redaction(world, crisis, entry)
    (asked,) = [m for m in world.room(crisis).messages.values() if "A phone number" in m.text]
    await world.press("legal_counsel", asked, "refuse_redaction")
    crisis = await world.crisis()
    assert crisis.asked_out == {}
    assert (await world.entries(crisis))[entry - 1].data is not None


async def test_what_the_crisis_stands_on_cannot_be_taken_out(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "card", "open_timeline")
    view = world.person("executive").views[-1]
    menus = [
        [option["value"].partition(":")[0] for option in block["accessory"]["options"]]
        for block in view["blocks"]
        if "accessory" in block
    ]
    assert len(menus) == crisis.seq
    assert all(menu[0] == "correct" for menu in menus)
    assert menus[-1] == ["correct"], "the opening"


@pytest.mark.parametrize("crash", [False, True])
async def test_a_redaction_is_seen_after_a_restart(world: World, crash: bool) -> None:
    crisis, entry = await noted(world)
    crisis = await redaction(world, crisis, entry)
    (asked,) = [m for m in world.room(crisis).messages.values() if "A phone number" in m.text]
    await world.press("legal_counsel", asked, "agree_redaction")
    crisis = await world.crisis()
    if crash:
        world.kill()
        await world.bury()
    else:
        await world.stop()
    await world.start()
    assert await world.crisis() == crisis
    assert entry in crisis.redacted


async def test_the_card_exports(world: World) -> None:
    crisis = await world.open("executive")
    assert "export" in [action for action, _ in buttons(world.surface(crisis, "card"))]
    await world.click("executive", crisis, "card", "export")
    assert world.person("executive").views[-1]["callback_id"] == "export_record"


async def test_a_long_export_says_how_far_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "LONG", 1)
    monkeypatch.setattr(courier, "TOLD_EVERY", 0.01)
    crisis = await world.open("executive")
    crisis = await world.export("executive", crisis, ["pdf"])
    updates = [call.args for call in world.calls("chat.update")]
    told = [args["ts"] for args in updates if "is being made" in json.dumps(args["blocks"])]
    assert told
    # At the end the message is what it was, without it.
    last = [args for args in updates if args["ts"] == told[-1]][-1]
    assert "is being made" not in json.dumps(last["blocks"])
    assert crisis.troubles == {}
