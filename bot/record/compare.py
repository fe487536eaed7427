"""What became of a record since an earlier export of the same crisis."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from bot.chain import Entry
from bot.events import EntryRedacted
from bot.record.verify import BadRecord, Checks, Verified, opened

Told = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Differences:
    """By entry number. `added` came after the earlier export's end; `redacted` lost their words
    to the entry named; `held_back` are without their words for another reader's sake. The others
    can only come of tampering: `changed` and `put_in` by their number now, `left_out` by the
    number that they had."""

    added: tuple[int, ...]
    redacted: tuple[tuple[int, int], ...]
    held_back: tuple[int, ...]
    changed: tuple[int, ...]
    put_in: tuple[int, ...]
    left_out: tuple[int, ...]

    @property
    def honest(self) -> bool:
        return not (self.changed or self.put_in or self.left_out)


@dataclass(frozen=True, slots=True)
class _Record:
    verified: Verified
    entries: tuple[Told, ...]
    without: frozenset[int]
    redactions: dict[int, int]


def compare(path: Path, earlier: Path) -> tuple[Verified, Differences]:
    """The record in `path`, proven, and how it differs from the one in `earlier`.

    Raises:
        BadRecord: one of the two does not hold, or they are of two crises.
        OSError: one of them cannot be read.
    """
    now = _read(path)
    try:
        then = _read(earlier)
    except BadRecord as error:
        raise BadRecord(f"the earlier export does not hold: {error}") from error
    if now.verified.crisis != then.verified.crisis:
        raise BadRecord("entry 1: the earlier export is of another crisis")
    return now.verified, _differences(now, then)


def _read(path: Path) -> _Record:
    entries: list[Told] = []
    without: set[int] = set()
    redactions: dict[int, int] = {}
    with opened(path) as (frame, lines):
        checks = Checks(frame)
        for entry, data in lines:
            checks.add(entry, data)
            entries.append(_told(entry))
            if entry.data is None:
                without.add(entry.seq)
            elif entry.kind == EntryRedacted.kind:
                redactions[entry.data["entry"]] = entry.seq
        return _Record(checks.result(), tuple(entries), frozenset(without), redactions)


def _told(entry: Entry) -> Told:
    """What an entry says. Its seals follow from the entries before it too: those of an honest
    entry after a changed one differ, although nobody touched it."""
    return (entry.at, entry.actor, entry.kind, entry.data_digest)


def _differences(now: _Record, then: _Record) -> Differences:
    changed: list[int] = []
    put_in: list[int] = []
    added: list[int] = []
    left_out: list[int] = []
    same = 0
    for old, new in zip(then.entries, now.entries, strict=False):
        if old != new:
            break
        same += 1
    matcher = SequenceMatcher(None, then.entries[same:], now.entries[same:], autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            continue
        before = list(range(same + a + 1, same + b + 1))
        after = list(range(same + c + 1, same + d + 1))
        both = min(len(before), len(after))
        changed += after[:both]
        left_out += before[both:]
        at_the_end = same + b == len(then.entries)
        (added if at_the_end else put_in).extend(after[both:])
    lost = now.without - then.without
    gone = [number for number in sorted(lost) if number <= len(then.entries)]
    return Differences(
        added=tuple(added),
        redacted=tuple((n, now.redactions[n]) for n in gone if n in now.redactions),
        held_back=tuple(n for n in gone if n not in now.redactions),
        changed=tuple(changed),
        put_in=tuple(put_in),
        left_out=tuple(left_out),
    )
