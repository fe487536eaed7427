"""What each platform counts, how a text becomes a thread, and whose link is whose."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from twitter_text import parse_tweet

from bot import events
from statements import counting, platforms

LINK = "https://www.example.org/a/very/long/path?with=a&query=string#and-a-fragment"
FAMILY = "👨‍👩‍👧‍👦"
THREADED = ("x", "bluesky", "mastodon", "threads")


def test_every_platform_of_the_app_is_known() -> None:
    assert tuple(platforms.PLATFORMS) == events.PLATFORMS


def test_every_limit_has_its_source() -> None:
    for name, platform in platforms.PLATFORMS.items():
        assert (platform.limit is None) == (name == "web")
        if platform.source is not None:
            assert urlsplit(platform.source).scheme == "https"


@pytest.mark.parametrize(
    ("platform", "text", "length"),
    [
        ("x", "", 0),
        ("x", "a" * 280, 280),
        ("x", "É’—“é”\u00a0", 7),
        ("x", "…", 2),
        ("x", "\u202f", 2),
        ("x", "日本", 4),
        ("x", FAMILY, 2),
        ("x", f"Voir {LINK} !", 5 + 23 + 2),
        ("x", "example.org", 23),
        ("x", "e\u0301", 1),
        ("x", "a\r\nb", 3),
        ("x", "3.14", 4),
        ("x", "https://example.org/" + "a" * 3000, 23),
        ("bluesky", FAMILY, 1),
        ("bluesky", LINK, len(LINK)),
        ("bluesky", "e\u0301\r\n", 2),
        ("mastodon", f"Voir {LINK}.", 5 + 23 + 1),
        ("mastodon", "example.org", 11),
        ("mastodon", "Merci @acme@social.example.org !", len("Merci @acme !")),
        ("mastodon", "write to a@b.example.org", 24),
        ("mastodon", FAMILY, 1),
        ("threads", "é’\u202f", 3),
        ("threads", "😀", 4),
        ("threads", "❤️", 6),
        ("threads", FAMILY, 25),
        ("threads", "©", 1),
        ("facebook", "é😀", 3),
        ("instagram", "é😀", 3),
        ("linkedin", "é😀", 3),
        ("tiktok", "é😀", 3),
        ("youtube", "é😀", 6),
        ("web", "é😀", 2),
    ],
)
def test_length_is_counted_as_the_platform_counts(platform: str, text: str, length: int) -> None:
    assert platforms.length(text, platform) == length


@given(
    st.lists(
        st.sampled_from(
            ["Nous", "avons", "vu", "😀", FAMILY, "e\u0301", "日本", "1.5", "fin.Nous", "x.co",
             LINK, "(example.fr)", "a@b.com", "notre.compte", "#tag", "«\u00a0oui\u00a0»", "http://",
             "https://exämple.com/é", "https://t.co/abcDEF", ".com", "v2.0", "©", "™", "1️⃣", "🇫🇷", "👍🏽", "€", "例.中国", "a.éa", "…", "\u200b"]
        )
    ),
    st.sampled_from([" ", "\n", "\n\n", "\r\n", " \t"]),
)  # fmt: skip
def test_x_counts_as_its_own_library(words: list[str], between: str) -> None:
    text = between.join(words)
    assert counting.weighted(text) == parse_tweet(text).weightedLength


@pytest.mark.parametrize(
    ("platform", "limit"),
    [("x", 280), ("bluesky", 300), ("mastodon", 500), ("threads", 500), ("instagram", 2200)],
)
def test_the_limit_itself_fits(platform: str, limit: int) -> None:
    assert platforms.limit(platform) == limit
    assert platforms.fits("a" * limit, platform)
    assert platforms.over("a" * limit, platform) == 0
    assert not platforms.fits("a" * (limit + 1), platform)
    assert platforms.over("a" * (limit + 7), platform) == 7


def test_bluesky_counts_bytes_too() -> None:
    text = FAMILY * 150
    assert platforms.length(text, "bluesky") == 150
    assert platforms.over(text, "bluesky") == 25 * 150 - 3000


def test_the_web_takes_any_length() -> None:
    assert platforms.limit("web") is None
    assert platforms.fits("a" * 100_000, "web")
    assert platforms.over("a" * 100_000, "web") == 0


def test_a_thread_ends_its_posts_at_sentences() -> None:
    first = "We are sorry for the post on our account, which we should never have published. "
    second = "It is our responsibility. "
    text = first * 3 + second * 4 + "«\u00a0Nous y veillons.\u00a0» Fin."
    parts = platforms.thread(text, "x")
    assert [part[-4:] for part in parts] == [" 1/2", " 2/2"]
    assert parts[0].removesuffix(" 1/2").endswith((".", "»"))
    assert platforms.length(parts[0] + " " + second, "x") > 280


def test_a_thread_keeps_paragraphs_and_no_break_spaces() -> None:
    text = "One.\n\nTwo.\n\n" + "word " * 90 + "18\u00a0h\u00a030"
    parts = platforms.thread(text, "x")
    assert parts[0].startswith("One.\n\nTwo.")
    assert all("18" not in part or "18\u00a0h\u00a030" in part for part in parts)


def test_a_text_that_fits_is_one_post_without_a_counter() -> None:
    assert platforms.thread(" Sorry. ", "x") == ("Sorry.",)


def test_no_thread_where_the_platform_has_none() -> None:
    for platform in set(platforms.PLATFORMS) - set(THREADED):
        assert platforms.thread("a" * 100_000, platform) == ()


def test_a_long_link_is_not_cut() -> None:
    link = "https://example.org/" + "a" * 1000
    parts = platforms.thread("word " * 60 + link + " word" * 60, "x")
    assert any(link in part for part in parts)


def bare(text: str) -> str:
    return "".join(text.split())


WORDS = st.sampled_from(
    ["Nous", "sommes", "désolés.", "Fin !", "😀", FAMILY, "日本語", LINK, "a" * 300, "\n\n", "1/2",
     "e" + "\u0301" * 700, "example.com", "@acme@social.example", "…", "«\u00a0oui\u00a0»"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.lists(WORDS, max_size=150).map(" ".join), st.text(max_size=900)),
    st.sampled_from(THREADED),
)
@example("e" + "\u0301" * 9000, "bluesky")
@example("a" * 3000, "x")
@example("a b " * 2000, "threads")
def test_a_thread_says_all_of_it_within_the_limit(text: str, platform: str) -> None:
    parts = platforms.thread(text, platform)
    assert all(platforms.fits(part, platform) for part in parts)
    if len(parts) > 1:
        count = len(parts)
        for number, part in enumerate(parts, 1):
            assert part.endswith(f" {number}/{count}")
        parts = tuple(part.rpartition(" ")[0] for part in parts)
        assert all(parts)
    assert bare("".join(parts)) == bare(text)


@pytest.mark.parametrize(
    "seed",
    ["We answer for it. ", "a", "a.", "é.", "a.com", "x.co.", "😀", "https://a.", " a\n", "."],
)
@pytest.mark.timeout(60)
def test_the_longest_text_is_counted_and_cut(seed: str) -> None:
    text = (seed * 63_000)[:63_000]
    for platform in THREADED:
        platforms.length(text, platform)
        parts = platforms.thread(text, platform)
        assert len(parts) > 1 or platform == "mastodon"  # a link of any length is one


@pytest.mark.parametrize(
    ("link", "platform"),
    [
        ("https://x.com/acme/status/1", "x"),
        ("http://mobile.twitter.com/acme", "x"),
        ("https://t.co/abc", "x"),
        ("https://bsky.app/profile/acme.example/post/3k", "bluesky"),
        ("https://www.facebook.com/acme/posts/1", "facebook"),
        ("https://fb.me/abc", "facebook"),
        ("https://WWW.Instagram.COM./p/abc/", "instagram"),
        ("https://lnkd.in/abc", "linkedin"),
        ("https://vm.tiktok.com/abc", "tiktok"),
        ("https://youtu.be/abc", "youtube"),
        ("https://www.youtube.com/post/Ugk", "youtube"),
        ("https://threads.net/@acme/post/abc", "threads"),
        ("www.threads.com/@acme/post/abc", "threads"),
        ("https://mastodon.social/@acme/1", "mastodon"),
        ("https://acme.example/statement", "web"),
    ],
)
def test_a_link_belongs_to_its_platform(link: str, platform: str) -> None:
    assert platforms.belongs(link, platform)
    for other in set(platforms.PLATFORMS) - {platform, "mastodon", "web"}:
        assert not platforms.belongs(link, other)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "x.com.evil.example/acme/status/1",
        "https://evilx.com/acme/status/1",
        "https://x.com@evil.example/acme/status/1",
        "https://evil.example/x.com/status/1",
        "https://evil.example\\@x.com/acme/status/1",
        "https://evil.example#@x.com/",
        "https://evil.example?https://x.com/",
        "javascript:alert('x.com')",
        "ftp://x.com/acme",
        "https://[x.com/acme",
        "https://x.com /acme",
        "https://x\u0000.com/acme",
        "https://х.com/acme/status/1",
        "https://",
        "not a link",
    ],
)
def test_what_only_looks_like_a_link_to_x_is_none(link: str) -> None:
    assert not platforms.belongs(link, "x")
    assert platforms.account(link) is None


def test_the_web_takes_links_alone() -> None:
    for link in ("", "statement", "https://localhost/", "mailto:a@example.org", "https://."):
        assert not platforms.belongs(link, "web")


def test_each_platform_has_its_host() -> None:
    assert platforms.host_of("x") == "x.com"
    assert platforms.host_of("web") is None
    assert platforms.host_of("mastodon") is None


@pytest.mark.parametrize(
    ("link", "handle"),
    [
        ("https://x.com/Acme_FR/status/1859000000000000000?s=20", "Acme_FR"),
        ("https://twitter.com/acme/statuses/1", "acme"),
        ("https://x.com/i/status/1", None),
        ("https://x.com/acme", None),
        ("https://t.co/abc", None),
        ("https://bsky.app/profile/acme.bsky.social/post/3k", "acme.bsky.social"),
        ("https://bsky.app/profile/did:plc:abc/post/3k", None),
        ("https://mastodon.social/@acme/113000000000000000", "acme@mastodon.social"),
        ("https://mastodon.social/@acme@other.example/113", "acme@other.example"),
        ("https://www.threads.com/@acme.fr/post/abc", "acme.fr"),
        ("https://www.threads.net/%40acme/post/abc", "acme"),
        ("https://www.tiktok.com/@acme/video/1", "acme"),
        ("https://vm.tiktok.com/abc", None),
        ("https://www.youtube.com/@acme/posts", "acme"),
        ("https://www.youtube.com/post/Ugk", None),
        ("https://youtu.be/abc", None),
        ("https://www.facebook.com/acme/posts/pfbid0", "acme"),
        ("https://www.facebook.com/permalink.php?id=1", None),
        ("https://www.facebook.com/groups/posts/1", None),
        ("https://www.instagram.com/p/abc/", None),
        ("https://www.linkedin.com/posts/acme_1", None),
        ("https://acme.example/statement", None),
    ],
)
def test_the_account_is_read_from_a_link_that_names_it(link: str, handle: str | None) -> None:
    assert platforms.account(link) == handle
