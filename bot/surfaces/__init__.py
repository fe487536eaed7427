"""What Slack shows: pure functions of the crisis.

A surface has a name: `topic`, `card`, `playbook`, `statement:<id>`. `names` lists those
that a crisis has, in the order in which their messages stand in the room, and `render`
gives what one shows. `topic` and `canvas` are no messages. `ask:<statement>:<user>` stands in the direct messages of somebody who
was asked for approval.
"""

from __future__ import annotations

from bot.crisis import Crisis
from bot.locale import Words, words
from bot.surfaces import labels
from bot.surfaces.after_action import review
from bot.surfaces.ask import ask
from bot.surfaces.blocks import MESSAGE_TEXT, clip_markup, quoted
from bot.surfaces.brief import greeting
from bot.surfaces.canvas import situation
from bot.surfaces.card import card
from bot.surfaces.content import Content, Notice
from bot.surfaces.critics import critics
from bot.surfaces.evidence import evidence
from bot.surfaces.exercise import marked, named
from bot.surfaces.exported import (
    export_notice,
    export_progress,
    record_text,
    stamp,
    unsaid,
)
from bot.surfaces.facts import facts
from bot.surfaces.playbook import playbook
from bot.surfaces.score import picture_comment, picture_text, score_message
from bot.surfaces.sent import (
    announcement,
    bookmark_titles,
    canvas_title,
    notice,
    opened,
    purpose,
    reminder,
)
from bot.surfaces.statement import statement
from bot.surfaces.updates import sent as stakeholder_update

TOPIC = 250
"""Characters of a channel topic: https://docs.slack.dev/reference/methods/conversations.setTopic"""

UPDATED_BY = {"topic": "conversations.setTopic", "canvas": "canvases.edit"}
"""What is no message."""

__all__ = [
    "Content",
    "Notice",
    "announcement",
    "bookmark_titles",
    "canvas_title",
    "export_notice",
    "export_progress",
    "greeting",
    "is_message",
    "is_person",
    "names",
    "notice",
    "opened",
    "picture_comment",
    "picture_text",
    "place",
    "purpose",
    "record_text",
    "reminder",
    "render",
    "score_message",
    "stakeholder_update",
    "stamp",
    "unsaid",
    "update_method",
]


def names(crisis: Crisis) -> tuple[str, ...]:
    """The surfaces that a crisis has."""
    return (
        "topic",
        *(("canvas",) if crisis.canvas else ()),
        "card",
        "playbook",
        *(("facts",) if crisis.facts else ()),
        *(("evidence",) if crisis.evidence or crisis.deletions else ()),
        *(("critics",) if crisis.critics else ()),
        *(f"statement:{key}" for key in crisis.statements),
        *(("review",) if crisis.closed else ()),
        *(f"ask:{key}:{person}" for key, s in crisis.statements.items() for person in s.asked_of),
    )


def place(crisis: Crisis, name: str) -> str | None:
    """Where a surface stands: the room, or the direct messages of a person (a user ID)."""
    return name.rpartition(":")[2] if name.startswith("ask:") else crisis.channel


def is_person(place: str) -> bool:
    """Whether a place is a person's direct messages."""
    return place.startswith(("U", "W"))


def is_message(name: str) -> bool:
    return name not in UPDATED_BY


def update_method(name: str) -> str:
    """The Web API method that changes a surface."""
    return UPDATED_BY.get(name, "chat.update")


def render(crisis: Crisis, name: str) -> Content:
    """What the surface `name` shows, in the crisis's language."""
    t = words(crisis.language)
    if name == "topic":
        return Content(_topic(t, crisis))
    if name == "canvas":
        return Content(situation(t, crisis))
    if name == "card":
        text, blocks = card(t, crisis)
    elif name == "playbook":
        text, blocks = playbook(t, crisis)
    elif name == "facts":
        text, blocks = facts(t, crisis)
    elif name == "evidence":
        text, blocks = evidence(t, crisis)
    elif name == "critics":
        text, blocks = critics(t, crisis)
    elif name == "review":
        text, blocks = review(t, crisis)
    elif name.startswith("ask:"):
        _, key, person = name.split(":")
        text, blocks = ask(t, crisis, crisis.statements[key], person)
    else:
        text, blocks = statement(t, crisis, crisis.statements[name.partition(":")[2]])
    return marked(t, crisis, Content(clip_markup(text, MESSAGE_TEXT), tuple(blocks)))


def _topic(t: Words, crisis: Crisis) -> str:
    severity = t(labels.SEVERITY[crisis.severity])
    stage = t(labels.STAGE[crisis.stage])
    # A topic is plain text; a mention in it shows as the person's name.
    tail = f" · {severity} · {stage} · <@{crisis.lead}>"
    return clip_markup(named(t, crisis, quoted(crisis.what, 100)), TOPIC - len(tail)) + tail
