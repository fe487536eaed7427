"""What a step of the playbook needs, and whether it is there."""

from __future__ import annotations

from bot import requirements
from bot.crisis import Crisis
from bot.events import Need
from bot.locale import Words
from bot.parts import StepProgress
from bot.surfaces import labels


def needs_line(t: Words, crisis: Crisis, progress: StepProgress) -> str | None:
    """What an open step still needs, or that it can be ticked off; `None` where it needs nothing."""
    need = progress.step.needs
    if need is None:
        return None
    lacks = requirements.missing(crisis, progress)
    if lacks.need is not None:
        return t(":grey_exclamation: needs {need}", need=_need(t, need))
    if lacks.before:
        return None
    return t(":ballot_box_with_check: what it needs is there: it can be ticked off")


def _need(t: Words, need: Need) -> str:
    if need.kind == "link":
        return t("a link")
    if need.kind == "fact":
        return t("a confirmed fact")
    if need.kind == "evidence":
        return t("evidence, kept first")
    if need.statement is None:
        return t("a posted statement")
    return t("a posted statement: {kind}", kind=labels.statement(t, need.statement))
