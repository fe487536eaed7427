"""Entries as the public is told of them: what was public anyway, without a name."""

from __future__ import annotations

from bot import events
from bot.crisis import Crisis
from bot.events import Event
from bot.locale import Words
from bot.record.text import on_one_line
from bot.surfaces import labels


def told_outside(t: Words, crisis: Crisis, event: Event) -> str:
    """A sentence for one of `bot.record.filters.PUBLIC`."""
    if isinstance(event, events.StatementPosted):
        statement = crisis.statements[event.statement]
        if statement.kind == "internal":
            return t("Our staff were told.")
        what = labels.statement(t, statement.kind)
        if event.platform is None:
            return t("Published: {what}, {link}", what=what, link=on_one_line(event.link))
        return t(
            "Published on {platform}: {what}, {link}",
            platform=t(labels.PLATFORM[event.platform]),
            what=what,
            link=on_one_line(event.link),
        )
    if isinstance(event, events.PostDeleted):
        return t("The post was taken offline.")
    if isinstance(event, events.ReplySent):
        return t("Somebody who had written to us was answered.")
    if isinstance(event, events.CrisisClosed):
        return t("The work on it ended.")
    return t("Our team began to work on it.")
