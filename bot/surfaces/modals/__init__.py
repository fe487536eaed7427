"""Forms, in the language of the person who fills them in."""

from bot.surfaces.modals.acts import (
    changes,
    closing,
    edit,
    keep,
    note,
    posted,
    severity,
    skip,
    workspace_settings,
)
from bot.surfaces.modals.form import Answers
from bot.surfaces.modals.opening import Prefill, opening
from bot.surfaces.modals.timeline import timeline

__all__ = [
    "Answers",
    "Prefill",
    "changes",
    "closing",
    "edit",
    "keep",
    "note",
    "opening",
    "posted",
    "severity",
    "skip",
    "timeline",
    "workspace_settings",
]
