"""The form that opens a crisis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import (
    DateTimePickerElement,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    UrlInputElement,
    UserSelectElement,
)

from bot.events import CAUSES, PLATFORMS, Language, MessageRef
from bot.locale import Words
from bot.people import Person
from bot.surfaces import labels
from bot.surfaces.blocks import Block, context, quoted, section
from bot.surfaces.modals.form import (
    checkbox,
    field,
    fitting,
    modal,
    option,
    pick,
    text_area,
)

CALLBACK = "open_crisis"


@dataclass(frozen=True, slots=True)
class Prefill:
    """What is known before the form is filled in."""

    what: str = ""
    source: MessageRef | None = None
    post_link: str | None = None
    reply_url: str | None = None
    language: Language | None = None
    asked: str | None = None
    """The request of somebody who may not open one, from which it is opened."""


def what_happened(t: Words, prefill: Prefill) -> list[Block]:
    """The fields that say what happened, and where it can be seen."""
    return [
        field(
            "what",
            t("What happened?"),
            text_area(
                prefill.what,
                placeholder=t(
                    "One sentence is enough: a joke about a rival, posted on our X account."
                ),
            ),
        ),
        field(
            "post_link",
            t("Link to the post"),
            UrlInputElement(action_id="value", initial_value=fitting(prefill.post_link)),
            hint=t("Copy it before anyone deletes the post."),
            optional=True,
        ),
    ]


def room_language(t: Words, language: Language) -> Block:
    languages = [option("fr", "Français"), option("en", "English")]
    return field(
        "language",
        t("Language of the room and the statements"),
        StaticSelectElement(
            action_id="value", options=languages, initial_option=pick(languages, language)
        ),
    )


def who_leads(t: Words, person: Person) -> Block:
    return field(
        "lead",
        t("Who leads?"),
        UserSelectElement(action_id="value", initial_user=person.id),
        hint=t("One member of the company, reachable now."),
    )


def opening(t: Words, person: Person, now: datetime, prefill: Prefill) -> dict[str, Any]:
    platforms = [option(p, t(labels.PLATFORM[p])) for p in PLATFORMS]
    causes = [option(c, t(labels.CAUSE[c])) for c in CAUSES]
    severities = [
        option("minor", t("Minor"), t("A slip: few saw it, nobody is harmed, one platform.")),
        option("major", t("Major"), t("Harm, anger that spreads, the press, or a hacked account.")),
    ]
    blocks = []
    if prefill.source is not None:
        blocks.append(context(t("From a message: “{text}”", text=quoted(prefill.what, 300))))
    blocks += [
        *what_happened(t, prefill),
        field(
            "platforms",
            t("Where?"),
            StaticMultiSelectElement(
                action_id="value", options=platforms, placeholder=t("The platforms")
            ),
        ),
        field(
            "post_at",
            t("When did it go out?"),
            DateTimePickerElement(
                action_id="value", initial_date_time=int(now.timestamp()) // 60 * 60
            ),
            hint=t("Your best guess will do: the clock counts from here."),
        ),
        field(
            "cause",
            t("What is behind it, as far as you know?"),
            StaticSelectElement(action_id="value", options=causes, placeholder=t("The cause")),
        ),
        field(
            "severity",
            t("How serious is it?"),
            RadioButtonsElement(
                action_id="value", options=severities, initial_option=severities[1]
            ),
            hint=t("In doubt, choose major. It can be changed at any time."),
        ),
        room_language(t, prefill.language or person.language),
        who_leads(t, person),
        field(
            "private",
            t("Who can see the room?"),
            checkbox(
                "private",
                t("Private room"),
                t("Only those invited see it, and nothing is announced."),
                checked=False,
            ),
            optional=True,
        ),
        section(
            t(
                "*When you open it,* Cellule makes the room, invites the lead, starts the playbook "
                "and drafts the holding post."
            )
        ),
    ]
    state: dict[str, Any] = {"reply_url": prefill.reply_url, "asked": prefill.asked}
    if prefill.source is not None:
        state["source"] = prefill.source.model_dump()
    return modal(
        CALLBACK,
        t("Open a crisis"),
        blocks,
        submit=t("Open the crisis"),
        close=t("Cancel"),
        state=state,
    )
