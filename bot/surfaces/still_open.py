"""What is still open when a crisis is closed, in words. Plain text: whoever shows it escapes it."""

from __future__ import annotations

from bot.crisis import Crisis
from bot.locale import Words, words
from bot.open_items import OpenItem
from bot.surfaces import labels
from bot.surfaces.blocks import clip

LENGTH = 120
"""Characters of one name."""


def name(t: Words, crisis: Crisis, item: OpenItem) -> str:
    """What an open item is called, such as "Apology (Draft)"."""
    if item.kind == "update":
        return t("The public update that was promised")
    if item.kind == "critics":
        return t.plural("{n} critic without an answer", "{n} critics without an answer", item.count)
    if item.kind == "statement":
        statement = crisis.statements[item.about]
        return t(
            "{statement} ({state})",
            statement=labels.named(t, crisis, statement),
            state=t(labels.STATEMENT_STATE[statement.state]),
        )
    if item.kind == "fact":
        claim = " ".join(crisis.facts[item.about].claim.split())
        return clip(t("Not confirmed: {claim}", claim=claim), LENGTH)
    title = " ".join(crisis.steps[item.about].step.title.split())
    return clip(t("Step: {title}", title=title), LENGTH)


def on_record(crisis: Crisis, item: OpenItem) -> str:
    """The same as it stands on the record, in the crisis's language."""
    return name(words(crisis.language), crisis, item)
