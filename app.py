"""Cellule from the command line: run · sandbox · export · verify · report · review · playbooks ·
doctor · backup · restore · migrate."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from zoneinfo import available_timezones

import typer

from bot.events import RECORD_FORMATS, Language, RecordFilter, RecordFormat
from bot.files import whole
from statements.findings import KINDS, LANGUAGES

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.crisis import Crisis
    from bot.progress import Started
    from bot.sandbox import Sandbox
    from bot.sandbox.scenario import Player
    from bot.store import Log
    from handlers.cellule import Cellule

cli = typer.Typer(
    add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False
)

SANDBOX_PORT = 8080
_TOKENS = {"auth.test": "SLACK_BOT_TOKEN", "apps.connections.open": "SLACK_APP_TOKEN"}


Lang = StrEnum("Lang", {name: name for name in LANGUAGES})  # type: ignore[misc]
Kind = StrEnum("Kind", {name: name for name in KINDS})  # type: ignore[misc]


@cli.command()
def run() -> None:
    """Connects to Slack and serves until SIGTERM."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot import logs
    from bot.config import BadConfig, read_config
    from bot.slack import SlackRefused, SlackUnsure

    logs.configure()
    try:
        config = read_config()
    except BadConfig as error:
        _fail(str(error))

    async def serve() -> None:
        from handlers.cellule import Cellule

        stopping = asyncio.create_task(_stop_on_signals().wait())
        app = Cellule(config)
        starting = asyncio.create_task(app.start())
        try:
            # Slack may not answer for long: a signal ends that too.
            await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await stopping
        finally:
            starting.cancel()
            await app.stop()

    try:
        _run(serve())
    except SlackRefused as error:
        _fail(f"Slack refuses {_TOKENS[error.method]} ({error.error}). Check it in .env.")
    except SlackUnsure as error:
        _fail(f"Slack does not answer ({error.error}). Check the network and SLACK_API_URL.")
    except SQLAlchemyError as error:
        _fail(f"the database does not work ({type(error).__name__}): check DATABASE_URL")
    except OSError as error:
        _fail(f"cannot listen on port {config.port} ({error.strerror}): set PORT")


@cli.command()
def sandbox(
    scenario: Annotated[str | None, typer.Option(help="A scripted crisis to play.")] = None,
    headless: Annotated[bool, typer.Option(help="Play it at once, without the page.")] = False,
    out: Annotated[Path | None, typer.Option(help="Where the exports of a scenario go.")] = None,
    port: Annotated[int, typer.Option(help="The page's port.")] = SANDBOX_PORT,
) -> None:
    """A local Slack with the app in it: no account needed."""
    import logging

    from bot import logs

    logs.configure(logging.WARNING if headless else logging.INFO)
    if scenario is not None:
        from bot.sandbox import scenario as scenarios

        if scenario not in scenarios.names():
            _fail(f"no scenario {scenario}; there are: {', '.join(scenarios.names())}")
    elif headless:
        _fail("--headless plays a scenario: say which with --scenario")
    if not _run(_sandbox(scenario, headless, out, port)):
        raise typer.Exit(1)


async def _sandbox(name: str | None, headless: bool, out: Path | None, port: int) -> bool:
    from bot import manifest
    from bot.config import Config
    from bot.sandbox import Sandbox
    from handlers.cellule import Cellule

    stopping = _stop_on_signals()
    clock = _Clock()
    with tempfile.TemporaryDirectory(prefix="cellule-") as folder:
        async with Sandbox(
            port=0 if headless else port, manifest=manifest.path(), now=clock.seconds
        ) as slack:
            config = Config(
                slack_bot_token=slack.bot_token,
                slack_app_token=slack.app_token,
                slack_signing_secret=slack.signing_secret,
                slack_api_url=slack.api_url,
                database_url=f"sqlite+aiosqlite:///{folder}/sandbox.db",
            )
            app = Cellule(config, clock=clock)
            try:
                await app.start()
                await slack.connected()
                if not headless:
                    typer.echo(f"\nThe sandbox is open: {slack.url}\nStop it with Ctrl+C.\n")
                held = True
                if name is not None:
                    pause = 0 if headless else 1.5
                    held = await _play(slack, app, clock, name, out, pause)
                if not headless:
                    await stopping.wait()
                return held
            finally:
                await app.stop()


class _Clock:
    """The sandbox's time, the same for Slack and the app. It runs, and can be moved on."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def seconds(self) -> float:
        return time.time() + self._ahead

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), tz=UTC)

    def forward(self, seconds: float) -> None:
        self._ahead += seconds


async def _play(
    slack: Sandbox, app: Cellule, clock: _Clock, name: str, out: Path | None, pause: float
) -> bool:
    from bot.sandbox.scenario import Failed, Player, read

    async def forward(seconds: float) -> None:
        clock.forward(seconds)
        await app.ticker.tick()

    player = Player(slack, pause, forward)
    acts = read(name)["acts"]
    try:
        await player.play(
            acts, lambda number, act: typer.echo(f"{number:>3}/{len(acts)} {act['note']}")
        )
        await slack.settled()
        await app.sync.idle()
        if out is not None:
            await _write_exports(player, app, out)
    except Failed as failure:
        typer.echo(f"failed: {failure}", err=True)
        return False
    errors = [call for call in slack.calls if call.error == "ratelimited"]
    typer.echo(f"held: {len(acts)} acts, {len(slack.calls)} calls, {len(errors)} rate limited")
    return True


async def _write_exports(player: Player, app: Cellule, out: Path) -> None:
    """Writes every crisis in every format, and what the app itself gave to the room."""
    from bot import exporting
    from bot.record import Reader, record_name
    from bot.sandbox.scenario import Failed

    uploaded = player.uploaded()
    for name, content in uploaded.items():
        with whole(out / name) as file:
            file.write(content)
        typer.echo(f"wrote {out / name}")
    for crisis in await app.log.crises():
        reader = Reader()
        files = [
            exporting.Wanted(form, out / record_name(crisis, crisis.seq, reader, form))
            for form in RECORD_FORMATS
        ]
        await exporting.export(app.log, crisis.id, crisis.seq, files, reader)
        for one in files:
            given = uploaded.get(one.path.name)
            if given is not None and one.path.read_bytes() != given:
                raise Failed(f"{one.path.name} differs from what the room was given")
            typer.echo(f"wrote {one.path}")


@cli.command()
def export(
    crisis: Annotated[str, typer.Argument(help="The crisis's ID, or its room's name or ID.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    format: Annotated[RecordFormat, typer.Option(help="The form of the record.")] = "json",
    filter: Annotated[RecordFilter, typer.Option(help="For whom it is.")] = "full",
    lang: Annotated[Language | None, typer.Option(help="Its language; else the crisis's.")] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Its time zone, like Europe/Paris; else the crisis's.")
    ] = None,
) -> None:
    """Writes a crisis's record, the same bytes that /crisis export uploads."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot import exporting
    from bot.config import DatabaseConfig
    from bot.progress import bars
    from bot.record import Reader
    from bot.store import Kept, Log, connect

    if timezone is not None and timezone not in available_timezones():
        _fail(f"no time zone {timezone}: give one like Europe/Paris")
    reader = Reader(filter, lang, timezone)

    async def write() -> int | str | None:
        from handlers.cellule import now

        engine = connect(DatabaseConfig().database_url)
        try:
            store = Log(engine, now)
            found = await _find(store, crisis)
            if found is None:
                return await Kept(engine).erased_at(crisis)
            wanted = exporting.Wanted(format, out)
            with bars() as started:
                advance = started("Writing", exporting.work(found.seq))
                await exporting.export(store, found.id, found.seq, [wanted], reader, advance)
            return found.seq
        finally:
            await engine.dispose()

    try:
        entries = _run(write())
    except SQLAlchemyError as error:
        reason = type(error).__name__
        _fail(f"the database cannot be read ({reason}): check DATABASE_URL, or run migrate")
    except OSError as error:
        _fail(f"{out} cannot be written: {error.strerror}")
    if isinstance(entries, str):
        # When its content was deleted.
        _fail(f"{crisis} was deleted at {entries}, as the workspace has set it: its seals are left")
    if entries is None:
        _fail(f"no crisis {crisis}")
    typer.echo(f"wrote {out}: {entries} entries")


async def _find(store: Log, wanted: str) -> Crisis | None:
    """By ID, by the room's name (with or without #) or by the room's ID."""
    for crisis in await store.crises():
        if wanted.removeprefix("#") in (crisis.id, crisis.channel, crisis.channel_name):
            return crisis
    return None


@cli.command()
def verify(
    file: Annotated[Path, typer.Argument(help="An exported JSON record.")],
    against: Annotated[
        Path | None, typer.Option(help="An earlier export of the same crisis: what has changed?")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="The fingerprint of the key that must have signed it.")
    ] = None,
    stamp: Annotated[
        str | None, typer.Option(help="A digest posted when the crisis was closed.")
    ] = None,
) -> None:
    """Proves that nobody changed an exported record. It needs nothing but the file.

    The exit status is 0 if it holds, and 1 if not, with the first bad entry named. With --against
    it is 0 only if entries were added or redacted, and nothing else.
    """
    from bot import record
    from bot.record import proof

    try:
        if against is None:
            found, differences = record.verify(file), None
        else:
            found, differences = record.compare(file, against)
        proof.pinned(found, key, stamp)
    except OSError as error:
        _fail(f"{error.filename or file}: {error.strerror}")
    except record.BadRecord as error:
        _fail(f"not ok: {error}")
    if differences is not None and not differences.honest:
        typer.echo("not ok: differs from the earlier export", err=True)
    else:
        typer.echo(f"ok: {found.entries} entries")
    for line in proof.differences(differences) if differences is not None else ():
        typer.echo(line)
    for line in proof.about(found):
        typer.echo(line, err=True)
    if differences is not None and not differences.honest:
        raise typer.Exit(1)


@cli.command("rotate-key")
def rotate_key() -> None:
    """Signs with a new key from now on. The old one introduces it, and its secret is destroyed."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.config import DatabaseConfig
    from bot.store import Keys, connect

    async def rotate() -> str:
        from handlers.cellule import now

        engine = connect(DatabaseConfig().database_url)
        try:
            return (await Keys(engine, now).rotate()).key
        finally:
            await engine.dispose()

    try:
        typer.echo(f"signs with {_run(rotate())} from now on")
    except SQLAlchemyError as error:
        reason = type(error).__name__
        _fail(f"the database does not work ({reason}): check DATABASE_URL, or run migrate")


@cli.command()
def report(
    first: Annotated[str, typer.Option("--from", help="The first day, like 2026-01-01.")],
    last: Annotated[str, typer.Option("--to", help="The last day; it counts too.")],
    out: Annotated[Path, typer.Option(help="The file to write: .html or .pdf.")],
    lang: Annotated[Language, typer.Option(help="The report’s language.")] = "en",
    private: Annotated[
        bool, typer.Option("--private", help="With the names of private crises.")
    ] = False,
) -> None:
    """Writes the figures of all real crises that were opened on these days (in UTC)."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.report import writing

    form = writing.form(out)
    if not form:
        _fail(f"{out}: give it a name that ends in .html or .pdf")
    try:
        span = writing.days(first, last)
        found = _run(writing.read(*span))
        _write_whole(out, writing.written(found, form, lang, private=private))
    except writing.BadSpan as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        reason = type(error).__name__
        _fail(f"the database cannot be read ({reason}): check DATABASE_URL, or run migrate")
    except OSError as error:
        _fail(f"{out}: {error.strerror}")
    count = len(found.cases)
    typer.echo(f"wrote {out}: {count} {'crisis' if count == 1 else 'crises'}")


@cli.command()
def review(
    folder: Annotated[
        Path | None, typer.Argument(help="With --templates: the folder; without it, our own.")
    ] = None,
    lang: Annotated[Lang | None, typer.Option(help="The text's language.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="The kind of statement.")] = None,
    platform: Annotated[str | None, typer.Option(help="Where it goes: x, bluesky, …")] = None,
    facts: Annotated[
        Path | None,
        typer.Option(
            help="A JSON file: a list of confirmed facts, or an object with facts, withdrawn,"
            " evidence, replies, names, cause, severity."
        ),
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Many texts, a JSON object a line, to their codes.")
    ] = False,
    templates: Annotated[
        bool, typer.Option("--templates", help="Check the statement templates of a folder instead.")
    ] = False,
) -> None:
    """Reviews a text from standard input by the five rules; writes the findings as JSON.

    Findings are not a failure: the exit status is 0. It is 1 if the input cannot be read.

    With --jsonl each line in is {"id", "lang", "kind", "text"} and what may go with it (platform,
    cause, severity, facts, evidence, replies), each line out {"id", "faults"}, the codes, in the
    same order. A bad line is named on standard error and has no answer; the others have theirs.

    With --templates nothing is read from standard input: each template is tried in every situation
    and its texts are reviewed. The exit status is 0 only if nothing is wrong.
    """
    if templates:
        _check_templates(folder)
    elif folder is not None:
        _fail("a folder goes with --templates")
    elif jsonl:
        if platform is not None or facts is not None:
            _fail("--platform and --facts are for one text: with --jsonl each line has its own")
        _review_lines(lang, kind)
    elif lang is None or kind is None:
        _fail("say the text's language and kind with --lang and --kind")
    else:
        _review_text(lang, kind, platform, facts)


def _check_templates(folder: Path | None) -> None:
    from statements.template_check import check

    found = check(folder)
    for file, line, problem in found:
        typer.echo(f"{file}:{line}: {problem}" if line else f"{file}: {problem}")
    if found:
        raise typer.Exit(1)
    typer.echo("ok: every template, in every situation")


def _review_text(lang: Lang, kind: Kind, platform: str | None, facts: Path | None) -> None:
    import json

    from statements import records
    from statements.review import review

    known: Any = {}
    try:
        if facts is not None:
            known = json.loads(facts.read_text(encoding="utf-8-sig"))
        context = records.known(known, platform)
    except OSError as error:
        _fail(f"{facts}: {error.strerror}")
    except (records.BadRecord, ValueError, RecursionError) as error:
        _fail(f"{facts}: {error}" if facts else str(error))
    asked = records.record({"id": "-", "text": _input()}, lang.value, kind.value)
    found = review(asked.text, asked.language, asked.kind, context)
    data = [records.as_data(finding, asked.language) for finding in found]
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        _fail("the text is not UTF-8")


def _review_lines(lang: Lang | None, kind: Kind | None) -> None:
    from statements import records

    language, of_kind = lang and lang.value, kind and kind.value
    good = True
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            print(records.answer(line.decode("utf-8-sig"), language, of_kind), flush=True)
        except UnicodeDecodeError:
            good = False
            typer.echo(f"line {number}: not UTF-8", err=True)
        except records.BadRecord as error:
            good = False
            typer.echo(f"line {number}: {error}", err=True)
    if not good:
        raise typer.Exit(1)


@cli.command()
def playbooks(
    folder: Annotated[
        Path | None, typer.Argument(help="A team's own folder; without it, ours.")
    ] = None,
) -> None:
    """Checks the playbooks of a folder: file, line and what is wrong; exit status 1 if anything is."""
    from bot.playbook_shelf import Playbooks, check

    found = check(folder)
    for problem in found:
        typer.echo(str(problem))
    if found:
        raise typer.Exit(1)
    named = [Playbooks(folder).named(name) for name in Playbooks(folder).names()]
    own = f", {sum(not one.ours for one in named if one)} of them yours" if folder else ""
    typer.echo(f"ok: {len(named)} playbooks{own}")


@cli.command()
def doctor() -> None:
    """Checks tokens, scopes, database and clock: a line each, with what to do if it is wrong.

    The exit status is 0 only if nothing is wrong.
    """
    from bot.doctor import examine

    async def look() -> bool:
        well = True
        async for check in examine():
            typer.echo(check.line())
            well = well and check.ok
        return well

    if not _run(look()):
        raise typer.Exit(1)


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Writes the whole database to one file, while the app may go on. Keep it secret."""
    from bot.events import timestamp
    from bot.store import backup as backups

    async def write(started: Started) -> dict[str, int]:
        async with _database() as engine:
            at = timestamp(datetime.now(UTC))
            return await backups.back_up(engine, file, at, started)

    rows = _keep(file, write)
    typer.echo(f"wrote {file}: {sum(rows.values())} rows, {rows.get('entries', 0)} of them entries")


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that backup wrote.")]) -> None:
    """Puts a backup into the empty database that DATABASE_URL names, and verifies every chain."""
    from bot.store import backup as backups

    async def read(started: Started) -> backups.Restored:
        async with _database() as engine:
            return await backups.restore(engine, file, started)

    restored = _keep(file, read)
    typer.echo(f"ok: {restored.crises} crises, {restored.entries} entries")


def _keep(file: Path, work: Callable[[Started], Coroutine[Any, Any, Any]]) -> Any:
    """Does it, with a bar on a terminal; what it cannot do is said in a line."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.progress import bars
    from bot.store.backup import CannotBackUp
    from bot.store.backup_file import BadBackup

    try:
        with bars() as started:
            return _run(work(started))
    except BadBackup as error:
        _fail(f"{file}: {error}. Nothing was restored.")
    except CannotBackUp as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{file}: {error.strerror}")
    except (SQLAlchemyError, ImportError) as error:
        _fail(f"the database does not work ({type(error).__name__}): check DATABASE_URL")


@asynccontextmanager
async def _database() -> AsyncIterator[AsyncEngine]:
    from bot.config import DatabaseConfig
    from bot.store import connect

    engine = connect(DatabaseConfig().database_url)
    try:
        yield engine
    finally:
        await engine.dispose()


@cli.command()
def migrate() -> None:
    """Brings the database to the newest schema; `run` does it too."""
    from bot.config import DatabaseConfig
    from bot.store import connect
    from bot.store import migrate as upgrade

    async def go() -> None:
        engine = connect(DatabaseConfig().database_url)
        await upgrade(engine)
        await engine.dispose()

    _run(go())
    typer.echo("the database is up to date")


def _write_whole(path: Path, content: bytes) -> None:
    """No half a file under the final name, whatever happens meanwhile."""
    with whole(path) as file:
        file.write(content)


def _stop_on_signals() -> asyncio.Event:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """Runs a command to its end. SIGTERM ends it in good order, as Ctrl+C does."""

    async def main() -> Any:
        task = asyncio.current_task()
        if task is not None:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await work

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        raise typer.Exit(128 + signal.SIGTERM) from None


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    sys.exit(cli())
