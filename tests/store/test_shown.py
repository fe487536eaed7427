"""What Slack was last given, and which crises are behind."""

from __future__ import annotations

from bot.commands import closing as closing_commands
from bot.store import SettingsStore, Shown, ShownSurfaces, WorkspaceSettings
from tests.store.processes import U1, Processes, note, open_crisis
from tests.strategies import CRISIS


async def test_a_surface_is_kept_and_replaced(processes: Processes) -> None:
    shown = ShownSurfaces(processes.engine())
    assert await shown.of(CRISIS) == {}
    card = Shown("C1", None, None, 3)
    await shown.save(CRISIS, "card", card)
    await shown.save(CRISIS, "statement:holding", Shown("C1", "1.1", "d", 3))
    await shown.save("other", "card", Shown("C2", "9.9", "e", 1))
    assert (await shown.of(CRISIS))["card"] == card
    posted = Shown("C1", "1.0", "digest", 5)
    await shown.save(CRISIS, "card", posted)
    assert await ShownSurfaces(processes.engine()).of(CRISIS) == {
        "card": posted,
        "statement:holding": Shown("C1", "1.1", "d", 3),
    }


async def test_a_crisis_is_behind_until_every_surface_has_seen_its_newest_entry(
    processes: Processes,
) -> None:
    log, shown = processes.log(), ShownSurfaces(processes.engine())
    assert await shown.crises_behind() == []
    await open_crisis(log)
    await open_crisis(log, "other")
    assert sorted(await shown.crises_behind()) == [CRISIS, "other"]
    for name in ("card", "topic"):
        await shown.save(CRISIS, name, Shown("C1", "1.0", "d", 3))
        await shown.save("other", name, Shown("C2", "1.0", "d", 3))
    assert await shown.crises_behind() == []
    await log.append(CRISIS, note("x"), U1)
    assert await shown.crises_behind() == [CRISIS]
    await shown.save(CRISIS, "card", Shown("C1", "1.0", "d", 4))
    assert await shown.crises_behind() == [CRISIS], "the topic has not seen it"
    await shown.save(CRISIS, "topic", Shown("C1", None, "d", 4))
    assert await shown.crises_behind() == []
    await log.append("other", closing_commands.CloseCrisis(None, "It is over"), U1)
    assert await shown.crises_behind() == ["other"], "a closed crisis counts too"


async def test_a_workspace_keeps_its_settings(processes: Processes) -> None:
    settings = SettingsStore(processes.engine())
    assert await settings.of("T1") == WorkspaceSettings()
    for values in (
        WorkspaceSettings(announce_in="C1", invite=("U1", "U2")),
        WorkspaceSettings(invite=("U3",)),
    ):
        await settings.save("T1", values)
        assert await SettingsStore(processes.engine()).of("T1") == values
    assert await settings.of("T2") == WorkspaceSettings()
