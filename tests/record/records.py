"""Exported records in tests: held against their schema, and sealed anew by somebody dishonest."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from jsonschema import Draft202012Validator

from bot.chain import GENESIS, Entry, data_digest, entry_hash
from bot.record.schema import PATH

SCHEMA = json.loads(PATH.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def fits(content: bytes) -> Any:
    """The values of an exported record, after a look that they fit the published schema."""
    record = json.loads(content)
    for error in VALIDATOR.iter_errors(record):
        raise AssertionError(f"{error.json_path}: {error.message}")
    return record


def sealed_anew(entries: Iterable[Entry]) -> list[Entry]:
    """The entries as if they had been written so: numbers, digests and hashes all right."""
    sealed: list[Entry] = []
    for number, entry in enumerate(entries, 1):
        digest = entry.data_digest
        if entry.data is not None and entry.salt is not None:
            digest = data_digest(entry.salt, entry.data)
        anew = replace(
            entry,
            seq=number,
            prev=sealed[-1].hash if sealed else GENESIS,
            data_digest=digest,
        )
        seals = {
            name: getattr(anew, name)
            for name in ("crisis", "seq", "at", "actor", "kind", "data_digest", "prev")
        }
        sealed.append(replace(anew, hash=entry_hash(**seals)))
    return sealed
