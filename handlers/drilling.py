"""From the filled-in form to a drill: the same way as a real crisis (`handlers.opening`)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from bot import drill
from bot.events import CrisisOpened, Language
from bot.locale import Words
from bot.people import Person, may_approve
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.modals import Answers
from bot.surfaces.modals.drill import PACES
from handlers.opening import Errors, begin, lead_error


def form(
    services: Services,
    t: Words,
    person: Person,
    *,
    reply_url: str | None = None,
    from_home: bool = False,
) -> dict[str, Any]:
    """The form, with the scenarios as the files now are."""
    shelf = drill.shelf(services.drills_dir)
    return modals.drill(
        t,
        person,
        shelf.scenarios,
        faults=shelf.faults,
        reply_url=reply_url,
        from_home=from_home,
    )


def may_start(person: Person) -> bool:
    """A drill is the company's own matter: for members, not for guests."""
    return may_approve(person)


async def check(services: Services, t: Words, team: str, answers: Answers) -> Errors:
    """What is wrong with the form, by field."""
    errors: Errors = {}
    scenarios = drill.shelf(services.drills_dir).scenarios
    if answers.choice("scenario") not in scenarios:
        errors["scenario"] = t("This scenario is no longer there. Choose another one.")
    if answers.choice("language") is None:
        errors["language"] = t("Choose one.")
    if answers.choice("pace") not in {str(pace) for pace in PACES}:
        errors["pace"] = t("Choose one.")
    problem = await lead_error(services, t, team, answers)
    if problem:
        errors["lead"] = problem
    return errors


async def start(
    services: Services, team: str, person: Person, view_id: str, answers: Answers
) -> bool:
    """Opens the drill of a checked form; `False` if it could not be."""
    name = str(answers.choice("scenario"))
    scenario = drill.shelf(services.drills_dir).scenarios[name]
    language = cast(Language, answers.choice("language"))
    settings = await services.settings.of(team)
    planned = drill.planned(
        name,
        scenario,
        language,
        pace=int(answers.choice("pace") or 1),
        targets=settings.targets,
    )
    opened = CrisisOpened(
        team=team,
        what=scenario.what.in_(language),
        platforms=scenario.platforms,
        post_at=services.now() - timedelta(minutes=scenario.since),
        cause=scenario.cause,
        severity=scenario.severity,
        language=language,
        private=True,
        lead=answers.user("lead") or person.id,
        timezone=person.timezone,
        invite=tuple(dict.fromkeys((person.id, *answers.users("people")))),
        drill=name,
    )
    reply_url = answers.state.get("reply_url")
    return await begin(services, person, view_id, opened, reply_url, planned)
