"""Buttons of the critics board."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot import critics as board
from bot import replies, reviewing
from bot.commands.critics import ReopenCritic, TakeCritic
from bot.crisis import Crisis
from bot.parts import Critic
from bot.people import may_approve
from bot.refused import Refused, not_a_member
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.modals import Answers
from bot.surfaces.refusals import refusal
from handlers.asking import (
    act,
    ephemeral,
    open_form,
    person_of,
    redraw,
    value_of,
    version_of,
    words_of,
)
from handlers.board import on_the_board, over_the_board, show, still_over
from handlers.finding import about, open_crisis_of
from handlers.live import LiveReview
from statements.review import mend

Body = dict[str, Any]


async def caught_up(crisis: Crisis) -> None:
    """Returns once the index of replies is up to the crisis."""
    for _ in replies.catching_up(crisis):
        await asyncio.sleep(0)


def register(app: AsyncApp, services: Services) -> None:
    live = LiveReview(services, _reviewed)

    async def over(body: Body, respond: AsyncRespond, view: dict[str, Any]) -> None:
        await open_form(services, body, respond, over_the_board(body, view))

    @app.action("open_critic")
    async def open_critic(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await open_crisis_of(services, body, respond)
        if crisis is not None:
            t = await words_of(services, body)
            await over(body, respond, modals.add_critics(t, crisis))
        await ack()

    @app.action("open_share_critics")
    async def open_share(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await open_crisis_of(services, body, respond)
        if crisis is not None:
            t, person = await words_of(services, body), await person_of(services, body)
            if not may_approve(person):
                ephemeral(services, respond, refusal(t, not_a_member(person)))
            elif not board.figures(crisis).free:
                ephemeral(services, respond, refusal(t, Refused("nobody_free")))
            else:
                await open_form(services, body, respond, modals.share_critics(t, crisis))
        await ack()

    # One critic

    @app.action("take_critic")
    async def take_critic(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, critic, _ = about(body)
        await act(services, body, respond, crisis_id, TakeCritic(critic))
        await _drawn_anew(body)
        await ack()

    @app.action("reopen_critic")
    async def reopen_critic(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, critic, seen = about(body)
        command = ReopenCritic(critic, seen)
        await act(services, body, respond, crisis_id, command, rights=True)
        await _drawn_anew(body)
        await ack()

    @app.action("open_reply")
    async def open_reply(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await _open(body, respond)
        if found is not None:
            t = await words_of(services, body)
            await caught_up(found[0])
            await over(body, respond, modals.reply(t, *found, modals.reply_of(found[1])))
        await ack()

    @app.action("open_sent")
    async def open_sent(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await _open(body, respond)
        if found is not None:
            t = await words_of(services, body)
            await caught_up(found[0])
            await over(body, respond, modals.sent(t, *found, services.now()))
        await ack()

    @app.action("open_set_aside")
    async def open_set_aside(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await _open(body, respond)
        if found is not None:
            t = await words_of(services, body)
            await over(body, respond, modals.set_aside(t, *found))
        await ack()

    async def _open(body: Body, respond: AsyncRespond) -> tuple[Crisis, Critic] | None:
        """The critic of a button, if they are still to be answered."""
        crisis = await open_crisis_of(services, body, respond)
        if crisis is None:
            return None
        critic = crisis.critics.get(about(body)[1])
        if critic is not None and critic.state == "open":
            return crisis, critic
        refused = (
            Refused("critic_unknown")
            if critic is None
            else Refused("critic_settled", {"who": critic.answered_by, "state": critic.state})
        )
        ephemeral(services, respond, refusal(await words_of(services, body), refused))
        return None

    # The words

    @app.action({"block_id": re.compile("^answer-"), "action_id": "value"})
    async def typed(ack: AsyncAck, body: Body) -> None:
        await ack()
        live.typed(body)

    @app.action("use_better_reply")
    async def use_better_reply(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        crisis = await services.log.crisis(answers.state["crisis"])
        critic = crisis.critics.get(answers.state["critic"]) if crisis else None
        if crisis is not None and critic is not None:
            draft = modals.reply_in(answers)
            found = reviewing.findings(*reviewing.reply(crisis, critic, draft.text))
            t = await words_of(services, body)
            view = modals.reply(t, crisis, critic, draft.with_text(mend(draft.text, found)))
            kept = still_over(view, answers)
            redraw(services, body, kept)
        await ack()

    # The whole board

    @app.action("open_critics")
    async def open_critics(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await services.log.crisis(value_of(body)[0])
        if crisis is not None:
            t = await words_of(services, body)
            view = modals.whole_board(t, crisis, body["user"]["id"], modals.Wanted())
            await open_form(services, body, respond, view)
        await ack()

    @app.action("critics_back")
    @app.action("critics_more")
    async def turn_page(ack: AsyncAck, body: Body) -> None:
        services.later(show(services, body, version_of(value_of(body)[1])))
        await ack()

    @app.action("filter_critics")
    @app.action("seek_critics")
    async def look(ack: AsyncAck, body: Body) -> None:
        services.later(show(services, body))
        await ack()

    async def _drawn_anew(body: Body) -> None:
        """Where the button stood in the form, that shows what the click did."""
        if on_the_board(body):
            services.later(show(services, body))


async def _reviewed(services: Services, body: Body) -> dict[str, Any] | None:
    """The form with the review of what stands in it now."""
    answers = Answers(body["view"])
    crisis = await services.log.crisis(answers.state["crisis"])
    critic = crisis.critics.get(answers.state["critic"]) if crisis else None
    if crisis is None or critic is None:
        return None
    await caught_up(crisis)
    t = await words_of(services, body)
    view = modals.reply(t, crisis, critic, modals.reply_in(answers))
    return still_over(view, answers)
