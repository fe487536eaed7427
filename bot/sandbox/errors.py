"""The error that a Web API method answers with."""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """`{"ok": false, "error": code}`; `messages` go to response_metadata, `extra` beside."""

    def __init__(self, code: str, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """The JSON answer."""
        answer: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            answer["errors"] = [text.removeprefix("[ERROR] ") for text in self.messages]
            answer["response_metadata"] = {"messages": self.messages}
        return answer


def missing_argument(name: str) -> SlackError:
    """What Slack says when a required argument is absent."""
    return SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
