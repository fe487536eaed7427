"""Closed crises, found by their opening and their close, without reading the rest of their log."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.events import CrisisClosed, CrisisOpened, SeverityChanged
from bot.store.tables import crises, entries


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; what is `None` or empty may be anything."""

    words: str = ""
    cause: str | None = None
    severity: str | None = None
    year: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A closed crisis, as far as a search asks."""

    id: str
    private: bool
    cause: str
    severity: str
    year: str
    text: str


class PastCrises:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def newest(self, team: str, most: int) -> list[str]:
        """The IDs of the crises that were opened last, of those that are closed."""
        query = (
            sa.select(crises.c.id)
            .where(crises.c.team == team, crises.c.closed.is_(True), crises.c.erased.is_(None))
            .order_by(crises.c.opened_at.desc(), crises.c.id)
            .limit(most)
        )
        async with self._engine.connect() as connection:
            return list((await connection.execute(query)).scalars())

    async def all(self, team: str) -> list[Past]:
        """The closed crises of a workspace, newest first."""
        query = (
            sa.select(crises.c.id, crises.c.opened_at, entries.c.kind, entries.c.data)
            .join(entries, entries.c.crisis_id == crises.c.id)
            .where(
                crises.c.team == team,
                crises.c.closed.is_(True),
                crises.c.erased.is_(None),
                entries.c.kind.in_([CrisisOpened.kind, SeverityChanged.kind, CrisisClosed.kind]),
            )
            .order_by(crises.c.opened_at.desc(), crises.c.id, entries.c.seq)
        )
        known: dict[str, dict[str, str]] = {}
        private: set[str] = set()
        async with self._engine.connect() as connection:
            for row in await connection.execute(query):
                about = known.setdefault(row.id, {"year": row.opened_at[:4]})
                # A redacted entry has no data, and is not found by it.
                data = row.data or {}
                about.update({key: data[key] for key in _ASKED if data.get(key)})
                if data.get("private") or data.get("drill"):
                    private.add(row.id)
        return [_past(key, about, key in private) for key, about in known.items()]


_ASKED = ("what", "summary", "cause", "severity")


def _past(crisis_id: str, about: dict[str, str], private: bool) -> Past:
    return Past(
        id=crisis_id,
        private=private,
        cause=about.get("cause", ""),
        severity=about.get("severity", ""),
        year=about["year"],
        text=_plain(f"{about.get('what', '')} {about.get('summary', '')}"),
    )


def matching(past: Sequence[Past], wanted: Wanted) -> list[Past]:
    """Those that have every word, anywhere, whatever their capitals and accents."""
    words = _plain(wanted.words).split()
    return [
        one
        for one in past
        if wanted.cause in (None, one.cause)
        and wanted.severity in (None, one.severity)
        and wanted.year in (None, one.year)
        and all(word in one.text for word in words)
    ]


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
