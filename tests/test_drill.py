"""Drills: their scenarios as data, what is in store, and when it comes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import drill, events
from bot.chain import APP
from bot.clocks import due
from bot.commands.closing import CloseCrisis
from bot.commands.room import RecordMissed
from bot.deliveries import deliveries
from bot.drill import planned, shelf
from bot.events import CAUSES, LANGUAGES, InjectSent, Language, Targets
from bot.locale import words
from bot.people import may_see
from bot.surfaces.sentences import bare, sentence
from handlers import paths
from tests.strategies import History, drill_plan, opening, said, with_room

OURS = shelf().scenarios


# The scenarios that come with the app


def test_there_is_one_for_each_cause() -> None:
    assert sorted(scenario.cause for scenario in OURS.values()) == sorted(CAUSES)
    assert shelf().faults == ()


@pytest.mark.parametrize("name", OURS)
def test_a_scenario_is_worth_rehearsing(name: str) -> None:
    scenario = OURS[name]
    kinds = {inject.kind for inject in scenario.injects}
    assert 6 <= len(scenario.injects) <= 9
    assert 30 <= scenario.minutes <= 50
    assert {"journalist", "screenshot", "executive", "critic"} <= kinds
    assert kinds <= set(get_args(events.InjectKind))
    assert [i.after for i in scenario.injects] == sorted(i.after for i in scenario.injects)
    # Nothing is bad at once: the team has a moment to open its room.
    assert scenario.injects[0].after > 0
    assert sum(len(inject.critics) for inject in scenario.injects) >= 2
    assert scenario.company
    for language in LANGUAGES:
        assert scenario.company in scenario.what.in_(language)
        assert len(scenario.title.in_(language)) <= 75


def texts(language: Language) -> Iterator[str]:
    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, drill.Text):
            yield value.in_(language)
        elif isinstance(value, tuple):
            for each in value:
                yield from walk(each)
        elif isinstance(value, drill.BaseModel):
            for name in type(value).model_fields:
                yield from walk(getattr(value, name))

    for scenario in OURS.values():
        yield from walk(scenario)


def test_english_is_set_as_english() -> None:
    found = list(texts("en"))
    assert len(found) > 150
    assert [text for text in found if re.search("['\"]|\\.\\.\\.|  ", text)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "['\"‘]",
        "(?<![\u202f?])[;!?](?!\u202f)",
        "(?<!\u00a0)[:»](?!\\d)",
        "«(?!\u00a0)",
        r"\.\.\.|  ",
    ],
)
def test_french_is_set_as_french(wrong: str) -> None:
    assert [text for text in texts("fr") if re.search(wrong, text)] == []


def test_texts_are_written_in_both_languages() -> None:
    for english, french in zip(texts("en"), texts("fr"), strict=True):
        assert english != french


# What is in store


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OURS)
def test_a_plan_is_whole_and_in_one_language(name: str, language: Language) -> None:
    plan = planned(name, OURS[name], language, targets=Targets(approval=7))
    assert plan.scenario == name
    assert plan.targets.approval == 7
    own = OURS[name].targets.first_word
    assert plan.targets.first_word == (own or 30)
    ids = [critic.id for inject in plan.injects for critic in inject.critics]
    assert len(ids) == len(set(ids))
    assert not [each for each in ids if ":" in each]
    assert events.parse(plan.kind, plan.data()) == plan


def write(folder: Path, name: str, **changed: Any) -> None:
    scenario: dict[str, Any] = {
        "title": {"fr": "T", "en": "T"},
        "about": {"fr": "A", "en": "A"},
        "what": {"fr": "Q", "en": "W"},
        "platforms": ["x"],
        "cause": "mistake",
        "severity": "minor",
        "since": 5,
        "injects": [
            {
                "id": "one",
                "after": 3,
                "kind": "rumour",
                "who": {"fr": "X", "en": "X"},
                "text": {"fr": "Y", "en": "Y"},
            }
        ],
    }
    text = yaml.safe_dump(scenario | changed, allow_unicode=True)
    (folder / f"{name}.yml").write_text(text, encoding="utf-8")


def test_a_teams_own_folder_adds_and_replaces(tmp_path: Path) -> None:
    write(tmp_path, "our-factory")
    write(tmp_path, "wrong-day", since=99)
    both = shelf(tmp_path)
    assert set(both.scenarios) == {*OURS, "our-factory"}
    assert both.scenarios["wrong-day"].since == 99
    assert both.faults == ()
    # Without a company of its own, the team speaks for itself.
    assert planned("our-factory", both.scenarios["our-factory"], "en").company is None


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    write(tmp_path, "ours", since=1)
    assert shelf(tmp_path).scenarios["ours"].since == 1
    write(tmp_path, "ours", since=17)
    assert shelf(tmp_path).scenarios["ours"].since == 17


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"cause": "boredom"}, "bad.yml: cause: "),
        ({"injects": []}, "bad.yml: injects: "),
        ({"sinec": 3}, "bad.yml: sinec: "),
        ({"title": {"en": "T"}}, "bad.yml: title.fr: "),
        ({"injects": [{"id": "One"}]}, "bad.yml: injects.0."),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    write(tmp_path, "bad", **changed)
    (fault,) = shelf(tmp_path).faults
    assert fault.startswith(told)
    assert set(shelf(tmp_path).scenarios) == set(OURS)


def test_files_that_are_no_scenarios(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("title: [", encoding="utf-8")
    (tmp_path / "b.yml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "c.yml").write_text("", encoding="utf-8")
    (tmp_path / "D e.yml").write_text("", encoding="utf-8")
    (tmp_path / "f.yml").mkdir()
    (tmp_path / "g.yml").write_bytes(b"#" * 1_000_001)
    faults = shelf(tmp_path).faults
    assert [fault.partition(":")[0] for fault in faults] == [
        "D e.yml",
        "a.yml",
        "b.yml",
        "c.yml",
        "f.yml",
        "g.yml",
    ]
    assert faults[1].startswith("a.yml:2:") or faults[1].startswith("a.yml:1:")
    assert set(shelf(tmp_path).scenarios) == set(OURS)
    assert len(shelf(tmp_path / "none").faults) == 1


def test_injects_with_the_same_id(tmp_path: Path) -> None:
    inject = {
        "id": "one",
        "after": 1,
        "kind": "rumour",
        "who": {"fr": "X", "en": "X"},
        "text": {"fr": "Y", "en": "Y"},
    }
    write(tmp_path, "twice", injects=[inject, inject])
    assert "injects with the same id: one" in shelf(tmp_path).faults[0]


# When it comes


def drilled(**plan: Any) -> History:
    return with_room(planned=drill_plan(**plan))


def send(history: History) -> list[str]:
    """What the ticker appends now."""
    kinds = []
    for missed in due(history.at_last, history.now):
        decided = history.do(RecordMissed(missed), APP, later=0)
        kinds += [event.kind for event in decided] if isinstance(decided, tuple) else []
    return kinds


def injected(history: History) -> set[str]:
    return set(history.at_last.injected)


def test_injects_come_when_they_are_due_and_once() -> None:
    history = drilled()
    opened = history.at_last.opened_at
    history.now = opened
    assert send(history) == ["inject_sent"]
    assert injected(history) == {"i0"}
    history.now = opened + timedelta(minutes=4, seconds=59)
    assert injected(history) == {"i0"}
    history.now = opened + timedelta(minutes=5)
    send(history)
    assert injected(history) == {"i0", "i1"}
    sent = RecordMissed(InjectSent(inject="i1"))
    assert history.do(sent, APP) == ()
    assert history.do(RecordMissed(InjectSent(inject="i5")), APP) == ()


def test_the_pace_brings_them_closer_together() -> None:
    history = drilled(pace=5)
    history.now = history.at_last.opened_at + timedelta(minutes=2)
    send(history)
    assert injected(history) == {"i0", "i1", "i2"}


def test_critics_appear_with_the_inject_that_they_belong_to() -> None:
    history = drilled()
    history.now = history.at_last.opened_at + timedelta(minutes=60)
    kinds = send(history)
    assert kinds.count("inject_sent") == 6
    assert kinds.count("critics_added") == 1
    assert set(history.at_last.critics) == {"i4-1"}
    # The two stand together on the timeline.
    place = [entry.kind for entry in history.entries].index("critics_added")
    assert history.entries[place - 1].data == {"inject": "i4"}


def test_nothing_comes_once_it_is_over() -> None:
    history = drilled()
    history.do(CloseCrisis("done", "It was a drill"))
    sent = due(history.at_last, history.now + timedelta(hours=3))
    assert [each for each in sent if isinstance(each, InjectSent)] == []


@settings(max_examples=30, deadline=None)
@given(said(300), st.sampled_from(LANGUAGES))
def test_each_is_told_on_the_timeline(text: str, language: Language) -> None:
    history = with_room(planned=drill_plan(text), language=language)
    t, crisis = words(language), history.at_last
    for event in (history.at_last.drill, InjectSent(inject="i2"), InjectSent(inject="gone")):
        assert event is not None
        assert sentence(t, crisis, event, APP, bare, lambda text: text)


# What is not done for a drill


def test_a_drill_is_never_announced() -> None:
    plan = drill_plan()
    command = opening(planned=plan)
    history = History()
    # Whatever somebody should have put into the log.
    loud = command.opened.model_copy(update={"private": False, "announce_in": "C0NEWS"})
    history.append(loud, "U1")
    history.append(plan)
    room = events.RoomOpened(channel="C1", name="exercise-x", private=False)
    history.append(room)
    assert "announce" not in [each.kind for each in deliveries(room, history.at_last)]


def test_the_score_follows_the_end_of_a_drill_alone() -> None:
    for history, wanted in ((drilled(), True), (with_room(), False)):
        history.do(CloseCrisis(None, "It was a drill"))
        closed = events.CrisisClosed()
        kinds = [each.kind for each in deliveries(closed, history.at_last)]
        assert ("score" in kinds) is wanted
        assert "say" in kinds


def test_nobody_else_may_see_it() -> None:
    history = with_room(planned=drill_plan(), invite=("U2",), lead="U3")
    assert [user for user in ("U1", "U2", "U3", "U4") if may_see(user, history.at_last)] == [
        "U1",
        "U2",
        "U3",
    ]


def test_only_those_who_take_part_are_asked_for_approval() -> None:
    adopted = events.PathsAdopted(
        paths={
            "apology:major": events.ApprovalPath(
                steps=((events.Requirement(any_of=("user:U9", "role:legal", "user:U1")),),)
            )
        },
        people={"role:legal": ("U8", "U2"), "group:S1": ("U9",)},
        gone=("U9",),
        names=("Acme",),
    )
    here = paths.among(adopted, ("U1", "U2"), "Norvane")
    assert here.people == {"role:legal": ("U2",), "group:S1": ()}
    assert here.paths["apology:major"].steps[0][0].any_of == ("role:legal", "user:U1")
    assert here.names == ("Acme", "Norvane")
    assert paths.among(adopted, ("U1",), None).names == ("Acme",)


def test_the_plan_stands_in_the_log_whatever_becomes_of_the_file() -> None:
    history = drilled()
    assert history.at_last.exercise
    assert history.at_last.drill == drill_plan()
