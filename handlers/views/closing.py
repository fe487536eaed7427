"""Forms of the close and of the review, sent in."""

from __future__ import annotations

from typing import Any, Literal, cast

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands import Command
from bot.commands.closing import AddAction, AddLesson, CloseCrisis, DropAction, MoveAction
from bot.services import Services
from bot.surfaces import modals, still_open
from bot.surfaces.modals import Answers
from handlers.actions.closing import draw_review
from handlers.asking import team_of, words_of
from handlers.sending import answer, decide, why

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("close_crisis")
    async def close_crisis(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        summary, reason = answers.text("summary").strip(), answers.text("reason").strip()
        command = CloseCrisis(summary or None, reason or None, still_open.on_record)
        refused = await decide(services, body, answers, command)
        if refused is None:
            await ack()
            return
        asked = any(block["block_id"] == "reason" for block in body["view"]["blocks"])
        crisis = await services.log.crisis(answers.state["crisis"])
        if refused.reason == "still_open" and not asked and crisis is not None:
            # Something was opened while the form was: it asks again, with what was typed.
            view = modals.closing(await words_of(services, body), crisis, summary)
            await ack(response_action="update", view=view)
            return
        block = "reason" if refused.reason == "still_open" else "summary"
        await answer(ack, {block: await why(services, body, refused)})

    @app.view("add_lesson")
    async def add_lesson(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        side = cast(Literal["well", "badly"], answers.choice("side"))
        await _learnt(ack, body, answers, AddLesson(side, answers.text("text")), "text")

    @app.view("add_action")
    async def add_action(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        owner, due_on = answers.user("owner"), answers.date("due_on")
        errors = await _problems(body, owner, due_on)
        if errors or owner is None or due_on is None:
            await answer(ack, errors)
            return
        command = AddAction(answers.text("text"), owner, due_on)
        await _learnt(ack, body, answers, command, "text")

    @app.view("move_action")
    async def move_action(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        owner, due_on = answers.user("owner"), answers.date("due_on")
        errors = await _problems(body, owner, due_on)
        if errors or owner is None or due_on is None:
            await answer(ack, errors)
            return
        command = MoveAction(answers.state["action"], owner, due_on)
        await _learnt(ack, body, answers, command, "due_on")

    @app.view("drop_action")
    async def drop_action(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = DropAction(answers.state["action"], answers.text("reason"))
        await _learnt(ack, body, answers, command, "reason")

    @app.view("review")
    async def review(ack: AsyncAck) -> None:
        await ack()

    async def _learnt(
        ack: AsyncAck, body: Body, answers: Answers, command: Command, block: str
    ) -> None:
        """Carries out a form; where it stood on the review, that one shows what it did."""
        refused = await decide(services, body, answers, command)
        if refused is not None:
            block = "due_on" if refused.reason == "day_passed" else block
            await answer(ack, {block: await why(services, body, refused)})
            return
        await ack()
        below = body["view"].get("previous_view_id")
        services.later(draw_review(services, body, answers.state["crisis"], below))

    async def _problems(body: Body, owner: str | None, due_on: str | None) -> dict[str, str]:
        """What is wrong with who does it by when, by field."""
        t = await words_of(services, body)
        errors = {}
        if owner is None:
            errors["owner"] = t("Choose one.")
        else:
            person = await services.directory.person(team_of(body), owner)
            if person.bot or person.deactivated:
                errors["owner"] = t("Choose somebody who can be reminded of it.")
        if due_on is None:
            errors["due_on"] = t("Choose one.")
        return errors
