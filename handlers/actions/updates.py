"""Buttons of the updates to stakeholders."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.clocks.updates import next_at
from bot.commands.updates import MuteUpdates, refusal
from bot.services import Services
from bot.surfaces import modals, refusals
from handlers.asking import act, ephemeral, open_form, person_of, redraw, value_of, words_of
from handlers.finding import open_crisis_of

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("open_update")
    async def open_update(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await open_crisis_of(services, body, respond)
        if crisis is not None:
            t = await words_of(services, body)
            refused = refusal(crisis, await person_of(services, body))
            if refused is None:
                view = modals.send_update(t, crisis, next_at(crisis))
                await open_form(services, body, respond, view)
            else:
                ephemeral(services, respond, refusals.refusal(t, refused))
        await ack()

    @app.action("mute_updates")
    async def mute_updates(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await _mute(body, respond, muted=True)
        await ack()

    @app.action("unmute_updates")
    async def unmute_updates(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await _mute(body, respond, muted=False)
        await ack()

    async def _mute(body: Body, respond: AsyncRespond, *, muted: bool) -> None:
        command = MuteUpdates(muted)
        done = await act(services, body, respond, value_of(body)[0], command, rights=True)
        if done is not None and body.get("view"):
            t = await words_of(services, body)
            view = modals.send_update(t, done.crisis, next_at(done.crisis))
            # What was typed stays: its block keeps its name.
            redraw(services, body, view)
