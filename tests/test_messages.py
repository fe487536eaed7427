"""Messages in the room: when they are kept, what of them, and what that changes in a crisis."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import events, surfaces
from bot.commands.evidence import KeepEvidence
from bot.commands.messages import (
    KeepChange,
    KeepMessage,
    KeepRemoval,
    RecordFileDigest,
    RecordFileUnread,
    TakeBackNote,
)
from bot.commands.room import AddNote, AdoptSettings, ChangeSeverity
from bot.crisis import fold
from bot.deliveries import Delivery, deliveries
from bot.events import EvidenceFile, MessageRef
from bot.kept_messages import keeps_messages
from bot.locale import words
from bot.parts import Noted, text_digest
from bot.refused import Refused
from bot.surfaces.sentences import bare, sentence
from tests.strategies import (
    MEMBERS,
    ROOM,
    START,
    History,
    histories,
    intents,
    opened,
    plan,
    said,
    texts,
    with_room,
)

OF_MESSAGES = ("written", "edited", "removed", "file_read")


def message(ts: str = "1.0", author: str = "U2") -> MessageRef:
    return MessageRef(channel=ROOM, ts=ts, author=author)


def file(key: str = "F1", name: str = "log.txt") -> EvidenceFile:
    return EvidenceFile(id=key, name=name, size=9, link=f"https://acme.slack.com/files/U1/{key}")


def major(keep: events.KeepMessages = "major", severity: str = "major") -> History:
    history = with_room(severity=severity)
    history.do(AdoptSettings(events.SettingsAdopted(keep_messages=keep)))
    return history


def read(history: History, event: events.Event, actor: str = "U2", language: Any = "en") -> str:
    return sentence(words(language), history.at_last, event, actor, bare, lambda text: text)


@pytest.mark.parametrize("severity", events.SEVERITIES)
@pytest.mark.parametrize("keep", get_args(events.KeepMessages))
def test_when_they_are_kept(keep: events.KeepMessages, severity: events.Severity) -> None:
    history = major(keep, severity)
    expected = keep == "always" or (keep, severity) == ("major", "major")
    assert keeps_messages(history.at_last) is expected
    assert bool(history.do(KeepMessage(message(), "x"))) is expected
    assert bool(history.do(KeepChange(message(), "y", "x"))) is expected
    assert bool(history.do(KeepRemoval(message(), "y"))) is expected
    assert not keeps_messages(replace(history.at_last, closed_at=START))


def test_the_default_is_in_major_crises() -> None:
    assert events.SettingsAdopted().keep_messages == "major"
    # So it is in a crisis whose settings were written before there was this one.
    assert events.parse("settings_adopted", {}) == events.SettingsAdopted()


@given(texts(4000), texts(4000))
def test_digests_are_of_the_text_as_slack_sends_it(text: str, before: str) -> None:
    history = major()
    (kept,) = history.do(KeepMessage(message(), text))
    assert kept.sha256 == hashlib.sha256(text.encode()).hexdigest()
    changed = history.do(KeepChange(message(), text, before))
    if text == before:
        assert changed == ()
    else:
        assert (changed[0].sha256, changed[0].was) == (kept.sha256, text_digest(before))
    (removed,) = history.do(KeepRemoval(message(), text))
    assert removed.was == kept.sha256
    (unknown,) = history.do(KeepRemoval(message()))
    assert unknown.was is None


@given(histories(most=12), st.lists(intents(OF_MESSAGES, by=MEMBERS), max_size=8))
def test_they_leave_the_crisis_as_it_is(history: History, told: list[Any]) -> None:
    before = history.at_last
    for intent in told:
        history.do(intent.command(before), intent.by)
    # But that somebody is in the room.
    assert replace(history.at_last, seq=before.seq, begun=before.begun) == before
    assert fold(None, history.entries) == history.at_last


def test_each_file_of_a_message_is_read_unless_it_is_evidence() -> None:
    history = major()
    keep = KeepEvidence(what="other", captured_at=START, files=(file("F2"),))
    history.do(keep)
    (kept,) = history.do(KeepMessage(message(), "", files=(file("F1"), file("F2"), file("F1"))))
    seq, crisis = history.at_last.seq, history.at_last
    assert deliveries(kept, crisis) == (Delivery("hash_file", crisis.id, seq, {"file": "F1"}),)
    assert deliveries(kept, crisis)[0].key == f"{crisis.id}/{seq}/hash_file/F1"
    digest = RecordFileDigest(file("F1"), "ab", 5)
    assert history.do(digest, "U1") == (
        events.FileHashed(file="F1", name="log.txt", sha256="ab", size=5),
    )
    # It became evidence before it was read.
    history.do(KeepEvidence(what="other", captured_at=START, files=(file("F1"),)))
    assert history.do(digest) == history.do(RecordFileUnread(file("F1"), "file_deleted")) == ()


def test_nothing_is_said_of_them_in_the_room() -> None:
    history = major()
    history.do(AddNote(events.NoteAdded(text="We begin", via="command")))
    for command in (
        KeepMessage(message(), "x"),
        KeepChange(message(), "y", "x"),
        KeepRemoval(message(), "y"),
        RecordFileDigest(file(), "ab", 5),
        RecordFileUnread(file(), "file_deleted"),
    ):
        (event,) = history.do(command)
        assert deliveries(event, history.at_last) == ()


# How they read


def test_sentences() -> None:
    history = major()
    kept = events.MessageKept(
        message=message(), text="&lt;b&gt; <@U3> <https://a.example|a>", sha256="ab"
    )
    assert read(history, kept) == "@U2 wrote: “<b> @U3 https://a.example”"
    reply = kept.model_copy(update={"thread_ts": "0.9"})
    assert read(history, reply).startswith("@U2 wrote in a thread: ")
    files = kept.model_copy(update={"text": " ", "files": (file(), file("F2", "\u202egnp.exe"))})
    assert read(history, files) == "@U2 shared: log.txt, gnp.exe"
    both = kept.model_copy(update={"text": "Look", "files": (file(),)})
    assert read(history, both) == "@U2 wrote: “Look” Files: log.txt"
    assert (
        read(history, both, language="fr")
        == "@U2 a écrit\u00a0: «\u00a0Look\u00a0» Fichiers\u00a0: log.txt"
    )
    changed = events.MessageChanged(message=message(), text="New", sha256="ab", was="cd")
    assert read(history, changed) == "@U2 edited a message: “New”. SHA-256 of the text before: cd"
    removed = events.MessageRemoved(message=message(), was="cd")
    assert read(history, removed) == "A message from @U2 was deleted. SHA-256 of its text: cd"
    unknown = events.MessageRemoved(message=MessageRef(channel=ROOM, ts="1.0"))
    assert read(history, unknown) == "A message in the room was deleted."
    unread = events.FileUnread(file="F1", name="log.txt", error="file_deleted")
    assert read(history, unread) == "No SHA-256 of the file log.txt: the file was deleted."


# Whoever is there is told


def raised(history: History, severity: events.Severity) -> str:
    history.do(ChangeSeverity(severity, "It grows", plan(2)))
    seen = next(r for r in history.at_last.recent[::-1] if r.event.kind == "severity_changed")
    return surfaces.notice(history.at_last, seen.event, seen.actor, seen.at).content.text


def test_a_new_severity_says_what_it_means_for_what_is_written() -> None:
    history = major("major", "minor")
    assert raised(history, "major").endswith("is kept in the record.")
    assert raised(history, "minor").endswith("is no longer kept.")
    for keep in ("never", "always"):
        history.do(AdoptSettings(events.SettingsAdopted(keep_messages=keep)))
        assert "written in this room" not in raised(history, "major") + raised(history, "minor")


def test_new_settings_are_told_where_they_change_it() -> None:
    history = with_room(severity="minor")
    history.do(AddNote(events.NoteAdded(text="We begin", via="command")))
    for keep, told in (("never", False), ("always", True), ("major", True), ("never", False)):
        (event,) = history.do(AdoptSettings(events.SettingsAdopted(keep_messages=keep)))
        kinds = [delivery.kind for delivery in deliveries(event, history.at_last)]
        assert kinds == (["say"] if told else [])


def test_no_room_is_told_before_it_is_there() -> None:
    history = opened(severity="minor")
    (event,) = history.do(AdoptSettings(events.SettingsAdopted(keep_messages="always")))
    assert deliveries(event, history.at_last) == ()


# A pushpin that is taken back


def pin(ts: str = "1.0", via: Any = "pushpin") -> AddNote:
    return AddNote(events.NoteAdded(text="Sessions closed", via=via, message=message(ts)))


def test_taken_back_by_whoever_pinned() -> None:
    history = with_room()
    history.do(pin(), "U1")
    seq = history.at_last.seq
    assert history.at_last.noted == {f"{ROOM}/1.0": Noted(seq, "U1", pinned=True)}
    assert history.do(TakeBackNote(message()), "U2") == ()
    assert history.do(TakeBackNote(message("2.0")), "U1") == ()
    assert history.do(TakeBackNote(message()), "U1") == (
        events.NoteTakenBack(entry=seq, message=message()),
    )
    assert (history.at_last.noted, history.at_last.taken_back) == ({}, {seq})
    assert history.do(TakeBackNote(message()), "U1") == ()
    # Then anybody may put it there again.
    assert not isinstance(history.do(pin(), "U3"), Refused)
    assert history.do(TakeBackNote(message()), "U1") == ()


def test_what_came_another_way_stays() -> None:
    history = with_room()
    history.do(pin(via="shortcut"), "U1")
    assert history.do(TakeBackNote(message()), "U1") == ()


@given(said(300))
def test_taken_back_is_told_in_the_thread(text: str) -> None:
    history = with_room()
    history.do(AddNote(events.NoteAdded(text=text, via="pushpin", message=message("7.0"))), "U1")
    history.do(TakeBackNote(message("7.0")), "U1")
    last = history.at_last.recent[-1]
    told = surfaces.notice(history.at_last, last.event, last.actor, last.at)
    assert (told.thread_channel, told.thread_ts) == (ROOM, "7.0")
