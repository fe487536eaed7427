"""The critics board without Slack: whose turn it is, who takes whom, what is too alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import critics, replies, reviewing
from bot.commands.critics import (
    IN_ONE_ENTRY,
    AddCritics,
    AssignCritics,
    DraftReply,
    ReopenCritic,
    SendReply,
    SetAsideCritic,
    TakeCritic,
)
from bot.commands.statements import DraftStatement
from bot.deliveries import deliveries
from bot.events import CriticsAdded, ListedCritic, StatementDrafted, Tone
from bot.people import Person
from bot.refused import Refused
from bot.surfaces import render
from statements.review import Context, review
from statements.similarity import TOO_ALIKE, likeness
from statements.tongue import tongue
from tests.strategies import IDS, START, History, links, plan, said, with_room

GUEST = Person(id="U9", guest=True)
SORRY = "Hi Ana, you are right: the joke mocked people who work nights. I have told the team so."
ERROR = "We are sorry if anyone was offended by the post."


def listed(number: int = 1, **fields: object) -> ListedCritic:
    known: dict[str, object] = {
        "id": "",
        "link": f"https://x.com/ana{number}/status/{number}",
        "platform": "x",
        "handle": f"ana{number}",
        "said": f"That was cruel, number {number}",
    }
    return ListedCritic.model_validate(known | fields)


def board(*entered: ListedCritic) -> History:
    history = with_room(playbook=plan(2))
    history.do(AddCritics(entered or tuple(listed(n) for n in range(1, 4))))
    return history


def draft(history: History, key: str, text: str, by: str = "U2") -> object:
    return history.do(DraftReply(key, text, history.at_last.critics[key].changed), by)


def send(history: History, key: str, text: str = SORRY, *, later: float = 1) -> object:
    at = history.now + timedelta(seconds=later)
    return history.do(SendReply(key, text, None, at), "U2", later=later)


# Sharing out


@given(st.lists(st.text(), max_size=60, unique=True), st.lists(st.text(), min_size=1, unique=True))
def test_sharing_out_is_even_and_complete(keys: list[str], people: list[str]) -> None:
    hands = critics.shared_out(keys, people)
    assert sorted(key for hand in hands.values() for key in hand) == sorted(keys)
    sizes = [len(hands.get(person, ())) for person in people]
    assert max(sizes) - min(sizes) <= 1
    # Each hand keeps the order: the most urgent first.
    order = {key: place for place, key in enumerate(keys)}
    assert all(list(hand) == sorted(hand, key=order.__getitem__) for hand in hands.values())


@given(st.integers(0, 30), st.integers(1, 5), st.integers(1, 40))
def test_what_is_left_over_goes_to_who_has_least(number: int, people: int, most: int) -> None:
    history = board(*(listed(n) for n in range(number + 1)))
    history.do(TakeCritic("k1"), "U1")
    chosen = IDS[:people]
    history.do(AssignCritics(chosen, most), "U1")
    load = critics.load(history.at_last)
    assert sum(load.values()) == 1 + min(number, most)
    fair = [load.get(person, 0) - (person == "U1") for person in chosen]
    assert max(fair) - min(fair) <= 1
    if number % people and most >= number and people > 1:
        # U1 had one before, so the odd one out is another's.
        assert load.get("U1", 0) - 1 == number // people


def test_the_most_urgent_are_shared_out_first() -> None:
    tones: list[Tone] = ["bait", "supportive", "neutral", "angry", "question", "hurt"]
    history = board(*(listed(n, tone=tone, reach=n) for n, tone in enumerate(tones)))
    history.do(AssignCritics(("U2",), 2))
    taken = [c.tone for c in history.at_last.critics.values() if c.owner == "U2"]
    assert sorted(taken) == ["hurt", "question"]
    history.do(AssignCritics(("U3",), None))
    assert critics.figures(history.at_last).free == 0
    assert history.do(AssignCritics(("U3",))) == Refused("nobody_free")


def test_who_is_urgent() -> None:
    history = board(
        listed(1, tone="bait", reach=10**6),
        listed(2, tone="angry", reach=50),
        listed(3, tone="angry", reach=900),
        listed(4, tone="question"),
        listed(5, tone="hurt", reach=10),
        listed(6, tone="question", wrote_at=START - timedelta(hours=1)),
        listed(7),
    )
    turn = [critic.id for critic in critics.in_turn(history.at_last)]
    assert turn == ["k5", "k6", "k4", "k3", "k2", "k7", "k1"]


# Adding


def test_a_line_that_says_nothing_goes_before_one_that_is_there() -> None:
    history = board(listed(1))
    refused = history.do(AddCritics((ListedCritic(id=""), listed(1))))
    assert isinstance(refused, Refused)
    assert refused.reason == "critic_exists"


def test_the_same_post_is_listed_once() -> None:
    history = board(listed(1))
    for link in (
        "https://twitter.com/ana1/status/1?s=20",
        "https://www.x.com/Ana1/status/1/",
        "http://mobile.twitter.com/ana1/status/1",
    ):
        refused = history.do(AddCritics((listed(1, link=link),)))
        assert isinstance(refused, Refused)
        assert refused.reason == "critic_exists"
        assert history.do(AddCritics((listed(1, link=link),), "csv")) == ()
    history.do(AddCritics((listed(1), listed(2), listed(2), listed(3)), "csv"))
    assert list(history.at_last.critics) == ["k1", "k2", "k3"]


def test_two_comments_below_one_video_are_two() -> None:
    video = "https://www.youtube.com/watch?v=a&lc="
    history = board(listed(1, link=f"{video}1&utm_source=x"), listed(2, link=f"{video}2"))
    history.do(AddCritics((listed(3, link=f"{video}1&si=abc"),), "csv"))
    assert len(history.at_last.critics) == 2


def test_without_a_link_it_is_who_said_what() -> None:
    history = board(listed(1, link=None, said="That hurt  me"))
    assert history.do(AddCritics((listed(1, link=None, said="that hurt me"),), "csv")) == ()
    history.do(AddCritics((listed(1, link=None, said="And again"),), "csv"))
    assert len(history.at_last.critics) == 2
    nobody = ListedCritic(id="", tone="angry")
    assert history.do(AddCritics((nobody,))) == Refused("empty")


def test_many_go_into_several_entries() -> None:
    history = board(*(listed(n) for n in range(2 * IN_ONE_ENTRY + 1)))
    added = [entry for entry in history.entries if entry.kind == "critics_added"]
    assert [len(entry.data["critics"]) for entry in added if entry.data] == [500, 500, 1]
    assert len(history.at_last.critics) == 1001


def test_a_scenario_that_uses_a_name_twice_changes_nobody() -> None:
    history = board(listed(1))
    history.append(CriticsAdded(critics=(listed(5, id="k1"), listed(6, id="d1")), via="drill"))
    history.do(AddCritics((listed(7), listed(8))))
    known = history.at_last.critics
    assert [known[key].handle for key in known] == ["ana1", "ana6", "ana7", "ana8"]


# Answering


def test_one_is_taken_drafted_sent_and_taken_back() -> None:
    history = board()
    history.do(TakeCritic("k1"), "U2")
    assert history.do(TakeCritic("k1"), "U2") == ()
    assert history.do(TakeCritic("k1"), "U3") == Refused("critic_taken", {"who": "U2"})
    draft(history, "k1", SORRY)
    assert draft(history, "k1", f" {SORRY}\n") == ()
    send(history, "k1")
    assert send(history, "k1") == ()
    critic = history.at_last.critics["k1"]
    assert (critic.state, critic.answer, critic.answered_by) == ("answered", SORRY, "U2")
    refused = draft(history, "k1", "Another", "U3")
    assert refused == Refused("critic_settled", {"who": "U2", "state": "answered"})
    history.do(ReopenCritic("k1", critic.changed), "U2")
    critic = history.at_last.critics["k1"]
    assert (critic.state, critic.answer, critic.draft, critic.owner) == ("open", None, SORRY, "U2")
    history.do(ReopenCritic("k1", critic.changed), "U2")
    assert history.at_last.critics["k1"].owner is None
    assert history.do(ReopenCritic("k1", critic.changed), "U2") == ()


def test_who_drafts_has_them() -> None:
    history = board()
    draft(history, "k2", SORRY, "U4")
    assert history.at_last.critics["k2"].owner == "U4"


def test_a_draft_does_not_overwrite_one_that_nobody_saw() -> None:
    history = board()
    seen = history.at_last.critics["k1"].changed
    draft(history, "k1", SORRY, "U2")
    assert history.do(DraftReply("k1", "Mine", seen), "U3") == Refused(
        "critic_moved", {"who": "U2"}
    )
    draft(history, "k1", "Ours", "U3")
    assert history.at_last.critics["k1"].draft == "Ours"


def test_errors_need_a_reason() -> None:
    history = board()
    refused = send(history, "k1", ERROR)
    assert isinstance(refused, Refused)
    assert refused.reason == "reply_review"
    assert "if anyone was offended" in refused.about["quotes"][0]
    with_reason = SendReply("k1", ERROR, None, history.now, "It went out before the board was open")
    assert history.do(with_reason, GUEST) == Refused("guest")
    history.do(with_reason, "U2")
    assert history.at_last.critics["k1"].reason == "It went out before the board was open"
    # Where there are none, the reason says nothing.
    history.do(SendReply("k2", SORRY, None, history.now, "Because"), GUEST)
    assert history.at_last.critics["k2"].reason is None


def test_a_reply_cannot_have_gone_out_tomorrow() -> None:
    history = board()
    tomorrow = SendReply("k1", SORRY, None, history.now + timedelta(days=1))
    assert history.do(tomorrow) == Refused("future")


def test_setting_aside_needs_a_reason() -> None:
    history = board()
    assert history.do(SetAsideCritic("k1", "  ")) == Refused("empty")
    history.do(SetAsideCritic("k1", "Bait"))
    assert critics.figures(history.at_last).set_aside == 1
    assert history.do(SetAsideCritic("k9", "Bait")) == Refused("critic_unknown")


def test_guests_share_nothing_out_and_give_back_only_their_own() -> None:
    history = board()
    assert history.do(AssignCritics(("U2",)), GUEST) == Refused("guest")
    history.do(TakeCritic("k1"), GUEST)
    history.do(TakeCritic("k2"), "U2")
    changed = {key: critic.changed for key, critic in history.at_last.critics.items()}
    assert history.do(ReopenCritic("k2", changed["k2"]), GUEST) == Refused("guest")
    history.do(ReopenCritic("k1", changed["k1"]), GUEST)
    assert history.at_last.critics["k1"].owner is None
    moved = history.do(ReopenCritic("k2", changed["k1"]), "U2")
    assert moved == Refused("critic_moved", {"who": "U2"})


def test_nobody_is_shared_out_to_who_left() -> None:
    history = board()
    history.crisis = replace(history.at_last, gone=frozenset({"U2"}))
    assert history.do(AssignCritics(("U2",))) == Refused("nobody")
    history.do(AssignCritics(("U2", "U3")))
    assert set(critics.load(history.at_last)) == {"U3"}


def test_only_what_another_gave_rings() -> None:
    history = board()

    def told() -> list[str]:
        entry, crisis = history.entries[-1], history.at_last
        return [d.kind for d in deliveries(crisis.recent[-1].event, crisis) if entry.seq == d.seq]

    # The first thing that is done in the room.
    assert told() == ["open_canvas"]
    history.do(TakeCritic("k1"), "U2")
    assert told() == []
    history.do(AssignCritics(("U3",)), "U2")
    assert told() == ["say"]
    send(history, "k1")
    assert told() == []
    history.do(SendReply("k2", ERROR, None, history.now, "It was out already"), "U2")
    assert told() == ["say"]


# Figures


def test_the_figures() -> None:
    wrote = [START - timedelta(minutes=minutes) for minutes in (60, 30, 20, 10)]
    history = board(*(listed(n, wrote_at=at) for n, at in enumerate(wrote, 1)), listed(5))
    assert critics.figures(history.at_last).share == 0
    history.do(SetAsideCritic("k4", "Bait"))
    for key in ("k2", "k3"):
        at = START + timedelta(minutes=10)
        history.now = at
        history.do(SendReply(key, SORRY, None, at))
    found = critics.figures(history.at_last)
    assert (found.total, found.open, found.free, found.answered, found.set_aside) == (5, 2, 2, 2, 1)
    assert found.share == 50
    assert found.median == timedelta(minutes=35)
    assert found.longest is not None
    assert found.longest.id == "k1"


@given(st.lists(st.sampled_from(["open", "answered", "set_aside"]), max_size=30))
def test_the_figures_add_up(states: list[str]) -> None:
    history = board(*(listed(n) for n in range(len(states) + 1)))
    for number, state in enumerate(states, 1):
        if state == "answered":
            send(history, f"k{number}", f"{SORRY} {number}")
        elif state == "set_aside":
            history.do(SetAsideCritic(f"k{number}", "Bait"))
    found = critics.figures(history.at_last)
    assert found.open + found.answered + found.set_aside == found.total == len(states) + 1
    assert found.answered == states.count("answered")
    assert found.share == 100 * found.answered // (found.open + found.answered)
    assert len(critics.in_turn(history.at_last)) == found.open
    # What is kept is never that of an older board.
    again = replace(history.at_last, id="another")
    assert critics.figures(again) == found


# Likeness


def test_a_reply_like_another_is_found_and_the_other_shown() -> None:
    history = board()
    draft(history, "k1", SORRY)
    other = SORRY.replace("Ana", "Bob").replace("told", "written to")
    there, statement = reviewing.reply(history.at_last, history.at_last.critics["k2"], other)
    found = reviewing.alike(there, statement, other)
    assert found is not None
    assert (found.source, found.text, found.too_much) == ("critic:k1", SORRY, True)
    assert found.likeness == likeness(other, SORRY, "en")
    assert "copy_paste" in {f.code for f in reviewing.findings(there, statement)}
    # Its own earlier version is no other reply.
    there, statement = reviewing.reply(history.at_last, history.at_last.critics["k1"], SORRY)
    assert reviewing.alike(there, statement, SORRY) is None


def test_replies_of_statements_count_too_and_the_other_way_round() -> None:
    history = board()
    drafted = StatementDrafted(statement="reply", statement_kind="reply", language="en", text=SORRY)
    history.do(DraftStatement(drafted))
    there, statement = reviewing.reply(history.at_last, history.at_last.critics["k1"], SORRY)
    found = reviewing.alike(there, statement, SORRY)
    assert found is not None
    assert found.source == "statement:reply"
    own = history.at_last.statements["reply"]
    assert "copy_paste" not in {f.code for f in reviewing.findings(history.at_last, own)}
    draft(history, "k1", SORRY)
    assert "copy_paste" in {f.code for f in reviewing.findings(history.at_last, own)}


def test_each_language_for_itself() -> None:
    french = "Bonjour Ana, vous avez raison : la blague se moquait de ceux qui travaillent de nuit."
    history = board()
    draft(history, "k1", french)
    draft(history, "k2", SORRY)
    for text, source in ((french, "critic:k1"), (SORRY, "critic:k2")):
        there, statement = reviewing.reply(history.at_last, history.at_last.critics["k3"], text)
        found = reviewing.alike(there, statement, text)
        assert found is not None
        assert (found.source, found.percent) == (source, 100)


def test_what_is_set_aside_or_changed_is_forgotten() -> None:
    history = board()

    def alike() -> replies.Alike | None:
        there, statement = reviewing.reply(history.at_last, history.at_last.critics["k3"], SORRY)
        return reviewing.alike(there, statement, SORRY)

    draft(history, "k1", SORRY)
    assert alike() is not None
    draft(history, "k1", "Your parcel leaves tomorrow morning.")
    assert alike() is None
    draft(history, "k2", SORRY)
    assert alike() is not None
    history.do(SetAsideCritic("k2", "Bait"))
    assert alike() is None


@given(st.lists(st.tuples(st.sampled_from(["k1", "k2", "k3"]), said(300)), max_size=6), said(300))
def test_the_index_follows_the_board(drafts: list[tuple[str, str]], text: str) -> None:
    """However it came to be, the answer is that of a new index, and what the review says."""
    history = board()
    for key, words in drafts:
        draft(history, key, words)
        replies.closest(history.at_last, text, "en", "critic:none")
    kept = replies.closest(history.at_last, text, "en", "critic:none")
    fresh = replace(history.at_last, id="fresh")
    replies._indices.pop("fresh", None)
    for _ in replies.catching_up(fresh):
        pass
    found = replies.closest(fresh, text, "en", "critic:none")
    assert (found and found.likeness) == (kept and kept.likeness)
    others = tuple(
        c.draft for c in fresh.critics.values() if c.draft and tongue(c.draft, "en") == "en"
    )
    codes = {f.code for f in review(text, "en", "reply", Context(replies=others))}
    assert ("copy_paste" in codes) == (found is not None and found.likeness >= TOO_ALIKE)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nous sommes désolés, Ana.", "fr"),
        ("We are sorry, Ana.", "en"),
        ("Merci !", "fr"),
        ("Thank you!", "en"),
        ("OK", "fr"),
    ],
)
def test_the_language_of_a_reply(text: str, language: str) -> None:
    assert tongue(text, "fr") == language


# The message


@given(links(), said(), said(60))
def test_a_board_of_the_heaviest_stays_a_message(link: str, text: str, name: str) -> None:
    history = board(
        *(
            listed(n, link=f"{link}{n}", said=f"{n}{text}", handle=f"{n}{name}", reach=10**9)
            for n in range(12)
        )
    )
    history.do(AssignCritics(IDS))
    content = render(history.at_last, "critics")
    assert 0 < len(content.blocks) <= 49
