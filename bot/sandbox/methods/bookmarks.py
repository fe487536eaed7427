"""bookmarks.*"""

from __future__ import annotations

import re

from ..errors import SlackError
from ..forms import bookmark_json
from ..records import Bookmark, Channel, Json
from .registry import Context, method

# https://docs.slack.dev/reference/methods/bookmarks.add (too_many_bookmarks): the help page
# "Add bookmarks to conversations" gives 100 a channel.
MOST = 100

_EMOJI = re.compile(r":[a-z0-9_+'-]+:(:skin-tone-[2-6]:)?")


def _channel(context: Context) -> Channel:
    channel = context.channel("channel_id")
    if context.bot not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _link(context: Context) -> str:
    link = context.args.text("link")
    if not re.match(r"https?://\S+", link):
        raise SlackError("invalid_link")
    return link


def _emoji(context: Context) -> str:
    emoji = context.args.text("emoji")
    if emoji and _EMOJI.fullmatch(emoji) is None:
        raise SlackError("invalid_emoji")
    return emoji


def _bookmark(context: Context, channel: Channel) -> Bookmark:
    found = channel.bookmarks.get(context.args.required("bookmark_id"))
    if found is None:
        raise SlackError("not_found")
    return found


@method("bookmarks.add", "bookmarks:write")
def add(context: Context) -> Json:
    """Adds a link to the head of a channel."""
    channel = _channel(context)
    title = context.args.required("title")
    if context.args.required("type") != "link":
        raise SlackError("invalid_bookmark_type")
    if len(channel.bookmarks) >= MOST:
        raise SlackError("too_many_bookmarks")
    bookmark = Bookmark(
        id=context.ws.new_id("Bk"),
        channel=channel.id,
        title=title,
        link=_link(context),
        emoji=_emoji(context),
        created=context.ws.seconds(),
        updated=0,
        by=context.bot,
    )
    context.ws.set_bookmark(bookmark)
    return {"bookmark": bookmark_json(context.ws, bookmark)}


@method("bookmarks.edit", "bookmarks:write")
def edit(context: Context) -> Json:
    """Changes a bookmark's title, link or emoji."""
    bookmark = _bookmark(context, _channel(context))
    link = _link(context) if context.args.given("link") else bookmark.link
    emoji = _emoji(context) if context.args.given("emoji") else bookmark.emoji
    bookmark.title = context.args.text("title", bookmark.title)
    bookmark.link, bookmark.emoji = link, emoji
    bookmark.updated, bookmark.by = context.ws.seconds(), context.bot
    context.ws.set_bookmark(bookmark)
    return {"bookmark": bookmark_json(context.ws, bookmark)}


@method("bookmarks.list", "bookmarks:read")
def list_bookmarks(context: Context) -> Json:
    """A channel's bookmarks."""
    bookmarks = _channel(context).bookmarks.values()
    return {"bookmarks": [bookmark_json(context.ws, bookmark) for bookmark in bookmarks]}


@method("bookmarks.remove", "bookmarks:write")
def remove(context: Context) -> Json:
    """Removes a bookmark."""
    context.ws.remove_bookmark(_bookmark(context, _channel(context)))
    return {}
