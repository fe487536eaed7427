"""What is wrong with the installation, and what to do about it: no I/O, it judges what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.crisis import Crisis
from bot.parts import Trouble

CLOCKS_APART = timedelta(seconds=30)
"""How far the clock may be off: deadlines count from it, and Slack's signatures hold for minutes."""

SLOW_DATABASE = timedelta(milliseconds=500)
"""An answer that takes longer leaves too little of the three seconds that Slack waits."""


@dataclass(frozen=True, slots=True)
class Health:
    """What an admin sees at home.

    `missing` are permissions that the manifest names and the token lacks, `None` where Slack did
    not say. `database` is how long it took to answer. `heard` is Slack's last event about a
    message or a reaction, since the app started at `since`.
    """

    missing: tuple[str, ...] | None
    database: timedelta
    since: datetime
    heard: datetime | None = None

    @property
    def slow(self) -> bool:
        return self.database > SLOW_DATABASE


@dataclass(frozen=True, slots=True)
class Check:
    """One line of `doctor`: what was looked at, how it is, and what to do if it is wrong."""

    name: str
    found: str
    mend: str | None = None

    @property
    def ok(self) -> bool:
        return self.mend is None

    def line(self) -> str:
        if self.mend is None:
            return f"ok     {self.name}: {self.found}"
        return f"wrong  {self.name}: {self.found}. {self.mend}"


def missing(wanted: Iterable[str], granted: Iterable[str] | None) -> tuple[str, ...] | None:
    """The scopes that the token lacks, in order; `None` where it is not known what it has."""
    return None if granted is None else tuple(sorted(set(wanted) - set(granted)))


def failed(crises: Iterable[Crisis]) -> list[tuple[Crisis, list[Trouble]]]:
    """Crises with something that Slack would not do and that waits for a person."""
    found = ((c, [t for t in c.troubles.values() if t.final]) for c in crises)
    return [(crisis, troubles) for crisis, troubles in found if troubles]


def scopes_check(wanted: Iterable[str], granted: Iterable[str] | None) -> Check:
    lacking = missing(wanted, granted)
    if lacking is None:
        return Check("scopes", "Slack does not say which the token has")
    if lacking:
        return Check(
            "scopes",
            f"missing {', '.join(lacking)}",
            "At https://api.slack.com/apps: your app, App Manifest, paste manifest.yml, save, and"
            " install it again.",
        )
    return Check("scopes", f"all {len(set(wanted))} of manifest.yml")


def clock_check(ours: datetime, slacks: datetime | None) -> Check:
    if slacks is None:
        return Check("clock", "Slack does not tell the time")
    apart = ours - slacks
    seconds = round(abs(apart).total_seconds())
    if abs(apart) > CLOCKS_APART:
        way = "ahead of" if apart > timedelta() else "behind"
        return Check(
            "clock",
            f"{seconds} s {way} Slack’s",
            "Turn on time synchronisation (NTP) on this machine.",
        )
    return Check("clock", f"{seconds} s from Slack’s")


def database_check(kind: str, took: timedelta) -> Check:
    found = f"{kind} answers in {took.total_seconds() * 1000:.0f} ms"
    if took > SLOW_DATABASE:
        return Check("database", found, "That is slow: bring the database closer to the app.")
    return Check("database", found)
