"""apps.connections.open: where to open a Socket Mode connection."""

from __future__ import annotations

import secrets

from ..records import Json
from .registry import Context, method


@method("apps.connections.open", caller="app")
def connections_open(context: Context) -> Json:
    """A WebSocket URL; its ticket only tells connections apart."""
    address = context.base_url.replace("http://", "ws://", 1)
    ticket = secrets.token_hex(8)
    return {"url": f"{address}/socket?ticket={ticket}&app_id={context.ws.app.app_id}"}
