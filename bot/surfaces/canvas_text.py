"""The Markdown of a canvas, in which nothing that people wrote is obeyed.

What Slack's canvases take: https://docs.slack.dev/surfaces/canvases. People are mentioned as
`![](@U1)`; lists are flat, since Slack refuses some things inside of others.
"""

from __future__ import annotations

import re

from bot.chain import APP
from bot.surfaces.blocks import clip

LONGEST = 1_048_576
"""Characters of a canvas: https://docs.slack.dev/reference/methods/canvases.edit"""

LINK = 500
"""Characters of an address that is linked."""

_MARKS = re.compile(r"[\\`*_\[\]<>#|~]|&(?=#?\w+;)|:(?=//|[\w+'-]+:)")
_START = re.compile(r"^(\d*)([-+=.)])")
_UNSAFE = re.compile(r"[\s<>()\[\]\\`|\"*_~^{}\x00-\x1f\x7f]")
_USER = re.compile(r"[UW][A-Z0-9]+")


def text(said: str, limit: int = 200) -> str:
    """What a person wrote, on one line: neither headings nor mentions nor links come of it."""
    line = _MARKS.sub(r"\\\g<0>", clip(" ".join(said.split()), limit))
    # What would begin a list or a rule, and an address that needs no more than its first word.
    line = _START.sub(r"\1\\\2", line)
    return re.sub(r"(?i)\b(www)\.", r"\1\\.", line)


def quotation(said: str, limit: int) -> list[str]:
    """What was said, its lines below one another, as a quotation."""
    lines = [text(line, limit) for line in clip(said, limit).splitlines() if line.strip()]
    return [part for line in lines for part in (f"> {line}", ">")][:-1]


def link(url: str, label: str) -> str:
    """An address under a label of ours; the label alone where it is too long or is none."""
    safe = _UNSAFE.sub(lambda found: _percent(found[0]), url)
    if not url.startswith(("https://", "http://")) or len(safe) > LINK:
        return label
    return f"[{label}]({safe})"


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def person(user: str | None) -> str:
    """A mention; the app by its name."""
    if user is None or user == APP:
        return "Cellule"
    return f"![](@{user})" if _USER.fullmatch(user) else text(user)
