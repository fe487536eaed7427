"""Who is told of what: each field of a crisis has a word of its own, looked for in the files."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import events
from bot.commands import closing as closing_commands
from bot.commands import critics as critic_commands
from bot.commands import evidence as evidence_commands
from bot.commands import facts as fact_commands
from bot.commands import record as record_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.events import LANGUAGES, RECORD_FILTERS, Language, RecordFilter
from bot.people import Person
from bot.record import Reader, TextFormat
from bot.record.filters import AMONG_US, PUBLIC, shows
from bot.surfaces.still_open import on_record
from tests.record.readable import made, view_of
from tests.strategies import KINDS, ROOM, START, History, Intent, drill_plan, opening

READABLE: tuple[TextFormat, ...] = ("csv", "md", "html")
NAMES = ("Zofia Testname", "Yann Testname", "Xenia Testname")
IDS = ("U0MARK1", "U0MARK2", "U0MARK3")
PEOPLE = [Person(id=user) for user in IDS]
POSTED = "We have seen the post and are looking into it. We will say more here soon. postedmark"


def text_of(history: History, form: TextFormat, reader: Reader) -> str:
    """The words of a file, without what its format wraps them in."""
    text = made(history, form, reader)
    if form == "html":
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return re.sub(r"\\(.)", r"\1", text) if form == "md" else text


def full_story(language: Language = "en", *, drill: bool = False) -> History:
    """A crisis in which every field has a word of its own."""
    lead, second, third = IDS
    history = History()
    planned = drill_plan("drillmark") if drill else None
    what = "whatmark happened"
    history.do(
        opening(
            what=what,
            holding=POSTED,
            language=language,
            lead=lead,
            invite=IDS,
            post_link="https://x.example/postlinkmark",
            planned=planned,
        ),
        lead,
    )
    room = events.RoomOpened(channel=ROOM, name="crisis-x", private=drill)
    history.do(room_commands.RecordRoom(room), "cellule")
    history.do(record_commands.NamePeople(dict(zip(IDS, NAMES, strict=True))), "cellule")
    note = events.NoteAdded(text="notemark", via="command")
    history.do(room_commands.AddNote(note), second)
    history.do(fact_commands.ProposeFact("factmark", events.Proof(person=third)), second)
    history.do(fact_commands.ConfirmFact(next(iter(history.at_last.facts))), third)
    history.do(
        evidence_commands.KeepEvidence(
            what="post",
            captured_at=START,
            link="https://x.example/evidencelinkmark",
            platform="x",
            account="accountmark",
            files=(),
            note="evidencemark",
            message=None,
        ),
        second,
    )
    critic = events.ListedCritic(
        id="", platform="x", handle="@handlemark", said="criticmark", wrote_at=START
    )
    history.do(critic_commands.AddCritics((critic,)), second)
    (listed,) = history.at_last.critics
    seen = history.at_last.critics[listed].changed
    history.do(critic_commands.DraftReply(listed, "draftmark of a reply", seen), second)
    history.do(critic_commands.SendReply(listed, "replymark", None, START, "reasonmark"), second)
    comment = statement_commands.CommentStatement("holding", 1, "commentmark")
    history.do(comment, second)
    history.do(statement_commands.SubmitStatement("holding", 1), lead)
    history.do(statement_commands.ApproveStatement("holding", 1, "overridemark"), second)
    link = "https://x.example/publishedmark"
    history.do(statement_commands.MarkPosted("holding", 1, link, START, "x"), lead)
    inside = events.StatementDrafted(
        statement="internal-1",
        statement_kind="internal",
        language=language,
        text="Dear colleagues, insidemark. We will tell you more tomorrow at noon.",
    )
    history.do(statement_commands.DraftStatement(inside), lead)
    history.do(statement_commands.SubmitStatement("internal-1", 1), lead)
    history.do(statement_commands.ApproveStatement("internal-1", 1, "overridemark"), second)
    told = "https://intranet.example/insidelinkmark"
    history.do(statement_commands.MarkPosted("internal-1", 1, told, START, None), lead)
    unposted = events.StatementDrafted(
        statement="apology-1", statement_kind="apology", language=language, text="unpostedmark"
    )
    history.do(statement_commands.DraftStatement(unposted), lead)
    history.do(record_commands.CorrectEntry(4, "correctionmark"), second)
    history.do(closing_commands.CloseCrisis("summarymark", "leftmark", on_record), lead)
    history.do(closing_commands.AddLesson("well", "lessonmark"), second)
    history.do(closing_commands.AddAction("actionmark", second, "2026-04-01"), second)
    assert history.at_last.closed
    assert not history.refusals
    return history


PUBLISHED = ("postedmark", "publishedmark")
ON_RECORD = (
    "whatmark",
    "postlinkmark",
    "notemark",
    "factmark",
    "evidencemark",
    "evidencelinkmark",
    "handlemark",
    "criticmark",
    "replymark",
    "insidemark",
    "insidelinkmark",
    "unpostedmark",
    "correctionmark",
    "summarymark",
    *NAMES,
)
INSIDE = ("draftmark", "commentmark", "lessonmark", "actionmark")


@pytest.mark.parametrize("form", READABLE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_is_told_what_was_public(form: TextFormat, language: Language) -> None:
    text = text_of(full_story(language), form, Reader("public"))
    assert "publishedmark" in text
    assert ("postedmark" in text) is (form != "csv")
    leaked = [mark for mark in (*ON_RECORD, *INSIDE, *IDS, "overridemark") if mark in text]
    assert leaked == []


@pytest.mark.parametrize("form", READABLE)
def test_lawyers_are_told_all_but_the_talk(form: TextFormat) -> None:
    text = text_of(full_story(), form, Reader("legal"))
    assert [mark for mark in INSIDE if mark in text] == []
    # In the table of the timeline alone, facts and statements are told of, but not in full.
    if form != "csv":
        assert [mark for mark in (*ON_RECORD, *PUBLISHED) if mark not in text] == []


@pytest.mark.parametrize("form", ["md", "html"])
def test_we_are_told_everything(form: TextFormat) -> None:
    text = text_of(full_story(), form, Reader("full"))
    assert [mark for mark in (*ON_RECORD, *PUBLISHED, *INSIDE) if mark not in text] == []


@pytest.mark.parametrize("chosen", RECORD_FILTERS)
@pytest.mark.parametrize("form", READABLE)
def test_a_drill_never_passes_for_a_crisis(form: TextFormat, chosen: RecordFilter) -> None:
    history, reader = full_story(drill=True), Reader(chosen)
    warning = view_of(history, reader).warning
    assert warning is not None
    assert warning in text_of(history, form, reader)[:12_000]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from((*KINDS, "close")),
            st.sampled_from(PEOPLE),
            st.integers(0, 400),
            st.integers(0, 4000),
        ),
        max_size=40,
    ),
    st.sampled_from(LANGUAGES),
)
def test_no_word_from_inside_gets_out(
    acts: list[tuple[str, Person, int, int]], language: Language
) -> None:
    """Whatever anybody did: what they wrote is in no public record, but for words that were
    posted."""
    history = full_story(language)
    history.crisis = None
    history.entries.clear()
    history.do(opening(what="whatmark", holding="insidemark", lead=IDS[0], invite=IDS), IDS[0])
    history.do(record_commands.NamePeople(dict(zip(IDS, NAMES, strict=True))), "cellule")
    for number, (kind, person, pick, later) in enumerate(acts):
        link = f"https://x.example/linkmark{number}"
        history.act(Intent(kind, person, pick, f"insidemark {number}", link, later))
    crisis = history.at_last
    outside = {
        one.text.strip()
        for one in crisis.statements.values()
        if one.posts and one.kind != "internal"
    }
    links = {post.link for one in crisis.statements.values() for post in one.posts}
    for form in READABLE:
        text = text_of(history, form, Reader("public", language))
        for words in outside:
            assert form == "csv" or " ".join(words.split()) in " ".join(text.split())
        for words in sorted(outside, key=len, reverse=True):
            text = text.replace(words, "")
        for link in sorted(filter(None, links), key=len, reverse=True):
            text = text.replace(link, "")
        for mark in ("whatmark", "insidemark", "linkmark", *IDS, *NAMES, "@U"):
            assert mark not in text, (form, mark, text[max(0, text.index(mark) - 80) :][:200])


def test_every_kind_has_its_readers() -> None:
    kinds = {kind.kind for kind in events.Event.__subclasses__()}
    assert kinds >= AMONG_US | PUBLIC
    assert not AMONG_US & PUBLIC
    for kind in kinds:
        assert shows("full", kind)
        assert shows("legal", kind) is (kind not in AMONG_US)
        assert shows("public", kind) is (kind in PUBLIC)
