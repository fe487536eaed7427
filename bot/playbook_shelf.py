"""The playbooks in use: ours, and over them those of a team's folder.

A team's file stands for ours of the same name; a step in its library for ours of the same ID.
Whatever is wrong with a file, there is a plan: ours, with the reason why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from bot.events import Cause, Language, Platform, PlaybookAdopted, Severity
from bot.playbook import Playbook
from bot.playbook_files import Library, is_library, library, playbook
from bot.playbook_problems import Problem
from bot.playbook_source import LARGEST

FOLDER = Path(__file__).parent / "playbooks"
MOST_FILES = 80
"""Playbooks and library files that are read of a team's folder."""


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What a folder gives. `named` is by ID."""

    files: dict[str, bytes]
    library: Library
    named: dict[str, Playbook]
    problems: tuple[Problem, ...]


def _filled(files: dict[str, bytes], under: _Shelf | None) -> _Shelf:
    known, problems = library(files, under.library if under else None)
    below = under.files if under else {}
    named: dict[str, Playbook] = {}
    for name in sorted({**below, **files}):
        if is_library(name):
            continue
        stem, theirs = name.removesuffix(".yml"), name in files
        if under and not theirs and known == under.library:
            named[stem] = under.named[stem]
            continue
        content = files[name] if theirs else below[name]
        made, wrong = playbook(name, content, known, ours=not theirs or under is None)
        problems += wrong
        if made is not None:
            named[stem] = made
        elif under and stem in under.named:
            named[stem] = under.named[stem]
    return _Shelf({**below, **files}, known, named, tuple(problems))


class Playbooks:
    """The playbooks of a team: read when they are first asked for, and again when a file changes."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._seen: object = None
        self._shelf: _Shelf | None = None
        self._plans: dict[object, PlaybookAdopted] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong in the team's folder, file by file."""
        return _in_order(self._now().problems)

    def names(self) -> tuple[str, ...]:
        """The IDs of all playbooks."""
        return tuple(self._now().named)

    def named(self, playbook_id: str) -> Playbook | None:
        return self._now().named.get(playbook_id)

    def chosen(self, severity: Severity, cause: Cause) -> Playbook:
        """The playbook of a severity and a cause: the team's of that name, else the first of
        theirs that is for both, else ours."""
        named, usual = self._now().named, f"{cause}-{severity}"
        theirs = sorted((one for one in named.values() if not one.ours), key=lambda one: one.id)
        for one in sorted(theirs, key=lambda one: one.id != usual):
            if one.severity == severity and cause in one.causes and not one.on_request:
                return one
        ours = named.get(usual)
        return ours if ours and ours.ours else _ours().named[usual]

    def plan(
        self, severity: Severity, cause: Cause, platforms: tuple[Platform, ...], language: Language
    ) -> PlaybookAdopted:
        """The plan that a crisis adopts; crises alike share it."""
        self._now()
        asked = (severity, cause, platforms, language)
        if asked not in self._plans:
            one = self.chosen(severity, cause)
            trouble = self.trouble(f"{cause}-{severity}", one, language)
            self._plans[asked] = one.adopted(cause, platforms, language, trouble=trouble)
        return self._plans[asked]

    def trouble(self, wanted: str, given: Playbook, language: Language) -> str | None:
        """Why `given` is not what the team's files say of the playbook `wanted`."""
        ours = _ours().files
        for problem in self.problems:
            file = problem.file
            stranger = file not in ours and not is_library(file)
            if file == f"{wanted}.yml" or is_library(file) or (stranger and given.ours):
                return problem.say(language)
        return None

    def _now(self) -> _Shelf:
        if self._folder is None:
            return _ours()
        seen = _signature(self._folder)
        if self._shelf is None or seen != self._seen:
            files, problems = _read(self._folder)
            shelf = _filled(files, _ours())
            self._shelf = _Shelf(
                shelf.files, shelf.library, shelf.named, (*problems, *shelf.problems)
            )
            self._seen, self._plans = seen, {}
        return self._shelf


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda one: (one.file, one.line or 0, str(one))))


@cache
def _ours() -> _Shelf:
    """What the app ships. Tests hold that nothing is wrong with it."""
    files, problems = _read(FOLDER)
    shelf = _filled(files, None)
    if problems or shelf.problems:
        raise ValueError("; ".join(map(str, (*problems, *shelf.problems))))
    return shelf


def _files(folder: Path) -> Iterator[Path]:
    """Files that may be playbooks, in order. Hidden ones are an editor's."""
    for path in sorted(folder.iterdir()):
        if path.suffix in (".yml", ".yaml") and not path.name.startswith("."):
            yield path


def _signature(folder: Path) -> object:
    """What changes when a file does."""
    try:
        return tuple(map(_stamp, islice(_files(folder), MOST_FILES + 1)))
    except OSError as error:
        return error.errno


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        stat = path.stat()
    except OSError:
        return (path.name, 0, 0)
    return (path.name, stat.st_mtime_ns, stat.st_size)


def _read(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    try:
        found = list(islice(_files(folder), MOST_FILES + 1))
    except OSError:
        return {}, [Problem(str(folder), None, "folder")]
    for path in found:
        if path.suffix == ".yaml":
            problems.append(Problem(path.name, None, "ending"))
        elif len(files) == MOST_FILES:
            problems.append(Problem(path.name, None, "many", {"most": MOST_FILES}))
        else:
            try:
                if not path.is_file():
                    raise IsADirectoryError
                with path.open("rb") as file:
                    files[path.name] = file.read(LARGEST + 1)
            except OSError:
                problems.append(Problem(path.name, None, "unreadable"))
    return files, problems


OURS = Playbooks()


def check(folder: Path | None) -> tuple[Problem, ...]:
    """All that is wrong with the playbooks of a folder; `None` stands for ours."""
    if folder is not None:
        return Playbooks(folder).problems
    files, problems = _read(FOLDER)
    return _in_order((*problems, *_filled(files, None).problems))
