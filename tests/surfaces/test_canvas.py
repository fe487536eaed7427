"""The canvas: the situation on one page, whatever people wrote."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import events, surfaces
from bot.commands import closing as closing_commands
from bot.commands import critics as critic_commands
from bot.commands import evidence as evidence_commands
from bot.commands import facts as fact_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.events import LANGUAGES, Language
from bot.surfaces import canvas_text
from bot.surfaces.canvas import SHOWN_FACTS, SHOWN_STEPS
from tests.strategies import APOLOGY, NASTY, ROOM, START, History, plan, with_room
from tests.surfaces.canvas_reader import problems, read
from tests.test_crisis import post


def markdown(history: History) -> str:
    return surfaces.render(history.at_last, "canvas").text


def text(history: History) -> str:
    return read(markdown(history)).text


def test_of_a_new_crisis_it_says_what_is_known_and_what_is_due() -> None:
    history = with_room(severity="major", timezone="Europe/Paris")
    shown = read(markdown(history))
    assert shown.headings[0] == ("h1", "A joke about a rival")
    for part in (
        "Major · Honest mistake · X",
        "Speak first: nothing is public yet",
        "Crisis lead: @U1",
        "The bad post: 14 Mar 2026, 23:",
        "UTC)",
        "First public word: not out yet. Target:",
        "Times are those of Europe/Paris",
        "Nothing yet: say no more than that you are looking into it.",
        "Nothing is public yet.",
        "Nothing is waiting for approval.",
        "@U1 opened the crisis: “A joke about a rival”",
        "/crisis export",
    ):
        assert part in shown.text, part
    assert list(problems(markdown(history))) == []


def test_a_time_on_another_day_in_utc_has_its_date() -> None:
    history = with_room(timezone="Pacific/Auckland")
    assert "15 Mar 2026, 11:34 (2026-03-14 22:34 UTC)" in text(history)


def test_what_was_said_stands_with_where_and_what() -> None:
    history = with_room()
    post(history, "holding", "U2", at=START + timedelta(minutes=5))
    shown = read(markdown(history))
    assert "Holding post · 14 Mar, 23:45 (22:45 UTC) · see it" in shown.text
    assert "We have seen the post" in shown.text
    assert ("see it", "https://x.com/1") in shown.links
    assert "First public word: 14 Mar 2026" in shown.text
    assert "Promised next update:" in shown.text


def test_what_waits_and_what_is_ready() -> None:
    history = with_room()
    history.do(statement_commands.SubmitStatement("holding", 1), "U1")
    assert "Waits for approval: Holding post, version 1, from @U1." in text(history)
    history.do(statement_commands.ApproveStatement("holding", 1), "U2")
    assert "Ready to post: Holding post, version 1." in text(history)


def test_each_list_says_how_much_it_leaves_out() -> None:
    history = with_room(playbook=plan(SHOWN_STEPS + 4))
    history.do(step_commands.ClaimStep("s1"), "U5")
    for number in range(SHOWN_FACTS + 2):
        history.do(fact_commands.ProposeFact(f"Fact {number}"), "U2")
        history.do(fact_commands.ConfirmFact(f"f{number + 1}"), "U3")
    shown = text(history)
    assert "1 x · @U5 · due: 14 Mar, 23:" in shown
    assert "0 x · nobody yet, for: Legal" in shown
    assert f"Fact {SHOWN_FACTS - 1}\n" in shown
    assert f"\nFact {SHOWN_FACTS}\n" not in shown
    assert "and 2 more\n" in shown
    assert "and 4 more steps" in shown


def test_evidence_and_critics_are_counted() -> None:
    history = with_room()
    assert "Evidence and critics" not in text(history)
    history.do(evidence_commands.KeepEvidence(what="other", captured_at=START, note="A copy"))
    critics = (events.ListedCritic(id="a", handle="@a", said="Shame"),)
    history.do(critic_commands.AddCritics(critics))
    assert "1 piece of evidence" in text(history)
    assert "0 of 1 critics answered (0 %)" in text(history)


def test_only_the_crisis_changes_it() -> None:
    history = with_room()
    before = markdown(history)
    history.do(room_commands.RecordCanvas(ROOM, "F1"))
    assert "canvas" in surfaces.names(history.at_last)
    assert markdown(history) == before
    history.do(room_commands.RecordRoomLost(ROOM, "is_archived"))
    assert "canvas" not in surfaces.names(history.at_last)


def test_a_closed_crisis_says_so_and_asks_for_nothing() -> None:
    history = with_room()
    history.do(closing_commands.CloseCrisis("All is quiet\nagain", "It is over"))
    shown = text(history)
    assert "@U1 closed the crisis 14 Mar 2026" in shown
    assert "All is quiet\nagain" in shown
    for gone in ("What waits", "Steps still open", "Target:"):
        assert gone not in shown


@pytest.mark.parametrize(("language", "mark"), [("en", "EXERCISE · "), ("fr", "EXERCICE · ")])
def test_of_a_drill_nobody_takes_it_for_real(language: Language, mark: str) -> None:
    history = with_room(language=language, drill="x", private=True)
    history.do(statement_commands.SubmitStatement("holding", 1), "U3")
    shown = read(markdown(history))
    assert shown.headings[0][1].startswith(mark)
    assert surfaces.canvas_title(history.at_last).startswith(mark)
    assert "réel" in shown.text or "nothing of this is real" in shown.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "said", [*NASTY, "![](@U1)", "- [ ] tick", "a\n# b\n> c", "www.evil.example"]
)
def test_nobody_forges_anything(language: Language, said: str) -> None:
    said = said if said.strip() else f"{said}x"
    link = "https://acme.example/" + "".join(said.split())
    history = with_room(
        what=said, language=language, playbook=plan(3, text=said), holding=said, post_link=link
    )
    history.do(fact_commands.ProposeFact(said), "U2")
    history.do(fact_commands.ConfirmFact("f1"), "U3")
    history.do(statement_commands.SubmitStatement("holding", 1), "U1")
    history.do(statement_commands.ApproveStatement("holding", 1, "It must go out"), "U2")
    history.do(statement_commands.MarkPosted("holding", 1, link, START), "U1")
    history.do(room_commands.AddNote(events.NoteAdded(text=said, via="command")))
    assert list(problems(markdown(history))) == []
    assert {url.partition("/")[0] for _, url in read(markdown(history)).links} <= {"https:"}
    history.do(closing_commands.CloseCrisis(said, "It is over"))
    assert list(problems(markdown(history))) == []


def test_what_people_wrote_is_read_as_they_wrote_it() -> None:
    for said in NASTY:
        line = " ".join(said.split())
        if line and line.isprintable():
            assert read(f"# x\n\n- {canvas_text.text(said)}").text == f"x\n{line}"


def test_what_only_slack_would_act_on() -> None:
    assert canvas_text.text(":smile: at 23:40") == "\\:smile: at 23:40"
    assert canvas_text.text("See https://evil.example &copy; R&D") == (
        "See https\\://evil.example \\&copy; R&D"
    )
    assert canvas_text.person("cellule") == canvas_text.person(None) == "Cellule"
    assert canvas_text.person("U1)![](@U2") == "U1)!\\[\\](@U2"


def test_only_web_addresses_are_links() -> None:
    assert canvas_text.link("javascript:alert(1)", "see it") == "see it"
    assert canvas_text.link("https://x.com/" + "a" * 3_000, "see it") == "see it"
    made = canvas_text.link("https://x.com/a) [b](https://evil.example\n", "see it")
    (link,) = read(f"# x\n\n{made}").links
    assert link[0] == "see it"
    assert "evil" in link[1]
    assert " " not in link[1]


def test_the_words_of_others_stay_lines_of_a_quotation() -> None:
    lines = canvas_text.quotation(f"One\n\n# two\n{APOLOGY}", 400)
    assert lines == ["> One", ">", "> \\# two", ">", f"> {APOLOGY}"]
