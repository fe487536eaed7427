"""A database and a Slack with many crises in them, made without waiting for Slack's rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot import surfaces
from bot.chain import APP
from bot.commands import OpenCrisis
from bot.commands.room import AddNote, RecordCanvas, RecordRoom
from bot.events import CrisisOpened, NoteAdded, RoomOpened
from bot.people import Person
from bot.playbook_shelf import OURS
from bot.sandbox import Sandbox
from bot.sandbox.records import Canvas, Message
from bot.store import Appended, Log, Outbox, Shown, ShownSurfaces, connect, migrate
from handlers import drafting
from statements.templates import Templates


@dataclass(frozen=True, slots=True)
class Made:
    """A crisis: its ID, its steps, the number of its newest entry."""

    id: str
    steps: list[str]
    seq: int


def now() -> datetime:
    return datetime.now(UTC)


async def make(slack: Sandbox, url: str, count: int) -> list[Made]:
    """`count` open crises with their rooms."""
    engine = connect(url)
    await migrate(engine)
    log, outbox, shown = Log(engine, now), Outbox(engine), ShownSurfaces(engine)
    opener = slack.person("community_manager")
    made = []
    for number in range(count):
        opened = CrisisOpened(
            team=slack.team_id,
            what=f"A joke about rival number {number}",
            post_link=f"https://x.com/acme/status/{number}",
            platforms=("x",),
            post_at=now() - timedelta(minutes=6),
            cause="compromised_account",
            severity="major",
            language="en",
            private=False,
            lead=opener.user_id,
            timezone="Europe/London",
        )
        command = OpenCrisis(
            opened=opened,
            playbook=OURS.plan("major", opened.cause, ("x",), "en"),
            holding=drafting.holding(
                opened, now(), Templates(), organisation=None, precleared=False
            ),
        )
        crisis_id, by = f"bench{number:06d}", Person(id=opener.user_id)
        await log.append(crisis_id, command, by)
        channel = slack.workspace.create_channel(f"crisis-{number}", slack.bot_user_id)
        room = RecordRoom(RoomOpened(channel=channel.id, name=channel.name, private=False))
        await log.append(crisis_id, room, by)
        # Somebody has worked in it: the room has its canvas, and only clicks follow.
        await log.append(crisis_id, AddNote(NoteAdded(text="We begin", via="command")), by)
        canvas = slack.workspace.new_id("F")
        outcome = await log.append(crisis_id, RecordCanvas(channel.id, canvas), Person(id=APP))
        assert isinstance(outcome, Appended)
        slack.workspace.add_canvas(
            Canvas(
                id=canvas,
                channel=channel.id,
                title=surfaces.canvas_title(outcome.crisis),
                markdown=surfaces.render(outcome.crisis, "canvas").text,
                creator=slack.bot_user_id,
                created=slack.workspace.seconds(),
            )
        )
        for waiting in await outbox.waiting(crisis_id):
            await outbox.done(waiting.delivery.key)
        for name in surfaces.names(outcome.crisis):
            content = surfaces.render(outcome.crisis, name)
            ts = canvas if name == "canvas" else None
            if surfaces.is_message(name):
                ts = slack.workspace.next_ts()
                slack.workspace.post(
                    Message(
                        ts=ts,
                        channel=channel.id,
                        user=slack.bot_user_id,
                        bot_id=slack.bot_id,
                        app_id=slack.app_id,
                        text=content.text,
                        blocks=list(content.blocks),
                    )
                )
            await shown.save(
                crisis_id, name, Shown(channel.id, ts, content.digest, outcome.crisis.seq)
            )
        made.append(Made(crisis_id, list(outcome.crisis.steps), outcome.crisis.seq))
    await log.close()
    await engine.dispose()
    return made
