"""What is sent once (`bot.surfaces.notices`), as it leaves: with the mark of an exercise."""

from __future__ import annotations

from datetime import datetime

from bot.crisis import Crisis
from bot.events import Event, Language
from bot.locale import words
from bot.surfaces import notices
from bot.surfaces.content import Content, Notice
from bot.surfaces.exercise import marked, marked_notice, marked_text, named

PURPOSE = 250
"""Characters of a channel's description."""


def notice(crisis: Crisis, event: Event, actor: str, at: datetime) -> Notice:
    """What the room is told of an event."""
    return marked_notice(crisis, notices.notice(crisis, event, actor, at))


def announcement(crisis: Crisis) -> Content:
    """For the announcement channel."""
    return marked(words(crisis.language), crisis, notices.announcement(crisis))


def opened(crisis: Crisis, language: Language) -> Content:
    """For the opener alone."""
    return marked(words(language), crisis, notices.opened(crisis, language))


def reminder(crisis: Crisis, event: Event) -> Content | None:
    """A direct message to somebody whom something waits for; none where it waits no more."""
    content = notices.reminder(crisis, event)
    return content and marked(words(crisis.language), crisis, content)


def purpose(crisis: Crisis) -> str:
    """The room's description."""
    return marked_text(words(crisis.language), crisis, notices.purpose(crisis), PURPOSE)


def bookmark_titles(crisis: Crisis) -> dict[str, str]:
    t = words(crisis.language)
    titles = notices.bookmark_titles(crisis)
    return {key: named(t, crisis, title) for key, title in titles.items()}


def canvas_title(crisis: Crisis) -> str:
    """The title of the room's canvas."""
    t = words(crisis.language)
    return named(t, crisis, t("Situation"))
