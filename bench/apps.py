"""The apps that are measured, each a process of its own: `python -m bench.apps KIND PORT …`.

- noop: Bolt and a listener that only acks.
- commit: Bolt and a listener that inserts a row and commits before it acks.
- cellule: the app itself, over HTTP.
"""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import aiosqlite
from aiohttp import web

SECRET = "sandbox-signing-secret"


async def noop(port: int) -> None:
    app = _bolt()

    async def click(ack: Any) -> None:
        await ack()

    app.action(re.compile("_step$"))(click)

    await _serve(app, port)


async def commit(port: int, path: str) -> None:
    app = _bolt()
    database = await aiosqlite.connect(path, isolation_level=None)
    await database.execute("PRAGMA journal_mode=WAL")
    await database.execute("PRAGMA synchronous=FULL")
    await database.execute("CREATE TABLE IF NOT EXISTS clicks (who TEXT, what TEXT)")
    one_at_a_time = asyncio.Lock()

    async def click(ack: Any, body: dict[str, Any]) -> None:
        row = (body["user"]["id"], body["actions"][0]["value"])
        async with one_at_a_time:
            await database.execute("BEGIN IMMEDIATE")
            await database.execute("INSERT INTO clicks VALUES (?, ?)", row)
            await database.execute("COMMIT")
        await ack()

    app.action(re.compile("_step$"))(click)
    await _serve(app, port)
    await database.close()


async def cellule(port: int, url: str, api: str) -> None:
    from bot import logs
    from bot.config import Config
    from handlers.cellule import Cellule

    logs.configure(30)
    config = Config(
        slack_bot_token="xoxb-sandbox",
        slack_signing_secret=SECRET,
        slack_api_url=api,
        database_url=url,
        port=port,
    )
    app = Cellule(config)
    await app.start()
    print("ready", flush=True)
    await _signal()
    await app.stop(0)


def _bolt() -> Any:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T0SANDBOX", bot_token="xoxb-sandbox", bot_user_id="U0"
        )

    return AsyncApp(signing_secret=SECRET, authorize=authorize)


async def _serve(app: Any, port: int) -> None:
    runner = web.AppRunner(app.web_app(path="/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("ready", flush=True)
    await _signal()
    await runner.cleanup()


async def _signal() -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    await stopping.wait()


if __name__ == "__main__":
    kind, port, *rest = sys.argv[1:]
    kinds: dict[str, Callable[..., Coroutine[Any, Any, None]]] = {
        "noop": noop,
        "commit": commit,
        "cellule": cellule,
    }
    asyncio.run(kinds[kind](int(port), *rest))
