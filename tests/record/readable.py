"""Readable records in tests: made from a history in memory, and what of a text a reader sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.chain import Entry
from bot.record import Gatherer, Reader, TextFormat, View, export
from tests.strategies import SIGNER, History

ISOLATES = re.compile("[\u2068\u2069]")


def made(history: History, form: TextFormat, reader: Reader | None = None) -> str:
    """A history as a file of text."""
    return export(history.entries, form, SIGNER, reader).content.decode()


def view_of(history: History | Sequence[Entry], reader: Reader | None = None) -> View:
    """What a reader sees of a history."""
    gatherer = Gatherer(reader or Reader())
    for entry in history.entries if isinstance(history, History) else history:
        gatherer.add(entry)
    return gatherer.view(SIGNER)


def seen(text: str) -> str:
    """A text as it is to be seen: with a mark for each character that has no shape, or that turns
    what follows it."""
    return "".join("\ufffd" if _shapeless(one) else one for one in text)


def _shapeless(one: str) -> bool:
    if one in "\t\n\r":
        return False
    turns = unicodedata.bidirectional(one) in {"LRE", "RLE", "LRO", "RLO", "PDF"}
    isolates = unicodedata.bidirectional(one) in {"LRI", "RLI", "FSI", "PDI"}
    return unicodedata.category(one) in {"Cc", "Cs"} or one in "\ufffe\uffff" or turns or isolates


def words_of(text: str) -> list[str]:
    """The words that a reader sees, without what keeps a text's direction to itself."""
    return ISOLATES.sub("", text).split()


def typed(text: str) -> list[str]:
    """The words of what somebody typed, as a reader is to see them."""
    return seen(text).split()
