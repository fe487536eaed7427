"""Commands in a crisis room about critics."""

from __future__ import annotations

from bot import critics as board
from bot.crisis import Crisis
from bot.surfaces import modals
from handlers.commands.asked import Asked, InRoom, form, still_open
from handlers.words import Verb


async def critics(asked: Asked, crisis: Crisis) -> None:
    """With a link, the form to add its author; without, the board, if there is one."""
    if crisis.critics and not asked.text:
        me = asked.body["user_id"]
        await form(asked, modals.whole_board(asked.t, crisis, me, modals.Wanted()))
    elif await still_open(asked, crisis):
        link = asked.text.strip() or None
        handle = board.account_of(link) if link else None
        await form(asked, modals.add_critics(asked.t, crisis, modals.Found(link, handle)))


IN_ROOM: dict[Verb, InRoom] = {"critics": critics}
