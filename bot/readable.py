"""What Slack sends, as a person reads it."""

from __future__ import annotations

import html
import re


def readable(text: str) -> str:
    """A message's text as a person reads it: links bare, people as @ and their ID or name.

    Forms: https://docs.slack.dev/messaging/formatting-message-text
    """
    return html.unescape(re.sub(r"<([^<>|]+)(?:\|([^<>]*))?>", _read, text))


def _read(form: re.Match[str]) -> str:
    what, label = form[1], form[2]
    if what[0] in "@#":
        return what[0] + (label or what[1:])
    if what[0] == "!":
        word = label or what[1:].partition("^")[0]
        return word if what.startswith("!date") or word.startswith("@") else f"@{word}"
    return label or what if what.startswith("mailto:") else what
