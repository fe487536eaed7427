"""What changed between two versions of a text, word by word.

Styles alone would not do: each change is also told in words, for whoever cannot see them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from rapidfuzz.distance import Indel

from bot.locale import Words
from bot.surfaces.blocks import Block, clip, context, quoted, section

Kind = Literal["same", "out", "in"]
Part = tuple[Kind, str]

_WORD = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_")

AROUND = 120
"""Characters that stay of what did not change, on each side of a change."""
SHOWN = 12_000
"""Characters of a comparison: a form takes 250,000 bytes in all."""
BLOCK = 2_500
TOLD = 20
"""Changes that are told in words."""


def parts(old: str, new: str) -> list[Part]:
    """`new` as it came from `old`. What is `same` or `out` gives `old`, `same` or `in` `new`."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    found: list[Part] = []
    for code in Indel.opcodes(before, after):
        if code.tag == "equal":
            _add(found, "same", before[code.src_start : code.src_end])
        else:
            _add(found, "out", before[code.src_start : code.src_end])
            _add(found, "in", after[code.dest_start : code.dest_end])
    return _merged(found)


def _add(found: list[Part], kind: Kind, tokens: Sequence[str]) -> None:
    if tokens:
        found.append((kind, "".join(tokens)))


def _merged(found: list[Part]) -> list[Part]:
    """The same with changes in one piece where only a space stood between them."""
    merged: list[Part] = []
    out = new = ""
    for index, (kind, text) in enumerate(found):
        between = 0 < index < len(found) - 1 and not text.strip()
        if kind == "out":
            out += text
        elif kind == "in":
            new += text
        elif between and (out or new):
            out, new = out + text, new + text
        else:
            merged += _change(out, new)
            out = new = ""
            merged.append((kind, text))
    return merged + _change(out, new)


def _change(out: str, new: str) -> list[Part]:
    kept: list[Part] = []
    # A space that both sides end with did not change.
    tail = ""
    while out and new and out[-1] == new[-1] and out[-1].isspace():
        tail, out, new = out[-1] + tail, out[:-1], new[:-1]
    if out:
        kept.append(("out", out))
    if new:
        kept.append(("in", new))
    if tail:
        kept.append(("same", tail))
    return kept


def diff_blocks(t: Words, old: str, new: str) -> list[Block]:
    """The comparison: what went out is struck through, what came in is bold; then in words."""
    found = parts(old, new)
    changes = [part for part in found if part[0] != "same"]
    if not changes:
        return [section(t("The words are the same."))]
    return [*_rich(t, found), *_told(t, changes)]


_STYLE: dict[Kind, dict[str, bool]] = {"same": {}, "out": {"strike": True}, "in": {"bold": True}}


def _rich(t: Words, found: list[Part]) -> list[Block]:
    blocks: list[Block] = []
    elements: list[dict[str, Any]] = []
    room, size = SHOWN, 0
    for index, (kind, text) in enumerate(found):
        shown = _shortened(text, index, len(found)) if kind == "same" else text
        shown = clip(shown, max(room, 1))
        room -= len(shown)
        for start in range(0, len(shown), BLOCK):
            piece = shown[start : start + BLOCK]
            if elements and size + len(piece) > BLOCK:
                blocks.append(_section(elements))
                elements, size = [], 0
            element: dict[str, Any] = {"type": "text", "text": piece}
            elements.append(element | ({"style": _STYLE[kind]} if _STYLE[kind] else {}))
            size += len(piece)
        if room <= 0:
            break
    if elements:
        blocks.append(_section(elements))
    if room <= 0:
        blocks.append(context(t("More has changed than a form can show.")))
    return blocks


def _shortened(text: str, index: int, count: int) -> str:
    """What stays the same, around the changes only."""
    head = AROUND if index > 0 else 0
    tail = AROUND if index < count - 1 else 0
    if len(text) <= head + tail + 20:
        return text
    start, end = text[:head], text[len(text) - tail :] if tail else ""
    return f"{start} […] {end}"


def _section(elements: list[dict[str, Any]]) -> Block:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": elements}],
    }


def _told(t: Words, changes: list[Part]) -> list[Block]:
    lines = [
        t("Taken out: “{words}”", words=quoted(text, 200) or "␣")
        if kind == "out"
        else t("Put in: “{words}”", words=quoted(text, 200) or "␣")
        for kind, text in changes[:TOLD]
    ]
    left = len(changes) - TOLD
    if left > 0:
        lines.append(t.plural("and {n} more", "and {n} more", left))
    return [context("\n".join(lines[start : start + 8])) for start in range(0, len(lines), 8)]
