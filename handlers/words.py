"""The words of `/crisis`: what may follow it, in English and in French."""

from __future__ import annotations

import unicodedata
from typing import Literal

Verb = Literal[
    "help",
    "list",
    "drill",
    "status",
    "brief",
    "note",
    "fact",
    "evidence",
    "critics",
    "roles",
    "playbook",
    "update",
    "severity",
    "close",
    "hold",
    "export",
]

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
    "drill": "drill",
    "exercice": "drill",
    "brief": "brief",
    "point": "brief",
    "evidence": "evidence",
    "preuve": "evidence",
    "critics": "critics",
    "critic": "critics",
    "critiques": "critics",
    "critique": "critics",
    "roles": "roles",
    "role": "roles",
    "rôles": "roles",
    "rôle": "roles",
    "playbook": "playbook",
    "plan": "playbook",
    "update": "update",
    "maj": "update",
    "severity": "severity",
    "gravité": "severity",
    "gravite": "severity",
    "close": "close",
    "clore": "close",
    "hold": "hold",
    "conserver": "hold",
    "gel": "hold",
    "export": "export",
    "exporter": "export",
}
TAKES_TEXT = {"note", "fact"}
TAKES_A_LINK = {"evidence", "critics"}
"""Any other verb takes nothing after it: more words mean a title that happens to begin so."""


def parse(text: str) -> tuple[Verb | None, str]:
    """The verb, and the rest; no verb where the text says what happened."""
    text = text.strip()
    first = "".join(text.split(maxsplit=1)[:1])
    rest = text[len(first) :].strip()
    # An accent may come as a character of its own.
    verb = _VERBS.get(unicodedata.normalize("NFC", first.lower()))
    link = rest.lower().startswith(("http://", "https://"))
    if verb is None or not (rest == "" or verb in TAKES_TEXT or (verb in TAKES_A_LINK and link)):
        return None, text
    return verb, rest
