"""The scripted crisis, over the real HTTP and WebSocket path."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.process import Ran, run


async def test_the_hacked_account(tmp_path: Path) -> None:
    out = tmp_path / "out"
    played = await run("sandbox", "--scenario", "hacked-account", "--headless", "--out", str(out))
    assert played.code == 0, played.err
    assert "0 rate limited" in played.out
    written = sorted(file.suffix for file in out.iterdir())
    assert written == [".json", ".md"]
    (record,) = out.glob("*.json")
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
    (record,) = out.glob("*.json")
    assert (await run("verify", str(record))).out.startswith("ok: ")


async def test_an_unknown_scenario() -> None:
    ran = await run("sandbox", "--scenario", "none", "--headless")
    assert ran.code == 1
    assert "no scenario none; there are: " in ran.err
    assert "hacked-account" in ran.err


async def test_headless_needs_a_scenario() -> None:
    ran = await run("sandbox", "--headless")
    assert ran == Ran(1, "", "--headless plays a scenario: say which with --scenario\n")
