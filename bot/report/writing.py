"""`python app.py report`: from the database to a file's bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from bot.config import DatabaseConfig
from bot.events import Language
from bot.progress import bars
from bot.report.across import Report, report
from bot.report.page import html
from bot.report.reading import cases
from bot.report.view import view
from bot.store import Log, connect


class BadSpan(Exception):
    """The days do not make a span; the message says why."""


def form(out: Path) -> str:
    """`html` or `pdf`, by the file's name; `""` where it is neither."""
    return {".html": "html", ".htm": "html", ".pdf": "pdf"}.get(out.suffix.lower(), "")


def days(first: str, last: str) -> tuple[date, date]:
    """The first and the last day of a report.

    Raises:
        BadSpan: one is no day, or the first comes after the last.
    """
    begins, ends = _day("--from", first), _day("--to", last)
    if begins > ends:
        raise BadSpan(f"--from {begins} comes after --to {ends}")
    return begins, ends


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadSpan(f"{option} is no day: {text!r}. Write it like 2026-01-31") from None


async def read(first: date, last: date) -> Report:
    """The report on the crises in the database that `DATABASE_URL` names."""
    engine = connect(DatabaseConfig().database_url)
    try:
        log = Log(engine, lambda: datetime.now(UTC))
        with bars() as started:
            found, erased = await cases(log, engine, first, last, started)
    finally:
        await engine.dispose()
    return report(found, first, last, erased)


def written(found: Report, form: str, language: Language, *, private: bool) -> bytes:
    """The report as a file of this form."""
    shown = view(found, language, private=private)
    if form == "html":
        return html(shown)
    from bot.report.pdf import pdf

    return pdf(shown)
