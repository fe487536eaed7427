"""The home tab: what falls to a person, what they may know of, and Slack's hundred blocks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import events, mine
from bot.commands import room as room_commands
from bot.commands import statements as statement_commands
from bot.commands import steps as step_commands
from bot.crisis import Crisis
from bot.health import Health
from bot.locale import words
from bot.parts import Action
from bot.people import Person
from bot.sandbox.blocks import validate_view
from bot.surfaces import modals
from bot.surfaces.home import SHOWN_ACTIONS, SHOWN_OPEN, SHOWN_STEPS, SHOWN_WAITING, home
from bot.surfaces.modals.lists import PAGE
from tests.report.test_across import counted
from tests.strategies import ROOM, START, History, histories, opening, plan

EN = words("en")
ME = Person(id="U2")
ADMIN = Person(id="U2", admin=True)
LEGAL = events.PathsAdopted(people={"role:legal": ("U2", "U3")})
HEALTH = Health(missing=(), database=timedelta(milliseconds=2), since=START)


def crisis_with(steps: int = 1, *, people: events.PathsAdopted = LEGAL, **changed: Any) -> History:
    """An open crisis with its room, and so many steps for legal."""
    history = History()
    history.do(opening(**({"playbook": plan(steps)} | changed)))
    room = events.RoomOpened(channel=ROOM, name="x", private=False)
    history.do(room_commands.RecordRoom(room))
    history.do(room_commands.AdoptPaths(people))
    return history


def seen(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False)


def test_steps_that_i_have_and_those_of_my_role() -> None:
    history = crisis_with(4)
    history.do(step_commands.ClaimStep("s0"), "U4")
    history.do(step_commands.ClaimStep("s1"), "U2")
    history.do(step_commands.SkipStep("s2", "no"), "U2")
    of = {user: mine.steps([history.at_last], user) for user in ("U2", "U3", "U4", "U5")}
    ids = {user: [step.progress.step.id for step in steps] for user, steps in of.items()}
    # The stand-in has nothing while whoever they stand in for is there.
    assert ids == {"U2": ["s1", "s3"], "U3": [], "U4": ["s0"], "U5": []}


def test_the_stand_in_has_the_steps_of_somebody_who_is_gone_or_away() -> None:
    gone = LEGAL.model_copy(update={"gone": ("U2",)})
    crisis = crisis_with(2, people=gone).at_last
    assert [step.progress.step.id for step in mine.steps([crisis], "U3")] == ["s1", "s0"]
    assert mine.steps([crisis], "U2") == []
    away = replace(crisis_with(2).at_last, away=frozenset({"U2"}))
    assert len(mine.steps([away], "U3")) == 2


def test_what_is_due_first_comes_first_and_what_is_late_says_so() -> None:
    crisis = crisis_with(4).at_last
    steps = mine.steps([crisis], "U2")
    dues = [step.due for step in steps]
    # The plan gives its first step no time.
    assert dues[-1] is None
    assert dues[:-1] == sorted(filter(None, dues))
    now = crisis.opened_at + timedelta(minutes=2)
    text = seen(home(EN, [crisis], [], me=ME, now=now))
    assert text.count("late since") == 2
    assert text.count("due <!date") == 1


def test_a_step_that_waits_for_another_is_not_there_yet() -> None:
    first, second = plan(2).steps
    waits = plan(2).model_copy(
        update={"steps": (first, second.model_copy(update={"after": ("s0",)}))}
    )
    history = crisis_with(playbook=waits)
    assert [step.progress.step.id for step in mine.steps([history.at_last], "U2")] == ["s0"]
    history.do(step_commands.CompleteStep("s0"), "U2")
    assert [step.progress.step.id for step in mine.steps([history.at_last], "U2")] == ["s1"]


def test_buttons_of_a_step() -> None:
    history = crisis_with(2)
    history.do(step_commands.ClaimStep("s0"), "U2")
    text = seen(home(EN, [history.at_last], [], me=ME, now=START))
    value = f'"value": "{history.at_last.id}:s'
    assert text.count(value) == 3
    assert text.count('"claim_step"') == 1
    assert f"<#{ROOM}>" in text


def many(crises: int, steps: int) -> list[Crisis]:
    """Open crises with steps and statements that all fall to U2."""
    found = []
    for number in range(crises):
        history = crisis_with(steps, severity="minor")
        history.do(statement_commands.SubmitStatement("holding", 1), "U1")
        found.append(replace(history.at_last, id=f"{number:032x}"))
    return found


def closed_with_actions(count: int) -> Crisis:
    crisis = crisis_with().at_last
    actions = {
        f"a{n}": Action(id=f"a{n}", text=f"action {n}", owner="U2", due_on="2026-03-20")
        for n in range(count)
    }
    return replace(crisis, closed_at=START, actions=actions)


@pytest.mark.parametrize("language", events.LANGUAGES)
def test_two_hundred_open_items_are_within_the_limits(language: events.Language) -> None:
    crises, reviewed = many(20, 9), [closed_with_actions(30)]
    assert len(mine.steps(crises, "U2")) + len(mine.waiting(crises, ME)) == 200
    view = home(
        words(language), crises, crises, me=ADMIN, now=START, reviewed=reviewed, health=HEALTH
    )
    assert validate_view(view) == []
    assert len(view["blocks"]) <= 100
    text = seen(view)
    left = [180 - SHOWN_STEPS, 20 - SHOWN_WAITING, 30 - SHOWN_ACTIONS, 20 - SHOWN_OPEN]
    more = [words(language).plural("and {n} more", "and {n} more", n) for n in left]
    assert all(f'"{each}"' in text for each in more)
    assert text.count('"open_list"') == 4


def test_every_item_is_on_some_page_of_its_list() -> None:
    crises = many(20, 9)
    wanted = {f"{s.crisis.id}:{s.progress.step.id}" for s in mine.steps(crises, "U2")}
    pages = [
        modals.whole_list(EN, "steps", crises, [], me=ME, now=START, page=page)
        for page in range(180 // PAGE)
    ]
    found = {
        element["value"]
        for view in pages
        for block in view["blocks"]
        for element in block.get("elements", ())
        if element.get("action_id") == "complete_step"
    }
    assert found == wanted
    assert all(validate_view(view) == [] for view in pages)
    assert "list_next" in seen(pages[0])
    assert "list_next" not in seen(pages[-1])
    beyond = modals.whole_list(EN, "steps", crises, [], me=ME, now=START, page=10**6)
    assert beyond == pages[-1]


@pytest.mark.parametrize("name", ["steps", "waiting", "actions", "open"])
def test_a_list_that_was_emptied_meanwhile(name: Any) -> None:
    view = modals.whole_list(EN, name, [], [], me=ME, now=START, page=3)
    assert validate_view(view) == []
    assert "Nothing is left here." in seen(view)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=25)
@given(st.lists(histories(), min_size=1, max_size=4), st.booleans())
def test_any_home_is_within_the_limits(found: list[History], admin: bool) -> None:
    crises = [
        replace(history.at_last, id=f"{number:032x}")
        for number, history in enumerate(found * 8)
        if history.at_last is not None
    ]
    for user in ("U1", "U2"):
        view = home(
            EN,
            [c for c in crises if not c.closed],
            [c for c in crises if c.closed],
            me=Person(id=user, admin=admin),
            now=found[0].now,
            reviewed=[c for c in crises if c.closed],
            health=HEALTH,
        )
        assert validate_view(view) == []


def test_an_action_of_a_review_is_late_by_the_calendar_of_the_crisis() -> None:
    reviewed = closed_with_actions(1)
    # In Paris it is the 21st already.
    now = START.replace(day=20, hour=23, minute=30)
    assert "was due" in seen(home(EN, [], [], me=ME, now=now, reviewed=[reviewed]))
    before = now - timedelta(hours=1)
    assert "was due" not in seen(home(EN, [], [], me=ME, now=before, reviewed=[reviewed]))
    other = Person(id="U3")
    assert "action 0" not in seen(home(EN, [], [], me=other, now=now, reviewed=[reviewed]))


def test_the_clocks_of_an_open_crisis() -> None:
    history = crisis_with(2)
    text = seen(home(EN, [history.at_last], [], me=ME, now=START))
    assert "not out yet" in text
    assert "*Next:* 0 x" in text
    history.do(statement_commands.SubmitStatement("holding", 1), "U1")
    history.do(statement_commands.ApproveStatement("holding", 1), "U3")
    history.do(statement_commands.MarkPosted("holding", 1, "https://x.com/a/2", START))
    text = seen(home(EN, [history.at_last], [], me=ME, now=START))
    assert "First public word: after 6 minutes" in text
    assert "Promised next update" in text


def test_only_admins_see_the_health() -> None:
    title = "Health of the installation"
    assert title in seen(home(EN, [], [], me=ADMIN, now=START, health=HEALTH))
    assert title not in seen(home(EN, [], [], me=ME, now=START, health=HEALTH))


def test_what_is_ill() -> None:
    history = crisis_with()
    for number in range(5):
        failed = events.DeliveryFailed(
            delivery=f"d{number}", what="invite", error="cant_invite", final=True
        )
        history.do(room_commands.RecordFailure(failed))
    ill = Health(missing=("pins:write",), database=timedelta(seconds=2), since=START)
    crises = [replace(history.at_last, id=f"{n:032x}") for n in range(6)]
    text = seen(home(EN, crises, [], me=ADMIN, now=START, health=ill))
    assert "`pins:write` missing" in text
    assert "2000 ms, which is slow" in text
    assert "none has come since" in text
    assert text.count('"retry_deliveries"') == 4
    assert "and 2 more" in text
    assert "In 2 more crises" in text


def test_an_exercise_is_marked() -> None:
    drill = events.DrillPlanned(scenario="x", title="x", injects=())
    crisis = crisis_with(2, planned=drill).at_last
    text = seen(home(EN, [crisis], [replace(crisis, closed_at=START)], me=ME, now=START))
    # On its steps, among the open ones, among the closed ones.
    assert text.count("EXERCISE · A joke") == 4


# The last twelve months


def test_the_year_in_figures_and_without_names() -> None:
    cases = [
        counted(20, 4, severity="major"),
        counted(40, 8),
        counted(None, what="A secret name", private=True),
    ]
    text = seen(home(EN, [], [], me=ME, now=START, year=cases))
    for said in (
        "The last twelve months",
        "*3 crises*\\nMajor 1, Minor 2",
        "*From the bad post to the first public word (median)*\\n30 min",
        "*From submission to approval (median)*\\n6 min",
        "*Promised updates kept*\\nnone",
        "*Critics answered*\\nnone",
    ):
        assert said in text, said
    assert "secret" not in text
    assert "A joke" not in text


def test_no_year_before_a_crisis_was_closed() -> None:
    assert "twelve months" not in seen(home(EN, [], [], me=ME, now=START))


@pytest.mark.parametrize("language", events.LANGUAGES)
def test_a_year_of_many_crises_is_within_the_limits(language: events.Language) -> None:
    crises, reviewed = many(20, 9), [closed_with_actions(30)]
    year = [counted(20 + n, n % 9) for n in range(200)]
    t = words(language)
    view = home(t, crises, crises, me=ADMIN, now=START, reviewed=reviewed, year=year, health=HEALTH)
    assert validate_view(view) == []
    assert len(view["blocks"]) <= 100
