"""The state of the workspace and every change to it. Indexed by id and ts, no I/O.

Each change is told to `listeners` (events for the app, open pages) after it is made.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator

from .records import (
    App,
    Bookmark,
    Canvas,
    Change,
    Channel,
    Ephemeral,
    File,
    Json,
    Message,
    Note,
    Pin,
    ResponseUrl,
    Trigger,
    User,
    UserGroup,
    View,
)

# Old permissions kept, so that their use answers with the right error.
KEPT_TRIGGERS = 10_000
KEPT_RESPONSE_URLS = 10_000

_IM_NAME = "directmessage"


class Workspace:
    """Users, channels, messages, views and files of one workspace."""

    def __init__(self, app: App, now: Callable[[], float]) -> None:
        self.app = app
        self.now = now
        self.base_url = ""
        self.listeners: list[Callable[[Change], None]] = []
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.channel_names: dict[str, str] = {}
        self.ims: dict[str, str] = {}
        self.ephemerals: dict[str, list[Ephemeral]] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.canvases: dict[str, Canvas] = {}
        self.usergroups: dict[str, UserGroup] = {}
        self.triggers: OrderedDict[str, Trigger] = OrderedDict()
        self.response_urls: OrderedDict[str, ResponseUrl] = OrderedDict()
        self._last_ts = 0
        self._serials: dict[str, int] = {}

    # Identifiers and time

    def next_ts(self) -> str:
        """A message timestamp, unique in the workspace and always greater than the last."""
        self._last_ts = max(self._last_ts + 1, int(self.now() * 1_000_000))
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def new_id(self, prefix: str) -> str:
        """An id of Slack's form, such as C0SB0000001."""
        serial = self._serials.get(prefix, 0) + 1
        self._serials[prefix] = serial
        return f"{prefix}0SB{serial:07d}"

    def seconds(self) -> int:
        """The time now in whole seconds."""
        return int(self.now())

    def tell(self, change: Change) -> None:
        """Tells the listeners what happened."""
        for listener in self.listeners:
            listener(change)

    # Finding

    @property
    def bot(self) -> User:
        """The app's bot user."""
        return self.users[self.app.bot_user_id]

    def channel(self, reference: str) -> Channel:
        """A channel by id or name, with or without "#". KeyError if there is none."""
        if reference in self.channels:
            return self.channels[reference]
        return self.channels[self.channel_names[reference.removeprefix("#")]]

    def sees(self, user_id: str, channel: Channel) -> bool:
        """Whether a person may look into the channel."""
        return channel.kind == "public" or user_id in channel.members

    def reads(self, user_id: str, file: File) -> bool:
        """Whether somebody may read a file: their own, or in a channel they see. The app also
        reads what it was given in a form."""
        if file.given and user_id == self.app.bot_user_id:
            return True
        places = [self.channels[place] for place in file.shared if place in self.channels]
        return file.user == user_id or any(self.sees(user_id, place) for place in places)

    def channels_of(self, user_id: str) -> Iterator[Channel]:
        """The channels a person is a member of."""
        return (channel for channel in self.channels.values() if user_id in channel.members)

    # Users

    def add_user(self, user: User) -> User:
        """Adds a member; people get a direct message channel with the bot."""
        self.users[user.id] = user
        if user.id != self.app.bot_user_id:
            self.tell(Change("team_join", user=user.id))
        return user

    def change_user(self, user: User) -> None:
        """Says that a user's profile was changed."""
        user.updated = self.seconds()
        self.tell(Change("user_change", user=user.id))

    def deactivate(self, user: User) -> None:
        """Takes a person's account away, as an admin does; they are in no channel any more."""
        user.deleted = True
        for channel in list(self.channels_of(user.id)):
            if not channel.is_im:
                del channel.members[user.id]
        self.change_user(user)

    def change_usergroup(self, group: UserGroup, users: list[str]) -> None:
        """Says who is in a user group from here on."""
        before, group.users = group.users, list(users)
        changed = {
            "group": group.id,
            "added": [user for user in users if user not in before],
            "removed": [user for user in before if user not in users],
        }
        # Slack sends both.
        self.tell(Change("subteam_updated", data=changed))
        self.tell(Change("subteam_members_changed", data=changed))

    def open_im(self, user_id: str) -> Channel:
        """The direct message channel between the bot and a user, made if there is none."""
        if user_id in self.ims:
            return self.channels[self.ims[user_id]]
        channel = Channel(
            id=self.new_id("D"),
            name=_IM_NAME,
            created=self.seconds(),
            creator=user_id,
            is_private=True,
            is_im=True,
            im_user=user_id,
            members={user_id: None, self.app.bot_user_id: None},
        )
        self.channels[channel.id] = channel
        self.ims[user_id] = channel.id
        return channel

    # Channels

    def create_channel(self, name: str, creator: str, *, is_private: bool = False) -> Channel:
        """A new channel with its creator in it. The name must be free."""
        channel = Channel(
            id=self.new_id("C"),
            name=name,
            created=self.seconds(),
            creator=creator,
            is_private=is_private,
            members={creator: None},
        )
        self.channels[channel.id] = channel
        self.channel_names[name] = channel.id
        self.tell(Change("channel_created", channel=channel.id, user=creator))
        return channel

    def join(self, channel: Channel, user_id: str, inviter: str | None = None) -> None:
        """Adds a member and says so in the channel."""
        channel.members[user_id] = None
        self._notice(channel, user_id, "channel_join", f"<@{user_id}> has joined the channel")
        data = {"inviter": inviter} if inviter else {}
        self.tell(Change("member_joined_channel", channel.id, user_id, data=data))

    def leave(self, channel: Channel, user_id: str) -> None:
        """Removes a member and says so in the channel."""
        self._notice(channel, user_id, "channel_leave", f"<@{user_id}> has left the channel")
        was_bot = user_id == self.app.bot_user_id
        channel.members.pop(user_id, None)
        self.tell(Change("member_left_channel", channel.id, user_id, data={"bot_left": was_bot}))

    def rename(self, channel: Channel, name: str, user_id: str) -> None:
        """Gives a channel another name; the old one becomes free."""
        old = channel.name
        del self.channel_names[old]
        self.channel_names[name] = channel.id
        channel.previous_names.insert(0, old)
        channel.name = name
        text = f'has renamed the channel from "{old}" to "{name}"'
        self._notice(channel, user_id, "channel_name", text, old_name=old, name=name)
        self.tell(Change("channel_rename", channel.id, user_id))

    def set_topic(self, channel: Channel, value: str, user_id: str) -> None:
        """Sets the topic and says so in the channel."""
        channel.topic = Note(value, user_id, self.seconds())
        text = f"set the channel topic: {value}" if value else "cleared the channel topic"
        self._notice(channel, user_id, "channel_topic", text, topic=value)
        self.tell(Change("channel", channel.id, user_id))

    def set_purpose(self, channel: Channel, value: str, user_id: str) -> None:
        """Sets the purpose (what people see as description) and says so in the channel."""
        channel.purpose = Note(value, user_id, self.seconds())
        text = f"set the channel description: {value}" if value else "cleared the description"
        self._notice(channel, user_id, "channel_purpose", text, purpose=value)
        self.tell(Change("channel", channel.id, user_id))

    def set_archived(self, channel: Channel, archived: bool, user_id: str) -> None:
        """Archives a channel or brings it back; its members stay known."""
        kind = "channel_archive" if archived else "channel_unarchive"
        if archived:
            self._notice(channel, user_id, kind, "archived the channel")
        channel.is_archived = archived
        if not archived:
            self._notice(channel, user_id, kind, "un-archived the channel")
        self.tell(Change(kind, channel.id, user_id))

    def delete_channel(self, channel: Channel, user_id: str) -> None:
        """Deletes a channel, as an owner may by hand; no Web API method of a bot does."""
        self.tell(Change("channel_deleted", channel.id, user_id))
        del self.channels[channel.id]
        self.channel_names.pop(channel.name, None)

    def _notice(
        self, channel: Channel, user_id: str, subtype: str, text: str, **extra: str
    ) -> None:
        if channel.is_im:
            return
        ts = self.next_ts()
        self.post(Message(ts, channel.id, user_id, text, subtype=subtype, extra=dict(extra)))

    # Messages

    def post(self, message: Message) -> Message:
        """Adds a message, to its thread too."""
        channel = self.channels[message.channel]
        channel.messages[message.ts] = message
        parent = channel.messages.get(message.thread_ts or "")
        if parent is not None and parent is not message:
            parent.thread_ts = parent.ts
            parent.replies.append(message.ts)
            author = message.user or message.bot_id or ""
            if author not in parent.reply_users:
                parent.reply_users.append(author)
        self.tell(Change("message", channel.id, message.user, message.ts))
        return message

    def edit(self, message: Message, before: Json) -> None:
        """Says that a message was changed; `before` is its JSON as it was."""
        self.tell(
            Change(
                "message_changed",
                message.channel,
                message.user,
                message.ts,
                {"previous_message": before},
            )
        )

    def delete(self, message: Message, before: Json) -> None:
        """Deletes a message; one with replies leaves a tombstone, as Slack's does."""
        channel = self.channels[message.channel]
        parent = channel.messages.get(message.thread_ts or "")
        if message.replies:
            message.subtype = "tombstone"
            message.text = "This message was deleted."
            message.blocks = []
            message.metadata = None
            message.reactions = {}
            message.user, message.bot_id = "USLACKBOT", None
        else:
            del channel.messages[message.ts]
            if parent is not None and message.ts in parent.replies:
                parent.replies.remove(message.ts)
        channel.pins.pop(message.ts, None)
        self.tell(
            Change(
                "message_changed" if message.replies else "message_deleted",
                channel.id,
                message.user,
                message.ts,
                {"previous_message": before},
            )
        )

    def whisper(self, ephemeral: Ephemeral) -> Ephemeral:
        """Shows a message to one person, in place of one with the same ts if there is one."""
        seen = self.ephemerals.setdefault(ephemeral.user, [])
        seen[:] = [item for item in seen if item.ts != ephemeral.ts] + [ephemeral]
        self.tell(Change("ephemeral", ephemeral.channel, ephemeral.user, ephemeral.ts))
        return ephemeral

    def unwhisper(self, user_id: str, ts: str) -> None:
        """Takes an ephemeral message away."""
        seen = self.ephemerals.get(user_id, [])
        self.ephemerals[user_id] = [item for item in seen if item.ts != ts]
        self.tell(Change("ephemeral", user=user_id, ts=ts))

    def react(self, message: Message, name: str, user_id: str) -> None:
        """Adds a reaction."""
        message.reactions.setdefault(name, []).append(user_id)
        self.tell(
            Change("reaction_added", message.channel, user_id, message.ts, {"reaction": name})
        )

    def unreact(self, message: Message, name: str, user_id: str) -> None:
        """Takes a reaction away."""
        users = message.reactions[name]
        users.remove(user_id)
        if not users:
            del message.reactions[name]
        self.tell(
            Change("reaction_removed", message.channel, user_id, message.ts, {"reaction": name})
        )

    def pin(self, message: Message, user_id: str) -> None:
        """Pins a message to its channel."""
        channel = self.channels[message.channel]
        channel.pins[message.ts] = Pin(user_id, self.seconds())
        self.tell(Change("pin_added", channel.id, user_id, message.ts))

    def unpin(self, message: Message, user_id: str) -> None:
        """Takes a pin away."""
        channel = self.channels[message.channel]
        del channel.pins[message.ts]
        self.tell(Change("pin_removed", channel.id, user_id, message.ts))

    def set_bookmark(self, bookmark: Bookmark) -> None:
        """Adds or changes a bookmark."""
        self.channels[bookmark.channel].bookmarks[bookmark.id] = bookmark
        self.tell(Change("channel", bookmark.channel, bookmark.by))

    def remove_bookmark(self, bookmark: Bookmark) -> None:
        """Removes a bookmark."""
        del self.channels[bookmark.channel].bookmarks[bookmark.id]
        self.tell(Change("channel", bookmark.channel, bookmark.by))

    # Canvases

    def add_canvas(self, canvas: Canvas) -> None:
        """Gives a channel its canvas."""
        self.canvases[canvas.id] = canvas
        self.channels[canvas.channel].canvas = canvas.id
        self.canvas_changed(canvas, canvas.creator)

    def canvas_changed(self, canvas: Canvas, user_id: str) -> None:
        """Says that a canvas was changed."""
        self.tell(Change("channel", canvas.channel, user_id))

    def delete_canvas(self, canvas: Canvas, user_id: str) -> None:
        """Deletes a canvas; its channel may get another."""
        del self.canvases[canvas.id]
        self.channels[canvas.channel].canvas = None
        self.canvas_changed(canvas, user_id)

    # Views, triggers and response URLs

    def stack(self, user_id: str) -> list[View]:
        """A person's open modals, the one on top last."""
        return [self.views[view_id] for view_id in self.stacks.get(user_id, [])]

    def open_view(self, view: View) -> None:
        """Puts a modal on top of a person's stack; a root replaces what was open."""
        if view.previous is None:
            self.close_views(view.user)
        self.views[view.id] = view
        self.stacks.setdefault(view.user, []).append(view.id)
        self.tell_view(view)

    def tell_view(self, view: View) -> None:
        """Says that a view's content was changed."""
        kind = "home" if view.type == "home" else "view"
        self.tell(Change(kind, user=view.user, data={"view_id": view.id}))

    def close_view(self, view: View) -> None:
        """Closes one modal."""
        self.views.pop(view.id, None)
        stack = self.stacks.get(view.user, [])
        if view.id in stack:
            stack.remove(view.id)
        self.tell(Change("views", user=view.user))

    def close_views(self, user_id: str) -> None:
        """Closes all of a person's modals."""
        for view_id in self.stacks.pop(user_id, []):
            self.views.pop(view_id, None)
        self.tell(Change("views", user=user_id))

    def new_trigger(self, user_id: str, view: View | None = None) -> Trigger:
        """A permission to open a modal for a person."""
        trigger_id = f"{self.seconds()}.{self.new_id('')}.{secrets.token_hex(16)}"
        trigger = Trigger(trigger_id, user_id, self.now(), view.id if view else None)
        self.triggers[trigger.id] = trigger
        if len(self.triggers) > KEPT_TRIGGERS:
            self.triggers.popitem(last=False)
        return trigger

    def new_response_url(
        self,
        channel: str,
        user_id: str,
        message_ts: str | None = None,
        *,
        ephemeral: bool = False,
    ) -> ResponseUrl:
        """A URL at which the app may answer an interaction."""
        key = secrets.token_urlsafe(18)
        url = ResponseUrl(key, channel, user_id, self.now(), message_ts, ephemeral)
        self.response_urls[key] = url
        if len(self.response_urls) > KEPT_RESPONSE_URLS:
            self.response_urls.popitem(last=False)
        return url
