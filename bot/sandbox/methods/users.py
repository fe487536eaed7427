"""users.*"""

from __future__ import annotations

from ..errors import SlackError
from ..forms import channel_json, user_json
from ..records import Json, User
from .conversations import kinds_asked
from .registry import READ, Context, method, page


def _form(context: Context, user: User) -> Json:
    return user_json(
        context.ws,
        user,
        locale=context.args.flag("include_locale"),
        email="users:read.email" in context.scopes,
    )


@method("users.info", "users:read")
def info(context: Context) -> Json:
    """One user."""
    return {"user": _form(context, context.user())}


@method("users.list", "users:read")
def list_users(context: Context) -> Json:
    """All users, deleted ones and bots too."""
    users, metadata = page(context, context.ws.users.values(), 1000)
    return {
        "members": [_form(context, user) for user in users],
        "cache_ts": context.ws.seconds(),
        "response_metadata": metadata,
    }


@method("users.lookupByEmail", "users:read.email")
def lookup_by_email(context: Context) -> Json:
    """The user with an address; not a deleted one, nor a bot."""
    email = context.args.required("email", "users_not_found").lower()
    for user in context.ws.users.values():
        if user.email.lower() == email and not user.deleted and not user.is_bot:
            return {"user": _form(context, user)}
    raise SlackError("users_not_found")


@method("users.conversations", *READ.values())
def conversations(context: Context) -> Json:
    """The conversations a user (by default the bot) is a member of."""
    user = context.user().id if context.args.given("user") else context.bot
    kinds = kinds_asked(context)
    closed = context.args.flag("exclude_archived")
    found = (
        channel
        for channel in context.ws.channels_of(user)
        if channel.kind in kinds
        and context.ws.sees(context.bot, channel)
        and not (closed and channel.is_archived)
    )
    channels, metadata = page(context, found, 999)
    return {
        "channels": [channel_json(context.ws, channel) for channel in channels],
        "response_metadata": metadata,
    }
