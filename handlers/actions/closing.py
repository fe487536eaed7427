"""Buttons of the close, and of the review that follows it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands.closing import FinishAction, StopArchive
from bot.crisis import Crisis
from bot.parts import Action
from bot.people import Person, may_approve
from bot.refused import Refused, not_a_member
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.refusals import refusal
from handlers.asking import (
    Respond,
    act,
    ephemeral,
    open_form,
    person_of,
    redraw,
    value_of,
    words_of,
)
from handlers.finding import open_crisis_of

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("open_close")
    async def open_close(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await open_crisis_of(services, body, respond)
        if crisis is not None and await _member(services, body, respond) is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.closing(t, crisis))
        await ack()

    @app.action("stop_archive")
    async def stop_archive(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id = value_of(body)[0]
        if await act(services, body, respond, crisis_id, StopArchive(), rights=True):
            t = await words_of(services, body)
            ephemeral(services, respond, t("The room stays."))
            services.later(draw_review(services, body, crisis_id, own_view(body)))
        await ack()

    @app.action("open_after_action")
    async def open_after_action(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await _closed_crisis_of(services, body, respond)
        if crisis is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.whole_review(t, crisis))
        await ack()

    @app.action("open_lesson_well")
    @app.action("open_lesson_badly")
    async def open_lesson(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await _closed_crisis_of(services, body, respond)
        if crisis is not None and await _member(services, body, respond) is not None:
            t = await words_of(services, body)
            side = str(body["actions"][0]["action_id"]).rpartition("_")[2]
            await open_form(services, body, respond, modals.add_lesson(t, crisis, side))
        await ack()

    @app.action("open_add_action")
    async def open_add_action(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await _closed_crisis_of(services, body, respond)
        if crisis is not None and (member := await _member(services, body, respond)) is not None:
            t = await words_of(services, body)
            view = modals.add_action(t, crisis, member.id, _in_a_week(services, crisis))
            await open_form(services, body, respond, view)
        await ack()

    @app.action("open_move_action")
    async def open_move_action(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await _open_action_of(services, body, respond)
        if found is not None:
            crisis, action = found
            mine = body["user"]["id"] == action.owner
            if mine or await _member(services, body, respond) is not None:
                t = await words_of(services, body)
                await open_form(services, body, respond, modals.move_action(t, crisis, action))
        await ack()

    @app.action("open_drop_action")
    async def open_drop_action(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await _open_action_of(services, body, respond)
        if found is not None and await _member(services, body, respond) is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.drop_action(t, *found))
        await ack()

    @app.action("finish_action")
    async def finish_action(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, key = value_of(body)
        done = await act(services, body, respond, crisis_id, FinishAction(key), rights=True)
        if done is not None:
            if body.get("view") is None and _place(body) != done.crisis.channel:
                # In a direct message, nothing else shows that the click had its effect.
                t = await words_of(services, body)
                ephemeral(services, respond, t("Done, and on the record."))
            services.later(draw_review(services, body, crisis_id, own_view(body)))
        await ack()


def own_view(body: Body) -> str | None:
    """The form of the review, if the click came from it."""
    view = body.get("view") or {}
    return str(view["id"]) if view.get("callback_id") == "review" else None


async def draw_review(services: Services, body: Body, crisis_id: str, view_id: str | None) -> None:
    """Shows in an open form of the review what was just done."""
    crisis = await services.log.crisis(crisis_id)
    if crisis is not None and view_id is not None:
        view = modals.whole_review(await words_of(services, body), crisis)
        redraw(services, body, view, view_id)


def _place(body: Body) -> str | None:
    return (body.get("channel") or {}).get("id")


async def _member(services: Services, body: Body, respond: Respond) -> Person | None:
    """Whoever clicked, if they are a member; else they are told that it is not for guests."""
    person = await person_of(services, body)
    if may_approve(person):
        return person
    t = await words_of(services, body)
    ephemeral(services, respond, refusal(t, not_a_member(person)))
    return None


async def _closed_crisis_of(services: Services, body: Body, respond: Respond) -> Crisis | None:
    """The crisis of a button, if its review is open; else the person is told why not."""
    crisis = await services.log.crisis(value_of(body)[0])
    if crisis is not None and crisis.closed:
        return crisis
    t = await words_of(services, body)
    refused = Refused("no_crisis" if crisis is None else "not_closed")
    ephemeral(services, respond, refusal(t, refused))
    return None


async def _open_action_of(
    services: Services, body: Body, respond: Respond
) -> tuple[Crisis, Action] | None:
    """The action of a button, if it is still to be done; else the person is told why not."""
    crisis = await _closed_crisis_of(services, body, respond)
    if crisis is None:
        return None
    action = crisis.actions.get(value_of(body)[1])
    if action is not None and action.state == "open":
        return crisis, action
    about = {"state": action.state, "who": action.by, "at": action.at} if action else {}
    refused = Refused("action_settled", about) if action else Refused("action_unknown")
    ephemeral(services, respond, refusal(await words_of(services, body), refused))
    return None


def _in_a_week(services: Services, crisis: Crisis) -> date:
    return services.now().astimezone(ZoneInfo(crisis.timezone)).date() + timedelta(days=7)
