"""How far long work is, on a terminal; nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[int], None]
"""Hears of each bit of work that is done."""
Started = Callable[[str, int], Advance]
"""Hears of a piece of work that begins, by its name, and how long it is."""


def unwatched(done: int) -> None:
    """Bits of work that nobody follows."""


@contextmanager
def bars() -> Iterator[Started]:
    """A bar for each piece of work, on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:

        def started(name: str, length: int) -> Advance:
            task = progress.add_task(name, total=length)
            return lambda done: progress.advance(task, done)

        yield started


def silent(name: str, length: int) -> Advance:
    """Work that nobody watches."""
    return unwatched
