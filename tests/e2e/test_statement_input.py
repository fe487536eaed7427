"""Text and clicks that nobody foresaw: a clear answer each, nothing lost."""

from __future__ import annotations

import asyncio

import pytest

from bot.locale import words
from bot.sandbox.blocks import validate_message_blocks, validate_view
from bot.surfaces import labels
from tests.conftest import World, buttons, why, words_in
from tests.e2e.statement_steps import (
    HOLDING,
    acts,
    approved,
    edit,
    fields_of,
    submitted,
    typed,
    written,
)

t = words("en")
LATER = "We will say more at 11."

ODD = {
    "mrkdwn": "*We* _are_ ~looking~ `into` it, <!channel> <@U1> <https://evil.example|us>. & more.",
    "zero width": "We are sorry i\u200bf any\u2060one was off\u00adended. " + LATER,
    "look-alikes": "Wе аre sоrry іf аnyоne wаs оffended. " + LATER,
    "mixed languages": "Nous sommes désolés. We are looking into it. Wir kommen um 23 Uhr wieder.",
    "right to left": "\u202eWe are looking into it\u202c. نحن نتابع الأمر.",
    "emoji": "👩‍👩‍👧‍👦 🇫🇷 We are looking into it. " + LATER,
    "accents": "Ze\u0301ro e\u0301cart: we are looking into it. " + LATER,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
async def test_odd_text_is_kept_shown_and_approved_exactly(world: World, text: str) -> None:
    crisis = await world.open("executive")
    await edit(world, crisis, "executive", text=text)
    crisis = await world.crisis()
    holding = crisis.statements["holding"]
    assert holding.text == text
    card = world.surface(crisis, HOLDING)
    shown = [
        block["text"]["text"]
        for block in card.blocks
        if block["type"] == "section" and block.get("text", {}).get("type") == "plain_text"
    ]
    assert "".join(shown) == text
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    if "open_override" in acts(world.surface(crisis, HOLDING)):
        await world.click("it_security", crisis, HOLDING, "open_override")
        assert (await world.fill("it_security", reason="It is meant so")).closed
    else:
        await world.click("it_security", crisis, HOLDING, "approve_statement")
    crisis = await world.crisis()
    assert crisis.statements["holding"].approvals[0].digest == holding.digest
    await world.click("executive", crisis, HOLDING, "open_copy")
    view = world.person("executive").views[-1]
    copied = [
        element["text"]
        for block in view["blocks"]
        if block["type"] == "rich_text"
        for part in block["elements"]
        for element in part["elements"]
    ]
    assert copied[0] == text


@pytest.mark.parametrize("text", [ODD["zero width"], ODD["look-alikes"]], ids=["zero", "alike"])
async def test_hidden_characters_hide_nothing_from_the_review(world: World, text: str) -> None:
    crisis = await world.open("executive")
    await edit(world, crisis, "executive", text=text)
    shown = words_in(world.surface(await world.crisis(), HOLDING))
    assert t(labels.FAULT["conditional_apology"]) in shown


@pytest.mark.parametrize("unit", ["We are looking into it and will say more at 11.\n\n", "é", "😀"])
async def test_63_000_characters(world: World, unit: str) -> None:
    await world.open("executive", platforms=["facebook", "web"], post_link=None)
    text = (unit * (63_000 // len(unit) + 1))[:63_000].strip()
    crisis = await written(world, text)
    assert crisis.statements["holding"].text == text
    card = world.surface(crisis, HOLDING)
    assert validate_message_blocks(card.blocks) == []
    assert "The text goes on: *Review…* shows all of it." in words_in(card)
    # It can be read, edited and compared; what a form cannot hold, it says.
    person = world.person("it_security")
    for action in ("open_review", "open_edit", "open_versions", "open_comment"):
        await world.click("it_security", crisis, HOLDING, action)
        view = person.views[-1]
        assert validate_view({k: view[k] for k in ("type", "title", "blocks", "submit")}) == []
        await person.close(view["id"])
    await world.click("it_security", crisis, HOLDING, "open_edit")
    view = person.views[-1]
    if unit == "😀":
        assert "Slack’s forms cannot hold a text as long as this one." in words_in(view)
        assert len(fields_of(view)) == 1
        assert not (await world.fill("it_security")).closed
        assert (await world.fill("it_security", text="Shorter. " + LATER)).closed
        assert (await world.crisis()).statements["holding"].text == "Shorter. " + LATER
    else:
        assert len(fields_of(view)) > 20
        assert (await world.fill("it_security")).closed
        assert (await world.crisis()).statements["holding"].version == 2


async def test_two_approve_at_once_where_one_is_enough(world: World) -> None:
    crisis = await submitted(world)
    who = ("it_security", "communications_lead", "legal_counsel")
    await asyncio.gather(*(world.click(one, crisis, HOLDING, "approve_statement") for one in who))
    crisis = await world.crisis()
    (approval,) = crisis.statements["holding"].approvals
    told = [world.told(one) for one in who if world.person(one).user_id != approval.by]
    for one in told:
        assert one in (
            why("approved_already", who=approval.by),
            why("approved_already", "fr", who=approval.by),
        )


async def test_an_approval_of_an_old_version_is_none(world: World) -> None:
    crisis = await submitted(world)
    old = world.copy(crisis, HOLDING)
    await edit(world, crisis, "executive", text="Other words. " + LATER)
    crisis = await world.crisis()
    await world.click("executive", crisis, HOLDING, "submit_statement")
    await world.idle()
    await world.press("it_security", old, "approve_statement")
    await world.idle()
    crisis = await world.crisis()
    holding = crisis.statements["holding"]
    assert holding.approvals == ()
    assert "changed since" in world.told("it_security")
    assert "statement_approved" not in await world.kinds(crisis)


async def test_a_form_opened_on_an_old_version_approves_nothing(world: World) -> None:
    crisis = await submitted(world)
    card = world.surface(crisis, HOLDING)
    value = dict(buttons(card))["approve_statement"]
    await world.send_click("it_security", card, "open_review", value)
    await edit(world, crisis, "executive", text="Other words. " + LATER)
    sent = await world.fill("it_security")
    assert not sent.closed
    assert sent.view is not None
    # What was not approved is said, and the newest words stand there to read.
    assert "changed since" in words_in(sent.view)
    assert "Other words." in words_in(sent.view)


async def test_a_click_with_a_value_that_never_was(world: World) -> None:
    crisis = await approved(world)
    card = world.surface(crisis, HOLDING)
    for action in sorted(acts(card)):
        for value in ("", "x", f"{crisis.id}:nothing:1", f"{crisis.id}:holding:x"):
            reply = await world.send_click("it_security", card, action, value)
            assert reply.ok, (action, value)
            await world.idle()
            for view in reversed(world.person("it_security").views):
                await world.person("it_security").close(view["id"])
    assert (await world.crisis()).statements["holding"].state == "approved"


async def test_a_closed_crisis_leaves_its_words_alone(world: World) -> None:
    crisis = await submitted(world)
    old = world.copy(crisis, HOLDING)
    await world.click("executive", crisis, "card", "open_close")
    assert (await world.fill("executive", reason="It is over")).closed
    crisis = await world.crisis()
    assert acts(world.surface(crisis, HOLDING)) == set()
    told = why("closed", who=crisis.closed_by, at=crisis.closed_at)
    for action in ("open_edit", "open_comment", "draft_pair", "withdraw_statement"):
        await world.press("it_security", old, action)
        await world.idle()
        assert world.told("it_security") == told
    assert world.person("it_security").views == []


async def test_what_was_typed_survives_a_refusal(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "open_edit")
    await world.click("it_security", crisis, "card", "open_close")
    assert (await world.fill("it_security", reason="It is over")).closed
    late = await world.fill("executive", text="Typed for nothing.")
    assert not late.closed
    assert list(late.errors) == fields_of(world.person("executive").views[-1])[:1]
    assert typed(world.person("executive").views[-1]) == "Typed for nothing."
