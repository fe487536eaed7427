"""Answers to one person about a drill: marked like all that is sent of it."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.crisis import Crisis
from bot.locale import Words
from bot.services import Services
from bot.surfaces.content import Content
from bot.surfaces.exercise import marked
from handlers.asking import team_of, value_of, words_of

Body = dict[str, Any]

ID_LENGTH = 32
"""Characters in the ID of a crisis: other values need no look-up."""


class MarkedAck(AsyncAck):
    """An ack whose text, if it has one, says that it is about an exercise."""

    def __init__(self, ack: AsyncAck, t: Words, crisis: Crisis) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._ack, self._t, self._crisis = ack, t, crisis

    async def __call__(  # type: ignore[override]
        self, text: str = "", blocks: Any = None, **more: Any
    ) -> BoltResponse:
        if not text:
            return await self._ack(blocks=blocks, **more)
        said = marked(self._t, self._crisis, Content(text, tuple(blocks or ())))
        return await self._ack(text=said.text, blocks=list(said.blocks) or None, **more)


class MarkedRespond:
    """The same for an answer that follows."""

    def __init__(self, respond: Any, t: Words, crisis: Crisis) -> None:
        self._respond, self._t, self._crisis = respond, t, crisis

    async def __call__(self, text: str = "", blocks: Any = None, **more: Any) -> Any:
        said = marked(self._t, self._crisis, Content(text, tuple(blocks or ())))
        shown = {"blocks": list(said.blocks)} if said.blocks else {}
        return await self._respond(text=said.text, **shown, **more)


async def mark_answers(services: Services, context: AsyncBoltContext, body: Body) -> None:
    """Has a click on something of a drill answered under the mark."""
    crisis = await _crisis_of(services, body)
    if crisis is not None and crisis.exercise:
        t = await words_of(services, body)
        context["respond"] = MarkedRespond(context.respond, t, crisis)


async def _crisis_of(services: Services, body: Body) -> Crisis | None:
    if body.get("type") == "block_actions" and body.get("actions"):
        crisis_id = value_of(body)[0]
        return await services.log.crisis(crisis_id) if len(crisis_id) == ID_LENGTH else None
    if body.get("type") == "message_action":
        return await services.log.in_channel(team_of(body), body["channel"]["id"])
    return None
