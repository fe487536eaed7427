"""Buttons and menus about roles, and the brief for one person."""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands.roles import AssignRole, ReleaseRole
from bot.events import ROLES, Role
from bot.refused import Refused
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.brief import brief
from bot.surfaces.modals import Answers
from bot.surfaces.refusals import refusal
from handlers import holding
from handlers.asking import act, open_form, person_of, redraw, team_of, value_of, words_of
from handlers.finding import open_crisis_of

log = structlog.get_logger(__name__)

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("open_brief")
    async def open_brief(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await services.log.crisis(value_of(body)[0])
        if crisis is not None:
            t = await words_of(services, body)
            text, blocks = brief(t, crisis, services.now())
            services.later(
                respond(text=text, blocks=blocks, response_type="ephemeral", replace_original=False)
            )
        await ack()

    @app.action("open_roles")
    async def open_roles(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await open_crisis_of(services, body, respond)
        if crisis is not None:
            t, person = await words_of(services, body), await person_of(services, body)
            await open_form(services, body, respond, modals.all_roles(t, crisis, person))
        await ack()

    @app.action("take_lead")
    async def take_lead(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        person = await person_of(services, body)
        command = await holding.assignment(services, team_of(body), "lead", person.id)
        await act(services, body, respond, value_of(body)[0], command, rights=True)
        await ack()

    @app.action("take_role")
    async def take_role(ack: AsyncAck, body: Body) -> None:
        role, person = _role(body), await person_of(services, body)
        if role is not None:
            command = await holding.assignment(services, team_of(body), role, person.id)
            await _decide(body, command)
        await ack()

    @app.action("hand_role")
    async def hand_role(ack: AsyncAck, body: Body) -> None:
        role, chosen = _role(body), body["actions"][0].get("selected_user")
        if role is not None and chosen:
            command = await holding.assignment(services, team_of(body), role, chosen)
            await _decide(body, command)
        await ack()

    @app.action("name_stand_in")
    async def name_stand_in(ack: AsyncAck, body: Body) -> None:
        role, chosen = _role(body), body["actions"][0].get("selected_user")
        if role is not None and chosen:
            command = await holding.assignment(services, team_of(body), role, chosen, stand_in=True)
            await _decide(body, command)
        await ack()

    @app.action("relieve_stand_in")
    async def relieve_stand_in(ack: AsyncAck, body: Body) -> None:
        role, chosen = _role(body), body["actions"][0].get("selected_user")
        if role is not None and chosen:
            await _decide(body, ReleaseRole(role, chosen))
        await ack()

    @app.action("release_role")
    async def release_role(ack: AsyncAck, body: Body) -> None:
        role = _role(body)
        if role is not None:
            await _decide(body, ReleaseRole(role, body["user"]["id"]))
        await ack()

    async def _decide(body: Body, command: AssignRole | ReleaseRole) -> None:
        """Carries it out, and draws the form anew; a refusal stands in it, above the roles."""
        crisis_id, person = Answers(body["view"]).state["crisis"], await person_of(services, body)
        outcome = await services.log.append(crisis_id, command, person)
        crisis = await services.log.crisis(crisis_id)
        if crisis is None:
            return
        t = await words_of(services, body)
        told = f":x: {refusal(t, outcome)}" if isinstance(outcome, Refused) else None
        view = modals.all_roles(t, crisis, person, told)
        redraw(services, body, view)


def _role(body: Body) -> Role | None:
    """The role that a click is about: the second part of its block's name."""
    name = [*str(body["actions"][0].get("block_id", "")).split(":"), ""][1]
    return next((role for role in ROLES if role == name), None)
