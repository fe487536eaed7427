"""YAML as plain values that remember their lines, from files that nobody has to trust.

Only what a playbook needs is read: mappings, lists, text, whole numbers, true, false and null.
Aliases and tags are refused, so that a small file cannot become a huge one, and so is what is
too large, too deep or too much, before it costs anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

LARGEST = 200_000
"""Bytes of one file."""
DEEPEST = 12
MOST_VALUES = 20_000

Path = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"-?\d{1,9}")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


class Refused(Exception):
    """The file is not read any further. `code` is a sentence of `bot.playbook_problems`."""

    def __init__(self, code: str, line: int | None = None, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.values = values


@dataclass(frozen=True, slots=True)
class Source:
    """What a file says. `lines` is where each value stands, by its path; `twice` are keys that
    a mapping has more than once, with the line of the second."""

    data: Any
    lines: dict[Path, int]
    twice: list[tuple[Path, int]]

    def line(self, path: Path) -> int:
        """The line of a value; of what it stands in, where it is not there itself."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass(slots=True)
class _Open:
    """A mapping or a list whose end has not come yet; `key` is the one that waits for a value."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    keys: set[str] = field(default_factory=set)


def read(content: bytes) -> Source:
    """The values of a file.

    Raises:
        Refused: it is not such a file.
    """
    if len(content) > LARGEST:
        raise Refused("large", size=LARGEST // 1000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("encoding", content.count(b"\n", 0, error.start) + 1) from None
    reading = _Reading()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reading.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else min(mark.line, text.count("\n")) + 1
        raise Refused("syntax", line, detail=str(error.problem or error.context)) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # A character that YAML does not allow, or a number of one that there is not.
        raise Refused("syntax", _odd(text), detail=_first_line(error)) from None
    return Source(reading.data, reading.lines, reading.twice)


def _odd(text: str) -> int:
    """The line of the first character that YAML does not allow, else the first line."""
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]


class _Reading:
    """The values so far. Nothing calls itself, so that depth costs no stack."""

    def __init__(self) -> None:
        self.data: Any = None
        self.lines: dict[Path, int] = {}
        self.twice: list[tuple[Path, int]] = []
        self._stack: list[_Open] = []
        self._values = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Refused("documents", line)
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise Refused("alias", line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._values += 1
            if self._values > MOST_VALUES:
                raise Refused("much", line, most=MOST_VALUES)
            self._node(event, line)

    def _node(self, event: Any, line: int) -> None:
        if event.tag is not None and event.tag != "!":
            raise Refused("tag", line, tag=str(event.tag)[:60])
        top = self._stack[-1] if self._stack else None
        if isinstance(event, yaml.ScalarEvent):
            if top is not None and isinstance(top.value, dict) and top.key is None:
                self._key(top, event.value, line)
            else:
                self._put(top, _scalar(event), line)
            return
        if top is not None and isinstance(top.value, dict) and top.key is None:
            raise Refused("key", line)
        if len(self._stack) >= DEEPEST:
            raise Refused("deep", line, most=DEEPEST)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._stack.append(_Open(value, self._put(top, value, line)))

    def _key(self, top: _Open, key: str, line: int) -> None:
        top.key = key
        if key in top.keys:
            self.twice.append(((*top.path, key), line))
        else:
            top.keys.add(key)
            self.lines[(*top.path, key)] = line

    def _put(self, top: _Open | None, value: Any, line: int) -> Path:
        if top is None:
            self.data = value
            self.lines[()] = line
            return ()
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            top.value.append(value)
            self.lines[path] = line
            return path
        path = (*top.path, top.key or "")
        # Of a key that stands twice the first counts; it is reported anyway.
        top.value.setdefault(top.key or "", value)
        top.key = None
        return path


def _scalar(event: Any) -> Any:
    text: str = event.value
    if event.style:
        return text  # quoted, or a block
    if _NUMBER.fullmatch(text):
        return int(text)
    return _WORDS.get(text, text)
