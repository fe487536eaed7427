"""Every text that the templates can give, read for what no reader should ever see."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import product
from zoneinfo import available_timezones

import pytest

from bot import events
from statements import platforms, times
from statements.draft import (
    CAUSES,
    KINDS,
    LANGUAGES,
    PLATFORM_NAMES,
    SEVERITIES,
    Corrected,
    DraftError,
    Kind,
    Situation,
    draft,
    fitting,
    gaps,
)
from statements.review import Context, Fact, review
from statements.times import Language

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
SHORTENED: tuple[Kind, ...] = ("holding", "apology", "reply", "correction")
FACTS = {
    "en": ("the post was online for 40 minutes", "2,341 people saw it."),
    "fr": (
        f"nous avons laissé ce message en ligne 40{NBSP}minutes",
        f"2{NBSP}341 personnes l’ont vu.",
    ),
}
SAID = {"en": "2,000 people saw it", "fr": f"2{NBSP}000 personnes l’ont vu"}
RIGHT = {"en": "2,341 people saw it", "fr": f"2{NBSP}341 personnes l’ont vu"}
WHERE = "https://x.com/acme/status/1859000000000000000"


@dataclass(frozen=True)
class Case:
    kind: Kind
    situation: Situation
    short: bool

    @property
    def text(self) -> str:
        return _drafted(self.kind, self.situation, self.short)

    def __str__(self) -> str:
        s = self.situation
        marks = "".join(
            f"-{mark}"
            for mark, on in (
                ("promised", s.next_update),
                ("facts", s.facts),
                ("short", self.short),
                ("named", s.organisation),
                ("corrects", s.corrects),
            )
            if on
        )
        return f"{s.language}-{self.kind}-{s.severity}-{s.cause}-{'+'.join(s.platforms)}{marks}"


@cache
def _drafted(kind: Kind, situation: Situation, short: bool) -> str:
    return draft(kind, situation, short=short).text


def _given(kind: Kind, language: Language) -> list[tuple[str | None, Corrected | None]]:
    """What the kinds that name the company, or an older statement, may know of it."""
    if kind in ("press", "internal"):
        return [(None, None), ("Acme", None)]
    if kind == "correction":
        return [(None, None), (None, Corrected(SAID[language], RIGHT[language], WHERE))]
    return [(None, None)]


MATRIX = [
    Case(
        kind,
        Situation(
            cause,
            severity,
            language,
            places,
            update,
            HOME[language],
            NOW,
            facts=FACTS[language] if facts else (),
            organisation=organisation,
            corrects=corrects,
        ),
        short,
    )
    for kind, cause, severity, language, places, update, facts, short in product(
        KINDS,
        CAUSES,
        SEVERITIES,
        LANGUAGES,
        PLATFORM_SETS,
        (None, PROMISED),
        (False, True),
        (False, True),
    )
    if kind in SHORTENED or not short
    for organisation, corrects in _given(kind, language)
]


def texts(
    kind: str | None = None, *, short: bool | None = None, **wanted: str
) -> list[tuple[Case, Situation, str]]:
    return [
        (case, case.situation, case.text)
        for case in MATRIX
        if kind in (None, case.kind)
        and short in (None, case.short)
        and all(getattr(case.situation, key) == value for key, value in wanted.items())
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
        assert not re.search(r"\n{3}|(?<!\n)\n(?!\n)", text), case
        assert not re.search(r" [.,)\]]|\.\.|,\.", text), case
        assert not re.search(r"['\"]", text), case
        assert text.endswith("]" if case.kind == "press" else "."), case


def test_every_sentence_begins_with_a_capital() -> None:
    for case, _, text in texts():
        for sentence in re.split(rf"(?<=\.)(?!{NBSP}»)\s+", text):
            # A figure or a gap may come first.
            first = re.sub(r"\[[^]]*\][’s]*|\d", "", sentence).strip(f"{NBSP} ")
            assert sentence[0] in "[0123456789" or first[0].isupper(), (case, sentence)


def test_french_is_set_as_french() -> None:
    for case, _, text in texts(language="fr"):
        assert not re.search(rf"(?<!{NBSP})[:»](?!//)|«(?!{NBSP})", text), case
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


def test_a_short_text_fits_x_beside_a_link() -> None:
    for case, _, text in texts(short=True):
        # The statement's own link in it counts 23.
        assert platforms.length(text, "x") <= 280 - len(" ") - 23, case


def test_a_short_holding_post_fits_whatever_the_clock_is_called() -> None:
    """Nor may the longest name of a time zone, on the longest date, push it over the limit."""
    far = datetime(2025, 9, 24, 20, 45, tzinfo=UTC)
    for language in LANGUAGES:
        names = [times.zone_name(far, zone, language) for zone in available_timezones()]
        longest = max(map(weighted, names)) + len(" ()")
        for case in MATRIX:
            s = case.situation
            if case.kind == "holding" and case.short and s.language == language and not s.facts:
                text = draft("holding", replace(s, next_update=far), short=True).text
                assert weighted(text) + longest <= 280, (case, weighted(text), longest)


def test_no_name_of_a_clock_passes_for_a_gap() -> None:
    for language, zone in product(LANGUAGES, sorted(available_timezones())):
        text = draft("holding", situation(language, PROMISED, zone, NOW)).text
        assert not gaps(text), zone
        assert "/" not in text, zone


def test_a_holding_post_says_when_and_where() -> None:
    """Two places are named; one, or many, are "here", which is true of every copy."""
    for case, s, text in texts("holding"):
        later = {"fr": "très vite", "en": "shortly"}[s.language]
        assert (PROMISE[s.language] if s.next_update else later) in text, case
        if len(s.platforms) == 2 and not case.short:
            promise = re.split(r"(?<=\.) ", text)[-1]
            hacked = s.cause == "compromised_account"
            for platform in s.platforms[1:] if hacked else s.platforms:
                assert PLATFORM_NAMES[platform][s.language] in promise, case
        else:
            assert re.search({"fr": r"\bici\b", "en": r"\bhere\b"}[s.language], text), case


def test_a_holding_post_does_not_send_people_to_the_hacked_account() -> None:
    for language in LANGUAGES:
        s = Situation("compromised_account", "major", language, ("x", "bluesky"), None, "UTC")
        last = draft("holding", s).text.split(". ")[-1]
        assert "Bluesky" in last
        assert not re.search(r"\bX\b", last)


def test_a_holding_post_claims_nothing_that_is_still_open() -> None:
    """At the opening nobody knows who did it, nor that anything has been deleted."""
    known_later = (
        r"delet|remov|hack|employee|anyone|sorry|believe|probably|appears"
        r"|supprim|retir|pirat|salarié|(?<!aucune )(?<!no )excus|désolé|sans doute|semble"
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
        assert f" {words}." in draft("holding", s).text


def test_a_participle_agrees_with_the_account() -> None:
    def first(platform: str) -> str:
        s = Situation("compromised_account", "major", "fr", (platform,), None, "UTC")
        return draft("holding", s).text.split(" et ")[0]

    assert first("x") == "Notre compte X a été compromis"
    assert first("facebook") == "Notre page Facebook a été compromise"
    assert first("web") == "Notre site a été compromis"


SORRY = {
    "en": r"\bWe are sorry\b",
    "fr": r"\bNous (vous )?(présentons nos excuses|sommes désolés)\b",
}
OWNED = {
    "en": r"responsibility|our mistake|is ours|we answer for|[Ww]e should|for us to|[Ww]e did not\b",
    "fr": r"responsab|la nôtre|[Cc]’(?:est|était) à nous|[Nn]ous (aurions|n’aurions)",
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
    for case, s, text in texts("apology", severity="minor"):
        assert len(re.findall(r"\.(?=\s|$)", text)) == 2, case
        assert weighted(text) <= 280, case
        assert not gaps(text), case
        # It says no more than that, whatever has been confirmed.
        assert text == draft("apology", replace(s, facts=())).text, case


def test_a_major_apology_is_whole() -> None:
    for case, s, text in texts("apology", short=False, severity="major"):
        facts = len(" ".join(s.facts).split())
        assert 75 <= len(text.split()) - facts <= 150, (case, len(text.split()))
        assert 1 <= len(gaps(text)) <= 2, case
        assert re.match(rf"{SORRY[s.language]}|Nous présentons nos excuses", text), case
        assert (PROMISE[s.language] in text) == (s.next_update is not None), case


def test_texts_differ_by_cause() -> None:
    for kind, severity, language in product(KINDS, SEVERITIES, LANGUAGES):
        written = {
            text
            for _, s, text in texts(kind, short=False, severity=severity, language=language)
            if s.platforms == ("x",) and not (s.next_update or s.facts or s.corrects)
            if s.organisation is None
        }
        # A post is a post to a correction; the hack, the complaint and the hoax are not.
        assert len(written) == (4 if kind == "correction" else len(CAUSES)), kind


def test_texts_differ_by_severity() -> None:
    """But a correction is the same for both: what was wrong, what is right, and nothing more."""
    for case, s, text in texts(short=False, severity="minor"):
        major = draft(case.kind, replace(s, severity="major")).text
        assert (text == major) == (case.kind == "correction"), case


def test_the_same_situation_gives_the_same_text() -> None:
    for case in MATRIX[:: len(PLATFORM_SETS)]:
        assert draft(case.kind, replace(case.situation), short=case.short).text == case.text


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
    text = draft("holding", situation(language, moment, zone, present)).text
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


@pytest.mark.parametrize("kind", ["press", "internal", "correction"])
def test_confirmed_facts_are_sentences_of_their_own(kind: Kind) -> None:
    for case, s, text in texts(kind, short=False):
        claims = (
            [("The post was online for 40 minutes.", "2,341 people saw it.")]
            if s.language == "en"
            else [
                (
                    f"Nous avons laissé ce message en ligne 40{NBSP}minutes.",
                    f"2{NBSP}341 personnes l’ont vu.",
                )
            ]
        )
        woven = bool(s.facts) and s.corrects is None
        assert (" ".join(claims[0]) in text) == woven, case


def test_a_major_apology_says_what_is_confirmed() -> None:
    for case, s, text in texts("apology", short=False, severity="major"):
        for figure in {"en": ("40 minutes", "2,341"), "fr": (f"40{NBSP}m", f"2{NBSP}341")}[
            s.language
        ]:
            assert (figure in text) == bool(s.facts), case


def test_only_the_long_kinds_say_what_is_confirmed() -> None:
    for kind in ("holding", "reply"):
        for case, s, text in texts(kind):
            assert text == _drafted(case.kind, replace(s, facts=()), case.short), case


def test_claims_become_sentences() -> None:
    claims = (
        " the post was\n online ",
        f"40{NBSP}minutes.",
        "Is it gone? ",
        "«\u00a0parti\u00a0»",
        "https://example.org/a",
        "  ",
    )
    text = draft("press", replace(GOOD, facts=claims)).text
    assert (
        f"The post was online. 40{NBSP}minutes. Is it gone? «\u00a0parti\u00a0». https://example.org/a\n"
        in text
    )


def test_what_only_the_team_knows_is_a_gap() -> None:
    wanted = {
        ("press", "en"): ("[city]", "[date]", "[name, telephone, email]"),
        ("press", "fr"): ("[ville]", "[date]", "[nom, téléphone, adresse électronique]"),
        ("internal", "en"): ("[name]", "[where staff will find it]"),
        ("internal", "fr"): ("[nom]", "[où l’équipe le trouvera]"),
        ("reply", "en"): ("[what this person told us]",),
        ("reply", "fr"): ("[ce que cette personne nous a dit]",),
    }
    for (kind, language), expected in wanted.items():
        for case, _, text in texts(kind, language=language):
            assert set(expected) <= set(gaps(text)), case


def test_a_press_text_has_headline_dateline_update_and_contact() -> None:
    for case, s, text in texts("press"):
        headline, first, *_, contact = text.split("\n\n")
        assert not headline.endswith("."), case
        assert re.match(r"\[(city|ville)\], (le )?\[date\] – ", first), case
        assert re.match(f"Press contact: |Contact presse{NBSP}: ", contact), case
        assert ("Acme" in headline) == (s.organisation is not None), case
        assert ("[company]" in text or "[nom de l’entreprise]" in text) == (
            s.organisation is None
        ), case
        assert (PROMISE[s.language] in text) == (s.next_update is not None), case
        assert re.search(SORRY[s.language], text), case
        assert re.search(OWNED[s.language], text), case


def test_an_internal_note_says_what_to_say_and_what_not_to_do() -> None:
    for case, s, text in texts("internal"):
        needed = {
            "en": ("you can say: “", "add nothing to that", "do not post, reply or delete"),
            "fr": ("vous pouvez dire", "N’y ajoutez rien", "Ne publiez rien, ne répondez pas"),
        }
        for words in needed[s.language]:
            assert words in text, (case, words)
        nothing = {"en": "Nothing more is confirmed yet.", "fr": "Rien d’autre n’est confirmé"}
        assert (nothing[s.language] in text) == (not s.facts), case


def test_a_correction_names_what_was_said_and_where() -> None:
    for case, s, text in texts("correction"):
        if s.corrects is None:
            assert {"en": "[what we said]", "fr": "[ce que nous avons dit]"}[s.language] in text
            continue
        assert SAID[s.language] in text, case
        assert f"{RIGHT[s.language]}." in text, case
        assert f"({WHERE})" in text, case
        assert re.search(rf"(?i){SORRY[s.language]}", text), case
        assert not gaps(text), case


def test_the_company_is_written_as_it_writes_itself() -> None:
    assert draft("press", replace(GOOD, organisation="acme")).text.startswith("acme apologises")


def test_a_quoted_statement_keeps_to_one_line() -> None:
    corrects = Corrected("We said this.\n\nAnd that.", None, None)
    text = draft("correction", replace(GOOD, corrects=corrects)).text
    assert "“We said this. And that”" in text
    assert "[what is right]" in text


def test_nobody_is_sent_to_a_hacked_account() -> None:
    for kind in ("press", "internal"):
        for case, s, text in texts(kind, cause="compromised_account"):
            promise = [p for p in text.split("\n\n") if PROMISE[s.language] in p]
            elsewhere = {"en": "[our other channels]", "fr": "[nos autres comptes]"}[s.language]
            if len(s.platforms) == 1 and (kind == "internal" or s.next_update):
                assert elsewhere in text, case
            hacked = PLATFORM_NAMES[s.platforms[0]][s.language]
            if kind == "press":
                assert not re.search(rf"(on|sur) {hacked}\b", "".join(promise)), case


def test_the_short_text_is_taken_where_the_full_one_does_not_fit() -> None:
    major = replace(GOOD, severity="major", platforms=("linkedin", "x"))
    full, short = draft("apology", major), draft("apology", major, short=True)
    assert fitting("apology", major, "linkedin") == full
    assert fitting("apology", major, "x") == short
    assert fitting("apology", major, "web") == full


def test_the_review_finds_nothing_in_any_text() -> None:
    """Every kind, cause, severity and language, full and short, with facts and without."""
    seen: set[str] = set()
    found = []
    for case in MATRIX:
        s = case.situation
        if s.platforms not in (("x",), ("web",), ("facebook", "web"), PLATFORM_SETS[-2]):
            continue
        if case.text in seen:
            continue
        seen.add(case.text)
        right = s.corrects.right if s.corrects and s.corrects.right else None
        context = Context(
            platform="x" if case.short else None,
            cause=s.cause,
            severity=s.severity,
            facts=tuple(Fact(c, c) for c in (*s.facts, *([right] if right else []))),
            withdrawn=(Fact("W1", SAID[s.language]),) if s.corrects else (),
            names=(s.organisation,) if s.organisation else (),
            next_update=s.next_update,
            timezone=s.timezone,
        )
        found += [
            (str(case), finding.code, finding.quote)
            for finding in review(case.text, s.language, case.kind, context)
        ]
    assert len(seen) > 1000
    assert found == []
