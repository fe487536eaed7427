"""Every text that the templates can give, read for what no reader should ever see."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from zoneinfo import available_timezones

import pytest
from jinja2 import DictLoader

from bot import events
from statements import draft as drafting
from statements.draft import (
    CAUSES,
    KINDS,
    LANGUAGES,
    PLATFORM_NAMES,
    SEVERITIES,
    DraftError,
    Kind,
    Language,
    Situation,
    draft,
    environment,
    gaps,
)

NBSP, THIN = "\u00a0", "\u202f"
NOW = datetime(2025, 11, 25, 22, 40, tzinfo=UTC)
PROMISED = datetime(2025, 11, 25, 23, 30, tzinfo=UTC)
HOME = {"fr": "Europe/Paris", "en": "Europe/London"}
PROMISE = {"fr": f"avant mercredi 0{NBSP}h{NBSP}30", "en": f"by 11:30{NBSP}pm"}
PLATFORM_SETS = (
    *((platform,) for platform in PLATFORM_NAMES),
    ("web", "x"),
    ("instagram", "linkedin", "web"),
    ("youtube", "mastodon", "facebook", "tiktok"),
    tuple(PLATFORM_NAMES),
)

MATRIX: list[tuple[Kind, Situation]] = [
    (kind, Situation(cause, severity, language, platforms, update, HOME[language], NOW))
    for kind, cause, severity, language, platforms, update in product(
        KINDS, CAUSES, SEVERITIES, LANGUAGES, PLATFORM_SETS, (None, PROMISED)
    )
]


def name(case: tuple[Kind, Situation]) -> str:
    kind, s = case
    promised = "promised" if s.next_update else "open"
    return f"{s.language}-{kind}-{s.severity}-{s.cause}-{'+'.join(s.platforms)}-{promised}"


def texts(kind: str | None = None, **wanted: str) -> list[tuple[str, Situation, str]]:
    return [
        (name((k, s)), s, draft(k, s))
        for k, s in MATRIX
        if kind in (None, k) and all(getattr(s, key) == value for key, value in wanted.items())
    ]


def weighted(text: str) -> int:
    """X's count: characters outside these four ranges weigh two (twitter-text, config v3)."""
    light = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
    return sum(1 if any(a <= ord(c) <= b for a, b in light) else 2 for c in text)


def test_the_words_are_those_of_the_crisis() -> None:
    assert CAUSES == events.CAUSES
    assert KINDS == events.STATEMENT_KINDS
    assert tuple(PLATFORM_NAMES) == events.PLATFORMS
    assert set(SEVERITIES) == set(events.SEVERITIES)
    assert set(LANGUAGES) == set(events.LANGUAGES)


def test_no_text_shows_its_seams() -> None:
    for case, _, text in texts():
        assert not re.search(r"[{}#%\t]|None|Undefined", text), case
        assert not re.search(rf"[ {NBSP}{THIN}]{{2}}|^[^\S\n]|[^\S\n]$", text, re.MULTILINE), case
        assert not re.search(r"\n{3}|[^.]\Z|(?<!\n)\n(?!\n)", text), case
        assert not re.search(r" [.,)\]]|\.\.|,\.", text), case
        assert not re.search(r"['\"]", text), case


def test_every_sentence_begins_with_a_capital() -> None:
    for case, _, text in texts():
        for sentence in re.split(r"(?<=\.)\s+", text):
            assert sentence[0].isupper(), (case, sentence)


def test_french_is_set_as_french() -> None:
    for case, _, text in texts(language="fr"):
        assert not re.search(rf"(?<!{NBSP})[:»]|«(?!{NBSP})", text), case
        assert not re.search(rf"(?<!{THIN})[;!?]", text), case
        assert not re.search(r"\d h|h \d", text), case


def test_english_is_set_as_english() -> None:
    for case, _, text in texts(language="en"):
        assert not re.search(rf"[{NBSP}{THIN}][:;!?]|[«»{THIN}]", text), case
        assert not re.search(r"\d [ap]m", text), case
        assert not re.search(r"apologiz|recogniz|organiz", text), case


def test_a_holding_post_fits_every_platform() -> None:
    for case, _, text in texts("holding"):
        assert max(len(text), weighted(text)) <= 280, (case, weighted(text))


def test_a_holding_post_fits_whatever_the_clock_is_called() -> None:
    """Nor may the longest name of a time zone, on the longest date, push a post over the limit."""
    far = datetime(2025, 9, 24, 20, 45, tzinfo=UTC)
    for language in LANGUAGES:
        names = [drafting._zone_name(far, zone, language) for zone in available_timezones()]
        longest = max(map(weighted, names)) + len(" ()")
        for kind, s in MATRIX:
            if kind == "holding" and s.language == language:
                text = draft("holding", replace(s, next_update=far))
                assert weighted(text) + longest <= 280, (name((kind, s)), weighted(text), longest)


def test_no_name_of_a_clock_passes_for_a_gap() -> None:
    for language, zone in product(LANGUAGES, sorted(available_timezones())):
        text = draft("holding", situation(language, PROMISED, zone, NOW))
        assert not gaps(text), zone
        assert "/" not in text, zone


def test_a_holding_post_says_when_and_where() -> None:
    """Two places are named; one, or many, are "here", which is true of every copy."""
    for case, s, text in texts("holding"):
        later = {"fr": "très vite", "en": "shortly"}[s.language]
        assert (PROMISE[s.language] if s.next_update else later) in text, case
        if len(s.platforms) == 2:
            promise = re.split(r"(?<=\.) ", text)[-1]
            hacked = s.cause == "compromised_account"
            for platform in s.platforms[1:] if hacked else s.platforms:
                assert PLATFORM_NAMES[platform][s.language] in promise, case
        else:
            assert re.search({"fr": r"\bici\b", "en": r"\bhere\b"}[s.language], text), case


def test_a_holding_post_does_not_send_people_to_the_hacked_account() -> None:
    for language in LANGUAGES:
        s = Situation("compromised_account", "major", language, ("x", "bluesky"), None, "UTC")
        last = draft("holding", s).split(". ")[-1]
        assert "Bluesky" in last
        assert not re.search(r"\bX\b", last)


def test_a_holding_post_claims_nothing_that_is_still_open() -> None:
    """At the opening nobody knows who did it, nor that anything has been deleted."""
    known_later = (
        r"delet|remov|hack|employee|anyone|sorry|believe|probably|appears"
        r"|supprim|retir|pirat|salarié|excus|désolé|sans doute|semble"
    )
    for case, _, text in texts("holding"):
        assert not re.search(known_later, text, re.IGNORECASE), case


def test_only_a_post_of_ours_is_called_ours() -> None:
    for case, s, text in texts("holding"):
        if s.cause in ("product_or_service", "misinformation"):
            assert not re.search(
                r"\bour \w+ (account|page|channel)|notre (compte|page|cha)", text
            ), case


def test_the_name_of_the_account_is_in_the_holding_post() -> None:
    expected: dict[tuple[str, Language], str] = {
        ("x", "en"): "our X account",
        ("facebook", "en"): "our Facebook page",
        ("youtube", "en"): "our YouTube channel",
        ("web", "en"): "our website",
        ("x", "fr"): "notre compte X",
        ("linkedin", "fr"): "notre page LinkedIn",
        ("youtube", "fr"): "notre chaîne YouTube",
        ("web", "fr"): "notre site",
    }
    for (platform, language), words in expected.items():
        s = Situation("insider", "minor", language, (platform,), None, "UTC")
        assert f" {words}." in draft("holding", s)


def test_a_participle_agrees_with_the_account() -> None:
    def first(platform: str) -> str:
        s = Situation("compromised_account", "major", "fr", (platform,), None, "UTC")
        return draft("holding", s).split(" et ")[0]

    assert first("x") == "Notre compte X a été compromis"
    assert first("facebook") == "Notre page Facebook a été compromise"
    assert first("web") == "Notre site a été compromis"


SORRY = {
    "en": r"\bWe are sorry\b",
    "fr": r"\bNous (vous )?(présentons nos excuses|sommes désolés)\b",
}
OWNED = {
    "en": r"responsibility|our mistake|is ours|we answer for|[Ww]e should|for us to|[Ww]e did not\b",
    "fr": r"responsab|la nôtre|c’est à nous|[Nn]ous (aurions|n’aurions)",
}
REMEDY = {
    "en": r"We have (also )?(deleted|removed|taken back|\[)|and we have deleted|we (are|will|have) ",
    "fr": r"[Nn]ous (l’avons|avons|répond|vous répond|vous aider|le faisons|lisons|le publierons)",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_apology_is_sorry_owns_it_and_mends_it(language: str) -> None:
    for case, _, text in texts("apology", language=language):
        assert re.search(SORRY[language], text), case
        assert re.search(OWNED[language], text), case
        assert re.search(REMEDY[language], text), case


def test_an_apology_makes_no_excuse_and_hangs_on_no_if() -> None:
    excuses = (
        r"\bintern\b|supplier|agency|password|unfortunately|intention|misunderst|if anyone|may have"
        r"|regret|were made|in error|stagiaire|prestataire|mot de passe|malheureus|maladro|auraient"
        r"|si certain|regrett|par erreur|ont été commises|nous nous excusons"
    )
    for case, _, text in texts("apology"):
        assert not re.search(excuses, text, re.IGNORECASE), case


def test_a_minor_apology_is_two_sentences_and_stops() -> None:
    for case, _, text in texts("apology", severity="minor"):
        assert len(re.findall(r"\.(?=\s|$)", text)) == 2, case
        assert weighted(text) <= 280, case
        assert not gaps(text), case


def test_a_major_apology_is_whole() -> None:
    for case, s, text in texts("apology", severity="major"):
        assert 75 <= len(text.split()) <= 140, (case, len(text.split()))
        assert 1 <= len(gaps(text)) <= 2, case
        assert re.match(rf"{SORRY[s.language]}|Nous présentons nos excuses", text), case
        assert (PROMISE[s.language] in text) == (s.next_update is not None), case


def test_texts_differ_by_cause() -> None:
    for kind, severity, language in product(KINDS, SEVERITIES, LANGUAGES):
        written = {
            text
            for _, s, text in texts(kind, severity=severity, language=language)
            if s.platforms == ("x",) and s.next_update is None
        }
        assert len(written) == len(CAUSES)


def test_the_same_situation_gives_the_same_text() -> None:
    for kind, s in MATRIX[:: len(PLATFORM_SETS)]:
        assert draft(kind, s) == draft(kind, replace(s))


def situation(
    language: Language, update: datetime, zone: str, now: datetime | None = None
) -> Situation:
    return Situation("mistake", "minor", language, ("x",), update, zone, now)


@pytest.mark.parametrize(
    ("language", "zone", "update", "now", "spoken"),
    [
        ("en", "Europe/London", "2025-11-25T18:30Z", None, "here by 6:30_pm."),
        ("en", "Europe/London", "2025-11-25T18:00Z", None, "here by 6_pm."),
        ("en", "Europe/London", "2025-11-25T00:05Z", None, "here by 12:05_am."),
        ("en", "Europe/London", "2025-11-25T12:00Z", None, "here by noon."),
        ("en", "Europe/Dublin", "2025-07-25T18:00Z", None, "here by 7_pm."),
        ("en", "America/New_York", "2025-11-25T18:30Z", None, "here by 1:30_pm (New York time)."),
        ("en", "UTC", "2025-07-25T18:30Z", None, "here by 6:30_pm (UTC)."),
        ("en", "Etc/GMT-3", "2025-07-25T18:30Z", None, "here by 9:30_pm (UTC+03:00)."),
        ("en", "Europe/London", "2025-11-26T09:00Z", "2025-11-25T23:40Z", "by 9_am on Wednesday."),
        ("en", "Europe/London", "2025-11-26T00:00Z", "2025-11-25T23:40Z", "here by midnight."),
        ("en", "Europe/London", "2025-12-03T09:00Z", "2025-11-25T23:40Z", "by 9_am on 3_December."),
        ("fr", "Europe/Paris", "2025-11-25T17:30Z", None, "ici avant 18_h_30."),
        ("fr", "Europe/Brussels", "2025-11-25T08:05Z", None, "ici avant 9_h_05."),
        ("fr", "Europe/Paris", "2025-11-25T17:00Z", None, "ici avant 18_h."),
        ("fr", "Europe/Paris", "2025-11-25T11:00Z", None, "ici avant midi."),
        ("fr", "America/Toronto", "2025-11-25T17:30Z", None, "avant 12_h_30 (heure de Toronto)."),
        ("fr", "Africa/Abidjan", "2025-11-25T17:30Z", None, "avant 17_h_30 (heure d’Abidjan)."),
        ("fr", "Africa/Cairo", "2025-11-25T17:30Z", None, "avant 19_h_30 (heure du Caire)."),
        ("fr", "Europe/Paris", "2025-11-26T08:00Z", "2025-11-25T22:40Z", "avant mercredi 9_h."),
        ("fr", "Europe/Paris", "2025-11-25T23:00Z", "2025-11-25T22:40Z", "ici avant minuit."),
        (
            "fr",
            "Europe/Paris",
            "2025-12-03T08:00Z",
            "2025-11-25T22:40Z",
            "avant le 3_décembre à 9_h.",
        ),
    ],
)
def test_times_are_written_as_people_say_them(
    language: Language, zone: str, update: str, now: str | None, spoken: str
) -> None:
    moment = datetime.fromisoformat(update)
    present = datetime.fromisoformat(now) if now else None
    text = draft("holding", situation(language, moment, zone, present))
    assert text.endswith(spoken.replace("_", NBSP))


def test_gaps_are_words_in_brackets() -> None:
    text = "We have [what we have changed]. See [1], [the page](https://example.org), [ce qui a changé]"
    assert gaps(text) == ["[what we have changed]", "[ce qui a changé]"]
    assert gaps("All is said.") == []


GOOD = Situation("mistake", "minor", "en", ("x",), None, "Europe/London")


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("poem", {}, "unknown kind: poem"),
        ("holding", {"cause": "bad_luck"}, "unknown cause: bad_luck"),
        ("holding", {"severity": "huge"}, "unknown severity: huge"),
        ("holding", {"language": "de"}, "unknown language: de"),
        ("holding", {"platforms": ("x", "icq")}, "unknown platform: icq"),
        ("holding", {"platforms": ()}, "no platform"),
        ("holding", {"next_update": PROMISED, "timezone": "Mars/Olympus"}, "zone: Mars/Olympus"),
        ("holding", {"next_update": PROMISED, "timezone": "../etc"}, "time zone: ../etc"),
        ("holding", {"next_update": PROMISED.replace(tzinfo=None)}, "next_update has no time zone"),
        ("holding", {"now": NOW.replace(tzinfo=None)}, "now has no time zone"),
    ],
)
def test_what_is_unknown_is_named(kind: str, changes: dict[str, object], said: str) -> None:
    with pytest.raises(DraftError, match=re.escape(said)):
        draft(kind, replace(GOOD, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "__class__"),
        ("{{ listed.__globals__ }}", "'listed' is undefined"),
        ("{{ cause.format.__globals__['os'] }}", "__globals__"),
        ("{{ '{0.__class__}'.format(cause) }}", "__class__"),
        ("{{ names.web.missing }}", "missing"),
        ("{{ nobody }}", "'nobody' is undefined"),
        ("{% if %}", "Expected an expression"),
        ("{{ 1 + cause }}", "unsupported operand"),
        ("{# nothing to say #}", "says nothing for the cause mistake"),
    ],
)
def test_a_bad_template_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, template: str, said: str
) -> None:
    monkeypatch.setattr(
        drafting, "_ENVIRONMENT", environment(DictLoader({"en/holding.txt.j2": template}))
    )
    with pytest.raises(DraftError, match=r"template en/holding\.txt\.j2") as refused:
        draft("holding", GOOD)
    assert said in str(refused.value)


def test_a_missing_template_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "_ENVIRONMENT", environment(DictLoader({})))
    with pytest.raises(DraftError, match=r"en/apology\.txt\.j2"):
        draft("apology", GOOD)
