"""The hash chain that makes the timeline tamper-evident.

    data_digest = SHA-256(salt ‖ canonical JSON of data)
    hash        = SHA-256(canonical JSON of crisis, seq, at, actor, kind, data_digest, prev)

Canonical JSON is RFC 8785. `salt` (16 random bytes, hex) keeps a short text from
being guessed from its digest: `data` and `salt` can be taken out of an entry without
breaking the hashes. Nothing may do that yet, so an entry without them is a fault.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785

from bot.events import Event, timestamp

_SALT = re.compile(r"[0-9a-f]{32}")

GENESIS = "0" * 64
"""What the first entry of every crisis has as `prev`."""

APP = "cellule"
"""The actor of what the app does by itself; every other actor is a Slack user ID."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a crisis's timeline, as it is stored and exported."""

    crisis: str
    seq: int
    at: str
    actor: str
    kind: str
    data: dict[str, Any] | None
    salt: str | None
    data_digest: str
    prev: str
    hash: str


def data_digest(salt: str, data: dict[str, Any]) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + rfc8785.dumps(data)).hexdigest()


def entry_hash(
    *, crisis: str, seq: int, at: str, actor: str, kind: str, data_digest: str, prev: str
) -> str:
    return hashlib.sha256(
        rfc8785.dumps(
            {
                "actor": actor,
                "at": at,
                "crisis": crisis,
                "data_digest": data_digest,
                "kind": kind,
                "prev": prev,
                "seq": seq,
            }
        )
    ).hexdigest()


def seal(*, crisis: str, seq: int, prev: str, at: datetime, actor: str, event: Event) -> Entry:
    """The entry that carries `event` as number `seq` (from 1) after the hash `prev`."""
    data, salt, when = event.data(), secrets.token_hex(16), timestamp(at)
    digest = data_digest(salt, data)
    return Entry(
        crisis=crisis,
        seq=seq,
        at=when,
        actor=actor,
        kind=event.kind,
        data=data,
        salt=salt,
        data_digest=digest,
        prev=prev,
        hash=entry_hash(
            crisis=crisis,
            seq=seq,
            at=when,
            actor=actor,
            kind=event.kind,
            data_digest=digest,
            prev=prev,
        ),
    )


def first_fault(entries: Iterable[Entry]) -> str | None:
    """Why the chain does not hold, naming the first bad entry; `None` if it holds."""
    prev, crisis = GENESIS, None
    for position, entry in enumerate(entries, start=1):
        crisis = crisis or entry.crisis
        if entry.seq != position:
            return f"entry {position}: has the number {entry.seq}"
        if entry.crisis != crisis:
            return f"entry {position}: belongs to another crisis"
        if entry.prev != prev:
            return f"entry {position}: does not follow from entry {position - 1}"
        if entry.data is None or entry.salt is None:
            return f"entry {position}: its data was taken out"
        if not _SALT.fullmatch(entry.salt):
            return f"entry {position}: its salt was changed"
        try:
            digest = data_digest(entry.salt, entry.data)
        except (ValueError, rfc8785.CanonicalizationError):
            return f"entry {position}: its data cannot be read"
        if digest != entry.data_digest:
            return f"entry {position}: its data was changed"
        if entry.hash != entry_hash(
            crisis=entry.crisis,
            seq=entry.seq,
            at=entry.at,
            actor=entry.actor,
            kind=entry.kind,
            data_digest=entry.data_digest,
            prev=entry.prev,
        ):
            return f"entry {position}: its hash does not match"
        prev = entry.hash
    return None
