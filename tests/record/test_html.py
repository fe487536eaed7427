"""The HTML record: balanced, named, and with people's words as text and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import events
from bot.commands import facts as fact_commands
from bot.commands import room as room_commands
from bot.events import LANGUAGES, RECORD_FILTERS, Language, RecordFilter
from bot.record import Reader
from bot.record.html_format import IN_PART
from tests.record.readable import made, seen, typed, view_of, words_of
from tests.strategies import NASTY, History, drill_plan, histories, opened, said, with_room

VOID = {"meta", "col", "link", "br", "hr", "img", "input"}
LOADING = ("src", "srcset", "data", "action", "formaction", "poster", "background", "xlink:href")
"""Attributes by which a page fetches or sends something."""

Attributes = dict[str, str | None]


@dataclass
class Element:
    tag: str
    attributes: Attributes
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        found = [self] if self.tag in tags else []
        return found + [one for child in self.children for one in child.all(*tags)]

    @property
    def text(self) -> str:
        """What stands in it, in order."""
        return "".join(self.pieces)


class Page(HTMLParser):
    """A page as a tree; it fails where tags do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(text)
        self.close()
        assert self._open == [self.root], [one.tag for one in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        assert len(element.attributes) == len(attrs), attrs
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def whole(text: str) -> Element:
    """The page, after a look at what must be so of any."""
    assert text.startswith("<!doctype html>\n")
    root = Page(text).root
    (page,) = root.all("html")
    assert not page.all("script", "iframe", "object", "embed", "form", "img", "link", "base")
    everything = list(_every(page))
    for element in everything:
        names = [name for name in element.attributes if name.startswith("on") or name in LOADING]
        assert names == [], (element.tag, names)
        href = element.attributes.get("href")
        if href is not None:
            assert element.tag == "a"
            assert href.startswith(("#", "https://", "http://")), href
        assert element.tag == "svg" or "style" not in element.attributes
    ids = [name for one in everything if (name := one.attributes.get("id")) is not None]
    assert len(ids) == len(set(ids))
    for element in everything:
        for named in ("aria-labelledby", "aria-describedby"):
            assert set((element.attributes.get(named) or "").split()) <= set(ids)
        href = element.attributes.get("href") or ""
        assert not href.startswith("#") or href[1:] in ids
    for table in page.all("table"):
        (caption,) = table.all("caption")
        assert caption.text.strip()
        heads = table.all("th")
        assert heads
        assert {head.attributes.get("scope") for head in heads} <= {"row", "col"}
        lines = [
            [one for one in row.children if one.tag in ("td", "th")] for row in table.all("tr")
        ]
        assert len({len(line) for line in lines}) == 1
    for drawn in page.all("svg"):
        assert [one.tag for one in drawn.children[:2]] == ["title", "desc"]
        assert all(one.text.strip() for one in drawn.children[:2])
    levels = [int(one.tag[1]) for one in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    return page


def _every(element: Element) -> list[Element]:
    return [element, *(one for child in element.children for one in _every(child))]


def told(page: Element) -> list[Element]:
    """The cells in which the entries are told."""
    return [
        cell
        for table in page.all("table")
        if table.attributes.get("class") == "entries"
        for row in table.all("tr")
        for cell in row.children
        if cell.attributes.get("class") == "said"
    ]


@settings(max_examples=60, deadline=None)
@given(histories(), st.sampled_from(LANGUAGES), st.sampled_from(RECORD_FILTERS))
def test_any_record_is_a_whole_page(
    history: History, language: Language, chosen: RecordFilter
) -> None:
    reader = Reader(chosen, language)
    view, page = view_of(history, reader), whole(made(history, "html", reader))
    assert page.attributes["lang"] == language
    assert page.all("title")[0].text == view.title
    assert [one.text for one in page.all("h1")] == [view.title]
    rows = [row for entry in history.entries if (row := view.row(entry)) is not None]
    cells = told(page)
    assert [one.all("bdi")[0].text for one in cells] == [row.said for row in rows]
    remarks = [tuple(one.text for one in cell.all("span")) for cell in cells]
    assert remarks == [row.remarks for row in rows]
    quoted = [one.text for one in page.all("blockquote")]
    texts = [(*(old.text for old in one.versions),) for one in view.statements()]
    expected = [
        text
        for one, earlier in zip(view.statements(), texts, strict=True)
        for text in (one.text, *earlier)
    ]
    assert quoted == expected


@settings(max_examples=100, deadline=None)
@given(said(400))
def test_a_title_and_a_note_read_as_they_were_typed(words: str) -> None:
    history = opened(what=words)
    history.do(room_commands.AddNote(events.NoteAdded(text=words, via="command")))
    page = whole(made(history, "html"))
    assert words_of(page.all("h1")[0].text) == typed(words)
    last = told(page)[-1].text
    assert words_of(last) == f"@U1 noted: “{' '.join(typed(words))}”".split()


@settings(max_examples=100, deadline=None)
@given(said(400))
def test_a_statement_keeps_its_lines(words: str) -> None:
    quoted = whole(made(opened(holding=words), "html")).all("blockquote")[0].text
    assert quoted == seen(words)


@pytest.mark.parametrize("words", NASTY)
def test_nasty_words_in_a_fact(words: str) -> None:
    history = opened()
    claim = words if words.strip() else f"x{words}"
    history.do(fact_commands.ProposeFact(claim, events.Proof(person="U2")))
    cells = [words_of(cell.text) for cell in whole(made(history, "html")).all("td")]
    assert typed(claim.strip()) in cells


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://acme.example/?a=1&b=%22<x>\"'", True),
        ("HTTP://acme.example/", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt://https://acme.example", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("vbscript:x", False),
        ("//evil.example", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_addresses_of_the_web_are_links(address: str, linked: bool) -> None:
    history = opened(post_link=address)
    page = made(history, "html")
    if not linked:
        assert f'href="{address[:8]}' not in page
    hrefs = [one.attributes["href"] or "" for one in Page(page).root.all("a")]
    outside = [href for href in hrefs if not href.startswith("#")]
    assert bool(outside) is linked
    assert all(href.lower().startswith(("http://", "https://")) for href in outside)
    assert any(words_of(cell.text) == typed(address) for cell in Page(page).root.all("td"))


def test_a_long_record_is_cut_into_tables() -> None:
    history = opened()
    for number in range(IN_PART * 2):
        history.do(room_commands.AddNote(events.NoteAdded(text=f"note {number}", via="command")))
    page = whole(made(history, "html"))
    parts = [one for one in page.all("table") if one.attributes.get("class") == "entries"]
    assert [len(part.all("tr")) - 1 for part in parts] == [IN_PART, IN_PART, 3]
    captions = [part.all("caption")[0].text for part in parts]
    assert captions == [f"Timeline, from entry {n} on" for n in (1, 501, 1001)]


@pytest.mark.parametrize("chosen", RECORD_FILTERS)
def test_a_drill_says_so_first(chosen: RecordFilter) -> None:
    history, reader = opened(planned=drill_plan()), Reader(chosen)
    page = whole(made(history, "html", reader))
    view = view_of(history, reader)
    (body,) = page.all("body")
    assert view.warning is not None
    assert body.text.lstrip().startswith(view.warning)
    assert page.all("title")[0].text.startswith("EXERCISE · ")


def test_what_says_nothing_says_so() -> None:
    history = with_room()
    text = whole(made(history, "html", Reader("public"))).text
    assert "Nothing was said." in text
