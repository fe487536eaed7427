"""The home tab: what is open, what was, and the way in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.views import View

from bot import reviewing
from bot.crisis import Crisis
from bot.locale import Words
from bot.people import Person, may_approve_now, may_configure
from bot.surfaces import labels
from bot.surfaces.blocks import (
    Block,
    actions,
    ago,
    button,
    clip,
    context,
    divider,
    exact,
    header,
    mention,
    quoted,
    section,
)

SHOWN_WAITING = 5
SHOWN_OPEN = 20
SHOWN_PAST = 10
SHOWN_TEXT = 6_500
"""Characters of a statement, as on its card."""


def home(
    t: Words, open_crises: Sequence[Crisis], past: Sequence[Crisis], *, me: Person
) -> dict[str, Any]:
    """The view of one person; the crises are those that this person may see."""
    buttons = [button(t("Open a crisis"), "open_crisis_form", "home", style="danger")]
    if may_configure(me):
        buttons.append(button(t("Settings"), "open_settings", "home"))
    blocks: list[Block] = [
        header(t("Cellule: one room, one plan, one set of words")),
        section(
            t(
                "A bad post is out? Open a crisis: the room, the playbook and the holding post are "
                "there within seconds."
            )
        ),
        actions(buttons),
        *_waiting(t, open_crises, me),
        divider(),
        section("*" + t("Open now") + "*"),
        *[section(crisis_line(t, crisis)) for crisis in open_crises[:SHOWN_OPEN]],
    ]
    if not open_crises:
        blocks.append(context(t("Nothing is open. Good.")))
    if past:
        blocks += [divider(), section("*" + t("Closed lately") + "*")]
        blocks += [section(crisis_line(t, crisis)) for crisis in past[:SHOWN_PAST]]
    return View(type="home", blocks=blocks).to_dict()


def _waiting(t: Words, crises: Sequence[Crisis], me: Person) -> list[Block]:
    """What waits for this person's approval, with its exact words."""
    waiting = [
        (crisis, statement)
        for crisis in crises
        for statement in crisis.waiting
        if may_approve_now(me, crisis, statement)
    ]
    if not waiting:
        return []
    blocks: list[Block] = [divider(), section("*" + t("Waits for your approval") + "*")]
    for crisis, statement in waiting[:SHOWN_WAITING]:
        value = f"{crisis.id}:{statement.id}:{statement.version}"
        approve = (
            button(t("Approve despite the review…"), "open_override", value, style="danger")
            if reviewing.errors(crisis, statement)
            else button(t("Approve"), "approve_statement", value, style="primary")
        )
        blocks += [
            section(
                t(
                    ":hourglass: *{statement}, version {version}*, for “{what}”, in {where}",
                    statement=labels.named(t, crisis, statement),
                    version=statement.version,
                    what=quoted(crisis.what, 150),
                    where=labels.room(t, crisis),
                )
            ),
            *exact(clip(statement.text, SHOWN_TEXT)),
        ]
        changes = button(t("Ask for changes…"), "open_changes", value)
        # Nobody approves words that they could not read to the end.
        whole = len(statement.text) <= SHOWN_TEXT
        blocks.append(actions([approve, changes] if whole else [changes]))
    return blocks


def crisis_line(t: Words, crisis: Crisis) -> str:
    """A crisis in a list."""
    where = f"<#{crisis.channel}>" if crisis.channel else t("its room is being opened")
    mark = ":red_circle:" if crisis.severity == "major" else ":large_yellow_circle:"
    if crisis.closed:
        mark = ":white_check_mark:"
    return t(
        "{mark} *{what}*\n{where} · led by {lead} · {stage} · bad post {ago}",
        mark=mark,
        what=quoted(crisis.what, 150),
        where=where,
        lead=mention(crisis.lead),
        stage=t(labels.STAGE[crisis.stage]),
        ago=ago(crisis.post_at),
    )


def crisis_list(t: Words, crises: Sequence[Crisis]) -> tuple[str, list[Block]]:
    """What `/crisis list` answers: fallback text and blocks."""
    if not crises:
        text = t("Nothing is open. To open a crisis, type /crisis and what happened.")
        return text, [section(text)]
    title = t.plural("{n} crisis is open.", "{n} crises are open.", len(crises))
    shown = crises[:SHOWN_OPEN]
    return title, [section(f"*{title}*"), *[section(crisis_line(t, crisis)) for crisis in shown]]


def help_text(t: Words) -> str:
    """What `/crisis help` answers."""
    return "\n".join(
        [
            t("*What you can type*"),
            t("`/crisis` or `/crisis` and what happened: open a crisis"),
            t("`/crisis list`: the crises that are open"),
            t("In a crisis room:"),
            t("`/crisis status`: where it stands, for you alone"),
            t("`/crisis note` and a text: put it on the timeline"),
            t("`/crisis fact` and a claim: propose a fact, which somebody else confirms"),
            t("`/crisis severity`: raise or lower it"),
            t("`/crisis export`: the timeline as files, in the room"),
            t("`/crisis close`: end it"),
            t(
                "A :pushpin: on a message in the room keeps that message on the timeline; so does "
                "*Timeline · Chronologie* in a message’s menu."
            ),
        ]
    )
