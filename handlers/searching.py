"""The search of past crises."""

from __future__ import annotations

from typing import Any

from bot.crisis import Crisis
from bot.people import may_see
from bot.services import Services
from bot.store.past import Wanted, matching
from bot.surfaces import modals
from bot.surfaces.modals.searching import PAGE
from handlers.asking import person_of, team_of, words_of

Body = dict[str, Any]


async def search_form(services: Services, body: Body, asked: dict[str, str]) -> dict[str, Any]:
    """The form, with what was looked for before."""
    t = await words_of(services, body)
    years = sorted({past.year for past in await services.past.all(team_of(body))}, reverse=True)
    return modals.search_past(t, years, asked)


async def found_form(
    services: Services, body: Body, asked: dict[str, str], page: int
) -> dict[str, Any]:
    """A page of what was found, among what this person may see.

    Only the crises of the page are read from their log, and the private ones that match: whether
    somebody may see such a one is only told by the whole of it.
    """
    t, person = await words_of(services, body), await person_of(services, body)
    found: list[str] = []
    for past in matching(await services.past.all(team_of(body)), Wanted(**asked)):
        if not past.private:
            found.append(past.id)
            continue
        crisis = await services.log.crisis(past.id)
        if crisis is not None and may_see(person.id, crisis):
            found.append(past.id)
    last = max(0, (len(found) - 1) // PAGE)
    page = min(max(page, 0), last)
    shown: list[Crisis] = []
    for crisis_id in found[page * PAGE : (page + 1) * PAGE]:
        crisis = await services.log.crisis(crisis_id)
        if crisis is not None:
            shown.append(crisis)
    return modals.past_found(t, asked, shown, len(found), page)
