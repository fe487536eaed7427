"""Forms, sent in."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import playbook
from bot.commands import (
    AddNote,
    AskForChanges,
    ChangeSeverity,
    CloseCrisis,
    Command,
    EditStatement,
    MarkPosted,
    Refused,
    SkipStep,
)
from bot.events import MessageRef, NoteAdded, Severity
from bot.locale import words
from bot.people import may_configure
from bot.services import Services
from bot.slack import SlackRefused, SlackUnsure
from bot.store import WorkspaceSettings
from bot.surfaces import modals
from bot.surfaces.modals import Answers
from bot.surfaces.refusals import refusal_in_form
from handlers.asking import ACK_SOON, person_of, team_of, words_of
from handlers.events import show_home
from handlers.opening import (
    check,
    link_error,
    open_crisis,
    request_of,
    time_error,
    time_of,
)

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
        await _answer(ack, errors)
        if not errors and answers.state.get("home"):
            services.later(show_home(services, team, person.id))

    @app.view("add_note")
    async def add_note(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        note = NoteAdded(text=answers.text("text").strip(), via="button")
        await _act(ack, body, answers, AddNote(note), "text")

    @app.view("keep_message")
    async def keep_message(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        answers.state["crisis"] = answers.choice("crisis")
        message = MessageRef.model_validate(answers.state["message"])
        note = NoteAdded(text=answers.text("text").strip(), via="shortcut", message=message)
        await _act(ack, body, answers, AddNote(note), "text")

    @app.view("skip_step")
    async def skip_step(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = SkipStep(answers.state["step"], answers.text("reason").strip())
        await _act(ack, body, answers, command, "reason")

    @app.view("change_severity")
    async def change_severity(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        crisis = await services.log.crisis(answers.state["crisis"])
        severity = cast(Severity, answers.choice("severity"))
        if crisis is not None:
            plan = playbook.plan(severity, crisis.cause, crisis.language)
            command = ChangeSeverity(severity, answers.text("reason").strip(), plan)
            await _act(ack, body, answers, command, "reason")

    @app.view("edit_statement")
    async def edit_statement(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        key, base = answers.state["statement"], answers.state["version"]
        block = f"text-{base}"
        text, promised = answers.text(block).strip(), time_of(answers, "next_update")
        crisis = await services.log.crisis(answers.state["crisis"])
        known = crisis.statements.get(key) if crisis else None
        new = known is None or promised != known.next_update
        if promised is not None and new and promised < services.now():
            t = await words_of(services, body)
            await _answer(ack, {"next_update": t("This time has passed. Promise a later one.")})
            return
        refused = await _decide(body, answers, EditStatement(key, base, text, promised))
        crisis = await services.log.crisis(answers.state["crisis"])
        if refused is None or crisis is None:
            await ack()
        elif refused.reason == "statement_moved":
            # What was typed stays in the form, beside what it was overtaken by.
            t = await words_of(services, body)
            view = modals.edit(t, crisis, crisis.statements[key], typed=text)
            await ack(response_action="update", view=view)
        else:
            await _answer(ack, {block: await _why(body, refused)})

    @app.view("ask_changes")
    async def ask_changes(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = AskForChanges(
            answers.state["statement"], answers.state["version"], answers.text("reason").strip()
        )
        await _act(ack, body, answers, command, "reason")

    @app.view("mark_posted")
    async def mark_posted(ack: AsyncAck, body: Body) -> None:
        t, answers = await words_of(services, body), Answers(body["view"])
        link, at = answers.text("link").strip(), time_of(answers, "posted_at")
        problems = {
            "link": link_error(t, link),
            "posted_at": time_error(t, at, services.now()),
        }
        errors = {block: problem for block, problem in problems.items() if problem}
        if errors or at is None:
            await _answer(ack, errors)
            return
        command = MarkPosted(
            answers.state["statement"],
            answers.state["version"],
            link,
            min(at, services.now()),
        )
        await _act(ack, body, answers, command, "link")

    @app.view("close_crisis")
    async def close_crisis(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = CloseCrisis(answers.text("summary").strip() or None)
        await _act(ack, body, answers, command, "summary")

    @app.view("save_settings")
    async def save_settings(ack: AsyncAck, body: Body) -> None:
        t, answers, team = await words_of(services, body), Answers(body["view"]), team_of(body)
        errors: dict[str, str] = {}
        channel = answers.conversation("announce_in")
        if not may_configure(await person_of(services, body)):
            errors["invite"] = t("Only those who administer the workspace can change this.")
        elif channel is not None and not await _join(team, channel):
            errors["announce_in"] = t(
                "Cellule cannot post there. Invite it to that channel first: /invite @Cellule"
            )
        if not errors:
            values = WorkspaceSettings(announce_in=channel, invite=tuple(answers.users("invite")))
            await services.settings.save(team, values)
        await _answer(ack, errors)

    @app.view("timeline")
    async def timeline(ack: AsyncAck) -> None:
        await ack()

    async def _join(team: str, channel: str) -> bool:
        """Whether the app is in the channel; it joins public ones by itself."""
        slack = services.slack_of(team)
        try:
            async with asyncio.timeout(ACK_SOON):
                try:
                    await slack.call_now("conversations.join", channel=channel)
                except SlackRefused:
                    info = await slack.call_form("conversations.info", channel=channel)
                    return bool(info["channel"].get("is_member"))
        except (SlackRefused, SlackUnsure, TimeoutError):
            return False
        return True

    async def _why(body: Body, refused: Refused) -> str:
        reader, who = await person_of(services, body), refused.about.get("who")
        actor = await services.directory.person(team_of(body), who) if who else None
        return refusal_in_form(words(reader.language), refused, reader, actor)

    async def _decide(body: Body, answers: Answers, command: Command) -> Refused | None:
        outcome = await services.log.append(
            answers.state["crisis"],
            command,
            await person_of(services, body),
            request=request_of(body["view"]["id"]),
        )
        return outcome if isinstance(outcome, Refused) else None

    async def _act(
        ack: AsyncAck, body: Body, answers: Answers, command: Command, block: str
    ) -> None:
        """Carries out a form; a refusal stands beside `block`, and what was typed stays."""
        refused = await _decide(body, answers, command)
        if refused is None:
            await ack()
        else:
            await _answer(ack, {block: await _why(body, refused)})


async def _answer(ack: AsyncAck, errors: dict[str, str]) -> None:
    if errors:
        await ack(response_action="errors", errors=errors)
    else:
        await ack()
