"""The home tab: what is open, what was, and the way in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from slack_sdk.models.views import View

from bot import mine
from bot.crisis import Crisis
from bot.health import Health
from bot.locale import Words
from bot.people import Person, may_approve, may_configure
from bot.report.across import Case
from bot.surfaces import labels
from bot.surfaces.blocks import (
    Block,
    actions,
    ago,
    button,
    context,
    divider,
    header,
    mention,
    quoted,
    section,
)
from bot.surfaces.duties import action_blocks, step_blocks, waiting_blocks
from bot.surfaces.exercise import named
from bot.surfaces.health import health_blocks
from bot.surfaces.keeping import hold_button
from bot.surfaces.modals.lists import Listed
from bot.surfaces.overview import open_blocks, past_line
from bot.surfaces.year import year_blocks

T = TypeVar("T")

SHOWN_STEPS = 8
SHOWN_WAITING = 3
SHOWN_ACTIONS = 4
SHOWN_OPEN = 15
SHOWN_PAST = 5
"""Entries of each list on a home tab, of whose 100 blocks there are always some left; the rest is
a click away."""
LISTED_OPEN = 20
"""Crises in the answer to `/crisis list`, of whose 50 blocks the same holds."""


def home(
    t: Words,
    open_crises: Sequence[Crisis],
    past: Sequence[Crisis],
    *,
    me: Person,
    now: datetime,
    reviewed: Sequence[Crisis] = (),
    year: Sequence[Case] = (),
    health: Health | None = None,
) -> dict[str, Any]:
    """The view of one person; the crises are those that this person may see.

    Args:
        reviewed: closed crises with actions that are still open.
        year: those of the last twelve months that this person may count.
        health: that of the installation, for those who administer it.
    """
    buttons = [button(t("Open a crisis"), "open_crisis_form", "home", style="danger")]
    if may_approve(me):
        buttons.append(button(t("Drill…"), "open_drill_form", "home"))
    if may_configure(me):
        buttons.append(button(t("Settings"), "open_settings", "home"))
    opened = _part(
        t,
        "open",
        "*" + t("Open now") + "*",
        open_crises,
        SHOWN_OPEN,
        lambda crisis: open_blocks(t, crisis),
    )
    blocks: list[Block] = [
        header(t("Cellule: one room, one plan, one set of words")),
        section(
            t(
                "A bad post is out? Open a crisis: the room, the playbook and the holding post are "
                "there within seconds."
            )
        ),
        actions(buttons),
        *_mine(t, open_crises, reviewed, me, now),
        *(opened or [divider(), section("*" + t("Open now") + "*")]),
    ]
    if not open_crises:
        blocks.append(context(t("Nothing is open. Good.")))
    if past:
        search = button(t("Search…"), "open_search", "home")
        blocks += [divider(), section("*" + t("Closed lately") + "*", accessory=search)]
        for crisis in past[:SHOWN_PAST]:
            hold = hold_button(t, crisis) if may_approve(me) else None
            blocks.append(section(past_line(t, crisis), accessory=hold))
    blocks += year_blocks(t, year)
    if health is not None and may_configure(me):
        blocks += health_blocks(t, health, [*open_crises, *reviewed])
    return View(type="home", blocks=blocks).to_dict()


def _mine(
    t: Words,
    open_crises: Sequence[Crisis],
    reviewed: Sequence[Crisis],
    me: Person,
    now: datetime,
) -> list[Block]:
    """What falls to this person."""
    return [
        *_part(
            t,
            "steps",
            "*" + t("Your steps") + "*",
            mine.steps(open_crises, me.id),
            SHOWN_STEPS,
            lambda step: step_blocks(t, step, now),
        ),
        *_part(
            t,
            "waiting",
            "*" + t("Waits for your approval") + "*",
            mine.waiting(open_crises, me),
            SHOWN_WAITING,
            lambda each: waiting_blocks(t, *each),
        ),
        *_part(
            t,
            "actions",
            "*" + t("Yours, from after-action reviews") + "*",
            mine.actions(reviewed, me.id),
            SHOWN_ACTIONS,
            lambda each: action_blocks(t, *each, now),
        ),
    ]


def _part(
    t: Words,
    name: Listed,
    title: str,
    entries: Sequence[T],
    most: int,
    shown: Callable[[T], list[Block]],
) -> list[Block]:
    """A list under its title; how many are left out, and the way to them."""
    if not entries:
        return []
    blocks = [divider(), section(title)]
    for entry in entries[:most]:
        blocks += shown(entry)
    more = len(entries) - most
    if more > 0:
        left = t.plural("and {n} more", "and {n} more", more)
        blocks.append(section(left, accessory=button(t("See them all"), "open_list", name)))
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
        what=named(t, crisis, quoted(crisis.what, 150)),
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
    shown = crises[:LISTED_OPEN]
    return title, [section(f"*{title}*"), *[section(crisis_line(t, crisis)) for crisis in shown]]


def help_text(t: Words) -> str:
    """What `/crisis help` answers."""
    return "\n".join(
        [
            t("*What you can type*"),
            t("`/crisis` or `/crisis` and what happened: open a crisis"),
            t("`/crisis list`: the crises that are open"),
            t("`/crisis drill`: rehearse with a crisis that is not real"),
            t("In a crisis room:"),
            t("`/crisis status`: where it stands, for you alone"),
            t("`/crisis brief`: all of it on one screen, for you alone"),
            t("`/crisis roles`: who does what; take a role, hand one over"),
            t("`/crisis note` and a text: put it on the timeline"),
            t("`/crisis fact` and a claim: propose a fact, which somebody else confirms"),
            t("`/crisis evidence`: keep evidence; with a link, keep that link at once"),
            t("`/crisis critics`: the board of critics; with a link, put its author on it"),
            t("`/crisis severity`: raise or lower it"),
            t("`/crisis playbook`: follow another playbook; what is done stays done"),
            t("`/crisis update`: what stakeholders hear; send it now, mute it"),
            t("`/crisis export`: the timeline as files, in the room"),
            t("`/crisis close`: end it"),
            t("`/crisis hold`: a legal hold, under which nothing of it is deleted"),
            t(
                "A :pushpin: on a message in the room keeps that message on the timeline; so does "
                "*Timeline · Chronologie* in a message’s menu."
            ),
            t(
                "A :camera: on a message keeps it and its files as evidence; so does "
                "*Evidence · Preuve* in a message’s menu."
            ),
        ]
    )
