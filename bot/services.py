"""What the handlers work with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from bot.directory import Directory
from bot.homes import Homes
from bot.playbook_shelf import Playbooks
from bot.report.reading import ClosedCases
from bot.slack import Slack
from bot.store import Log, PastCrises, SettingsStore
from bot.sync import Sync
from statements.templates import Templates

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Services:
    """The log, Slack, and what stands between them; and the work that no ack waits for."""

    log: Log
    sync: Sync
    directory: Directory
    settings: SettingsStore
    past: PastCrises
    closed_cases: ClosedCases
    slack_of: Callable[[str], Slack]
    now: Callable[[], datetime]
    templates: Templates
    playbooks: Playbooks
    drills_dir: Path | None = None
    homes: Homes = field(default_factory=Homes)
    heard: datetime | None = None
    """When Slack last told of a message or a reaction."""
    since: datetime = field(init=False)
    """When the app started."""
    _background: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.since = self.now()

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Runs `work` beside the request, so that its ack does not wait for Slack."""

        async def run() -> None:
            try:
                await work
            except Exception:
                log.exception("background_work_failed")

        task = asyncio.create_task(run())
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def drain(self, grace: float | None = None) -> None:
        """Waits for what `later` was given, at most `grace` seconds."""
        while self._background:
            _, still_at_it = await asyncio.wait(self._background, timeout=grace)
            if still_at_it:
                return
