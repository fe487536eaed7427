"""From the text of a file to a playbook, or to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.events import PLATFORMS
from bot.playbook import (
    MOST_STEPS,
    LibraryFile,
    LibraryStep,
    Phase,
    Playbook,
    PlaybookFile,
    Title,
    applies,
)
from bot.playbook_problems import ANCHORS, STATEMENTS, Problem, closest, in_words
from bot.playbook_source import Path, Refused, Source, read

RawStep = dict[str, Any]
"""A step as a file has it, before anything is known of it."""
Place = tuple[str, int]
"""A file and a line."""

MOST_PROBLEMS = 200
"""Of one file; whoever has more will look again."""
_WHOLE = ("rule", "role", "title", "help")


@dataclass(frozen=True, slots=True)
class Library:
    """Steps, and the titles of phases, as they are written.

    `places` is where a step's key stands. `broken` are steps that have nothing but a faulty entry.
    """

    steps: dict[str, RawStep] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    phases: dict[str, Any] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()


def is_library(name: str) -> bool:
    """Whether a file of that name holds steps, and no playbook."""
    return name == "steps.yml" or name.startswith("steps-")


def library(
    files: Mapping[str, bytes], under: Library | None = None
) -> tuple[Library, list[Problem]]:
    """What the library files hold, each step in place of the one of that ID `under` them."""
    below = under or Library()
    steps, places, phases = {**below.steps}, {**below.places}, {**below.phases}
    problems: list[Problem] = []
    seen: set[str] = set()
    broken: set[str] = set()
    for name in sorted(filter(is_library, files)):
        file = _File(name, files[name], LibraryFile)
        for path, step in file.steps(()):
            key = step.get("id")
            if not isinstance(key, str):
                continue
            if key in seen:
                file.add((*path, "id"), "same_step", id=key)
            seen.add(key)
            _belongs_together(file, path, step, step)
            if file.is_wrong(path):
                broken.add(key)
                continue
            steps[key] = step
            for part in step:
                places[key, part] = (name, file.line((*path, part)))
        for path, phase in file.mappings(("phases",)):
            if not file.is_wrong(path):
                phases[phase["id"]] = phase["title"]
        problems += file.problems
    return Library(steps, places, phases, frozenset(broken - steps.keys())), problems


def playbook(
    name: str, content: bytes, known: Library, *, ours: bool
) -> tuple[Playbook | None, list[Problem]]:
    """The playbook of a file, unless anything is wrong with it."""
    file = _File(name, content, PlaybookFile)
    if file.data is None:
        return None, file.problems
    whole = _whole_steps(file, known)
    _phases(file, known)
    if isinstance(file.get("id"), str) and f"{file.get('id')}.yml" != name:
        file.add(("id",), "file_id", id=file.get("id"), file=name)
    if file.problems:
        return None, file.problems
    data = PlaybookFile.model_validate(file.data)
    made = Playbook(
        id=data.id,
        severity=data.severity,
        causes=data.causes,
        title=data.title,
        phases=tuple(
            Phase(
                id=phase.id,
                title=phase.title or Title.model_validate(known.phases[phase.id]),
                steps=tuple(LibraryStep.model_validate(whole[step.id]) for step in phase.steps),
            )
            for phase in data.phases
        ),
        approval=data.approval,
        on_request=data.on_request,
        ours=ours,
    )
    for cause in made.causes:
        always = (step.platforms is None and applies(step, cause, PLATFORMS) for step in made.all)
        if not any(always):
            file.add(("causes",), "bare", cause=cause)
    return None if file.problems else made, file.problems


class _File:
    """A file's values and what is wrong with them. Of a refused file there are none."""

    def __init__(self, name: str, content: bytes, model: type[BaseModel]) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.data: Any = None
        self._wrong: set[Path] = set()
        self._source = Source({}, {}, [])
        try:
            self._source = read(content)
        except Refused as refused:
            self.problems.append(Problem(name, refused.line, refused.code, refused.values))
            return
        self.data = self._source.data
        for path, line in self._source.twice:
            self.add(path, "twice_key", at=(name, line), key=path[-1])
        try:
            model.model_validate(self.data)
        except ValidationError as error:
            for each in error.errors(include_url=False):
                # A list whose items are all wrong is not empty for that.
                if each["type"] != "too_short" or not each["input"]:
                    path, code, values = in_words(each)
                    self.add(path, code, **values)

    def add(self, path: Path, code: str, *, at: Place | None = None, **values: Any) -> None:
        """Something is wrong at `path`, or `at` a place in another file."""
        if len(self.problems) < MOST_PROBLEMS:
            self._wrong.add(path)
            short = {k: v[:300] if isinstance(v, str) else v for k, v in values.items()}
            file, line = at or (self.name, self.line(path))
            self.problems.append(Problem(file, line, code, short))

    def is_wrong(self, path: Path) -> bool:
        return len(self.problems) >= MOST_PROBLEMS or any(
            wrong[: len(path)] == path for wrong in self._wrong
        )

    def line(self, path: Path) -> int:
        return self._source.line(path)

    def get(self, key: str) -> Any:
        return self.data.get(key) if isinstance(self.data, dict) else None

    def mappings(self, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The mappings in the list at `path`, if it is one."""
        value = self.data
        for part in path:
            if isinstance(part, int):
                value = value[part]
            else:
                value = value.get(part) if isinstance(value, dict) else None
        for index, one in enumerate(value if isinstance(value, list) else ()):
            if isinstance(one, dict):
                yield (*path, index), one
            elif isinstance(one, str) and path[-1] == "steps":
                yield (*path, index), {"id": one}

    def steps(self, path: Path) -> Iterator[tuple[Path, RawStep]]:
        return self.mappings((*path, "steps"))


def _whole_steps(file: _File, known: Library) -> dict[str, RawStep]:
    """The playbook's steps with what the library adds to them, by ID."""
    whole: dict[str, RawStep] = {}
    paths: dict[str, Path] = {}
    written: dict[str, RawStep] = {}
    count = 0
    for above, _ in file.mappings(("phases",)):
        for path, step in file.steps(above):
            count += 1
            key = step.get("id")
            if not isinstance(key, str):
                continue
            if key in whole:
                file.add(path, "same_step", id=key)
                continue
            merged = {**known.steps.get(key, {}), **step}
            if merged.get("within") is None and "anchor" not in step:
                merged.pop("anchor", None)
            whole[key], paths[key], written[key] = merged, path, step
            _complete(file, path, step, merged, known)
            _belongs_together(file, path, step, merged)
    if count > MOST_STEPS:
        file.add(("phases",), "steps", n=count, most=MOST_STEPS)
    after = {key: _names(step.get("after")) for key, step in whole.items()}

    def place(key: str) -> Place | None:
        return None if "after" in written[key] else known.places.get((key, "after"))

    for key, names in after.items():
        for name in names:
            if name not in whole:
                near = closest(name, whole)
                code = "after_near" if near else "after"
                file.add((*paths[key], "after"), code, at=place(key), id=key, after=name, near=near)
    for circle in _circles(after):
        said = " → ".join((*circle[:10], circle[0] if len(circle) <= 10 else "…"))
        file.add((*paths[circle[0]], "after"), "circle", at=place(circle[0]), circle=said)
    return whole


def _complete(file: _File, path: Path, step: RawStep, merged: RawStep, known: Library) -> None:
    """A step has all that it needs, of its own or from the library."""
    key = step["id"]
    missing = [part for part in _WHOLE if merged.get(part) is None]
    if key in known.broken and missing:
        file.add(path, "broken_step", id=key)
    elif len(missing) == len(_WHOLE) and key not in known.steps:
        near = closest(key, known.steps)
        file.add(path, "no_step_near" if near else "no_step", id=key, near=near)
    else:
        for part in missing:
            file.add((*path, part), "missing", key=part)


def _belongs_together(file: _File, path: Path, step: RawStep, merged: RawStep) -> None:
    """A step's time has an anchor, and its need says which statement."""
    within, anchor, needs = (merged.get(part) for part in ("within", "anchor", "needs"))
    if within is not None and anchor is None:
        file.add((*path, "within"), "no_anchor", id=merged.get("id"), known=ANCHORS)
    elif anchor is not None and within is None:
        file.add((*path, "anchor"), "no_within", id=merged.get("id"))
    if "needs" in step and isinstance(needs, dict):
        stated = needs.get("statement") is not None
        if needs.get("kind") == "statement" and not stated:
            file.add((*path, "needs"), "need_kind", known=STATEMENTS)
        elif needs.get("kind") != "statement" and stated:
            file.add((*path, "needs"), "need_other")


def _phases(file: _File, known: Library) -> None:
    seen: set[str] = set()
    for path, phase in file.mappings(("phases",)):
        key = phase.get("id")
        if not isinstance(key, str):
            continue
        if key in seen:
            file.add((*path, "id"), "same_phase", id=key)
        seen.add(key)
        if phase.get("title") is None and key not in known.phases:
            file.add(path, "no_title", id=key)


def _names(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _circles(after: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Steps that wait for one another; each step is in one circle at most."""
    finished: set[str] = set()
    for start in after:
        trail: list[str] = []
        ahead = [(start, iter(after[start]))] if start not in finished else []
        while ahead:
            key, names = ahead[-1]
            if not trail or trail[-1] != key:
                trail.append(key)
            following = next((one for one in names if one in after and one not in finished), None)
            if following is None:
                finished.add(trail.pop())
                ahead.pop()
            elif following in trail:
                circle = trail[trail.index(following) :]
                yield circle
                finished.update(circle)
            else:
                ahead.append((following, iter(after[following])))
