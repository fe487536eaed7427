"""Scenarios to rehearse, as data: `drills/<name>.yml`, in French and English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot import events
from bot.events import Cause, InjectKind, Language, Platform, Severity, Targets, Tone

FOLDER = Path(__file__).parent / "drills"
DEFAULTS = Targets()
NAME = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Part):
    fr: str = Field(min_length=1, max_length=1000)
    en: str = Field(min_length=1, max_length=1000)

    def in_(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en


class Complaint(_Part):
    """Somebody who writes in public, and so appears on the board of critics."""

    handle: str = Field(min_length=1, max_length=100)
    platform: Platform
    said: Text
    reach: int = Field(default=0, ge=0)
    tone: Tone = "neutral"


class PlannedInject(_Part):
    """`after` counts minutes from the opening; `who` is who says it."""

    id: str = Field(pattern=NAME, max_length=40)
    after: int = Field(ge=0, le=240)
    kind: InjectKind
    who: Text
    text: Text
    critics: tuple[Complaint, ...] = Field(default=(), max_length=50)


class OwnTargets(_Part):
    """Where a scenario means to reach something else than the workspace does."""

    first_word: int | None = Field(default=None, gt=0)
    approval: int | None = Field(default=None, gt=0)
    evidence: int | None = Field(default=None, gt=0)
    facts: int | None = Field(default=None, gt=0)
    critics: int | None = Field(default=None, ge=0, le=100)


class Scenario(_Part):
    """A crisis to rehearse. `since` counts minutes between the bad post and the opening;
    `company` is the invented one that the team speaks for, none for its own."""

    title: Text
    about: Text
    """What the team rehearses with it, in a sentence."""
    what: Text
    """How the crisis opens."""
    company: str | None = Field(default=None, min_length=1, max_length=100)
    platforms: tuple[Platform, ...] = Field(min_length=1)
    cause: Cause
    severity: Severity
    since: int = Field(ge=0, le=1440)
    targets: OwnTargets = OwnTargets()
    injects: tuple[PlannedInject, ...] = Field(min_length=1, max_length=40)

    @model_validator(mode="after")
    def _inject_ids_are_unique(self) -> Scenario:
        ids = [inject.id for inject in self.injects]
        twice = {inject for inject in ids if ids.count(inject) > 1}
        if twice:
            raise ValueError(f"injects with the same id: {', '.join(sorted(twice))}")
        return self

    @property
    def minutes(self) -> int:
        """Until its last inject."""
        return max(inject.after for inject in self.injects)


class BadScenario(Exception):
    """A file that cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The scenarios by name, and what is wrong with the files that are none."""

    scenarios: dict[str, Scenario]
    faults: tuple[str, ...] = ()


def planned(
    name: str,
    scenario: Scenario,
    language: Language,
    *,
    pace: int = 1,
    targets: Targets = DEFAULTS,
) -> events.DrillPlanned:
    """What a drill with this scenario has in store. `targets` are the workspace's own."""
    own = scenario.targets.model_dump(exclude_none=True)
    return events.DrillPlanned(
        scenario=name,
        title=scenario.title.in_(language),
        injects=tuple(
            events.Inject(
                id=inject.id,
                after=inject.after,
                what=inject.kind,
                source=inject.who.in_(language),
                text=inject.text.in_(language),
                critics=tuple(_listed(inject, language)),
            )
            for inject in sorted(scenario.injects, key=lambda inject: inject.after)
        ),
        targets=targets.model_copy(update=own),
        pace=pace,
        company=scenario.company,
    )


def _listed(inject: PlannedInject, language: Language) -> Iterable[events.ListedCritic]:
    for number, complaint in enumerate(inject.critics, start=1):
        yield events.ListedCritic(
            id=f"{inject.id}-{number}",
            platform=complaint.platform,
            handle=complaint.handle,
            said=complaint.said.in_(language),
            reach=complaint.reach or None,
            tone=complaint.tone,
        )


def shelf(own: Path | None = None) -> Shelf:
    """Our scenarios and those of a team's `own` folder, which go before ours of the same name."""
    found = dict(_of(FOLDER)[0])
    theirs, faults = _of(own) if own is not None else ({}, [])
    found |= theirs
    return Shelf(dict(sorted(found.items())), tuple(faults))


def _of(folder: Path) -> tuple[dict[str, Scenario], list[str]]:
    scenarios: dict[str, Scenario] = {}
    faults: list[str] = []
    try:
        paths = sorted((*folder.glob("*.yml"), *folder.glob("*.yaml")))
        if not folder.is_dir():
            faults.append(f"{folder}: no such folder")
    except OSError as error:
        return {}, [f"{folder}: {error.strerror}"]
    for path in paths:
        try:
            stat = path.stat()
            scenarios[path.stem] = read(path, stat.st_mtime_ns, stat.st_size)
        except BadScenario as bad:
            faults.append(str(bad))
        except OSError as error:
            faults.append(f"{path.name}: {error.strerror}")
    return scenarios, faults


@lru_cache(maxsize=256)
def read(path: Path, changed: int, size: int) -> Scenario:
    """A scenario's file as it stood when it was `changed` (nanoseconds), of `size` bytes.

    Raises:
        BadScenario: it cannot be used.
        OSError: it cannot be read.
    """
    if size > 1_000_000:
        raise BadScenario(f"{path.name}: too large for a scenario")
    if re.fullmatch(NAME, path.stem) is None:
        raise BadScenario(f"{path.name}: a scenario's name has small letters, digits and -")
    try:
        text = path.read_text(encoding="utf-8")
        return Scenario.model_validate(yaml.safe_load(text))
    except UnicodeDecodeError:
        raise BadScenario(f"{path.name}: not UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"{path.name}:{mark.line + 1}" if mark is not None else path.name
        raise BadScenario(f"{line}: {getattr(error, 'problem', None) or 'not YAML'}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadScenario(f"{path.name}: {where}: {first['msg']}".replace(": :", ":")) from None
