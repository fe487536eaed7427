"""auth.test and api.test."""

from __future__ import annotations

from ..errors import SlackError
from ..records import Json
from .registry import Context, method


@method("auth.test")
def test(context: Context) -> Json:
    """Who the token is."""
    app = context.ws.app
    return {
        "url": context.base_url + "/",
        "team": app.team_name,
        "user": context.ws.bot.name,
        "team_id": app.team_id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


@method("api.test", caller="anyone")
def api_test(context: Context) -> Json:
    """Echoes its arguments, or the error asked for."""
    error = context.args.text("error")
    if error:
        raise SlackError(error, args=context.args.values)
    return {"args": context.args.values}
