"""What belongs to a type, put down beside it: a decision to its command, a change to its event."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Function = TypeVar("Function", bound=Callable[..., object])


class Registry(dict[type, Function]):
    """Functions by type."""

    def of(self, kind: type) -> Callable[[Function], Function]:
        """Registers the function that follows."""

        def register(function: Function) -> Function:
            self[kind] = function
            return function

        return register
