"""The keys that sign: one for all processes, and never two secrets."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.signing import broken_key, head_claim, holds
from bot.store import Keys
from bot.store.tables import signing_keys
from tests.store.processes import Processes
from tests.strategies import START

CLAIM = head_claim("c0ffee", 3, "00" * 32)


async def secrets(engine: AsyncEngine) -> list[str | None]:
    query = sa.select(signing_keys.c.secret).order_by(signing_keys.c.number)
    async with engine.connect() as connection:
        return list((await connection.execute(query)).scalars())


def keys(processes: Processes) -> Keys:
    return Keys(processes.engine(), processes.now)


async def test_the_first_is_made_at_the_first_question_and_stays(processes: Processes) -> None:
    here = keys(processes)
    assert await secrets(processes.engine()) == []
    signer = await here.signer()
    assert len(signer.keys) == 1
    assert signer.keys[0].since.startswith(START.strftime("%Y-%m-%dT%H:%M:%S."))
    assert await here.signer() == signer == await keys(processes).signer()
    assert holds(signer.keys[0].public, signer.sign(CLAIM), CLAIM)
    assert await secrets(processes.engine()) == [signer.secret]


async def test_processes_that_ask_first_at_the_same_time_have_one_key(
    processes: Processes,
) -> None:
    several = [keys(processes) for _ in range(6)]
    signers = await asyncio.gather(*(one.signer() for one in several))
    assert len(set(signers)) == 1
    assert await secrets(processes.engine()) == [signers[0].secret]


async def test_a_new_key_takes_over_and_the_old_secret_is_destroyed(processes: Processes) -> None:
    here, there = keys(processes), keys(processes)
    first = await here.signer()
    second = await there.rotate()
    assert second.keys[0] == first.keys[0]
    assert second.key != first.key
    assert broken_key(second.keys) is None
    assert await here.signer() == second == await there.signer()
    assert await secrets(processes.engine()) == [None, second.secret]
    third = await here.rotate()
    assert await secrets(processes.engine()) == [None, None, third.secret]
    assert [key.id for key in third.keys] == [first.key, second.key, third.key]
    assert broken_key(third.keys) is None
    assert holds(third.keys[-1].public, third.sign(CLAIM), CLAIM)


async def test_the_first_key_may_be_rotated_before_anybody_used_it(processes: Processes) -> None:
    signer = await keys(processes).rotate()
    assert len(signer.keys) == 2
    assert await secrets(processes.engine()) == [None, signer.secret]


async def test_two_who_rotate_at_the_same_time_leave_one_whole_chain(processes: Processes) -> None:
    several = [keys(processes) for _ in range(4)]
    await several[0].signer()
    await asyncio.gather(*(one.rotate() for one in several))
    signer = await several[0].signer()
    assert 2 <= len(signer.keys) <= 5
    assert broken_key(signer.keys) is None
    assert holds(signer.keys[-1].public, signer.sign(CLAIM), CLAIM)
    assert [bool(secret) for secret in await secrets(processes.engine())] == [
        *([False] * (len(signer.keys) - 1)),
        True,
    ]
