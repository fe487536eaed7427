"""What all handlers do: find the crisis, decide, answer the person."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from bot.commands import Command
from bot.crisis import Crisis
from bot.locale import Words, words
from bot.people import Person, may_see
from bot.refused import Refused
from bot.services import Services
from bot.slack import SlackRefused, SlackUnsure
from bot.store import Appended
from bot.surfaces.blocks import escape
from bot.surfaces.refusals import refusal

log = structlog.get_logger(__name__)

ACK_SOON = 1.5
"""Seconds that an ack waits for a form: with who the person is, well inside Slack’s three."""

Respond = Callable[..., Coroutine[Any, Any, Any]]


async def person_of(services: Services, body: dict[str, Any]) -> Person:
    """Whoever sent this request."""
    user = body.get("user_id") or body["user"]["id"]
    return await services.directory.person(team_of(body), user)


async def words_of(services: Services, body: dict[str, Any]) -> Words:
    """The words in the language of whoever sent this request."""
    return words((await person_of(services, body)).language)


def team_of(body: dict[str, Any]) -> str:
    team = body.get("team_id") or (body.get("team") or {}).get("id")
    return str(team or body["user"]["team_id"])


def value_of(body: dict[str, Any]) -> list[str]:
    """The parts of a button's value: the crisis's ID first."""
    return str(body["actions"][0].get("value", "")).split(":")


def version_of(text: str) -> int:
    """A number from a button's value; -1, which nothing has, where it is none."""
    return int(text) if text.isdecimal() else -1


class ByDirectMessage:
    """Answers where Slack gives no address to answer at: on the home tab, in a form."""

    def __init__(self, services: Services, team: str, user: str) -> None:
        self._services = services
        self._team = team
        self._user = user

    async def __call__(self, *, text: str, **_: Any) -> None:
        slack = self._services.slack_of(self._team)
        try:
            await slack.call("chat.postMessage", channel=self._user, text=text)
        except (SlackRefused, SlackUnsure) as error:
            log.warning("person_not_told", error=error.error)


def ephemeral(services: Services, respond: Respond, text: str) -> None:
    """Tells the person who clicked, and nobody else, without holding up the ack."""
    services.later(_say(respond, text))


async def _say(respond: Respond, text: str) -> None:
    answer = await respond(text=text, response_type="ephemeral", replace_original=False)
    if answer is not None and answer.status_code != 200:
        log.warning("person_not_told", status=answer.status_code)


async def act(
    services: Services,
    body: dict[str, Any],
    respond: Respond,
    crisis_id: str,
    command: Command,
    *,
    rights: bool = False,
) -> Appended | None:
    """Carries out a click; a refusal is told to the person.

    Args:
        rights: whether the command asks who the person is, beyond their ID. What needs no
            rights is committed without asking Slack anything first.
    """
    by = await person_of(services, body) if rights else Person(id=body["user"]["id"])
    outcome = await services.log.append(crisis_id, command, by)
    if isinstance(outcome, Refused):
        services.later(_tell(services, body, respond, outcome))
        return None
    return outcome


async def _tell(
    services: Services, body: dict[str, Any], respond: Respond, refused: Refused
) -> None:
    t = await words_of(services, body)
    await _say(respond, refusal(t, refused))


async def open_form(
    services: Services,
    body: dict[str, Any],
    respond: Respond | None,
    view: dict[str, Any],
    typed: str = "",
) -> None:
    """Opens a form; where Slack will not, the person is told, with what they had typed.

    Slack may be slow: after `ACK_SOON` seconds the ack goes out, and the form follows.
    """
    opening = asyncio.create_task(_open(services, body, respond, view, typed))
    services.later(_wait_for(opening))
    await asyncio.wait({opening}, timeout=ACK_SOON)


async def _open(
    services: Services,
    body: dict[str, Any],
    respond: Respond | None,
    view: dict[str, Any],
    typed: str,
) -> None:
    slack = services.slack_of(team_of(body))
    # From a form, another goes on top of it.
    below = (body.get("view") or {}).get("type") == "modal"
    method = "views.push" if below and body.get("type") == "block_actions" else "views.open"
    try:
        await slack.call_now(method, trigger_id=body["trigger_id"], view=view)
    except (SlackRefused, SlackUnsure) as error:
        log.warning("form_not_opened", error=error.error)
        if respond is not None:
            t = await words_of(services, body)
            text = t(
                "Slack would not open the form ({error}). Nothing is lost: please try again.",
                error=error.error,
            )
            await _say(respond, f"{text}\n{escape(typed)}" if typed else text)


def redraw(
    services: Services, body: dict[str, Any], view: dict[str, Any], view_id: str | None = None
) -> None:
    """Draws a form anew, without holding up the ack: the one in which a click stood, or another."""
    slack = services.slack_of(team_of(body))
    shown = view_id or body["view"]["id"]
    services.later(slack.call_now("views.update", view_id=shown, view=view))


async def _wait_for(task: asyncio.Task[None]) -> None:
    await task


async def visible(
    services: Services, team: str, person: Person, *, closed: bool = False
) -> list[Crisis]:
    """The crises that a person may be told of, newest first."""
    crises = await services.log.crises(team, closed=closed)
    return [crisis for crisis in crises if may_see(person.id, crisis)]


def plain(text: str) -> str:
    """Text as Slack sends it, with its `&lt;` and the like turned back."""
    return html.unescape(text)
