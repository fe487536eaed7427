"""`python app.py …` as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import Sandbox

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


def environment(slack: Sandbox | None = None, database: str | None = None) -> dict[str, str]:
    """What the process finds in its environment, and nothing of what the tests run in."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    # Elsewhere a `.env` file could lie; what stands in the environment goes before it.
    values = {"DATABASE_URL": database} if database else {}
    if slack is not None:
        values |= {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
        }
    return kept | values


@asynccontextmanager
async def started(*arguments: str, env: dict[str, str]) -> AsyncIterator[Process]:
    """`python app.py ARGUMENTS`, which does not outlive the test."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "app.py", *arguments, cwd=ROOT, env=env, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def ended(process: Process) -> Ran:
    """Waits for the end of a process."""
    out, err = await asyncio.wait_for(process.communicate(), 120)
    return Ran(process.returncode or 0, out.decode(), err.decode())


async def stopped(process: Process) -> Ran:
    """Asks a process to end, and waits until it did."""
    process.send_signal(signal.SIGTERM)
    return await ended(process)


async def run(*arguments: str, env: dict[str, str] | None = None) -> Ran:
    """Runs `python app.py ARGUMENTS` to its end."""
    async with started(*arguments, env=environment() if env is None else env) as process:
        return await ended(process)
