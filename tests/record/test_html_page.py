"""The HTML record in a real browser: for everybody, without script, network or wide screen."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from bot import events
from bot.events import Language, RecordFilter
from bot.record import Reader
from tests.record.readable import made
from tests.record.test_filters import full_story
from tests.strategies import History

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, "needs the distribution's Chromium"
    async with async_playwright() as driver:
        running = await driver.chromium.launch(executable_path=path, args=OPTIONS)
        yield running
        await running.close()


def of(n: int, language: Language = "en", *, drill: bool = False) -> History:
    """A crisis with something in every part, and notes until there are so many entries."""
    history = full_story(language, drill=drill)
    while len(history.entries) < n:
        history.append(events.NoteAdded(text="A long night. " * 9, via="command"), "U1")
    return history


async def opened(
    browser: Browser, folder: Path, history: History, reader: Reader, **options: Any
) -> tuple[Page, list[str]]:
    """The page as it is opened from a disk, and all that it asked for."""
    path = folder / "record.html"
    path.write_text(made(history, "html", reader), encoding="utf-8", newline="")
    context = await browser.new_context(**options)
    page, asked = await context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    return page, asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("n", "language", "chosen", "drill"),
    [
        (5, "en", "full", False),
        (60, "fr", "full", True),
        (60, "en", "legal", False),
        (60, "fr", "public", False),
        (600, "en", "full", False),
    ],
)
async def test_axe_finds_nothing(
    browser: Browser,
    tmp_path: Path,
    scheme: Literal["light", "dark"],
    n: int,
    language: Language,
    chosen: RecordFilter,
    drill: bool,
) -> None:
    history = of(n, language, drill=drill)
    # The page forbids scripts, and so the one that looks at it, unless the browser lets it pass.
    page, _ = await opened(
        browser, tmp_path, history, Reader(chosen), color_scheme=scheme, bypass_csp=True
    )
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
    assert found.violations_count == 0, found.generate_report()
    await page.context.close()


async def test_it_needs_no_script_and_no_network(browser: Browser, tmp_path: Path) -> None:
    page, asked = await opened(
        browser, tmp_path, of(60), Reader(), java_script_enabled=False, offline=True
    )
    assert await page.locator("table.entries tbody tr").count() == len(of(60).entries)
    await page.locator("nav a[href='#timeline']").click()
    assert await page.locator("#timeline h2").is_visible()
    assert len(asked) <= 2
    await page.context.close()


async def test_it_prints_as_pages(browser: Browser, tmp_path: Path) -> None:
    page, _ = await opened(browser, tmp_path, of(300), Reader())
    content = await page.pdf(format="A4")
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") > 5
    await page.context.close()


@pytest.mark.parametrize("chosen", ["full", "public"])
async def test_a_telephone_does_not_scroll_the_page_sideways(
    browser: Browser, tmp_path: Path, chosen: RecordFilter
) -> None:
    size: Any = {"width": 390, "height": 844}
    page, _ = await opened(browser, tmp_path, of(60, "fr"), Reader(chosen), viewport=size)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    await page.context.close()
