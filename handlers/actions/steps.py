"""Buttons of the playbook."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands.nudges import still_owed
from bot.commands.steps import ClaimStep, CompleteStep, UndoStep, about_step
from bot.people import Person
from bot.refused import Refused
from bot.requirements import missing
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.refusals import refusal
from handlers.asking import act, ephemeral, open_form, value_of, version_of, words_of
from handlers.finding import open_crisis_of

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("claim_step")
    async def claim_step(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, step = value_of(body)
        await act(services, body, respond, crisis_id, ClaimStep(step))
        await ack()

    @app.action("complete_step")
    async def complete_step(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, step = value_of(body)
        by = Person(id=body["user"]["id"])
        outcome = await services.log.append(crisis_id, CompleteStep(step), by)
        if isinstance(outcome, Refused):
            if outcome.reason in ("step_before", "step_needs"):
                await ask_for_what_is_missing(body, respond, crisis_id, step)
            else:
                ephemeral(services, respond, refusal(await words_of(services, body), outcome))
        await ack()

    async def ask_for_what_is_missing(
        body: Body, respond: AsyncRespond, crisis_id: str, step: str
    ) -> None:
        crisis = await services.log.crisis(crisis_id)
        progress = crisis.steps.get(step) if crisis else None
        if crisis is not None and progress is not None:
            t, lacks = await words_of(services, body), missing(crisis, progress)
            view = modals.finish_step(t, crisis, progress, lacks)
            await open_form(services, body, respond, view)

    @app.action("open_snooze")
    async def open_snooze(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, *what = value_of(body)
        crisis = await services.log.crisis(crisis_id)
        if crisis is not None:
            t, owed = await words_of(services, body), ":".join(what)
            if still_owed(crisis, owed):
                await open_form(services, body, respond, modals.snooze(t, crisis, owed))
            else:
                ephemeral(services, respond, refusal(t, Refused("nothing_late")))
        await ack()

    @app.action("undo_step")
    async def undo_step(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, step, seen = value_of(body)
        await act(services, body, respond, crisis_id, UndoStep(step, version_of(seen)))
        await ack()

    @app.action("open_skip")
    async def open_skip(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        _, step = value_of(body)
        crisis = await open_crisis_of(services, body, respond)
        if crisis is not None:
            t = await words_of(services, body)
            progress = crisis.steps.get(step)
            if progress is None:
                ephemeral(services, respond, refusal(t, Refused("step_unknown")))
            elif progress.settled:
                refused = Refused("step_settled", about_step(progress))
                ephemeral(services, respond, refusal(t, refused))
            else:
                await open_form(services, body, respond, modals.skip(t, crisis, step))
        await ack()
