"""The report as it is read: balanced, named, escaped, complete in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.events import LANGUAGES, Language
from bot.figures import LateStep
from bot.locale import words
from bot.report.across import Case, case, report
from bot.report.page import html
from bot.report.pdf import pdf
from bot.report.view import View, view
from bot.report.words import day, plain, span
from tests.report.test_across import DAY, FIRST, LAST, counted
from tests.strategies import NASTY, History, histories, said

VOID = {"meta", "link", "br", "hr", "img", "input"}
ALL_PARTS = ("severity", "cause", "quarter", "findings", "late", "crises", "counted")


class Page(HTMLParser):
    """What a page is made of; it fails where tags do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "script"
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open:
            self.texts.append((self.open[-1], data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def said(self, tag: str) -> list[str]:
        return [text for where, text in self.texts if where == tag]


def some() -> list[Case]:
    """Crises with something in every part of the report."""
    found = {(2, "excuse"): 2, (3, "speculation"): 1}
    first = counted(26, what="Wrong price on the sale post", findings=found)
    second = counted(97, 6, cause="insider", severity="major", private=True, what="Secret letter")
    third = counted(None, cause="insider", closed=False, what="Still going on")
    step = LateStep("s1", "Confirm the facts", "legal", "U2", timedelta(minutes=3))
    late = replace(first.figures, late_steps=(step,), steps=3)
    return [replace(first, figures=late), second, replace(third, opened_at=DAY.replace(month=9))]


def shown(language: Language = "en", *, private: bool = False) -> View:
    return view(report(some(), FIRST, LAST), language, private=private)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_can_be_read_by_anybody(language: Language) -> None:
    page = Page(html(shown(language)).decode())
    assert page.all("html") == [{"lang": language}]
    assert len(page.all("h1")) == len(page.all("title")) - len(page.all("svg")) == 1
    assert [h["id"] for h in page.all("h2")] == list(ALL_PARTS)
    pictures = page.all("svg")
    assert len(pictures) == len(page.all("desc")) == 4
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for picture in pictures:
        assert picture["role"] == "img"
        assert set(str(picture["aria-labelledby"]).split()) <= set(ids)
    assert len(page.all("table")) == len(page.all("caption")) == 6
    assert all(cell.get("scope") in ("col", "row") for cell in page.all("th"))
    assert all(page.said(tag) for tag in ("desc", "caption", "h2"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_says_no_number_that_no_table_has(language: Language) -> None:
    for part in shown(language).parts:
        cells = {cell for table in part.tables for row in table.rows for cell in row}
        # Rules have their sum in the picture, and each fault in the table.
        if part.id != "findings":
            assert all(bar.said in {*cells, ""} for p in part.pictures for bar in p.chart.drawn)


def test_nothing_is_fetched_and_nothing_runs() -> None:
    text = html(shown()).decode()
    assert not re.search(r"(?i)<script|<link|<img|\bsrc=|@import|url\((?!#)", text)
    links = set(re.findall(r"https?://[^\"' ]+", text))
    assert links == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_private_crisis_counts_and_has_no_name(language: Language) -> None:
    named, hidden = html(shown(language, private=True)), html(shown(language))
    assert b"Secret letter" in named
    assert b"Secret letter" not in hidden
    assert words(language)("Private crisis").encode() in hidden
    assert shown(language).tiles[0].value == "3"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", [*NASTY, "</td></table><script>", "{{ 7 * 7 }}", "", "\ud800x"])
def test_what_people_wrote_is_only_shown(language: Language, text: str) -> None:
    made = report([counted(12, what=text)], FIRST, LAST)
    written = html(view(made, language)).decode()
    page = Page(written)
    assert len(page.all("table")) == 4
    assert plain(text) in "".join(page.said("bdi"))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", written)


@settings(max_examples=20, deadline=None)
@given(st.lists(histories(most=12), max_size=4), st.sampled_from(LANGUAGES), said(300))
def test_any_crises_make_a_page(found: list[History], language: Language, text: str) -> None:
    cases = [
        replace(case(history.at_last), id=str(number), what=text)
        for number, history in enumerate(found)
    ]
    Page(html(view(report(cases, date.min, date.max, len(found)), language)).decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_crises_are_told_plainly(language: Language) -> None:
    t = words(language)
    made = view(report([], FIRST, LAST), language)
    assert made.lead == t("No crisis was opened in this time. Drills do not count.")
    page = Page(html(made).decode())
    assert page.all("table") == page.all("svg") == []
    assert pages(pdf(made)) == 1
    assert "2" in view(report([], FIRST, LAST, 2), language).lead


def test_the_languages_differ_only_in_their_words() -> None:
    def shape(made: View) -> list[object]:
        return [
            (part.id, [len(table.rows) for table in part.tables], [p.id for p in part.pictures])
            for part in made.parts
        ]

    assert shape(shown("en")) == shape(shown("fr"))
    assert "Bilan des crises" in html(shown("fr")).decode()


@pytest.mark.parametrize(
    ("minutes", "note"),
    [
        (29, "target 30 min: reached"),
        (30.9, "target 30 min: reached"),
        (31, "target 30 min: not reached"),
        (None, "target 30 min"),
    ],
)
def test_a_target_says_whether_it_was_reached(minutes: float | None, note: str) -> None:
    made = view(report([counted(minutes)], FIRST, LAST), "en")
    assert made.tiles[1].note == note


def test_lengths_of_time_and_days() -> None:
    en, fr = words("en"), words("fr")
    for took, said_ in [
        (timedelta(seconds=40), "40 s"),
        (timedelta(seconds=779), "12 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=3, minutes=5), "3 h 5 min"),
        (timedelta(days=2, hours=4), "2 d 4 h"),
        (timedelta(days=9), "9 d"),
        (None, "–"),
    ]:
        assert span(en, took) == said_
    assert span(fr, timedelta(days=9)) == "9\u00a0j"
    assert day(en, FIRST) == "1 January 2026"
    assert day(fr, FIRST) == "1er janvier 2026"
    assert day(fr, LAST) == "31 décembre 2026"


# PDF


def pages(content: bytes) -> int:
    """How many pages a PDF says it has."""
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    counts = [int(n) for n in re.findall(rb"/Type\s*/Pages[^>]*?/Count (\d+)", content)]
    counts += [int(n) for n in re.findall(rb"/Count (\d+)[^>]*?/Type\s*/Pages", content)]
    return max(counts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_has_pages(language: Language) -> None:
    assert pages(pdf(shown(language))) >= 3


@pytest.mark.parametrize("text", [*NASTY, '#panic("x")', '#read("/etc/passwd")', "$x$ @a <b>", ""])
def test_the_pdf_only_shows_what_people_wrote(text: str) -> None:
    assert pages(pdf(view(report([counted(12, what=text)], FIRST, LAST), "en"))) >= 2


def test_many_crises_go_on_over_pages() -> None:
    many = [counted(12, n % 9, id=f"{n}", what=f"Crisis {n}") for n in range(300)]
    assert pages(pdf(view(report(many, FIRST, LAST), "en"))) > 10
