"""What a workspace has set for itself."""

from __future__ import annotations

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import settings


class WorkspaceSettings(BaseModel):
    """`announce_in` is a channel ID; `invite` are user IDs invited to every room."""

    model_config = ConfigDict(frozen=True)
    announce_in: str | None = None
    invite: tuple[str, ...] = ()


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
