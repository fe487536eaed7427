"""The search of past crises, and what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import StaticSelectElement

from bot.crisis import Crisis
from bot.events import CAUSES, SEVERITIES
from bot.locale import Words
from bot.surfaces import labels
from bot.surfaces.blocks import actions, button, context, divider, quoted, section
from bot.surfaces.modals.form import Answers, field, modal, option, pick, text_area
from bot.surfaces.overview import past_blocks

ANY = "any"
PAGE = 10
"""Crises of a page: a form has room for more, a screen has not."""
YEARS = 99
"""Options of a select, less the one that leaves it open."""


def search_past(t: Words, years: Sequence[str], asked: dict[str, str]) -> dict[str, Any]:
    """The form; `years` are those that have something, `asked` what was looked for before."""
    everything = option(ANY, t("Any"))
    causes = [everything, *(option(cause, t(labels.CAUSE[cause])) for cause in CAUSES)]
    severities = [everything, *(option(s, t(labels.SEVERITY[s])) for s in SEVERITIES)]
    when = [everything, *(option(year, year) for year in years[:YEARS])]

    def choice(block: str, label: str, options: list[Any]) -> dict[str, Any]:
        chosen = pick(options, asked.get(block, ANY)) or everything
        element = StaticSelectElement(action_id="value", options=options, initial_option=chosen)
        return field(block, label, element)

    return modal(
        "search_past",
        t("Past crises"),
        [
            field(
                "words",
                t("Words"),
                text_area(
                    asked.get("words"),
                    placeholder=t("Words of what happened, or of how it ended"),
                    lines=False,
                    limit=200,
                ),
                hint=t("All of them have to be there. Leave it empty for everything."),
                optional=True,
            ),
            choice("cause", t("Cause"), causes),
            choice("severity", t("Severity"), severities),
            choice("year", t("Year"), when),
        ],
        submit=t("Search"),
        close=t("Close"),
        state={},
    )


def asked_for(answers: Answers) -> dict[str, str]:
    """What was looked for, without what was left open."""
    asked = {"words": answers.text("words").strip()}
    for block in ("cause", "severity", "year"):
        asked[block] = answers.choice(block) or ANY
    return {key: value for key, value in asked.items() if value and value != ANY}


def past_found(
    t: Words, asked: dict[str, str], crises: Sequence[Crisis], count: int, page: int
) -> dict[str, Any]:
    """Page `page` of `count` past crises that were found: these `crises`."""
    last = max(0, (count - 1) // PAGE)
    blocks = [section("*" + t.plural("{n} crisis found", "{n} crises found", count) + "*")]
    if asked.get("words"):
        blocks.append(context(t("With the words: {words}", words=quoted(asked["words"]))))
    for crisis in crises:
        blocks += [divider(), *past_blocks(t, crisis)]
    turns = []
    if page > 0:
        turns.append(button(t("Previous page"), "search_previous", str(page - 1)))
    if page < last:
        turns.append(button(t("Next page"), "search_next", str(page + 1)))
    turns.append(button(t("Search again…"), "search_again", "search"))
    blocks += [divider(), actions(turns)]
    return modal(
        "past_found",
        t("Past crises"),
        blocks,
        submit=None,
        close=t("Close"),
        state={"asked": asked},
    )
