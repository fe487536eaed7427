"""What a workspace has set for itself."""

from __future__ import annotations

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.events import ApprovalPath, KeepMessages, Language, QuietHours, SettingsAdopted, Targets
from bot.store.tables import settings


class WorkspaceSettings(BaseModel):
    """`announce_in` is a channel ID; `invite` are user IDs invited to every room.

    `organisation` is the company's name, as statements write it. `roles` are the user IDs behind
    a role (`legal`), the first before their stand-ins. `paths` are approval paths by kind and
    severity (`apology:major`) where they are not the app's. `precleared` says that the holding
    text of an unaltered template waits for nobody.

    `openers` limits who may open a crisis to a user group, or to the members of a channel (its
    ID; none: any member may). `language` is what new crises begin with. `quiet` hours hold back
    nudges in minor crises. `update_in` is the channel that hears of progress, every
    `update_every` minutes. `archive_after` counts hours from the close. `keep_messages` says in
    which crises what is written in the room is kept in the record; `keep_months` is how long the
    content of a closed crisis is kept (none: for ever).
    """

    model_config = ConfigDict(frozen=True)
    announce_in: str | None = None
    invite: tuple[str, ...] = ()
    organisation: str | None = None
    roles: dict[str, tuple[str, ...]] = {}
    paths: dict[str, ApprovalPath] = {}
    precleared: bool = False
    openers: str | None = None
    language: Language | None = None
    quiet: QuietHours | None = None
    update_in: str | None = None
    update_every: int = 60
    archive_after: int | None = 168
    targets: Targets = Targets()
    keep_messages: KeepMessages = "major"
    keep_months: int | None = None

    def adopted(self) -> SettingsAdopted:
        """What a crisis copies into its log."""
        return SettingsAdopted(
            quiet=self.quiet,
            update_in=self.update_in,
            update_every=self.update_every if self.update_in else None,
            archive_after=self.archive_after,
            targets=self.targets,
            keep_messages=self.keep_messages,
        )


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
