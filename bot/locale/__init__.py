"""The words that people see, in French and in English.

English is written in the code, as gettext's message IDs; the other languages are
catalogues beside this file, `<language>/LC_MESSAGES/cellule.po`.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from bot.events import Language

CATALOGUES = Path(__file__).parent


class Words:
    """A language's words: call it with the English sentence and what fills its gaps."""

    def __init__(self, language: Language, catalogue: NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, sentence: str, /, **values: Any) -> str:
        return self._catalogue.gettext(sentence).format(**values)

    def plural(self, one: str, many: str, n: int, /, **values: Any) -> str:
        """The form that the language has for `n`, which fills `{n}`."""
        return self._catalogue.ngettext(one, many, n).format(n=n, **values)


def N_(sentence: str) -> str:
    """Marks a sentence for the catalogues where it is only translated later."""
    return sentence


@cache
def words(language: Language) -> Words:
    """The words of a language."""
    path = CATALOGUES / language / "LC_MESSAGES" / "cellule.po"
    if not path.exists():
        return Words(language, NullTranslations())
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Words(language, Translations(compiled, domain="cellule"))
