"""The fact register: proposed, confirmed by somebody else, withdrawn."""

from __future__ import annotations

from bot.crisis import Crisis
from bot.locale import words
from tests.conftest import World, buttons, why, words_in

FACT = "The post was seen by 12,000 people"


async def propose(world: World, crisis: Crisis, who: str, claim: str = FACT, **fields: str) -> str:
    """Adds a fact by the form; its ID."""
    await world.click(who, crisis, "card", "open_fact")
    sent = await world.fill(who, claim=claim, **fields)
    assert sent.closed, sent
    return list((await world.crisis()).facts)[-1]


async def test_a_fact_is_proposed_with_its_proof_and_confirmed_by_somebody_else(
    world: World,
) -> None:
    crisis = await world.open("executive")
    link = "https://analytics.example/post?a=1&b=2"
    fact = await propose(
        world, crisis, "executive", link=link, person=world.person("it_security").user_id
    )
    crisis = await world.crisis()
    shown = words_in(world.surface(crisis, "facts"))
    assert FACT in shown
    assert "<https://analytics.example/post?a=1&amp;b=2|" in shown
    assert f"<@{world.person('it_security').user_id}>" in shown
    assert FACT in world.said(crisis)[-1]

    await world.click("executive", crisis, "facts", "confirm_fact")
    await world.idle()
    assert world.told("executive") == why("own_fact")
    assert (await world.crisis()).facts[fact].state == "proposed"

    await world.click("legal_counsel", crisis, "facts", "confirm_fact")
    crisis = await world.crisis()
    assert crisis.facts[fact].state == "confirmed"
    assert crisis.facts[fact].confirmed_by == world.person("legal_counsel").user_id
    assert buttons(world.surface(crisis, "facts")) == [
        ("open_withdraw_fact", f"{crisis.id}:{fact}"),
        ("open_fact", crisis.id),
    ]
    told = [kind for kind in await world.kinds(crisis) if kind.startswith("fact")]
    assert told == ["fact_proposed", "fact_confirmed"]


async def test_by_the_command(world: World) -> None:
    crisis = await world.open("executive")
    room = str(crisis.channel)
    await world.person("executive").command("/crisis", f"fact {FACT}", channel=room)
    await world.person("legal_counsel").command(
        "/crisis", "fait Le <!channel> message est resté en ligne 40 minutes", channel=room
    )
    crisis = await world.crisis()
    assert [fact.claim for fact in crisis.facts.values()] == [
        FACT,
        "Le <!channel> message est resté en ligne 40 minutes",
    ]
    shown = words_in(world.surface(crisis, "facts"))
    assert "<!channel>" not in shown
    assert "&lt;!channel&gt;" in shown
    # Without a claim, it is the form.
    await world.person("executive").command("/crisis", "fact", channel=room)
    assert world.person("executive").views[-1]["callback_id"] == "propose_fact"


async def test_the_same_claim_twice(world: World) -> None:
    crisis = await world.open("executive")
    await propose(world, crisis, "executive")
    await world.click("legal_counsel", crisis, "card", "open_fact")
    sent = await world.fill("legal_counsel", claim=FACT.upper())
    assert "Executive" in sent.errors["claim"]
    assert len((await world.crisis()).facts) == 1


async def test_a_proof_that_is_no_link_stays_in_the_form(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "card", "open_fact")
    sent = await world.fill("executive", claim=FACT, link="https://nowhere")
    assert list(sent.errors) == ["link"]
    assert (await world.crisis()).facts == {}


async def test_a_file_is_proof(world: World) -> None:
    crisis = await world.open("executive")
    person = world.person("executive")
    file = await person.upload("proof.png", b"\x89PNG", channel=None)
    await world.click("executive", crisis, "card", "open_fact")
    sent = await world.fill("executive", claim=FACT, file=[file])
    assert sent.closed, sent
    (fact,) = (await world.crisis()).facts.values()
    assert fact.proof.file is not None
    assert file in fact.proof.file


async def test_guests_propose_but_do_not_confirm(world: World) -> None:
    crisis = await world.open("executive")
    await propose(world, crisis, "executive")
    await world.click("social_agency", crisis, "facts", "confirm_fact")
    await world.idle()
    assert world.told("social_agency") == why("guest")
    fact = await propose(world, crisis, "social_agency", "The post is deleted")
    assert (await world.crisis()).facts[fact].state == "proposed"


async def _said_and_posted(world: World, crisis: Crisis) -> Crisis:
    """A confirmed fact, and a posted holding text that says it."""
    fact = await propose(world, crisis, "executive")
    await world.click("legal_counsel", crisis, "facts", "confirm_fact", fact)
    crisis = await world.crisis()
    await world.click("community_manager", crisis, "statement:holding", "open_edit")
    sent = await world.fill(
        "community_manager",
        text="We published a post that 12,000 people saw. It was wrong. We will say more shortly.",
    )
    assert sent.closed, sent
    crisis = await world.crisis()
    for who, action in (
        ("community_manager", "submit_statement"),
        ("executive", "approve_statement"),
    ):
        await world.click(who, crisis, "statement:holding", action)
        crisis = await world.crisis()
    assert crisis.statements["holding"].state == "approved", world.told("executive")
    return crisis


async def _withdraw(world: World, crisis: Crisis) -> Crisis:
    await world.click("legal_counsel", crisis, "facts", "open_withdraw_fact")
    sent = await world.fill("legal_counsel", reason="It was 1,200: the counter was read wrong")
    assert sent.closed, sent
    return await world.crisis()


async def test_withdrawing_takes_approval_from_what_rests_on_it(world: World) -> None:
    crisis = await world.open("executive")
    crisis = await _withdraw(world, await _said_and_posted(world, crisis))
    statement = crisis.statements["holding"]
    assert (statement.state, statement.rests_on, statement.voided) == ("draft", ("f1",), True)
    said = world.said(crisis)[-1]
    assert "the counter was read wrong" in said
    assert words("en")("Holding post") in said
    assert FACT in words_in(world.surface(crisis, "statement:holding"))


async def test_withdrawing_proposes_a_correction_of_what_is_public(world: World) -> None:
    crisis = await world.open("executive")
    crisis = await _said_and_posted(world, crisis)
    await world.click("community_manager", crisis, "statement:holding", "open_posted")
    sent = await world.fill("community_manager", link="https://x.com/acme/status/2")
    assert sent.closed, sent
    crisis = await _withdraw(world, await world.crisis())
    statement = crisis.statements["holding"]
    assert (statement.state, statement.rests_on) == ("posted", ("f1",))
    notice = list(world.room(crisis).messages.values())[-1]
    await world.press("executive", notice, "draft_correction")
    crisis = await world.crisis()
    correction = crisis.statements["correction"]
    assert (correction.corrects, correction.fact) == ("holding", "f1")
    assert FACT in correction.text
    assert "https://x.com/acme/status/2" in correction.text


async def test_only_once_withdrawn(world: World) -> None:
    crisis = await world.open("executive")
    await propose(world, crisis, "executive")
    old = world.copy(crisis, "facts")
    await _withdraw(world, await world.crisis())
    await world.press("executive", old, "open_withdraw_fact")
    await world.idle()
    legal = world.person("legal_counsel").user_id
    assert world.told("executive") == why("fact_settled", state="withdrawn", who=legal)
    await world.press("executive", old, "confirm_fact")
    await world.idle()
    assert world.told("executive") == why("fact_settled", state="withdrawn", who=legal)


async def test_a_long_register_is_a_click_away(world: World) -> None:
    crisis = await world.open("executive")
    for number in range(13):
        text = f"fact Fact number {number}"
        await world.person("executive").command("/crisis", text, channel=str(crisis.channel))
    crisis = await world.crisis()
    await world.click("legal_counsel", crisis, "facts", "open_facts")
    shown = words_in(world.person("legal_counsel").views[-1])
    assert "Fact number 0" in shown
    assert "Fact number 12" in shown
    # A confirmation in the form shows in the form.
    view = world.person("legal_counsel").views[-1]
    await world.person("legal_counsel").click_in_view(view["id"], "confirm_fact")
    await world.idle()
    assert ":white_check_mark:" in words_in(world.person("legal_counsel").views[-1])
