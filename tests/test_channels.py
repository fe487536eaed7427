"""Names of rooms, by Slack's rules whatever the title."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels import EXERCISE, MAX_NAME, names
from bot.events import LANGUAGES, Language
from tests.strategies import texts

AT = datetime(2026, 3, 14, 23, 40, tzinfo=UTC)
SLACK = re.compile(r"[a-z0-9][a-z0-9_-]*")


def first(what: str, at: datetime = AT, timezone: str = "UTC") -> str:
    return next(names(what, at, timezone))


@settings(max_examples=200, deadline=None)
@given(texts(), st.sampled_from(["UTC", "Europe/Paris", "Pacific/Kiritimati"]))
@example("a" * 63 + " 2", "UTC")
@example("a" * 62 + "-2", "UTC")
@example("a" * 61 + " 2 2", "UTC")
def test_any_title_gives_names_that_slack_takes(what: str, timezone: str) -> None:
    tried = list(itertools.islice(names(what, AT, timezone), 120))
    for name in tried:
        assert SLACK.fullmatch(name), name
        assert len(name) <= MAX_NAME
        assert name.startswith("crisis-2026031")
        assert not name.endswith("-")
        assert "--" not in name
    assert len(set(tried)) == len(tried)
    numbers = [int(name.rpartition("-")[2]) for name in tried[1:]]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("what", "slug"),
    [
        ("We posted a joke about a rival", "we-posted-a-joke-about-a-rival"),
        ("  ÉTÉ: gaffe à l’hôtel !  ", "ete-gaffe-a-l-hotel"),
        ("Привет", "privet"),
        ("東京", "dongjing"),
        ("snake_case & <!channel>", "snake-case-channel"),
    ],
)
def test_any_script_is_transliterated(what: str, slug: str) -> None:
    assert first(what) == f"crisis-20260314-{slug}"


@pytest.mark.parametrize("what", ["", "   ", "\u200b", "!!!", "\u0007"])
def test_a_title_without_letters_leaves_the_day(what: str) -> None:
    assert first(what) == "crisis-20260314"


def test_the_day_is_the_openers() -> None:
    assert first("x", timezone="Europe/Paris") == "crisis-20260315-x"
    assert first("x", timezone="America/New_York") == "crisis-20260314-x"


def test_words_are_kept_whole_where_they_fit() -> None:
    name = first("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda omega")
    assert name == "crisis-20260314-alpha-beta-gamma-delta-epsilon-zeta-eta-theta-iota-kappa-lambda"
    assert first("x" * 500) == "crisis-20260314-" + "x" * (MAX_NAME - 16)


def test_a_taken_name_gets_a_number() -> None:
    assert list(itertools.islice(names("x", AT, "UTC"), 3)) == [
        "crisis-20260314-x",
        "crisis-20260314-x-2",
        "crisis-20260314-x-3",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_room_of_a_drill_says_so_first(language: Language) -> None:
    begin = EXERCISE[language]
    tried = list(itertools.islice(names("Une blague " * 20, AT, "UTC", begin), 12))
    assert tried[0].startswith(f"{begin}-20260314-une-blague")
    assert all(name.startswith(f"{begin}-20260314-") and len(name) <= MAX_NAME for name in tried)
    assert len(set(tried)) == 12
    assert next(names("日", AT, "UTC", begin)).startswith(f"{begin}-20260314")
