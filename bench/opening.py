"""How many calls it takes to open a crisis, and how many wait for one another."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config
from bot.sandbox import Sandbox
from bot.sandbox.web_api import Call
from bot.store import WorkspaceSettings
from handlers.cellule import Cellule

LATENCY = 0.2
"""Seconds that each call takes: with less, calls side by side could look like a queue."""
ROOM = ("conversations.create", "conversations.invite", "chat.postMessage")
"""What makes a room usable: it is there, people are in it, its messages stand."""

MANIFEST = Path(__file__).parent.parent / "manifest.yml"


async def opening_calls(folder: Path) -> tuple[int, int]:
    """Calls from the sent form on, with a link and an announcement; and the longest chain."""
    async with Sandbox(manifest=MANIFEST) as slack:
        config = Config(
            slack_bot_token=slack.bot_token,
            slack_app_token=slack.app_token,
            slack_api_url=slack.api_url,
            database_url=f"sqlite+aiosqlite:///{folder}/opening.db",
        )
        app = Cellule(config)
        await app.start()
        await slack.connected()
        announced = slack.workspace.channel("communications").id
        await app.services.settings.save(slack.team_id, WorkspaceSettings(announce_in=announced))
        person = slack.person("community_manager")
        await person.command("/crisis", "A joke about a rival", channel="general")
        before = len(slack.calls)
        slack.faults.latency = LATENCY
        form = {
            "platforms": ["x"],
            "cause": "mistake",
            "severity": "major",
            "post_link": "https://x.com/acme/status/1",
        }
        values = {name: {"value": value} for name, value in form.items()}
        await person.submit(person.views[-1]["id"], values)
        await app.sync.idle()
        calls = list(slack.calls)[before:]
        await app.stop()
    return len(calls), _chain([call for call in calls if call.method in ROOM])


def _chain(calls: list[Call]) -> int:
    """The longest run of calls of which each began after the one before had ended."""
    longest: dict[int, int] = {}
    for call in sorted(calls, key=lambda call: call.at):
        earlier = [
            longest[other.seq]
            for other in calls
            if other.seq in longest and other.at + (other.took or 0) <= call.at
        ]
        longest[call.seq] = 1 + max(earlier, default=0)
    return max(longest.values(), default=0)
