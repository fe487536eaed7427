"""The review of statements: on the card, while they are written, and when it is overruled."""

from __future__ import annotations

import asyncio

from bot.locale import words
from bot.surfaces import labels
from tests.conftest import World, buttons, why, words_in
from tests.e2e.statement_steps import (
    APOLOGY,
    CLEAN,
    FAULTY,
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
CONDITIONAL = t(labels.FAULT["conditional_apology"])


async def test_a_fault_stands_on_the_card_with_its_rule(world: World) -> None:
    crisis = await submitted(world, FAULTY)
    card = world.surface(crisis, APOLOGY)
    shown = words_in(card)
    assert f":no_entry: *{CONDITIONAL}* · rule 2: apologise, don’t make excuses" in shown
    assert "“if anyone was offended”" in shown
    assert "open_override" in acts(card)
    assert "approve_statement" not in acts(card)
    await edit(world, crisis, "executive", APOLOGY, text=CLEAN)
    shown = words_in(world.surface(await world.crisis(), APOLOGY))
    assert CONDITIONAL not in shown
    assert "The review finds nothing against it." in shown


async def test_a_fault_is_mended_by_the_proposal(world: World) -> None:
    crisis = await world.open("executive")
    text = "We are sorry. Mistakes were made. It is our fault, and we have deleted the post."
    await world.click("executive", crisis, "card", "draft_apology")
    await edit(world, await world.crisis(), "executive", APOLOGY, text=text)
    crisis = await world.crisis()
    await world.click("executive", crisis, APOLOGY, "use_better")
    view = world.person("executive").views[-1]
    assert "Mistakes were made" not in typed(view)
    assert typed(view).endswith("It is our fault, and we have deleted the post.")
    assert (await world.fill("executive")).closed
    crisis = await world.crisis()
    assert "Mistakes were made" not in crisis.statements["apology"].text
    shown = words_in(world.surface(crisis, APOLOGY))
    assert t(labels.FAULT["passive_evasion"]) not in shown


async def test_the_review_follows_what_is_typed(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "open_edit")
    person = world.person("executive")
    view = person.views[-1]
    (block,) = fields_of(view)
    for text in ("We are sorry if anyone was off", "We are sorry if anyone was offended."):
        reply = await person.enter(view["id"], block, text)
        assert reply is not None
        assert reply.ok
        await world.running.services.drain()
    now = person.views[-1]
    assert now["id"] == view["id"]
    assert CONDITIONAL in words_in(now)
    assert "X 36/280" in words_in(now)
    # What is typed stays in its field, and the same field goes on being the one.
    assert typed(now) == "We are sorry if anyone was offended."
    assert fields_of(now) == [block]
    await person.enter(view["id"], block, "We are looking into it and will say more at 11.")
    await world.running.services.drain()
    assert CONDITIONAL not in words_in(person.views[-1])
    assert (await world.fill("executive")).closed
    crisis = await world.crisis()
    assert crisis.statements["holding"].text == "We are looking into it and will say more at 11."
    # The card and the form say the same.
    assert CONDITIONAL not in words_in(world.surface(crisis, HOLDING))


async def test_fast_typing_ends_with_the_review_of_the_last_character(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "open_edit")
    person = world.person("executive")
    view = person.views[-1]
    (block,) = fields_of(view)
    world.slack.faults.latency = 0.05
    text = "We are sorry if anyone was offended."
    before = len(world.calls("views.update"))
    typing = [person.enter(view["id"], block, text[:end]) for end in range(1, len(text) + 1)]
    replies = await asyncio.gather(*typing)
    assert all(reply is not None and reply.ok for reply in replies)
    await world.running.services.drain()
    world.slack.faults.latency = 0.0
    updates = world.calls("views.update")[before:]
    assert all(call.error is None for call in updates)
    # Far fewer calls than characters, and the last one had it all.
    assert 1 <= len(updates) < len(text) / 2
    assert typed(person.views[-1]) == text
    assert CONDITIONAL in words_in(person.views[-1])


async def test_a_form_that_was_closed_meanwhile_is_left_alone(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "open_edit")
    person = world.person("executive")
    told, view = len(person.ephemerals), person.views[-1]
    (block,) = fields_of(view)
    world.slack.faults.latency = 0.1
    await person.enter(view["id"], block, "Half a sent")
    await person.close(view["id"])
    await world.running.services.drain()
    world.slack.faults.latency = 0.0
    assert person.views == []
    assert len(person.ephemerals) == told
    # And the next form is reviewed again.
    await world.click("executive", crisis, HOLDING, "open_edit")
    view = person.views[-1]
    await person.enter(view["id"], fields_of(view)[0], "We are sorry if anyone was offended.")
    await world.running.services.drain()
    assert CONDITIONAL in words_in(person.views[-1])


async def test_the_proposal_is_put_into_the_form_itself(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "open_edit")
    person = world.person("executive")
    view = person.views[-1]
    (block,) = fields_of(view)
    await person.enter(view["id"], block, "Mistakes were made. We will say more by 11 pm.")
    await world.running.services.drain()
    assert "use_better_here" in acts(person.views[-1])
    await person.click_in_view(view["id"], "use_better_here")
    await world.running.services.drain()
    mended = person.views[-1]
    assert "Mistakes were made" not in typed(mended)
    assert "We will say more by 11 pm." in typed(mended)
    assert (await world.fill("executive")).closed
    crisis = await world.crisis()
    assert crisis.statements["holding"].text == typed(mended)


async def test_an_error_blocks_approval_without_a_reason(world: World) -> None:
    crisis = await submitted(world, FAULTY)
    card = world.surface(crisis, APOLOGY)
    # The button is not there; a click on one that was is refused by what it quotes.
    value = dict(buttons(card))["open_override"]
    await world.send_click("legal_counsel", card, "approve_statement", value)
    await world.idle()
    told = world.told("legal_counsel")
    assert told.startswith(why("review", "fr", quotes=["if anyone was offended"])[:40])
    assert "if anyone was offended" in told
    assert (await world.crisis()).statements["apology"].state == "submitted"
    await world.click("legal_counsel", crisis, APOLOGY, "open_override")
    view = world.person("legal_counsel").views[-1]
    assert "if anyone was offended" in words_in(view)
    assert FAULTY in words_in(view)
    empty = await world.fill("legal_counsel", reason="   ")
    assert set(empty.errors) == {"reason"}
    assert (await world.fill("legal_counsel", reason="The <judge> asked for it")).closed
    crisis = await world.crisis()
    apology = crisis.statements["apology"]
    assert apology.state == "approved"
    overridden = next(e for e in await world.entries(crisis) if e.kind == "review_overridden")
    assert overridden.actor == world.person("legal_counsel").user_id
    assert overridden.data is not None
    assert overridden.data["reason"] == "The <judge> asked for it"
    assert {"code": "conditional_apology", "quote": "if anyone was offended"} in (
        overridden.data["findings"]
    )
    assert overridden.data["digest"] == apology.digest
    shown = words_in(world.surface(crisis, APOLOGY))
    assert "lets the errors stand: “The &lt;judge&gt; asked for it”" in shown
    # An edit takes the override away with the approval.
    await edit(world, crisis, "executive", APOLOGY, text=FAULTY + " We will tell you more.")
    crisis = await world.crisis()
    assert crisis.statements["apology"].override is None


async def test_who_may_not_approve_may_not_overrule(world: World) -> None:
    crisis = await submitted(world, FAULTY)
    await world.click("social_agency", crisis, APOLOGY, "open_override")
    await world.idle()
    assert world.told("social_agency") == why("guest")
    assert world.person("social_agency").views == []
    await world.click("executive", crisis, APOLOGY, "open_override")
    sent = await world.fill("executive", reason="I wrote it")
    assert sent.errors["reason"] == why("own_words")
    old = world.copy(crisis, APOLOGY)
    await edit(world, crisis, "it_security", APOLOGY, text=CLEAN)
    await world.press("legal_counsel", old, "open_override")
    await world.idle()
    crisis = await world.crisis()
    moved = why("statement_moved", "fr", at=crisis.statements["apology"].changed_at)
    assert world.told("legal_counsel") == moved
    assert "review_overridden" not in await world.kinds(crisis)


async def test_all_findings_are_a_click_away(world: World) -> None:
    crisis = await world.open("executive")
    many = " ".join(f"We are sorry if anyone was offended {n} times." for n in range(12))
    await edit(world, crisis, "executive", text=many)
    crisis = await world.crisis()
    card = world.surface(crisis, HOLDING)
    assert words_in(card).count(f"*{CONDITIONAL}*") <= 8
    assert "more: *Review…* shows them" in words_in(card)
    await world.click("legal_counsel", crisis, HOLDING, "open_review")
    view = world.person("legal_counsel").views[-1]
    french = words("fr")(labels.FAULT["conditional_apology"])
    assert words_in(view).count(f"*{french}*") == 12
    assert view["submit"] is None


async def test_a_long_text_is_approved_where_it_is_read(world: World) -> None:
    crisis = await world.open("executive", platforms=["web"], post_link=None)
    paragraph = ("We are looking into it and will say more at 11. " * 20).strip()
    whole = "\n\n".join([paragraph] * 8)
    crisis = await written(world, whole)
    # The form takes it over several fields, and gives it back as it was.
    person = world.person("executive")
    await world.click("executive", crisis, HOLDING, "open_edit")
    assert len(fields_of(person.views[-1])) > 3
    assert (await world.fill("executive")).closed
    assert (await world.crisis()).statements["holding"].version == 2
    await world.click("executive", crisis, HOLDING, "open_edit")
    view = person.views[-1]
    last = fields_of(view)[-1]
    ending = view["state"]["values"][last]["value"]["value"] + " And again."
    assert (await person.submit(view["id"], {last: {"value": ending}})).closed
    whole += " And again."
    crisis = await world.crisis()
    assert crisis.statements["holding"].text == whole
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    card = world.surface(crisis, HOLDING)
    assert "approve_statement" not in acts(card)
    await world.click("it_security", crisis, HOLDING, "open_review")
    view = world.person("it_security").views[-1]
    read = "".join(
        block["text"]["text"]
        for block in view["blocks"]
        if block["type"] == "section" and block["text"]["type"] == "plain_text"
    )
    assert read == whole
    assert view["submit"]["text"] == "Approve"
    assert (await world.fill("it_security")).closed
    assert (await world.crisis()).statements["holding"].state == "approved"


async def test_reading_too_late_says_why(world: World) -> None:
    crisis = await submitted(world)
    card = world.surface(crisis, HOLDING)
    value = dict(buttons(card))["approve_statement"]
    await world.send_click("it_security", card, "open_review", value)
    view = world.person("it_security").views[-1]
    assert view["callback_id"] == "read_statement"
    await world.click("communications_lead", crisis, HOLDING, "approve_statement")
    await world.idle()
    sent = await world.fill("it_security")
    assert not sent.closed
    assert sent.view is not None
    assert "Communications lead" in words_in(sent.view)
    assert sent.view["submit"] is None
    assert len((await world.crisis()).statements["holding"].approvals) == 1


async def test_an_approved_text_goes_back_once_it_is_edited(world: World) -> None:
    crisis = await approved(world, CLEAN)
    digest = crisis.statements["apology"].approvals[0].digest
    assert digest == crisis.statements["apology"].digest
    await edit(world, crisis, "it_security", APOLOGY, text=CLEAN + " We will do better.")
    crisis = await world.crisis()
    apology = crisis.statements["apology"]
    assert (apology.state, apology.approvals, apology.voided) == ("draft", (), True)
    shown = words_in(world.surface(crisis, APOLOGY))
    assert "These words were approved before; the approval no longer holds." in shown
    assert any("no longer holds" in said for said in world.said(crisis))
