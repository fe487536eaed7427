"""Buttons of the home tab, and of the lists that are opened from it."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services import Services
from bot.surfaces import modals
from bot.surfaces.modals import Answers
from handlers.asking import open_form, person_of, redraw, team_of, value_of, version_of
from handlers.home_tab import list_of
from handlers.opening import opening_form
from handlers.searching import found_form, search_form

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.action("open_crisis_form")
    async def open_crisis_form(ack: AsyncAck, body: Body) -> None:
        view = await opening_form(services, body, modals.Prefill())
        await open_form(services, body, None, view)
        await ack()

    @app.action("open_list")
    async def open_list(ack: AsyncAck, body: Body) -> None:
        view = await _list(body, value_of(body)[0], 0)
        if view is not None:
            await open_form(services, body, None, view)
        await ack()

    @app.action("list_previous")
    @app.action("list_next")
    async def turn_list(ack: AsyncAck, body: Body) -> None:
        name, page = value_of(body)
        _show(body, await _list(body, name, version_of(page)))
        await ack()

    @app.action("open_search")
    async def open_search(ack: AsyncAck, body: Body) -> None:
        await open_form(services, body, None, await search_form(services, body, {}))
        await ack()

    @app.action("search_previous")
    @app.action("search_next")
    async def turn_found(ack: AsyncAck, body: Body) -> None:
        asked, page = Answers(body["view"]).state["asked"], version_of(value_of(body)[0])
        _show(body, await found_form(services, body, asked, page))
        await ack()

    @app.action("search_again")
    async def search_again(ack: AsyncAck, body: Body) -> None:
        _show(body, await search_form(services, body, Answers(body["view"]).state["asked"]))
        await ack()

    async def _list(body: Body, name: str, page: int) -> dict[str, Any] | None:
        person = await person_of(services, body)
        return await list_of(services, team_of(body), person, name, page)

    def _show(body: Body, view: dict[str, Any] | None) -> None:
        if view is not None:
            redraw(services, body, view)
