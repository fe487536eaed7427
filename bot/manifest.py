"""The Slack app's manifest: beside the app in the repository, within the package once installed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

NAME = "manifest.yml"
_PLACES = (Path(__file__).parent.parent / NAME, Path(__file__).parent / NAME)


def path() -> Path:
    """Where the manifest is."""
    return next((place for place in _PLACES if place.is_file()), _PLACES[0])


@cache
def scopes() -> frozenset[str]:
    """What the app asks for when it is installed."""
    data = yaml.safe_load(path().read_text(encoding="utf-8"))
    return frozenset(data["oauth_config"]["scopes"]["bot"])
