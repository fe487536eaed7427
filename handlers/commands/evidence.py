"""Commands in a crisis room about evidence."""

from __future__ import annotations

from bot.commands.evidence import KeepEvidence
from bot.crisis import Crisis
from bot.events import EvidenceKind
from bot.evidence import platform_of, same_link
from bot.surfaces import modals
from handlers.commands.asked import Asked, InRoom, act, form
from handlers.opening import link_error
from handlers.words import Verb


async def evidence(asked: Asked, crisis: Crisis) -> None:
    t, link, now = asked.t, asked.text, asked.services.now()
    if not link:
        await form(asked, modals.keep_evidence(t, crisis, now))
        return
    problem = link_error(t, link)
    if problem is not None:
        await asked.ack(text=problem)
        return
    if await act(asked, crisis, KeepEvidence(_kind(crisis, link), now, link=link)):
        said = t(
            "Kept. A link dies with the post: add a screenshot before anybody deletes it. Share it "
            "here and react with :camera:, or type /crisis evidence."
        )
        await asked.ack(text=said)


def _kind(crisis: Crisis, link: str) -> EvidenceKind:
    """What stands at a link, as far as the crisis tells."""
    if crisis.post_link is not None and same_link(link, crisis.post_link):
        return "post"
    return "post" if platform_of(link) in crisis.platforms else "other"


IN_ROOM: dict[Verb, InRoom] = {"evidence": evidence}
