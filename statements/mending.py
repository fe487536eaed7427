"""Better words put in the place of those that a review found."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from statements.findings import Finding


def mend(text: str, findings: Iterable[Finding]) -> str:
    """The text with every proposal taken; what has none stays as it is.

    Of proposals for the same words the first and longest is taken. Sentences for what is missing
    are added at the end, each once.
    """
    proposed = [f for f in findings if f.better is not None and text[f.start : f.end] == f.quote]
    end = len(text) + 1
    inside = sorted((f for f in proposed if f.start < f.end), key=lambda f: (f.start, -f.end))
    taken: list[Finding] = []
    for finding in inside:
        if not taken or finding.start >= taken[-1].end:
            taken.append(finding)
    for finding in reversed(taken):
        if finding.end <= end:
            text = _replaced(text, finding.start, finding.end, finding.better or "")
    for finding in sorted((f for f in proposed if f.start == f.end), key=lambda f: f.code):
        text = _with_sentence(text, finding.better or "")
    return text


def _replaced(text: str, start: int, end: int, better: str) -> str:
    before, after = text[:start], text[end:]
    if better == "":
        return _closed_up(before, after)
    if text[start].isupper():
        better = better[0].upper() + better[1:]
    return before + better + after


_SPACE_BEFORE = regex.compile(r"[ \t\u00a0\u202f]+\Z")
_COMMA_BEFORE = regex.compile(r"(?:[ \t\u00a0\u202f]*[,;:—–-])?[ \t\u00a0\u202f]*\Z")
_LEADING = regex.compile(r"\A[ \t\u00a0\u202f]*[,;:]?[ \t\u00a0\u202f]*")
_SENTENCE_BEGINS = regex.compile(r"(?:\A|[.!?…\n][\"»”')\]]*)\s*\Z")
_STOPS = regex.compile(r"\A[ \u00a0\u202f]*[.!?…]+")


def _closed_up(before: str, after: str) -> str:
    """What stood around words that are gone, with neither two spaces nor two marks."""
    stops = _STOPS.match(after)
    if _SENTENCE_BEGINS.search(before):
        if stops:
            after = after[stops.end() :]
            return before.rstrip(" \t") + after if before.strip() else after.lstrip()
        after = _LEADING.sub("", after)
        return before + after[:1].upper() + after[1:]
    if stops:
        return _COMMA_BEFORE.sub("", before, count=1) + after
    if after[:1] in (",", ";", ":"):
        return _COMMA_BEFORE.sub("", before, count=1) + after
    if after[:1] in ("", "\n", ")"):
        return _SPACE_BEFORE.sub("", before) + after
    if before[-1:].isspace():
        after = after.lstrip(" \t\u00a0\u202f")
    return before + after


def _with_sentence(text: str, sentence: str) -> str:
    if not sentence or sentence in text:
        return text
    body = text.rstrip()
    if not body:
        return sentence
    stop = "" if regex.search(r"[.!?…:][\"»”')\]]*\Z", body) else "."
    return f"{body}{stop} {sentence}{text[len(body) :]}"
