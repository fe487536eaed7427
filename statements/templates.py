"""The templates of the statements: ours, and those that a team puts in their place.

A team's file stands for ours of the same name (`fr/holding.txt.j2`). Whatever is wrong with it,
there is a text: ours, with the reason why.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError, meta

from statements.sandbox import LONGEST, SECONDS, Refused, Sandbox, TooMuch, render
from statements.times import Language

LARGEST = 20_000
"""Bytes of one template file."""
MOST = 200
"""Files that are looked at in a team's folder."""

_FOLDER = Path(__file__).parent / "templates"
OUR_SOURCES: Mapping[str, str] = {
    path.relative_to(_FOLDER).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(_FOLDER.glob("*/*.j2"))
}

What = Literal[
    "folder",
    "stranger",
    "unreadable",
    "too_large",
    "encoding",
    "syntax",
    "refused",
    "unknown",
    "long",
    "work",
    "empty",
    "failed",
]
_SAYS: dict[What, dict[Language, str]] = {
    "folder": {
        "en": "the templates folder cannot be read",
        "fr": "le dossier des modèles est illisible",
    },
    "stranger": {
        "en": "no template of that name is used",
        "fr": "aucun modèle de ce nom n’est utilisé",
    },
    "unreadable": {
        "en": "the file cannot be read",
        "fr": "le fichier est illisible",
    },
    "too_large": {
        "en": f"the file is larger than {LARGEST // 1000} kB",
        "fr": f"le fichier dépasse {LARGEST // 1000}\u00a0ko",
    },
    "encoding": {"en": "the file is not UTF-8", "fr": "le fichier n’est pas en UTF-8"},
    "syntax": {"en": "the syntax is wrong", "fr": "la syntaxe est fausse"},
    "refused": {"en": "not allowed in a template", "fr": "interdit dans un modèle"},
    "unknown": {"en": "a name is not known", "fr": "un nom est inconnu"},
    "long": {
        "en": f"the text is longer than {LONGEST:,} characters",
        "fr": f"le texte dépasse {LONGEST // 1000}\u00a0000\u00a0caractères",
    },
    "work": {"en": "the template takes too long", "fr": "le modèle demande trop de temps"},
    "empty": {"en": "it says nothing for this situation", "fr": "il ne dit rien dans ce cas"},
    "failed": {"en": "it fails", "fr": "il échoue"},
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a template file. `detail` is in the words of whoever refused it."""

    file: str
    what: What
    line: int | None = None
    detail: str | None = None

    def why(self, language: Language) -> str:
        """What is wrong, without the file and the line."""
        between = "\u00a0: " if language == "fr" else ": "
        return _SAYS[self.what][language] + (f"{between}{self.detail}" if self.detail else "")

    def say(self, language: Language) -> str:
        """One plain line that names the file."""
        between = "\u00a0: " if language == "fr" else ": "
        line = f", {'ligne' if language == 'fr' else 'line'} {self.line}" if self.line else ""
        return f"{self.file}{line}{between}{self.why(language)}"


class Broken(Exception):
    """A template gives no text."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.say("en"))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Rendered:
    """`ours`: no file of the team is in it. `problem`: why the team's own could not be used."""

    text: str
    ours: bool
    problem: Problem | None = None


class Templates:
    """The templates in use: ours, and over them the files of a team's folder, read once."""

    def __init__(self, folder: Path | None = None) -> None:
        self.theirs: dict[str, str] = {}
        self.problems: dict[str, Problem] = {}
        """By file: what kept it from being read. "" stands for the folder."""
        if folder is not None:
            self._read(folder)
        self._sandbox = Sandbox({**OUR_SOURCES, **self.theirs})
        self._used = {name: self._closure(name) for name in OUR_SOURCES}

    def render(self, name: str, values: Mapping[str, Any]) -> Rendered:
        """The text of a template for the team, ours where theirs is broken.

        Raises:
            Broken: our own template is.
        """
        problem = self._unread(name)
        if problem is None and self._used[name] & self.theirs.keys():
            try:
                return Rendered(self.text(name, values), ours=False)
            except Broken as broken:
                problem = broken.problem
        return Rendered(_text(_OURS, name, values, None), ours=True, problem=problem)

    def text(self, name: str, values: Mapping[str, Any]) -> str:
        """The text of a template as it is in use.

        Raises:
            Broken: it gives none.
        """
        return _text(self._sandbox, name, values, SECONDS, self.theirs)

    def files_of(self, name: str) -> frozenset[str]:
        """The files that a template is made of."""
        return self._used[name]

    def _unread(self, name: str) -> Problem | None:
        for file in ("", name, *sorted(self._used[name])):
            if file in self.problems:
                return self.problems[file]
        return None

    def _closure(self, name: str) -> frozenset[str]:
        """The files that a template is made of. One with wrong syntax is made of itself."""
        found: set[str] = set()
        ahead = [name]
        while ahead:
            file = ahead.pop()
            if file in found or file not in OUR_SOURCES:
                continue
            found.add(file)
            try:
                tree = self._sandbox.parse(self.theirs.get(file, OUR_SOURCES[file]))
            except (TemplateSyntaxError, RecursionError):
                continue
            ahead += [name for name in meta.find_referenced_templates(tree) if name]
        return frozenset(found)

    def _read(self, folder: Path) -> None:
        try:
            if not folder.is_dir():
                raise NotADirectoryError
            found = (path for pattern in ("*", "*/*") for path in folder.glob(pattern))
            names = {
                path.relative_to(folder).as_posix()
                for path in islice(found, MOST)
                if not path.is_dir() and not path.name.startswith(".")
            }
        except OSError:
            self.problems[""] = Problem(str(folder), "folder")
            return
        for name in names - OUR_SOURCES.keys():
            self.problems[name] = Problem(name, "stranger")
        for name in names & OUR_SOURCES.keys():
            read = _read(folder / name, name)
            if isinstance(read, Problem):
                self.problems[name] = read
            else:
                self.theirs[name] = read


def _read(path: Path, name: str) -> str | Problem:
    try:
        if not path.is_file():
            return Problem(name, "unreadable")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        return Problem(name, "unreadable")
    if len(content) > LARGEST:
        return Problem(name, "too_large")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Problem(name, "encoding")


def _text(
    sandbox: Sandbox,
    name: str,
    values: Mapping[str, Any],
    seconds: float | None,
    theirs: Collection[str] = (),
) -> str:
    def at(error: BaseException, what: What, detail: str | None = None) -> Problem:
        """The problem, at the last line of a file of theirs (else ours) that it came from."""
        file, line = name, None
        for frame, number in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename in (theirs or OUR_SOURCES):
                file, line = frame.f_code.co_filename, number
        return Problem(file, what, line, detail[:200] if detail else None)

    try:
        text = _reflow(render(sandbox.get_template(name), values, seconds))
    except Refused as refused:
        problem = Problem(refused.file or name, "refused", refused.line, refused.what)
        raise Broken(problem) from refused
    except TooMuch as much:
        raise Broken(at(much, much.what)) from much
    except RecursionError as error:
        raise Broken(at(error, "work")) from error
    except TemplateSyntaxError as error:
        file = error.name or name
        raise Broken(Problem(file, "syntax", error.lineno, error.message)) from error
    except UndefinedError as error:
        raise Broken(at(error, "unknown", error.message)) from error
    # Whatever else a template of theirs can do wrong must not stop a crisis.
    except Exception as error:
        detail = error.message if isinstance(error, TemplateError) else str(error)
        raise Broken(at(error, "failed", detail)) from error
    if not text:
        raise Broken(Problem(name, "empty"))
    return text


def _reflow(text: str) -> str:
    """Paragraphs on a line each. Only plain spaces fold: no-break ones are part of the text."""
    paragraphs = (
        " ".join(filter(None, (line.strip(" \t\r") for line in paragraph.split("\n"))))
        for paragraph in re.split(r"\n[ \t\r]*\n", text)
    )
    return "\n\n".join(re.sub(" {2,}", " ", paragraph) for paragraph in paragraphs if paragraph)


_OURS = Sandbox(OUR_SOURCES)
OURS = Templates()
