"""A person in the workspace: what a human does with the app, and what they see."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from . import payloads, responses
from .blocks import elements_of
from .delivery import COMMANDS, INTERACTIVE, Delivery, Reply
from .elements import (
    Values,
    client_errors,
    has_state,
    kept_values,
    new_state,
    pick_option,
)
from .errors import SlackError
from .events import Events
from .forms import file_json, view_json
from .manifest import Manifest
from .member import Member
from .methods.views import STACK, check_view, make_view, replace_content
from .records import Channel, Json, User, View
from .workspace import Workspace


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a person sees after submitting a modal.

    `errors` maps block_id to the words under the input; `client_side` tells that nothing was
    sent. `view` is the modal as updated or the one pushed on top, None otherwise. `failure`
    is why the modal stays open with a general error, such as "operation_timeout".
    """

    errors: dict[str, str]
    view: Json | None = None
    closed: bool = False
    client_side: bool = False
    failure: str | None = None
    reply: Reply | None = None


class Person(Member):
    """One human, and what they do with the app: commands, clicks, modals, shortcuts, home tab."""

    def __init__(
        self,
        user: User,
        ws: Workspace,
        delivery: Delivery,
        events: Events,
        manifest: Manifest,
    ) -> None:
        super().__init__(user, ws)
        self._delivery = delivery
        self._events = events
        self._manifest = manifest
        self._typed: dict[tuple[str, str], Values] = {}

    # Commands and shortcuts

    async def command(self, command: str, text: str = "", channel: str = "general") -> Reply:
        """Types a slash command. What the app answers is shown as Slack would."""
        place = self._place(channel)
        known = self._manifest.commands.get(command)
        if known is None:
            raise LookupError(f"{command} is not a command of the app")
        text = text.strip()
        arrived = payloads.mark_up(self._ws, text) if known.should_escape else payloads.escape(text)
        payload = payloads.command(self._ws, self.user, place, command, arrived)
        reply = await self._delivery.send(COMMANDS, payload)
        return self._show_answer(reply, place)

    def _show_answer(self, reply: Reply, place: Channel) -> Reply:
        body = {"text": reply.body} if isinstance(reply.body, str) else reply.body
        if not reply.ok or not body:
            return reply
        try:
            responses.show(self._ws, place.id, self.user.id, body)
        except SlackError:
            return Reply(reply.status, reply.body, reply.took, "invalid_command_response")
        return reply

    async def message_shortcut(self, callback_id: str, channel: str, ts: str) -> Reply:
        """Chooses a shortcut in a message's menu."""
        place = self._place(channel)
        message = self._message(place, ts)
        payload = payloads.message_shortcut(self._ws, self.user, place, message, callback_id)
        return await self._delivery.send(INTERACTIVE, payload)

    async def global_shortcut(self, callback_id: str) -> Reply:
        """Chooses a shortcut in the search bar."""
        payload = payloads.global_shortcut(self._ws, self.user, callback_id)
        return await self._delivery.send(INTERACTIVE, payload)

    # Clicks

    async def click(
        self,
        channel: str,
        ts: str,
        action_id: str,
        block_id: str | None = None,
        value: str | None = None,
        selected: Any = None,
        values: Json | None = None,
    ) -> Reply:
        """Uses an element of a message: a button, or a menu in which `selected` is chosen.

        `value` stands in for the button's own; `selected` is an option's value or text, a
        user or channel id, a date…, or a list of them. `values` is what stands in the
        message's other elements, in the form of `submit`.
        """
        place = self._place(channel)
        message = self._seen(place, ts)
        block, element = _find_or_stale(message.blocks, action_id, block_id, value)
        typed = kept_values(message.blocks, self._typed.get((place.id, ts), {}))
        self._type(message.blocks, typed, values or {})
        action = _use(block, element, typed, value, selected)
        self._typed[place.id, ts] = typed
        payload = payloads.message_click(self._ws, self.user, place, message, action, typed)
        return await self._delivery.send(INTERACTIVE, payload)

    async def click_in_view(
        self,
        view_id: str,
        action_id: str,
        block_id: str | None = None,
        value: str | None = None,
        selected: Any = None,
        values: Json | None = None,
    ) -> Reply:
        """Uses an element of a modal or of the home tab; `values` as in `click`."""
        view = self.fill(view_id, values or {})
        block, element = _find(view.blocks, action_id, block_id)
        action = _use(block, element, view.values, value, selected)
        payload = payloads.view_click(self._ws, self.user, view, action)
        return await self._delivery.send(INTERACTIVE, payload)

    async def enter(self, view_id: str, block_id: str, value: str | None) -> Reply | None:
        """Types into a text field of a modal.

        The app is told if the field asks for it: its block dispatches, on every character.
        None if it does not, and nothing was sent.
        """
        view = self._view(view_id)
        blocks = [b for b in view.blocks if b["block_id"] == block_id and b["type"] == "input"]
        if not blocks:
            raise LookupError(f"there is no field {block_id}")
        (block,) = blocks
        element = block["element"]
        triggers = (element.get("dispatch_action_config") or {}).get("trigger_actions_on") or ()
        if not block.get("dispatch_action") or "on_character_entered" not in triggers:
            self.fill(view_id, {block_id: {element["action_id"]: value}})
            return None
        return await self.click_in_view(
            view_id, element["action_id"], block_id, selected="" if value is None else value
        )

    # Modals

    def fill(self, view_id: str, values: Json) -> View:
        """Types into a modal without submitting; see `submit` for the form of `values`."""
        view = self._view(view_id)
        self._type(view.blocks, view.values, values)
        return view

    def _type(self, blocks: list[Json], typed: Values, values: Json) -> None:
        for name, value in values.items():
            for block, element, entry in _addressed(blocks, name, value):
                if element["type"] == "file_input":
                    entry = [self._file_object(item) for item in entry or []]
                typed[block["block_id"]][element["action_id"]] = new_state(element, entry)

    def _file_object(self, item: Json | str) -> Json:
        """A file by its id, as it stands in the value of a file_input."""
        if isinstance(item, dict):
            return item
        if item not in self._ws.files:
            raise LookupError(f"there is no file {item}")
        return file_json(self._ws, self._ws.files[item])

    async def submit(self, view_id: str, values: Json | None = None) -> Submitted:
        """Fills in a modal and submits it.

        `values` is {block_id: {action_id: value}} or {action_id: value}. What Slack's client
        refuses itself (required, too long, not a URL) comes back without the app being asked.
        """
        view = self.fill(view_id, values or {})
        if not view.content.get("submit") or view.content.get("submit_disabled"):
            raise PermissionError("the modal cannot be submitted")
        errors = client_errors(view.blocks, view.values)
        if errors:
            return Submitted(errors, client_side=True)
        for state in (state for block in view.values.values() for state in block.values()):
            for item in state.get("files") or ():
                self._ws.files[item["id"]].given = True
        payload = payloads.submission(self._ws, self.user, view)
        reply = await self._delivery.send(INTERACTIVE, payload)
        if not reply.ok:
            return Submitted({}, failure=reply.error, reply=reply)
        try:
            return self._follow(view, reply)
        except SlackError as error:
            reasons = "; ".join([error.code, *error.messages])
            return Submitted({}, failure=reasons, reply=reply)

    def _follow(self, view: View, reply: Reply) -> Submitted:
        """Does what the acknowledgement of a submission says."""
        body: Json = reply.body if isinstance(reply.body, dict) else {}
        action = body.get("response_action")
        if action is None:
            self._ws.close_view(view)
            return Submitted({}, closed=True, reply=reply)
        if action == "clear":
            self._ws.close_views(self.user.id)
            return Submitted({}, closed=True, reply=reply)
        if action == "errors":
            errors = body.get("errors") or {}
            inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
            if not errors or not set(errors) <= inputs:
                raise SlackError("errors must name input blocks", sorted(set(errors) - inputs))
            return Submitted(dict(errors), reply=reply)
        content = check_view(body.get("view"), "modal")
        if action == "update":
            replace_content(self._ws, view, content)
            self._ws.tell_view(view)
            return Submitted({}, view=view_json(self._ws, view), reply=reply)
        if action != "push":
            raise SlackError(f"unknown response_action {action}")
        if len(self._ws.stack(self.user.id)) >= STACK:
            raise SlackError("push_limit_reached")
        pushed = make_view(self._ws, content, self.user.id, view)
        self._ws.open_view(pushed)
        return Submitted({}, view=view_json(self._ws, pushed), reply=reply)

    async def close(self, view_id: str, clear: bool = False) -> None:
        """Closes a modal and those above it; `clear`, or the modal's wish, closes all."""
        view = self._view(view_id)
        stack = self._ws.stack(self.user.id)
        cleared = clear or bool(view.content.get("clear_on_close"))
        going = stack if cleared else stack[stack.index(view) :]
        told = [each for each in reversed(going) if each.content.get("notify_on_close")]
        sent = [payloads.closed(self._ws, self.user, each, cleared=cleared) for each in told]
        for each in reversed(going):
            self._ws.close_view(each)
        for payload in sent:
            await self._delivery.send(INTERACTIVE, payload)

    async def open_home(self) -> list[Json] | None:
        """Opens the app's home tab; its blocks once the app has acknowledged the event.

        An app that publishes after its acknowledgement shows later: see Sandbox.until.
        """
        event: Json = {
            "type": "app_home_opened",
            "user": self.user.id,
            "channel": self.dm_channel_id,
            "tab": "home",
            "event_ts": self._ws.next_ts(),
        }
        if self.home is not None:
            event["view"] = self.home
        task = self._events.send("app_home_opened", event)
        if task is not None:
            await asyncio.wait({task}, timeout=self._delivery.ack_seconds)
        view = self._ws.homes.get(self.user.id)
        return view.blocks if view else None

    def _view(self, view_id: str) -> View:
        home = self._ws.homes.get(self.user.id)
        view = self._ws.views.get(view_id)
        if view is None and home is not None and home.id == view_id:
            view = home
        if view is None or view.user != self.user.id:
            raise LookupError(f"{self.key} has no open view {view_id}")
        return view


def _find(blocks: Sequence[Json], action_id: str, block_id: str | None) -> tuple[Json, Json]:
    known = []
    for block in blocks:
        for element in elements_of(block):
            if element["action_id"] == action_id and block_id in (None, block["block_id"]):
                return block, element
            known.append(element["action_id"])
    raise LookupError(f"there is no {action_id} here, but {known}")


def _find_or_stale(
    blocks: Sequence[Json], action_id: str, block_id: str | None, value: str | None
) -> tuple[Json, Json]:
    """An element, or the button that stood there when the person still saw it: Slack delivers
    a click on a message that has changed meanwhile."""
    try:
        return _find(blocks, action_id, block_id)
    except LookupError:
        if value is None:
            raise
        text = {"type": "plain_text", "text": action_id, "emoji": True}
        button = {"type": "button", "action_id": action_id, "text": text, "value": value}
        return {"block_id": block_id or "gone"}, button


def _addressed(blocks: Sequence[Json], name: str, value: Any) -> list[tuple[Json, Json, Any]]:
    """The inputs that one entry of `submit`'s values means, each with what to enter."""
    inputs = [
        (block, element) for block in blocks for element in elements_of(block) if has_state(element)
    ]
    inside = {element["action_id"]: element for block, element in inputs if _is(block, name)}
    if inside and isinstance(value, dict) and set(value) <= set(inside):
        block = next(block for block in blocks if _is(block, name))
        return [(block, inside[action_id], entry) for action_id, entry in value.items()]
    found = [(block, element) for block, element in inputs if element["action_id"] == name]
    if len(found) != 1:
        known = [(block["block_id"], element["action_id"]) for block, element in inputs]
        raise LookupError(f"{name} means {len(found)} inputs of {known}")
    return [(*found[0], value)]


def _is(block: Json, block_id: str) -> bool:
    return bool(block["block_id"] == block_id)


def _use(block: Json, element: Json, values: Values, value: str | None, selected: Any) -> Json:
    """The action object of using an element; `values` takes what it changes."""
    kind = element["type"]
    action: Json = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
    }
    if kind == "button":
        action["text"] = element["text"]
        given = element.get("value") if value is None else value
        if given is not None:
            action["value"] = given
        if element.get("style"):
            action["style"] = element["style"]
    elif kind == "overflow":
        action["selected_option"] = pick_option(element, value if selected is None else selected)
    else:
        state = new_state(element, value if selected is None else selected)
        values[block["block_id"]][element["action_id"]] = state
        action.update(state)
        if element.get("placeholder"):
            action["placeholder"] = element["placeholder"]
    return action
