"""Who has the home tab before them, as far as the app can know: Slack does not say when they leave."""

from __future__ import annotations

from collections import OrderedDict

KEPT = 1_000
"""People whose home tab is remembered; for the others it is fresh when they come back."""

Viewer = tuple[str, str]
"""A workspace and a person in it."""


class Homes:
    """One drawing of a home tab is under way at a time for a person, so that the last one is the
    newest."""

    def __init__(self) -> None:
        self._there: OrderedDict[Viewer, None] = OrderedDict()
        self._drawing: dict[Viewer, bool] = {}

    def came(self, viewer: Viewer) -> None:
        self._there[viewer] = None
        self._there.move_to_end(viewer)
        if len(self._there) > KEPT:
            self._there.popitem(last=False)

    def left(self, viewer: Viewer) -> None:
        self._there.pop(viewer, None)

    def has(self, viewer: Viewer) -> bool:
        return viewer in self._there

    def begin(self, viewer: Viewer) -> bool:
        """Whether to draw now; where it is being drawn already, it is drawn once more after."""
        if viewer in self._drawing:
            self._drawing[viewer] = True
            return False
        self._drawing[viewer] = False
        return True

    def drawn(self, viewer: Viewer, *, failed: bool = False) -> bool:
        """Notes that a drawing ended; returns whether to draw once more."""
        if self._drawing[viewer] and not failed:
            self._drawing[viewer] = False
            return True
        del self._drawing[viewer]
        return False
