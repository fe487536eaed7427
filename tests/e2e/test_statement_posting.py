"""From approved words to public ones: copying, threads, links, accounts, several platforms."""

from __future__ import annotations

import pytest

from bot.locale import words
from bot.surfaces import labels
from statements import platforms
from tests.conftest import World, why, words_in
from tests.e2e.statement_steps import (
    HOLDING,
    LINK,
    acts,
    approved,
    edit,
    posted,
    submitted,
    typed,
    withdraw_fact,
    written,
)
from tests.e2e.statement_steps import confirm_fact as confirmed

t = words("en")
LONG = (
    "We have seen the post on our account and are looking into it now. "
    "We have deleted it. We are speaking with everybody who was there. "
    "We will answer each of you who wrote to us. "
    "We will say more here, on our website and in the shops, as soon as we know more. "
    "Until then, please write to us at any time, and we will write back to you."
)


def copied(view: dict[str, object]) -> list[str]:
    """The texts that a form gives to copy."""
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    return [
        "".join(element["text"] for element in part["elements"])
        for block in blocks
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_preformatted"
    ]


async def test_the_exact_text_is_there_to_copy(world: World) -> None:
    crisis = await approved(world, platforms=["x", "linkedin", "mastodon"])
    await world.click("it_security", crisis, HOLDING, "open_copy")
    view = world.person("it_security").views[-1]
    text = crisis.statements["holding"].text
    assert copied(view) == [text]
    shown = words_in(view)
    assert f"*X* · {platforms.length(text, 'x')}/280 · on `x.com`" in shown
    assert f"*LinkedIn* · {len(text)}/3,000 · on `linkedin.com`" in shown
    assert f"*Mastodon* · {platforms.length(text, 'mastodon')}/500" in shown
    assert view["submit"] is None


async def test_what_is_not_approved_is_not_copied(world: World) -> None:
    crisis = await approved(world)
    old = world.copy(crisis, HOLDING)
    await edit(world, crisis, "executive", text="New words. We will say more at 11.")
    await world.press("it_security", old, "open_copy")
    await world.idle()
    assert world.told("it_security") == why("not_approved")
    assert world.person("it_security").views == []


async def test_too_long_a_text_goes_out_as_a_thread(world: World) -> None:
    crisis = await world.open("executive", platforms=["x", "linkedin"])
    await edit(world, crisis, "executive", text=LONG)
    crisis = await world.crisis()
    card = world.surface(crisis, HOLDING)
    assert f":no_entry: *X {platforms.length(LONG, 'x')}/280*" in words_in(card)
    assert t(labels.FAULT["too_long"]) in words_in(card)
    assert {"use_thread", "use_shorter"} <= acts(card)
    await world.click("executive", crisis, HOLDING, "use_thread")
    crisis = await world.crisis()
    holding = crisis.statements["holding"]
    assert (holding.text, holding.thread, holding.version) == (LONG, True, 3)
    parts = platforms.thread(LONG, "x")
    card = world.surface(crisis, HOLDING)
    assert f"X: thread of {len(parts)} · LinkedIn" in words_in(card)
    assert t(labels.FAULT["too_long"]) not in words_in(card)
    assert not {"use_thread", "use_shorter"} & acts(card)
    await world.click("executive", crisis, HOLDING, "submit_statement")
    await world.click("it_security", await world.crisis(), HOLDING, "approve_statement")
    crisis = await world.crisis()
    await world.click("it_security", crisis, HOLDING, "open_copy")
    view = world.person("it_security").views[-1]
    assert copied(view) == [LONG, *parts]
    assert f"1/{len(parts)} · {platforms.length(parts[0], 'x')}/280" in words_in(view)
    # Which part is linked is up to whoever posts: the first one's link stands for the thread.
    await world.click("executive", crisis, HOLDING, "open_posted")
    assert (await world.fill("executive", link=LINK)).closed


async def test_the_form_says_how_long_a_thread_becomes(world: World) -> None:
    crisis = await world.open("executive")
    await edit(world, crisis, "executive", text=LONG)
    crisis = await world.crisis()
    await world.click("executive", crisis, HOLDING, "open_edit")
    person = world.person("executive")
    view = person.views[-1]
    await person.click_in_view(view["id"], "value", "thread", selected=["yes"])
    await world.running.services.drain()
    assert "X: thread of 2" in words_in(person.views[-1])
    assert (await world.fill("executive")).closed
    holding = (await world.crisis()).statements["holding"]
    assert (holding.thread, holding.version) == (True, 3)
    await world.click("executive", await world.crisis(), HOLDING, "open_edit")
    await world.fill("executive", thread=[])
    assert (await world.crisis()).statements["holding"].thread is False


async def test_a_shorter_text_is_offered(world: World) -> None:
    crisis = await world.open("executive")
    await edit(world, crisis, "executive", text=LONG)
    crisis = await world.crisis()
    await world.click("executive", crisis, HOLDING, "use_shorter")
    view = world.person("executive").views[-1]
    assert platforms.fits(typed(view), "x")
    assert typed(view) != LONG
    # It is a proposal: nothing has changed until it is saved.
    assert (await world.crisis()).statements["holding"].text == LONG
    assert (await world.fill("executive")).closed
    assert (await world.crisis()).statements["holding"].text == typed(view)


@pytest.mark.parametrize(
    ("link", "answer"),
    [
        (
            "https://www.linkedin.com/posts/acme-1",
            "This is an address on LinkedIn, and these words were to go out on X.",
        ),
        ("https://acme.example/news/1", "This is no address on X. A post there has one on x.com."),
        ("https://x.com.evil.example/acme/status/1", "This is no address on X."),
    ],
)
async def test_a_link_of_another_platform(world: World, link: str, answer: str) -> None:
    crisis = await approved(world)
    await world.click("executive", crisis, HOLDING, "open_posted")
    sent = await world.fill("executive", link=link)
    assert sent.errors["link"].startswith(answer)
    assert (await world.crisis()).statements["holding"].state == "approved"
    # What was typed is still there, and can be mended.
    assert world.person("executive").views[-1]["state"]["values"]["link"]["value"]["value"] == link
    assert (await world.fill("executive", link=LINK)).closed


async def test_another_account_is_asked_back(world: World) -> None:
    crisis = await approved(world)
    await world.click("executive", crisis, HOLDING, "open_posted")
    other, minutes_ago = "https://x.com/acme_help/status/9", int(world.clock().timestamp()) - 120
    sent = await world.fill("executive", link=other, posted_at=minutes_ago)
    assert not sent.closed
    assert not sent.errors
    view = world.person("executive").views[-1]
    assert "This is another account: @acme_help" in words_in(view)
    values = view["state"]["values"]
    assert values["link-asked"]["value"]["value"] == other
    assert values["posted_at"]["value"]["selected_date_time"] == minutes_ago
    # Unanswered, it is asked again.
    assert not (await world.fill("executive")).closed
    assert (await world.crisis()).statements["holding"].state == "approved"
    assert (await world.fill("executive", account=["acme_help"])).closed
    post = (await world.crisis()).statements["holding"].posts[0]
    assert (post.link, post.platform) == (other, "x")
    assert int(post.at.timestamp()) == minutes_ago


async def test_a_yes_for_one_account_is_none_for_another(world: World) -> None:
    crisis = await approved(world)
    await world.click("executive", crisis, HOLDING, "open_posted")
    await world.fill("executive", link="https://x.com/acme_help/status/9")
    sent = await world.fill(
        "executive", link="https://x.com/acme_fans/status/9", account=["acme_help"]
    )
    assert not sent.closed
    assert "This is another account: @acme_fans" in words_in(world.person("executive").views[-1])
    assert (await world.fill("executive", link=LINK)).closed
    assert (await world.crisis()).statements["holding"].link == LINK


async def test_the_platform_is_chosen_where_there_are_several(world: World) -> None:
    crisis = await approved(world, platforms=["x", "linkedin"])
    await world.click("executive", crisis, HOLDING, "open_posted")
    there = "https://www.linkedin.com/posts/acme-1"
    assert set((await world.fill("executive", link=there)).errors) == {"link"}
    assert (await world.fill("executive", platform="linkedin")).closed
    crisis = await world.crisis()
    card = world.surface(crisis, HOLDING)
    assert "Posted on LinkedIn by" in words_in(card)
    # Then on the other: only what is left is offered, that of the crisis first.
    await world.click("executive", crisis, HOLDING, "open_posted")
    view = world.person("executive").views[-1]
    (select,) = [b["element"] for b in view["blocks"] if b["block_id"] == "platform"]
    offered = [option["value"] for option in select["options"]]
    assert offered[0] == "x"
    assert "linkedin" not in offered
    assert "bluesky" in offered
    assert (await world.fill("executive", link=LINK)).closed
    crisis = await world.crisis()
    holding = crisis.statements["holding"]
    assert [post.platform for post in holding.posts] == ["linkedin", "x"]
    assert (await world.kinds(crisis)).count("statement_posted") == 2
    assert words_in(world.surface(crisis, HOLDING)).count(":mega: Posted on") == 2


async def test_the_same_platform_twice_is_refused(world: World) -> None:
    crisis = await approved(world)
    for who in ("executive", "it_security"):
        await world.click(who, crisis, HOLDING, "open_posted")
    assert (await world.fill("executive", link=LINK)).closed
    late = await world.fill("it_security", link="https://x.com/acme/status/10")
    assert set(late.errors) == {"link"}
    assert "Executive" in late.errors["link"]
    assert len((await world.crisis()).statements["holding"].posts) == 1


async def test_a_note_to_staff_has_no_platform(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, "card", "open_statement_form")
    assert (await world.fill("executive", kind="internal")).closed
    crisis = await world.crisis()
    await edit(world, crisis, "executive", "statement:internal", text="Please send calls to us.")
    await world.click("executive", await world.crisis(), "statement:internal", "submit_statement")
    crisis = await world.crisis()
    await world.click("it_security", crisis, "statement:internal", "approve_statement")
    crisis = await world.crisis()
    await world.click("executive", crisis, "statement:internal", "open_posted")
    assert (await world.fill("executive", link="https://intranet.acme.example/1")).closed
    crisis = await world.crisis()
    assert crisis.statements["internal"].posts[0].platform is None
    assert crisis.first_word_at is None


async def test_a_withdrawn_fact_proposes_a_correction(world: World) -> None:
    crisis = await world.open("executive")
    fact = await confirmed(world, "The post was online for 40 minutes.")
    crisis = await written(
        world, "The post was online for 40 minutes. We are looking into it: more at 11."
    )
    assert "Rests on confirmed facts: “The post was online for 40 minutes.”" in words_in(
        world.surface(crisis, HOLDING)
    )
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    card = world.surface(crisis, HOLDING)
    approve = "approve_statement" if "approve_statement" in acts(card) else "open_override"
    await world.click("it_security", crisis, HOLDING, approve)
    if approve == "open_override":
        assert (await world.fill("it_security", reason="It is what we know")).closed
    crisis = await world.crisis()
    await world.click("executive", crisis, HOLDING, "open_posted")
    assert (await world.fill("executive", link=LINK)).closed
    crisis = await withdraw_fact(world, fact)
    card = world.surface(crisis, HOLDING)
    assert "What is public is wrong now:" in words_in(card)
    await world.click("it_security", crisis, HOLDING, "draft_correction")
    crisis = await world.crisis()
    correction = crisis.statements["correction"]
    assert (correction.corrects, correction.fact) == ("holding", fact)
    assert f"It corrects: Holding post, <{LINK}|see it>." in words_in(
        world.surface(crisis, "statement:correction")
    )
    # One at a time is under way.
    await world.click("it_security", crisis, HOLDING, "draft_correction")
    await world.idle()
    assert world.told("it_security") == why("statement_exists", kind="correction")


async def test_a_withdrawn_fact_sends_what_is_not_posted_back(world: World) -> None:
    crisis = await world.open("executive")
    fact = await confirmed(world, "The post was online for 40 minutes.")
    crisis = await written(
        world, "The post was online for 40 minutes. We are looking into it: more at 11."
    )
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await withdraw_fact(world, fact)
    shown = words_in(world.surface(crisis, HOLDING))
    assert crisis.statements["holding"].state == "draft"
    assert "It rests on what was withdrawn:* “The post was online for 40 minutes.”" in shown


async def test_nothing_is_corrected_before_it_is_posted(world: World) -> None:
    crisis = await posted(world)
    old = world.copy(crisis, HOLDING)
    value = f"{crisis.id}:holding:1:"
    other = await submitted(world, post_link="https://x.com/acme/status/2")
    await world.send_click("executive", old, "draft_correction", value.replace(crisis.id, other.id))
    await world.idle()
    assert world.told("executive") == why("nothing_to_correct")
