"""A drill says that it is one, in all that anybody sees of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot import record, surfaces
from bot.channels import EXERCISE
from bot.commands.closing import CloseCrisis
from bot.commands.statements import EditStatement
from bot.events import LANGUAGES, PLATFORMS, ExportMade, Language
from bot.locale import words
from bot.surfaces import exercise, modals
from bot.surfaces.drawing import score_data
from bot.surfaces.home import crisis_line
from tests.strategies import SIGNER, History, drill_plan, histories, with_room
from tests.surfaces.everything import forms, notices, shown

SLOW = settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])


def first(blocks: Sequence[dict[str, Any]]) -> Any:
    """What the first block says."""
    return blocks[0]["elements"][0]["text"]


def assert_marked(history: History) -> None:
    crisis = history.at_last
    t = words(crisis.language)
    mark, warning = exercise.prefix(t), exercise.warning(t)
    for name in surfaces.names(crisis):
        content = surfaces.render(crisis, name)
        assert content.text.startswith(mark), name
        if surfaces.is_message(name):
            assert warning == first(content.blocks), name
            assert len(content.blocks) <= 50, name
    for told in notices(history):
        assert told.text is not None
        assert told.text.startswith(mark), told.name
        assert warning == first(told.blocks), told.name
    for language in LANGUAGES:
        reader = words(language)
        content = surfaces.opened(crisis, language)
        assert content.text.startswith(exercise.prefix(reader))
        assert exercise.warning(reader) == first(content.blocks)
        for name, view in forms(history, language):
            if crisis.id in view["private_metadata"] and name != "keep":
                assert first(view["blocks"]) == exercise.warning(reader), name
                assert len(view["title"]["text"]) <= 24, name
    assert surfaces.purpose(crisis).startswith(mark)
    assert all(title.startswith(mark) for title in surfaces.bookmark_titles(crisis).values())
    assert surfaces.export_notice(crisis, ExportMade(), 3).text.startswith(mark)
    assert surfaces.unsaid(crisis, 3).text.startswith(mark)
    assert surfaces.score_message(crisis).text.startswith(mark)
    assert surfaces.picture_comment(crisis).startswith(mark)
    assert mark in crisis_line(t, crisis)
    assert score_data(crisis)["words"]["exercise"].startswith(mark)
    assert_exports_marked(history)


def assert_exports_marked(history: History) -> None:
    crisis = history.at_last
    t = words(crisis.language)
    warning = t("This was an exercise. Nothing of it is real.")
    for form in record.TEXT_FORMATS:
        file = record.export(history.entries, form, SIGNER)
        assert file.name.startswith(EXERCISE[crisis.language]), file.name
        text = file.content.decode("utf-8-sig")
        if form == "json":
            # What the first entry says is sealed with the rest.
            assert '"drill":"x"' in text.splitlines()[1]
        elif form == "csv":
            assert text.startswith(warning)
        else:
            assert warning in text, form
            assert exercise.prefix(t) in text, form


@SLOW
@given(histories().filter(lambda history: history.at_last.exercise))
def test_whatever_happens_in_it(history: History) -> None:
    assert_marked(history)


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_opening_to_the_end(language: Language) -> None:
    history = with_room(planned=drill_plan(), language=language)
    assert_marked(history)
    history.do(CloseCrisis("done", "It was a drill"))
    assert_marked(history)


@SLOW
@given(histories().filter(lambda history: not history.at_last.exercise))
def test_what_is_real_never_says_so(history: History) -> None:
    marks = [exercise.warning(words(language)) for language in LANGUAGES]
    for each in shown(history):
        said = f"{each.text} {each.blocks} {each.view}"
        assert not any(mark in said for mark in marks), each.name
    for form in record.TEXT_FORMATS:
        file = record.export(history.entries, form, SIGNER)
        assert not file.name.startswith(tuple(EXERCISE.values()))


def test_a_room_that_was_renamed_still_gives_marked_files() -> None:
    history = with_room(planned=drill_plan(), language="fr")
    assert_exports_marked(history)


def test_everything_that_delivers_goes_through_the_mark() -> None:
    """What is written in `notices` leaves through `sent` alone."""
    root = Path(__file__).parents[2]
    sources = [*root.glob("handlers/**/*.py"), root / "bot/courier.py", root / "bot/sync.py"]
    bypass = re.compile(r"bot\.surfaces\.(notices|card|playbook|statement|facts|ask)\b")
    found = [
        str(path.relative_to(root))
        for path in sources
        if bypass.search(path.read_text(encoding="utf-8"))
    ]
    # The card as an answer to one person, which is marked by `handlers.exercise`.
    assert found == ["handlers/commands/room.py"]


def test_the_mark_has_room_over_the_longest_form() -> None:
    """Words for many platforms, each in a thread: as many blocks as Slack takes, and no more."""
    history = with_room(planned=drill_plan(), platforms=PLATFORMS)
    text = "word and word. " * 650
    history.do(EditStatement("holding", 1, text, None, thread=True))
    crisis = history.at_last
    view = modals.copy(words("en"), crisis, crisis.statements["holding"])
    assert len(view["blocks"]) == 100
    assert first(view["blocks"]) == exercise.warning(words("en"))
