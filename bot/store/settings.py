"""What a workspace has set for itself."""

from __future__ import annotations

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.events import ApprovalPath
from bot.store.tables import settings


class WorkspaceSettings(BaseModel):
    """`announce_in` is a channel ID; `invite` are user IDs invited to every room.

    `organisation` is the company's name, as statements write it. `roles` are the user IDs behind
    a role (`legal`), the first before their stand-ins. `paths` are approval paths by kind and
    severity (`apology:major`) where they are not the app's. `precleared` says that the holding
    text of an unaltered template waits for nobody.
    """

    model_config = ConfigDict(frozen=True)
    announce_in: str | None = None
    invite: tuple[str, ...] = ()
    organisation: str | None = None
    roles: dict[str, tuple[str, ...]] = {}
    paths: dict[str, ApprovalPath] = {}
    precleared: bool = False


class SettingsStore:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, team: str) -> WorkspaceSettings:
        query = sa.select(settings.c.data).where(settings.c.team == team)
        async with self._engine.connect() as connection:
            data = (await connection.execute(query)).scalar()
        return WorkspaceSettings.model_validate(data or {})

    async def save(self, team: str, values: WorkspaceSettings) -> None:
        data = values.model_dump(mode="json")
        async with self._engine.begin() as connection:
            updated = await connection.execute(
                sa.update(settings).where(settings.c.team == team).values(data=data)
            )
            if updated.rowcount == 0:
                await connection.execute(sa.insert(settings).values(team=team, data=data))
