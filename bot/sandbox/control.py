"""The page's control API: what a person sees as JSON, and what they do."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .delivery import Reply
from .errors import SlackError
from .forms import ephemeral_json, file_json, file_path, message_json
from .people import Person, Submitted
from .records import Channel, Json, Message

if TYPE_CHECKING:
    from .server import Sandbox

_HISTORY = 500
_CALLS = 500


class Control:
    """Answers /sandbox/*."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._ws = sandbox.workspace
        self._read: dict[tuple[str, str], str] = {}

    def routes(self) -> list[web.RouteDef]:
        """The routes of the control API."""
        return [
            web.get("/sandbox/state", self.state),
            web.get("/sandbox/messages", self.messages),
            web.get("/sandbox/calls", self.calls),
            web.post("/sandbox/act", self.act),
            web.post("/sandbox/faults", self.faults),
            web.get("/sandbox/live", self.live),
        ]

    def _person(self, key: str | None) -> Person:
        people = self._sandbox.people
        person = people.get(key) if key else next(iter(people.values()))
        if person is None:
            raise web.HTTPNotFound(text=f"there is no person {key}")
        return person

    # What a person sees

    async def state(self, request: web.Request) -> web.Response:
        """All but the messages."""
        me = self._person(request.query.get("user"))
        sandbox = self._sandbox
        manifest = sandbox.manifest
        body = {
            "team": {"id": sandbox.team_id, "name": self._ws.app.team_name},
            "me": self._person_form(me),
            "people": [self._user_form(user_id) for user_id in self._ws.users],
            "channels": [
                self._channel_form(channel, me)
                for channel in self._ws.channels.values()
                if self._ws.sees(me.user_id, channel)
            ],
            "app": {
                "name": manifest.name,
                "bot_user_id": sandbox.bot_user_id,
                "connected": sandbox.delivery.connected,
                "commands": [
                    {
                        "command": item.command,
                        "description": item.description,
                        "usage_hint": item.usage_hint,
                    }
                    for item in manifest.commands.values()
                ],
                "shortcuts": [
                    {"type": item.type, "callback_id": item.callback_id, "name": item.name}
                    for item in manifest.shortcuts
                ],
            },
            "views": me.views,
            "home": me.home,
            "faults": sandbox.faults.as_json(),
            "files": {
                file.id: {
                    "name": file.name,
                    "title": file.title,
                    "size": file.size,
                    "mimetype": file.mimetype,
                    "url": f"{file_path(file)}?user={me.key}",
                    "alt": file.alt_txt or file.name,
                }
                for file in self._ws.files.values()
                if file.completed and not file.deleted and sandbox.may_read(me.user_id, file)
            },
        }
        return web.json_response(body)

    def _user_form(self, user_id: str) -> Json:
        user = self._ws.users[user_id]
        return {
            "id": user.id,
            "key": user.key,
            "name": user.real_name,
            "handle": user.name,
            "locale": user.locale,
            "tz": user.tz,
            "color": user.color,
            "is_bot": user.is_bot,
            "deleted": user.deleted,
            "guest": user.is_restricted,
        }

    def _person_form(self, person: Person) -> Json:
        return {**self._user_form(person.user_id), "dm_channel_id": person.dm_channel_id}

    def _channel_form(self, channel: Channel, me: Person) -> Json:
        name = channel.name
        if channel.is_im:
            others = [user for user in channel.members if user != me.user_id]
            name = self._ws.users[others[0]].real_name if others else me.name
        return {
            "id": channel.id,
            "name": name,
            "is_private": channel.is_private,
            "is_im": channel.is_im,
            "is_archived": channel.is_archived,
            "is_member": me.user_id in channel.members,
            "topic": channel.topic.value,
            "purpose": channel.purpose.value,
            "member_ids": list(channel.members),
            "bookmarks": [
                {"title": item.title, "link": item.link, "emoji": item.emoji}
                for item in channel.bookmarks.values()
            ],
            "pinned": list(channel.pins),
            "canvas": self._canvas_form(channel),
            "unread": self._unread(channel, me),
        }

    def _canvas_form(self, channel: Channel) -> Json | None:
        if channel.canvas is None:
            return None
        canvas = self._ws.canvases[channel.canvas]
        return {"title": canvas.title, "markdown": canvas.markdown}

    def _unread(self, channel: Channel, me: Person) -> int:
        if me.user_id not in channel.members:
            return 0
        read = self._read.get((me.user_id, channel.id), "")
        count = 0
        for ts in reversed(channel.messages):
            if ts <= read:
                break
            message = channel.messages[ts]
            count += message.user != me.user_id and message.subtype is None
        return count

    async def messages(self, request: web.Request) -> web.Response:
        """A channel's messages, oldest first, with those only this person sees."""
        me = self._person(request.query.get("user"))
        channel = self._ws.channels.get(request.query.get("channel", ""))
        if channel is None or not self._ws.sees(me.user_id, channel):
            raise web.HTTPNotFound(text="there is no such channel")
        newest = list(channel.messages.values())[-_HISTORY:]
        if newest:
            self._read[me.user_id, channel.id] = newest[-1].ts
        shown = [self._message_form(message) for message in newest]
        shown += [
            {**ephemeral_json(self._ws, seen), "files": [], "reactions": []}
            for seen in me.ephemerals
            if seen.channel == channel.id
        ]
        shown.sort(key=lambda form: float(form["ts"]))
        return web.json_response({"messages": shown})

    def _message_form(self, message: Message) -> Json:
        form = message_json(self._ws, message)
        form["files"] = message.files
        form["ephemeral"] = False
        form.setdefault("reactions", [])
        return form

    async def calls(self, request: web.Request) -> web.Response:
        """The last Web API calls, oldest first; `after` is the seq of the last one known."""
        after = int(request.query.get("after", "0"))
        found: list[Json] = []
        for call in reversed(self._sandbox.calls):
            if call.seq <= after or len(found) == _CALLS:
                break
            found.append(
                {
                    "seq": call.seq,
                    "method": call.method,
                    "args": call.args,
                    "at": call.at,
                    "error": call.error,
                    "took": call.took,
                }
            )
        latest = found[0]["seq"] if found else after
        return web.json_response({"calls": found[::-1], "next": latest})

    async def live(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket that says what changed."""
        me = self._person(request.query.get("user"))
        return await self._sandbox.live.serve(request, me.user_id)

    # What a person does

    async def faults(self, request: web.Request) -> web.Response:
        """Switches faults: latency, fail, lose_answer, refuse_connection, hang, clear."""
        given = await request.json()
        faults = self._sandbox.faults
        if given.get("clear"):
            faults.clear()
        if "latency" in given:
            faults.latency = max(0.0, float(given["latency"]))
        fail = given.get("fail")
        if fail:
            faults.fail(
                fail["method"],
                fail.get("error") or "internal_error",
                fail.get("times"),
                int(fail.get("status") or 200),
                int(fail.get("retry_after") or 1),
            )
        for name in ("lose_answer", "refuse_connection", "hang"):
            switched = given.get(name)
            if switched:
                getattr(faults, name)(switched["method"], int(switched.get("times") or 1))
        self._sandbox.live.tell({"type": "app"})
        return web.json_response({"ok": True, "faults": faults.as_json()})

    async def act(self, request: web.Request) -> web.Response:
        """One thing that a person does: "do", and the arguments of Person's method."""
        try:
            given: Json = await request.json()
        except json.JSONDecodeError:
            raise web.HTTPBadRequest(text="not JSON") from None
        person = self._person(given.pop("user", None))
        name = str(given.pop("do", ""))
        try:
            body = await self._do(person, name, given)
        except (LookupError, PermissionError) as error:
            body = {"ok": False, "error": str(error.args[0] if error.args else error)}
        except SlackError as error:
            body = error.body()
        except (TypeError, ValueError) as error:
            body = {"ok": False, "error": f"bad arguments: {error}"}
        return web.json_response(body)

    async def _do(self, person: Person, name: str, given: Json) -> Json:
        if name not in _ACTS:
            return {"ok": False, "error": f"cannot do {name!r}"}
        if name == "upload":
            given = _decoded(given)
        result: Any = await getattr(person, name)(**given)
        if isinstance(result, Reply):
            return _reply_body(result)
        if isinstance(result, Submitted):
            failed = bool(result.errors) or result.failure is not None
            body: Json = {
                "ok": not failed,
                "errors": result.errors,
                "client_side": result.client_side,
                "view": result.view,
                "closed": result.closed,
            }
            if result.failure:
                body["error"] = result.failure
            if result.reply is not None:
                body["reply"] = _reply_form(result.reply)
            return body
        if name == "open_home":
            return {"ok": True, "home": person.home}
        if isinstance(result, str):
            if name == "upload":
                return {"ok": True, "file": file_json(self._ws, self._ws.files[result])}
            return {"ok": True, "ts" if name == "say" else "channel": result}
        return {"ok": True}


_ACTS = frozenset(
    {
        "archive",
        "click",
        "click_in_view",
        "close",
        "command",
        "create_channel",
        "delete_message",
        "edit_message",
        "global_shortcut",
        "invite",
        "join",
        "leave",
        "message_shortcut",
        "open_home",
        "pin",
        "react",
        "rename_channel",
        "say",
        "set_status",
        "submit",
        "unarchive",
        "unreact",
        "upload",
    }
)


def _decoded(given: Json) -> Json:
    """An upload's arguments; its content comes as base64."""
    try:
        return {**given, "content": base64.b64decode(given.get("content", ""), validate=True)}
    except binascii.Error as error:
        raise ValueError("content is not base64") from error


def _reply_form(reply: Reply) -> Json:
    return {"status": reply.status, "body": reply.body, "took": round(reply.took, 4)}


def _reply_body(reply: Reply) -> Json:
    body: Json = {"ok": reply.ok, "reply": _reply_form(reply)}
    if reply.error:
        body["error"] = reply.error
    return body
