"""Statements and findings as JSON: what `app.py review` reads and writes, and the corpus."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from statements import platforms
from statements.findings import KINDS, LANGUAGES, Context, Fact, Finding, Language
from statements.review import review, why

_KNOWN = ("platform", "cause", "severity", "facts", "withdrawn", "evidence", "replies", "names")


class BadRecord(ValueError):
    """Says what is wrong with a record."""


@dataclass(frozen=True, slots=True)
class Record:
    """A text to review."""

    id: str
    language: Language
    kind: str
    text: str
    context: Context


def record(data: Any, language: str | None = None, kind: str | None = None) -> Record:
    """Reads `{"id", "lang", "kind", "text"}` and what a context may have beside.

    `language` and `kind` stand in where the record has none. Raises BadRecord.
    """
    if not isinstance(data, dict):
        raise BadRecord("an object is expected")
    id = data.get("id")
    if not isinstance(id, str | int) or isinstance(id, bool):
        raise BadRecord("id is missing")
    text = data.get("text")
    if not isinstance(text, str):
        raise BadRecord("text is missing")
    found: Language = _one_of(data, "lang", LANGUAGES, language)
    return Record(str(id), found, _one_of(data, "kind", KINDS, kind), text, context(data))


def context(data: Mapping[str, Any]) -> Context:
    """Reads platform, cause, severity, facts, evidence, replies and names. Raises BadRecord."""
    platform = _text(data, "platform")
    if platform is not None and platform not in platforms.PLATFORMS:
        raise BadRecord(f"platform “{platform}” is none of {', '.join(platforms.PLATFORMS)}")
    return Context(
        platform=platform,
        cause=_text(data, "cause"),
        severity=_text(data, "severity"),
        facts=_facts(data, "facts"),
        withdrawn=_facts(data, "withdrawn"),
        evidence=_texts(data, "evidence"),
        replies=_texts(data, "replies"),
        names=_texts(data, "names"),
    )


def known(data: Any, platform: str | None) -> Context:
    """Reads what is known beside a text: a list of facts, or an object. Raises BadRecord."""
    if isinstance(data, list):
        data = {"facts": data}
    if not isinstance(data, dict):
        raise BadRecord("a list of facts, or an object with facts, is expected")
    for key in data:
        if key not in _KNOWN:
            raise BadRecord(f"no such key: {key}; there are {', '.join(_KNOWN)}")
    return context({**data, "platform": platform or data.get("platform")})


def answer(line: str, language: str | None = None, kind: str | None = None) -> str:
    """The codes of one line of JSON, as a line of JSON. Raises BadRecord."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"no JSON: {error}") from None
    asked = record(data, language, kind)
    found = review(asked.text, asked.language, asked.kind, asked.context)
    faults = sorted({finding.code for finding in found})
    return json.dumps({"id": data["id"], "faults": faults})


def as_data(finding: Finding, language: Language) -> dict[str, Any]:
    """A finding as JSON has it; `why` is in the language given."""
    return {
        "code": finding.code,
        "weight": finding.weight,
        "start": finding.start,
        "end": finding.end,
        "quote": finding.quote,
        "rule": finding.rule,
        "why": why(finding, language),
        "better": finding.better,
    }


def _one_of(data: Mapping[str, Any], key: str, known: tuple[str, ...], default: str | None) -> Any:
    value = data.get(key, default)
    if value is None:
        raise BadRecord(f"{key} is missing")
    if value not in known:
        raise BadRecord(f"{key} “{value}” is none of {', '.join(known)}")
    return value


def _text(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise BadRecord(f"{key}: a text is expected")
    return value


def _texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = data.get(key) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadRecord(f"{key}: a list of texts is expected")
    return tuple(values)


def _facts(data: Mapping[str, Any], key: str) -> tuple[Fact, ...]:
    return tuple(Fact(f"{key}-{n}", claim) for n, claim in enumerate(_texts(data, key), 1))
