"""Evidence: kept by form, command, menu and reaction; its digests; deletions."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot import record as record_of
from bot.commands.closing import CloseCrisis
from bot.crisis import Crisis
from bot.parts import Evidence
from bot.people import Person
from bot.slack import PIECE, SlackRefused
from tests.conftest import World, buttons, key_of, why, why_in_form, words_in
from tests.strategies import SIGNER

POST = "https://x.com/acme/status/1"
SHOT = b"\x89PNG the post as it stood"
DIGEST = hashlib.sha256(SHOT).hexdigest()


async def keep(world: World, crisis: Crisis, who: str, **fields: Any) -> Any:
    """Sends the form in."""
    room = str(crisis.channel)
    await world.person(who).command("/crisis", "evidence", channel=room)
    assert world.person(who).views[-1]["callback_id"] == "keep_evidence"
    sent = await world.fill(who, **fields)
    await world.idle()
    return sent


async def pieces(world: World) -> list[Evidence]:
    return list((await world.crisis()).evidence.values())


def shared(world: World, crisis: Crisis, file: str) -> str:
    """The message that a file was shared in."""
    (ts,) = world.slack.workspace.files[file].shared[str(crisis.channel)]
    return ts


async def share(
    world: World, crisis: Crisis, who: str, name: str = "shot.png", content: bytes = SHOT
) -> tuple[str, str]:
    """A file in the room: its ID, and its message."""
    file = await world.person(who).upload(name, content, channel=str(crisis.channel))
    return file, shared(world, crisis, file)


async def test_by_the_form_with_link_and_files(world: World) -> None:
    crisis = await world.open("executive")
    person = world.person("executive")
    files = [await person.upload(f"{n}.png", SHOT + bytes([n])) for n in range(2)]
    sent = await keep(world, crisis, "executive", files=files, note="As <!channel> saw it")
    assert sent.closed, sent
    crisis = await world.crisis()
    first, second = crisis.evidence.values()
    assert (first.what, first.link, first.platform, first.account) == ("post", POST, "x", "acme")
    assert first.kept_by == person.user_id
    assert first.file is not None
    assert (first.file.name, first.file.size) == ("0.png", len(SHOT) + 1)
    assert first.sha256 == hashlib.sha256(SHOT + b"\0").hexdigest()
    assert second.sha256 == hashlib.sha256(SHOT + b"\1").hexdigest()
    shown = words_in(world.surface(crisis, "evidence"))
    assert f"SHA-256 `{first.sha256[:12]}…`" in shown
    assert "&lt;!channel&gt;" in shown
    assert "@acme" in shown
    assert f"<@{person.user_id}>" in shown
    assert buttons(world.surface(crisis, "evidence"))[:2] == [
        ("open_evidence", crisis.id),
        ("open_deletion", crisis.id),
    ]
    # Whole where all of it is shown.
    await world.click("legal_counsel", crisis, "evidence", "open_all_evidence")
    assert first.sha256 in words_in(world.person("legal_counsel").views[-1])
    assert (await world.kinds(crisis))[-4:] == [
        "evidence_kept",
        "evidence_kept",
        "evidence_hashed",
        "evidence_hashed",
    ]


async def test_there_is_no_message_before_there_is_evidence(world: World) -> None:
    crisis = await world.open("executive")
    shown = [key_of(message) for message in world.room(crisis).messages.values()]
    assert "surface/evidence" not in shown


async def test_by_the_command(world: World) -> None:
    crisis = await world.open("executive")
    room, executive = str(crisis.channel), world.person("executive")
    await executive.command("/crisis", f"evidence {POST}/", channel=room)
    await world.idle()
    assert "screenshot" in world.told("executive")
    await executive.command("/crisis", "preuve https://example.org/article", channel=room)
    await executive.command("/crisis", "evidence https://nowhere", channel=room)
    post, article = await pieces(world)
    assert (post.what, post.link) == ("post", f"{POST}/")
    assert (article.what, article.platform) == ("other", None)
    # The same link, however it was copied.
    legal = world.person("legal_counsel")
    await legal.command("/crisis", "evidence http://www.x.com/acme/status/1", channel=room)
    assert world.told("legal_counsel") == why(
        "evidence_exists", "fr", who=executive.user_id, at=post.kept_at
    )


async def test_the_form_asks_for_something_and_keeps_what_was_typed(world: World) -> None:
    crisis = await world.open("executive")
    sent = await keep(world, crisis, "executive", link=None)
    assert list(sent.errors) == ["link"]
    sent = await world.fill("executive", link="https://nowhere", note="A note")
    assert list(sent.errors) == ["link"]
    later = int(world.clock().timestamp()) + 600
    sent = await world.fill("executive", link=None, captured_at=later)
    assert list(sent.errors) == ["captured_at"]
    sent = await world.fill("executive", captured_at=later - 1200)
    assert sent.closed, sent
    (kept,) = await pieces(world)
    assert (kept.note, kept.link, kept.file) == ("A note", None, None)
    assert int(kept.captured_at.timestamp()) == later - 1200


async def test_the_same_link_in_the_form_names_who_kept_it(world: World) -> None:
    crisis = await world.open("executive")
    await keep(world, crisis, "executive")
    (kept,) = await pieces(world)
    sent = await keep(world, crisis, "legal_counsel", link=POST)
    expected = why_in_form(
        "evidence_exists",
        world.person("legal_counsel"),
        world.person("executive"),
        who=kept.kept_by,
        at=kept.kept_at,
    )
    assert sent.errors == {"link": expected}


async def test_a_camera_keeps_a_file(world: World) -> None:
    crisis = await world.open("executive")
    file, ts = await share(world, crisis, "executive")
    # A guest may keep evidence too.
    await world.join("social_agency", str(crisis.channel))
    await world.person("social_agency").react(str(crisis.channel), ts, "camera_with_flash")
    (kept,) = await pieces(world)
    assert (kept.what, kept.sha256) == ("screenshot", DIGEST)
    assert kept.kept_by == world.person("social_agency").user_id
    assert kept.message is not None
    assert kept.message.author == world.person("executive").user_id
    assert kept.file is not None
    assert kept.file.id == file
    # In the thread of the message; once, whoever does it again.
    said = world.said(crisis)
    await world.person("executive").react(str(crisis.channel), ts, "camera")
    assert len(await pieces(world)) == 1
    assert world.said(crisis) == said
    (notice,) = [m for m in world.room(crisis).messages.values() if m.text == said[-1]]
    assert notice.thread_ts == ts


async def test_several_files_in_one_message(world: World) -> None:
    crisis = await world.open("executive")
    person = world.person("executive")
    _, ts = await share(world, crisis, "executive")
    message = world.room(crisis).messages[ts]
    message.text = f"Look <{POST}> &amp; <@U1>"
    for name in ("b.pdf", "c.png"):
        more = await person.upload(name, name.encode())
        world.slack.workspace.files[more].shared = {str(crisis.channel): [ts]}
        message.files.append(more)
    said = len(world.said(crisis))
    await person.react(str(crisis.channel), ts, "camera")
    crisis = await world.crisis()
    assert [k.file.name for k in crisis.evidence.values() if k.file] == [
        "shot.png",
        "b.pdf",
        "c.png",
    ]
    assert {k.what for k in crisis.evidence.values()} == {"other"}
    assert {(k.platform, k.link) for k in crisis.evidence.values()} == {("x", POST)}
    assert {k.note for k in crisis.evidence.values()} == {f"Look {POST} & @U1"}
    assert all(k.sha256 for k in crisis.evidence.values())
    assert len(world.said(crisis)) == said + 1


async def test_a_message_without_files_is_evidence_by_its_words(world: World) -> None:
    crisis = await world.open("executive")
    room = str(crisis.channel)
    ts = await world.person("executive").say(room, "A journalist <b> called: 12 copies are out")
    await world.person("legal_counsel").message_shortcut("evidence_from_message", room, ts)
    (kept,) = await pieces(world)
    assert (kept.what, kept.note) == ("message", "A journalist <b> called: 12 copies are out")
    assert kept.link == world.running.slack.permalink(room, ts)
    # Its author thinks better of it: the evidence stays.
    await world.person("executive").delete_message(room, ts)
    crisis = await world.crisis()
    assert "12 copies are out" in words_in(world.surface(crisis, "evidence"))
    assert await pieces(world) == [kept]


async def test_twice_by_the_menu_says_who_was_first(world: World) -> None:
    crisis = await world.open("executive")
    _, ts = await share(world, crisis, "executive")
    for who in ("executive", "legal_counsel"):
        await world.person(who).message_shortcut("evidence_from_message", str(crisis.channel), ts)
        await world.idle()
    (kept,) = await pieces(world)
    assert kept.kept_by == world.person("executive").user_id
    assert world.told("legal_counsel") == why(
        "evidence_exists", "fr", who=kept.kept_by, at=kept.kept_at
    )


async def test_a_message_from_elsewhere(world: World) -> None:
    crisis = await world.open("executive")
    file = await world.person("executive").upload("shot.png", SHOT, channel="general")
    general = world.slack.workspace.channel("general")
    (ts,) = world.slack.workspace.files[file].shared[general.id]
    general.messages[ts].text = "Seen just now"
    await world.person("executive").message_shortcut("evidence_from_message", general.id, ts)
    view = world.person("executive").views[-1]
    assert "shot.png" in words_in(view)
    sent = await world.fill("executive", crisis=crisis.id)
    assert sent.closed, sent
    (kept,) = await pieces(world)
    assert (kept.what, kept.note, kept.sha256) == ("screenshot", "Seen just now", DIGEST)
    crisis = await world.crisis()
    place = world.running.slack.permalink(general.id, ts)
    told = list(world.room(crisis).messages.values())
    (notice,) = [m for m in told if m.text == world.said(crisis)[-1]]
    assert place in words_in(notice)


async def test_a_message_from_elsewhere_when_nothing_is_open(world: World) -> None:
    ts = await world.person("executive").say("general", "Look")
    await world.person("executive").message_shortcut("evidence_from_message", "general", ts)
    await world.idle()
    assert "/crisis" in world.told("executive")


async def test_other_reactions_and_other_channels_keep_nothing(world: World) -> None:
    crisis = await world.open("executive")
    _, ts = await share(world, crisis, "executive")
    await world.person("executive").react(str(crisis.channel), ts, "eyes")
    elsewhere = await world.person("executive").say("general", "Look")
    await world.person("executive").react("general", elsewhere, "camera")
    assert await pieces(world) == []


@pytest.mark.parametrize(
    "name", ["a/b/../c.png", "\u202egnp.exe", "لقطة شاشة.png", "😀😀 ] [x](y) <b>.png"]
)
async def test_a_file_of_any_name(world: World, name: str) -> None:
    crisis = await world.open("executive")
    _, ts = await share(world, crisis, "executive", name)
    await world.person("executive").react(str(crisis.channel), ts, "camera")
    (kept,) = await pieces(world)
    assert kept.file is not None
    assert (kept.file.name, kept.sha256) == (name, DIGEST)
    shown = words_in(world.surface(await world.crisis(), "evidence"))
    assert "\u202e" not in shown
    assert "<b>" not in shown


async def test_a_link_of_three_thousand_characters(world: World) -> None:
    crisis = await world.open("executive")
    link = "https://x.com/acme/status/1?" + "a=1&" * 743
    assert len(link) == 3000
    sent = await keep(world, crisis, "executive", link=link)
    assert sent.closed, sent
    crisis = await world.crisis()
    (kept,) = crisis.evidence.values()
    assert (kept.link, kept.platform, kept.account) == (link, "x", "acme")
    assert not crisis.troubles
    assert world.surface(crisis, "evidence")


async def test_a_large_file_is_never_held(world: World) -> None:
    crisis = await world.open("executive")
    count, piece = 1024, bytes(64 * 1024)

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(count):
            yield piece

    expected = hashlib.sha256()
    for _ in range(count):
        expected.update(piece)
    room = str(crisis.channel)
    file = await world.person("executive").upload_stream(
        "film.mov", count * len(piece), stream, room
    )
    tracemalloc.start()
    try:
        await world.person("executive").react(room, shared(world, crisis, file), "camera")
        (kept,) = await pieces(world)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert kept.sha256 == expected.hexdigest()
    assert kept.file is not None
    assert kept.file.size == 64 * 2**20
    # The file is 64 MB: the app, the sandbox and both ends of the wire take far less.
    assert most < 16 * 2**20


async def test_a_file_that_was_deleted_before_it_could_be_read(world: World) -> None:
    crisis = await world.open("executive")
    file, ts = await share(world, crisis, "executive")
    world.slack.faults.fail("files.info", times=2)
    reader = world.running.sync.courier._reading
    await reader.acquire()
    await reader.acquire()
    await world.person("executive").react(str(crisis.channel), ts, "camera")
    await world.slack.settled()
    await world.person("executive").delete_file(file)
    world.slack.faults.clear("files.info")
    reader.release()
    reader.release()
    crisis = await world.crisis()
    (kept,) = crisis.evidence.values()
    assert kept.sha256 is None
    (trouble,) = crisis.troubles.values()
    assert (trouble.what, trouble.error, trouble.final) == ("hash_file", "file_deleted", True)
    assert "shares it in the room" in world.card(crisis)
    assert "the file was deleted" in words_in(world.surface(crisis, "evidence"))


async def test_a_deleted_file_in_a_message_is_no_evidence_but_the_message_is(world: World) -> None:
    crisis = await world.open("executive")
    file, ts = await share(world, crisis, "executive")
    await world.person("executive").delete_file(file)
    await world.person("executive").react(str(crisis.channel), ts, "camera")
    (kept,) = await pieces(world)
    assert (kept.what, kept.file) == ("message", None)


async def test_a_file_that_the_app_may_not_see(world: World) -> None:
    crisis = await world.open("executive")
    secret = "executive-committee"
    file = await world.person("executive").upload("shot.png", SHOT, channel=secret)
    place = world.slack.workspace.channel(secret)
    (ts,) = world.slack.workspace.files[file].shared[place.id]
    await world.person("executive").message_shortcut("evidence_from_message", place.id, ts)
    sent = await world.fill("executive", crisis=crisis.id)
    assert sent.closed, sent
    crisis = await world.crisis()
    (trouble,) = crisis.troubles.values()
    assert (trouble.error, trouble.final) == ("file_not_found", True)
    # Once it is shared where the app is, another try finds it.
    world.slack.workspace.files[file].shared[str(crisis.channel)] = ["1.0"]
    await world.click("executive", crisis, "card", "retry_deliveries")
    crisis = await world.crisis()
    assert [kept.sha256 for kept in crisis.evidence.values()] == [DIGEST]
    assert not crisis.troubles


@pytest.mark.parametrize("fault", ["ratelimited", "500", "refused", "cut"])
async def test_a_download_that_fails_is_tried_again(world: World, fault: str) -> None:
    crisis = await world.open("executive")
    faults = world.slack.faults
    if fault == "refused":
        faults.refuse_connection("download", times=2)
    elif fault == "cut":
        faults.lose_answer("download", times=2)
    else:
        faults.fail("download", fault, times=2, status=500)
    _, ts = await share(world, crisis, "executive")
    await world.person("executive").react(str(crisis.channel), ts, "camera")
    (kept,) = await pieces(world)
    assert kept.sha256 == DIGEST
    assert not (await world.crisis()).troubles


async def test_a_download_that_stalls_is_tried_again(idle_world: World) -> None:
    world = idle_world
    await world.start(call_timeout=1)
    crisis = await world.open("executive")
    world.slack.faults.hang("download")
    _, ts = await share(world, crisis, "executive")
    await world.person("executive").react(str(crisis.channel), ts, "camera")
    (kept,) = await pieces(world)
    assert kept.sha256 == DIGEST


async def test_a_crash_in_the_middle_of_a_download(world: World) -> None:
    crisis = await world.open("executive")
    world.slack.faults.hang("download", times=1)
    _, ts = await share(world, crisis, "executive")
    await world.person("executive").react(str(crisis.channel), ts, "camera")
    await world.slack.until(lambda: world.calls("download"))
    world.kill()
    await world.bury()
    await world.start()
    (kept,) = await pieces(world)
    assert kept.sha256 == DIGEST
    assert (await world.kinds(crisis)).count("evidence_hashed") == 1


async def test_a_page_that_comes_in_place_of_the_file_is_not_hashed(world: World) -> None:
    crisis = await world.open("executive")
    world.slack.faults.fail("download", "please_sign_in", times=1)
    _, ts = await share(world, crisis, "executive")
    await world.person("executive").react(str(crisis.channel), ts, "camera")
    crisis = await world.crisis()
    (kept,), (trouble,) = crisis.evidence.values(), crisis.troubles.values()
    assert kept.sha256 is None
    assert (trouble.error, trouble.final) == ("not_the_file", True)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/files/F1/a.png",
        "http://files.slack.com/a.png",
        "https://files.slack.com.evil.example/a.png",
        "https://files.slack.com@evil.example/a.png",
        "https://files.slack.com:8443/a.png",
        "https://slack.com/a.png",
        "http://127.0.0.1:9/a.png",
        "//files.slack.com/a.png",
        "/files/F1/a.png",
        "https://[",
        "",
    ],
)
async def test_the_token_goes_to_slack_alone(world: World, url: str) -> None:
    slack = world.running.slack
    with pytest.raises(SlackRefused) as refused:
        await anext(slack.download(url))
    assert refused.value.error == "not_at_slack"
    assert slack._at_slack("https://files.slack.com/files-pri/T1-F1/download/a.png")


async def test_a_redirect_is_not_followed(world: World) -> None:
    crisis = await world.open("executive")
    world.slack.scopes.discard("files:read")
    file, _ = await share(world, crisis, "executive")
    url = f"{world.slack.url}/files/{file}/shot.png"
    with pytest.raises(SlackRefused) as refused:
        await anext(world.running.slack.download(url))
    assert refused.value.error == "file_denied"
    assert PIECE <= 2**20


async def record(world: World, crisis: Crisis, who: str, **fields: Any) -> Any:
    """Records a deletion by the form, from the card's evidence or from scratch."""
    await world.click(who, crisis, "evidence", "open_deletion")
    sent = await world.fill(who, **fields)
    await world.idle()
    return sent


async def test_a_deletion(world: World) -> None:
    crisis = await world.open("executive")
    await keep(world, crisis, "executive")
    crisis = await world.crisis()
    world.clock.forward(minutes=5)
    agency = world.person("social_agency").user_id
    sent = await record(world, crisis, "executive", deleted_by=agency)
    assert sent.closed, sent
    crisis = await world.crisis()
    (deletion,) = crisis.deletions
    assert (deletion.evidence, deletion.link, deletion.platform) == ("e1", POST, "x")
    assert (deletion.by, deletion.recorded_by) == (agency, world.person("executive").user_id)
    shown = words_in(world.surface(crisis, "evidence"))
    assert f"<@{agency}>" in shown
    assert "Nobody kept evidence" not in shown
    assert f"<@{agency}>" in world.said(crisis)[-1]
    # Once is enough.
    sent = await record(world, crisis, "executive", link=POST)
    assert list(sent.errors) == ["link"]


async def test_a_deletion_of_what_nobody_kept(world: World) -> None:
    crisis = await world.open("executive")
    await keep(world, crisis, "executive", link=None, note="A call from a journalist")
    crisis = await world.crisis()
    sent = await record(world, crisis, "executive", evidence=None)
    assert list(sent.errors) == ["link"]
    sent = await world.fill("executive", link=POST)
    assert sent.closed, sent
    crisis = await world.crisis()
    assert crisis.deletions[0].evidence is None
    assert "Nobody kept evidence" in words_in(world.surface(crisis, "evidence"))
    assert "Nobody kept evidence" in world.said(crisis)[-1]
    # A screenshot turns up after all.
    await keep(world, crisis, "executive", link=POST)
    assert "Nobody kept evidence" not in words_in(world.surface(await world.crisis(), "evidence"))


async def test_when_something_cannot_have_been_deleted(world: World) -> None:
    crisis = await world.open("executive")
    await keep(world, crisis, "executive")
    crisis = await world.crisis()
    later = int(world.clock().timestamp()) + 600
    sent = await record(world, crisis, "executive", deleted_at=later)
    assert list(sent.errors) == ["deleted_at"]
    sent = await world.fill("executive", deleted_at=int(crisis.post_at.timestamp()) - 120)
    assert list(sent.errors) == ["deleted_at"]
    assert crisis.deletions == ()


async def test_guests_record_no_deletion(world: World) -> None:
    crisis = await world.open("executive")
    await keep(world, crisis, "social_agency")
    crisis = await world.crisis()
    await world.click("social_agency", crisis, "evidence", "open_deletion")
    await world.idle()
    assert world.told("social_agency") == why("guest_deletion")
    assert world.person("social_agency").views == []


async def test_the_record_goes_on_after_the_close(world: World) -> None:
    crisis = await world.open("executive")
    _, ts = await share(world, crisis, "executive")
    close = CloseCrisis("Over", reason="The rest can wait")
    await world.running.log.append(crisis.id, close, Person(id=crisis.lead))
    crisis = await world.crisis()
    assert crisis.closed
    await world.person("executive").react(str(crisis.channel), ts, "camera")
    crisis = await world.crisis()
    assert [kept.sha256 for kept in crisis.evidence.values()] == [DIGEST]
    sent = await record(world, crisis, "executive", evidence="e1")
    assert sent.closed, sent
    assert (await world.crisis()).deletions


async def test_a_form_sent_twice_keeps_once(world: World) -> None:
    crisis = await world.open("executive")
    await world.person("executive").command("/crisis", "evidence", channel=str(crisis.channel))
    view = world.person("executive").views[-1]
    await world.person("executive").submit(view["id"], {})
    assert len(await pieces(world)) == 1


async def test_many_pieces_are_a_page_away(world: World) -> None:
    crisis = await world.open("executive")
    for number in range(45):
        text = f"evidence https://example.org/{number}"
        await world.person("executive").command("/crisis", text, channel=str(crisis.channel))
    crisis = await world.crisis()
    assert "45 pieces" in words_in(world.surface(crisis, "evidence"))
    executive = world.person("executive")
    await world.click("executive", crisis, "evidence", "open_all_evidence")
    shown = [words_in(executive.views[-1])]
    for _ in range(2):
        view = executive.views[-1]
        await executive.click_in_view(view["id"], "evidence_more")
        await world.idle()
        shown.append(words_in(executive.views[-1]))
    for number in range(45):
        assert sum(f"https://example.org/{number}|" in page for page in shown) == 1
    await executive.click_in_view(executive.views[-1]["id"], "evidence_back")
    await world.idle()
    assert words_in(executive.views[-1]) == shown[1]


async def _findings(world: World, text: str) -> str:
    """The statement's message once these words stand in it."""
    crisis = await world.crisis()
    await world.click("community_manager", crisis, "statement:holding", "open_edit")
    sent = await world.fill("community_manager", text=text)
    assert sent.closed, sent
    return words_in(world.surface(await world.crisis(), "statement:holding"))


CONTRADICTS = "Contradicts what is known"


async def test_statements_are_held_against_the_evidence(world: World) -> None:
    crisis = await world.open("executive", cause="compromised_account", post_link=None)
    said = "We never published this post. We will say more at 11 pm."
    assert CONTRADICTS not in await _findings(world, said)
    _, ts = await share(world, crisis, "executive")
    await world.person("executive").react(str(crisis.channel), ts, "camera")
    await world.crisis()
    assert CONTRADICTS in words_in(world.surface(await world.crisis(), "statement:holding"))

    said = "We are looking into it. Nothing was deleted. We will say more at 11 pm."
    assert CONTRADICTS not in await _findings(world, said)
    await record(world, await world.crisis(), "executive")
    assert CONTRADICTS in words_in(world.surface(await world.crisis(), "statement:holding"))


async def test_the_markdown_record_tells_of_it(world: World) -> None:
    crisis = await world.open("executive", language="fr")
    await keep(world, crisis, "executive", note="Capture faite à 22 h 40")
    await record(world, await world.crisis(), "executive")
    entries = await world.entries(await world.crisis())
    text = record_of.export(entries, "md", SIGNER).content.decode()
    assert "Capture faite à 22 h 40" in text
    assert "x.com/acme/status/1" in text
