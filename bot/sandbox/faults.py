"""Latency and faults that a test or the page switches on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .records import Json

OnCall = Callable[[str, str, int], None]


class Drop(Exception):
    """Raised by an `on_call` hook: the connection is dropped without an answer."""


@dataclass(slots=True)
class Failure:
    """An answer instead of a performed call. `times` counts down; None is for ever."""

    error: str
    status: int
    times: int | None
    retry_after: int


@dataclass(slots=True)
class _Switch:
    """Methods for which something happens the next so many times."""

    left: dict[str, int] = field(default_factory=dict)

    def add(self, method: str, times: int) -> None:
        self.left[method] = self.left.get(method, 0) + times

    def take(self, method: str) -> bool:
        left = self.left.get(method, 0)
        if left <= 0:
            return False
        self.left[method] = left - 1
        return True


class Faults:
    """What goes wrong. Methods are Web API names, or "response_url" for posts to one.

    `latency` (seconds) is added to each call, `latency_for` replaces it for some methods.
    `on_call(method, moment, count)` runs "before" and "after" a call is performed; count is
    the number of the call since the sandbox started, from 1. It may raise `Faults.Drop`.
    """

    Drop = Drop

    def __init__(self) -> None:
        self.latency = 0.0
        self.latency_for: dict[str, float] = {}
        self.on_call: OnCall | None = None
        self._failures: dict[str, list[Failure]] = {}
        self._lost = _Switch()
        self._refused = _Switch()
        self._hung = _Switch()

    def fail(
        self,
        method: str,
        error: str = "internal_error",
        times: int | None = None,
        status: int = 200,
        retry_after: int = 1,
    ) -> None:
        """Answers calls of a method with an error, before doing anything.

        "ratelimited" answers HTTP 429 with Retry-After; a status of 500 answers that.
        """
        if error == "ratelimited":
            status = 429
        failure = Failure(error, status, times, retry_after)
        self._failures.setdefault(method, []).append(failure)

    def lose_answer(self, method: str, times: int = 1) -> None:
        """Performs the call, then drops the connection without an answer."""
        self._lost.add(method, times)

    def refuse_connection(self, method: str, times: int = 1) -> None:
        """Drops the connection before performing the call."""
        self._refused.add(method, times)

    def hang(self, method: str, times: int = 1) -> None:
        """Performs the call, then never answers."""
        self._hung.add(method, times)

    def clear(self, method: str | None = None) -> None:
        """Switches the faults of one method off, or everything."""
        switches = (self._lost, self._refused, self._hung)
        if method is not None:
            self._failures.pop(method, None)
            self.latency_for.pop(method, None)
            for switch in switches:
                switch.left.pop(method, None)
            return
        self.latency = 0.0
        self.latency_for.clear()
        self.on_call = None
        self._failures.clear()
        for switch in switches:
            switch.left.clear()

    # Asked by the server

    def delay(self, method: str) -> float:
        """Seconds to wait before the call is performed."""
        return self.latency_for.get(method, self.latency)

    def failure(self, method: str) -> Failure | None:
        """The failure to answer with, counted down."""
        waiting = self._failures.get(method, [])
        if not waiting:
            return None
        failure = waiting[0]
        if failure.times is not None:
            failure.times -= 1
            if failure.times <= 0:
                waiting.pop(0)
        return failure

    def refuses(self, method: str) -> bool:
        """Whether to drop the connection before the call."""
        return self._refused.take(method)

    def loses(self, method: str) -> bool:
        """Whether to drop the connection after the call."""
        return self._lost.take(method)

    def hangs(self, method: str) -> bool:
        """Whether never to answer."""
        return self._hung.take(method)

    def called(self, method: str, moment: str, count: int) -> None:
        """Runs the hook."""
        if self.on_call is not None:
            self.on_call(method, moment, count)

    def as_json(self) -> Json:
        """What is switched on, for the page."""
        return {
            "latency": self.latency,
            "latency_for": self.latency_for,
            "fail": [
                {"method": method, "error": item.error, "status": item.status, "times": item.times}
                for method, items in self._failures.items()
                for item in items
            ],
            "lose_answer": {name: left for name, left in self._lost.left.items() if left},
            "refuse_connection": {name: left for name, left in self._refused.left.items() if left},
            "hang": {name: left for name, left in self._hung.left.items() if left},
        }
