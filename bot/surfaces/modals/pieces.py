"""A text over several fields: each holds 3,000 characters, and none is lost between them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.surfaces.modals.form import INPUT_TEXT

FILLED = 2_500
"""Characters in one of several fields, so that there is room to write in each."""

JOINT = "\n\n"
"""What stands between what people write into two fields."""


def split(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields' texts, and what stands between each and the next.

    Cut between paragraphs where there are any, else between lines, words, or anywhere. Where
    the last field is nearly full, an empty one follows.
    """
    pieces: list[str] = []
    joints: list[str] = []
    rest = text
    while width(rest) > (FILLED if pieces else INPUT_TEXT):
        end, joint = _cut(rest)
        pieces.append(rest[:end])
        joints.append(joint)
        rest = rest[end + len(joint) :]
    pieces.append(rest)
    if width(rest) > FILLED:
        pieces.append("")
        joints.append(JOINT)
    return tuple(pieces), tuple(joints)


def join(pieces: Sequence[str], joints: Sequence[str]) -> str:
    """The text of the fields; one that was emptied leaves nothing behind."""
    text = ""
    for index, piece in enumerate(pieces):
        if piece:
            joint = joints[index - 1] if index and text else ""
            text += joint + piece
    return text


def width(text: str) -> int:
    """Characters as Slack's fields count them: an emoji may be two."""
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str) -> tuple[int, str]:
    """Where the first field ends, and what stands between it and the next."""
    # The longest beginning that fits.
    end = len(text.encode("utf-16-le")[: 2 * FILLED].decode("utf-16-le", errors="ignore"))
    for joint in ("\n\n", "\n", " "):
        at = text.rfind(joint, 1, end)
        if at > 0 and text[:at].strip() and text[at + len(joint) :].strip():
            return at, joint
    return end, ""
