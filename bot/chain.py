"""The hash chain that makes the timeline tamper-evident.

    data_digest = SHA-256(salt ‖ canonical JSON of data)
    hash        = SHA-256(canonical JSON of crisis, seq, at, actor, kind, data_digest, prev)

Canonical JSON is RFC 8785. `salt` (16 random bytes, hex) keeps a short text from
being guessed from its digest: `data` and `salt` can be taken out of an entry without
breaking the hashes. A redaction does that, and is an entry itself; where none says so, an
entry without its data is a fault.
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

from bot import canonical
from bot.events import EntryRedacted, Event, RecordErased, timestamp

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
    return _digest(salt, canonical.dumps(data))


def _digest(salt: str, data: bytes) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + data).hexdigest()


def entry_hash(
    *, crisis: str, seq: int, at: str, actor: str, kind: str, data_digest: str, prev: str
) -> str:
    return hashlib.sha256(
        canonical.dumps(
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
    links = Links()
    for entry in entries:
        fault = links.fault(entry)
        if fault is not None:
            return fault
    return links.fault_at_end()


class Links:
    """Follows a chain from its first entry, one entry after the other.

    `withheld` says that data may be missing without a redaction: the record was made for
    somebody who is not to see all of it.
    """

    def __init__(self, *, withheld: bool = False) -> None:
        self.count = 0
        self.head = GENESIS
        self.crisis: str | None = None
        self.without_data: set[int] = set()
        self.redacted: set[int] = set()
        self._withheld = withheld

    def fault(self, entry: Entry, data: bytes | None = None) -> str | None:
        """Why `entry` does not follow, or `None` if it does.

        Args:
            data: its data as canonical JSON, where the caller has it already.
        """
        position = self.count + 1
        self.crisis = self.crisis or entry.crisis
        if entry.seq != position:
            return f"entry {position}: has the number {entry.seq}"
        if entry.crisis != self.crisis:
            return f"entry {position}: belongs to another crisis"
        if entry.prev != self.head:
            return f"entry {position}: does not follow from entry {position - 1}"
        fault = self._fault_of_data(position, entry, data)
        if fault is not None:
            return fault
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
        self.count, self.head = position, entry.hash
        return None

    def _fault_of_data(self, position: int, entry: Entry, data: bytes | None) -> str | None:
        if entry.data is None and entry.salt is None:
            self.without_data.add(position)
            return None
        if entry.data is None or entry.salt is None:
            return f"entry {position}: its data was taken out"
        if not _SALT.fullmatch(entry.salt):
            return f"entry {position}: its salt was changed"
        try:
            digest = _digest(entry.salt, canonical.dumps(entry.data) if data is None else data)
        except (ValueError, rfc8785.CanonicalizationError):
            return f"entry {position}: its data cannot be read"
        if digest != entry.data_digest:
            return f"entry {position}: its data was changed"
        if entry.kind == EntryRedacted.kind:
            taken_out = entry.data.get("entry")
            if type(taken_out) is not int or not 1 <= taken_out < position:
                return f"entry {position}: takes out no entry before it"
            self.redacted.add(taken_out)
        elif entry.kind == RecordErased.kind:
            self.redacted |= self.without_data
        return None

    def fault_at_end(self) -> str | None:
        """Why the chain as a whole does not hold: data is missing that no redaction took out."""
        missing = self.without_data - self.redacted
        if missing and not self._withheld:
            return f"entry {min(missing)}: its data was taken out"
        return None
