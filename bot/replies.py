"""All that a crisis says to its critics, to find what is too like it.

The index of a crisis is kept and brought up to date with what changed, since a board may hold
thousands of replies. It follows from the crisis alone: it can be thrown away at any time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.events import LANGUAGES, Language
from statements.similarity import TOO_ALIKE, Replies
from statements.tongue import tongue

if TYPE_CHECKING:
    from bot.crisis import Crisis

KEPT = 16
"""Crises whose index stays in memory."""
ANSWERS = 256
"""Answers that an index remembers until a reply changes."""


AT_ONCE = 50
"""Replies that are read before others get their turn."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Another reply and how like it a text is, from 0 to 1. `source` names it, such as
    `critic:k12` or `statement:reply`."""

    source: str
    text: str
    likeness: float

    @property
    def too_much(self) -> bool:
        return self.likeness >= TOO_ALIKE

    @property
    def percent(self) -> int:
        return int(100 * self.likeness)


@dataclass(slots=True)
class _Index:
    """`seen` is what it was last brought up to: the very dictionaries of the crisis."""

    seen: tuple[object, object] = (None, None)
    texts: dict[str, tuple[Language, str]] = field(default_factory=dict)
    replies: dict[Language, Replies] = field(
        default_factory=lambda: {language: Replies(language) for language in LANGUAGES}
    )
    answers: dict[tuple[str, Language, str], Alike | None] = field(default_factory=dict)

    def put(self, source: str, text: str, language: Language) -> None:
        self.drop(source)
        self.texts[source] = (language, text)
        self.replies[language].add(source, text)

    def drop(self, source: str) -> None:
        known = self.texts.pop(source, None)
        if known is not None:
            self.replies[known[0]].remove(source)


_indices: OrderedDict[str, _Index] = OrderedDict()


def closest(crisis: Crisis, text: str, language: Language, but: str) -> Alike | None:
    """The reply of the crisis, drafted or sent, that `text` is most like; `but` is the source of
    the text itself."""
    catch_up(crisis)
    index, asked = _indices[crisis.id], (text, language, but)
    if asked not in index.answers:
        if len(index.answers) >= ANSWERS:
            index.answers.clear()
        found = index.replies[language].closest(text, but)
        index.answers[asked] = (
            None if found is None else Alike(found[0], index.texts[found[0]][1], found[1])
        )
    return index.answers[asked]


def catch_up(crisis: Crisis, most: int | None = None) -> bool:
    """Brings the index up to the crisis, `most` new replies at a time; whether it is through."""
    index = _indices.setdefault(crisis.id, _Index())
    _indices.move_to_end(crisis.id)
    while len(_indices) > KEPT:
        _indices.popitem(last=False)
    now = (crisis.critics, crisis.statements)
    if index.seen[0] is now[0] and index.seen[1] is now[1]:
        return True
    wanted = _said(crisis)
    changed = [s for s, text in wanted.items() if index.texts.get(s, ("", None))[1] != text]
    gone = index.texts.keys() - wanted.keys()
    if changed or gone:
        index.answers.clear()
    for source in gone:
        index.drop(source)
    for source in changed if most is None else changed[:most]:
        index.put(source, wanted[source], _language(crisis, source, wanted[source]))
    if most is not None and len(changed) > most:
        return False
    index.seen = now
    return True


def catching_up(crisis: Crisis) -> Iterator[None]:
    """The same a little at a time: after a start there may be thousands of replies to read, and
    others want their turn in between."""
    while not catch_up(crisis, AT_ONCE):
        yield


def _said(crisis: Crisis) -> dict[str, str]:
    """Every reply of the crisis, by what names it."""
    said = {}
    for critic in crisis.critics.values():
        text = critic.answer or critic.draft
        if text and critic.state != "set_aside":
            said[f"critic:{critic.id}"] = text
    for statement in crisis.statements.values():
        if statement.kind == "reply":
            said[f"statement:{statement.id}"] = statement.text
    return said


def _language(crisis: Crisis, source: str, text: str) -> Language:
    kind, _, key = source.partition(":")
    return crisis.statements[key].language if kind == "statement" else tongue(text, crisis.language)
