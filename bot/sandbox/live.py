"""Tells open pages, over a WebSocket each, what has changed."""

from __future__ import annotations

import asyncio

from aiohttp import web

from .forms import ephemeral_json, message_json
from .records import Change, Json
from .workspace import Workspace

_PERSONAL = ("ephemeral", "view", "views", "home")

# What a page is told of a change; a kind not named here is told as "channel".
_SAME = ("message", "message_changed", "message_deleted", *_PERSONAL)


class Live:
    """The open pages, by the user who looks."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._pages: dict[asyncio.Queue[Json | None], str] = {}

    async def serve(self, request: web.Request, user_id: str) -> web.WebSocketResponse:
        """One page's WebSocket, until it closes."""
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._pages[queue] = user_id
        writer = asyncio.create_task(self._write(socket, queue))
        try:
            async for _ in socket:
                pass
        finally:
            del self._pages[queue]
            writer.cancel()
        return socket

    @staticmethod
    async def _write(socket: web.WebSocketResponse, queue: asyncio.Queue[Json | None]) -> None:
        while (item := await queue.get()) is not None:
            try:
                await socket.send_json(item)
            except ConnectionError:
                return
        await socket.close()

    def stop(self) -> None:
        """Closes all pages' WebSockets."""
        for queue in self._pages:
            queue.put_nowait(None)

    def tell(self, item: Json) -> None:
        """Tells every page."""
        for queue in self._pages:
            queue.put_nowait(item)

    def listen(self, change: Change) -> None:
        """Tells the pages that may see a change."""
        if not self._pages:
            return
        item = self._item(change)
        channel = self._ws.channels.get(change.channel or "")
        personal = change.kind in _PERSONAL
        for queue, user_id in self._pages.items():
            if personal and user_id != change.user:
                continue
            if channel is not None and not self._ws.sees(user_id, channel):
                left = change.kind == "member_left_channel" and user_id == change.user
                if not left:
                    continue
            queue.put_nowait(item)

    def _item(self, change: Change) -> Json:
        kind = change.kind
        if kind.startswith("reaction_"):
            kind = "reaction"
        elif kind not in _SAME:
            kind = "channel"
        item: Json = {"type": kind, "user": change.user}
        if change.channel:
            item["channel"] = change.channel
        if change.ts:
            item["ts"] = change.ts
        item.update({k: v for k, v in change.data.items() if k == "view_id"})
        channel = self._ws.channels.get(change.channel or "")
        message = channel.messages.get(change.ts or "") if channel else None
        if message is not None and kind in ("message", "message_changed", "reaction"):
            item["message"] = message_json(self._ws, message)
        if kind == "ephemeral":
            seen = self._ws.ephemerals.get(change.user or "", [])
            shown = [each for each in seen if each.ts == change.ts]
            if shown:
                item["message"] = ephemeral_json(self._ws, shown[-1])
        return item
