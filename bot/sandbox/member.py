"""A member of the workspace without the app: what they see, say and do in channels."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator, Callable

from . import payloads
from .forms import message_json, view_json
from .methods.conversations import check_channel_name
from .records import Canvas, Channel, Ephemeral, File, Json, Message, User
from .workspace import Workspace


class Member:
    """One human. Channels are given by id or name; LookupError names what is not there,
    PermissionError what the person may not do."""

    def __init__(self, user: User, ws: Workspace) -> None:
        self.user = user
        self._ws = ws

    # What the person is and sees

    @property
    def user_id(self) -> str:
        """The user's id."""
        return self.user.id

    @property
    def key(self) -> str:
        """The key given to Sandbox.person."""
        return self.user.key

    @property
    def name(self) -> str:
        """The name that people read."""
        return self.user.real_name

    @property
    def locale(self) -> str:
        """Such as fr-FR."""
        return self.user.locale

    @property
    def tz(self) -> str:
        """Such as Europe/Paris."""
        return self.user.tz

    @property
    def dm_channel_id(self) -> str:
        """The direct message channel with the app's bot."""
        return self._ws.open_im(self.user.id).id

    @property
    def views(self) -> list[Json]:
        """The open modals, the one on top last."""
        return [view_json(self._ws, view) for view in self._ws.stack(self.user.id)]

    @property
    def home(self) -> Json | None:
        """The home tab that the app published."""
        view = self._ws.homes.get(self.user.id)
        return view_json(self._ws, view) if view else None

    @property
    def ephemerals(self) -> list[Ephemeral]:
        """The messages that only this person sees, oldest first."""
        return list(self._ws.ephemerals.get(self.user.id, []))

    # Their own profile

    async def set_status(self, text: str = "", emoji: str = "", expiration: int = 0) -> None:
        """Sets the person's status, until `expiration` (Unix seconds; 0: for good); empty clears
        it."""
        self.user.status_text, self.user.status_emoji = text, emoji
        self.user.status_expiration = expiration
        self._ws.change_user(self.user)

    # Messages

    async def say(
        self, channel: str, text: str, thread_ts: str | None = None, *, broadcast: bool = False
    ) -> str:
        """Posts a message; its ts. `broadcast`: a reply that the channel sees too."""
        subtype = "thread_broadcast" if thread_ts and broadcast else None
        return self._write(channel, text, subtype, thread_ts)

    async def emote(self, channel: str, text: str) -> str:
        """Posts a message as `/me` does; its ts."""
        return self._write(channel, text, "me_message")

    def _write(
        self, channel: str, text: str, subtype: str | None, thread_ts: str | None = None
    ) -> str:
        place = self._own_place(channel)
        message = Message(
            ts=self._ws.next_ts(),
            channel=place.id,
            user=self.user.id,
            text=payloads.mark_up(self._ws, text),
            subtype=subtype,
            thread_ts=thread_ts,
        )
        return self._ws.post(message).ts

    async def edit_message(self, channel: str, ts: str, text: str) -> None:
        """Edits one of the person's own messages."""
        message = self._message(self._own_place(channel), ts)
        if message.user != self.user.id:
            raise PermissionError("only one's own messages can be edited")
        before = message_json(self._ws, message)
        message.text = payloads.mark_up(self._ws, text)
        message.edited = {"user": self.user.id, "ts": self._ws.next_ts()}
        self._ws.edit(message, before)

    async def unfurl(self, channel: str, ts: str, link: str, title: str) -> None:
        """Slack shows below one's message what a link in it leads to; the words stay the same."""
        message = self._message(self._own_place(channel), ts)
        before = message_json(self._ws, message)
        preview = {"id": 1, "from_url": link, "original_url": link, "title": title}
        message.attachments = [*message.attachments, preview]
        self._ws.edit(message, before)

    async def delete_message(self, channel: str, ts: str) -> None:
        """Deletes any message, as an admin may."""
        message = self._message(self._place(channel), ts)
        self._ws.delete(message, message_json(self._ws, message))

    async def react(self, channel: str, ts: str, name: str) -> None:
        """Reacts to a message."""
        message = self._message(self._own_place(channel), ts)
        name = name.strip(":")
        if self.user.id not in message.reactions.get(name, []):
            self._ws.react(message, name, self.user.id)

    async def unreact(self, channel: str, ts: str, name: str) -> None:
        """Takes a reaction away."""
        message = self._message(self._own_place(channel), ts)
        name = name.strip(":")
        if self.user.id in message.reactions.get(name, []):
            self._ws.unreact(message, name, self.user.id)

    async def pin(self, channel: str, ts: str) -> None:
        """Pins a message."""
        message = self._message(self._own_place(channel), ts)
        if ts not in self._ws.channels[message.channel].pins:
            self._ws.pin(message, self.user.id)

    async def upload(
        self,
        filename: str,
        content: bytes,
        channel: str | None = None,
        comment: str = "",
        thread_ts: str | None = None,
        mimetype: str | None = None,
    ) -> str:
        """Uploads a file and shares it in a channel, if one is given; the file's id.

        A file that is not shared is what a file_input takes.
        """
        place = self._own_place(channel) if channel else None
        file = self._add_file(filename, len(content), mimetype)
        file.content = content
        if place is not None:
            self._share(file, place, comment, thread_ts)
        return file.id

    async def upload_stream(
        self, filename: str, size: int, stream: Callable[[], AsyncIterator[bytes]], channel: str
    ) -> str:
        """Shares a file of so many bytes, which are made as they are asked for."""
        place = self._own_place(channel)
        file = self._add_file(filename, size, None)
        file.stream = stream
        self._share(file, place)
        return file.id

    async def delete_file(self, file_id: str) -> None:
        """Deletes one of the person's own files; the messages that it was in stay."""
        file = self._ws.files[file_id]
        if file.user != self.user.id:
            raise PermissionError("only one's own files can be deleted")
        messages = [
            self._ws.channels[place].messages[ts]
            for place, stamps in file.shared.items()
            for ts in stamps
            if place in self._ws.channels and ts in self._ws.channels[place].messages
        ]
        before = [message_json(self._ws, message) for message in messages]
        file.deleted, file.content, file.stream = True, None, None
        for message, was in zip(messages, before, strict=True):
            self._ws.edit(message, was)

    async def create_canvas(self, channel: str, markdown: str) -> str:
        """Gives a channel a canvas; its id."""
        place = self._own_place(channel)
        if place.canvas is not None:
            raise PermissionError(f"{channel} has a canvas")
        canvas = Canvas(
            id=self._ws.new_id("F"),
            channel=place.id,
            title="",
            markdown=markdown,
            creator=self.user.id,
            created=self._ws.seconds(),
        )
        self._ws.add_canvas(canvas)
        return canvas.id

    async def edit_canvas(self, channel: str, markdown: str) -> None:
        """Writes all of a channel's canvas anew."""
        canvas = self._canvas(channel)
        canvas.markdown = markdown
        self._ws.canvas_changed(canvas, self.user.id)

    async def delete_canvas(self, channel: str) -> None:
        """Deletes a channel's canvas."""
        self._ws.delete_canvas(self._canvas(channel), self.user.id)

    def _canvas(self, channel: str) -> Canvas:
        place = self._own_place(channel)
        if place.canvas is None:
            raise LookupError(f"{channel} has no canvas")
        return self._ws.canvases[place.canvas]

    def _share(
        self, file: File, place: Channel, comment: str = "", thread_ts: str | None = None
    ) -> None:
        message = Message(
            ts=self._ws.next_ts(),
            channel=place.id,
            user=self.user.id,
            text=payloads.mark_up(self._ws, comment),
            subtype="file_share",
            thread_ts=thread_ts,
            files=[file.id],
        )
        file.shared[place.id] = [message.ts]
        self._ws.post(message)

    def _add_file(self, filename: str, size: int, mimetype: str | None) -> File:
        guessed = mimetypes.guess_type(filename)[0]
        file = File(
            id=self._ws.new_id("F"),
            name=filename,
            title=filename,
            size=size,
            user=self.user.id,
            created=self._ws.seconds(),
            mimetype=mimetype or guessed or "application/octet-stream",
            completed=True,
        )
        self._ws.files[file.id] = file
        return file

    # Channels

    async def create_channel(self, name: str, is_private: bool = False) -> str:
        """Creates a channel; its id."""
        check_channel_name(self._ws, name)
        return self._ws.create_channel(name, self.user.id, is_private=is_private).id

    async def join(self, channel: str) -> None:
        """Joins a public channel."""
        place = self._place(channel)
        if self.user.id not in place.members:
            self._ws.join(place, self.user.id)

    async def leave(self, channel: str) -> None:
        """Leaves a channel."""
        self._ws.leave(self._own_place(channel), self.user.id)

    async def invite(self, channel: str, user_id: str) -> None:
        """Brings someone, or the bot, into a channel."""
        place = self._own_place(channel)
        if user_id not in place.members:
            self._ws.join(place, user_id, inviter=self.user.id)

    async def remove(self, channel: str, user_id: str) -> None:
        """Takes someone, or the bot, out of a channel."""
        self._ws.leave(self._own_place(channel), user_id)

    async def rename_channel(self, channel: str, name: str) -> None:
        """Renames a channel."""
        check_channel_name(self._ws, name)
        self._ws.rename(self._own_place(channel), name, self.user.id)

    async def archive(self, channel: str) -> None:
        """Archives a channel."""
        self._ws.set_archived(self._own_place(channel), True, self.user.id)

    async def unarchive(self, channel: str) -> None:
        """Brings an archived channel back."""
        self._ws.set_archived(self._place(channel), False, self.user.id)

    async def delete_channel(self, channel: str) -> None:
        """Deletes a channel, as an owner may."""
        self._ws.delete_channel(self._own_place(channel), self.user.id)

    # Finding

    def _place(self, reference: str) -> Channel:
        try:
            channel = self._ws.channel(reference)
        except KeyError:
            raise LookupError(f"there is no channel {reference}") from None
        if not self._ws.sees(self.user.id, channel):
            raise PermissionError(f"{self.key} is not in {reference}")
        return channel

    def _own_place(self, reference: str) -> Channel:
        channel = self._place(reference)
        if self.user.id not in channel.members:
            raise PermissionError(f"{self.key} is not in {reference}")
        if channel.is_archived:
            raise PermissionError(f"{reference} is archived")
        return channel

    @staticmethod
    def _message(channel: Channel, ts: str) -> Message:
        message = channel.messages.get(ts)
        if message is None:
            raise LookupError(f"there is no message {ts} in {channel.name}")
        return message

    def _seen(self, channel: Channel, ts: str) -> Message | Ephemeral:
        for seen in self._ws.ephemerals.get(self.user.id, []):
            if seen.ts == ts and seen.channel == channel.id:
                return seen
        return self._message(channel, ts)
