"""Messages as Slack writes them, and as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bot.readable import readable
from bot.surfaces.blocks import escape
from handlers.shortcuts import first_link
from tests.strategies import texts


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("plain", "plain"),
        ("R&amp;D &lt;b&gt;", "R&D <b>"),
        ("&amp;lt;", "&lt;"),
        ("see <https://x.com/a?b=1&amp;c=2>", "see https://x.com/a?b=1&c=2"),
        ("see <https://x.com/a|our post>", "see https://x.com/a"),
        ("<@U123> and <@U123|ana>", "@U123 and @ana"),
        ("<#C1|general> <#C2>", "#general #C2"),
        ("<!channel> <!here|here>", "@channel @here"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("<mailto:press@acme.example|press@acme.example>", "press@acme.example"),
        ("<!subteam^S1|@press-team>", "@press-team"),
        ("<!date^1392734382^{date}|18 February 2014>", "18 February 2014"),
    ],
)
def test_a_message_as_it_is_read(sent: str, read: str) -> None:
    assert readable(sent) == read


@settings(max_examples=150)
@given(texts())
def test_what_was_typed_is_what_is_read(text: str) -> None:
    """Slack sends a person's `<`, `>` and `&` escaped."""
    assert readable(escape(text)) == text


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("", None),
        ("no link", None),
        ("&lt;https://x.com&gt;", None),
        (
            "<@U1> look <https://x.com/1?a=1&amp;b=2|here> <https://y.example>",
            "https://x.com/1?a=1&b=2",
        ),
        ("<http://x.com/1>", "http://x.com/1"),
        ("<mailto:a@b.example|a@b.example>", None),
    ],
)
def test_the_first_address_of_a_message(text: str, link: str | None) -> None:
    assert first_link(text) == link
