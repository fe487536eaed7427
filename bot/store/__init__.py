"""The crisis log and what the app remembers beside it."""

from bot.store.database import connect, migrate
from bot.store.keeping import Kept
from bot.store.keys import Keys
from bot.store.log import Appended, Conflict, Log, Outcome
from bot.store.outbox import Outbox, Waiting
from bot.store.past import PastCrises
from bot.store.settings import SettingsStore, WorkspaceSettings
from bot.store.shown import Shown, ShownSurfaces

__all__ = [
    "Appended",
    "Conflict",
    "Kept",
    "Keys",
    "Log",
    "Outbox",
    "Outcome",
    "PastCrises",
    "SettingsStore",
    "Shown",
    "ShownSurfaces",
    "Waiting",
    "WorkspaceSettings",
    "connect",
    "migrate",
]
