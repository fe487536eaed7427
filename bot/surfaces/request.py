"""Somebody who may not open a crisis asks those who may."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.events import MessageRef
from bot.locale import Words
from bot.surfaces.blocks import actions, button, clip, escape, link, mention
from bot.surfaces.content import Content, plain

VALUE = 2000
"""Characters of a button's value:
https://docs.slack.dev/reference/block-kit/block-elements/button-element"""
SHOWN = 2500


def request(
    t: Words,
    who: str,
    asked: str,
    what: str,
    post_link: str | None,
    source: MessageRef | None,
) -> Content:
    """The message to those who may: what happened, and the way to open the crisis. `asked` tells
    this request from all others, so that one crisis comes of it whoever is first."""
    lines = [t(":rotating_light: *{who} asks you to open a crisis:*", who=mention(who))]
    lines += [f">{line}" for line in escape(clip(what, SHOWN)).splitlines()]
    if post_link is not None:
        lines.append(link(post_link, t("see it")))
    value = _value(asked, what, post_link, source)
    open_it = button(t("Open a crisis"), "open_asked_crisis", value, style="danger")
    return plain("\n".join(lines), actions([open_it]))


def _value(asked: str, what: str, post_link: str | None, source: MessageRef | None) -> str:
    """What fits of the request into the button; whoever opens the crisis has the rest before
    them."""
    given: dict[str, Any] = {"asked": asked}
    if source is not None:
        given["source"] = source.model_dump(exclude_none=True)
    if post_link is not None and len(_json(given | {"link": post_link})) < VALUE:
        given["link"] = post_link
    room = VALUE - len(_json(given | {"what": ""}))
    # A character may take more than one in JSON.
    text = what
    while text and len(_json({"what": text})) - len(_json({"what": ""})) > room:
        text = text[: len(text) * 3 // 4]
    return _json(given | {"what": text})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def asked_people(t: Words, people: Sequence[str]) -> str:
    """For whoever asked: who was asked."""
    return t(
        ":white_check_mark: Asked: {people}. Whoever opens the crisis does so with one click.",
        people=", ".join(mention(person) for person in people),
    )


def asked_channel(t: Words, channel: str) -> str:
    return t(
        ":white_check_mark: Asked in <#{channel}>. Whoever opens the crisis does so with one click.",
        channel=channel,
    )


def not_asked(t: Words, what: str) -> str:
    """For whoever asked: nobody could be reached."""
    said = t(
        ":warning: Slack did not deliver your request to anybody. Call somebody who may open a "
        "crisis. What you wrote:"
    )
    return f"{said}\n{escape(clip(what, SHOWN))}"
