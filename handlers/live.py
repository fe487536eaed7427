"""The review of what somebody types, while they type it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog

from bot.services import Services
from bot.slack import Slack, SlackRefused, SlackUnsure
from bot.surfaces import modals
from bot.surfaces.modals import Answers
from handlers.asking import team_of, words_of

log = structlog.get_logger(__name__)

Body = dict[str, Any]
Reviewed = Callable[[Services, Body], Awaitable[dict[str, Any] | None]]

KEPT = 256
"""Forms whose last hash stays in memory."""


@dataclass(slots=True)
class _Open:
    """A form that somebody types into. `newest` is what was typed since the last update."""

    newest: Body | None
    hash: str
    state: str


class LiveReview:
    """Shows the review below the fields as they are filled in.

    One update is under way for a form at a time; what is typed meanwhile waits, and only the
    newest of it is reviewed. Slack keeps what stands in a field whose block keeps its name.
    `reviewed` draws the form that somebody types into anew.
    """

    def __init__(self, services: Services, reviewed: Reviewed) -> None:
        self._services = services
        self._reviewed = reviewed
        self._busy: dict[str, _Open] = {}
        self._known: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def typed(self, body: Body) -> None:
        """Takes note of a form as it now is; returns at once."""
        view = body["view"]
        busy = self._busy.get(view["id"])
        if busy is not None:
            busy.newest = body
            return
        state = view["private_metadata"]
        known_state, known_hash = self._known.get(view["id"], ("", ""))
        # Slack may send the next character before it has the answer to the last one.
        current = known_hash if known_state == state else view["hash"]
        form = self._busy[view["id"]] = _Open(body, current, state)
        self._services.later(self._show(team_of(body), view["id"], form))

    async def _show(self, team: str, view_id: str, form: _Open) -> None:
        try:
            slack = self._services.slack_of(team)
            while form.newest is not None:
                await slack.pacer.wait("views.update")
                body, form.newest = form.newest, None
                await self._update(slack, view_id, form, body)
        except (SlackRefused, SlackUnsure) as error:
            # The form was sent, closed or changed meanwhile, or Slack is slow: the review stands
            # on the card in any case.
            log.info("live_review_dropped", error=error.error)
        finally:
            del self._busy[view_id]

    async def _update(self, slack: Slack, view_id: str, form: _Open, body: Body) -> None:
        view = await self._reviewed(self._services, body)
        if view is None:
            return
        answer = await slack.call_now("views.update", view_id=view_id, hash=form.hash, view=view)
        form.hash = answer["view"]["hash"]
        self._known[view_id] = (form.state, form.hash)
        self._known.move_to_end(view_id)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)


async def reviewed_statement(services: Services, body: Body) -> dict[str, Any] | None:
    """The same form, with the review of what stands in it now."""
    answers = Answers(body["view"])
    crisis = await services.log.crisis(answers.state["crisis"])
    statement = crisis.statements.get(answers.state["statement"]) if crisis else None
    if crisis is None or statement is None:
        return None
    t = await words_of(services, body)
    return modals.edit(t, crisis, statement, modals.draft_in(answers, statement))
