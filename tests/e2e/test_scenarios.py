"""The scripted crisis, over the real HTTP and WebSocket path."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.events import CAUSES, RECORD_FORMATS
from bot.sandbox.scenario import names, read
from tests.e2e.process import Ran, run
from tests.record.records import fits
from tests.test_pictures import size


async def test_the_hacked_account(tmp_path: Path) -> None:
    out = tmp_path / "out"
    played = await run("sandbox", "--scenario", "hacked-account", "--headless", "--out", str(out))
    assert played.code == 0, played.err
    assert "0 rate limited" in played.out
    assert {file.suffix for file in out.iterdir()} == {f".{form}" for form in RECORD_FORMATS}
    record = newest(out)
    assert len(entries_of(record)) >= 60
    ran = await run("verify", str(record))
    assert ran.code == 0
    assert ran.out.startswith("ok: ")
    # One byte, in the middle of an entry: verify says which.
    content = bytearray(record.read_bytes())
    lines = bytes(content).splitlines(keepends=True)
    at = sum(map(len, lines[:5])) + len(lines[5]) // 2
    content[at] = content[at] ^ 1
    record.write_bytes(content)
    ran = await run("verify", str(record))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("not ok: entry 5: ")


async def test_the_bad_joke(tmp_path: Path) -> None:
    """Holding post in a minute; an excuse flagged, mended, approved, voided; a fact withdrawn."""
    out = tmp_path / "out"
    played = await run("sandbox", "--scenario", "bad-joke", "--headless", "--out", str(out))
    assert played.code == 0, played.out[-2000:] + played.err
    record = newest(out)
    assert (await run("verify", str(record))).out.startswith("ok: ")


@pytest.mark.parametrize(
    "name", ["wrong-price", "furious-insider", "wrong-day", "faulty-batteries", "false-rumour"]
)
async def test_a_crisis_of_another_cause(tmp_path: Path, name: str) -> None:
    """Opened, evidence kept, spoken, corrected, answered, closed and exported."""
    out = tmp_path / "out"
    played = await run("sandbox", "--scenario", name, "--headless", "--out", str(out))
    assert played.code == 0, played.out[-2000:] + played.err
    record = newest(out)
    assert (await run("verify", str(record))).out.startswith("ok: ")
    kinds = Counter(entry["kind"] for entry in entries_of(record))
    assert kinds["statement_posted"] >= 2
    for kind in ("evidence_kept", "post_deleted", "fact_confirmed", "reply_sent", "crisis_closed"):
        assert kinds[kind] >= 1, kind


def test_every_cause_has_a_scenario_that_plays_to_its_end() -> None:
    closed = {
        act["fill"]["cause"]
        for name in names()
        for act in read(name)["acts"]
        if "cause" in act.get("fill", {})
        and any(each.get("click") == "open_close" for each in read(name)["acts"])
    }
    assert closed == set(CAUSES)


def newest(out: Path) -> Path:
    """The record as it was at the end: the room was given earlier ones on the way."""
    return max(out.glob("*.json"), key=lambda file: len(entries_of(file)))


def entries_of(record: Path) -> list[dict[str, Any]]:
    """The entries of an exported record, which fits its schema."""
    return list(fits(record.read_bytes())["entries"])


async def test_an_unknown_scenario() -> None:
    ran = await run("sandbox", "--scenario", "none", "--headless")
    assert ran.code == 1
    assert "no scenario none; there are: " in ran.err
    assert "hacked-account" in ran.err


async def test_headless_needs_a_scenario() -> None:
    ran = await run("sandbox", "--headless")
    assert ran == Ran(1, "", "--headless plays a scenario: say which with --scenario\n")


async def test_the_drill(tmp_path: Path) -> None:
    """Three quarters of an hour in seconds: what came, what was done, its score as a picture."""
    out = tmp_path / "out"
    played = await run("sandbox", "--scenario", "drill", "--headless", "--out", str(out))
    assert played.code == 0, played.out[-2000:] + played.err
    written = sorted(file.suffix for file in out.iterdir())
    # Each format, the score, and the exports that the room was given on the way.
    assert set(written) == {".csv", ".html", ".json", ".md", ".pdf", ".png"}
    assert all(file.name.startswith("exercise-") for file in out.iterdir())
    record = newest(out)
    assert (await run("verify", str(record))).out.startswith("ok: ")
    assert entries_of(record)
    (picture,) = out.glob("*-score.png")
    assert size(picture.read_bytes())[0] == 1600
