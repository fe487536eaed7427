"""The form of roles: who has which, and what whoever looks at it may do about that."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import (
    ButtonElement,
    InteractiveElement,
    UserSelectElement,
)

from bot import roles
from bot.crisis import Crisis
from bot.events import ROLES, Role
from bot.locale import N_, Words
from bot.people import Person, may_approve
from bot.surfaces import labels
from bot.surfaces.blocks import Block, button, clip, confirm, context, mention, section
from bot.surfaces.modals.form import modal
from bot.surfaces.standing import role_names

CALLBACK = "roles"
SHOWN_STAND_INS = 8

DUTY: dict[Role, str] = {
    "lead": N_("Decides, keeps the clock, and answers for the crisis."),
    "communications": N_("Writes what is said outside, and approves it."),
    "legal": N_("Reads what is said before it goes out."),
    "executive": N_("Has the last word on an apology, and speaks to the press."),
    "community": N_("Posts, watches the replies, answers critics."),
    "technical": N_("Secures accounts and tools, finds scheduled copies."),
    "scribe": N_("Keeps facts, evidence and the timeline."),
}


def all_roles(t: Words, crisis: Crisis, me: Person, told: str | None = None) -> dict[str, Any]:
    """The seven roles; `told` is what came of the last click, if anything must be said of it."""
    blocks: list[Block] = [section(told)] if told else []
    missing = roles.missing(crisis)
    if missing:
        blocks.append(
            context(t("Needed, and nobody has it: {roles}.", roles=role_names(t, missing)))
        )
    for role in ROLES:
        blocks.append(section(_role(t, crisis, role)))
        elements = [] if crisis.closed else _elements(t, crisis, role, me)
        if elements:
            shown = [element.to_dict() for element in elements]
            # A new name for each state, so that Slack keeps nothing chosen in its menus.
            blocks.append(
                {"type": "actions", "block_id": f"role:{role}:{crisis.seq}", "elements": shown}
            )
    return modal(
        CALLBACK,
        t("Roles"),
        blocks,
        submit=None,
        close=t("Close"),
        state={"crisis": crisis.id},
    )


def _role(t: Words, crisis: Crisis, role: Role) -> str:
    held = roles.holders(crisis, role)
    title = f"*{t(labels.ROLE[role])}* · "
    if not held:
        nobody = t("nobody")
        return f"{title}{nobody}\n{t(DUTY[role])}"
    lines = [title + _person(t, crisis, held[0])]
    others = [_person(t, crisis, person) for person in held[1 : SHOWN_STAND_INS + 1]]
    if others:
        more = "…" if len(held) > SHOWN_STAND_INS + 1 else ""
        lines.append(t("Stand-ins: {people}", people=", ".join(others) + more))
    lines.append(t(DUTY[role]))
    return "\n".join(lines)


def _person(t: Words, crisis: Crisis, person: str) -> str:
    if person in crisis.away:
        return t("{who} (on leave)", who=mention(person))
    if person in crisis.left:
        return t("{who} (has left the room)", who=mention(person))
    return mention(person)


def _elements(t: Words, crisis: Crisis, role: Role, me: Person) -> list[InteractiveElement]:
    value, held = f"{crisis.id}:{role}", roles.holders(crisis, role)
    member = may_approve(me)
    elements: list[InteractiveElement] = []
    has_it = me.id in held[:1]
    may_have = member or role not in roles.FOR_MEMBERS
    gives = roles.may_give(crisis, role, me.id)
    if not has_it and may_have and (roles.may_take(crisis, role) or (member and gives)):
        elements.append(_take(t, role, value))
    if member and gives:
        elements.append(
            _choose(t, "hand_role", t("Hand over to…"), t("Hand it over?"), t("Hand over"))
        )
        if held:
            elements.append(_choose(t, "name_stand_in", t("Name a stand-in…")))
        if len(held) > 1:
            elements.append(_choose(t, "relieve_stand_in", t("Relieve a stand-in…")))
    if me.id in held and not (role == "lead" and has_it):
        elements.append(button(t("Give it back"), "release_role", value))
    return elements


def _take(t: Words, role: Role, value: str) -> ButtonElement:
    if role != "lead":
        return button(t("Take it"), "take_role", value)
    return button(
        t("Take the lead"),
        "take_role",
        value,
        confirm=confirm(
            t("Take the lead?"),
            t("You answer for this crisis from here on. The room is told, with the brief."),
            t("Take the lead"),
            t("Cancel"),
        ),
    )


def _choose(
    t: Words, action: str, label: str, title: str | None = None, yes: str | None = None
) -> UserSelectElement:
    """A menu of people; what is chosen in it is done at once, so some ask before."""
    asks = None
    if title is not None and yes is not None:
        text = t("The person whom you chose has this role from here on, and the room is told.")
        asks = confirm(title, text, yes, t("Cancel"))
    return UserSelectElement(action_id=action, placeholder=clip(label, 150), confirm=asks)
