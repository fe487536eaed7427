"""`python app.py verify` and `rotate-key`: what somebody has in hand of a record, against the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import events
from bot.chain import Entry
from bot.commands import record as record_commands
from bot.commands import room as room_commands
from bot.record import Reader
from bot.record.json_format import dump
from bot.signing import Signer
from bot.store import Log, connect
from tests.e2e.process import Ran, environment, run
from tests.record.records import fits, sealed_anew
from tests.record.test_verify import written
from tests.store.processes import Clock, open_crisis
from tests.strategies import CRISIS, SIGNER, History, opening, with_room

NEXT = SIGNER.next("2026-05-01T00:00:00.000000Z")
STRANGER = Signer.first("2026-05-01T00:00:00.000000Z")


def noted() -> History:
    history = with_room()
    history.do(room_commands.AddNote(events.NoteAdded(text="Ana wrote it", via="command")))
    return history


def redacted(history: History) -> History:
    history.do(record_commands.AskRedaction(5, "note_added", "a name"), "U1")
    history.do(record_commands.AgreeToRedaction(5), "U2")
    return history


def file(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


async def test_verify_says_what_else_there_is_to_know(tmp_path: Path) -> None:
    history = redacted(noted())
    history.do(record_commands.MakeExport())
    path = file(tmp_path, "full.json", dump(history.entries, NEXT))
    ran = await run("verify", path)
    assert (ran.code, ran.out) == (0, "ok: 9 entries\n")
    assert ran.err.splitlines() == [
        f"signed with {NEXT.key}, which goes back to {SIGNER.key}",
        "the chain was signed as of entry 8",
        "redacted: entry 5",
    ]
    path = file(tmp_path, "legal.json", dump(history.entries, SIGNER, Reader("public")))
    ran = await run("verify", path)
    assert (ran.code, ran.out) == (0, "ok: 9 entries\n")
    assert ran.err.splitlines() == [
        f"signed with {SIGNER.key}",
        "made for a reader (public): the words of 9 entries are left out",
    ]


async def test_verify_against_an_earlier_export(tmp_path: Path) -> None:
    history = noted()
    earlier = file(tmp_path, "earlier.json", dump(history.entries, SIGNER))
    redacted(history)
    later = file(tmp_path, "later.json", dump(history.entries, SIGNER))
    ran = await run("verify", later, "--against", earlier)
    assert (ran.code, ran.out) == (
        0,
        "ok: 7 entries\nredacted: entry 5, by entry 7\nadded: entries 6 to 7\n",
    )
    ran = await run("verify", later, "--against", later)
    assert (ran.code, ran.out) == (0, "ok: 7 entries\nnothing has changed since\n")


async def test_verify_against_names_what_an_insider_did(tmp_path: Path) -> None:
    history = noted()
    earlier = file(tmp_path, "earlier.json", dump(history.entries, SIGNER))
    changed: list[Entry] = list(history.entries)
    changed[1], changed[2] = changed[2], changed[1]
    forged = file(tmp_path, "forged.json", written(sealed_anew(changed[:4])))
    assert (await run("verify", forged)).out == "ok: 4 entries\n", "by itself it holds"
    ran = await run("verify", forged, "--against", earlier)
    assert ran.code == 1
    assert ran.err.startswith("not ok: differs from the earlier export\n")
    assert ran.out == "put in: entry 2\nleft out: entries 3, 5 of the earlier export\n"


async def test_verify_against_what_cannot_be_compared(tmp_path: Path) -> None:
    history = noted()
    whole = file(tmp_path, "whole.json", dump(history.entries, SIGNER))
    other = History(id="decaf0")
    other.do(opening())
    another = file(tmp_path, "another.json", dump(other.entries, SIGNER))
    broken = file(tmp_path, "broken.json", dump(history.entries, SIGNER)[:-40])
    for against, told in (
        (another, "not ok: entry 1: the earlier export is of another crisis\n"),
        (broken, "not ok: the earlier export does not hold: entry 5: "),
        (str(tmp_path / "nowhere.json"), "nowhere.json: No such file or directory\n"),
    ):
        ran = await run("verify", whole, "--against", against)
        assert (ran.code, ran.out) == (1, "")
        assert told in ran.err
        assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--key", SIGNER.key), None),
        (("--key", NEXT.key.upper()), None),
        (
            ("--key", STRANGER.key),
            f"before entry 1: was signed with {NEXT.key}, not {STRANGER.key}",
        ),
        (("--key", ""), f"before entry 1: was signed with {NEXT.key}, not "),
        (("--stamp", "0" * 64), f"entry 5: no entry up to here has the hash {'0' * 64}"),
        (("--stamp", "x"), "entry 5: no entry up to here has the hash x"),
    ],
    # The keys are new each time.
    ids=["first key", "newest key", "stranger's key", "no key", "another stamp", "no stamp"],
)
async def test_verify_by_a_key_or_a_stamp_from_elsewhere(
    tmp_path: Path, given: tuple[str, str], told: str | None
) -> None:
    path = file(tmp_path, "record.json", dump(noted().entries, NEXT))
    ran = await run("verify", path, *given)
    if told is None:
        assert (ran.code, ran.out) == (0, "ok: 5 entries\n")
    else:
        assert ran == Ran(1, "", f"not ok: {told}\n")


async def test_verify_by_the_stamp_of_any_entry(tmp_path: Path) -> None:
    history = noted()
    path = file(tmp_path, "record.json", dump(history.entries, SIGNER))
    for entry in (history.entries[0], history.entries[-1]):
        ran = await run("verify", path, "--stamp", entry.hash, "--key", SIGNER.key)
        assert (ran.code, ran.out) == (0, "ok: 5 entries\n")


async def test_a_new_key_signs_what_is_exported_from_then_on(tmp_path: Path) -> None:
    env = environment(database=f"sqlite+aiosqlite:///{tmp_path}/cellule.db")
    before = await run("rotate-key", env=env)
    assert before.code == 1, "there is no database yet"
    assert len(before.err.splitlines()) == 1
    assert (await run("migrate", env=env)).code == 0
    keys = []
    for _ in range(2):
        ran = await run("rotate-key", env=env)
        assert (ran.code, ran.err) == (0, "")
        key = ran.out.removeprefix("signs with ").removesuffix(" from now on\n")
        assert len(key) == 16
        keys.append(key)
    assert keys[0] != keys[1]
    await _crisis_in(tmp_path)
    out = tmp_path / "record.json"
    ran = await run("export", CRISIS, "--out", str(out), env=env)
    assert ran.code == 0, ran.err
    frame = fits(out.read_bytes())
    assert len(frame["keys"]) == 3
    for key in (keys[1], frame["keys"][0]["public"]):
        held = await run("verify", str(out), "--key", key)
        assert (held.code == 0) == (key == keys[1])
    held = await run("verify", str(out))
    assert held.err.startswith(f"signed with {keys[1]}, which goes back to ")


async def _crisis_in(folder: Path) -> None:
    """Puts a crisis into the database of a folder."""
    engine = connect(f"sqlite+aiosqlite:///{folder}/cellule.db")
    log = Log(engine, Clock())
    await open_crisis(log)
    await log.close()
    await engine.dispose()
