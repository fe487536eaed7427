"""What tests of statements do over and over."""

from __future__ import annotations

from typing import Any

from bot.commands.facts import ConfirmFact, ProposeFact, WithdrawFact
from bot.commands.statements import EditStatement
from bot.crisis import Crisis
from bot.people import Person
from bot.sandbox.records import Message
from tests.conftest import World, buttons

HOLDING = "statement:holding"
APOLOGY = "statement:apology"
LINK = "https://x.com/acme/status/9"

CLEAN = (
    "We are sorry. We published a post that hurt people. It is our fault, and we have deleted it."
)
FAULTY = "We are sorry if anyone was offended. We published the post, and we have deleted it."


async def edit(
    world: World,
    crisis: Crisis,
    who: str,
    surface: str = HOLDING,
    *,
    expect: bool = True,
    **fields: Any,
) -> Any:
    """Somebody edits a statement in its form."""
    await world.click(who, crisis, surface, "open_edit")
    sent = await world.fill(who, **fields)
    assert sent.closed is expect, sent
    return sent


async def written(world: World, text: str, who: str = "executive") -> Crisis:
    """The holding post with a text of any length, as an API would bring it in."""
    crisis = await world.crisis()
    version = crisis.statements["holding"].version
    command = EditStatement("holding", version, text, None)
    await world.running.log.append(crisis.id, command, Person(id=world.person(who).user_id))
    return await world.crisis()


async def submitted(world: World, text: str | None = None, **fields: Any) -> Crisis:
    """A crisis whose holding post waits for approval; with `text`, an apology does."""
    crisis = await world.open("executive", **fields)
    surface = HOLDING
    if text is not None:
        await world.click("executive", crisis, "card", "draft_apology")
        crisis = await world.crisis()
        await edit(world, crisis, "executive", APOLOGY, text=text)
        surface, crisis = APOLOGY, await world.crisis()
    await world.click("executive", crisis, surface, "submit_statement")
    return await world.crisis()


async def approved(world: World, text: str | None = None, **fields: Any) -> Crisis:
    """The same, approved."""
    crisis = await submitted(world, text, **fields)
    surface = HOLDING if text is None else APOLOGY
    await world.click("legal_counsel", crisis, surface, "approve_statement")
    crisis = await world.crisis()
    assert crisis.statements[surface.partition(":")[2]].state == "approved"
    return crisis


async def posted(world: World, text: str | None = None, link: str = LINK, **fields: Any) -> Crisis:
    """The same, posted on X."""
    crisis = await approved(world, text, **fields)
    surface = HOLDING if text is None else APOLOGY
    await world.click("executive", crisis, surface, "open_posted")
    sent = await world.fill("executive", link=link)
    assert sent.closed, sent
    return await world.crisis()


def typed(view: dict[str, Any]) -> str:
    """What stands in the first field of the words."""
    values = view["state"]["values"]
    return str(next(v["value"]["value"] for k, v in values.items() if k.startswith("text-")))


def fields_of(view: dict[str, Any]) -> list[str]:
    """The blocks of the fields of the words."""
    return [b["block_id"] for b in view["blocks"] if b["block_id"].startswith("text-")]


def acts(message: Message | dict[str, Any]) -> set[str]:
    """The actions of a message's or a form's buttons."""
    return {action for action, _ in buttons(message)}


async def confirm_fact(world: World, claim: str) -> str:
    """A fact that one proposes and another confirms; its ID."""
    crisis, log = await world.crisis(), world.running.log
    await log.append(crisis.id, ProposeFact(claim), Person(id=world.person("executive").user_id))
    crisis = await world.crisis()
    fact = list(crisis.facts)[-1]
    it = Person(id=world.person("it_security").user_id)
    await log.append(crisis.id, ConfirmFact(fact), it)
    return fact


async def withdraw_fact(world: World, fact: str, reason: str = "The count was wrong") -> Crisis:
    crisis = await world.crisis()
    it = Person(id=world.person("it_security").user_id)
    await world.running.log.append(crisis.id, WithdrawFact(fact, reason), it)
    return await world.crisis()
