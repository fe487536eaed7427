"""Two hundred clicks by twenty people on one playbook within ten seconds."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path
from typing import Any

from bot import surfaces
from bot.config import Config
from bot.sandbox import Sandbox
from handlers.cellule import Cellule

CLICKS, PEOPLE, SECONDS = 200, 20, 10.0
MANIFEST = Path(__file__).parent.parent / "manifest.yml"


async def rush(folder: Path) -> tuple[int, int, bool]:
    """`chat.update`s made, 429s, and whether the message shows the final state."""
    async with Sandbox(manifest=MANIFEST) as slack:
        config = Config(
            slack_bot_token=slack.bot_token,
            slack_app_token=slack.app_token,
            slack_api_url=slack.api_url,
            database_url=f"sqlite+aiosqlite:///{folder}/rush.db",
        )
        app = Cellule(config)
        await app.start()
        await slack.connected()
        opener = slack.person("community_manager")
        await opener.command("/crisis", "A joke about a rival", channel="general")
        form = {"platforms": ["x"], "cause": "mistake", "severity": "major"}
        values = {name: {"value": value} for name, value in form.items()}
        await opener.submit(opener.views[-1]["id"], values)
        await app.sync.idle()
        crisis = (await app.log.crises())[0]
        people = [slack.add_person(f"person_{n}") for n in range(PEOPLE)]
        room = slack.workspace.channels[str(crisis.channel)]
        shown = next(m for m in room.messages.values() if "complete_step" in json.dumps(m.blocks))
        before = len(slack.calls)
        dice = random.Random(7)

        async def clicker(number: int) -> None:
            person = people[number]
            await person.join(room.id)
            for _turn in range(CLICKS // PEOPLE):
                # Spread over the ten seconds, as people are.
                await asyncio.sleep(SECONDS / (CLICKS // PEOPLE) * dice.uniform(0.8, 1.0))
                action, block, value = dice.choice(_buttons(shown.blocks))
                await person.click(
                    channel=room.id, ts=shown.ts, action_id=action, block_id=block, value=value
                )

        await asyncio.gather(*(clicker(n) for n in range(PEOPLE)))
        await app.sync.idle()
        calls = list(slack.calls)[before:]
        final = await app.log.crisis(crisis.id)
        assert final is not None
        content = surfaces.render(final, "playbook")
        equal = _bare(room.messages[shown.ts].blocks) == _bare(list(content.blocks))
        await app.stop()
    updates = sum(call.method == "chat.update" for call in calls)
    limited = sum(call.error == "ratelimited" for call in calls)
    return updates, limited, equal


def _buttons(blocks: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """What can be clicked in a message: action, block and value."""
    return [
        (element["action_id"], block["block_id"], element["value"])
        for block in blocks
        for element in (*block.get("elements", ()), block.get("accessory") or {})
        if element.get("action_id") in ("claim_step", "complete_step", "undo_step")
    ]


def _bare(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Blocks without the names that Slack gives them."""
    return [{k: v for k, v in block.items() if k != "block_id"} for block in blocks]
