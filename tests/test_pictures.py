"""What typst makes: a PNG of a drill, a PDF and a PNG of a record, whatever people wrote."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.crisis import Crisis
from bot.events import LANGUAGES, Language
from bot.locale import words
from bot.pictures import record_pages, record_picture, score_picture
from bot.record import Reader
from bot.record.typeset import Printed, picture
from bot.surfaces.drawing import LABEL, ROWS, TICK_LETTER, WIDE, score_data
from tests.record.readable import view_of
from tests.strategies import NASTY, History, drill_plan, histories, said, with_room
from tests.test_score import played

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    assert png.startswith(SIGNATURE)
    assert png[12:16] == b"IHDR"
    assert png.rstrip(b"\0").endswith(b"IEND\xaeB`\x82")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def titled(crisis: Crisis, title: str) -> Crisis:
    assert crisis.drill is not None
    return replace(crisis, drill=crisis.drill.model_copy(update={"title": title}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_a_picture_that_slack_shows_large(language: Language) -> None:
    crisis = played(first_word=12, approval=8, facts=20, evidence=2, critics=(2, 3))
    crisis = replace(crisis, language=language, injected=frozenset({"i0", "i1", "i2", "i3"}))
    width, height = size(score_picture(crisis))
    assert width == 1600
    assert 700 < height < 1600


def test_the_same_drill_gives_the_same_picture() -> None:
    crisis = played(first_word=12, approval=8)
    assert score_picture(crisis) == score_picture(crisis)
    assert score_picture(crisis) != score_picture(titled(crisis, "Something else"))


@pytest.mark.parametrize(
    "hostile",
    [
        *NASTY,
        '#panic("x")',
        '#import "@preview/x:1.0.0": *',
        '#read("/etc/passwd")',
        "$ integral $ `raw` *bold* _it_ @label <label> \\u{1F600}",
        '"}],"total":100,"x":[{"',
        "\ud800 half of a pair",
        "W" * 3000,
        "",
    ],
)
def test_what_people_wrote_is_only_shown(hostile: str) -> None:
    width, _ = size(score_picture(titled(played(first_word=3), hostile)))
    assert width == 1600


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said(300), st.integers(0, 100_000), st.integers(0, 200))
def test_any_drill_can_be_drawn(text: str, since: int, lasted: int) -> None:
    history: History = with_room(planned=drill_plan(text))
    crisis = history.at_last
    crisis = replace(
        crisis,
        injected=frozenset(f"i{n}" for n in range(6)),
        post_at=crisis.opened_at - timedelta(minutes=since),
        closed_at=crisis.opened_at + timedelta(minutes=lasted),
    )
    assert size(score_picture(crisis))[0] == 1600
    assert_fits(crisis)


def assert_fits(crisis: Crisis) -> None:
    data = score_data(crisis)
    assert json.loads(json.dumps(data)) == data
    for dot in (*data["injects"], *data["deeds"]):
        assert 0 <= dot["x"] <= 1
        assert 0 <= dot["text"] <= 1
        assert dot["row"] < ROWS
        assert len(dot["label"]) <= LABEL
    for tick in data["ticks"]:
        assert 0 <= tick["x"] <= 1
    if data["ticks"][0]["x"] == 0 and len(data["ticks"]) > 1:
        # The first label stands right of its tick, the next around its own.
        first, second = data["ticks"][:2]
        room = second["x"] * WIDE - len(second["label"]) * TICK_LETTER / 2
        assert not second["label"] or len(first["label"]) * TICK_LETTER <= room
    assert len(data["ticks"]) <= 12


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("minutes", [20, 30, 45, 60, 90])
def test_the_labels_below_the_timeline_keep_apart(language: Language, minutes: int) -> None:
    crisis = played(first_word=3)
    end = crisis.opened_at + timedelta(minutes=minutes)
    before = crisis.opened_at - timedelta(minutes=8)
    assert_fits(replace(crisis, language=language, post_at=before, closed_at=end))


def test_a_post_of_last_year_leaves_room_for_the_drill() -> None:
    crisis = played(first_word=3)
    assert crisis.closed_at is not None
    old = replace(crisis, post_at=crisis.opened_at - timedelta(days=365))
    assert score_data(old)["opened"] < 0.4
    assert_fits(old)


def test_much_of_one_kind_at_one_time_has_one_label() -> None:
    data = score_data(played(critics=(9, 9)))
    labels = [dot["label"] for dot in data["deeds"]]
    assert labels == [words("en")("{deed} × {n}", deed=words("en")("Critic answered"), n=9)]


def test_labels_do_not_run_into_each_other() -> None:
    crisis = replace(
        played(first_word=12, approval=11, facts=12, evidence=12, critics=(1, 1)),
        injected=frozenset(f"i{n}" for n in range(6)),
    )
    for side in ("injects", "deeds"):
        dots = score_data(crisis)[side]
        places = [(dot["row"], round(dot["text"], 3)) for dot in dots]
        assert len(places) == len(set(places))


CODE = (
    "#sys",
    "$x$",
    "@ref",
    "<label>",
    "*bold*",
    "`raw`",
    "</svg><script>",
    "#panic()",
    "\\u{41}",
)


def pages(history: History, reader: Reader | None = None) -> bytes:
    printed = Printed(view_of(history, reader))
    for entry in history.entries:
        printed.add(entry)
    return record_pages(printed.data())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_record_is_printed_and_pictured(language: Language) -> None:
    history = with_room(language=language, what="Marker of a title")
    made = pages(history)
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert f"/Lang({language})".encode() in made
    assert b"/Title(Marker of a title)" in made
    assert made == pages(history)
    drawn = record_picture(picture(view_of(history)))
    assert drawn == record_picture(picture(view_of(history)))
    width, height = size(drawn)
    assert width == 1640
    assert height > 1000


@pytest.mark.parametrize("hostile", [*NASTY, *CODE])
def test_a_record_of_any_words_can_be_printed(hostile: str) -> None:
    words = hostile if hostile.strip() else f"x{hostile}"
    history = with_room(what=words, holding=words, post_link=f"https://acme.example/{words}")
    assert pages(history).startswith(b"%PDF-")
    assert size(record_picture(picture(view_of(history))))[0] == 1640


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.sampled_from(LANGUAGES))
def test_any_record_can_be_printed(history: History, language: Language) -> None:
    reader = Reader(language=language)
    assert pages(history, reader).startswith(b"%PDF-")
    assert size(record_picture(picture(view_of(history, reader))))[0] == 1640
