"""The form that asks which statement is to be drafted."""

from __future__ import annotations

from typing import Any

from slack_sdk.models.blocks import Option, RadioButtonsElement, StaticSelectElement

from bot.crisis import Crisis
from bot.events import LANGUAGES, STATEMENT_KINDS, StatementKind
from bot.locale import N_, Words
from bot.surfaces import labels
from bot.surfaces.blocks import Block
from bot.surfaces.modals.form import field, modal, option, pick

HELP: dict[StatementKind, str] = {
    "holding": N_("We have seen it, we look into it, we say more at a time that we name."),
    "apology": N_("Sorry, our fault, what we do about it. Same platform as the bad post."),
    "press": N_("A fuller answer for the media, once the facts are confirmed."),
    "internal": N_("What colleagues should know, and say if they are asked."),
    "reply": N_("A personal answer to one critic, in your own words."),
    "correction": N_("Puts right what you have posted, and names it."),
}
"""What each kind is for, in one line: an option takes 75 characters."""


def new_statement(t: Words, crisis: Crisis) -> dict[str, Any]:
    kinds = [option(kind, t(labels.STATEMENT[kind]), t(HELP[kind])) for kind in STATEMENT_KINDS]
    languages = [option(language, t(labels.LANGUAGE[language])) for language in LANGUAGES]
    blocks: list[Block] = [
        field(
            "kind", t("What do you need?"), RadioButtonsElement(action_id="value", options=kinds)
        ),
        field(
            "language",
            t("In which language?"),
            RadioButtonsElement(
                action_id="value",
                options=languages,
                initial_option=pick(languages, crisis.language),
            ),
        ),
    ]
    posted = _statements(t, crisis, posted=True)
    if posted:
        blocks.append(_select("corrects", t("For a correction: what does it put right?"), posted))
    pairs = _statements(t, crisis, posted=False)
    if pairs:
        blocks.append(
            _select("pair", t("For a second language: which statement does it repeat?"), pairs)
        )
    return modal(
        "new_statement",
        t("New statement"),
        blocks,
        submit=t("Draft it"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def _statements(t: Words, crisis: Crisis, *, posted: bool) -> list[Option]:
    """The posted statements; or those that stand in one language only."""
    paired = {s.pair for s in crisis.statements.values() if s.pair}
    found = [
        s
        for s in crisis.statements.values()
        if (s.state == "posted" if posted else s.pair is None and s.id not in paired)
    ]
    return [option(s.id, labels.named(t, crisis, s)) for s in found[-100:]]


def _select(block: str, label: str, options: list[Option]) -> Block:
    return field(
        block,
        label,
        StaticSelectElement(action_id="value", options=options),
        optional=True,
    )
