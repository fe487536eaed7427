"""conversations.*: who is in a channel."""

from __future__ import annotations

from ..errors import SlackError
from ..forms import channel_json
from ..records import Channel, Json
from .conversations import not_for_im
from .registry import MANAGE, READ, Context, method, page

# https://docs.slack.dev/reference/methods/conversations.invite: "Up to 100 users may be
# listed" (earlier texts said 1000; the smaller figure is held to).
INVITED_AT_ONCE = 100


def _invite_error(context: Context, channel: Channel, user_id: str) -> str | None:
    user = context.ws.users.get(user_id)
    if user is None:
        return "user_not_found"
    if user_id == context.bot:
        return "cant_invite_self"
    if user_id in channel.members:
        return "already_in_channel"
    if user.deleted:
        return "user_not_found"
    if user.is_restricted and channel.is_general:
        return "cant_invite"
    return None


@method(
    "conversations.invite",
    "channels:manage",
    "groups:write",
    "channels:write.invites",
    "groups:write.invites",
)
def invite(context: Context) -> Json:
    """Invites users. One bad user refuses all, unless `force` is set.

    The answer's `errors` names each bad user; a single invitation answers with its error.
    """
    channel = not_for_im(context.channel())
    context.need(
        MANAGE[channel.kind],
        "groups:write.invites" if channel.is_private else "channels:write.invites",
    )
    if context.bot not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    users = context.args.words("users")
    if not users:
        raise SlackError("no_user")
    if len(users) > INVITED_AT_ONCE:
        raise SlackError("invalid_arguments", ["[ERROR] too many users [json-pointer:/users]"])
    bad = {user: _invite_error(context, channel, user) for user in users}
    errors = [{"user": user, "ok": False, "error": error} for user, error in bad.items() if error]
    good = [user for user, error in bad.items() if not error]
    if errors and (not good or not context.args.flag("force")):
        raise SlackError(str(errors[0]["error"]), errors=errors)
    for user in good:
        context.ws.join(channel, user, inviter=context.bot)
    answer: Json = {"channel": channel_json(context.ws, channel)}
    if errors:
        answer["errors"] = errors
    return answer


@method("conversations.kick", "channels:manage", "groups:write")
def kick(context: Context) -> Json:
    """Removes a user from a channel."""
    channel = not_for_im(context.member_channel(scopes=MANAGE))
    if channel.is_archived:
        raise SlackError("is_archived")
    user = context.user()
    if user.id == context.bot:
        raise SlackError("cant_kick_self")
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    if user.id not in channel.members:
        raise SlackError("not_in_channel")
    context.ws.leave(channel, user.id)
    return {"errors": {}}


@method("conversations.join", "channels:join")
def join(context: Context) -> Json:
    """The bot joins a public channel."""
    channel = context.channel()
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    answer: Json = {}
    if context.bot in channel.members:
        answer = {
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    else:
        context.ws.join(channel, context.bot)
    return {"channel": channel_json(context.ws, channel), **answer}


@method("conversations.leave", "channels:manage", "groups:write")
def leave(context: Context) -> Json:
    """The bot leaves a channel."""
    channel = not_for_im(context.channel(scopes=MANAGE))
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if context.bot not in channel.members:
        return {"not_in_channel": True}
    context.ws.leave(channel, context.bot)
    return {}


@method("conversations.members", *READ.values())
def members(context: Context) -> Json:
    """The members of a conversation."""
    channel = context.channel(scopes=READ)
    found, metadata = page(context, channel.members, 999)
    return {"members": found, "response_metadata": metadata}
