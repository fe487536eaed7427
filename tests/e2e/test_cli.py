"""The command line, each time as a process of its own."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.crisis import Crisis
from bot.events import RECORD_FORMATS
from bot.record import export as make
from bot.record import verify
from bot.sandbox import Sandbox
from bot.sandbox.records import Message
from bot.store import Log, connect
from handlers.cellule import now
from tests.conftest import Clock, World, key_of
from tests.e2e.process import Ran, ended, environment, run, started, stopped
from tests.record.records import fits
from tests.strategies import SIGNER

SURFACES = {"surface/card", "surface/playbook", "surface/statement:holding"}


@pytest.fixture
def clock() -> Clock:
    """A process of its own has the real time."""
    return Clock(datetime.now(UTC))


async def test_export_writes_what_was_uploaded(world: World, tmp_path: Path) -> None:
    crisis = await world.open("executive", language="fr")
    await world.person("executive").command("/crisis", "note A & <b>", str(crisis.channel))
    # Nothing is to come after the export: the room has its canvas.
    crisis = await world.crisis()
    crisis = await world.export("executive", crisis, RECORD_FORMATS, filter="legal", language="en")
    uploaded = world.exported(crisis)
    assert len(uploaded) == len(RECORD_FORMATS)
    env = environment(database=world.database)
    names = (crisis.id, f"#{crisis.channel_name}", str(crisis.channel))
    made = next(e for e in await world.entries(crisis) if e.kind == "export_made")
    zone = str((made.data or {})["timezone"])
    asked = ("--filter", "legal", "--lang", "en", "--timezone", zone)
    # By its ID, by the room's name, with its #, and by the room's ID.
    for form, wanted in zip(RECORD_FORMATS, names * 2, strict=True):
        out = tmp_path / f"record.{form}"
        ran = await run("export", wanted, "--format", form, *asked, "--out", str(out), env=env)
        assert ran == Ran(0, f"wrote {out}: {crisis.seq} entries\n", "")
        assert (
            out.read_bytes()
            == uploaded[f"{crisis.channel_name}-timeline-{crisis.seq}-legal-en.{form}"]
        )
    ran = await run("verify", str(tmp_path / "record.json"))
    assert (ran.code, ran.out) == (0, f"ok: {crisis.seq} entries\n")


async def test_export_of_an_unknown_crisis(world: World, tmp_path: Path) -> None:
    env = environment(database=world.database)
    out = tmp_path / "record.json"
    ran = await run("export", "crisis-20990101-none", "--out", str(out), env=env)
    assert ran == Ran(1, "", "no crisis crisis-20990101-none\n")
    assert not out.exists()


async def test_export_before_there_is_a_database(tmp_path: Path) -> None:
    env = environment(database=f"sqlite+aiosqlite:///{tmp_path}/none.db")
    ran = await run("export", "any", "--out", str(tmp_path / "record.json"), env=env)
    assert ran.code == 1
    assert "Traceback" not in ran.err
    assert len(ran.err.splitlines()) == 1


async def test_verify_names_the_entry_whose_byte_was_changed(world: World, tmp_path: Path) -> None:
    crisis = await world.open("executive")
    content = make(await world.entries(crisis), "json", SIGNER).content
    lines = content.splitlines(keepends=True)
    changed = next(n for n, line in enumerate(lines) if b'"kind":"statement_drafted"' in line)
    lines[changed] = lines[changed].replace(b'"holding"', b'"Holding"', 1)
    file = tmp_path / "changed.json"
    file.write_bytes(b"".join(lines))
    ran = await run("verify", str(file))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"not ok: entry {changed}: ")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not ok: "),
        (b"\xff\xfe nonsense", "not ok: "),
        (b'{"format":"something else"}\n', "not ok: "),
        (None, "No such file or directory"),
    ],
)
async def test_verify_of_a_file_that_is_no_record(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    file = tmp_path / "file.json"
    if content is not None:
        file.write_bytes(content)
    ran = await run("verify", str(file))
    assert (ran.code, ran.out) == (1, "")
    assert told in ran.err
    assert "Traceback" not in ran.err


async def test_migrate_makes_the_database_and_does_so_again(tmp_path: Path) -> None:
    env = environment(database=f"sqlite+aiosqlite:///{tmp_path}/new.db")
    for _ in range(2):
        ran = await run("migrate", env=env)
        assert ran == Ran(0, "the database is up to date\n", "")
    with sqlite3.connect(tmp_path / "new.db") as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    assert {"entries", "deliveries", "surfaces", "alembic_version"} <= tables


async def test_run_says_what_the_environment_lacks() -> None:
    ran = await run("run", env=environment() | {"SLACK_BOT_TOKEN": ""})
    assert ran.code == 1
    assert "SLACK_" in ran.err
    assert ".env.example" in ran.err
    assert "Traceback" not in ran.err


async def test_run_says_that_the_token_is_refused(world: World) -> None:
    env = environment(world.slack, world.database) | {"SLACK_BOT_TOKEN": "xoxb-secret-guess"}
    ran = await run("run", env=env)
    assert ran.code == 1
    assert "invalid_auth" in ran.err
    assert "SLACK_BOT_TOKEN" in ran.err
    assert "xoxb-secret-guess" not in ran.err


async def test_run_is_killed_and_started_again(idle_world: World) -> None:
    """A real SIGKILL between the answer to a call and what comes after it."""
    world, env = idle_world, environment(idle_world.slack, idle_world.database)
    async with started("run", env=env) as victim:
        await world.slack.connected(20)

        def kill(method: str, moment: str, count: int) -> None:
            if (method, moment) == ("chat.postMessage", "after"):
                world.slack.faults.on_call = None
                victim.send_signal(signal.SIGKILL)

        world.slack.faults.on_call = kill
        await _open(world)
        assert (await ended(victim)).code == -signal.SIGKILL
    async with started("run", env=env) as survivor:
        await world.slack.until(lambda: _complete(world), 20)
        assert (await stopped(survivor)).code == 0
    (room,) = world.rooms()
    keys = Counter(key_of(message) for message in room.messages.values() if message.bot_id)
    assert {key: keys[key] for key in SURFACES} == dict.fromkeys(SURFACES, 1)
    crisis = await _stored(world, room.id)
    assert crisis.channel == room.id


async def test_run_drains_on_sigterm(idle_world: World) -> None:
    world, env = idle_world, environment(idle_world.slack, idle_world.database)
    async with started("run", env=env) as process:
        await world.slack.connected(20)
        world.slack.faults.latency = 0.3
        await _open(world)
        # It is in the middle of it: no room yet.
        assert world.rooms() == []
        ran = await stopped(process)
    assert ran.code == 0, ran.err
    for word in ("Traceback", "WARNING", '"warning"', '"error"'):
        assert word not in ran.err
    # What was taken is finished: the room has all that belongs there.
    assert _complete(world)
    await _stored(world, world.rooms()[0].id)


async def test_run_ends_in_time_though_slack_does_not_answer(idle_world: World) -> None:
    """What cannot be finished stays in the database, for the next process."""
    world, env = idle_world, environment(idle_world.slack, idle_world.database)
    async with started("run", env=env) as process:
        await world.slack.connected(20)
        world.slack.faults.hang("conversations.create")
        await _open(world)
        await world.slack.until(lambda: len(world.rooms()) == 1)
        ran = await stopped(process)
    assert ran.code == 0, ran.err
    world.slack.faults.clear()
    await world.start()
    await world.crisis()
    assert len(world.rooms()) == 1
    assert _complete(world)


async def test_doctor_finds_nothing_wrong(world: World) -> None:
    ran = await run("doctor", env=environment(world.slack, world.database))
    assert ran.code == 0, ran.out
    lines = ran.out.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        f"ok     {name}"
        for name in ("settings", "bot token", "scopes", "app token", "clock", "database")
    ]


async def test_doctor_names_what_is_wrong_and_the_mend(world: World, tmp_path: Path) -> None:
    world.slack.scopes -= {"pins:write", "usergroups:read"}
    world.clock.forward(minutes=10)
    database = f"sqlite+aiosqlite:///{tmp_path}/nowhere/cellule.db"
    env = environment(world.slack, database) | {"SLACK_APP_TOKEN": "xapp-secret-guess"}
    ran = await run("doctor", env=env)
    assert ran.code == 1
    wrong = dict(
        line.removeprefix("wrong  ").split(": ", 1)
        for line in ran.out.splitlines()
        if line.startswith("wrong")
    )
    assert set(wrong) == {"scopes", "app token", "clock", "database"}
    assert "missing pins:write, usergroups:read. " in wrong["scopes"]
    assert "manifest.yml" in wrong["scopes"]
    assert "connections:write" in wrong["app token"]
    assert "behind Slack’s" in wrong["clock"]
    assert not (tmp_path / "nowhere").exists()
    assert "xapp-secret-guess" not in ran.out + ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-secret-guess"}, "bot token: Slack refuses it (invalid_auth)"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "bot token: Slack does not answer"),
        ({"SLACK_BOT_TOKEN": ""}, "settings: incomplete. Set SLACK_BOT_TOKEN"),
        ({"DATABASE_URL": "nonsense"}, "database: cannot be used"),
        (
            {"DATABASE_URL": "postgresql+asyncpg://a:secret-guess@127.0.0.1:9/b"},
            "database: does not answer",
        ),
    ],
)
async def test_doctor_where_a_part_is_not_there(
    world: World, changed: dict[str, str], wrong: str
) -> None:
    ran = await run("doctor", env=environment(world.slack, world.database) | changed)
    assert ran.code == 1
    assert f"wrong  {wrong}" in ran.out
    assert "secret-guess" not in ran.out + ran.err
    assert "Traceback" not in ran.err


async def test_doctor_before_the_first_start_makes_no_database(
    slack: Sandbox, tmp_path: Path
) -> None:
    file = tmp_path / "new.db"
    ran = await run("doctor", env=environment(slack, f"sqlite+aiosqlite:///{file}"))
    assert ran.code == 0, ran.out
    assert "ok     database: not made yet" in ran.out
    assert not file.exists()


async def test_doctor_of_a_database_of_another_version(world: World) -> None:
    with sqlite3.connect(world.database.removeprefix("sqlite+aiosqlite:///")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    ran = await run("doctor", env=environment(world.slack, world.database))
    assert ran.code == 1
    assert "tables are of another version (9999). Run python app.py migrate" in ran.out


async def test_nothing_secret_is_logged(idle_world: World) -> None:
    """A run in which all goes wrong that can: no token and no response URL in the log."""
    world, slack = idle_world, idle_world.slack
    async with started("run", env=environment(slack, world.database)) as process:
        await slack.connected(20)
        slack.faults.fail("users.info", "missing_scope")
        slack.faults.fail("pins.add", "missing_scope")
        slack.faults.fail("bookmarks.add", "internal_error", times=2, status=500)
        slack.faults.fail("conversations.invite", "not_json", status=502)
        slack.faults.refuse_connection("conversations.setPurpose", 2)
        slack.faults.fail("response_url", "used_url", status=404)
        await _open(world)
        await slack.until(lambda: _complete(world, optional=False))
        (room,) = world.rooms()
        playbook = next(m for m in room.messages.values() if key_of(m) == "surface/playbook")
        crisis_id = str((playbook.metadata or {})["event_payload"]["crisis"])
        # Clicks that are refused and whose refusal cannot be told, and some that nobody foresaw.
        slack.faults.refuse_connection("response_url", 20)
        clicks = [("claim_step", f"{crisis_id}:none")] * 2
        clicks += [("claim_step", "nothing"), ("undo_step", ""), ("no_such_action", crisis_id)]
        await asyncio.gather(
            *(world.send_click("executive", playbook, action, value) for action, value in clicks)
        )
        slack.faults.clear("response_url")
        slack.faults.fail("response_url", "used_url", status=404)
        await world.send_click("executive", playbook, "claim_step", f"{crisis_id}:none")
        slack.faults.fail("views.open", "expired_trigger_id")
        slack.faults.fail("conversations.replies", "fatal_error")
        person = world.person("executive")
        await person.command("/crisis", "another", channel="general")
        await person.join(room.id)
        await person.react(room.id, await person.say(room.id, "A note"), "pushpin")
        await slack.settled()
        slack.faults.clear()
        ran = await stopped(process)
    log = ran.out + ran.err
    for event in (
        "delivery_failed",
        "handler_failed",
        "background_work_failed",
        "person_not_told",
        "Traceback",
    ):
        assert event in log
    for secret in (slack.bot_token, slack.app_token, slack.signing_secret, "/response/", "/socket"):
        assert secret not in log
    for url in slack.workspace.response_urls:
        assert url not in log


async def _open(world: World) -> None:
    view = await world.form_for("executive", "A joke about a rival")
    assert (await world.person("executive").submit(view["id"], world.form())).closed


def _complete(world: World, *, optional: bool = True) -> bool:
    """Whether all that belongs in the one room is there; without `optional`, the messages."""
    for room in world.rooms():
        messages: list[Message] = list(room.messages.values())
        whole = {key_of(message) for message in messages} >= SURFACES
        more = (
            room.pins
            and len(room.bookmarks) == 2
            and room.purpose.value
            and room.topic.value
            and world.person("executive").ephemerals
        )
        return whole and bool(more or not optional)
    return False


async def _stored(world: World, channel: str) -> Crisis:
    """The crisis of a room as the database has it, its chain proved."""
    engine = connect(world.database)
    try:
        log = Log(engine, now)
        crisis = await log.in_channel(world.slack.team_id, channel)
        assert crisis is not None
        record = make(await log.entries(crisis.id), "json", SIGNER)
        file = Path(world.database.removeprefix("sqlite+aiosqlite:///")).with_suffix(".json")
        file.write_bytes(record.content)
        assert verify(file).entries == crisis.seq
        assert fits(record.content)["crisis"] == crisis.id
        return crisis
    finally:
        await engine.dispose()
