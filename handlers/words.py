"""The words of `/crisis`: what may follow it, in English and in French."""

from __future__ import annotations

import unicodedata
from typing import Literal

Verb = Literal["help", "list", "status", "note", "fact", "severity", "close", "export"]

_VERBS: dict[str, Verb] = {
    "help": "help",
    "aide": "help",
    "list": "list",
    "liste": "list",
    "status": "status",
    "statut": "status",
    "note": "note",
    "fact": "fact",
    "fait": "fact",
    "severity": "severity",
    "gravité": "severity",
    "gravite": "severity",
    "close": "close",
    "clore": "close",
    "export": "export",
    "exporter": "export",
}
ALONE = {"help", "list", "status", "severity", "close", "export"}
"""Verbs that take nothing after them: more words mean a title that happens to begin so."""


def parse(text: str) -> tuple[Verb | None, str]:
    """The verb, and the rest; no verb where the text says what happened."""
    text = text.strip()
    first = "".join(text.split(maxsplit=1)[:1])
    rest = text[len(first) :].strip()
    # An accent may come as a character of its own.
    verb = _VERBS.get(unicodedata.normalize("NFC", first.lower()))
    if verb is None or (verb in ALONE and rest):
        return None, text
    return verb, rest
