"""What the opening form accepts as a link and as a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings

from bot.events import LANGUAGES
from bot.locale import words
from handlers.opening import CLOCKS_APART, link_error, time_error
from tests.strategies import START, links, texts

EN = words("en")


@pytest.mark.parametrize(
    "link",
    [
        "https://x.com/acme/status/1",
        "http://example.com",
        "https://bücher.example/ä?q=é#z",
        "https://mastodon.social:443/@acme/1",
        "HTTPS://X.COM/a",
        "https://x.com/a|b<c>",
        "https://192.0.2.1/post",
    ],
)
def test_the_address_of_something_posted(link: str) -> None:
    assert link_error(EN, link) is None


@pytest.mark.parametrize(
    "link",
    [
        "",
        "x.com/acme/status/1",
        "no link at all",
        "javascript:alert(1)",
        "ftp://example.com/x",
        "mailto:a@example.com",
        "https://",
        "https://localhost/x",
        "https:///x.com",
        "https://x.com/a b",
        "https://x.com/a\nb",
        "https://x.com/a\u2028b",
        "https://[::1",
        "http//x.com",
        "<https://x.com>",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_link(link: str) -> None:
    for language in LANGUAGES:
        assert link_error(words(language), link)


@settings(max_examples=150)
@given(texts(300))
def test_no_text_breaks_the_check(text: str) -> None:
    for link in (text, f"https://{text}", f"https://x.com/{text}"):
        problem = link_error(EN, link)
        assert problem is None or "https://" in problem


@settings(max_examples=100)
@given(links())
def test_links_that_tests_draw_are_links(link: str) -> None:
    assert link_error(EN, link) is None


def test_a_time_is_past_or_now_as_far_as_clocks_agree() -> None:
    assert time_error(EN, START, START) is None
    assert time_error(EN, START - timedelta(days=9), START) is None
    assert time_error(EN, START + CLOCKS_APART, START) is None
    assert time_error(EN, START + CLOCKS_APART + timedelta(seconds=1), START)
    assert time_error(EN, None, START)
