"""Forms about statements, sent in."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands.statements import (
    ApproveStatement,
    AskForChanges,
    CommentStatement,
    EditStatement,
    WaiveApproval,
)
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.modals import Answers
from handlers.asking import words_of
from handlers.sending import act, answer, decide, why

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("edit_statement")
    async def edit_statement(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        key = answers.state["statement"]
        crisis = await services.log.crisis(answers.state["crisis"])
        known = crisis.statements.get(key) if crisis else None
        if known is None:
            await ack()
            return
        draft = modals.draft_in(answers, known)
        promised = draft.next_update
        if promised is not None and promised != known.next_update and promised < services.now():
            t = await words_of(services, body)
            await answer(ack, {"next_update": t("This time has passed. Promise a later one.")})
            return
        command = EditStatement(key, draft.version, draft.text, promised, thread=draft.thread)
        refused = await decide(services, body, answers, command)
        crisis = await services.log.crisis(answers.state["crisis"])
        if refused is None or crisis is None:
            await ack()
        elif refused.reason == "statement_moved":
            # What was typed stays in the form, beside what it was overtaken by.
            t, newest = await words_of(services, body), crisis.statements[key]
            rebased = modals.Draft(
                newest.version, draft.pieces, draft.joints, promised, draft.thread
            )
            view = modals.edit(t, crisis, newest, rebased, overtaken=True)
            await ack(response_action="update", view=view)
        else:
            await answer(ack, {draft.first_field: await why(services, body, refused)})

    @app.view("read_statement")
    async def read_statement(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        key, version = answers.state["statement"], answers.state["version"]
        refused = await decide(services, body, answers, ApproveStatement(key, version))
        crisis = await services.log.crisis(answers.state["crisis"])
        if refused is None or crisis is None or key not in crisis.statements:
            await ack()
        else:
            t, told = await words_of(services, body), await why(services, body, refused)
            view = modals.read(t, crisis, crisis.statements[key], approve=False, told=told)
            await ack(response_action="update", view=view)

    @app.view("override_review")
    async def override_review(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        key, version = answers.state["statement"], answers.state["version"]
        reason = answers.text("reason").strip()
        command = ApproveStatement(key, version, reason)
        await act(services, ack, body, answers, command, "reason")

    @app.view("post_alone")
    async def post_alone(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = WaiveApproval(
            answers.state["statement"], answers.state["version"], answers.text("reason").strip()
        )
        await act(services, ack, body, answers, command, "reason")

    @app.view("ask_changes")
    async def ask_changes(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = AskForChanges(
            answers.state["statement"], answers.state["version"], answers.text("reason").strip()
        )
        await act(services, ack, body, answers, command, "reason")

    @app.view("comment_statement")
    async def comment_statement(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = CommentStatement(
            answers.state["statement"], answers.state["version"], answers.text("text").strip()
        )
        await act(services, ack, body, answers, command, "text")
