"""Buttons of statements that open a form."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot import reviewing
from bot.crisis import Crisis
from bot.parts import Statement
from bot.people import may_approve, may_approve_now
from bot.refused import Reason, Refused, not_a_member
from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.modals import Answers
from bot.surfaces.refusals import refusal
from handlers.asking import ephemeral, open_form, person_of, redraw, version_of, words_of
from handlers.drafting import shorter
from handlers.finding import about, open_crisis_of, statement_of
from handlers.live import LiveReview, reviewed_statement
from statements.review import mend

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    live = LiveReview(services, reviewed_statement)

    async def refuse(body: Body, respond: AsyncRespond, reason: Reason) -> None:
        t = await words_of(services, body)
        ephemeral(services, respond, refusal(t, Refused(reason)))

    # The words

    @app.action("open_edit")
    async def open_edit(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await statement_of(services, body, respond)
        if found is not None:
            await _edit(body, respond, *found, None)
        await ack()

    @app.action("use_better")
    async def use_better(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await statement_of(services, body, respond)
        if found is not None:
            crisis, statement = found
            text = mend(statement.text, reviewing.findings(crisis, statement))
            await _edit(body, respond, crisis, statement, text)
        await ack()

    @app.action("use_shorter")
    async def use_shorter(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await statement_of(services, body, respond)
        if found is not None:
            crisis, statement = found
            text = shorter(crisis, statement, services.now(), services.templates)
            if text is None:
                t = await words_of(services, body)
                said = t(
                    "There is no shorter text for this one. Shorten it by hand, or post it as a "
                    "thread where the platform has threads."
                )
                ephemeral(services, respond, said)
            else:
                await _edit(body, respond, crisis, statement, text)
        await ack()

    async def _edit(
        body: Body, respond: AsyncRespond, crisis: Crisis, statement: Statement, text: str | None
    ) -> None:
        t = await words_of(services, body)
        view = modals.edit(t, crisis, statement, modals.draft_of(statement, text))
        await open_form(services, body, respond, view)

    @app.action({"block_id": re.compile("^text-"), "action_id": "value"})
    @app.action({"block_id": "thread", "action_id": "value"})
    async def typed(ack: AsyncAck, body: Body) -> None:
        await ack()
        live.typed(body)

    @app.action("use_better_here")
    async def use_better_here(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        crisis = await services.log.crisis(answers.state["crisis"])
        statement = crisis.statements.get(answers.state["statement"]) if crisis else None
        if crisis is not None and statement is not None:
            draft = modals.draft_in(answers, statement)
            found = reviewing.of_text(crisis, statement, draft.text, thread=draft.thread)
            mended = draft.with_text(mend(draft.text, found))
            t = await words_of(services, body)
            await _show(body, modals.edit(t, crisis, statement, mended))
        await ack()

    async def _show(body: Body, view: dict[str, Any]) -> None:
        redraw(services, body, view)

    # What people say of them

    @app.action("open_review")
    async def open_review(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, key, _ = about(body)
        crisis = await services.log.crisis(crisis_id)
        statement = crisis.statements.get(key) if crisis else None
        if crisis is not None and statement is not None:
            t = await words_of(services, body)
            person = await person_of(services, body)
            may = not crisis.closed and may_approve_now(person, crisis, statement)
            if may and reviewing.errors(crisis, statement):
                view = modals.override(t, crisis, statement)
            else:
                view = modals.read(t, crisis, statement, approve=may)
            await open_form(services, body, respond, view)
        await ack()

    @app.action("open_override")
    async def open_override(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await statement_of(services, body, respond)
        if found is not None and await _member(body, respond):
            crisis, statement = found
            if statement.version != about(body)[2]:
                t, moved = await words_of(services, body), {"at": statement.changed_at}
                ephemeral(services, respond, refusal(t, Refused("statement_moved", moved)))
            elif statement.state != "submitted":
                await refuse(body, respond, "not_submitted")
            else:
                t = await words_of(services, body)
                await open_form(services, body, respond, modals.override(t, crisis, statement))
        await ack()

    @app.action("open_alone")
    async def open_alone(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await statement_of(services, body, respond)
        if found is not None:
            crisis, statement = found
            t = await words_of(services, body)
            if body["user"]["id"] != crisis.lead:
                lead = {"who": crisis.lead}
                ephemeral(services, respond, refusal(t, Refused("not_the_lead", lead)))
            elif statement.state != "submitted":
                await refuse(body, respond, "not_submitted")
            else:
                await open_form(services, body, respond, modals.alone(t, crisis, statement))
        await ack()

    @app.action("open_changes")
    async def open_changes(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await statement_of(services, body, respond)
        if found is not None and await _member(body, respond):
            if found[1].state == "draft":
                await refuse(body, respond, "not_submitted")
            else:
                t = await words_of(services, body)
                await open_form(services, body, respond, modals.changes(t, *found))
        await ack()

    async def _member(body: Body, respond: AsyncRespond) -> bool:
        """Whether somebody is a member; guests are told that they cannot do this."""
        person = await person_of(services, body)
        if may_approve(person):
            return True
        t = await words_of(services, body)
        ephemeral(services, respond, refusal(t, not_a_member(person)))
        return False

    @app.action("open_comment")
    async def open_comment(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await statement_of(services, body, respond, posted=True)
        if found is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.comment(t, *found))
        await ack()

    # Their versions

    @app.action("open_versions")
    async def open_versions(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis_id, key, _ = about(body)
        view = await _versions(body, crisis_id, key, None, None)
        if view is not None:
            await open_form(services, body, respond, view)
        await ack()

    @app.action("compare_from")
    @app.action("compare_to")
    async def compare(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        old, new = (version_of(answers.choice(which) or "") for which in ("from", "to"))
        state = answers.state
        view = await _versions(body, state["crisis"], state["statement"], old, new)
        if view is not None:
            await _show(body, view)
        await ack()

    async def _versions(
        body: Body, crisis_id: str, key: str, old: int | None, new: int | None
    ) -> dict[str, Any] | None:
        crisis = await services.log.crisis(crisis_id)
        statement = crisis.statements.get(key) if crisis else None
        if crisis is None or statement is None:
            return None
        t = await words_of(services, body)
        known = modals.versions_of(await services.log.entries(crisis_id), key)
        return modals.versions(t, crisis, statement, known, old, new)

    # Posting

    @app.action("open_copy")
    async def open_copy(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await statement_of(services, body, respond, posted=True)
        if found is not None:
            if found[1].state in ("approved", "posted"):
                t = await words_of(services, body)
                await open_form(services, body, respond, modals.copy(t, *found))
            else:
                await refuse(body, respond, "not_approved")
        await ack()

    @app.action("open_posted")
    async def open_posted(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        found = await statement_of(services, body, respond, posted=True)
        if found is not None:
            crisis, statement = found
            t = await words_of(services, body)
            if statement.state not in ("approved", "posted"):
                await refuse(body, respond, "not_approved")
            else:
                view = modals.posted(t, crisis, statement, services.now())
                await open_form(services, body, respond, view)
        await ack()

    @app.action("open_statement_form")
    async def open_statement_form(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        crisis = await open_crisis_of(services, body, respond)
        if crisis is not None:
            t = await words_of(services, body)
            await open_form(services, body, respond, modals.new_statement(t, crisis))
        await ack()
