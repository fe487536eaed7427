"""Pairs of languages, new statements, comments, versions, taking back, standing alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.commands.statements import EditStatement
from bot.locale import words
from bot.people import Person
from bot.surfaces import labels
from tests.conftest import World, buttons, why, why_in_form, words_in
from tests.e2e.statement_steps import (
    APOLOGY,
    CLEAN,
    HOLDING,
    acts,
    approved,
    edit,
    posted,
    submitted,
    typed,
    written,
)

t, fr = words("en"), words("fr")
FRENCH = "statement:holding.fr"


# Two languages


async def test_the_other_language_is_drafted_and_kept_in_line(world: World) -> None:
    crisis = await world.open("executive", language="en")
    await world.click("executive", crisis, HOLDING, "draft_pair")
    crisis = await world.crisis()
    french = crisis.statements["holding.fr"]
    assert (french.language, french.pair, french.kind) == ("fr", "holding", "holding")
    assert french.next_update == crisis.statements["holding"].next_update
    # With two languages, each card names its own.
    assert "Holding post (French), version 1" in words_in(world.surface(crisis, FRENCH))
    assert "Holding post (English), version 1" in words_in(world.surface(crisis, HOLDING))
    assert "draft_pair" not in acts(world.surface(crisis, HOLDING))
    await edit(world, crisis, "executive", text="We are on it and will say more at 11.")
    crisis = await world.crisis()
    card = world.surface(crisis, FRENCH)
    assert "*The English version changed since:* bring this one in line." in words_in(card)
    old = world.copy(crisis, FRENCH)
    await world.click("legal_counsel", crisis, FRENCH, "match_pair")
    crisis = await world.crisis()
    assert not crisis.statements["holding.fr"].behind
    assert "changed since" not in words_in(world.surface(crisis, FRENCH))
    # A second click changes nothing, and says nothing.
    told = len(world.person("it_security").ephemerals)
    await world.press("it_security", old, "match_pair")
    await world.idle()
    assert len(world.person("it_security").ephemerals) == told
    # An edit of the French one is a new start for the English one.
    await edit(world, crisis, "legal_counsel", FRENCH, text="Nous regardons. La suite à 23 h.")
    crisis = await world.crisis()
    assert "*The French version changed since:*" in words_in(world.surface(crisis, HOLDING))


async def test_the_same_words_of_an_old_version_are_not_vouched_for(world: World) -> None:
    crisis = await world.open("executive", language="en")
    await world.click("executive", crisis, HOLDING, "draft_pair")
    crisis = await world.crisis()
    await edit(world, crisis, "executive", text="We are on it and will say more at 11.")
    crisis = await world.crisis()
    old = world.copy(crisis, FRENCH)
    await edit(world, crisis, "legal_counsel", FRENCH, text="Nous regardons. La suite à 23 h.")
    crisis = await world.crisis()
    await edit(world, crisis, "executive", text="We are on it and will say more at midnight.")
    crisis = await world.crisis()
    await world.press("it_security", old, "match_pair")
    await world.idle()
    moved = why("statement_moved", at=crisis.statements["holding.fr"].changed_at)
    assert world.told("it_security") == moved
    assert (await world.crisis()).statements["holding.fr"].behind


async def test_a_second_pair_is_refused(world: World) -> None:
    crisis = await world.open("executive", language="fr")
    old = world.copy(crisis, HOLDING)
    assert t("Add the English version") != fr("Add the English version")
    assert fr("Add the English version") in words_in(old)
    for _ in range(2):
        await world.press("executive", old, "draft_pair")
        await world.idle()
    assert world.told("executive") == why("pair_exists")
    assert list((await world.crisis()).statements) == ["holding", "holding.en"]


# New statements


async def test_any_kind_is_drafted_from_the_card(world: World) -> None:
    crisis = await world.open("executive")
    for kind in ("press", "internal", "reply", "reply"):
        await world.click("executive", crisis, "card", "open_statement_form")
        view = world.person("executive").views[-1]
        assert t(labels.STATEMENT["press"]) in words_in(view)
        sent = await world.fill("executive", kind=kind)
        assert sent.closed, sent
        crisis = await world.crisis()
    assert list(crisis.statements) == ["holding", "press", "internal", "reply", "reply-2"]
    assert "Reply to a critic 2, version 1" in words_in(world.surface(crisis, "statement:reply-2"))
    # A second press release is not begun while one is under way.
    await world.click("executive", crisis, "card", "open_statement_form")
    sent = await world.fill("executive", kind="press")
    reader = world.person("executive")
    assert sent.errors == {"kind": why_in_form("statement_exists", reader, reader, kind="press")}


async def test_what_does_not_fit_together_is_said(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "card", "open_statement_form")
    assert set((await world.fill("executive", kind="correction")).errors) == {"kind"}
    sent = await world.fill("executive", kind="apology", pair="holding")
    assert set(sent.errors) == {"kind"}
    sent = await world.fill("executive", kind="holding")
    assert set(sent.errors) == {"language"}
    assert (await world.fill("executive", language="fr")).closed
    crisis = await world.crisis()
    assert crisis.statements["holding.fr"].pair == "holding"


async def test_a_correction_names_what_it_corrects(world: World) -> None:
    crisis = await posted(world)
    await world.click("executive", crisis, "card", "open_statement_form")
    assert set((await world.fill("executive", kind="correction")).errors) == {"corrects"}
    assert (await world.fill("executive", corrects="holding")).closed
    crisis = await world.crisis()
    assert crisis.statements["correction"].corrects == "holding"


# What people say


async def test_a_comment_lands_in_the_thread_and_on_the_timeline(world: World) -> None:
    crisis = await submitted(world)
    await world.click("social_agency", crisis, HOLDING, "open_comment")
    assert (await world.fill("social_agency", text="Is <11> right?")).closed
    crisis = await world.crisis()
    assert "Is &lt;11&gt; right?" in world.said(crisis)[-1]
    thread = world.surface(crisis, HOLDING).ts
    newest = list(world.room(crisis).messages.values())[-1]
    assert newest.thread_ts == thread
    entry = (await world.entries(crisis))[-1]
    assert entry.kind == "statement_commented"
    assert entry.data == {"statement": "holding", "version": 1, "text": "Is <11> right?"}
    # It changes nothing about the approval.
    assert crisis.statements["holding"].state == "submitted"


async def test_posted_words_can_still_be_commented(world: World) -> None:
    crisis = await posted(world)
    await world.click("legal_counsel", crisis, HOLDING, "open_comment")
    assert (await world.fill("legal_counsel", text="On le garde")).closed
    assert (await world.kinds(await world.crisis()))[-1] == "statement_commented"


# Versions


async def test_what_changed_is_a_click_away(world: World) -> None:
    crisis = await world.open("executive")
    await written(world, "We have seen the post and are looking into it. More at 11.")
    crisis = await written(world, "We have deleted the post and are looking into it. More at 11.")
    await world.click("legal_counsel", crisis, HOLDING, "open_versions")
    person = world.person("legal_counsel")
    view = person.views[-1]
    styles = {
        element["text"]: set(element.get("style", ()))
        for block in view["blocks"]
        if block["type"] == "rich_text"
        for part in block["elements"]
        for element in part["elements"]
    }
    assert styles["seen"] == {"strike"}
    assert styles["deleted"] == {"bold"}
    shown = words_in(view)
    assert fr("Taken out: “{words}”", words="seen") in shown
    assert fr("Put in: “{words}”", words="deleted") in shown
    # Any two of them.
    await person.click_in_view(view["id"], "compare_from", selected="1")
    await world.running.services.drain()
    assert words_in(person.views[-1]).startswith("De la version 1 à la version 3")
    await person.click_in_view(view["id"], "compare_to", selected="1")
    await world.running.services.drain()
    assert fr("The words are the same.") in words_in(person.views[-1])


# Taking back


async def test_an_approval_is_taken_back(world: World) -> None:
    crisis = await approved(world)
    await world.click("legal_counsel", crisis, HOLDING, "withdraw_statement")
    crisis = await world.crisis()
    holding = crisis.statements["holding"]
    assert (holding.state, holding.approvals) == ("submitted", ())
    await world.click("it_security", crisis, HOLDING, "withdraw_statement")
    await world.idle()
    assert world.told("it_security") == why("not_yours")
    await world.click("executive", crisis, HOLDING, "withdraw_statement")
    crisis = await world.crisis()
    assert crisis.statements["holding"].state == "draft"
    assert (await world.kinds(crisis))[-2:] == ["approval_withdrawn", "submission_withdrawn"]


# Standing alone


async def test_the_lead_stands_alone_once_nobody_answered(world: World) -> None:
    lead = world.person("communications_lead").user_id
    crisis = await submitted(world, lead=lead)
    assert "open_alone" not in acts(world.surface(crisis, HOLDING))
    early = world.copy(crisis, HOLDING)
    value = dict(buttons(early))["open_edit"]
    await world.send_click("communications_lead", early, "open_alone", value)
    sent = await world.fill("communications_lead", reason="It spreads")
    assert sent.errors["reason"].startswith("Whoever can approve has until")
    await world.person("communications_lead").close(
        world.person("communications_lead").views[-1]["id"]
    )
    world.clock.forward(minutes=5)
    await world.running.ticker.tick()
    crisis = await world.crisis()
    assert "open_alone" in acts(world.surface(crisis, HOLDING))
    await world.click("it_security", crisis, HOLDING, "open_alone")
    await world.idle()
    assert world.told("it_security") == why("not_the_lead", who=lead)
    await world.click("communications_lead", crisis, HOLDING, "open_alone")
    assert set((await world.fill("communications_lead", reason=" ")).errors) == {"reason"}
    assert (await world.fill("communications_lead", reason="It <spreads>")).closed
    crisis = await world.crisis()
    assert crisis.statements["holding"].state == "approved"
    shown = words_in(world.surface(crisis, HOLDING))
    assert f"<@{lead}> stands for it alone: “It &lt;spreads&gt;”" in shown
    entry = next(e for e in await world.entries(crisis) if e.kind == "approval_waived")
    assert (entry.actor, (entry.data or {})["reason"]) == (lead, "It <spreads>")


async def test_an_apology_waits_for_its_approvers(world: World) -> None:
    crisis = await submitted(world, CLEAN, lead=world.person("communications_lead").user_id)
    world.clock.forward(minutes=16)
    await world.running.ticker.tick()
    crisis = await world.crisis()
    assert crisis.statements["apology"].reminded
    assert "open_alone" not in acts(world.surface(crisis, APOLOGY))


# What is next


@pytest.mark.parametrize(
    ("state", "line"),
    [
        ("draft", "Next: anyone here edits it if need be, then submits it."),
        ("submitted", "Next: a member who did not write it approves it or asks for changes."),
        ("approved", "Next: somebody posts exactly these words (*Copy the text…*)"),
        ("posted", "These words are public and stay as they are."),
    ],
)
async def test_the_card_says_what_is_next(world: World, state: str, line: str) -> None:
    make = {"submitted": submitted, "approved": approved, "posted": posted}
    crisis = await (world.open("executive") if state == "draft" else make[state](world))
    assert line in words_in(world.surface(crisis, HOLDING))


async def test_a_promise_that_moved_is_a_version_too(world: World) -> None:
    crisis = await world.open("executive")
    holding = crisis.statements["holding"]
    later = int((world.clock() + timedelta(hours=3)).timestamp())
    await edit(world, crisis, "executive", next_update=later)
    moved = (await world.crisis()).statements["holding"]
    assert (moved.text, moved.version) == (holding.text, 2)
    gone = await edit(
        world,
        await world.crisis(),
        "executive",
        next_update=int(world.clock().timestamp()) - 60,
        expect=False,
    )
    assert set(gone.errors) == {"next_update"}


async def test_an_overtaken_editor_is_overtaken_twice(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "open_edit")
    it = Person(id=world.person("it_security").user_id)
    for version in (1, 2):
        newer = EditStatement("holding", version, f"Newer {version}.", None)
        await world.running.log.append(crisis.id, newer, it)
        late = await world.fill("executive", text=f"Mine {version}.")
        assert not late.closed
        view = world.person("executive").views[-1]
        assert f"Newer {version}." in words_in(view)
        assert typed(view) == f"Mine {version}."
    assert (await world.fill("executive")).closed
    assert (await world.crisis()).statements["holding"].text == "Mine 2."
