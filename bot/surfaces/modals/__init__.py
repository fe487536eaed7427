"""Forms, in the language of the person who fills them in."""

from bot.surfaces.modals.acts import closing, keep, note, severity, skip
from bot.surfaces.modals.drafting import new_statement
from bot.surfaces.modals.editing import Draft, draft_in, draft_of, edit
from bot.surfaces.modals.facts import all_facts, fact, withdraw_fact
from bot.surfaces.modals.form import Answers
from bot.surfaces.modals.opening import Prefill, opening
from bot.surfaces.modals.posting import copy, offered, posted
from bot.surfaces.modals.settings import approval_path, workspace_settings
from bot.surfaces.modals.statements import alone, changes, comment, override, read
from bot.surfaces.modals.timeline import timeline
from bot.surfaces.modals.versions import Version, versions, versions_of

__all__ = [
    "Answers",
    "Draft",
    "Prefill",
    "Version",
    "all_facts",
    "alone",
    "approval_path",
    "changes",
    "closing",
    "comment",
    "copy",
    "draft_in",
    "draft_of",
    "edit",
    "fact",
    "keep",
    "new_statement",
    "note",
    "offered",
    "opening",
    "override",
    "posted",
    "read",
    "severity",
    "skip",
    "timeline",
    "versions",
    "versions_of",
    "withdraw_fact",
    "workspace_settings",
]
