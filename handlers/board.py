"""The critics board in a form, and what stands on top of it."""

from __future__ import annotations

import json
from typing import Any

import structlog

from bot.services import Services
from bot.slack import SlackRefused, SlackUnsure
from bot.surfaces import modals
from bot.surfaces.modals import Answers
from handlers.asking import team_of, words_of

log = structlog.get_logger(__name__)

Body = dict[str, Any]


def on_the_board(body: Body) -> bool:
    """Whether a button stood in the form that shows the board."""
    return (body.get("view") or {}).get("callback_id") == "critics"


def over_the_board(body: Body, view: dict[str, Any]) -> dict[str, Any]:
    """A form that goes on top of the board; it knows what the board below it shows."""
    if not on_the_board(body):
        return view
    wanted = modals.wanted_in(Answers(body["view"]))
    below = {"chosen": wanted.chosen, "sought": wanted.sought, "page": wanted.page}
    state = json.loads(view["private_metadata"]) | {"board": below}
    return view | {"private_metadata": json.dumps(state, ensure_ascii=False)}


def still_over(view: dict[str, Any], answers: Answers) -> dict[str, Any]:
    """A form drawn anew; what lay below it still does."""
    below = answers.state.get("board")
    if below is None:
        return view
    state = json.loads(view["private_metadata"]) | {"board": below}
    return view | {"private_metadata": json.dumps(state, ensure_ascii=False)}


async def show(services: Services, body: Body, page: int | None = None) -> None:
    """Draws the board anew, in the form that a click came from."""
    answers = Answers(body["view"])
    await _draw(services, body, answers, body["view"]["id"], modals.wanted_in(answers, page))


async def show_below(services: Services, body: Body) -> None:
    """Draws the board anew that lies under a form which was sent."""
    answers = Answers(body["view"])
    below = answers.state.get("board")
    view_id = body["view"].get("previous_view_id")
    if below is not None and view_id:
        await _draw(services, body, answers, view_id, modals.Wanted(**below))


async def _draw(
    services: Services, body: Body, answers: Answers, view_id: str, wanted: modals.Wanted
) -> None:
    crisis = await services.log.crisis(answers.state["crisis"])
    if crisis is None:
        return
    view = modals.whole_board(await words_of(services, body), crisis, body["user"]["id"], wanted)
    try:
        slack = services.slack_of(team_of(body))
        await slack.call_now("views.update", view_id=view_id, view=view)
    except (SlackRefused, SlackUnsure) as error:
        # It was closed meanwhile; the message in the room shows the same.
        log.info("board_not_drawn", error=error.error)
