"""Forms, in the language of the person who fills them in."""

from inspect import isfunction

from bot.surfaces.exercise import of_crisis
from bot.surfaces.modals.acts import keep, note, severity, skip
from bot.surfaces.modals.closing import (
    add_action,
    add_lesson,
    closing,
    drop_action,
    move_action,
    whole_review,
)
from bot.surfaces.modals.critics import (
    Found,
    Wanted,
    add_critics,
    set_aside,
    share_critics,
    wanted_in,
    whole_board,
)
from bot.surfaces.modals.drafting import new_statement
from bot.surfaces.modals.drill import drill
from bot.surfaces.modals.editing import Draft, draft_in, draft_of, edit
from bot.surfaces.modals.evidence import (
    all_evidence,
    evidence_from,
    found_in,
    keep_evidence,
    record_deletion,
)
from bot.surfaces.modals.facts import all_facts, fact, withdraw_fact
from bot.surfaces.modals.form import Answers
from bot.surfaces.modals.keeping import hold
from bot.surfaces.modals.lists import as_listed, whole_list
from bot.surfaces.modals.opening import Prefill, opening
from bot.surfaces.modals.playbooks import playbooks
from bot.surfaces.modals.posting import copy, offered, posted
from bot.surfaces.modals.record import correct, export, filter_in, formats_in, redact
from bot.surfaces.modals.replying import problems, reply, reply_in, reply_of, sent
from bot.surfaces.modals.request import ask_for_crisis
from bot.surfaces.modals.roles import all_roles
from bot.surfaces.modals.running import openers, running
from bot.surfaces.modals.searching import past_found, search_past
from bot.surfaces.modals.settings import approval_path, workspace_settings
from bot.surfaces.modals.statements import alone, changes, comment, override, read
from bot.surfaces.modals.steps import finish_step, snooze
from bot.surfaces.modals.timeline import timeline
from bot.surfaces.modals.updates import send_update
from bot.surfaces.modals.versions import Version, versions, versions_of

__all__ = [
    "Answers",
    "Draft",
    "Found",
    "Prefill",
    "Version",
    "Wanted",
    "add_action",
    "add_critics",
    "add_lesson",
    "all_evidence",
    "all_facts",
    "all_roles",
    "alone",
    "approval_path",
    "as_listed",
    "ask_for_crisis",
    "changes",
    "closing",
    "comment",
    "copy",
    "correct",
    "draft_in",
    "draft_of",
    "drill",
    "drop_action",
    "edit",
    "evidence_from",
    "export",
    "fact",
    "filter_in",
    "finish_step",
    "formats_in",
    "found_in",
    "hold",
    "keep",
    "keep_evidence",
    "move_action",
    "new_statement",
    "note",
    "offered",
    "openers",
    "opening",
    "override",
    "past_found",
    "playbooks",
    "posted",
    "problems",
    "read",
    "record_deletion",
    "redact",
    "reply",
    "reply_in",
    "reply_of",
    "running",
    "search_past",
    "send_update",
    "sent",
    "set_aside",
    "severity",
    "share_critics",
    "skip",
    "snooze",
    "timeline",
    "versions",
    "versions_of",
    "wanted_in",
    "whole_board",
    "whole_list",
    "whole_review",
    "withdraw_fact",
    "workspace_settings",
]

# Every form about a drill says so, whatever it is and wherever it is opened from.
globals().update(
    {name: of_crisis(globals()[name]) for name in __all__ if isfunction(globals()[name])}
)
