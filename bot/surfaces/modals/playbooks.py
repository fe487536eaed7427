"""The form to follow another playbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import StaticSelectElement

from bot.crisis import Crisis
from bot.locale import Words
from bot.playbook import Playbook
from bot.playbook_problems import Problem
from bot.surfaces import labels
from bot.surfaces.blocks import context, escape, quoted, section
from bot.surfaces.modals.form import field, modal, option, text_area

MOST = 100
"""Options that Slack takes."""
PROBLEMS = 3


def playbooks(
    t: Words, crisis: Crisis, known: Sequence[Playbook], problems: Sequence[Problem]
) -> dict[str, Any]:
    """All playbooks, those for a crisis like this one first; what is wrong with others."""
    blocks = [section(t("Now: *{title}*", title=quoted(crisis.playbook_title)))]
    if problems:
        lines = [escape(problem.say(t.language)) for problem in problems[:PROBLEMS]]
        left_out = t(":warning: Some of the team’s own files cannot be used:")
        blocks.append(context("\n".join((left_out, *lines))))
    fitting = sorted(known, key=lambda one: _distance(crisis, one))
    blocks += [
        field(
            "playbook",
            t("Which playbook from now on?"),
            StaticSelectElement(
                action_id="value",
                options=[
                    option(one.id, one.title.in_(t.language), _about(t, one))
                    for one in fitting[:MOST]
                ],
            ),
            hint=t("What is done, taken or skipped stays as it is."),
        ),
        field("reason", t("Why?"), text_area(limit=1000)),
    ]
    return modal(
        "switch_playbook",
        t("Another playbook"),
        blocks,
        submit=t("Switch"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def _distance(crisis: Crisis, one: Playbook) -> tuple[bool, bool, str]:
    return (crisis.cause not in one.causes, one.severity != crisis.severity, one.id)


def _about(t: Words, one: Playbook) -> str:
    causes = ", ".join(t(labels.CAUSE[cause]) for cause in one.causes)
    return f"{t(labels.SEVERITY[one.severity])} · {causes}"
