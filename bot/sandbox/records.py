"""What the workspace holds: plain dataclasses, times in seconds since 1970 (UTC)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class App:
    """The one app installed in the workspace."""

    app_id: str
    bot_id: str
    bot_user_id: str
    name: str
    team_id: str
    team_name: str
    team_domain: str
    home_tab: bool = True


@dataclass(slots=True)
class User:
    """A member of the workspace. `name` is the handle, `real_name` what people read."""

    id: str
    key: str
    name: str
    real_name: str
    locale: str
    tz: str
    color: str
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_admin: bool = False
    updated: int = 0
    team: str = ""
    """The ID of another company's workspace; empty for a member of this one."""
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0

    @property
    def email(self) -> str:
        """An address under a domain that can never exist (RFC 2606)."""
        return f"{self.name}@sandbox.example"


@dataclass(slots=True)
class Message:
    """A message; `user` is None only for a post under another name (subtype bot_message)."""

    ts: str
    channel: str
    user: str | None
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    thread_ts: str | None = None
    metadata: Json | None = None
    edited: Json | None = None
    extra: Json = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    reply_users: list[str] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        """True for a message that shows in a thread only."""
        in_thread = self.thread_ts is not None and self.thread_ts != self.ts
        return in_thread and self.subtype != "thread_broadcast"


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A message only one person sees. It has no place in the channel's history."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None


@dataclass(slots=True)
class Note:
    """A channel's topic or purpose."""

    value: str = ""
    creator: str = ""
    last_set: int = 0


@dataclass(slots=True)
class Bookmark:
    """A link at the top of a channel."""

    id: str
    channel: str
    title: str
    link: str
    emoji: str
    created: int
    updated: int
    by: str


@dataclass(slots=True)
class Canvas:
    """A channel's own canvas, in its tab."""

    id: str
    channel: str
    title: str
    markdown: str
    creator: str
    created: int


@dataclass(frozen=True, slots=True)
class Pin:
    """Who pinned a message, and when."""

    by: str
    created: int


@dataclass(slots=True)
class Channel:
    """A conversation. `messages` holds all of them, oldest first, replies too, by ts."""

    id: str
    name: str
    created: int
    creator: str
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    is_general: bool = False
    im_user: str | None = None
    topic: Note = field(default_factory=Note)
    purpose: Note = field(default_factory=Note)
    members: dict[str, None] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    pins: dict[str, Pin] = field(default_factory=dict)
    bookmarks: dict[str, Bookmark] = field(default_factory=dict)
    previous_names: list[str] = field(default_factory=list)
    canvas: str | None = None

    @property
    def kind(self) -> str:
        """ "public", "private" or "im"."""
        if self.is_im:
            return "im"
        return "private" if self.is_private else "public"


@dataclass(slots=True)
class View:
    """A modal or a home tab. `content` is what the app gave, its ids filled in."""

    id: str
    user: str
    type: str
    content: Json
    hash: str
    root: str
    previous: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """The view's blocks."""
        blocks: list[Json] = self.content.get("blocks", [])
        return blocks

    @property
    def callback_id(self) -> str:
        """The view's callback_id, "" if it has none."""
        return str(self.content.get("callback_id") or "")


@dataclass(slots=True)
class File:
    """A file; `content` is None until it was uploaded, `shared` names its channels, `given` says
    that the app was handed it in a form. `stream` gives the bytes of one too large to hold."""

    id: str
    name: str
    title: str
    size: int
    user: str
    created: int
    mimetype: str
    alt_txt: str = ""
    content: bytes | None = None
    completed: bool = False
    given: bool = False
    deleted: bool = False
    stream: Callable[[], AsyncIterator[bytes]] | None = None
    shared: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class UserGroup:
    """A user group, such as @legal."""

    id: str
    handle: str
    name: str
    users: list[str]
    created: int


@dataclass(slots=True)
class Trigger:
    """A permission to open one modal, soon. `view` is the modal it came from, if any."""

    id: str
    user: str
    created: float
    view: str | None = None
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """Where an app may answer an interaction, a few times and not for long."""

    id: str
    channel: str
    user: str
    created: float
    message_ts: str | None = None
    ephemeral: bool = False
    uses: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened in the workspace, told to events and to open pages.

    `channel` is where, `user` who did it or, for what one person sees, whom it is for.
    """

    kind: str
    channel: str | None = None
    user: str | None = None
    ts: str | None = None
    data: Json = field(default_factory=dict)
