"""Critics from a table: whatever wrote it, what can be read is read, and nothing raises."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.critics_csv import MOST_LINES, SAID, Fault, Table, read
from bot.critics_values import count, moment, platform, tone
from tests.strategies import texts

NOW = datetime(2026, 3, 15, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
FRENCH = (
    "Lien;Auteur;Texte;Abonnés;Tonalité;Date;Réseau\r\n"
    "https://x.com/lea/status/1;@léa;« Ça m’a blessée »;1 234;blessée;14/03/2026 22:40;X\r\n"
    "https://bsky.app/profile/a.example/post/2;;Pourquoi ?;12,3k;question;2026-03-14;Bluesky\r\n"
)


def table(content: str | bytes, *, day_first: bool = True) -> Table:
    data = content.encode() if isinstance(content, str) else content
    return read(data, NOW, PARIS, day_first=day_first)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_encoding_and_separator(encoding: str, separator: str) -> None:
    text = FRENCH.replace("12,3k", "12.3k") if separator == "," else FRENCH
    found = table(text.replace(";", separator).encode(encoding))
    assert found.faults == ()
    lea, other = found.critics
    assert (lea.handle, lea.said, lea.reach) == ("léa", "« Ça m’a blessée »", 1234)
    assert (lea.tone, lea.platform) == ("hurt", "x")
    assert lea.wrote_at == datetime(2026, 3, 14, 21, 40, tzinfo=UTC)
    assert (other.handle, other.platform, other.reach) == ("a.example", "bluesky", 12_300)
    assert other.wrote_at == datetime(2026, 3, 13, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "header",
    ["url,author,text", "Post URL,User name,Full text", '"sep=,"\nLIEN,AUTEUR,MESSAGE', "\n\nLink,handle,said"],
)  # fmt: skip
def test_headers_of_many_tools(header: str) -> None:
    (critic,) = table(f"{header}\nhttps://x.com/a/status/1,b,c\n").critics
    assert (critic.link, critic.handle, critic.said) == ("https://x.com/a/status/1", "b", "c")


def test_columns_stand_in_any_order_and_others_are_left_alone() -> None:
    found = table("ID,followers,What,text,link\n1,5,x,Hello,x.com/a/status/1\n")
    (critic,) = found.critics
    assert (critic.link, critic.said) == ("https://x.com/a/status/1", "Hello")
    assert (critic.reach, critic.handle, critic.platform) == (5, "a", "x")


def test_a_bad_line_is_named_and_the_good_ones_are_taken() -> None:
    found = table(
        "link;author;text;followers;tone;date;platform\n"
        "https://x.com/a/status/1;ann;Good;5;angry;2026-03-14;x\n"
        "no link;bob;;;;;\n"
        ";;;7;;;\n"
        ";cat;a;b;c;d;e;f\n"
        "\n"
        ";dan;Fine;many;odd;2026-03-20;myspace\n"
        "https://twitter.com/a/status/1;ann again;;;;;\n"
        ';eve;"Over\ntwo lines; quoted";;;;\n'
        ';fay;"never closed;;;;\n'
        ";gus;Last;;;;\n"
    )
    assert [c.handle for c in found.critics] == ["ann", "dan", "eve", "gus"]
    assert found.critics[2].said == "Over\ntwo lines; quoted"
    assert found.faults == (
        Fault(3, "link", "no link", False),
        Fault(4, "nothing", "", False),
        Fault(5, "cells", "8", False),
        Fault(7, "reach", "many", True),
        Fault(7, "tone", "odd", True),
        Fault(7, "date", "2026-03-20", True),
        Fault(7, "platform", "myspace", True),
        Fault(11, "quote", "", False),
    )
    assert found.repeated == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n \n;;\n", "empty"),
        (b"PK\x03\x04 a spreadsheet", "spreadsheet"),
        (bytes(range(256)), "not_text"),
        (b"a,b,c\nhttps://x.com/a/status/1,2,3\n", "no_header"),
        (b"tone,date\nangry,2026-03-14\n", "no_header"),
        (b"link,text\n\n,\n", "no_lines"),
        (b"link,text\n" + b",x\n" * (MOST_LINES + 1), "too_many"),
        (b"link,text\n" + b"\n" * 500_000, "too_many"),
    ],
)
def test_what_cannot_be_read_at_all_says_why(content: bytes, why: str) -> None:
    found = table(content)
    assert (found.unreadable, found.critics) == (why, ())


def test_the_sample_of_the_docs() -> None:
    sample = Path(__file__).parent.parent / "docs" / "critics-sample.csv"
    found = table(sample.read_bytes())
    assert found.faults == ()
    assert [critic.tone for critic in found.critics] == ["hurt", "question", "angry", "bait"]
    assert [critic.reach for critic in found.critics] == [12_300, 1204, 860, 75]


def test_ten_thousand_lines() -> None:
    lines = "".join(f"https://x.com/u{n}/status/{n},u{n},Text {n}\n" for n in range(MOST_LINES))
    found = table("link,author,text\n" + lines)
    assert len(found.critics) == MOST_LINES
    assert (found.faults, found.repeated, found.unreadable) == ((), 0, None)


def test_a_text_that_is_too_long_is_cut_and_counted() -> None:
    found = table(f"author,text\nann,{'x' * (SAID + 1)}\nbob,{'x' * SAID}\n")
    assert found.cut == 1
    assert [len(c.said or "") for c in found.critics] == [SAID, SAID]


@settings(max_examples=300)
@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\xff\xfe\x00\xd8")
@example(b'link\n"' + b"x" * 140_000)
@example(b"link\r\r\nx")
@example(b"text\n\x85\x81")
def test_no_bytes_make_it_fail(content: bytes) -> None:
    for start in (b"", b"link,author,text,followers,tone,date\n", b"\xff\xfel\0i\0n\0k\0\n\0"):
        found = table(start + content)
        assert found.unreadable is None or not found.critics
        assert all(fault.line >= 2 for fault in found.faults)


@settings(max_examples=200)
@given(st.lists(st.tuples(texts(300), texts(300), texts(40), texts(40), texts(40)), max_size=8))
def test_no_cells_make_it_fail_and_none_is_lost(rows: list[tuple[str, ...]]) -> None:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["author", "text", "followers", "tone", "date"])
    writer.writerows(rows)
    found = table(written.getvalue().encode("utf-8", errors="replace"))
    if found.unreadable is not None:
        return
    left_out = sum(not fault.taken for fault in found.faults)
    lines = sum(any(cell.strip() for cell in row) for row in rows)
    assert len(found.critics) + found.repeated + left_out == lines


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("1 234", 1234),
        ("1\u202f234", 1234),
        ("1\xa0234\xa0567", 1_234_567),
        ("1,234", 1234),
        ("1.234", 1234),
        ("1'234", 1234),
        ("1.234,50", 1234),
        ("1,234.50", 1234),
        ("12.3k", 12_300),
        ("12,3 K", 12_300),
        ("1.2M", 1_200_000),
        ("3 millions", 3_000_000),
        ("1234.0", 1234),
        ("900 abonnés", 900),
        ("12k followers", 12_000),
        ("", None),
        ("-5", None),
        ("many", None),
        ("1,2,3", None),
        ("9" * 40, None),
        ("1e5", None),
    ],
)
def test_counts(text: str, number: int | None) -> None:
    assert count(text) == number


@given(st.integers(0, 10**10))
def test_a_count_is_read_as_it_was_written(number: int) -> None:
    for mark in ("", ",", ".", " ", "\u202f", "'"):
        assert count(f"{number:,}".replace(",", mark)) == number


@pytest.mark.parametrize(
    ("text", "day_first", "at"),
    [
        ("2026-03-14", True, "2026-03-13T23:00"),
        ("2026-03-14T22:40:00Z", True, "2026-03-14T22:40"),
        ("2026-03-14 22:40:00 UTC", True, "2026-03-14T22:40"),
        ("2026-03-14T22:40+02:00", True, "2026-03-14T20:40"),
        ("03/04/2026", True, "2026-04-02T22:00"),
        ("03/04/2026", False, "2026-03-03T23:00"),
        ("14/03/2026 22:40", False, "2026-03-14T21:40"),
        ("3/14/2026, 10:40 PM", True, "2026-03-14T21:40"),
        ("14.03.26 22h40", True, "2026-03-14T21:40"),
        ("14/03/2026 à 9h", True, "2026-03-14T08:00"),
        ("2026/03/14 9:05:30", True, "2026-03-14T08:05:30"),
        ("Sat Mar 14 22:40:00 +0000 2026", True, "2026-03-14T22:40"),
        ("yesterday", True, None),
        ("31/02/2026", True, None),
        ("14/03/2026 25:00", True, None),
        ("14/03/2026 13:00 PM", True, None),
        ("0001-01-01", True, None),
        ("9999-12-31T23:59:59", True, None),
    ],
)
def test_dates(text: str, day_first: bool, at: str | None) -> None:
    found = moment(text, PARIS, day_first=day_first)
    assert found == (datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None)


@given(texts(60))
def test_no_text_makes_a_value_fail(text: str) -> None:
    count(text), tone(text), platform(text), moment(text, PARIS, day_first=True)


@pytest.mark.parametrize(
    ("text", "known"),
    [("Blessée", "hurt"), ("EN COLÈRE", "angry"), ("positive", "supportive"), ("troll", "bait")],
)
def test_tones(text: str, known: str) -> None:
    assert tone(text) == known


def test_platforms() -> None:
    assert [platform(n) for n in ("X", "Twitter", "LinkedIn", "Site web")] == [
        "x",
        "x",
        "linkedin",
        "web",
    ]
    assert platform("myspace") is None
