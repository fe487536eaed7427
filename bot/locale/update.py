"""`make words`: brings the catalogues in line with the sentences in the code.

New sentences come in untranslated, those that are gone go out; the header stays as it is.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from bot.locale import CATALOGUES

ROOT = CATALOGUES.parent.parent
SENTENCES = {"t": None, "N_": None, "plural": (1, 2)}
"""The functions that take a sentence, and which of their arguments are sentences."""


def extract() -> Catalog:
    """All sentences in the code, with the files that they stand in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    template = Catalog()
    found = extract_from_dir(ROOT, methods, options, SENTENCES)
    for name, line, sentence, comments, context in sorted(found, key=lambda each: each[:2]):
        locations = [(name, line)]
        template.add(sentence, None, locations, auto_comments=comments, context=context)
    return template


def update(path: Path) -> None:
    """Rewrites one catalogue."""
    old = path.read_text(encoding="utf-8")
    header = old[: old.index("\n\n") + 2]
    catalogue = read_po(BytesIO(old.encode()), locale=path.parent.parent.name)
    catalogue.update(extract(), no_fuzzy_matching=True)
    body = BytesIO()
    write_po(
        body,
        catalogue,
        width=0,
        omit_header=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    path.write_text(header + body.getvalue().decode(), encoding="utf-8")


if __name__ == "__main__":
    for catalogue in sorted(CATALOGUES.glob("*/LC_MESSAGES/cellule.po")):
        update(catalogue)
