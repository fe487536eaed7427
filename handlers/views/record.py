"""Forms about the record, sent in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands.record import AskRedaction, CorrectEntry, MakeExport
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.modals import Answers
from handlers.asking import person_of, words_of
from handlers.sending import act, answer

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("export_record")
    async def export_record(ack: AsyncAck, body: Body) -> None:
        answers, person = Answers(body["view"]), await person_of(services, body)
        formats = modals.formats_in(answers.choices("formats"))
        if not formats:
            t = await words_of(services, body)
            await answer(ack, {"formats": t("Choose one format at least.")})
            return
        command = MakeExport(
            formats=formats,
            filter=modals.filter_in(answers.choice("filter")),
            language="fr" if answers.choice("language") == "fr" else "en",
            timezone=person.timezone,
        )
        await act(services, ack, body, answers, command, "formats")

    @app.view("correct_entry")
    async def correct_entry(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = CorrectEntry(answers.state["entry"], answers.text("text"), happened_in(answers))
        await act(services, ack, body, answers, command, "text")

    @app.view("ask_redaction")
    async def ask_redaction(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = AskRedaction(
            answers.state["entry"], answers.state["kind"], answers.text("reason")
        )
        await act(services, ack, body, answers, command, "reason")

    @app.view("timeline")
    async def timeline(ack: AsyncAck) -> None:
        await ack()


def happened_in(answers: Answers) -> datetime | None:
    """When something happened, where a form says so."""
    seconds = answers.time("happened_at")
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
