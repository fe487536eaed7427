"""Small checks that describe what a JSON object may hold, with Slack's words for what is wrong.

A check takes a value, its JSON pointer and the list of problems to add to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from .records import Json

Check = Callable[[Any, str, list[str]], None]


def say(problems: list[str], text: str, pointer: str) -> None:
    """Adds a problem in Slack's form."""
    problems.append(f"[ERROR] {text} [json-pointer:{pointer}]")


def string(most: int, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, str):
            say(problems, "must be a string", pointer)
        elif len(value) > most:
            say(problems, f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            say(problems, f"must be more than {least - 1} characters", pointer)

    return check


def boolean(value: Any, pointer: str, problems: list[str]) -> None:
    """true or false."""
    if not isinstance(value, bool):
        say(problems, "must be a boolean", pointer)


def integer(least: int, most: int) -> Check:
    """A whole number within bounds."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            say(problems, "must be an integer", pointer)
        elif not least <= value <= most:
            say(problems, f"must be between {least} and {most}", pointer)

    return check


def one_of(*values: str) -> Check:
    """One of a few words."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if value not in values:
            say(problems, f"value {value!r} is not one of {', '.join(values)}", pointer)

    return check


def matching(pattern: str, meaning: str) -> Check:
    """A string of a form."""
    form = re.compile(pattern)

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, str) or form.fullmatch(value) is None:
            say(problems, f"must be {meaning}", pointer)

    return check


def array(item: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` items."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, list):
            say(problems, "must be an array", pointer)
            return
        if len(value) > most:
            say(problems, f"no more than {most} items allowed", pointer)
        if len(value) < least:
            say(problems, f"no fewer than {least} items allowed", pointer)
        for index, each in enumerate(value):
            item(each, f"{pointer}/{index}", problems)

    return check


def fields(required: dict[str, Check], optional: dict[str, Check]) -> Check:
    """An object with these fields and no others."""
    known = {**required, **optional}

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            say(problems, "must be an object", pointer)
            return
        for name in required:
            if value.get(name) is None:
                say(problems, f"missing required field: {name}", pointer)
        for name, held in value.items():
            inner = known.get(name)
            if inner is None:
                say(problems, f"invalid additional property: {name}", pointer)
            elif held is not None:
                inner(held, f"{pointer}/{name}", problems)

    return check


def both(*checks: Check) -> Check:
    """All of these checks."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        for each in checks:
            each(value, pointer, problems)

    return check


def exactly_one(names: Collection[str]) -> Check:
    """An object in which one of these fields is given, not more."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            return
        given = [name for name in names if value.get(name) is not None]
        if not given:
            say(problems, f"missing required field: {' or '.join(names)}", pointer)
        elif len(given) > 1:
            say(problems, f"only one of {', '.join(given)} is allowed", pointer)

    return check


def by_type(table: dict[str, Check]) -> Check:
    """An object whose `type` says which check applies."""

    def check(value: Any, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            say(problems, "must be an object", pointer)
            return
        kind = value.get("type")
        if kind is None:
            say(problems, "missing required field: type", pointer)
        elif kind not in table:
            say(problems, f"unsupported type: {kind}", pointer)
        else:
            table[kind](value, pointer, problems)

    return check


def anything(value: Any, pointer: str, problems: list[str]) -> None:
    """No check."""


def plain(most: int) -> Check:
    """A plain_text object of at most `most` characters."""
    return by_type({"plain_text": _plain_text(most)})


def text(most: int) -> Check:
    """A plain_text or mrkdwn object of at most `most` characters."""
    return by_type({"plain_text": _plain_text(most), "mrkdwn": _mrkdwn(most)})


def _plain_text(most: int) -> Check:
    return fields({"type": anything, "text": string(most)}, {"emoji": boolean})


def _mrkdwn(most: int) -> Check:
    return fields({"type": anything, "text": string(most)}, {"verbatim": boolean})


def same_option(one: Json, other: Json) -> bool:
    """Whether two option objects are the same choice: Slack compares text and value."""
    return one.get("value") == other.get("value") and one.get("text") == other.get("text")
