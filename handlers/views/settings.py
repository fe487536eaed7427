"""The workspace's settings, sent in."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.locale import Words
from bot.people import may_configure
from bot.services import Services
from bot.surfaces.modals import Answers
from bot.surfaces.modals.running import (
    archive_in,
    chosen_openers,
    every_in,
    messages_in,
    months_in,
    quiet_in,
    targets_in,
)
from bot.surfaces.modals.settings import HELD_ROLES, chosen_language, chosen_path
from handlers.asking import person_of, team_of, words_of
from handlers.sending import answer
from handlers.settings import keep, reaches, show_below

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("save_settings")
    async def save_settings(ack: AsyncAck, body: Body) -> None:
        t, answers = await words_of(services, body), Answers(body["view"])
        channel = answers.conversation("announce_in")
        errors = await _refused(t, body, "invite") or await _unreached(
            t, body, "announce_in", channel
        )
        if not errors:
            await keep(
                services,
                body,
                announce_in=channel,
                invite=tuple(answers.users("invite")),
                organisation=answers.text("organisation").strip() or None,
                roles={role: tuple(answers.users(f"role-{role}")) for role in HELD_ROLES},
                precleared="precleared" in answers.choices("precleared"),
                language=chosen_language(answers),
            )
        await answer(ack, errors)

    @app.view("save_path")
    async def save_path(ack: AsyncAck, body: Body) -> None:
        t, answers = await words_of(services, body), Answers(body["view"])
        chosen, path = answers.state["path"], chosen_path(answers)
        errors = await _refused(t, body, f"{chosen}:0:who")
        if not errors:
            current = await services.settings.of(team_of(body))
            paths = {key: known for key, known in current.paths.items() if key != chosen}
            if path is not None:
                paths[chosen] = path
            await keep(services, body, paths=paths)
        await answer(ack, errors)

    @app.view("save_openers")
    async def save_openers(ack: AsyncAck, body: Body) -> None:
        t = await words_of(services, body)
        group, channel = chosen_openers(Answers(body["view"]))
        errors = await _refused(t, body, "openers-group")
        if not errors and group is not None and channel is not None:
            errors = {"openers-channel": t("Choose a user group or a channel, not both.")}
        errors = errors or await _unreached(t, body, "openers-channel", channel)
        if not errors:
            await keep(services, body, openers=group or channel)
            await show_below(services, body)
        await answer(ack, errors)

    @app.view("save_running")
    async def save_running(ack: AsyncAck, body: Body) -> None:
        t, answers = await words_of(services, body), Answers(body["view"])
        quiet, late = quiet_in(t, answers)
        targets, beyond = targets_in(t, answers)
        channel = answers.conversation("update_in")
        errors = await _refused(t, body, "quiet-from") or {
            **late,
            **beyond,
            **await _unreached(t, body, "update_in", channel),
        }
        if not errors:
            await keep(
                services,
                body,
                quiet=quiet,
                targets=targets,
                update_in=channel,
                update_every=every_in(answers),
                archive_after=archive_in(answers),
                keep_messages=messages_in(answers),
                keep_months=months_in(answers),
            )
            await show_below(services, body)
        await answer(ack, errors)

    async def _refused(t: Words, body: Body, block: str) -> dict[str, str]:
        if may_configure(await person_of(services, body)):
            return {}
        return {block: t("Only those who administer the workspace can change this.")}

    async def _unreached(t: Words, body: Body, block: str, channel: str | None) -> dict[str, str]:
        if channel is None or await reaches(services, team_of(body), channel):
            return {}
        said = t("Cellule cannot post there. Invite it to that channel first: /invite @Cellule")
        return {block: said}
