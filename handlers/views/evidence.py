"""Forms of the evidence, sent in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands.evidence import KeepEvidence, RecordDeletion
from bot.events import EvidenceKind, Platform
from bot.locale import Words
from bot.refused import Reason
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.modals import Answers
from handlers.asking import words_of
from handlers.evidence import files_of
from handlers.opening import CLOCKS_APART, link_error, time_of
from handlers.sending import act, answer, decide, why

Body = dict[str, Any]

_BESIDE: dict[Reason, str] = {
    "deleted_too_early": "deleted_at",
    "guest_deletion": "deleted_by",
    "unsure": "deleted_by",
}
"""The field beside which a refusal stands, where it is not the link."""


def register(app: AsyncApp, services: Services) -> None:
    @app.view("keep_evidence")
    async def keep_evidence(ack: AsyncAck, body: Body) -> None:
        t, answers = await words_of(services, body), Answers(body["view"])
        link, at = answers.text("link").strip(), _past(services, answers, "captured_at")
        errors = _errors(t, link, at, "captured_at")
        if errors or at is None:
            await answer(ack, errors)
            return
        command = KeepEvidence(
            what=cast(EvidenceKind, answers.choice("what")),
            captured_at=at,
            link=link or None,
            platform=cast("Platform | None", answers.choice("platform")),
            account=answers.text("account").strip() or None,
            files=files_of(answers.files("files")),
            note=answers.text("note").strip() or None,
        )
        await act(services, ack, body, answers, command, "files" if command.files else "link")

    @app.view("keep_message_evidence")
    async def keep_message_evidence(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        answers.state["crisis"] = answers.choice("crisis")
        command = modals.found_in(answers)
        await act(services, ack, body, answers, command, "crisis")

    @app.view("record_deletion")
    async def record_deletion(ack: AsyncAck, body: Body) -> None:
        t, answers = await words_of(services, body), Answers(body["view"])
        link, at = answers.text("link").strip(), _past(services, answers, "deleted_at")
        errors = _errors(t, link, at, "deleted_at")
        if errors or at is None:
            await answer(ack, errors)
            return
        command = RecordDeletion(
            deleted_at=at,
            deleted_by=answers.user("deleted_by") or body["user"]["id"],
            evidence=answers.choice("evidence"),
            link=link or None,
            platform=cast("Platform | None", answers.choice("platform")),
        )
        refused = await decide(services, body, answers, command)
        if refused is None:
            await ack()
            return
        about = "evidence" if command.evidence else "link"
        block = _BESIDE.get(refused.reason, about)
        await answer(ack, {block: await why(services, body, refused)})

    @app.view("evidence")
    async def evidence(ack: AsyncAck) -> None:
        await ack()


def _past(services: Services, answers: Answers, block: str) -> datetime | None:
    """The time in a field, unless it is still to come."""
    at, now = time_of(answers, block), services.now()
    return None if at is None or at > now + CLOCKS_APART else min(at, now)


def _errors(t: Words, link: str, at: datetime | None, block: str) -> dict[str, str]:
    errors = {}
    problem = link_error(t, link) if link else None
    if problem is not None:
        errors["link"] = problem
    if at is None:
        errors[block] = t("Enter a time that has passed.")
    return errors
