"""views.*: modals and the home tab."""

from __future__ import annotations

import json
import secrets
from typing import Any

from ..blocks import fill_ids, validate_view
from ..elements import initial_values, kept_values
from ..errors import SlackError, missing_argument
from ..forms import view_json
from ..records import Json, Trigger, View
from ..workspace import Workspace
from .registry import Context, method

# https://docs.slack.dev/reference/methods/views.open and .push, and the guide to modals.
TRIGGER_SECONDS = 3.0
STACK = 3
BYTES = 250_000


def check_view(given: Any, kind: str) -> Json:
    """A view that passes Slack's checks, its ids filled in."""
    if not isinstance(given, dict):
        raise SlackError("invalid_arguments", ["[ERROR] must be an object [json-pointer:/view]"])
    if given.get("type") != kind:
        raise SlackError(
            "invalid_arguments", [f"[ERROR] must be of type {kind} [json-pointer:/view/type]"]
        )
    problems = validate_view(given)
    if problems:
        raise SlackError("invalid_arguments", problems)
    if len(json.dumps(given, ensure_ascii=False).encode()) > BYTES:
        raise SlackError("view_too_large")
    return {**given, "blocks": fill_ids(given["blocks"])}


def new_hash(ws: Workspace) -> str:
    """A mark of one state of a view."""
    return f"{ws.seconds()}.{secrets.token_hex(4)}"


def make_view(ws: Workspace, content: Json, user_id: str, previous: View | None = None) -> View:
    """A view as Slack keeps it; on top of `previous`, if there is one."""
    view_id = ws.new_id("V")
    return View(
        id=view_id,
        user=user_id,
        type=content["type"],
        content=content,
        hash=new_hash(ws),
        root=previous.root if previous else view_id,
        previous=previous.id if previous else None,
        values=initial_values(content["blocks"]),
    )


def replace_content(ws: Workspace, view: View, content: Json) -> None:
    """Updates a view; what was typed stays where the same input is still there."""
    view.values = kept_values(content["blocks"], view.values)
    view.content = content
    view.hash = new_hash(ws)


def _view_argument(context: Context, kind: str) -> Json:
    given = context.args.parsed("view", "invalid_arguments")
    if given is None:
        raise missing_argument("view")
    return check_view(given, kind)


def _trigger(context: Context) -> Trigger:
    """The trigger, if it is good. It stays good when the view is refused."""
    trigger_id = context.args.text("trigger_id") or context.args.text("interactivity_pointer")
    if not trigger_id:
        raise missing_argument("trigger_id")
    trigger = context.ws.triggers.get(trigger_id)
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if context.ws.now() - trigger.created > TRIGGER_SECONDS:
        raise SlackError("expired_trigger_id")
    return trigger


def _check_external_id(context: Context, content: Json, own: View | None = None) -> None:
    external_id = content.get("external_id")
    if not external_id:
        return
    for view in [*context.ws.views.values(), *context.ws.homes.values()]:
        if view is not own and view.content.get("external_id") == external_id:
            raise SlackError("duplicate_external_id")


@method("views.open")
def open_view(context: Context) -> Json:
    """Opens a modal for whoever holds the trigger."""
    trigger = _trigger(context)
    content = _view_argument(context, "modal")
    _check_external_id(context, content)
    trigger.used = True
    view = make_view(context.ws, content, trigger.user)
    context.ws.open_view(view)
    return {"view": view_json(context.ws, view)}


@method("views.push")
def push(context: Context) -> Json:
    """Puts a modal on top of the one the trigger came from; three at most."""
    trigger = _trigger(context)
    content = _view_argument(context, "modal")
    _check_external_id(context, content)
    stack = context.ws.stack(trigger.user)
    if not stack or trigger.view is None:
        raise SlackError("not_found")
    if len(stack) >= STACK:
        raise SlackError("push_limit_reached")
    trigger.used = True
    view = make_view(context.ws, content, trigger.user, stack[-1])
    context.ws.open_view(view)
    return {"view": view_json(context.ws, view)}


def _known_view(context: Context) -> View:
    view_id, external_id = context.args.text("view_id"), context.args.text("external_id")
    if not (view_id or external_id):
        raise missing_argument("view_id")
    if view_id in context.ws.views:
        return context.ws.views[view_id]
    for view in [*context.ws.views.values(), *context.ws.homes.values()]:
        if view.id == view_id or (external_id and view.content.get("external_id") == external_id):
            return view
    raise SlackError("not_found")


def _check_hash(context: Context, view: View | None) -> None:
    expected = context.args.text("hash")
    if view is not None and expected and expected != view.hash:
        raise SlackError("hash_conflict")


@method("views.update")
def update(context: Context) -> Json:
    """Changes an open view; with `hash`, only if nobody did since."""
    view = _known_view(context)
    content = _view_argument(context, view.type)
    _check_hash(context, view)
    _check_external_id(context, content, view)
    replace_content(context.ws, view, content)
    context.ws.tell_view(view)
    return {"view": view_json(context.ws, view)}


@method("views.publish")
def publish(context: Context) -> Json:
    """Sets a person's home tab."""
    if not context.ws.app.home_tab:
        raise SlackError("not_enabled")
    user = context.ws.users.get(context.args.required("user_id"))
    if user is None or user.is_bot:
        raise SlackError("user_not_found")
    content = _view_argument(context, "home")
    view = context.ws.homes.get(user.id)
    _check_hash(context, view)
    _check_external_id(context, content, view)
    if view is None:
        view = make_view(context.ws, content, user.id)
        context.ws.homes[user.id] = view
    else:
        replace_content(context.ws, view, content)
    context.ws.tell_view(view)
    return {"view": view_json(context.ws, view)}
