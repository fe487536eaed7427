"""Evidence and deletions: what follows from each command, and what must hold after any of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import evidence, reviewing, surfaces
from bot.commands.evidence import KeepEvidence, RecordDeletion, RecordDigest
from bot.deliveries import deliveries
from bot.events import EvidenceFile, EvidenceHashed, EvidenceKept, Language, MessageRef, PostDeleted
from bot.locale import words
from bot.people import Person
from bot.refused import Refused
from bot.surfaces.content import Notice
from bot.surfaces.evidence import size
from tests.strategies import ROOM, START, History, histories, opened, with_room

POST = "https://x.com/acme/status/1"
T = words("en")
GUEST = Person(id="U9", guest=True)


def file(key: str = "F1", name: str = "shot.png") -> EvidenceFile:
    return EvidenceFile(id=key, name=name, size=9, link=f"https://acme.slack.com/files/U1/{key}")


def message(ts: str = "1.0", channel: str = ROOM) -> MessageRef:
    link = f"https://acme.slack.com/archives/{channel}/p{ts}"
    return MessageRef(channel=channel, ts=ts, author="U2", link=link)


def why(decision: object) -> str | None:
    return decision.reason if isinstance(decision, Refused) else None


def notice(history: History) -> Notice:
    last = history.at_last.recent[-1]
    return surfaces.notice(history.at_last, last.event, last.actor, last.at)


def test_something_must_be_kept() -> None:
    history = opened()
    assert why(history.do(KeepEvidence("post", START, link="  ", note="\n"))) == "evidence_empty"
    assert why(history.do(KeepEvidence("post", START + timedelta(days=1), note="x"))) == "not_yet"


def test_the_link_tells_platform_and_account_unless_somebody_says_otherwise() -> None:
    history = opened()
    history.do(KeepEvidence("post", START, link=POST))
    history.do(
        KeepEvidence("post", START, link=f"{POST}2", platform="web", account=" @other "), GUEST
    )
    first, second = history.at_last.evidence.values()
    assert (first.platform, first.account) == ("x", "acme")
    assert (second.platform, second.account, second.kept_by) == ("web", "other", "U9")


@pytest.mark.parametrize(
    ("link", "platform"),
    [
        ("https://mobile.twitter.com/acme/status/1", "x"),
        ("https://bsky.app/profile/acme.example/post/3k", "bluesky"),
        ("https://mastodon.example/@acme/1234", "mastodon"),
        ("https://www.linkedin.com/feed/update/1", "linkedin"),
        ("https://acme.slack.com/archives/C1/p1", None),
        ("https://x.com.evil.example/acme/status/1", None),
        ("https://example.org/@acme", None),
        ("not a link", None),
        (None, None),
    ],
)
def test_platforms_of_links(link: str | None, platform: str | None) -> None:
    assert evidence.platform_of(link) == platform


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (POST, f" {POST}/ ", True),
        (POST, "http://www.X.com/acme/status/1#top", True),
        (POST, f"{POST}?s=20", False),
        (POST, "https://x.com/ACME/status/1", False),
        ("https://[", "https://[", True),
    ],
)
def test_the_same_link(one: str, other: str, same: bool) -> None:
    assert evidence.same_link(one, other) is same


def test_the_same_twice_names_who_was_first() -> None:
    history = opened()
    history.do(KeepEvidence("post", START, link=POST), "U2")
    again = history.do(KeepEvidence("other", START, link=f"{POST}/"), "U3")
    assert isinstance(again, Refused)
    assert (again.reason, again.about["who"]) == ("evidence_exists", "U2")
    # A file of what stands there is more than the link, even twice.
    for key in ("F1", "F2"):
        history.do(KeepEvidence("screenshot", START, link=POST, files=(file(key),)))
    assert len(history.at_last.evidence) == 3
    assert why(history.do(KeepEvidence("other", START, files=(file("F2"),)))) == "evidence_exists"
    history.do(KeepEvidence("message", START, message=message(), link=POST))
    assert len(history.at_last.evidence) == 4
    twice = KeepEvidence("message", START, message=message(), link="https://a.example")
    assert why(history.do(twice)) == "evidence_exists"
    history.do(KeepEvidence("other", START, note="Heard by phone"))
    assert why(history.do(KeepEvidence("other", START, note="Heard by phone"))) == "evidence_exists"


def test_of_several_files_the_new_ones_are_kept() -> None:
    history = opened()
    history.do(KeepEvidence("other", START, files=(file("F1"),)))
    history.do(KeepEvidence("other", START, files=(file("F2"), file("F1"), file("F2"), file("F3"))))
    kept = history.at_last.evidence
    assert list(kept) == ["e1", "e2", "e3"]
    assert [one.file.id for one in kept.values() if one.file] == ["F1", "F2", "F3"]


def test_a_digest_is_recorded_once_and_the_size_is_what_was_counted() -> None:
    history = opened()
    history.do(KeepEvidence("other", START, files=(file(),)))
    assert history.do(RecordDigest("e9", "ab", 3)) == ()
    history.do(RecordDigest("e1", "ab", 3))
    assert history.do(RecordDigest("e1", "cd", 4)) == ()
    (kept,) = history.at_last.evidence.values()
    assert kept.file is not None
    assert (kept.sha256, kept.file.size) == ("ab", 3)


def test_each_file_is_read_and_a_message_is_told_once() -> None:
    history = with_room()
    said: list[tuple[str, ...]] = []
    for key in ("F1", "F2"):
        history.do(KeepEvidence("other", START, files=(file(key),), message=message()))
        event = history.at_last.recent[-1].event
        said.append(tuple(d.kind for d in deliveries(event, history.at_last)))
    # The first thing that is done in the room brings its canvas too.
    assert said == [("say", "open_canvas", "hash_file"), ("hash_file",)]
    history.do(KeepEvidence("post", START, link=POST))
    assert deliveries(history.at_last.recent[-1].event, history.at_last) == ()


def test_where_it_is_told() -> None:
    history = with_room()
    history.do(KeepEvidence("message", START, message=message("7.0")))
    assert notice(history).thread_ts == "7.0"
    history.do(KeepEvidence("message", START, message=message("8.0", "C2")))
    assert notice(history).thread_ts is None


def deletion(history: History, **fields: object) -> RecordDeletion:
    return RecordDeletion(deleted_by="U3", **({"deleted_at": history.now} | fields))  # type: ignore[arg-type]


def test_what_was_deleted_must_be_said() -> None:
    history = opened()
    assert why(history.do(deletion(history))) == "deletion_of_what"
    assert why(history.do(deletion(history, evidence="e7"))) == "evidence_unknown"


def test_when_it_was_deleted_must_be_possible() -> None:
    history = opened()
    late = history.now + timedelta(minutes=1)
    assert why(history.do(deletion(history, link=POST, deleted_at=late))) == "not_yet"
    post_at = history.at_last.post_at
    early = post_at.replace(second=0, microsecond=0) - timedelta(minutes=1)
    assert why(history.do(deletion(history, link=POST, deleted_at=early))) == "deleted_too_early"
    # A copy that waited in a tool may have gone before.
    history.do(KeepEvidence("copy", START, note="Scheduled for Friday"))
    history.do(deletion(history, evidence="e1", deleted_at=early))
    assert len(history.at_last.deletions) == 1
    # People enter minutes.
    minute = post_at.replace(second=0, microsecond=0)
    history.do(deletion(history, link=POST, deleted_at=minute))
    assert len(history.at_last.deletions) == 2


def test_a_deletion_is_recorded_once_by_a_member() -> None:
    history = opened()
    history.do(KeepEvidence("post", START, link=POST))
    assert why(history.do(deletion(history, link=POST), GUEST)) == "guest_deletion"
    assert why(history.do(deletion(history, link=POST), Person(id="U2", unsure=True))) == "unsure"
    history.do(deletion(history, link=f"{POST}/"), "U4")
    (known,) = history.at_last.deletions
    assert (known.evidence, known.platform, known.recorded_by) == ("e1", "x", "U4")
    assert why(history.do(deletion(history, evidence="e1"), "U5")) == "deleted_already"
    assert evidence.deletion_of(history.at_last, history.at_last.evidence["e1"]) == known


def test_evidence_that_turns_up_later_is_evidence_of_the_deletion() -> None:
    history = with_room()
    history.do(deletion(history, link=POST))
    assert evidence.evidence_of(history.at_last, history.at_last.deletions[0]) is None
    assert "Nobody kept evidence" in notice(history).content.text
    history.do(KeepEvidence("screenshot", START, link=POST, files=(file(),)))
    found = evidence.evidence_of(history.at_last, history.at_last.deletions[0])
    assert found == history.at_last.evidence["e1"]


def test_a_deletion_points_at_the_step_that_waits_for_it() -> None:
    history = with_room()
    step = next(p.step for p in history.at_last.steps.values() if p.step.id.startswith("delete"))
    history.do(deletion(history, link=POST))
    assert step.title in notice(history).content.text


# The review


def found(history: History, text: str) -> set[str]:
    """What is wrong with a holding post of these words."""
    statement = history.at_last.statements["holding"]
    return {f.code for f in reviewing.of_text(history.at_last, statement, text, thread=False)}


DENIALS: dict[Language, tuple[str, str, str]] = {
    "en": (
        "We never published this post.",
        "Nothing was deleted.",
        "No post was scheduled.",
    ),
    "fr": (
        "Nous n’avons jamais publié ce message.",
        "Rien n’a été supprimé.",
        "Aucun message n’était programmé.",
    ),
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_the_evidence_shows_is_not_denied(language: Language) -> None:
    posted, deleted, scheduled = DENIALS[language]
    history = opened(language=language, cause="compromised_account", post_link=None)
    for text in DENIALS[language]:
        assert "contradiction" not in found(history, text)
    history.do(KeepEvidence("copy", START, note="Friday 9 am"))
    assert "contradiction" in found(history, scheduled)
    assert "contradiction" not in found(history, posted)
    history.do(KeepEvidence("screenshot", START, files=(file(),)))
    assert "contradiction" in found(history, posted)
    assert "contradiction" not in found(history, deleted)
    history.do(deletion(history, evidence="e1"))
    assert "contradiction" in found(history, deleted)
    # The copy is gone: that nothing waits any more is true.
    assert "contradiction" not in found(history, scheduled)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_hoax_that_was_kept_is_not_ours(language: Language) -> None:
    posted, deleted, _ = DENIALS[language]
    history = opened(language=language, cause="misinformation")
    history.do(KeepEvidence("post", START, link="https://x.com/somebody/status/2"))
    history.do(deletion(history, link="https://x.com/acme/status/3"))
    assert "contradiction" not in found(history, posted)
    assert "contradiction" in found(history, deleted)


def test_a_recorded_time_bears_out_a_statement_and_a_note_does_not() -> None:
    history = opened(timezone="Europe/Paris")
    history.do(KeepEvidence("other", START, note="We never published it. 40,000 people saw it."))
    assert "unsupported_fact" in found(history, "The post was seen by 40,000 people.")
    said = "We deleted the post at 23:39."
    assert "unsupported_fact" in found(history, said)
    at = START.replace(minute=39, second=0, microsecond=0)
    history.do(deletion(history, link=POST, deleted_at=at))
    assert "unsupported_fact" not in found(history, said)


# Whatever happens


@given(histories(kinds=("evidence", "evidence", "digest", "deletion", "room", "close"), most=40))
def test_whatever_happens(history: History) -> None:
    crisis = history.at_last
    assert list(crisis.evidence) == [f"e{n}" for n in range(1, len(crisis.evidence) + 1)]
    files = [kept.file.id for kept in crisis.evidence.values() if kept.file]
    assert len(files) == len(set(files))
    for kept in crisis.evidence.values():
        assert kept.captured_at <= kept.kept_at
        assert kept.link or kept.file or kept.note or kept.message
        assert history.entries[kept.seq - 1].kind == EvidenceKept.kind
        assert kept.sha256 is None or kept.file is not None
    for known in crisis.deletions:
        assert known.evidence is not None or known.link is not None
        assert known.at <= history.now
    kinds = [entry.kind for entry in history.entries]
    assert kinds.count(EvidenceKept.kind) == len(crisis.evidence)
    assert kinds.count(PostDeleted.kind) == len(crisis.deletions)
    hashed = sum(kept.sha256 is not None for kept in crisis.evidence.values())
    assert kinds.count(EvidenceHashed.kind) == hashed
    assert ("evidence" in surfaces.names(crisis)) == bool(crisis.evidence or crisis.deletions)


@given(histories(kinds=("evidence", "deletion", "close"), least=1))
def test_the_same_command_again_changes_nothing(history: History) -> None:
    command = KeepEvidence("other", START, link=POST, note="n", files=(file("F99"),))
    history.do(command)
    before = history.at_last.seq
    assert why(history.do(command)) == "evidence_exists"
    assert history.at_last.seq == before


@given(st.integers(0, 10**12))
def test_sizes_are_short(count: int) -> None:
    for language in ("en", "fr"):
        assert 0 < len(size(words(language), count)) < 16  # type: ignore[arg-type]


def test_sizes_in_words() -> None:
    assert [size(T, n) for n in (1, 999, 1_500, 64_000_000)] == [
        "1 byte",
        "999 bytes",
        "2 kB",
        "64.0 MB",
    ]
