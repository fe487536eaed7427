"""Crisis plans as data: `playbooks/<name>.yml`, in French and English."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot import events
from bot.events import ApprovalPath, Cause, Language, Severity, StatementKind

FOLDER = Path(__file__).parent / "playbooks"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Part):
    fr: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en


class PlannedStep(_Part):
    """`within` counts minutes from the opening; `causes` limits the step to those causes."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    rule: int = Field(ge=1, le=5)
    role: str
    title: Text
    help: Text
    within: int | None = Field(default=None, gt=0)
    causes: tuple[Cause, ...] | None = None


class PlannedPhase(_Part):
    id: str
    title: Text
    steps: tuple[PlannedStep, ...]


class Playbook(_Part):
    id: str
    severity: Severity
    title: Text
    phases: tuple[PlannedPhase, ...]
    approval: dict[StatementKind, ApprovalPath] = {}
    """Who approves, by kind, where this plan asks for its own path."""

    @model_validator(mode="after")
    def _step_ids_are_unique(self) -> Playbook:
        ids = [step.id for phase in self.phases for step in phase.steps]
        twice = {step_id for step_id in ids if ids.count(step_id) > 1}
        if twice:
            raise ValueError(f"steps with the same id: {', '.join(sorted(twice))}")
        return self

    def adopted(self, cause: Cause, language: Language) -> events.PlaybookAdopted:
        """The plan for one crisis: the steps that its cause needs, in its language."""
        steps = [
            (phase, step)
            for phase in self.phases
            for step in phase.steps
            if step.causes is None or cause in step.causes
        ]
        used = {phase.id for phase, _ in steps}
        return events.PlaybookAdopted(
            playbook=self.id,
            title=self.title.in_(language),
            phases=tuple(
                events.Phase(id=phase.id, title=phase.title.in_(language))
                for phase in self.phases
                if phase.id in used
            ),
            steps=tuple(
                events.Step(
                    id=step.id,
                    phase=phase.id,
                    rule=step.rule,
                    role=step.role,
                    title=step.title.in_(language),
                    help=step.help.in_(language),
                    within=step.within,
                )
                for phase, step in steps
            ),
        )


@cache
def for_severity(severity: Severity) -> Playbook:
    """The playbook of a severity.

    Raises:
        OSError, yaml.YAMLError, pydantic.ValidationError: the file cannot be used.
    """
    path = FOLDER / f"{severity}.yml"
    return Playbook.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def plan(severity: Severity, cause: Cause, language: Language) -> events.PlaybookAdopted:
    """The plan that a crisis adopts; crises alike share it."""
    return for_severity(severity).adopted(cause, language)
