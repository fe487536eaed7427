"""`app.py doctor`: looks at what the app needs, and says what is wrong with it and how to mend it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot import health, manifest
from bot.config import BadConfig, Config, DatabaseConfig, read_config
from bot.health import Check
from bot.slack import Slack, SlackRefused, SlackUnsure, at
from bot.store import connect
from bot.store.database import newest_revision, revision

TIMEOUT = 15
"""Seconds that Slack may take to answer."""
REINSTALL = (
    "At https://api.slack.com/apps: your app, Install App, copy the Bot User OAuth Token into"
)
SOCKET_MODE = (
    "At https://api.slack.com/apps: your app, Basic Information, App-Level Tokens, make one with"
    " connections:write and set it as SLACK_APP_TOKEN."
)
NETWORK = "Check the network, a proxy, and SLACK_API_URL."


async def examine() -> AsyncIterator[Check]:
    """One check after another, each as soon as it is done."""
    try:
        config = read_config()
    except BadConfig as error:
        yield Check("settings", "incomplete", f"{str(error)[0].upper()}{str(error)[1:]}.")
    else:
        yield Check("settings", "complete")
        async for check in _slack(config):
            yield check
    yield await _database(DatabaseConfig().database_url)


async def _slack(config: Config) -> AsyncIterator[Check]:
    slack = at(config.slack_api_url, config.slack_bot_token.get_secret_value(), TIMEOUT)
    try:
        token = await _bot_token(slack)
        yield token
        if not token.ok:
            return
        yield health.scopes_check(manifest.scopes(), slack.scopes)
        if config.slack_app_token is not None:
            yield await _app_token(slack, config.slack_app_token.get_secret_value())
        else:
            yield Check("signing secret", "set; only a request from Slack can tell if it is right")
        yield health.clock_check(datetime.now(UTC), slack.clock)
    finally:
        await slack.close()


async def _bot_token(slack: Slack) -> Check:
    try:
        await slack.sign_in()
    except SlackRefused as error:
        found = f"Slack refuses it ({error.error})"
        return Check("bot token", found, f"{REINSTALL} SLACK_BOT_TOKEN.")
    except SlackUnsure as error:
        return Check("bot token", f"Slack does not answer ({error.error})", NETWORK)
    return Check("bot token", f"accepted by {slack.me.url}")


async def _app_token(slack: Slack, token: str) -> Check:
    try:
        await slack.check_app_token(token)
    except SlackRefused as error:
        return Check("app token", f"Slack refuses it ({error.error})", SOCKET_MODE)
    except SlackUnsure as error:
        return Check("app token", f"Slack does not answer ({error.error})", NETWORK)
    return Check("app token", "accepted for Socket Mode")


async def _database(url: str) -> Check:
    mend = "Check DATABASE_URL, and that the database runs and lets the app in."
    try:
        address = sa.make_url(url)
        kind = address.get_backend_name()
        file = Path(address.database) if kind == "sqlite" and address.database else None
        if file is not None and not await asyncio.to_thread(file.exists):
            # To look must not make one.
            return await asyncio.to_thread(_to_be_made, file)
        engine = connect(url)
    except (SQLAlchemyError, ImportError) as error:
        return Check("database", f"cannot be used ({type(error).__name__})", mend)
    try:
        async with asyncio.timeout(TIMEOUT), engine.connect() as connection:
            began = time.perf_counter()
            await connection.execute(sa.select(1))
            took = timedelta(seconds=time.perf_counter() - began)
            at_revision = await connection.run_sync(revision)
    except Exception as error:
        # Each driver has errors of its own.
        return Check("database", f"does not answer ({type(error).__name__})", mend)
    finally:
        await engine.dispose()
    checked = health.database_check(kind, took)
    if checked.ok and at_revision not in (None, newest_revision()):
        found = f"{checked.found}, but its tables are of another version ({at_revision})"
        return Check("database", found, "Run python app.py migrate, with the newest app.")
    return checked


def _to_be_made(file: Path) -> Check:
    if not file.parent.is_dir():
        return Check("database", f"there is no folder {file.parent}", "Make it.")
    return Check("database", f"not made yet; {file} is made by the first start")
