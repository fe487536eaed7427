"""Who approves a statement, who did, and who is still missing."""

from __future__ import annotations

from bot import approval
from bot.approval import Ask
from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import Statement
from bot.surfaces import labels
from bot.surfaces.blocks import mention, quoted, when

NAMED = 5
"""People who are named behind a role or a group."""


def approval_lines(t: Words, crisis: Crisis, statement: Statement) -> list[str]:
    """Who approved, who stands alone, and for whom it waits: a line each."""
    lines = [
        t(":white_check_mark: Approved by {who}, {time}.", who=mention(a.by), time=when(a.at))
        for a in statement.approvals
    ]
    if statement.waived is not None:
        lines.append(
            t(
                ":mega: Nobody answered in time. {who} stands for it alone: “{reason}”",
                who=mention(statement.waived_by),
                reason=quoted(statement.waived, 500),
            )
        )
    elif statement.cleared and statement.state == "approved":
        lines.append(t(":white_check_mark: These words of a template were cleared in advance."))
    if statement.state == "submitted":
        lines += _missing(t, crisis, statement)
    return lines


def path_line(t: Words, crisis: Crisis, statement: Statement) -> str:
    """Who will approve it, in order."""
    steps = [
        t(" and ").join(_whom(t, crisis, ask) for ask in stage)
        for stage in approval.stages(crisis, statement)
    ]
    return t(", then ").join(steps)


def _missing(t: Words, crisis: Crisis, statement: Statement) -> list[str]:
    stages = [[ask for ask in stage if ask.missing] for stage in approval.stages(crisis, statement)]
    stages = [stage for stage in stages if stage]
    if not stages:
        return [
            t(":hourglass: The path has become shorter: any member’s approval is the last one.")
        ]
    now, later = stages[0], stages[1:]
    lines = []
    for ask in now:
        line = t(":hourglass: Still missing: {whom}.", whom=_whom(t, crisis, ask))
        lines.append(f"{line} {_why(t, crisis, ask)}".strip())
    lines += [
        t(
            ":white_circle: After that: {whom}.",
            whom=t(" and ").join(_whom(t, crisis, ask) for ask in stage),
        )
        for stage in later
    ]
    return lines


def _whom(t: Words, crisis: Crisis, ask: Ask) -> str:
    """For whom a requirement waits."""
    left = max(ask.missing, 1)
    if ask.may is None:
        return t.plural("{n} member who did not write it", "{n} members who did not write it", left)
    keys = _keys(t, crisis, ask)
    return t.plural("{n} of {keys}", "{n} of {keys}", left, keys=keys) if left > 1 else keys


def _why(t: Words, crisis: Crisis, ask: Ask) -> str:
    """Why anybody may approve where somebody was asked for by name or role."""
    keys = _keys(t, crisis, ask)
    if ask.why == "nobody":
        return t("Nobody is named for {keys}: any member may approve.", keys=keys)
    if ask.why == "away":
        return t("Whoever is there for {keys} is on leave: any member may approve.", keys=keys)
    if ask.why == "authors":
        return t("Everyone for {keys} wrote some of it: any other member may approve.", keys=keys)
    if ask.why == "few":
        return t("Too few are left for {keys}: any member may approve.", keys=keys)
    return ""


def _keys(t: Words, crisis: Crisis, ask: Ask) -> str:
    return t(" or ").join(_key(t, crisis, key) for key in ask.any_of)


def _key(t: Words, crisis: Crisis, key: str) -> str:
    if key.startswith("user:"):
        return mention(key.removeprefix("user:"))
    kind, _, name = key.partition(":")
    title = t(labels.ROLE.get(name, name)) if kind == "role" else t("the user group")
    people = approval.holders(crisis, key)
    named = ", ".join(mention(person) for person in people[:NAMED])
    if len(people) > NAMED:
        named += "…"
    return f"{title} ({named})" if named else title
