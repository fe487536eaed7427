"""Holding post and apology: drafted, edited, submitted, approved, posted."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot import surfaces
from bot.crisis import Crisis
from bot.locale import words
from bot.surfaces import labels
from statements.draft import gaps
from tests.conftest import World, buttons, shows, why, why_in_form, words_in

t = words("en")
HOLDING = "statement:holding"
APOLOGY = "statement:apology"


async def test_a_holding_draft_stands_in_the_room(world: World) -> None:
    crisis = await world.open("executive", cause="mistake", platforms=["x", "linkedin"])
    statement = crisis.statements["holding"]
    shown = words_in(world.surface(crisis, HOLDING))
    assert statement.text in shown
    assert "our X account" in statement.text
    assert not gaps(statement.text)
    assert world.surface(crisis, HOLDING).text in shown
    # It promises the next update within an hour and a quarter, on a quarter of an hour.
    assert statement.next_update is not None
    wait = (statement.next_update - world.clock()).total_seconds()
    assert 3600 <= wait <= 4500
    assert statement.next_update.minute % 15 == 0


async def test_the_straight_path(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    executive = world.person("executive").user_id
    (line,) = [line for line in world.card(crisis).splitlines() if ":hourglass:" in line]
    assert f"<@{executive}>" in line
    assert f"<@{executive}>" in world.said(crisis)[-1]
    await world.click("legal_counsel", crisis, HOLDING, "approve_statement")
    crisis = await world.crisis()
    legal = world.person("legal_counsel").user_id
    shown = words_in(world.surface(crisis, HOLDING)).splitlines()
    (line,) = [line for line in shown if line.startswith(":white_check_mark: Approved")]
    assert f"<@{legal}>" in line
    assert ":loudspeaker:" in world.card(crisis)
    assert ":hourglass:" not in world.card(crisis)
    await world.click("executive", crisis, HOLDING, "open_posted")
    view = world.person("executive").views[-1]
    assert crisis.statements["holding"].text in words_in(view)
    link = "https://x.com/acme/status/1800"
    assert (await world.fill("executive", link=link)).closed
    crisis = await world.crisis()
    shown = world.surface(crisis, HOLDING)
    assert f"<{link}|" in words_in(shown)
    assert {action for action, _ in buttons(shown)} == {
        "open_copy",
        "open_posted",
        "draft_correction",
        "draft_pair",
        "open_comment",
    }
    assert f"<{link}|" in world.said(crisis)[-1]
    card = world.card(crisis)
    (line,) = [line for line in card.splitlines() if line.startswith(":mega:")]
    assert "6 minutes" in line
    assert ":alarm_clock:" in card
    assert labels.STAGE["respond"] in card
    assert labels.STAGE["respond"] in world.room(crisis).topic.value
    assert (await world.kinds(crisis))[-4:] == [
        "statement_submitted",
        "statement_approved",
        "statement_posted",
        # The step that asks for just this.
        "step_done",
    ]
    for name in ("card", HOLDING):
        assert shows(world.surface(crisis, name), surfaces.render(crisis, name))


async def test_notices_about_a_statement_stand_in_its_thread(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    await world.click("legal_counsel", crisis, HOLDING, "open_changes")
    assert (await world.fill("legal_counsel", reason="Name the platform")).closed
    crisis = await world.crisis()
    threads = [m.thread_ts for m in world.room(crisis).messages.values() if m.is_reply]
    assert threads == [world.surface(crisis, HOLDING).ts] * 2
    assert "Name the platform" in world.said(crisis)[-1]


async def test_nobody_approves_their_own_words(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    await world.click("executive", crisis, HOLDING, "approve_statement")
    crisis = await world.crisis()
    assert world.told("executive") == why("own_words")
    assert crisis.statements["holding"].state == "submitted"
    # Whoever edited is an author too, though another submits.
    await _edit(world, crisis, "it_security", text="We are on it and will be back at 11.")
    crisis = await world.crisis()
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    for author in ("it_security", "executive"):
        await world.click(author, crisis, HOLDING, "approve_statement")
        await world.idle()
        assert world.told(author) == why("own_words")


async def test_guests_neither_approve_nor_send_back(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    agency = world.person("social_agency")
    for action in ("approve_statement", "open_changes"):
        seen = len(agency.ephemerals)
        await world.click("social_agency", crisis, HOLDING, action)
        await world.idle()
        assert len(agency.ephemerals) == seen + 1
        assert world.told("social_agency") == why("guest")
    assert agency.views == []
    assert (await world.crisis()).statements["holding"].state == "submitted"


async def test_guests_may_write(world: World) -> None:
    crisis = await world.open("executive")
    await _edit(world, crisis, "social_agency", text="We have seen it and are looking into it.")
    crisis = await world.crisis()
    assert crisis.statements["holding"].authors == {world.person("social_agency").user_id}


async def test_an_edit_makes_a_version_and_keeps_the_rest(world: World) -> None:
    crisis = await world.open("executive")
    words, promised = "  We got it wrong & <say> so.\nMore at 11.  ", int(world.clock().timestamp())
    await _edit(world, crisis, "executive", text=words, next_update=promised + 1800)
    crisis = await world.crisis()
    statement = crisis.statements["holding"]
    assert (statement.version, statement.text) == (2, words.strip())
    assert statement.next_update is not None
    assert int(statement.next_update.timestamp()) == promised + 1800
    shown = world.surface(crisis, HOLDING)
    assert words.strip() in words_in(shown)
    assert f"<@{world.person('executive').user_id}>" in words_in(shown)
    # Saving without a change is no new version.
    await _edit(world, crisis, "legal_counsel", text=words)
    assert (await world.crisis()).statements["holding"].version == 2
    empty = await _edit(world, crisis, "legal_counsel", text="   ", expect=False)
    assert list(empty.errors.values()) == [why("empty", "fr")]


async def test_an_edit_voids_the_approval(world: World) -> None:
    crisis = await _approved(world)
    await world.click("it_security", crisis, HOLDING, "open_edit")
    # The form says so first.
    assert t("A change voids the approval that these words have.") in words_in(
        world.person("it_security").views[-1]
    )
    assert (await world.fill("it_security", text="Other words entirely.")).closed
    crisis = await world.crisis()
    statement = crisis.statements["holding"]
    assert (statement.state, statement.approvals, statement.version) == ("draft", (), 2)
    # A click on the old "Mark as posted" or "Approve" no longer passes.
    actions = dict(buttons(world.surface(crisis, HOLDING)))
    assert {"submit_statement", "open_edit", "open_versions"} <= set(actions)
    assert not {"open_posted", "approve_statement", "open_override"} & set(actions)
    assert "the approval no longer holds" in words_in(world.surface(crisis, HOLDING))


async def test_clicks_on_an_old_version(world: World) -> None:
    crisis = await world.open("executive")
    draft = world.copy(crisis, HOLDING)
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    submitted = world.copy(crisis, HOLDING)
    await _edit(world, crisis, "it_security", text="Newer words.")
    crisis = await world.crisis()
    for who, old, action in (
        ("legal_counsel", submitted, "approve_statement"),
        ("executive", draft, "submit_statement"),
    ):
        seen = len(world.person(who).ephemerals)
        await world.press(who, old, action)
        await world.idle()
        assert len(world.person(who).ephemerals) == seen + 1
    now = (await world.crisis()).statements["holding"]
    assert world.told("executive") == why("statement_moved", at=now.changed_at)
    assert (await world.crisis()).statements["holding"].state == "draft"
    # "Edit" on an old message opens the newest words.
    await world.press("communications_lead", submitted, "open_edit")
    view = world.person("communications_lead").views[-1]
    assert _typed(view) == "Newer words."


async def test_two_people_edit_at_once(world: World) -> None:
    crisis = await world.open("executive")
    for who in ("executive", "it_security"):
        await world.click(who, crisis, HOLDING, "open_edit")
    assert (await world.fill("executive", text="The first to save.")).closed
    late = await world.fill("it_security", text="Typed meanwhile.")
    assert not late.closed
    assert not late.errors
    view = world.person("it_security").views[-1]
    assert ":warning:" in words_in(view)
    assert "The first to save." in words_in(view)
    assert _typed(view) == "Typed meanwhile."
    assert (await world.crisis()).statements["holding"].text == "The first to save."
    assert (await world.fill("it_security", text="Both put together.")).closed
    statement = (await world.crisis()).statements["holding"]
    assert (statement.text, statement.version) == ("Both put together.", 3)


async def test_the_promised_time_survives_a_clash_too(world: World) -> None:
    crisis = await world.open("executive")
    for who in ("executive", "it_security"):
        await world.click(who, crisis, HOLDING, "open_edit")
    assert (await world.fill("executive", text="The first to save.")).closed
    typed = int(world.clock().timestamp()) + 7200
    await world.fill("it_security", text="Typed meanwhile.", next_update=typed)
    values = world.person("it_security").views[-1]["state"]["values"]
    times = [v["value"]["selected_date_time"] for k, v in values.items() if "next" in k]
    assert times == [typed]


async def test_two_people_approve_at_once(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    pair = ("it_security", "communications_lead")
    await asyncio.gather(*(world.click(who, crisis, HOLDING, "approve_statement") for who in pair))
    crisis = await world.crisis()
    (approval,) = crisis.statements["holding"].approvals
    (loser,) = [who for who in pair if world.person(who).user_id != approval.by]
    assert world.told(loser) == why("approved_already", who=approval.by)


async def test_asking_for_changes_sends_it_back(world: World) -> None:
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    submitted = world.copy(crisis, HOLDING)
    await world.click("it_security", crisis, HOLDING, "open_changes")
    assert (await world.fill("it_security", reason="Say <when>")).closed
    crisis = await world.crisis()
    shown = words_in(world.surface(crisis, HOLDING))
    it = world.person("it_security").user_id
    (line,) = [line for line in shown.splitlines() if "Say &lt;when&gt;" in line]
    assert f"<@{it}>" in line
    assert crisis.statements["holding"].state == "draft"
    await world.press("communications_lead", submitted, "approve_statement")
    await world.idle()
    assert world.told("communications_lead") == why("not_submitted")
    await world.press("communications_lead", submitted, "open_changes")
    await world.idle()
    assert world.person("communications_lead").views == []


@pytest.mark.parametrize(
    ("link", "answer"),
    [
        ("https://soon", "https://"),
        ("soon", "Please enter a valid URL."),
        ("", "Please complete this required field."),
    ],
)
async def test_marking_as_posted_takes_a_link(world: World, link: str, answer: str) -> None:
    crisis = await _approved(world)
    await world.click("executive", crisis, HOLDING, "open_posted")
    sent = await world.fill("executive", link=link)
    assert answer in sent.errors["link"]
    assert (await world.crisis()).statements["holding"].state == "approved"


async def test_marking_as_posted_takes_a_time_that_has_passed(world: World) -> None:
    crisis = await _approved(world)
    await world.click("executive", crisis, HOLDING, "open_posted")
    later = int(world.clock().timestamp()) + 3600
    sent = await world.fill("executive", link="https://x.com/acme/status/9", posted_at=later)
    assert set(sent.errors) == {"posted_at"}
    earlier = int(world.clock().timestamp()) - 120
    assert (await world.fill("executive", posted_at=earlier)).closed
    crisis = await world.crisis()
    assert crisis.first_word_at is not None
    assert int(crisis.first_word_at.timestamp()) == earlier


async def test_what_is_posted_is_frozen(world: World) -> None:
    crisis = await _approved(world)
    approved = world.copy(crisis, HOLDING)
    for who in ("executive", "legal_counsel", "it_security"):
        await world.click(
            who, crisis, HOLDING, "open_edit" if who == "it_security" else "open_posted"
        )
    assert (await world.fill("executive", link="https://x.com/acme/status/9")).closed
    # The same again is no error; another link is.
    assert (await world.fill("legal_counsel", link="https://x.com/acme/status/9")).closed
    late = await world.fill("it_security", text="Too late.")
    crisis = await world.crisis()
    posted = crisis.statements["holding"]
    told = why("statement_posted", who=posted.posted_by, at=posted.posted_at)
    reader, actor = world.person("it_security"), world.person("executive")
    beside = why_in_form(
        "statement_posted", reader, actor, who=posted.posted_by, at=posted.posted_at
    )
    assert list(late.errors.values()) == [beside]
    await world.press("communications_lead", approved, "open_edit")
    await world.idle()
    assert world.told("communications_lead") == told
    assert world.person("communications_lead").views == []
    assert (await world.kinds(crisis)).count("statement_posted") == 1


async def test_posting_before_the_approval_is_refused(world: World) -> None:
    crisis = await _approved(world)
    approved = world.copy(crisis, HOLDING)
    await _edit(world, crisis, "executive", text="New words.")
    await world.press("it_security", approved, "open_posted")
    await world.idle()
    assert world.told("it_security") == why("not_approved")
    assert world.person("it_security").views == []


async def test_a_major_apology_takes_two_approvals(world: World) -> None:
    crisis = await world.open("executive", severity="major", cause="mistake")
    await world.click("executive", crisis, "card", "draft_apology")
    crisis = await world.crisis()
    assert "draft_apology" not in dict(buttons(world.surface(crisis, "card")))
    text = crisis.statements["apology"].text
    (gap,) = gaps(text)
    # A gap is refused, by its name, before anybody is asked to read it.
    await world.click("executive", crisis, APOLOGY, "submit_statement")
    crisis = await world.crisis()
    assert world.told("executive") == why("gaps", gaps=[gap])
    assert crisis.statements["apology"].state == "draft"
    await _edit(world, crisis, "executive", APOLOGY, text=text.replace(gap, "locked the account"))
    crisis = await world.crisis()
    await world.click("executive", crisis, APOLOGY, "submit_statement")
    crisis = await world.crisis()
    # Nobody is named for any of the roles: one pair of eyes, then another.
    shown = words_in(world.surface(crisis, APOLOGY))
    assert "Nobody is named for Communications or Legal: any member may approve." in shown
    assert ":white_circle: After that: 1 member who did not write it." in shown
    await world.click("it_security", crisis, APOLOGY, "approve_statement")
    crisis = await world.crisis()
    assert "Nobody is named for Executive" in _waits(world, crisis)
    # The same person twice is one approval.
    await world.click("it_security", crisis, APOLOGY, "approve_statement")
    crisis = await world.crisis()
    assert crisis.statements["apology"].state == "submitted"
    await world.click("communications_lead", crisis, APOLOGY, "approve_statement")
    crisis = await world.crisis()
    assert crisis.statements["apology"].state == "approved"
    await world.click("executive", crisis, APOLOGY, "open_posted")
    assert (await world.fill("executive", link="https://x.com/acme/status/5")).closed
    crisis = await world.crisis()
    assert labels.STAGE["follow_up"] in world.card(crisis)


async def test_two_people_draft_an_apology_at_once(world: World) -> None:
    crisis = await world.open("executive")
    pair = ("executive", "it_security")
    await asyncio.gather(*(world.click(who, crisis, "card", "draft_apology") for who in pair))
    crisis = await world.crisis()
    assert (await world.kinds(crisis)).count("statement_drafted") == 2
    assert world.surface(crisis, APOLOGY)
    told = [world.told(who) for who in pair]
    assert told.count(why("statement_exists", kind="apology")) == 1


async def test_raising_the_severity_asks_for_a_second_approval(world: World) -> None:
    crisis = await world.open("executive", severity="minor", cause="mistake")
    await world.click("executive", crisis, "card", "draft_apology")
    crisis = await world.crisis()
    await world.click("executive", crisis, APOLOGY, "submit_statement")
    crisis = await world.crisis()
    await world.click("it_security", crisis, APOLOGY, "approve_statement")
    crisis = await world.crisis()
    assert crisis.statements["apology"].state == "approved"
    await world.click("executive", crisis, "card", "open_severity")
    assert (await world.fill("executive", severity="major", reason="The press calls")).closed
    crisis = await world.crisis()
    assert "1" in _waits(world, crisis)


async def test_a_long_statement_is_shown_and_kept_whole(world: World) -> None:
    crisis = await world.open("executive")
    text = "We are sorry. " * 200
    await _edit(world, crisis, "executive", text=text)
    crisis = await world.crisis()
    assert crisis.statements["holding"].text == text.strip()
    shown = world.surface(crisis, HOLDING)
    parts = [
        b["text"]["text"] for b in shown.blocks if b.get("text", {}).get("type") == "plain_text"
    ]
    assert "".join(p for p in parts if "sorry" in p) == text.strip()


def _typed(view: dict[str, Any]) -> str:
    """What stands in the first field of the words."""
    values = view["state"]["values"]
    return next(v["value"]["value"] for k, v in values.items() if k.startswith("text-"))


def _waits(world: World, crisis: Crisis) -> str:
    """The line of the apology's card that says whom it waits for."""
    shown = words_in(world.surface(crisis, APOLOGY)).splitlines()
    return next(line for line in shown if line.startswith(":hourglass:"))


async def _edit(
    world: World,
    crisis: Crisis,
    who: str,
    surface: str = HOLDING,
    *,
    expect: bool = True,
    **fields: Any,
) -> Any:
    await world.click(who, crisis, surface, "open_edit")
    sent = await world.fill(who, **fields)
    assert sent.closed is expect, sent
    return sent


async def _approved(world: World) -> Crisis:
    """A crisis whose holding post is approved."""
    crisis = await world.open("executive")
    await world.click("executive", crisis, HOLDING, "submit_statement")
    crisis = await world.crisis()
    await world.click("legal_counsel", crisis, HOLDING, "approve_statement")
    return await world.crisis()
