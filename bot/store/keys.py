"""The keys that sign: made at the first start, shared by all processes on one database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.events import timestamp
from bot.signing import PublicKey, Signer
from bot.store.tables import signing_keys


class Keys:
    """Asked anew each time: another process may have changed the key."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    async def signer(self) -> Signer:
        """The keys, with the secret of the one in use; the first is made if there is none."""
        found = await self._read()
        if found is None:
            await self._add(Signer.first(timestamp(self._now())))
            found = await self._read()
        assert found is not None  # noqa: S101  we, or who was first, made one
        return found

    async def rotate(self) -> Signer:
        """A new key from now on; the old one's secret is destroyed."""
        await self._add((await self.signer()).next(timestamp(self._now())))
        return await self.signer()

    async def _read(self) -> Signer | None:
        query = sa.select(signing_keys).order_by(signing_keys.c.number)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        if not rows:
            return None
        keys = (PublicKey(r.public, r.since, r.endorsed_by, r.endorsement) for r in rows)
        return Signer(tuple(keys), rows[-1].secret)

    async def _add(self, signer: Signer) -> None:
        newest, number = signer.keys[-1], len(signer.keys)
        row = {
            "number": number,
            "public": newest.public,
            "since": newest.since,
            "endorsed_by": newest.endorsed_by,
            "endorsement": newest.endorsement,
            "secret": signer.secret,
        }
        try:
            async with self._engine.begin() as connection:
                await connection.execute(sa.insert(signing_keys), [row])
                await connection.execute(
                    sa.update(signing_keys)
                    .where(signing_keys.c.number < number)
                    .values(secret=None)
                )
        except IntegrityError:
            # Another process was first: its key is the one.
            return
