"""The form that starts a drill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    RadioButtonsElement,
    StaticSelectElement,
    UserMultiSelectElement,
)

from bot.drill import Scenario
from bot.locale import N_, Words
from bot.people import Person
from bot.surfaces import labels
from bot.surfaces.blocks import clip_markup, context, quoted, section
from bot.surfaces.modals.form import field, modal, option
from bot.surfaces.modals.opening import room_language, who_leads

PACES: dict[int, str] = {
    1: N_("As written"),
    2: N_("Twice as fast"),
    5: N_("Five times as fast"),
}
SCENARIOS = 100
"""Options of a select at most."""
PEOPLE = 50
FAULTS = 5


def drill(
    t: Words,
    person: Person,
    scenarios: Mapping[str, Scenario],
    *,
    faults: Sequence[str] = (),
    reply_url: str | None = None,
    from_home: bool = False,
) -> dict[str, Any]:
    """`faults` are files of the team's own folder that cannot be used, each with its reason."""
    options = [
        option(name, scenario.title.in_(t.language), _about(t, scenario))
        for name, scenario in list(scenarios.items())[:SCENARIOS]
    ]
    paces = [option(str(pace), t(label)) for pace, label in PACES.items()]
    blocks = [
        section(
            t(
                "*A crisis that is not real,* in a private room of its own. Journalists ask, copies "
                "go out, critics write; you act as you would. At the end there is a score."
            )
        ),
        field(
            "scenario",
            t("What do you rehearse?"),
            StaticSelectElement(action_id="value", options=options, placeholder=t("The scenario")),
        ),
        field(
            "people",
            t("Who takes part?"),
            UserMultiSelectElement(
                action_id="value", initial_users=[person.id], max_selected_items=PEOPLE
            ),
            hint=t("Nobody else hears of it. You take part in any case."),
        ),
        who_leads(t, person),
        room_language(t, person.language),
        field(
            "pace",
            t("How fast do things come?"),
            RadioButtonsElement(action_id="value", options=paces, initial_option=paces[0]),
            hint=t("The targets stay the same: a faster pace is harder."),
        ),
    ]
    if faults:
        told = "\n".join(quoted(fault, 400) for fault in faults[:FAULTS])
        title = t(":warning: These files of your own cannot be used:")
        blocks.append(context(clip_markup(f"{title}\n{told}", 2500)))
    return modal(
        "start_drill",
        t("Start a drill"),
        blocks,
        submit=t("Start the drill"),
        close=t("Cancel"),
        state={"reply_url": reply_url, "home": from_home},
    )


def _about(t: Words, scenario: Scenario) -> str:
    return t(
        "{cause} · {severity} · {n} min",
        cause=t(labels.CAUSE[scenario.cause]),
        severity=t(labels.SEVERITY[scenario.severity]).lower(),
        n=scenario.minutes,
    )
