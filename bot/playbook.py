"""What a crisis plan is: the format of the files in `playbooks/`, and the plan that one gives.

A playbook names steps of the library, or writes its own. How the files are read and what can be
wrong with them is in `bot.playbook_files`; which of them a crisis gets, in `bot.playbook_shelf`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from bot import events
from bot.events import (
    Anchor,
    ApprovalPath,
    Cause,
    Language,
    Platform,
    Role,
    Severity,
    StatementKind,
)

TITLE = 150
HELP = 500
MOST_STEPS = 60
LONGEST_WITHIN = 30 * 24 * 60

ID = r"^[a-z0-9]+([-_][a-z0-9]+)*$"
NeedKind = Literal["link", "fact", "evidence", "statement"]

Name = Annotated[str, StringConstraints(pattern=ID, max_length=64)]
Rule = Annotated[int, Field(ge=1, le=5, description="Which of the five rules it serves.")]
Within = Annotated[
    int, Field(ge=1, le=LONGEST_WITHIN, description="Minutes from `anchor`, which it needs.")
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Title(_Part):
    """One act, in the imperative, in both languages."""

    fr: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE)]
    en: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE)]

    def in_(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en


class Help(_Part):
    """How, and the trap to avoid, in one or two short sentences, in both languages."""

    fr: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=HELP)]
    en: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=HELP)]

    def in_(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en


class Need(_Part):
    """What must be there before the step can be done: a link that is given with it, a confirmed
    fact, evidence, a posted statement of the kind in `statement`."""

    kind: NeedKind
    statement: StatementKind | None = None


class _Limits(_Part):
    """What a step may say beside its words."""

    within: Within | None = None
    anchor: Anchor | None = Field(default=None, description="From when `within` counts.")
    after: tuple[Name, ...] = Field(default=(), description="Steps that come first.")
    needs: Need | None = None
    platforms: tuple[Platform, ...] | None = Field(
        default=None, min_length=1, description="Only for a crisis on one of these."
    )
    causes: tuple[Cause, ...] | None = Field(
        default=None, min_length=1, description="Only for a crisis with one of these causes."
    )


class LibraryStep(_Limits):
    """A step, whole."""

    model_config = ConfigDict(
        json_schema_extra={"dependentRequired": {"within": ["anchor"], "anchor": ["within"]}}
    )

    id: Name
    rule: Rule
    role: Role
    title: Title
    help: Help


class PlannedStep(_Limits):
    """A step of a playbook: whole, or the ID of one in the library and what is different here."""

    id: Name
    rule: Rule | None = None
    role: Role | None = None
    title: Title | None = None
    help: Help | None = None


def _by_name(value: Any) -> Any:
    return {"id": value} if isinstance(value, str) else value


class PlannedPhase(_Part):
    """`title` may be left out where the library has a phase of this ID."""

    id: Name
    title: Title | None = None
    steps: tuple[
        Annotated[
            PlannedStep, BeforeValidator(_by_name, json_schema_input_type=Name | PlannedStep)
        ],
        ...,
    ] = Field(min_length=1)


class PlaybookFile(_Part):
    """A crisis plan."""

    id: Name = Field(description="The file's name without `.yml`.")
    severity: Severity
    causes: tuple[Cause, ...] = Field(min_length=1)
    title: Title
    on_request: bool = Field(
        default=False, description="Never chosen by itself, only by `/crisis playbook`."
    )
    approval: dict[StatementKind, ApprovalPath] = Field(
        default={}, description="Who approves, by kind, where this plan asks for its own path."
    )
    phases: tuple[PlannedPhase, ...] = Field(min_length=1)


class LibraryPhase(_Part):
    id: Name
    title: Title


class LibraryFile(_Part):
    """Steps and phases that several plans share."""

    phases: tuple[LibraryPhase, ...] = ()
    steps: tuple[LibraryStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    id: str
    title: Title
    steps: tuple[LibraryStep, ...]


@dataclass(frozen=True)
class Playbook:
    """A plan whose steps are all whole, and of which nothing is wrong."""

    id: str
    severity: Severity
    causes: tuple[Cause, ...]
    title: Title
    phases: tuple[Phase, ...]
    approval: dict[StatementKind, ApprovalPath]
    on_request: bool = False
    ours: bool = True

    @cached_property
    def all(self) -> tuple[LibraryStep, ...]:
        return tuple(step for phase in self.phases for step in phase.steps)

    @cached_property
    def steps(self) -> dict[str, LibraryStep]:
        return {step.id: step for step in self.all}

    def adopted(
        self,
        cause: Cause,
        platforms: Collection[Platform],
        language: Language,
        *,
        reason: str | None = None,
        trouble: str | None = None,
    ) -> events.PlaybookAdopted:
        """The plan for one crisis: the steps that its cause and platforms need, in its language."""
        wanted = {step.id for step in self.all if applies(step, cause, platforms)}
        phases = [
            (phase, [step for step in phase.steps if step.id in wanted]) for phase in self.phases
        ]
        return events.PlaybookAdopted(
            playbook=self.id,
            title=self.title.in_(language),
            phases=tuple(
                events.Phase(id=phase.id, title=phase.title.in_(language))
                for phase, steps in phases
                if steps
            ),
            steps=tuple(
                self._adopted(step, phase.id, wanted, language)
                for phase, steps in phases
                for step in steps
            ),
            reason=reason,
            trouble=trouble,
        )

    def _adopted(
        self, step: LibraryStep, phase: str, wanted: Collection[str], language: Language
    ) -> events.Step:
        need = step.needs
        return events.Step(
            id=step.id,
            phase=phase,
            rule=step.rule,
            role=step.role,
            title=step.title.in_(language),
            help=step.help.in_(language),
            within=step.within,
            anchor=step.anchor or "opened",
            after=tuple(self._first(step, wanted)),
            needs=events.Need(kind=need.kind, statement=need.statement) if need else None,
        )

    def _first(self, step: LibraryStep, wanted: Collection[str]) -> Iterator[str]:
        """What comes before `step`; in place of a step that is left out, what comes before that."""
        ahead, seen = list(step.after), set(step.after)
        for key in ahead:
            if key in wanted:
                yield key
            else:
                further = [one for one in self.steps[key].after if one not in seen]
                ahead += further
                seen.update(further)


def applies(step: _Limits, cause: Cause, platforms: Collection[Platform]) -> bool:
    """Whether a crisis of that cause on those platforms needs the step."""
    return (step.causes is None or cause in step.causes) and (
        step.platforms is None or not set(step.platforms).isdisjoint(platforms)
    )
