"""The mark of a drill, on all that anybody sees of it.

Whoever reads a message of a drill, out of its room or years later, must not take it for real.
So whatever leaves the app is marked here, not where it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from bot.crisis import Crisis
from bot.locale import Words, words
from bot.surfaces.blocks import MESSAGE_TEXT, clip_markup, context
from bot.surfaces.content import Content, Notice

TITLE = 24
"""Characters in a form's title."""


def prefix(t: Words) -> str:
    return t("EXERCISE · ")


def warning(t: Words) -> str:
    return t(":dart: *Exercise:* nothing of this is real. Say nothing outside.")


def named(t: Words, crisis: Crisis, text: str) -> str:
    """A text about a crisis; under the mark, if it is a drill."""
    return prefix(t) + text if crisis.exercise else text


def marked_text(t: Words, crisis: Crisis, text: str, limit: int) -> str:
    """The same, within `limit` characters."""
    return clip_markup(named(t, crisis, text), limit)


def marked(t: Words, crisis: Crisis, content: Content) -> Content:
    """A message as it is sent; first of all, that it is an exercise."""
    if not crisis.exercise:
        return content
    text = marked_text(t, crisis, content.text, MESSAGE_TEXT)
    return Content(text, (context(warning(t)), *content.blocks) if content.blocks else ())


def marked_notice(crisis: Crisis, notice: Notice) -> Notice:
    content = marked(words(crisis.language), crisis, notice.content)
    return Notice(content, notice.thread_of, notice.thread_channel, notice.thread_ts)


def marked_form(t: Words, view: dict[str, Any]) -> dict[str, Any]:
    """A form of a drill: the title if the mark fits in it, and the warning in any case."""
    title = prefix(t) + view["title"]["text"]
    if len(title.encode("utf-16-le")) <= 2 * TITLE:
        view = view | {"title": view["title"] | {"text": title}}
    return view | {"blocks": [context(warning(t)), *view["blocks"]]}


def of_crisis(form: Callable[..., Any]) -> Callable[..., Any]:
    """The same form; marked, where the crisis that it is about is a drill."""

    @wraps(form)
    def made(*about: Any, **more: Any) -> Any:
        view = form(*about, **more)
        t = next((each for each in about if isinstance(each, Words)), None)
        exercise = any(isinstance(each, Crisis) and each.exercise for each in about)
        is_form = isinstance(view, dict) and view.get("type") == "modal"
        return marked_form(t, view) if t is not None and exercise and is_form else view

    return made
