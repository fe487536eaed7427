"""From a message in Slack to evidence: its files, or its words; by its menu, or a reaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands.evidence import KeepEvidence
from bot.events import EvidenceFile, EvidenceKind, MessageRef
from bot.readable import readable
from bot.refused import Refused
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.refusals import refusal
from handlers.asking import ephemeral, open_form, person_of, team_of, visible, words_of
from handlers.shortcuts import first_link, reference

Json = dict[str, Any]

CAMERAS = ("camera", "camera_with_flash")
"""Reactions that keep a message as evidence."""


def register(app: AsyncApp, services: Services) -> None:
    @app.shortcut("evidence_from_message")
    async def evidence_from_message(ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        person, t = await person_of(services, body), await words_of(services, body)
        message = reference(services, body)
        command = of_message(body["message"], message, services.now())
        here = await services.log.in_channel(team_of(body), message.channel)
        crises = [] if here else await visible(services, team_of(body), person)
        if here is not None:
            outcome = await services.log.append(here.id, command, person)
            if isinstance(outcome, Refused):
                ephemeral(services, respond, refusal(t, outcome))
        elif crises:
            await open_form(services, body, respond, modals.evidence_from(t, crises, command))
        else:
            said = t("Nothing is open. To open a crisis, type /crisis and what happened.")
            ephemeral(services, respond, said)
        await ack()


def files_of(given: Iterable[Json], link: str | None = None) -> tuple[EvidenceFile, ...]:
    """Files as Slack describes them, without those that were deleted.

    Of a file from another company Slack may tell no more than its ID; `link` is where it stands.
    """
    return tuple(
        EvidenceFile(
            id=file["id"],
            name=file.get("name") or file.get("title") or file["id"],
            size=file.get("size") or 0,
            link=file.get("permalink") or link or "",
        )
        for file in given
        if file.get("mode") != "tombstone"
    )


def kind_of(given: Iterable[Json]) -> EvidenceKind:
    """What files are most likely."""
    types = [str(file.get("mimetype", "")) for file in given if file.get("mode") != "tombstone"]
    pictures = all(kind.startswith(("image/", "video/")) for kind in types)
    return "screenshot" if types and pictures else "other"


def of_message(message: Json, reference: MessageRef, now: datetime) -> KeepEvidence:
    """A message as evidence: each of its files; where there is none, the message itself."""
    given = message.get("files") or ()
    files = files_of(given, reference.link)
    text = message.get("text", "")
    sent_at = datetime.fromtimestamp(float(reference.ts), tz=UTC)
    link = first_link(text)
    return KeepEvidence(
        what=kind_of(given) if files else "message",
        # Slack's clock may be ahead of ours.
        captured_at=min(sent_at, now),
        link=link if files else link or reference.link,
        files=files,
        note=readable(text).strip() or None,
        message=reference,
    )
