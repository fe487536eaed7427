"""Events API: which changes the app is told of, in which form, and again if it is silent.

https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence

from .delivery import EVENTS, Delivery, Reply
from .forms import channel_json, message_json, user_json, usergroup_json
from .records import Change, Channel, Json
from .workspace import Workspace

# Seconds before each retry: "nearly immediately", then after one and five minutes.
RETRY_SECONDS = (0.5, 60.0, 300.0)

_MESSAGE_EVENTS = {"public": "message.channels", "private": "message.groups", "im": "message.im"}
_CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im"}


class Events:
    """Listens to the workspace and sends what the app subscribed to (None: everything)."""

    def __init__(
        self,
        ws: Workspace,
        delivery: Delivery,
        subscribed: frozenset[str] | None,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self.ws = ws
        self.delivery = delivery
        self.subscribed = subscribed
        self.retry_seconds = retry_seconds
        self._tasks: set[asyncio.Task[Reply]] = set()

    def listen(self, change: Change) -> None:
        """Sends the event of a change, if it has one that concerns the app."""
        name, event = self._event(change)
        if event is not None:
            self.send(name, event)

    def wants(self, name: str) -> bool:
        """Whether the app subscribed to an event."""
        return self.subscribed is None or name in self.subscribed

    def send(self, name: str, event: Json) -> asyncio.Task[Reply] | None:
        """Starts to deliver an event; None if the app did not subscribe to it."""
        if not self.wants(name):
            return None
        task = asyncio.get_running_loop().create_task(self._deliver(self._envelope(event)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def settled(self) -> None:
        """Returns once every event was acknowledged or given up."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def stop(self) -> None:
        """Gives up what is still to be delivered."""
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, envelope: Json) -> Reply:
        reply = await self.delivery.send(EVENTS, envelope)
        for number, delay in enumerate(self.retry_seconds, start=1):
            if reply.ok:
                break
            reason = {503: "connection_failed", 504: "http_timeout"}.get(reply.status, "http_error")
            await asyncio.sleep(delay)
            reply = await self.delivery.send(EVENTS, envelope, number, reason)
        return reply

    def _envelope(self, event: Json) -> Json:
        app = self.ws.app
        return {
            "token": "sandbox",
            "team_id": app.team_id,
            "context_team_id": app.team_id,
            "context_enterprise_id": None,
            "api_app_id": app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self.ws.new_id("Ev"),
            "event_time": self.ws.seconds(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": app.team_id,
                    "user_id": app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": secrets.token_hex(12),
        }

    # The event of a change

    def _event(self, change: Change) -> tuple[str, Json | None]:
        kind = change.kind
        if kind in ("team_join", "user_change"):
            user = self.ws.users[change.user or ""]
            event: Json = {"type": kind, "user": user_json(self.ws, user, locale=True)}
            if kind == "user_change":
                stamp = self.ws.next_ts()
                event |= {"cache_ts": user.updated, "event_ts": stamp}
            return kind, event
        if kind.startswith("subteam_"):
            return kind, self._group_event(change)
        channel = self.ws.channels.get(change.channel or "")
        if channel is None:
            return kind, None
        inside = self.ws.app.bot_user_id in channel.members or change.data.get("bot_left")
        if not inside and not (kind == "channel_created" and channel.kind == "public"):
            return kind, None
        if kind in ("message", "message_changed", "message_deleted"):
            name = _MESSAGE_EVENTS[channel.kind]
            return name, self._message_event(change, channel) if self.wants(name) else None
        if kind.startswith(("reaction_", "pin_")):
            return kind, self._item_event(change, channel)
        if kind.startswith("member_"):
            return kind, self._member_event(change, channel)
        if kind.startswith("channel_"):
            return self._channel_event(change, channel)
        return kind, None

    def _group_event(self, change: Change) -> Json:
        group = self.ws.usergroups[change.data["group"]]
        event: Json = {"type": change.kind, "event_ts": self.ws.next_ts()}
        if change.kind == "subteam_updated":
            return {**event, "subteam": usergroup_json(self.ws, group, users=True)}
        added, removed = change.data["added"], change.data["removed"]
        return {
            **event,
            "subteam_id": group.id,
            "team_id": self.ws.app.team_id,
            "date_previous_update": group.created,
            "date_update": self.ws.seconds(),
            "added_users": added,
            "added_users_count": len(added),
            "removed_users": removed,
            "removed_users_count": len(removed),
        }

    def _message_event(self, change: Change, channel: Channel) -> Json:
        event: Json = {
            "type": "message",
            "channel": channel.id,
            "channel_type": _CHANNEL_TYPES[channel.kind],
        }
        message = channel.messages.get(change.ts or "")
        if change.kind == "message" and message is not None:
            return {**message_json(self.ws, message), **event, "event_ts": message.ts}
        stamp = self.ws.next_ts()
        event.update(
            subtype=change.kind,
            hidden=True,
            ts=stamp,
            event_ts=stamp,
            previous_message=change.data["previous_message"],
        )
        if change.kind == "message_deleted":
            event["deleted_ts"] = change.ts
        elif message is not None:
            event["message"] = message_json(self.ws, message)
        return event

    def _item_event(self, change: Change, channel: Channel) -> Json | None:
        message = channel.messages.get(change.ts or "")
        if message is None:
            return None
        event: Json = {
            "type": change.kind,
            "user": change.user,
            "item_user": message.user,
            "event_ts": self.ws.next_ts(),
        }
        if change.kind.startswith("reaction_"):
            item = {"type": "message", "channel": channel.id, "ts": message.ts}
            return {**event, "reaction": change.data["reaction"], "item": item}
        item = {"type": "message", "channel": channel.id}
        pin = channel.pins.get(message.ts)
        created = {"created": pin.created, "created_by": pin.by} if pin else {}
        return {
            **event,
            "channel_id": channel.id,
            "item": {**item, **created, "message": message_json(self.ws, message)},
            "pin_count": len(channel.pins),
        }

    def _member_event(self, change: Change, channel: Channel) -> Json:
        event: Json = {
            "type": change.kind,
            "user": change.user,
            "channel": channel.id,
            "channel_type": "G" if channel.is_private else "C",
            "team": self.ws.app.team_id,
            "event_ts": self.ws.next_ts(),
        }
        if change.data.get("inviter"):
            event["inviter"] = change.data["inviter"]
        return event

    def _channel_event(self, change: Change, channel: Channel) -> tuple[str, Json]:
        name = change.kind
        if channel.is_private:
            name = name.replace("channel_", "group_", 1)
        event: Json = {"type": name, "event_ts": self.ws.next_ts()}
        if name.endswith(("_created", "_rename")):
            event["channel"] = channel_json(self.ws, channel)
        else:
            event["channel"] = channel.id
            event["user"] = change.user
        return name, event
