"""How long crises are kept, in Slack: a word a week before, the legal hold, and what is left of one
whose time is over."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot import keeping
from bot.chain import first_fault
from bot.commands.closing import AddAction, CloseCrisis, FinishAction
from bot.crisis import Crisis
from bot.locale import words
from bot.people import Person as Reader
from bot.sandbox.records import Message
from bot.store import Appended, Kept, SettingsStore, WorkspaceSettings
from tests.conftest import World, buttons, why, why_in_form, words_in
from tests.e2e.process import environment, run

LEAD, OTHER, GUEST, ADMIN = "executive", "legal_counsel", "social_agency", "communications_lead"
WHAT = "A joke about Globex"
SECRET = "the intern had pressed the button"


async def keep(world: World, months: int | None) -> None:
    """Sets how long the workspace keeps closed crises."""
    store = SettingsStore(world.running.engine)
    await store.save(world.slack.team_id, WorkspaceSettings(keep_months=months))


async def closed(world: World, what: str = WHAT, **fields: Any) -> Crisis:
    """A crisis in which somebody wrote down what not everybody should read for ever, closed."""
    crisis = await world.open(LEAD, text=what, **fields)
    await world.person(LEAD).command("/crisis", f"note {SECRET}", channel=str(crisis.channel))
    by = Reader(id=world.person(LEAD).user_id)
    close = CloseCrisis("It is over", "It blew over.")
    assert isinstance(await world.running.log.append(crisis.id, close, by), Appended)
    await world.idle()
    return crisis


async def tick(world: World) -> None:
    await world.running.ticker.tick()
    await world.idle()


async def pass_until_a_week_before(world: World, months: int) -> None:
    """The clock goes on to the week before the time of a crisis closed now is over."""
    end = keeping.add_months(world.clock(), months)
    world.clock.at = end - timedelta(days=7)
    await tick(world)


async def pass_the_week(world: World) -> None:
    world.clock.forward(days=7)
    await tick(world)


def warnings(world: World, who: str = LEAD) -> list[Message]:
    return [m for m in world.messages(who) if m.text.startswith(":wastebasket:")]


async def left(world: World, crisis: Crisis) -> list[str]:
    """The kinds of the entries that still have their data; the chain holds in any case."""
    entries = await world.running.log.entries(crisis.id)
    assert first_fault(entries) is None
    assert len(entries) > 5
    return [entry.kind for entry in entries if entry.data is not None]


async def is_there(world: World, crisis: Crisis) -> bool:
    return await world.running.log.crisis(crisis.id) is not None


def in_files(folder: Path) -> bytes:
    """All that the database's files hold, in whatever place."""
    return b"".join(path.read_bytes() for path in folder.glob("cellule.db*"))


# Retention


async def test_a_crisis_is_deleted_after_its_time_and_the_lead_is_told_a_week_before(
    world: World, tmp_path: Path
) -> None:
    await keep(world, 6)
    crisis = await closed(world)
    other = await closed(world, "The other one", post_link="https://x.com/acme/status/2")
    end = keeping.add_months(world.clock(), 6)
    world.clock.at = end - timedelta(days=7, minutes=1)
    await tick(world)
    assert warnings(world) == []
    world.clock.forward(hours=6)
    for _ in range(3):
        await tick(world)
        world.clock.forward(hours=7)
    told = [message.text for message in warnings(world)]
    assert len(told) == 2, "once for each"
    assert sum(WHAT in text for text in told) == 1
    assert await is_there(world, crisis)
    world.clock.at = end + timedelta(days=1)
    await tick(world)
    for each in (crisis, other):
        assert await left(world, each) == ["record_erased"]
        assert not await is_there(world, each)
        assert await world.running.log.in_channel(each.team, str(each.channel)) is None
    assert await world.running.log.crises() == []
    # Nor does it come back by any other way.
    await tick(world)
    await world.stop()
    await world.start()
    await tick(world)
    assert await left(world, crisis) == ["record_erased"]
    # In the file nothing is left of the words either.
    await world.stop()
    content = in_files(tmp_path)
    assert b"record_erased" in content
    for secret in (SECRET, WHAT):
        assert secret.encode() not in content
    await world.start()


async def test_what_was_deleted_is_no_longer_shown_or_found_and_its_buttons_say_so(
    world: World,
) -> None:
    await keep(world, 6)
    crisis = await closed(world)
    kept = await closed(world, "The other one", post_link="https://x.com/acme/status/2")
    await hold(world, kept, "A lawsuit")
    await pass_until_a_week_before(world, 6)
    (warning,) = warnings(world)
    await pass_the_week(world)
    person = world.person(OTHER)
    await person.open_home()
    await world.running.services.drain()
    assert person.home is not None
    assert WHAT not in words_in(person.home)
    assert "The other one" in words_in(person.home)
    past = world.running.services.past
    assert [one.id for one in await past.all(crisis.team)] == [kept.id]
    assert await past.newest(crisis.team, 5) == [kept.id]
    # What stands in Slack stays there, and does nothing any more.
    before = len(list(world.slack.calls))
    await world.press(LEAD, warning, "open_hold")
    await world.idle()
    assert world.told(LEAD) == why("no_crisis")
    await world.click(LEAD, crisis, "card", "open_timeline")
    await world.click(LEAD, crisis, "review", "open_lesson_well")
    room = str(crisis.channel)
    reply = await world.person(LEAD).command("/crisis", "note more", channel="general")
    assert reply.ok
    await world.idle()
    assert world.person(LEAD).views == []
    calls = list(world.slack.calls)[before:]
    assert not [call for call in calls if call.args.get("channel") == room]


async def test_the_export_of_a_deleted_crisis_says_when(world: World, tmp_path: Path) -> None:
    await keep(world, 6)
    crisis = await closed(world)
    await pass_until_a_week_before(world, 6)
    await pass_the_week(world)
    env, out = environment(database=world.database), tmp_path / "record.json"
    for name in (crisis.id, str(crisis.channel)):
        ran = await run("export", name, "--out", str(out), env=env)
        at = world.clock().strftime("%Y-%m-%d")
        assert ran.code == 1
        assert ran.err.startswith(f"{name} was deleted at {at}T")
        assert ran.err.count("\n") == 1
    assert not out.exists()


async def test_nothing_of_it_is_left_beside_the_log(world: World) -> None:
    await keep(world, 6)
    crisis = await closed(world)
    kept = await closed(world, "The other one", post_link="https://x.com/acme/status/2")
    await hold(world, kept, "A lawsuit")
    await pass_until_a_week_before(world, 6)
    await pass_the_week(world)
    with sqlite3.connect(str(world.running.engine.url.database)) as database:
        for table in ("deliveries", "surfaces", "requests"):
            query = f"SELECT DISTINCT crisis_id FROM {table}"
            assert crisis.id not in {row[0] for row in database.execute(query)}
    assert await Kept(world.running.engine).erased_at(kept.id) is None
    assert (await Kept(world.running.engine).erased_at(crisis.id) or "") > "2026-09"


async def test_an_open_action_of_the_review_stops_it(world: World) -> None:
    await keep(world, 6)
    crisis = await closed(world)
    by = Reader(id=world.person(LEAD).user_id)
    await world.running.log.append(crisis.id, AddAction("Two people", by.id, "2026-04-01"), by)
    await pass_until_a_week_before(world, 6)
    await pass_the_week(world)
    assert warnings(world) == []
    assert await is_there(world, crisis)
    await world.running.log.append(crisis.id, FinishAction("a1"), by)
    world.clock.forward(hours=6)
    await tick(world)
    assert len(warnings(world)) == 1
    await pass_the_week(world)
    assert not await is_there(world, crisis)


async def test_a_workspace_that_keeps_everything_is_told_nothing(world: World) -> None:
    crisis = await closed(world)
    world.clock.forward(days=4_000)
    await tick(world)
    await pass_the_week(world)
    assert warnings(world) == []
    assert await is_there(world, crisis)


async def test_where_the_lead_is_gone_somebody_else_is_told(world: World) -> None:
    await keep(world, 6)
    crisis = await closed(world, lead=world.person(ADMIN).user_id)
    world.slack.workspace.deactivate(world.person(ADMIN).user)
    await world.idle()
    await pass_until_a_week_before(world, 6)
    assert warnings(world, ADMIN) == []
    assert len(warnings(world)) == 1
    data = [entry.data for entry in await world.running.log.entries(crisis.id)][-1]
    assert data is not None
    assert data["people"] == [world.person(LEAD).user_id]


async def test_it_is_told_in_the_language_of_the_crisis(world: World) -> None:
    await keep(world, 12)
    await closed(world, language="fr")
    await pass_until_a_week_before(world, 12)
    (warning,) = warnings(world)
    assert "12\u00a0mois après la clôture" in warning.text
    assert buttons(warning)[0][0] == "open_hold"


# The legal hold


async def hold(world: World, crisis: Crisis, reason: str, who: str = LEAD) -> None:
    """Sets or lifts the hold from the room."""
    await world.person(who).command("/crisis", "hold", channel=str(crisis.channel))
    sent = await world.fill(who, reason=reason)
    assert sent.closed, sent
    await world.idle()


async def test_a_hold_keeps_the_crisis_until_it_is_lifted(world: World) -> None:
    await keep(world, 6)
    crisis = await closed(world)
    await pass_until_a_week_before(world, 6)
    (warning,) = warnings(world)
    await world.press(OTHER, warning, "open_hold")
    assert world.person(OTHER).views[-1]["callback_id"] == "set_hold"
    assert (await world.fill(OTHER, reason="A lawsuit")).closed
    for _ in range(60):
        await pass_the_week(world)
    assert await is_there(world, crisis)
    assert len(warnings(world)) == 1
    # Past crises stand on the home tab, and in the search: the hold is lifted from there.
    person = world.person(OTHER)
    await person.open_home()
    await world.running.services.drain()
    assert person.home is not None
    assert words("fr")(":lock: legal hold") in words_in(person.home)
    (value,) = [value for action, value in buttons(person.home) if action == "open_hold"]
    assert value == crisis.id
    await person.click_in_view(person.home["id"], "open_hold", value=crisis.id)
    view = person.views[-1]
    assert view["callback_id"] == "lift_hold"
    assert "A lawsuit" in words_in(view)
    assert (await world.fill(OTHER, reason="It was settled")).closed
    world.clock.forward(hours=6)
    await tick(world)
    assert len(warnings(world)) == 2, "told anew"
    assert await is_there(world, crisis)
    await pass_the_week(world)
    assert not await is_there(world, crisis)
    assert await left(world, crisis) == ["record_erased"]


async def test_the_room_and_the_card_say_it_as_long_as_it_lasts(world: World) -> None:
    crisis = await world.open(LEAD, language="fr")
    await world.person(LEAD).command("/crisis", "conserver", channel=str(crisis.channel))
    refused = await world.fill(LEAD, reason="   ")
    assert list(refused.errors) == ["reason"]
    assert (await world.fill(LEAD, reason="Un procès")).closed
    crisis = await world.crisis()
    assert "Conservation légale" in world.card(crisis)
    assert "Un procès" in world.card(crisis)
    (told,) = [text for text in world.said(crisis) if "conservation légale" in text]
    assert told.startswith(":lock:")
    await hold(world, crisis, "Classé", OTHER)
    crisis = await world.crisis()
    assert "Conservation légale*" not in world.card(crisis)
    assert world.said(crisis)[-1].startswith(":unlock:")
    assert (await world.kinds(crisis))[-2:] == ["legal_hold_set", "legal_hold_lifted"]


async def test_guests_do_not_hold(world: World) -> None:
    crisis = await world.open(LEAD)
    await world.join(GUEST, str(crisis.channel))
    reply = await world.person(GUEST).command("/crisis", "hold", channel=str(crisis.channel))
    assert reply.ok
    assert world.told(GUEST) == why("guest")
    assert world.person(GUEST).views == []
    person = world.person(GUEST)
    await person.open_home()
    await world.running.services.drain()
    assert person.home is not None
    assert "open_hold" not in [action for action, _ in buttons(person.home)]


async def test_two_who_hold_at_once_learn_who_was_first(world: World) -> None:
    crisis = await world.open(LEAD)
    room = str(crisis.channel)
    await world.person(LEAD).command("/crisis", "hold", channel=room)
    await world.person(OTHER).command("/crisis", "hold", channel=room)
    assert (await world.fill(LEAD, reason="A lawsuit")).closed
    second = await world.fill(OTHER, reason="An inquiry")
    reader, actor = world.person(OTHER), world.person(LEAD)
    at = world.clock()
    assert second.errors == {"reason": why_in_form("held_already", reader, actor, who="x", at=at)}
    assert (await world.crisis()).hold is not None


# The setting


async def test_an_admin_sets_how_long_crises_are_kept(world: World) -> None:
    await world.settings()
    admin = world.person(ADMIN)
    assert words("en")("Closed crises are kept for ever.") in words_in(admin.views[-1])
    await admin.click_in_view(admin.views[-1]["id"], "open_running")
    assert (await world.fill(ADMIN, keep_months="24")).closed
    await world.idle()
    shown = words("en").plural(
        "Closed crises are deleted after {n} month.",
        "Closed crises are deleted after {n} months.",
        24,
    )
    assert shown in words_in(admin.views[-1])
    assert (await world.fill(ADMIN)).closed
    kept = await world.running.services.settings.of(world.slack.team_id)
    assert kept.keep_months == 24
