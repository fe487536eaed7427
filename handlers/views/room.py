"""Forms about the crisis as a whole, sent in."""

from __future__ import annotations

from typing import Any, cast

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands.room import AddNote, ChangeSeverity
from bot.commands.steps import SkipStep
from bot.events import MessageRef, NoteAdded, Severity
from bot.services import Services
from bot.surfaces.modals import Answers
from handlers.asking import person_of, team_of, words_of
from handlers.opening import check, open_crisis, request_of
from handlers.paths import refresh
from handlers.sending import act, answer
from handlers.views.record import happened_in

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("open_crisis")
    async def opened(ack: AsyncAck, body: Body) -> None:
        team, person = team_of(body), await person_of(services, body)
        t, answers = await words_of(services, body), Answers(body["view"])
        view_id = body["view"]["id"]
        if await services.log.handled(request_of(view_id)):
            # The same form, sent twice: its crisis is open, as was asked.
            await ack()
            return
        errors = await check(services, t, team, person, answers)
        if not errors and not await open_crisis(services, team, person, view_id, answers):
            errors["what"] = t(
                "A crisis is open for this message already. Type /crisis list to find its room, or "
                "ask whoever leads your crises."
            )
        await answer(ack, errors)

    @app.view("add_note")
    async def add_note(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        note = NoteAdded(
            text=answers.text("text").strip(), via="button", happened_at=happened_in(answers)
        )
        late = note.happened_at is not None and note.happened_at > services.now()
        await act(services, ack, body, answers, AddNote(note), "happened_at" if late else "text")

    @app.view("keep_message")
    async def keep_message(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        answers.state["crisis"] = answers.choice("crisis")
        message = MessageRef.model_validate(answers.state["message"])
        note = NoteAdded(text=answers.text("text").strip(), via="shortcut", message=message)
        await act(services, ack, body, answers, AddNote(note), "text")

    @app.view("skip_step")
    async def skip_step(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = SkipStep(answers.state["step"], answers.text("reason").strip())
        await act(services, ack, body, answers, command, "reason")

    @app.view("change_severity")
    async def change_severity(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        crisis = await services.log.crisis(answers.state["crisis"])
        severity = cast(Severity, answers.choice("severity"))
        if crisis is not None:
            plan = services.playbooks.plan(
                severity, crisis.cause, crisis.platforms, crisis.language
            )
            command = ChangeSeverity(severity, answers.text("reason").strip(), plan)
            await act(services, ack, body, answers, command, "reason")
            # The other plan may ask for other approvals.
            await refresh(services, crisis.id)
