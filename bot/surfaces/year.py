"""The last twelve months on the home tab: figures alone, no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from bot.events import SEVERITIES
from bot.locale import Words
from bot.report.across import Case, group, percent
from bot.report.words import span
from bot.surfaces import labels
from bot.surfaces.blocks import Block, context, divider, fields, section

SPAN = timedelta(days=365)


def year_blocks(t: Words, cases: Sequence[Case]) -> list[Block]:
    """How the closed crises of a year went; nothing where there are none."""
    if not cases:
        return []
    whole = group(cases)
    none = t("none")
    counted = Counter(case.severity for case in cases)
    severities = ", ".join(
        f"{t(labels.SEVERITY[severity])} {counted[severity]}"
        for severity in reversed(SEVERITIES)
        if counted[severity]
    )
    promised = whole.kept + whole.missed
    answered = percent(whole.answered, whole.owed)
    return [
        divider(),
        section("*" + t("The last twelve months") + "*"),
        fields(
            [
                _field(t.plural("{n} crisis", "{n} crises", len(cases)), severities),
                _field(
                    t("From the bad post to the first public word (median)"),
                    span(t, whole.first_word) if whole.first_word is not None else t("never"),
                ),
                _field(
                    t("From submission to approval (median)"),
                    span(t, whole.approval) if whole.approval is not None else none,
                ),
                _field(
                    t("Promised updates kept"),
                    t("{part} of {whole}", part=whole.kept, whole=promised) if promised else none,
                ),
                _field(t("Critics answered"), none if answered is None else t("{n}%", n=answered)),
            ]
        ),
        context(t("Closed crises that you may know of; drills do not count.")),
    ]


def _field(name: str, value: str) -> str:
    return f"*{name}*\n{value}"
