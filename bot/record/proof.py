"""What verify says: which key signed, what was redacted, what changed since an earlier export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.record.compare import Differences
from bot.record.verify import BadRecord, Verified


def pinned(found: Verified, key: str | None, stamp: str | None) -> None:
    """Holds a record against what somebody knows of it from elsewhere.

    Args:
        key: the fingerprint of a key that must have signed the file, or introduced the one that did.
        stamp: a hash that one of its entries must have.

    Raises:
        BadRecord: it is another.
    """
    if key is not None and key.lower() not in (found.key, found.first_key):
        raise BadRecord(f"before entry 1: was signed with {found.key or 'no key'}, not {key}")
    if stamp is not None and stamp.lower() not in found.hashes:
        raise BadRecord(f"entry {found.entries}: no entry up to here has the hash {stamp}")


def about(found: Verified) -> Iterator[str]:
    """What else there is to know of a record that holds."""
    if found.key is None:
        yield "not signed: made by a version that did not sign files"
    elif found.first_key == found.key:
        yield f"signed with {found.key}"
    else:
        yield f"signed with {found.key}, which goes back to {found.first_key}"
    if found.signed:
        yield f"the chain was signed as of {_entries(found.signed)}"
    if found.backwards:
        yield (
            f"the clock ran backwards before {_entries(found.backwards)}: the order is the chain's, "
            "the times are the clock's"
        )
    if found.redacted:
        yield f"redacted: {_entries(found.redacted)}"
    if found.withheld:
        yield f"made for a reader ({found.filter}): the words of {found.withheld} entries are left out"


def differences(found: Differences) -> Iterator[str]:
    """A line for each kind of difference; none where there is none."""
    if found.changed:
        yield f"changed: {_entries(found.changed)}"
    if found.put_in:
        yield f"put in: {_entries(found.put_in)}"
    if found.left_out:
        yield f"left out: {_entries(found.left_out)} of the earlier export"
    for entry, by in found.redacted:
        yield f"redacted: entry {entry}, by entry {by}"
    if found.held_back:
        yield f"left out for this reader: the words of {_entries(found.held_back)}"
    if found.added:
        yield f"added: {_entries(found.added)}"
    if found == Differences((), (), (), (), (), ()):
        yield "nothing has changed since"


def _entries(numbers: Iterable[int]) -> str:
    """`entry 4`, `entries 4, 7 to 9`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    named = ", ".join(f"{a}" if a == b else f"{a} to {b}" for a, b in runs)
    single = len(runs) == 1 and runs[0][0] == runs[0][1]
    return f"entry {named}" if single else f"entries {named}"
