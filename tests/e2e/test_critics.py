"""The critics board: filled in three ways, shared out, answered, and what is told of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot import critics
from bot.crisis import Crisis
from bot.critics_csv import MOST_LINES
from bot.locale import words
from bot.parts import Critic
from bot.surfaces import labels, table_report
from tests.conftest import World, buttons, why, words_in
from tests.e2e.statement_steps import acts

LINK = "https://x.com/ana/status/7"
SAID = "I work nights. That joke was about people like me."
REPLY = "Hi Ana, you are right: the joke mocked people who work nights. I have told the team so."
ERROR = "We are sorry if anyone was offended."
t = words("en")


async def add(world: World, crisis: Crisis, who: str = "executive", **fields: Any) -> Critic:
    """One by the form."""
    await world.person(who).command("/crisis", "critics", channel=str(crisis.channel))
    view = world.person(who).views[-1]
    if view["callback_id"] == "critics":
        await world.person(who).click_in_view(view["id"], "open_critic")
    sent = await world.fill(who, **fields)
    assert sent.closed, sent
    return list((await world.crisis()).critics.values())[-1]


async def send_file(
    world: World, crisis: Crisis, content: bytes, who: str = "executive", size: int | None = None
) -> Any:
    """A CSV file by the form."""
    file = await world.person(who).upload("critics.csv", content, channel=None)
    if size is not None:
        world.slack.workspace.files[file].size = size
    await world.person(who).command(
        "/crisis", "critics https://x.com/x/status/1", channel=str(crisis.channel)
    )
    return await world.fill(who, link=None, handle=None, file=[file])


async def filled(world: World, lines: int = 3) -> Crisis:
    """A crisis with so many critics."""
    crisis = await world.open("executive")
    rows = (f"https://x.com/u{n}/status/{n},u{n},Text {n}" for n in range(1, lines + 1))
    table = "\n".join(("link,author,text", *rows))
    sent = await send_file(world, crisis, table.encode())
    assert sent.closed, sent
    return await world.crisis()


def report(world: World, who: str = "executive") -> str:
    return world.messages(who)[-1].text


async def write(world: World, who: str, text: str) -> Any:
    """Fills in the open form for a reply, without typing letter by letter, and sends it."""
    (block,) = [b for b in world.person(who).views[-1]["blocks"] if b["block_id"][:7] == "answer-"]
    view = world.person(who).views[-1]
    return await world.person(who).submit(view["id"], {block["block_id"]: {"value": text}})


# Adding


async def test_by_the_command_and_its_form(world: World) -> None:
    crisis = await world.open("executive")
    await world.person("executive").command(
        "/crisis", f"critics {LINK}", channel=str(crisis.channel)
    )
    sent = await world.fill("executive", said=SAID, tone="hurt", reach="12.3k")
    assert sent.closed, sent
    crisis = await world.crisis()
    (critic,) = crisis.critics.values()
    assert (critic.link, critic.platform, critic.handle) == (LINK, "x", "ana")
    assert (critic.said, critic.tone, critic.reach) == (SAID, "hurt", 12_300)
    shown = words_in(world.surface(crisis, "critics"))
    assert "*@ana* · X · 12,300 followers · Hurt" in shown
    assert f"<{LINK}|see it>" in shown
    assert SAID in shown
    assert "1 critic to answer" in shown
    assert (await world.kinds(crisis))[-1] == "critics_added"


async def test_by_a_message_that_links_one(world: World) -> None:
    crisis = await world.open("executive")
    person, room = world.person("executive"), str(crisis.channel)
    ts = await person.say(room, f"Look: {LINK}")
    world.room(crisis).messages[ts].attachments = [
        {
            "from_url": LINK,
            "author_name": "Ana B.",
            "author_subname": "@ana",
            "text": f"{SAID} &amp; more",
        }
    ]
    await person.message_shortcut("critic_from_message", room, ts)
    sent = await world.fill("executive", tone="question")
    assert sent.closed, sent
    crisis = await world.crisis()
    (critic,) = crisis.critics.values()
    assert (critic.link, critic.handle, critic.said) == (LINK, "ana", f"{SAID} & more")
    entry = await world.newest(crisis, "critics_added")
    assert (entry.data or {})["via"] == "shortcut"


async def test_by_a_message_elsewhere_that_quotes_one(world: World) -> None:
    await world.open("executive", text="One")
    link = "https://x.com/acme/status/2"
    crisis = await world.open("executive", text="Two", post_link=link)
    person = world.person("executive")
    ts = await person.say("communications", f"> {SAID}")
    await person.message_shortcut("critic_from_message", "communications", ts)
    sent = await world.fill("executive", crisis=crisis.id, handle="@ana")
    assert sent.closed, sent
    (critic,) = (await world.crisis()).critics.values()
    assert (critic.link, critic.handle, critic.said) == (None, "ana", SAID)


async def test_a_form_that_is_refused_keeps_what_was_typed(world: World) -> None:
    crisis = await world.open("executive")
    await add(world, crisis, link=LINK, said=SAID)
    await world.person("legal_counsel").command(
        "/crisis", "critics https://x.com/other/status/8", channel=str(crisis.channel)
    )
    person = world.person("legal_counsel")
    sent = await world.fill("legal_counsel", link="https://twitter.com/Ana/status/7?s=20")
    assert "Ces critiques" in sent.errors["link"] or "tableau" in sent.errors["link"]
    sent = await world.fill("legal_counsel", link="https://x.com/b/status/9", reach="beaucoup")
    assert list(sent.errors) == ["reach"]
    sent = await world.fill("legal_counsel", link="https://nowhere", said="Oui", reach="3")
    assert list(sent.errors) == ["link"]
    values = person.views[-1]["state"]["values"]
    assert values["said"]["value"]["value"] == "Oui"
    sent = await world.fill("legal_counsel", link=None, handle=None, said=None)
    assert list(sent.errors) == ["link"]
    assert len((await world.crisis()).critics) == 1


async def test_nothing_more_once_it_is_closed(world: World) -> None:
    crisis = await filled(world)
    old = world.copy(crisis, "critics")
    await world.click("executive", crisis, "card", "open_close")
    # Other forms on the way out are not this test's.
    sent = await world.fill("executive", summary="Over", reason="It is over")
    assert sent.closed, sent
    crisis = await world.crisis()
    assert acts(world.surface(crisis, "critics")) == {"open_critics"}
    await world.press("executive", old, "take_critic", "k1")
    await world.idle()
    assert "closed this crisis" in world.told("executive")
    await world.click("executive", crisis, "critics", "open_critics")
    assert "take_critic" not in acts(world.person("executive").views[-1])


# Files


async def test_windows_1252_with_semicolons(world: World) -> None:
    crisis = await world.open("community_manager", language="fr")
    table = (
        "Lien;Auteur;Texte;Abonnés;Ton;Date\r\n"
        f"{LINK};@ana;« Ça m’a blessée ; vraiment »;1 234;blessée;14/03/2026 20:10\r\n"
    ).replace("« Ça m’a blessée ; vraiment »", '"« Ça m’a blessée ; vraiment »"')
    sent = await send_file(world, crisis, table.encode("cp1252"), "community_manager")
    assert sent.closed, sent
    crisis = await world.crisis()
    (critic,) = crisis.critics.values()
    assert critic.said == "« Ça m’a blessée ; vraiment »"
    assert (critic.reach, critic.tone) == (1234, "hurt")
    assert critic.wrote_at is not None
    assert critic.wrote_at.isoformat() == "2026-03-14T19:10:00+00:00"
    told = report(world, "community_manager")
    assert "critics.csv" in told
    assert "1\xa0critique nouvelle au tableau" in told


async def test_bad_lines_are_named_and_good_ones_taken(world: World) -> None:
    crisis = await world.open("executive")
    await add(world, crisis, link=LINK)
    table = (
        "link,author,text,followers\n"
        "not a link,<!channel>,x,\n"
        f"{LINK},ana,Again,\n"
        "https://x.com/bob/status/1,bob,New,many\n"
        "https://x.com/bob/status/1,bob,New again,3\n"
        ",,,5\n"
    )
    sent = await send_file(world, crisis, table.encode())
    assert sent.closed, sent
    crisis = await world.crisis()
    assert [c.handle for c in crisis.critics.values()] == ["ana", "bob"]
    told = report(world)
    assert "*1 critic is new" in told or "1 critic is new" in told
    assert "1 was on it already" in told
    assert "1 line repeats another" in told
    assert "*2 lines were left out.*" in told
    assert "line 2: “not a link” is no link" in told
    assert "line 6: no link, no author and no text" in told
    assert "line 4: “many” is no number of followers" in told
    # Mended and sent again, nobody is there twice.
    mended = table.replace("not a link", "https://x.com/new/status/2")
    await send_file(world, crisis, mended.encode())
    assert len((await world.crisis()).critics) == 3


async def test_ten_thousand_lines(world: World) -> None:
    crisis = await filled(world, MOST_LINES)
    assert len(crisis.critics) == MOST_LINES
    kinds = await world.kinds(crisis)
    assert kinds.count("critics_added") == MOST_LINES / 500
    assert "10,000 critics are new on the board" in report(world)
    shown = words_in(world.surface(crisis, "critics"))
    assert "10000 critics to answer" in shown or "10,000 critics to answer" in shown
    assert ("open_critics", crisis.id) in buttons(world.surface(crisis, "critics"))


async def test_more_is_refused_with_what_to_do(world: World) -> None:
    crisis = await filled(world, MOST_LINES + 1)
    assert crisis.critics == {}
    assert table_report.unreadable(t, "too_many") in report(world)


async def test_a_file_of_a_gigabyte_is_refused_unread(world: World) -> None:
    crisis = await world.open("executive")
    sent = await send_file(world, crisis, b"link\n", size=1_000_000_000)
    assert sent.errors == {"file": table_report.too_large(t)}
    assert world.calls("files.info") == []


async def test_what_slack_says_of_its_size_is_not_believed(world: World) -> None:
    crisis = await world.open("executive")
    content = b"link,text\n" + b",x\n" * 3_400_000
    sent = await send_file(world, crisis, content, size=1)
    assert sent.closed, sent
    await world.idle()
    assert report(world) == table_report.too_large(t)


async def test_a_file_that_is_no_table(world: World) -> None:
    crisis = await world.open("executive")
    sent = await send_file(world, crisis, b"PK\x03\x04 a spreadsheet")
    assert sent.closed, sent
    await world.idle()
    assert table_report.unreadable(t, "spreadsheet") in report(world)


async def test_a_file_that_slack_does_not_give(world: World) -> None:
    crisis = await world.open("executive")
    file = await world.person("executive").upload("critics.csv", b"link\n", channel=None)
    await world.person("executive").command("/crisis", "critics", channel=str(crisis.channel))
    # Somebody deletes it in the moment between.
    world.slack.workspace.files[file].content = None
    sent = await world.fill("executive", file=[file])
    assert sent.closed, sent
    await world.idle()
    assert "could not be read from Slack (file_not_found)" in report(world)


# Sharing out


async def test_sharing_out_evenly(world: World) -> None:
    crisis = await filled(world, 5)
    people = [world.person(key).user_id for key in ("legal_counsel", "it_security")]
    await world.click("executive", crisis, "critics", "open_share_critics")
    # Whoever leads, where nobody has the role.
    view = world.person("executive").views[-1]
    assert view["state"]["values"]["people"]["value"]["selected_users"] == [crisis.lead]
    sent = await world.fill("executive", people=people, most="3")
    assert sent.closed, sent
    crisis = await world.crisis()
    load = critics.load(crisis)
    assert sorted(load[person] for person in people) == [1, 2]
    said = world.said(crisis)
    assert sum(f"<@{person}>" in text for person in people for text in said[-2:]) == 2
    thread = world.surface(crisis, "critics").ts
    told = [m for m in world.room(crisis).messages.values() if m.thread_ts == thread]
    assert len([m for m in told if m.ts != thread]) == 2

    await world.click("executive", crisis, "critics", "open_share_critics")
    sent = await world.fill("executive", people=people)
    assert sent.closed, sent
    load = critics.load(await world.crisis())
    assert sorted(load[person] for person in people) == [2, 3]


async def test_guests_do_not_share_out_and_apps_answer_nobody(world: World) -> None:
    crisis = await filled(world)
    await world.click("social_agency", crisis, "critics", "open_share_critics")
    await world.idle()
    assert world.told("social_agency") == why("guest")
    await world.click("executive", crisis, "critics", "open_share_critics")
    sent = await world.fill("executive", people=[world.slack.bot_user_id])
    assert list(sent.errors) == ["people"]


async def test_one_is_taken_and_given_back(world: World) -> None:
    crisis = await filled(world)
    old = world.copy(crisis, "critics")
    await world.click("it_security", crisis, "critics", "take_critic", "k2")
    crisis = await world.crisis()
    assert crisis.critics["k2"].owner == world.person("it_security").user_id
    await world.press("legal_counsel", old, "take_critic", "k2")
    await world.idle()
    it = world.person("it_security").user_id
    assert world.told("legal_counsel") == why("critic_taken", "fr", who=it)
    # Who takes one rings for nobody.
    assert not [m for m in world.said(crisis) if "yours to answer" in m]
    await world.click("it_security", crisis, "critics", "reopen_critic", "k2")
    assert (await world.crisis()).critics["k2"].owner is None


# Answering


async def test_a_draft_with_a_fault(world: World) -> None:
    crisis = await filled(world)
    person = world.person("it_security")
    await world.click("it_security", crisis, "critics", "open_reply", "k1")
    view = person.views[-1]
    assert "Text 1" in words_in(view)
    reply = await person.enter(view["id"], "answer-0", ERROR)
    assert reply is not None
    await world.running.services.drain()
    fault = t(labels.FAULT["conditional_apology"])
    assert fault in words_in(person.views[-1])
    # What the form said already is not said again: it is kept as it is.
    sent = await write(world, "it_security", ERROR)
    assert sent.closed, sent
    crisis = await world.crisis()
    critic = crisis.critics["k1"]
    assert (critic.draft, critic.owner) == (ERROR, person.user_id)
    assert "has a draft" in words_in(world.surface(crisis, "critics"))

    await world.click("it_security", crisis, "critics", "open_sent", "k1")
    sent = await world.fill("it_security", link="https://x.com/acme/status/9")
    assert "if anyone was offended" in sent.errors["text"]
    values = person.views[-1]["state"]["values"]
    assert values["link"]["value"]["value"] == "https://x.com/acme/status/9"
    sent = await world.fill("it_security", reason="It was out before we looked")
    assert sent.closed, sent
    crisis = await world.crisis()
    assert crisis.critics["k1"].reason == "It was out before we looked"
    assert "It was out before we looked" in world.said(crisis)[-1]


async def test_a_fault_typed_in_a_hurry_is_shown_first(world: World) -> None:
    crisis = await filled(world)
    await world.click("it_security", crisis, "critics", "open_reply", "k1")
    sent = await write(world, "it_security", ERROR)
    assert sent.view is not None
    assert t(labels.FAULT["conditional_apology"]) in words_in(sent.view)
    assert (await world.crisis()).critics["k1"].draft is None
    sent = await write(world, "it_security", ERROR)
    assert sent.closed, sent
    assert (await world.crisis()).critics["k1"].draft == ERROR


async def test_a_reply_like_another_shows_the_other(world: World) -> None:
    crisis = await filled(world)
    await world.click("it_security", crisis, "critics", "open_reply", "k1")
    assert (await write(world, "it_security", REPLY)).closed
    crisis = await world.crisis()
    await world.click("legal_counsel", crisis, "critics", "open_reply", "k2")
    other = REPLY.replace("Ana", "Bob")
    sent = await write(world, "legal_counsel", other)
    assert sent.view is not None
    shown = words_in(sent.view)
    assert "100" in shown
    assert "@u1" in shown
    assert REPLY in shown
    # Knowingly, it is kept all the same; sending it needs no reason.
    assert (await write(world, "legal_counsel", other)).closed
    crisis = await world.crisis()
    await world.click("legal_counsel", crisis, "critics", "open_sent", "k2")
    assert (await world.fill("legal_counsel")).closed
    critic = (await world.crisis()).critics["k2"]
    assert (critic.state, critic.answer, critic.reason) == ("answered", other, None)


async def test_the_proposed_words_are_put_in(world: World) -> None:
    crisis = await filled(world)
    person = world.person("it_security")
    await world.click("it_security", crisis, "critics", "open_reply", "k1")
    view = person.views[-1]
    await person.enter(view["id"], "answer-0", "Hi. Mistakes were made. We have deleted the post.")
    await world.running.services.drain()
    await person.click_in_view(view["id"], "use_better_reply")
    await world.running.services.drain()
    (field,) = [
        actions["value"]["value"]
        for block, actions in person.views[-1]["state"]["values"].items()
        if block.startswith("answer-")
    ]
    assert "Mistakes were made" not in field


async def test_sent_set_aside_and_the_figures(world: World) -> None:
    crisis = await filled(world, 4)
    world.clock.forward(minutes=30)
    await world.click("it_security", crisis, "critics", "open_sent", "k1")
    sent = await world.fill("it_security", text=REPLY, link="https://bsky.app/profile/a/post/1")
    assert list(sent.errors) == ["link"]
    sent = await world.fill("it_security", link="https://x.com/acme/status/10")
    assert sent.closed, sent
    crisis = await world.crisis()
    old = world.copy(crisis, "critics")
    await world.click("it_security", crisis, "critics", "open_set_aside", "k2")
    assert (await world.fill("it_security", reason="Bait")).closed
    crisis = await world.crisis()
    found = critics.figures(crisis)
    assert (found.answered, found.share, found.set_aside) == (1, 33, 1)
    assert found.median == timedelta(minutes=30)
    assert found.longest is not None
    shown = words_in(world.surface(crisis, "critics"))
    assert "*1 answered* of 3 (33 %)" in shown
    assert "30 minutes" in shown
    assert "@u3 has waited longest" in shown
    assert "1 set aside" in shown
    await world.press("legal_counsel", old, "open_set_aside", "k2")
    await world.idle()
    it = world.person("it_security").user_id
    assert world.told("legal_counsel") == why("critic_settled", "fr", who=it, state="set_aside")


async def test_the_whole_board(world: World) -> None:
    crisis = await filled(world, 30)
    person = world.person("it_security")
    await world.click("it_security", crisis, "critics", "take_critic", "k3")
    crisis = await world.crisis()
    await world.click("it_security", crisis, "critics", "open_critics")
    view = person.views[-1]
    assert "@u20*" in words_in(view)
    assert "@u21*" not in words_in(view)

    async def after(action: str, **more: Any) -> str:
        await person.click_in_view(view["id"], action, **more)
        await world.idle()
        return words_in(person.views[-1])

    assert "@u30*" in await after("critics_more")
    mine = await after("filter_critics", selected="mine")
    assert "@u3*" in mine
    assert "@u4*" not in mine
    assert "Nobody here." in await after("filter_critics", selected="answered")
    await after("filter_critics", selected="all")
    found = await after("seek_critics", selected="text 27")
    assert "@u27*" in found
    assert "@u2*" not in found
    # The button does what Enter does.
    sent = await person.submit(view["id"], {"seek_critics": "@u30"})
    assert "@u30*" in words_in(sent.view)
    await after("seek_critics", selected="text 27")
    # A form opened from it lies on top of it; sent, the board below shows what it did.
    await person.click_in_view(view["id"], "open_set_aside")
    assert [each["callback_id"] for each in person.views] == ["critics", "set_aside_critic"]
    assert (await world.fill("it_security", reason="Bait")).closed
    await world.idle()
    assert "set this aside: “Bait”" in words_in(person.views[-1])
    assert "set this aside" not in await after("reopen_critic")
    assert (await world.crisis()).critics["k27"].state == "open"


async def test_a_click_on_an_old_board_is_answered(world: World) -> None:
    crisis = await filled(world)
    person = world.person("it_security")
    await world.click("it_security", crisis, "critics", "open_critics")
    view = person.views[-1]
    await world.click("legal_counsel", crisis, "critics", "take_critic", "k1")
    await person.click_in_view(view["id"], "take_critic", value=f"{crisis.id}:k1:6")
    await world.idle()
    legal = world.person("legal_counsel").user_id
    assert world.messages("it_security")[-1].text == why("critic_taken", who=legal)
    # The board shows by now who has it.
    assert f"<@{legal}> answers" in words_in(person.views[-1])


async def test_in_french(world: World) -> None:
    crisis = await world.open("community_manager", language="fr")
    await add(world, crisis, "community_manager", link=LINK, said=SAID, tone="hurt")
    crisis = await world.crisis()
    shown = words_in(world.surface(crisis, "critics"))
    assert words("fr")("Draft a reply…") in shown
    assert words("fr")("Hurt") in shown
    assert "critic to answer" not in shown
