"""Figures across crises: medians worked out by hand, groups that add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.events import CAUSES, SEVERITIES, Targets
from bot.report.across import Case, case, group, percent, report, within
from tests.strategies import History, histories
from tests.test_figures import after, crisis_of, statement

DAY = datetime(2026, 3, 14, 12, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def counted(word: float | None = None, wait: float | None = None, **changed: Any) -> Case:
    """A crisis with its first public word so many minutes after the bad post, and an approval
    that took so many."""
    posted = None if word is None else word - 10
    said = statement("holding", posted)
    if wait is not None:
        said = replace(said, submitted_at=after(1), approved_at=after(1 + wait), state="approved")
    return replace(case(crisis_of(said)), **({"opened_at": DAY} | changed))


def minutes(took: timedelta | None) -> float | None:
    return None if took is None else took.total_seconds() / 60


def test_medians_are_of_all_crises_and_of_all_approvals() -> None:
    cases = [counted(12), counted(90), counted(30), counted(None), counted(40, 4), counted(50, 9)]
    whole = group(cases)
    assert (whole.crises, whole.spoke) == (6, 5)
    assert minutes(whole.first_word) == 40
    assert minutes(whole.approval) == 6.5
    assert whole.approvals == 2
    nothing = group([])
    assert (nothing.first_word, nothing.approval, nothing.room) == (None, None, None)


def test_by_cause_and_by_severity() -> None:
    found = report(
        [
            counted(10, cause="insider", severity="major"),
            counted(30, cause="insider", severity="minor"),
            counted(50, cause="mistake", severity="minor"),
        ],
        FIRST,
        LAST,
    )
    assert {c: minutes(g.first_word) for c, g in found.by_cause.items()} == {
        "mistake": 50,
        "insider": 20,
    }
    assert {s: minutes(g.first_word) for s, g in found.by_severity.items()} == {
        "major": 10,
        "minor": 40,
    }
    assert minutes(found.whole.first_word) == 30


def test_both_days_count_in_utc() -> None:
    late = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    # In Kiritimati it is the second of January already.
    assert within(late, FIRST, LAST)
    assert within(datetime(2026, 1, 1, tzinfo=UTC), FIRST, LAST)
    assert not within(late + timedelta(seconds=1), FIRST, LAST)
    east = datetime.fromisoformat("2027-01-01T10:00:00+14:00")
    assert within(east, FIRST, LAST)
    cases = [counted(opened_at=late), counted(opened_at=late + timedelta(seconds=1))]
    assert report(cases, FIRST, LAST).whole.crises == 1


def test_quarters_go_from_the_first_crisis_to_the_last_one() -> None:
    at = [datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)]
    found = report([counted(10, opened_at=at[1]), counted(opened_at=at[0])], date.min, date.max)
    assert [(q.year, q.number, q.group.crises) for q in found.by_quarter] == [
        (2025, 4, 1),
        (2026, 1, 0),
        (2026, 2, 0),
        (2026, 3, 1),
    ]
    assert [each.opened_at for each in found.cases] == at


def test_findings_by_rule_and_late_steps_by_role() -> None:
    first = counted(findings={(2, "excuse"): 2, (3, "speculation"): 1})
    second = counted(findings={(2, "excuse"): 1, (2, "blame_shift"): 4})
    found = report([first, second], FIRST, LAST).findings
    assert found == {
        1: {},
        2: {"excuse": 3, "blame_shift": 4},
        3: {"speculation": 1},
        4: {},
        5: {},
    }


def test_targets_are_those_of_the_newest() -> None:
    older = counted(targets=Targets(first_word=5), opened_at=DAY)
    newer = counted(targets=Targets(first_word=45), opened_at=DAY + timedelta(days=1))
    assert report([newer, older], FIRST, LAST).targets.first_word == 45
    assert report([], FIRST, LAST).targets == Targets()


def test_percent_is_rounded_down() -> None:
    assert (percent(2, 3), percent(3, 3), percent(0, 5), percent(0, 0)) == (66, 100, 0, None)


@settings(max_examples=25, deadline=None)
@given(st.lists(histories(most=12), max_size=5))
def test_parts_add_up_whatever_the_crises(found: list[History]) -> None:
    cases = [
        replace(case(history.at_last, reviewed=number % 2 == 0), id=f"{number}")
        for number, history in enumerate(found)
    ]
    made = report(cases, date.min, date.max)
    assert made == report(list(reversed(cases)), date.min, date.max)
    assert made.whole.crises == len(cases)
    for groups in (made.by_cause, made.by_severity):
        assert sum(g.crises for g in groups.values()) == len(cases)
        assert sum(g.approvals for g in groups.values()) == made.whole.approvals
    assert sum(q.group.crises for q in made.by_quarter) == len(cases)
    assert sum(made.late_by_role.values()) == made.whole.late
    assert set(made.by_cause) <= set(CAUSES)
    assert set(made.by_severity) <= set(SEVERITIES)
