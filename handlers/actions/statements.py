"""Buttons of statements that act at once."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands.statements import (
    ApproveStatement,
    DraftStatement,
    EditStatement,
    MatchPair,
    SubmitStatement,
    WithdrawStatement,
)
from bot.crisis import Crisis
from bot.events import Language
from bot.refused import Refused
from bot.services import Services
from bot.surfaces.refusals import refusal
from handlers.asking import act, ephemeral, value_of, words_of
from handlers.drafting import Asked, statement
from handlers.finding import about, open_crisis_of, statement_of
from handlers.paths import refresh

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("submit_statement")
    async def submit_statement(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, key, version = about(body)
        await refresh(services, crisis_id)
        command = SubmitStatement(key, version)
        await act(services, body, respond, crisis_id, command)
        await ack()

    @app.action("approve_statement")
    async def approve_statement(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, key, version = about(body)
        command = ApproveStatement(key, version)
        await act(services, body, respond, crisis_id, command, rights=True)
        await ack()

    @app.action("withdraw_statement")
    async def withdraw_statement(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, key, version = about(body)
        command = WithdrawStatement(key, version)
        await act(services, body, respond, crisis_id, command)
        await ack()

    @app.action("match_pair")
    async def match_pair(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, key, version = about(body)
        command = MatchPair(key, version)
        await act(services, body, respond, crisis_id, command)
        await ack()

    @app.action("use_thread")
    async def use_thread(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await statement_of(services, body, respond)
        if found is not None:
            crisis, known = found
            version = about(body)[2]
            command = EditStatement(known.id, version, known.text, known.next_update, thread=True)
            await act(services, body, respond, crisis.id, command)
        await ack()

    @app.action("draft_apology")
    async def draft_apology(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await open_crisis_of(services, body, respond)
        if crisis is not None:
            await _draft(body, respond, crisis, Asked("apology", crisis.language))
        await ack()

    @app.action("draft_pair")
    async def draft_pair(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await statement_of(services, body, respond, posted=True)
        if found is not None:
            crisis, known = found
            other: Language = "en" if known.language == "fr" else "fr"
            asked = Asked(known.kind, other, known.id, known.corrects, known.fact)
            await _draft(body, respond, crisis, asked)
        await ack()

    @app.action("draft_correction")
    async def draft_correction(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await statement_of(services, body, respond, posted=True)
        if found is not None:
            crisis, known = found
            fact = (value_of(body)[3:] or [""])[0]
            asked = Asked(
                "correction",
                known.language,
                corrects=known.id,
                fact=fact if fact in crisis.facts else None,
            )
            await _draft(body, respond, crisis, asked)
        await ack()

    async def _draft(body: Body, respond: AsyncRespond, crisis: Crisis, asked: Asked) -> None:
        """Drafts a statement, and tells whoever asked where it is."""
        t = await words_of(services, body)
        if asked.kind == "correction" and crisis.statements[asked.corrects or ""].state != "posted":
            ephemeral(services, respond, refusal(t, Refused("nothing_to_correct")))
            return
        drafted = statement(crisis, asked, services.now(), services.templates)
        if await act(services, body, respond, crisis.id, DraftStatement(drafted)):
            ephemeral(services, respond, t("The draft is the newest message in the room."))
