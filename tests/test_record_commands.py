"""What people can do to the record itself: correct it beside, take personal data out by two."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import events
from bot.chain import first_fault
from bot.clocks import due
from bot.commands import closing as closing_commands
from bot.commands import critics as critic_commands
from bot.commands import facts as fact_commands
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands.record import (
    REDACTABLE,
    AgreeToRedaction,
    AskRedaction,
    CorrectEntry,
    MakeExport,
    NamePeople,
    RefuseRedaction,
)
from bot.crisis import fold
from bot.events import EVENTS, RECORD_FILTERS, Event
from bot.people import Person
from bot.record import TEXT_FORMATS, Reader, export
from bot.refused import Decision, Refused
from bot.surfaces import notice
from bot.surfaces.still_open import on_record
from tests.strategies import SIGNER, START, History, histories, with_room
from tests.surfaces.everything import shown

GUEST = Person(id="U8", guest=True)
UNSURE = Person(id="U7", unsure=True)
NOTE = 5
"""The number of the note in `noted`."""


def noted() -> History:
    history = with_room()
    history.do(room_commands.AddNote(events.NoteAdded(text="Ana wrote it", via="command")), "U3")
    assert history.at_last.seq == NOTE
    return history


def closed(history: History) -> History:
    history.do(closing_commands.CloseCrisis("over", "why not", on_record))
    assert history.at_last.closed
    return history


def refused(decision: Decision) -> str:
    assert isinstance(decision, Refused), decision
    return decision.reason


def one(decision: Decision) -> Event:
    assert not isinstance(decision, Refused), decision
    (event,) = decision
    return event


ASK = AskRedaction(NOTE, "note_added", "  Ana did not agree  ")


# Redactions


def test_two_people_take_words_out() -> None:
    history = noted()
    asked = one(history.do(ASK, "U1"))
    assert asked == events.RedactionAsked(entry=NOTE, reason="Ana did not agree")
    waiting = history.at_last.asked_out[NOTE]
    assert (waiting.by, waiting.reason) == ("U1", "Ana did not agree")
    assert history.entries[NOTE - 1].data is not None, "one person is not enough"
    gone = one(history.do(AgreeToRedaction(NOTE), "U2"))
    assert gone == events.EntryRedacted(entry=NOTE, asked_by="U1", reason="Ana did not agree")
    crisis = history.at_last
    assert crisis.redacted == {NOTE}
    assert crisis.asked_out == {}
    assert history.entries[NOTE - 1].data is None
    assert "Ana wrote it" not in repr(crisis)
    assert first_fault(history.entries) is None


def test_whoever_asks_does_not_agree_to_it() -> None:
    history = noted()
    history.do(ASK, "U1")
    assert refused(history.do(AgreeToRedaction(NOTE), "U1")) == "own_redaction"
    assert NOTE in history.at_last.asked_out


def test_even_whoever_wrote_the_words_takes_a_second_person() -> None:
    history = noted()
    history.do(ASK, "U3")
    assert refused(history.do(AgreeToRedaction(NOTE), "U3")) == "own_redaction"


@pytest.mark.parametrize("person", [GUEST, UNSURE])
def test_guests_neither_ask_nor_decide(person: Person) -> None:
    history = noted()
    reason = "guest" if person is GUEST else "unsure"
    assert refused(history.do(ASK, person)) == reason
    history.do(ASK, "U1")
    assert refused(history.do(AgreeToRedaction(NOTE), person)) == reason
    assert refused(history.do(RefuseRedaction(NOTE), person)) == reason


@pytest.mark.parametrize("entry", [0, -1, 6, 99])
def test_an_entry_that_there_is_not(entry: int) -> None:
    history = noted()
    for command in (
        AskRedaction(entry, "note_added", "x"),
        AgreeToRedaction(entry),
        RefuseRedaction(entry),
        CorrectEntry(entry, "x"),
    ):
        assert refused(history.do(command)) == "entry_unknown"


def test_what_the_crisis_stands_on_is_kept() -> None:
    history = noted()
    for entry in history.entries[:4]:
        assert refused(history.do(AskRedaction(entry.seq, entry.kind, "x"))) == "entry_kept"


@pytest.mark.parametrize(
    "kind",
    [
        events.CrisisOpened,
        events.PlaybookAdopted,
        events.StatementDrafted,
        events.StatementEdited,
        events.StatementApproved,
        events.StatementPosted,
        events.ReviewOverridden,
        events.EntryRedacted,
        events.RedactionAsked,
        events.HeadSigned,
        events.CrisisClosed,
        events.RecordErased,
        events.RoomOpened,
    ],
)
def test_kinds_that_nobody_takes_out(kind: type[Event]) -> None:
    assert kind.kind not in REDACTABLE
    assert set(EVENTS) >= REDACTABLE
    assert refused(noted().do(AskRedaction(NOTE, kind.kind, "x"))) == "entry_kept"


def test_a_redaction_has_a_reason() -> None:
    for reason in ("", "  \n"):
        assert refused(noted().do(AskRedaction(NOTE, "note_added", reason))) == "empty"


def test_what_is_asked_already_says_by_whom() -> None:
    history = noted()
    history.do(ASK, "U1")
    for who in ("U1", "U2"):
        again = history.do(ASK, who)
        assert isinstance(again, Refused)
        assert (again.reason, again.about) == ("redaction_asked", {"who": "U1"})


@pytest.mark.parametrize("who", ["U1", "U2"])
def test_the_entry_stays_if_somebody_says_so_and_may_be_asked_about_again(who: str) -> None:
    history = noted()
    history.do(ASK, "U1")
    kept = one(history.do(RefuseRedaction(NOTE, "  "), who))
    assert kept == events.RedactionRefused(entry=NOTE)
    assert history.at_last.asked_out == {}
    for command in (AgreeToRedaction(NOTE), RefuseRedaction(NOTE)):
        assert refused(history.do(command, "U2")) == "redaction_settled"
    history.do(ASK, "U2")
    reason = one(history.do(RefuseRedaction(NOTE, "It matters"), "U1"))
    assert reason == events.RedactionRefused(entry=NOTE, reason="It matters")


def test_nothing_more_is_done_to_what_is_gone() -> None:
    history = noted()
    history.do(ASK, "U1")
    history.do(AgreeToRedaction(NOTE), "U2")
    for command in (ASK, AgreeToRedaction(NOTE), RefuseRedaction(NOTE), CorrectEntry(NOTE, "x")):
        assert refused(history.do(command, "U3")) == "entry_redacted"


def test_after_the_close_too() -> None:
    history = closed(noted())
    one(history.do(CorrectEntry(NOTE, "Bea wrote it")))
    one(history.do(ASK, "U1"))
    one(history.do(AgreeToRedaction(NOTE), "U2"))
    one(history.do(NamePeople({"U1": "Ana"})))
    one(history.do(MakeExport()))
    assert history.at_last.redacted == {NOTE}
    assert history.at_last.closed


def test_what_was_known_by_a_redacted_entry_is_no_longer_there_for_later_ones() -> None:
    history = with_room()
    proof = events.Proof(person="U4")
    history.do(fact_commands.ProposeFact("Ana posted it", proof), "U1")
    history.do(fact_commands.ConfirmFact("f1"), "U2")
    history.do(AskRedaction(5, "fact_proposed", "a name"), "U1")
    history.do(AgreeToRedaction(5), "U2")
    crisis = history.at_last
    assert crisis.facts == {}
    assert [entry.kind for entry in history.entries[4:6]] == ["fact_proposed", "fact_confirmed"]
    assert refused(history.do(fact_commands.WithdrawFact("f1", "no"), "U3")) == "fact_unknown"
    added = one(history.do(fact_commands.ProposeFact("The post was deleted", proof), "U1"))
    assert isinstance(added, events.FactProposed)
    assert added.fact == "f2", "its name is not given again"


def test_what_a_withdrawn_fact_undid_stays_undone_without_its_words() -> None:
    """Otherwise words would count as approved again that rest on what does not hold."""
    history = with_room()
    text = "We deleted the post at 10 pm and are sorry. We will say more here by 11 pm."
    history.do(statement_commands.EditStatement("holding", 1, text, None), "U1")
    history.do(fact_commands.ProposeFact("We deleted the post at 10 pm", events.Proof(person="U4")))
    history.do(fact_commands.ConfirmFact("f1"), "U2")
    history.do(statement_commands.SubmitStatement("holding", 2), "U1")
    history.do(statement_commands.ApproveStatement("holding", 2), "U2")
    assert history.at_last.statements["holding"].state == "approved"
    gone = events.FactWithdrawn(fact="f1", reason="No", statements=("holding",))
    history.append(gone, "U2")
    before = history.at_last.statements["holding"]
    assert (before.state, before.approvals) == ("draft", ())
    fact = next(e.seq for e in history.entries if e.kind == "fact_proposed")
    history.do(AskRedaction(fact, "fact_proposed", "a name"), "U1")
    one(history.do(AgreeToRedaction(fact), "U2"))
    assert history.at_last.facts == {}
    assert history.at_last.statements["holding"] == before
    told = notice(history.at_last, gone, "U2", history.now)
    assert "a fact whose words were redacted" in told.content.text


def test_who_is_taken_off_the_board_takes_nobody_s_owner_away() -> None:
    history = with_room()
    for name in ("ana", "bea"):
        listed = events.ListedCritic(id="", handle=name, platform="x", said="Shame")
        history.do(critic_commands.AddCritics((listed,)))
    history.do(critic_commands.AssignCritics(("U2",)))
    assert {critic.owner for critic in history.at_last.critics.values()} == {"U2"}
    history.do(AskRedaction(5, "critics_added", "asked for it"), "U1")
    one(history.do(AgreeToRedaction(5), "U2"))
    (left,) = history.at_last.critics.values()
    assert (left.handle, left.owner) == ("bea", "U2")
    again = one(
        history.do(critic_commands.AddCritics((events.ListedCritic(id="", handle="cleo"),)))
    )
    assert isinstance(again, events.CriticsAdded)
    names = {critic.id for critic in again.critics} | {left.id}
    assert len(names) == 2


REDACTING = (
    *("room", "note", "kept", "written", "edited", "removed", "file_read", "unpinned"),
    *("fact", "confirm", "withdraw_fact", "evidence", "digest", "deletion", "comment"),
    *("critics", "share_critics", "take_critic", "draft_reply", "send_reply", "set_aside"),
    *("reopen_critic", "skip", "undo", "update", "correct", "named", "export"),
    *(("ask_redaction",) * 8 + ("agree_redaction",) * 10),
)
TALKED_OF = (*REDACTING[:-18], *("draft", "edit", "submit", "approve", "changes", "posted"))


@settings(max_examples=150, deadline=None)
@given(histories(least=10, most=40, steps=2, kinds=REDACTING))
def test_whatever_is_taken_out_the_rest_goes_on(history: History) -> None:
    """No entry after it breaks, the crisis is the fold, and no name is given twice."""
    crisis, entries = history.at_last, history.entries
    assert fold(None, entries) == crisis
    assert first_fault(entries) is None
    gone = {entry.seq for entry in entries if entry.data is None}
    assert crisis.redacted == gone
    named = [e.data["entry"] for e in entries if e.kind == "entry_redacted" and e.data]
    assert sorted(named) == sorted(gone)
    for kind, name in (("fact_proposed", "fact"), ("evidence_kept", "evidence")):
        given_ = [e.data[name] for e in entries if e.kind == kind and e.data]
        assert len(set(given_)) == len(given_)
    critics = [
        c["id"]
        for e in entries
        if e.kind == "critics_added"
        for c in (e.data or {}).get("critics", ())
    ]
    assert len(set(critics)) == len(critics)


@settings(max_examples=25, deadline=None)
@given(histories(least=10, most=30, steps=2, kinds=TALKED_OF), st.data())
def test_whichever_words_go_all_else_is_still_told(history: History, data: st.DataObject) -> None:
    """Entries about what is gone, the surfaces, the record in each form: nothing stumbles."""
    may_go = [e.seq for e in history.entries if e.kind in REDACTABLE and e.data is not None]
    taken = data.draw(st.sets(st.sampled_from(may_go)) if may_go else st.just(set()), label="gone")
    entries = [replace(e, data=None, salt=None) if e.seq in taken else e for e in history.entries]
    crisis = fold(None, entries)
    assert crisis is not None
    left = History(now=history.now, crisis=crisis, entries=entries)
    wrong = [(one.name, one.problems()) for one in shown(left)]
    assert [one for one in wrong if one[1]] == []
    due(crisis, crisis.opened_at + timedelta(hours=5))
    for form in TEXT_FORMATS:
        for chosen in RECORD_FILTERS:
            export(entries, form, SIGNER, Reader(chosen))


# Corrections


def test_a_correction_stands_beside_what_it_corrects() -> None:
    history = noted()
    before = history.entries[NOTE - 1]
    happened = START - timedelta(hours=1)
    event = one(history.do(CorrectEntry(NOTE, "  Bea wrote it ", happened), GUEST))
    assert event == events.EntryCorrected(entry=NOTE, text="Bea wrote it", happened_at=happened)
    assert history.entries[NOTE - 1] == before
    assert history.entries[-1].actor == GUEST.id


def test_a_correction_may_be_corrected_and_taken_out_by_itself() -> None:
    history = noted()
    history.do(CorrectEntry(NOTE, "Bea wrote it"))
    second = one(history.do(CorrectEntry(6, "Nobody knows who wrote it"), "U2"))
    assert isinstance(second, events.EntryCorrected)
    assert second.entry == 6
    again = one(history.do(CorrectEntry(NOTE, "Cleo wrote it")))
    assert isinstance(again, events.EntryCorrected)
    history.do(AskRedaction(6, "entry_corrected", "a name"), "U1")
    one(history.do(AgreeToRedaction(6), "U2"))
    assert history.entries[NOTE - 1].data is not None
    assert history.entries[5].data is None


def test_a_correction_says_something_and_nothing_of_the_future() -> None:
    history = noted()
    assert refused(history.do(CorrectEntry(NOTE, " \n"))) == "empty"
    ahead = history.now + timedelta(hours=1)
    assert refused(history.do(CorrectEntry(NOTE, "x", ahead))) == "not_yet"
    one(history.do(CorrectEntry(1, "It was two posts")))


# Exports and names


def test_an_export_is_for_somebody_and_has_a_form() -> None:
    history = noted()
    assert refused(history.do(MakeExport(formats=()))) == "empty"
    event = one(history.do(MakeExport(("pdf",), "public", "fr", "Europe/Paris"), GUEST))
    assert event == events.ExportMade(
        formats=("pdf",), filter="public", language="fr", timezone="Europe/Paris"
    )
    assert [e.kind for e in history.entries[-2:]] == ["export_made", "head_signed"]


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from(["U1", "U2", "U3"]), st.text(max_size=3))))
def test_only_names_that_are_new_are_written_down(named: list[dict[str, str]]) -> None:
    history = with_room()
    known: dict[str, str] = {}
    for names in named:
        decision = history.do(NamePeople(names), "cellule")
        news = {who: name for who, name in names.items() if known.get(who) != name}
        known |= news
        assert decision == ((events.PeopleNamed(names=news),) if news else ())
        assert history.at_last.called == known
