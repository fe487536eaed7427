"""Buttons."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands import (
    ApproveStatement,
    ClaimStep,
    CompleteStep,
    DraftStatement,
    MakeExport,
    Refused,
    RetryDeliveries,
    SubmitStatement,
    UndoStep,
    about_step,
    not_a_member,
)
from bot.crisis import Crisis, Statement
from bot.people import may_approve, may_configure
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.refusals import refusal
from handlers.asking import (
    act,
    ephemeral,
    open_form,
    person_of,
    team_of,
    value_of,
    version_of,
    words_of,
)
from handlers.drafting import apology
from statements.draft import gaps

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    log = services.log

    # Steps

    @app.action("claim_step")
    async def claim_step(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, step = value_of(body)
        await act(services, body, respond, crisis_id, ClaimStep(step))
        await ack()

    @app.action("complete_step")
    async def complete_step(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, step = value_of(body)
        await act(services, body, respond, crisis_id, CompleteStep(step))
        await ack()

    @app.action("undo_step")
    async def undo_step(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, step, seen = value_of(body)
        await act(services, body, respond, crisis_id, UndoStep(step, version_of(seen)))
        await ack()

    @app.action("open_skip")
    async def open_skip(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, step = value_of(body)
        crisis = await _open_crisis(body, respond, crisis_id)
        if crisis is not None:
            t = await words_of(services, body)
            progress = crisis.steps.get(step)
            if progress is None:
                ephemeral(services, respond, refusal(t, Refused("step_unknown")))
            elif progress.settled:
                refused = Refused("step_settled", about_step(progress))
                ephemeral(services, respond, refusal(t, refused))
            else:
                await open_form(services, body, respond, modals.skip(t, crisis, step))
        await ack()

    # Statements

    @app.action("submit_statement")
    async def submit_statement(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, key, version = value_of(body)
        command = SubmitStatement(key, version_of(version), await _gaps(crisis_id, key))
        await act(services, body, respond, crisis_id, command)
        await ack()

    @app.action("approve_statement")
    async def approve_statement(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, key, version = value_of(body)
        command = ApproveStatement(key, version_of(version), await _gaps(crisis_id, key))
        await act(services, body, respond, crisis_id, command, rights=True)
        await ack()

    @app.action("draft_apology")
    async def draft_apology(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        (crisis_id,) = value_of(body)
        crisis = await _open_crisis(body, respond, crisis_id)
        if crisis is not None:
            command = DraftStatement(apology(crisis, services.now()))
            if await act(services, body, respond, crisis_id, command):
                t = await words_of(services, body)
                said = t("The draft of the apology is the newest message in the room.")
                ephemeral(services, respond, said)
        await ack()

    @app.action("open_edit")
    async def open_edit(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await _statement(body, respond)
        if found is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.edit(t, *found))
        await ack()

    @app.action("open_changes")
    async def open_changes(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await _statement(body, respond)
        if found is not None:
            t = await words_of(services, body)
            if not may_approve(person := await person_of(services, body)):
                ephemeral(services, respond, refusal(t, not_a_member(person)))
            elif found[1].state == "draft":
                ephemeral(services, respond, refusal(t, Refused("not_submitted")))
            else:
                await open_form(services, body, respond, modals.changes(t, *found))
        await ack()

    @app.action("open_posted")
    async def open_posted(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await _statement(body, respond)
        if found is not None:
            t = await words_of(services, body)
            if found[1].state != "approved":
                ephemeral(services, respond, refusal(t, Refused("not_approved")))
            else:
                view = modals.posted(t, *found, services.now())
                await open_form(services, body, respond, view)
        await ack()

    # The card

    @app.action("open_note")
    async def open_note(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await log.crisis(value_of(body)[0])
        if crisis is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.note(t, crisis))
        await ack()

    @app.action("open_severity")
    async def open_severity(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await _open_crisis(body, respond, value_of(body)[0])
        if crisis is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.severity(t, crisis))
        await ack()

    @app.action("open_close")
    async def open_close(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await _open_crisis(body, respond, value_of(body)[0])
        if crisis is not None:
            t = await words_of(services, body)
            if may_approve(person := await person_of(services, body)):
                await open_form(services, body, respond, modals.closing(t, crisis))
            else:
                ephemeral(services, respond, refusal(t, not_a_member(person)))
        await ack()

    @app.action("export")
    async def export(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        if await act(services, body, respond, value_of(body)[0], MakeExport()):
            t = await words_of(services, body)
            ephemeral(services, respond, t("The export is on its way to the room."))
        await ack()

    @app.action("retry_deliveries")
    async def retry_deliveries(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        if await act(services, body, respond, value_of(body)[0], RetryDeliveries()):
            t = await words_of(services, body)
            ephemeral(services, respond, t("Cellule tries again. The card says how it went."))
        await ack()

    @app.action("open_timeline")
    async def open_timeline(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        view = await _timeline(body, value_of(body)[0], 0)
        if view is not None:
            await open_form(services, body, respond, view)
        await ack()

    @app.action("timeline_newer")
    @app.action("timeline_older")
    async def turn_page(ack: AsyncAck, body: Body) -> None:
        crisis_id, page = value_of(body)
        view = await _timeline(body, crisis_id, version_of(page))
        if view is not None:
            slack = services.slack_of(team_of(body))
            services.later(slack.call_now("views.update", view_id=body["view"]["id"], view=view))
        await ack()

    # The home tab

    @app.action("open_crisis_form")
    async def open_crisis_form(ack: AsyncAck, body: Body) -> None:
        person = await person_of(services, body)
        t = await words_of(services, body)
        prefill = modals.Prefill(from_home=True)
        view = modals.opening(t, person, services.now(), prefill)
        await open_form(services, body, None, view)
        await ack()

    @app.action("open_settings")
    async def open_settings(ack: AsyncAck, body: Body) -> None:
        if may_configure(await person_of(services, body)):
            t = await words_of(services, body)
            current = await services.settings.of(team_of(body))
            view = modals.workspace_settings(t, current.announce_in, list(current.invite))
            await open_form(services, body, None, view)
        await ack()

    async def _open_crisis(body: Body, respond: AsyncRespond, crisis_id: str) -> Crisis | None:
        """The crisis, if work on it can go on; else the person is told that it is closed."""
        crisis = await log.crisis(crisis_id)
        if crisis is not None and not crisis.closed:
            return crisis
        t = await words_of(services, body)
        refused = (
            Refused("no_crisis")
            if crisis is None
            else Refused("closed", {"who": crisis.closed_by, "at": crisis.closed_at})
        )
        ephemeral(services, respond, refusal(t, refused))
        return None

    async def _statement(body: Body, respond: AsyncRespond) -> tuple[Crisis, Statement] | None:
        """The newest version of the statement of a button, if it can still be worked on."""
        crisis_id, key, _ = value_of(body)
        crisis = await _open_crisis(body, respond, crisis_id)
        statement = crisis.statements.get(key) if crisis else None
        if crisis is None or statement is None:
            return None
        if statement.state == "posted":
            t = await words_of(services, body)
            about = {"who": statement.posted_by, "at": statement.posted_at}
            ephemeral(services, respond, refusal(t, Refused("statement_posted", about)))
            return None
        return crisis, statement

    async def _gaps(crisis_id: str, key: str) -> tuple[str, ...]:
        crisis = await log.crisis(crisis_id)
        statement = crisis.statements.get(key) if crisis else None
        return tuple(gaps(statement.text)) if statement else ()

    async def _timeline(body: Body, crisis_id: str, page: int) -> dict[str, Any] | None:
        crisis = await log.crisis(crisis_id)
        if crisis is None:
            return None
        t = await words_of(services, body)
        return modals.timeline(t, crisis, await log.entries(crisis_id), page)
