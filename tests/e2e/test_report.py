"""The figures across crises: from the command line, and on the home tab."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.locale import words
from bot.report import reading
from bot.report.across import Case
from tests.conftest import World, words_in
from tests.e2e.process import Ran, environment, run
from tests.e2e.test_home_and_settings import at_home

DAYS = ("--from", "2026-03-14", "--to", "2026-03-15")
TITLE = "The last twelve months"


async def closed(world: World, who: str = "executive", **fields: object) -> None:
    crisis = await world.open(who, **fields)
    await world.click(who, crisis, "card", "open_close")
    assert (await world.fill(who, reason="It was nothing.")).closed
    await world.idle()


async def made(world: World, out: Path, *more: str) -> Ran:
    return await run(
        "report", *DAYS, "--out", str(out), *more, env=environment(database=world.database)
    )


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_report_as_html_and_as_pdf(world: World, tmp_path: Path, language: str) -> None:
    await closed(world, text="A joke about a <rival>")
    page, pdf = tmp_path / "new" / "report.html", tmp_path / "report.PDF"
    ran = await made(world, page, "--lang", language)
    assert ran == Ran(0, f"wrote {page}: 1 crisis\n", "")
    text = page.read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in text
    assert "A joke about a &lt;rival&gt;" in text
    assert words("fr" if language == "fr" else "en")("By severity") in text
    ran = await made(world, pdf, "--lang", language)
    assert ran == Ran(0, f"wrote {pdf}: 1 crisis\n", "")
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert [file.name for file in page.parent.iterdir()] == [page.name]


async def test_the_name_of_a_private_crisis_has_to_be_asked_for(
    world: World, tmp_path: Path
) -> None:
    await closed(world, text="Letter of a lawyer", private=["private"])
    out = tmp_path / "report.html"
    assert (await made(world, out)).code == 0
    assert "Private crisis" in out.read_text(encoding="utf-8")
    assert "Letter of a lawyer" not in out.read_text(encoding="utf-8")
    assert (await made(world, out, "--private")).code == 0
    assert "Letter of a lawyer" in out.read_text(encoding="utf-8")


async def test_no_crises_in_that_time_is_no_failure(world: World, tmp_path: Path) -> None:
    await closed(world)
    out = tmp_path / "report.html"
    env = environment(database=world.database)
    days = ("--from", "2001-01-01", "--to", "2001-12-31")
    ran = await run("report", *days, "--out", str(out), env=env)
    assert ran == Ran(0, f"wrote {out}: 0 crises\n", "")
    assert "No crisis was opened in this time." in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("first", "last", "name", "told"),
    [
        ("2026-13-01", "2026-12-31", "r.html", "--from is no day: '2026-13-01'. "),
        ("2026-01-01", "soon", "r.html", "--to is no day: 'soon'. Write it like 2026-01-31"),
        ("2026-02-01", "2026-01-31", "r.html", "--from 2026-02-01 comes after --to 2026-01-31"),
        ("2026-01-01", "2026-01-31", "r.docx", "give it a name that ends in .html or .pdf"),
        ("2026-01-01", "2026-01-31", "r.html", "the database cannot be read (OperationalError)"),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_line(
    tmp_path: Path, first: str, last: str, name: str, told: str
) -> None:
    env = environment(database=f"sqlite+aiosqlite:///{tmp_path}/none.db")
    out = tmp_path / name
    ran = await run("report", "--from", first, "--to", last, "--out", str(out), env=env)
    assert (ran.code, ran.out) == (1, "")
    assert told in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not out.exists()


async def test_where_nothing_can_be_written(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ran = await made(world, tmp_path / "file" / "report.html")
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1


# The home tab


async def test_the_year_is_on_the_home_tab_once_a_crisis_was_closed(world: World) -> None:
    assert TITLE not in words_in(await at_home(world, "executive"))
    await world.open("executive", text="Still open", post_link="https://x.com/a/9")
    assert TITLE not in words_in(await at_home(world, "executive"))
    await closed(world, text="First joke")
    text = words_in(await at_home(world, "executive"))
    assert TITLE in text
    assert re.search(r"\*1 crisis\*", text)
    world.clock.forward(minutes=60 * 24 * 366)
    assert TITLE not in words_in(await at_home(world, "executive"))


async def test_a_private_crisis_is_counted_for_those_who_know_of_it(world: World) -> None:
    await closed(world, private=["private"])
    assert TITLE in words_in(await at_home(world, "executive"))
    assert TITLE not in words_in(await at_home(world, "it_security"))


async def test_the_tab_is_drawn_again_once_many_crises_were_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 0)
    await closed(world)
    asked: list[list[Case] | None] = []
    found = world.running.services.closed_cases.at_once

    async def noted(*arguments: object) -> list[Case] | None:
        asked.append(await found(*arguments))  # type: ignore[arg-type]
        return asked[-1]

    monkeypatch.setattr(reading.ClosedCases, "at_once", lambda self, *a: noted(*a))
    assert TITLE in words_in(await at_home(world, "executive"))
    assert asked[0] is None
    assert len(asked[-1] or ()) == 1
