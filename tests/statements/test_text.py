"""Texts as tokens and sentences, each at its place."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from statements.findings import LANGUAGES, Language
from statements.plain import plain
from statements.text import LONGEST, lemmas, read

ODD = [
    *"aéﬁ½İß…—–‑’'“”«»‹›„Аос\u0301\u200b\u200d\u2060\ufeff\u00ad\u202e\u00a0\u202f",
    *'\n\t.!?,;:()*_~`<>|@#&%€12"',
    *("\r\n", "e\u0301", "30", "18h30", "10:02", "👩‍👩‍👧", "🇫🇷", "😅", "l'", "n't", "we're"),
    *("aujourd'hui", "https://x.com/a", "<https://x.com|x>", "<@U1>", "M.", "e.g.", "p.m."),
]
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from([*ODD, " ", "we", "sorry", "nous", "désolés"]), max_size=80).map(
        "".join
    ),
)


def tokens(text: str, language: Language = "en") -> list[str]:
    return [token.text for token in read(text, language).tokens]


def sentences(text: str, language: Language = "en") -> list[str]:
    document = read(text, language)
    return [
        " ".join(token.text for token in document.tokens[first:last])
        for first, last in document.sentences
    ]


def quotes(text: str, language: Language = "en") -> list[str]:
    document = read(text, language)
    return [
        " ".join(token.text for token in document.tokens[first:last])
        for first, last in document.quotes
    ]


@given(texts, st.sampled_from(LANGUAGES))
@example("\u0301\u200b", "en")
@example("\n\n…\n", "fr")
@example("½'½n't", "en")
def test_any_text_can_be_read(text: str, language: Language) -> None:
    document = read(text, language)
    for token in document.tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert token.text == token.text.lower() != ""
        assert lemmas(token.text, language)
    starts = [token.start for token in document.tokens]
    assert starts == sorted(starts)
    # Sentences part the tokens, without a gap and without an empty one.
    assert [n for first, last in document.sentences for n in range(first, last)] == list(
        range(len(document.tokens))
    )
    assert all(0 < last - first <= LONGEST for first, last in document.sentences)
    ends = 0
    for first, last in document.quotes:
        assert ends <= first < last <= len(document.tokens)
        ends = last


@given(texts)
def test_plain_text_knows_where_it_comes_from(text: str) -> None:
    clean = plain(text)
    for place in range(len(clean.text)):
        start, end = clean.span(place, place + 1)
        assert 0 <= start < end <= len(text)
    assert len(clean.text.lower()) == len(clean.text)


@settings(deadline=None, max_examples=8)
@given(st.text(min_size=1, max_size=6).map(lambda t: (t * 63_000)[:63_000]))
@example("«" * 63_000)
@example(("a" * 62_999) + "'")
@example("1 000 " * 10_500)
@example("<https://a|" * 5_700)
def test_the_longest_text_is_read(text: str) -> None:
    for language in LANGUAGES:
        document = read(text, language)
        assert all(last - first <= LONGEST for first, last in document.sentences)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We don't, can't and cannot.", "we do n't , ca n't and can not"),
        ("We're John's; it'll be ours", "we 're john 's ; it 'll be ours"),
        ("a light-hearted e-mail", "a light-hearted e-mail"),
        ("at 6 p.m., not 10:02 or 3.5 %", "at 6 pm , not 10:02 or 3.5 %"),
        (
            "mail a.b@c.example or see http://x.com/a.b?c=d.",
            "mail a.b@c.example or see http://x.com/a.b?c=d",
        ),
        ("@foo.bar #we_care v1.2 2FA", "@foo.bar #we_care v1.2 2fa"),
        (
            "ask <@U012AB> at <https://a.example/b|our site>",
            "ask <@u012ab> at <https://a.example/b| our site",
        ),
        ("*We* are _so_ ~not~ `sorry`", "we are so not sorry"),
        ("so\u200brr\u00ady", "sorry"),
        ("ЅОRRY fоr it", "sorry for it"),
        ("we 😅 are 👩‍👩‍👧 sorry", "we are sorry"),
        ("1,900 and 2 500 000 and 1 900 000", "1,900 and 2 500 000 and 1 900 000"),
    ],
)
def test_english_tokens(text: str, expected: str) -> None:
    assert " ".join(tokens(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’équipe n'a qu'aujourd'hui", "l' équipe n' a qu' aujourd'hui"),
        ("Jusqu’à lorsqu'il s'est", "jusqu' à lorsqu' il s' est"),
        ("Paraît-il, excusez-nous, y a-t-il", "paraît il , excusez nous , y a il"),
        ("peut-être celui-ci, quelqu'un là-bas", "peut-être celui-ci , quelqu'un là-bas"),
        ("à 18 h 30 ou 18h30", "à 18 h 30 ou 18h30"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_french_tokens(text: str, expected: str) -> None:
    assert " ".join(tokens(text, "fr")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We are sorry. We removed it!", ["we are sorry", "we removed it"]),
        ("Mr. Smith of Acme Inc. agreed.", ["mr smith of acme inc agreed"]),
        (
            "Call by 6 p.m. today. Or at 7 p.m. We answer.",
            ["call by 6 pm today", "or at 7 pm", "we answer"],
        ),
        ("e.g. v1.2 at 3.5% on x.com.", ["eg v1.2 at 3.5 % on x.com"]),
        ("No. We did it.", ["no", "we did it"]),
        (
            "one line\nwraps here\nAnother one\n\nlast",
            ["one line wraps here", "another one", "last"],
        ),
        ("we... are … sorry", ["we … are … sorry"]),
        ("Wait… Now.", ["wait", "now"]),
        ('"Sorry!" is what we said.', ["sorry is what we said"]),
        ('"Sorry." We said it.', ["sorry", "we said it"]),
        ("Sorry.We removed it", ["sorry", "we removed it"]),
    ],
)
def test_english_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_french_sentences() -> None:
    text = "M. Durand et Mme Roy, etc. Nous répondrons à 18 h 30. « Pardon ! » a-t-il dit, art. 5 ?"
    assert sentences(text, "fr") == [
        "m durand et mme roy , etc",
        "nous répondrons à 18 h 30",
        "pardon a il dit , art 5",
    ]


def test_a_sentence_without_end_is_cut() -> None:
    document = read("we " * 1_000, "en")
    assert [last - first for first, last in document.sentences] == [LONGEST] * 4 + [40]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('They said "it was a joke" twice.', ["it was a joke"]),
        ("They said “it was a joke” twice.", ["it was a joke"]),
        ("They said ‘a joke’ twice.", ["a joke"]),
        ("They said 'a joke' twice.", ["a joke"]),
        ("« Une blague », ‹ deux ›", ["une blague", "deux"]),
        ('an "open one only', []),
        ("the teams' post and the users' one", []),
        ('a "first\n\nparagraph" ends', []),
        ("it's 'don't' it's", ["do n't"]),
        ('“nested "inner" one” and "outer"', ["nested inner one", "outer"]),
        ('"" «»', []),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_forms_are_found_by_their_lemmas() -> None:
    assert "be" in lemmas("were", "en")
    assert "mistake" in lemmas("mistakes", "en")
    assert "have" in lemmas("'s", "en")
    assert "être" in lemmas("sommes", "fr")
    assert "notre" in lemmas("nos", "fr")
    assert lemmas("x" * 5_000, "en") == ("x" * 5_000,)
