"""A canvas as the sections that Slack's methods name: parts of Markdown between empty lines."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_PARTS = re.compile(r"\n\s*\n")
_HEADING = re.compile(r"(#{1,3}) ")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a canvas. `kind` is "h1", "h2" or "h3" for a heading, else ""."""

    id: str
    text: str
    kind: str


def sections(canvas_id: str, markdown: str) -> list[Section]:
    """The sections of a canvas, with ids of Slack's form, which change with their content."""
    found = []
    for number, text in enumerate(part for part in _PARTS.split(markdown) if part.strip()):
        seed = f"{canvas_id}/{number}/{text}"
        heading = _HEADING.match(text)
        found.append(
            Section(
                id=f"temp:C:{hashlib.sha256(seed.encode()).hexdigest()[:28]}",
                text=text,
                kind=f"h{len(heading[1])}" if heading else "",
            )
        )
    return found


def joined(parts: list[str]) -> str:
    """Markdown of these sections."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())
