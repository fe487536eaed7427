"""What the sandbox needs from an app's manifest.

https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .methods import METHODS

# Granted without a manifest, beside what the methods need. chat:write.public is not among
# them, so that a post to a channel the bot is not in fails as it does for most apps.
_MORE_SCOPES = ("commands", "chat:write.customize", "users:read.email")


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command; `should_escape` turns typed @names and #channels into ids."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut; `type` is "message" or "global"."""

    name: str
    type: str
    callback_id: str
    description: str = ""


def all_scopes() -> set[str]:
    """Every scope that an implemented method may need."""
    named = {scope for method in METHODS.values() for scope in method.scopes}
    return named.union(_MORE_SCOPES)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The app. `events` None means that it subscribes to all."""

    name: str = "Cellule"
    commands: dict[str, Command] = field(
        default_factory=lambda: {"/crisis": Command("/crisis", "Open a crisis", "", True)}
    )
    shortcuts: tuple[Shortcut, ...] = ()
    events: frozenset[str] | None = None
    scopes: frozenset[str] = field(default_factory=lambda: frozenset(all_scopes()))
    home_tab: bool = True

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Reads a manifest in YAML (or JSON, which is YAML)."""
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        features: dict[str, Any] = data.get("features") or {}
        settings: dict[str, Any] = data.get("settings") or {}
        commands = [
            Command(
                command=item["command"],
                description=item.get("description", ""),
                usage_hint=item.get("usage_hint", ""),
                should_escape=bool(item.get("should_escape")),
            )
            for item in features.get("slash_commands") or []
        ]
        shortcuts = tuple(
            Shortcut(item["name"], item["type"], item["callback_id"], item.get("description", ""))
            for item in features.get("shortcuts") or []
        )
        scopes = ((data.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []
        events = (settings.get("event_subscriptions") or {}).get("bot_events") or []
        return cls(
            name=data["display_information"]["name"],
            commands={item.command: item for item in commands},
            shortcuts=shortcuts,
            events=frozenset(events),
            scopes=frozenset(scopes),
            home_tab=bool((features.get("app_home") or {}).get("home_tab_enabled")),
        )
