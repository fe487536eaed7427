"""The table of Web API methods, and what a method is given."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..errors import SlackError, missing_argument
from ..records import Channel, Json, Message, User
from ..workspace import Workspace

# Scopes by kind of conversation (https://docs.slack.dev/reference/scopes).
READ = {"public": "channels:read", "private": "groups:read", "im": "im:read"}
HISTORY = {"public": "channels:history", "private": "groups:history", "im": "im:history"}
MANAGE = {"public": "channels:manage", "private": "groups:write", "im": "im:write"}


@dataclass(slots=True)
class Args:
    """The arguments of a call, with Slack's leniency: "1", "true" and 1 are all true."""

    values: Json

    def given(self, name: str) -> bool:
        """Whether the argument came at all."""
        return self.values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are read as strings."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, (dict, list)):
            raise SlackError("invalid_arguments", [f"[ERROR] must be a string: {name}"])
        return str(value)

    def required(self, name: str, error: str | None = None) -> str:
        """A string that must not be empty."""
        value = self.text(name)
        if not value:
            raise SlackError(error) if error else missing_argument(name)
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean."""
        value = self.values.get(name)
        if value is None:
            return default
        return str(value).lower() in ("1", "true")

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number within bounds."""
        if not self.given(name):
            return default
        try:
            value = int(self.text(name))
        except ValueError as error:
            raise SlackError("invalid_arguments", [f"[ERROR] must be a number: {name}"]) from error
        if not least <= value <= most:
            raise SlackError("invalid_limit" if name == "limit" else "invalid_arguments")
        return value

    def words(self, name: str) -> list[str]:
        """A list, or a string with commas."""
        value = self.values.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def parsed(self, name: str, error: str) -> Any:
        """A JSON value, sent as JSON or as a string of JSON; None if absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as problem:
            raise SlackError(error) from problem


@dataclass(slots=True)
class Context:
    """One call: its arguments, the workspace, and the scopes that the app was granted."""

    method: str
    args: Args
    ws: Workspace
    scopes: set[str]
    base_url: str

    @property
    def bot(self) -> str:
        """The id of the bot user, who makes the call."""
        return self.ws.app.bot_user_id

    def need(self, *scopes: str) -> None:
        """missing_scope unless one of these was granted."""
        if scopes and not self.scopes.intersection(scopes):
            raise SlackError(
                "missing_scope",
                needed=",".join(scopes),
                provided=",".join(sorted(self.scopes)),
            )

    def channel(
        self,
        name: str = "channel",
        scopes: dict[str, str] | None = None,
        *,
        absent: str | None = None,
    ) -> Channel:
        """The conversation an argument names by id; a private one only to its members.

        `scopes` is needed by its kind; `absent` is the error when the argument is missing.
        """
        found = self.ws.channels.get(self.args.required(name, absent))
        if found is None or not self.ws.sees(self.bot, found):
            raise SlackError("channel_not_found")
        if scopes is not None:
            self.need(scopes[found.kind])
        return found

    def member_channel(
        self, name: str = "channel", scopes: dict[str, str] | None = None
    ) -> Channel:
        """A conversation the bot is a member of."""
        found = self.channel(name, scopes)
        if self.bot not in found.members:
            raise SlackError("not_in_channel")
        return found

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """The message that a ts argument names."""
        found = channel.messages.get(self.args.required(name))
        if found is None or found.subtype == "tombstone":
            raise SlackError("message_not_found")
        return found

    def user(self, name: str = "user") -> User:
        """The user an argument names by id."""
        found = self.ws.users.get(self.args.required(name, "user_not_found"))
        if found is None:
            raise SlackError("user_not_found")
        return found


Handler = Callable[[Context], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """A Web API method. It needs one of `scopes`, and a token of `caller`'s kind."""

    name: str
    handler: Handler
    scopes: tuple[str, ...]
    caller: str


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str, caller: str = "bot") -> Callable[[Handler], Handler]:
    """Registers a Web API method; `caller` is "bot", "app" or "anyone"."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = Method(name, handler, scopes, caller)
        return handler

    return register


def page(
    context: Context, items: Iterable[Any], most: int, default: int = 100
) -> tuple[list[Any], Json]:
    """One page of a list by `limit` and `cursor`, and the answer's response_metadata."""
    everything = list(items)
    limit = context.args.number("limit", default, 0, most) or default
    start = read_cursor(context.args.text("cursor"))
    if start > len(everything):
        raise SlackError("invalid_cursor")
    rest = start + limit
    cursor = write_cursor(rest) if rest < len(everything) else ""
    return everything[start:rest], {"next_cursor": cursor}


def write_cursor(position: int) -> str:
    """An opaque cursor."""
    return base64.b64encode(f"next:{position}".encode()).decode()


def read_cursor(cursor: str) -> int:
    """The position of a cursor, 0 for the first page."""
    if not cursor:
        return 0
    try:
        word, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "next":
            raise ValueError(cursor)
        return int(position)
    except ValueError as error:
        raise SlackError("invalid_cursor") from error
