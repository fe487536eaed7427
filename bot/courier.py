"""How each delivery is done in Slack.

Every one can be done twice without harm: what Slack made although its answer was
lost is found again, a channel by its name and maker, a message by its metadata.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot import canvases, channels, exporting, hashing, pictures, record, roles, surfaces
from bot.chain import APP
from bot.commands.evidence import RecordDigest
from bot.commands.messages import RecordFileDigest, RecordFileUnread
from bot.commands.record import NamePeople
from bot.commands.room import RecordCanvas, RecordRoom
from bot.crisis import Crisis, fold
from bot.deliveries import IN_ROOM, Delivery
from bot.directory import Directory
from bot.events import (
    EntryRedacted,
    EvidenceFile,
    EvidenceKept,
    ExportMade,
    HeadSigned,
    MessageKept,
    RecordFormat,
    RoomOpened,
    UpdateSent,
    parse,
)
from bot.people import Person
from bot.progress import Advance
from bot.record import Reader, record_name
from bot.record.people import mentioned
from bot.slack import Slack, SlackRefused
from bot.store import Appended, Log, Outbox, Shown

AT_CLOSE: tuple[RecordFormat, ...] = ("json", "html", "pdf")
"""What the room is given when its crisis is closed."""

LONG = 5_000
"""Entries from which on those who wait for an export are told how far it is."""

TOLD_EVERY = 5.0
"""Seconds between two times that they are."""

ASKED_AT_ONCE = 10
"""People whose names are asked of Slack at the same time."""

METADATA = "cellule"
"""The event type of the metadata by which the app knows its own messages."""

INVITED_AT_ONCE = 100
"""People in one call: https://docs.slack.dev/reference/methods/conversations.invite"""

READ_AT_ONCE = 2
"""Files that are read at the same time: ten large ones must not take all that there is to take."""

CLOCKS_APART = 300
"""Seconds by which Slack's clock and ours may differ."""

Show = Callable[[str, Shown], Awaitable[None]]

MAKER_ONLY = {"restricted_action", "user_is_restricted", "not_allowed_for_channel_type"}
"""Errors after which a public room is made private: better a closed room than none."""


def metadata(crisis_id: str, key: str) -> dict[str, Any]:
    return {"event_type": METADATA, "event_payload": {"crisis": crisis_id, "key": key}}


async def find_message(
    slack: Slack, channel: str, crisis: Crisis, key: str, thread: str | None = None
) -> str | None:
    """The `ts` of the app's own message with this key, or `None` if it was never posted.

    Looks through all that was posted since the crisis was opened, in a channel or a thread.
    """
    method = "conversations.replies" if thread else "conversations.history"
    where = {"ts": thread} if thread else {}
    wanted = metadata(crisis.id, key)
    cursor = ""
    while True:
        answer = await slack.call_form(
            method,
            channel=channel,
            include_all_metadata=True,
            oldest=str(crisis.opened_at.timestamp() - CLOCKS_APART),
            limit=200,
            cursor=cursor,
            **where,
        )
        for message in answer["messages"]:
            if message.get("metadata") == wanted:
                return str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return None


async def room_gone(slack: Slack, channel: str) -> bool:
    """Whether a channel can no longer be used: deleted, archived, or the app is not in it."""
    try:
        answer = await slack.call_form("conversations.info", channel=channel)
    except SlackRefused as refused:
        return refused.error == "channel_not_found"
    found = answer["channel"]
    return bool(found.get("is_archived")) or not found.get("is_member", True)


def ready(
    delivery: Delivery, crisis: Crisis, shown: Mapping[str, Shown], waiting: Collection[str]
) -> bool:
    """Whether what a delivery needs is there; `waiting` are the kinds still to be done."""
    if delivery.kind in ("open_room", "hash_file", "stamp"):
        return True
    if delivery.kind == "tell_opener":
        # Whoever could not be invited must hear it now, not read it in a room they cannot enter.
        troubles = crisis.troubles.values()
        if crisis.channel is None:
            return any(t.what == "open_room" and t.final for t in troubles)
        return "invite" not in waiting or any(t.what == "invite" for t in troubles)
    if crisis.channel is None:
        return False
    if delivery.kind == "archive":
        # Slack takes nothing into an archived room.
        return not (set(waiting) & IN_ROOM)
    if delivery.kind == "score":
        # After the word that ends the drill.
        return "say" not in waiting
    if delivery.kind in ("pin_card", "bookmark_timeline"):
        card = shown.get("card")
        return card is not None and card.ts is not None and card.channel == crisis.channel
    return True


class Courier:
    """Does deliveries. `slack_of` gives the Slack of a team ID; `directory` what people are
    called."""

    def __init__(
        self, log: Log, outbox: Outbox, slack_of: Callable[[str], Slack], directory: Directory
    ) -> None:
        self._log = log
        self._directory = directory
        self._outbox = outbox
        self._slack_of = slack_of
        self._opening = asyncio.Lock()
        self._reading = asyncio.Semaphore(READ_AT_ONCE)
        self._ways: dict[str, Callable[[Task], Awaitable[None]]] = {
            "open_room": self._open_room,
            "set_purpose": self._set_purpose,
            "invite": self._invite,
            "bookmark_post": self._bookmark_post,
            "bookmark_timeline": self._bookmark_timeline,
            "pin_card": self._pin_card,
            "open_canvas": self._open_canvas,
            "announce": self._announce,
            "tell_opener": self._tell_opener,
            "say": self._say,
            "remind": self._remind,
            "greet": self._greet,
            "upload_export": self._upload_export,
            "stamp": self._stamp,
            "unsay": self._unsay,
            "update": self._update,
            "archive": self._archive,
            "score": self._score,
            "hash_file": self._hash_file,
        }

    async def deliver(
        self,
        delivery: Delivery,
        crisis: Crisis,
        shown: Mapping[str, Shown],
        progress: dict[str, Any],
        *,
        again: bool,
        show: Show,
    ) -> None:
        """Does `delivery`. `again` says that an earlier try may have got through; `show` notes what
        a surface shows from here on.

        Raises:
            SlackRefused, SlackUnsure: as `Slack.call`.
        """
        slack = self._slack_of(crisis.team)
        await self._ways[delivery.kind](Task(slack, delivery, crisis, shown, progress, again, show))

    async def _open_room(self, task: Task) -> None:
        # One at a time: the room of one crisis must be on record before another of the same
        # name asks whose it is.
        async with self._opening:
            crisis = await self._log.crisis(task.crisis.id)
            if crisis is not None and crisis.channel is None:
                await self._open_named(task)

    async def _open_named(self, task: Task) -> None:
        crisis, private = task.crisis, task.crisis.private
        begin = channels.EXERCISE[crisis.language] if crisis.exercise else "crisis"
        names = channels.names(crisis.what, crisis.opened_at, crisis.timezone, begin)
        for name in itertools.islice(names, 50):
            try:
                made = await self._create(task, name, private)
            except SlackRefused as refused:
                if refused.error in MAKER_ONLY and not private:
                    private = True
                    made = await self._create(task, name, private)
                else:
                    raise
            if made is not None:
                room = RoomOpened(channel=made["id"], name=made["name"], private=private)
                await self._log.append(crisis.id, RecordRoom(room), Person(id=APP))
                return
        raise SlackRefused("conversations.create", "name_taken")

    async def _create(self, task: Task, name: str, private: bool) -> dict[str, Any] | None:
        """The new channel, or one that an unanswered call made, or `None` if the name is taken."""
        try:
            answer = await task.slack.call("conversations.create", name=name, is_private=private)
        except SlackRefused as refused:
            if refused.error != "name_taken":
                raise
            return await self._own_channel(task, name) if task.again else None
        return dict(answer["channel"])

    async def _own_channel(self, task: Task, name: str) -> dict[str, Any] | None:
        cursor = ""
        while True:
            answer = await task.slack.call_form(
                "conversations.list",
                types="public_channel,private_channel",
                exclude_archived=True,
                limit=1000,
                cursor=cursor,
            )
            for channel in answer["channels"]:
                if channel["name"] != name:
                    continue
                ours = (
                    channel.get("creator") == task.slack.me.user
                    and channel.get("created", 0) >= int(task.crisis.opened_at.timestamp()) - 1
                    and await self._log.in_channel(task.crisis.team, channel["id"]) is None
                )
                return dict(channel) if ours else None
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None

    async def _set_purpose(self, task: Task) -> None:
        purpose = surfaces.purpose(task.crisis)
        await task.slack.call("conversations.setPurpose", channel=task.channel, purpose=purpose)

    async def _invite(self, task: Task) -> None:
        wanted = task.delivery.data.get("people") or roles.taking_part(task.crisis)
        people = [person for person in wanted if person not in (APP, task.slack.me.user)]
        for first in range(0, len(people), INVITED_AT_ONCE):
            try:
                answer = await task.slack.call(
                    "conversations.invite",
                    channel=task.channel,
                    users=",".join(people[first : first + INVITED_AT_ONCE]),
                    # One person who cannot be invited must not keep the others out.
                    force=True,
                )
            except SlackRefused as refused:
                if refused.error != "already_in_channel":
                    raise
            else:
                for error in answer.get("errors") or ():
                    if error["error"] != "already_in_channel":
                        raise SlackRefused("conversations.invite", error["error"])

    async def _bookmark_post(self, task: Task) -> None:
        title = surfaces.bookmark_titles(task.crisis)["post"]
        await self._bookmark(task, title, str(task.crisis.post_link), ":rotating_light:")

    async def _bookmark_timeline(self, task: Task) -> None:
        title = surfaces.bookmark_titles(task.crisis)["timeline"]
        link = task.slack.permalink(task.channel, str(task.shown["card"].ts))
        await self._bookmark(task, title, link, ":ledger:")

    async def _bookmark(self, task: Task, title: str, link: str, emoji: str) -> None:
        if task.again:
            answer = await task.slack.call_form("bookmarks.list", channel_id=task.channel)
            for bookmark in answer["bookmarks"]:
                if bookmark["link"] == link:
                    return
                if bookmark["title"] == title:
                    await task.slack.call(
                        "bookmarks.edit",
                        channel_id=task.channel,
                        bookmark_id=bookmark["id"],
                        link=link,
                    )
                    return
        await task.slack.call(
            "bookmarks.add",
            channel_id=task.channel,
            title=title,
            type="link",
            link=link,
            emoji=emoji,
        )

    async def _pin_card(self, task: Task) -> None:
        ts = task.shown["card"].ts
        try:
            await task.slack.call("pins.add", channel=task.channel, timestamp=ts)
        except SlackRefused as refused:
            if refused.error != "already_pinned":
                raise

    async def _open_canvas(self, task: Task) -> None:
        """The room's canvas, with the situation on it. Where there is none to be had, the room does
        without, and nobody need hear of it."""
        crisis, content = task.crisis, surfaces.render(task.crisis, "canvas")
        digest: str | None = content.digest
        try:
            canvas = await canvases.create(
                task.slack, task.channel, surfaces.canvas_title(crisis), content.text
            )
        except SlackRefused as refused:
            if refused.error in canvases.NONE_HERE:
                return
            if refused.error == canvases.FAILED and await room_gone(task.slack, task.channel):
                raise SlackRefused(refused.method, "is_archived") from refused
            raise
        if canvas is None:
            # An earlier call made it, whose answer never came: what it shows is not known.
            digest = None
            canvas = await canvases.own(task.slack, task.channel)
        if canvas is not None:
            await task.show("canvas", Shown(task.channel, canvas, digest, crisis.seq))
            command = RecordCanvas(task.channel, canvas)
            await self._log.append(crisis.id, command, Person(id=APP))

    async def _announce(self, task: Task) -> None:
        content = surfaces.announcement(task.crisis)
        await self._post_once(task, str(task.crisis.announce_in), content)

    async def _tell_opener(self, task: Task) -> None:
        """An ephemeral message where `/crisis` was typed; a direct message where there is none."""
        data = task.delivery.data
        content = surfaces.opened(task.crisis, data["language"])
        if data.get("reply_url"):
            message = {"response_type": "ephemeral", "text": content.text}
            await task.slack.respond(data["reply_url"], message | {"blocks": list(content.blocks)})
        else:
            await self._post_once(task, data["user"], content)

    async def _say(self, task: Task) -> None:
        entry = await self._log.entry(task.crisis.id, task.delivery.seq)
        event = parse(entry.kind, entry.data or {})
        said = surfaces.notice(task.crisis, event, entry.actor, datetime.fromisoformat(entry.at))
        thread = None
        surface = task.shown.get(said.thread_of or "")
        if surface is not None and surface.channel == task.channel:
            thread = surface.ts
        if said.thread_ts is not None and said.thread_channel == task.channel:
            thread = said.thread_ts
        await self._post_once(task, task.channel, said.content, thread)

    async def _remind(self, task: Task) -> None:
        """A direct message to somebody whom a statement waits for."""
        entry = await self._log.entry(task.crisis.id, task.delivery.seq)
        event = parse(entry.kind, entry.data or {})
        user = task.delivery.data["user"]
        content = surfaces.reminder(task.crisis, event)
        if content is not None:
            await self._post_once(task, user, content)

    async def _greet(self, task: Task) -> None:
        """The brief, for somebody who has just joined and for nobody else."""
        data = task.delivery.data
        joined = datetime.fromisoformat(data["at"])
        content = surfaces.greeting(task.crisis, data["language"], joined)
        try:
            await task.slack.call(
                "chat.postEphemeral",
                channel=task.channel,
                user=data["user"],
                text=content.text,
                blocks=list(content.blocks),
            )
        except SlackRefused as refused:
            # They have left again.
            if refused.error not in ("user_not_in_channel", "channel_not_found"):
                raise

    async def _post_once(
        self, task: Task, channel: str, content: surfaces.Content, thread: str | None = None
    ) -> str:
        """The `ts` of the message, posted now or by an earlier try."""
        key = task.delivery.key
        if task.again and (ts := await self._posted(task, channel, key, thread)):
            return ts
        where = {"thread_ts": thread} if thread else {}
        answer = await task.slack.call(
            "chat.postMessage",
            channel=channel,
            text=content.text,
            blocks=list(content.blocks),
            metadata=metadata(task.crisis.id, key),
            unfurl_links=False,
            unfurl_media=False,
            **where,
        )
        return str(answer["ts"])

    async def _posted(self, task: Task, channel: str, key: str, thread: str | None) -> str | None:
        if surfaces.is_person(channel):
            channel = await task.slack.direct(channel)
        # An earlier try may have known no thread yet.
        for place in {thread, None}:
            ts = await find_message(task.slack, channel, task.crisis, key, place)
            if ts is not None:
                return ts
        return None

    async def _upload_export(self, task: Task) -> None:
        """The record as files, in the thread of a message that says so."""
        asked = await self._asked(task)
        until = await self._until(task)
        crisis = task.crisis
        reader = Reader(asked.filter, asked.language, asked.timezone)
        channel = await self._place(task)
        content = surfaces.export_notice(crisis, asked, until)
        thread = await self._post_once(task, channel, content)
        with tempfile.TemporaryDirectory(prefix="cellule-") as folder:
            files = [
                exporting.Wanted(form, Path(folder) / record_name(crisis, until, reader, form))
                for form in asked.formats
            ]
            async with self._telling(task, channel, thread, content, until) as advance:
                await exporting.export(self._log, crisis.id, until, files, reader, advance)
            ready = [Upload(one.path.name, one.path) for one in files]
            alt = {
                one.path.name: surfaces.record_text(crisis) for one in files if one.form == "png"
            }
            await self._upload(task, channel, ready, alt=alt, thread=thread)

    async def _asked(self, task: Task) -> ExportMade:
        """What is to be exported: what somebody asked for, or what a close asks for by itself."""
        entry = await self._log.entry(task.crisis.id, task.delivery.seq)
        event = parse(entry.kind, entry.data or {})
        return event if isinstance(event, ExportMade) else ExportMade(formats=AT_CLOSE)

    async def _until(self, task: Task) -> int:
        """The last entry of the export: the same at each try, unless words were taken out since.
        People's names go before it."""
        if "until" not in task.progress:
            known = await self._names(task.crisis)
            outcome = await self._log.append(task.crisis.id, NamePeople(known), Person(id=APP))
            crisis = outcome.crisis if isinstance(outcome, Appended) else task.crisis
            task.progress["until"] = max(crisis.seq, task.delivery.seq)
            await self._outbox.progress(task.delivery.key, task.progress)
        return max(int(task.progress["until"]), await self._log.last_redaction(task.crisis.id))

    async def _names(self, crisis: Crisis) -> dict[str, str]:
        """What Slack calls those who are in the record, as far as it says."""
        users = sorted((mentioned(crisis) | set(await self._log.actors(crisis.id))) - {APP})
        known: dict[str, str] = {}
        for first in range(0, len(users), ASKED_AT_ONCE):
            people = await asyncio.gather(
                *(
                    self._directory.person(crisis.team, user)
                    for user in users[first : first + ASKED_AT_ONCE]
                )
            )
            known |= {person.id: person.name for person in people if person.name}
        return known

    async def _place(self, task: Task) -> str:
        """The room; the direct messages of whoever asked, if it is archived."""
        user = task.delivery.data.get("user")
        return await task.slack.direct(user) if user else task.channel

    @asynccontextmanager
    async def _telling(
        self, task: Task, channel: str, ts: str, content: surfaces.Content, until: int
    ) -> AsyncIterator[Advance]:
        """Tells those who wait for a long export how far it is."""
        done = 0

        def advance(entries: int) -> None:
            nonlocal done
            done += entries

        async def tell() -> None:
            while True:
                await asyncio.sleep(TOLD_EVERY)
                share = min(99, 100 * done // exporting.work(until))
                await self._change(
                    task, channel, ts, surfaces.export_progress(content, share, task.crisis)
                )

        telling = asyncio.create_task(tell()) if until >= LONG else None
        try:
            yield advance
        finally:
            if telling is not None:
                telling.cancel()
                await asyncio.gather(telling, return_exceptions=True)
                await self._change(task, channel, ts, content)

    async def _change(self, task: Task, channel: str, ts: str, content: surfaces.Content) -> None:
        await task.slack.call(
            "chat.update", channel=channel, ts=ts, text=content.text, blocks=list(content.blocks)
        )

    async def _stamp(self, task: Task) -> None:
        """The head of the chain at the close, where nobody who owns the database can change it."""
        entries = await self._log.entries(task.crisis.id, after=task.delivery.seq)
        signed = next((entry for entry in entries if entry.kind == HeadSigned.kind), None)
        if signed is not None and signed.data is not None:
            content = surfaces.stamp(task.crisis, HeadSigned.model_validate(signed.data))
            await self._post_once(task, str(task.crisis.announce_in), content)

    async def _unsay(self, task: Task) -> None:
        """What the room was told of an entry goes with the entry's words."""
        entry = await self._log.entry(task.crisis.id, task.delivery.seq)
        event = parse(entry.kind, entry.data or {})
        if not isinstance(event, EntryRedacted):
            return
        key = Delivery("say", task.crisis.id, event.entry).key
        ts = await find_message(task.slack, task.channel, task.crisis, key)
        if ts is not None:
            await self._change(task, task.channel, ts, surfaces.unsaid(task.crisis, event.entry))

    async def _update(self, task: Task) -> None:
        """An update to stakeholders, of the crisis as it stood when the entry was written."""
        entries = await self._log.entries(task.crisis.id)
        entry = entries[task.delivery.seq - 1]
        event = parse(entry.kind, entry.data or {})
        then = fold(None, entries[: entry.seq - 1])
        if then is not None and isinstance(event, UpdateSent):
            content = surfaces.stakeholder_update(then, event)
            await self._post_once(task, event.channel, content)

    async def _archive(self, task: Task) -> None:
        try:
            await task.slack.call("conversations.archive", channel=task.channel)
        except SlackRefused as refused:
            if refused.error not in ("already_archived", "channel_not_found"):
                raise

    async def _score(self, task: Task) -> None:
        """The score of a drill: in words, then as a picture."""
        crisis = task.crisis
        await self._post_once(task, task.channel, surfaces.score_message(crisis))
        drawn = await asyncio.to_thread(pictures.score_picture, crisis)
        name = record.file_name(crisis, "score", "png")
        alt = {name: surfaces.picture_text(crisis)}
        files = [Upload(name, drawn)]
        await self._upload(task, task.channel, files, surfaces.picture_comment(crisis), alt)

    async def _upload(
        self,
        task: Task,
        channel: str,
        files: Sequence[Upload],
        comment: str | None = None,
        alt: Mapping[str, str] = MappingProxyType({}),
        thread: str | None = None,
    ) -> None:
        """Shares files; `alt` describes pictures, by name."""
        uploaded: dict[str, str] = task.progress.setdefault("files", {})
        shared = set(uploaded.values())
        if task.again and shared and await self._shared(task, channel, shared, thread):
            return
        for file in files:
            if file.name in uploaded:
                continue
            described = {"alt_txt": alt[file.name]} if file.name in alt else {}
            place = await task.slack.call_form(
                "files.getUploadURLExternal", filename=file.name, length=file.length, **described
            )
            await task.slack.upload(place["upload_url"], file.content)
            uploaded[file.name] = place["file_id"]
        # Remembered before the call that shares them, so that a lost answer can be looked up.
        await self._outbox.progress(task.delivery.key, task.progress)
        where = {"thread_ts": thread} if thread else {"initial_comment": comment}
        try:
            await task.slack.call(
                "files.completeUploadExternal",
                files=[{"id": uploaded[file.name], "title": file.name} for file in files],
                channel_id=channel,
                **where,
            )
        except SlackRefused:
            # Slack may have dropped the files: another try sends them anew.
            task.progress.pop("files")
            await self._outbox.progress(task.delivery.key, task.progress)
            raise

    async def _shared(self, task: Task, channel: str, files: set[str], thread: str | None) -> bool:
        method = "conversations.replies" if thread else "conversations.history"
        where = {"ts": thread} if thread else {}
        answer = await task.slack.call_form(method, channel=channel, limit=200, **where)
        return any(
            files <= {file["id"] for file in message.get("files", ())}
            for message in answer["messages"]
        )

    async def _hash_file(self, task: Task) -> None:
        """The digest of a file that is evidence, or came with a kept message."""
        entry = await self._log.entry(task.crisis.id, task.delivery.seq)
        if entry.data is None:
            # Taken out of the record meanwhile, and its file with it.
            return
        event = parse(entry.kind, entry.data)
        if isinstance(event, EvidenceKept) and event.file is not None:
            async with self._reading:
                sha256, size = await hashing.digest(task.slack, event.file.id)
            command = RecordDigest(event.evidence, sha256, size)
            await self._log.append(task.crisis.id, command, Person(id=APP))
        elif isinstance(event, MessageKept):
            for file in event.files:
                if file.id == task.delivery.data["file"]:
                    await self._hash_kept(task, file)
                    return

    async def _hash_kept(self, task: Task, file: EvidenceFile) -> None:
        """Somebody who shares a wrong file and deletes it is no trouble for the card to show: the
        record says that there is no digest, and why."""
        command: RecordFileDigest | RecordFileUnread
        try:
            async with self._reading:
                sha256, size = await hashing.digest(task.slack, file.id)
        except SlackRefused as refused:
            if refused.error not in hashing.LOST:
                raise
            command = RecordFileUnread(file, refused.error)
        else:
            command = RecordFileDigest(file, sha256, size)
        by, request = Person(id=APP), task.delivery.key
        await self._log.append(task.crisis.id, command, by, request=request)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to share: in memory, or on the disk."""

    name: str
    content: bytes | Path

    @property
    def length(self) -> int:
        content = self.content
        return content.stat().st_size if isinstance(content, Path) else len(content)


class Task:
    """One try at one delivery."""

    __slots__ = ("again", "crisis", "delivery", "progress", "show", "shown", "slack")

    def __init__(
        self,
        slack: Slack,
        delivery: Delivery,
        crisis: Crisis,
        shown: Mapping[str, Shown],
        progress: dict[str, Any],
        again: bool,
        show: Show,
    ) -> None:
        self.slack = slack
        self.delivery = delivery
        self.crisis = crisis
        self.shown = shown
        self.progress = progress
        self.again = again
        self.show = show

    @property
    def channel(self) -> str:
        return str(self.crisis.channel)
