"""From the filled-in form to an open crisis."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from bot.commands import OpenCrisis
from bot.deliveries import Delivery
from bot.events import (
    Cause,
    CrisisOpened,
    DrillPlanned,
    Language,
    MessageRef,
    PathsAdopted,
    PeopleAway,
    Platform,
    Severity,
)
from bot.locale import Words
from bot.people import Person, may_lead, may_see
from bot.services import Services
from bot.store import Appended
from bot.surfaces import modals
from bot.surfaces.modals import Answers
from bot.surfaces.modals.running import is_group
from handlers import drafting, paths
from handlers.asking import person_of, team_of, words_of
from handlers.openers import may_open, members
from statements import platforms as hosts

NAMESPACE = uuid.UUID("9e6d1f0a-3c1b-4c39-9a55-6a0f6f3f5f0e")
CLOCKS_APART = timedelta(minutes=2)
"""How far a person's clock may be ahead of ours before their time counts as the future."""

NOTHING_SET = PathsAdopted()

Errors = dict[str, str]


def link_error(t: Words, link: str) -> str | None:
    """Why `link` is not the address of something posted."""
    try:
        parts = urlsplit(link)
        fine = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        fine = False
    if not fine or any(character.isspace() for character in link):
        return t("This is not a link. Copy it from the address bar: it begins with https://")
    return None


def time_error(t: Words, at: datetime | None, now: datetime) -> str | None:
    if at is None:
        return t("Enter a date and a time.")
    if at > now + CLOCKS_APART:
        return t("This time is still to come. Enter when it went out, as best you know.")
    return None


async def opening_form(
    services: Services, body: dict[str, Any], prefill: modals.Prefill
) -> dict[str, Any]:
    """The form, with the language that the workspace has set, else that of whoever opens it; for
    whoever may not open a crisis, the one that asks those who may."""
    person, t = await person_of(services, body), await words_of(services, body)
    team = team_of(body)
    settings = await services.settings.of(team)
    if settings.openers is not None and not await may_open(services, team, person):
        channel = None if is_group(settings.openers) else settings.openers
        known = await members(services, team, settings.openers) if channel is None else ()
        return modals.ask_for_crisis(t, prefill, known or (), channel)
    filled = replace(prefill, language=settings.language)
    return modals.opening(t, person, services.now(), filled)


async def check(
    services: Services, t: Words, team: str, person: Person, answers: Answers
) -> Errors:
    """What is wrong with the form, by field."""
    now = services.now()
    errors: Errors = {}
    if not answers.text("what").strip():
        errors["what"] = t("Say in a few words what happened.")
    elif not await may_open(services, team, person):
        errors["what"] = t(
            "Not everybody opens a crisis in this workspace, and you are not among those who may. "
            "Type /crisis to ask them."
        )
    link = answers.text("post_link").strip()
    if link:
        problem = link_error(t, link) or await _open_already(services, t, team, person, link)
        if problem:
            errors["post_link"] = problem
    problem = time_error(t, time_of(answers, "post_at"), now)
    if problem:
        errors["post_at"] = problem
    for block in ("cause", "severity", "language"):
        if answers.choice(block) is None:
            errors[block] = t("Choose one.")
    if not answers.choices("platforms"):
        errors["platforms"] = t("Choose at least one.")
    problem = await lead_error(services, t, team, answers)
    if problem:
        errors["lead"] = problem
    return errors


async def lead_error(services: Services, t: Words, team: str, answers: Answers) -> str | None:
    """Why nobody, or this person, can lead."""
    lead = answers.user("lead")
    if lead is None:
        return t("Choose who leads.")
    if may_lead(await services.directory.person(team, lead)):
        return None
    return t(
        "A guest, an app or a deactivated account cannot lead. Choose a member of the company."
    )


async def _open_already(
    services: Services, t: Words, team: str, person: Person, link: str
) -> str | None:
    for crisis in await services.log.crises(team, closed=False):
        if crisis.post_link == link and crisis.channel_name and may_see(person.id, crisis):
            return t(
                "A crisis is open for this post already, in #{room}. Join it there.",
                room=crisis.channel_name,
            )
    return None


async def open_crisis(
    services: Services, team: str, person: Person, view_id: str, answers: Answers
) -> bool:
    """Opens the crisis of a checked form; `False` if its message has one open already."""
    now, link = services.now(), answers.text("post_link").strip()
    lead = answers.user("lead") or person.id
    severity = cast(Severity, answers.choice("severity"))
    cause = cast(Cause, answers.choice("cause"))
    language = cast(Language, answers.choice("language"))
    settings = await services.settings.of(team)
    source = answers.state.get("source")
    opened = CrisisOpened(
        team=team,
        what=answers.text("what").strip(),
        post_link=link or None,
        platforms=_in_order(cast(list[Platform], answers.choices("platforms")), link),
        post_at=time_of(answers, "post_at") or now,
        cause=cause,
        severity=severity,
        language=language,
        private="private" in answers.choices("private"),
        lead=lead,
        timezone=person.timezone,
        invite=settings.invite,
        announce_in=settings.announce_in,
        source=MessageRef.model_validate(source) if source else None,
    )
    state = answers.state
    return await begin(
        services, person, view_id, opened, state.get("reply_url"), asked=state.get("asked")
    )


async def begin(
    services: Services,
    person: Person,
    view_id: str,
    opened: CrisisOpened,
    reply_url: str | None,
    drill: DrillPlanned | None = None,
    asked: str | None = None,
) -> bool:
    """Opens a crisis, real or rehearsed; `False` if its message, or the request that `asked` for
    it, has one open already."""
    now, team, request = services.now(), opened.team, request_of(view_id)
    source = f"{opened.source.channel}/{opened.source.ts}" if opened.source else asked
    crisis_id = await _new_id(services, team, view_id, source)
    if crisis_id is None:
        return await services.log.handled(request)
    settings = await services.settings.of(team)
    organisation, own = settings.organisation, settings.adopted()
    plan = services.playbooks.chosen(opened.severity, opened.cause)
    adopted = await paths.of_workspace(
        services, team, opened.severity, plan.approval, also=(opened.lead,)
    )
    if drill is not None:
        # Nobody outside the drill is asked for anything, and no channel hears of it.
        adopted = paths.among(adopted, (person.id, opened.lead, *opened.invite), drill.company)
        own = paths.unheard(own)
        organisation = drill.company or organisation
    counted_on = {opened.lead, *(one for named in adopted.people.values() for one in named)}
    away = await paths.on_leave(services, team, sorted(counted_on))
    command = OpenCrisis(
        opened=opened,
        playbook=services.playbooks.plan(
            opened.severity, opened.cause, opened.platforms, opened.language
        ),
        paths=adopted if adopted != NOTHING_SET else None,
        settings=own,
        away=PeopleAway(people=away) if away else None,
        drill=drill,
        holding=drafting.holding(
            opened,
            now,
            services.templates,
            organisation=organisation,
            precleared=settings.precleared,
        ),
    )
    told = Delivery(
        "tell_opener",
        crisis_id,
        1,
        {
            "user": person.id,
            "language": person.language,
            "reply_url": reply_url,
        },
    )
    outcome = await services.log.append(crisis_id, command, person, request=request, also=[told])
    # Refused where two people opened the same message at once, and the other was first; or
    # where the same form came twice at once, and all is as was asked.
    return isinstance(outcome, Appended) or await services.log.handled(request)


def _in_order(platforms: list[Platform], link: str) -> tuple[Platform, ...]:
    """The platform of the bad post first: a statement speaks of that one."""
    # A link to Mastodon or to a website may have any host, so it tells nothing apart.
    return tuple(
        sorted(
            platforms,
            key=lambda one: hosts.host_of(one) is None or not hosts.belongs(link, one),
        )
    )


def request_of(view_id: str) -> str:
    """What the log knows the sending of a form by."""
    return f"view:{view_id}"


async def _new_id(services: Services, team: str, view_id: str, source: str | None) -> str | None:
    """An ID that the same form, or the same message or request, gives again."""
    if source is None:
        return uuid.uuid5(NAMESPACE, f"{team}/{view_id}").hex
    for number in range(1, 100):
        seed = f"{team}/{source}/{number}"
        crisis_id = uuid.uuid5(NAMESPACE, seed).hex
        crisis = await services.log.crisis(crisis_id)
        if crisis is None:
            return crisis_id
        if not crisis.closed:
            return None
    return None


def time_of(answers: Answers, block: str) -> datetime | None:
    seconds = answers.time(block)
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
