"""The review: rule files, findings, what is missing, mending."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from statements import platforms, rulebook
from statements.findings import CODES, KINDS, LANGUAGES, Context, Fact, Finding, Language
from statements.mending import mend
from statements.reading import Reading
from statements.review import review, why
from statements.rulebook import BadRules, Rulebook, parse
from statements.text import read
from tests.statements.test_text import texts

WORDS = """
words:
  fault: [mistake, error]
parts:
  made: ["be *1 made", "happen"]
"""


def book(rule: str, more: str = "", language: Language = "en") -> Rulebook:
    lines = "".join(f"    {line}\n" for line in rule.strip().splitlines())
    head = f"{WORDS}rules:\n  - id: r\n    code: excuse\n    reason: why\n    rule: 2\n"
    return parse(f"{head}{lines}{more}", language, "en.yml")


def found(rule: str, text: str, kind: str = "apology", language: Language = "en") -> list[str]:
    reading = Reading(read(text, language), kind, book(rule, language=language))
    return [finding.quote for finding in reading.findings()]


MADE = 'match: ["{fault} <made>"]\n'


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (MADE, "Mistakes were made.", ["Mistakes were made"]),
        (MADE, "Mistakes were not made.", []),
        (MADE, "No mistakes were made.", []),
        (MADE, "They say “mistakes were made”.", []),
        (MADE, "We do not say that mistakes were made.", []),
        (f"{MADE}negated: any", "No mistakes were made.", ["mistakes were made"]),
        (f"{MADE}negated: only", "No mistakes were made.", ["mistakes were made"]),
        (f"{MADE}negated: only", "Mistakes were made.", []),
        (f"{MADE}quoted: any", "They say “mistakes were made”.", ["mistakes were made"]),
        # A negation that the pattern asks for does not clear it; another one does.
        ("match: [did not check]", "The intern did not check.", ["did not check"]),
        ("match: [did not check]", "We will not say that he did not check.", []),
        # elsewhere in the sentence
        (f"{MADE}unless: [by us]", "Mistakes were made by us.", []),
        (f"{MADE}unless: [by us]", "By us. Mistakes were made.", ["Mistakes were made"]),
        (f"{MADE}only_if: [by us]", "Mistakes were made by us.", ["Mistakes were made"]),
        (f"{MADE}only_if: [by us]", "By us. Mistakes were made.", []),
        # anywhere in the text
        (f"{MADE}unless_text: [by us]", "By us. Mistakes were made.", []),
        (f"{MADE}only_if_text: [by us]", "By us. Mistakes were made.", ["Mistakes were made"]),
        (f"{MADE}only_if_text: [by us]", "Mistakes were made.", []),
        # just before: the same clause, up to three tokens away
        (f"{MADE}unless_before: [our]", "Our mistakes were made.", []),
        (f"{MADE}unless_before: [our]", "Our x x x mistakes were made.", []),
        (f"{MADE}unless_before: [our]", "Our x x x x mistakes were made.", ["mistakes were made"]),
        (f"{MADE}unless_before: [our]", "Our, mistakes were made.", ["mistakes were made"]),
        (f"{MADE}unless_before: [our]", "Our. Mistakes were made.", ["Mistakes were made"]),
        # within six tokens after it
        (f"{MADE}unless_after: [by us]", "Mistakes were made, x x x x x by us.", []),
        (
            f"{MADE}unless_after: [by us]",
            "Mistakes were made x x x x x x x by us",
            ["Mistakes were made"],
        ),
        (f"{MADE}unless_after: [by us]", "Mistakes were made. By us.", ["Mistakes were made"]),
        # kinds
        (f"{MADE}kinds: [press]", "Mistakes were made.", []),
        (f"{MADE}kinds: apology", "Mistakes were made.", ["Mistakes were made"]),
    ],
)
def test_conditions(rule: str, text: str, expected: list[str]) -> None:
    assert found(rule, text) == expected


def test_a_long_text_is_one_text() -> None:
    """What is asked of the whole text is seen in a part that is matched apart."""
    text = "Mistakes were made. " + "And so on. " * 400 + "By us."
    assert found(f"{MADE}unless_text: [by us]", text) == []
    assert found(f"{MADE}only_if_text: [by us]", text) == ["Mistakes were made"]


PRESENT = """
present:
  missing_apology: ["sorry", "apologise"]
missing:
  missing_apology: {reason: none, rule: 2, better: "We are sorry.", unless_text: [hoax]}
"""


@pytest.mark.parametrize(
    ("text", "kind", "missing"),
    [
        ("We deleted it. ", "apology", True),
        ("We are sorry.", "apology", False),
        ("We are sorry if you were hurt.", "apology", False),
        ("We are not sorry.", "apology", True),
        ("We cannot apologise enough.", "apology", False),
        ('You ask us to say "we are sorry".', "apology", True),
        ("If we apologise, you will see it here.", "apology", True),
        ("It is a hoax.", "apology", False),
        ("We deleted it.", "press", True),
        ("We deleted it.", "reply", False),
        ("", "apology", True),
    ],
)
def test_what_is_missing(text: str, kind: str, missing: bool) -> None:
    rules = parse(PRESENT, "en", "en.yml")
    end = len(text.rstrip())
    finding = Finding("missing_apology", "error", end, end, "", 2, "none", better="We are sorry.")
    assert list(Reading(read(text, "en"), kind, rules).findings()) == [finding] * missing


@pytest.mark.parametrize(
    ("source", "complaints"),
    [
        ("- a", ["en.yml: a map with the key rules is expected"]),
        ("a: b: c", ["en.yml: mapping values are not allowed"]),
        ("rule: []", ["en.yml: no such key: rule"]),
        ("rules: {}", ["en.yml: rules: a list is expected"] * 0),
        ("rules: x", ["en.yml: rules: a list is expected"]),
        ("rules: [{code: excuse}]", ["en.yml: rule 1: a map with an id is expected"]),
        (
            "rules: [{id: r, code: x, rule: 6, weight: heavy, negated: no, when: now, better: 1}]",
            [
                "en.yml: rule r: no such key: when",
                "en.yml: rule r: code: 'x' is none of excuse",
                "en.yml: rule r: match has no pattern",
                "en.yml: rule r: reason is missing",
                "en.yml: rule r: rule: 6 is none of 1, 2, 3, 4, 5",
                "en.yml: rule r: weight: 'heavy' is none of error, warning",
                "en.yml: rule r: negated: False is none of skip, only, any",
                "en.yml: rule r: better: a text is expected",
            ],
        ),
        (
            "words: {f: [a, 3]}\nparts: {p: ['{g}']}\n"
            "rules: [{id: r, code: excuse, reason: w, rule: 2, match: ['{f} <q>', '*'],"
            " unless: ['{g}'], kinds: [tweet], examples: {good: []}}]",
            [
                "en.yml: family f: 3 is no text: put it in quotation marks",
                "en.yml: part p: “<p>”: no family {g}",
                "en.yml: rule r: match: “{f} <q>”: no family {f}",
                "en.yml: rule r: match: “*”: nothing in it must be there",
                "en.yml: rule r: unless: “{g}”: no family {g}",
                "en.yml: rule r: kinds: no kind “tweet”",
                "en.yml: rule r: examples: no such key: good",
            ],
        ),
        (
            "rules: [{id: r, code: excuse, reason: w, rule: 1, match: a},"
            " {id: r, code: excuse, reason: w, rule: 1, match: a}]",
            ["en.yml: rule r: another rule has this id"],
        ),
        (
            "present: {excuse: [a], missing_apology: ['[a']}\nmissing: {missing_apology: {rule: 2}}",
            [
                "en.yml: excuse: only missing_apology",
                "en.yml: present missing_apology: “[a”: brackets do not pair",
                "en.yml: missing missing_apology: reason is missing",
            ],
        ),
        ("missing: {missing_apology: x}", ["en.yml: missing missing_apology: a map is expected"]),
    ],
)
def test_bad_rules(source: str, complaints: list[str]) -> None:
    if not complaints:
        parse(source, "en", "en.yml")
        return
    with pytest.raises(BadRules) as error:
        parse(source, "en", "en.yml")
    for complaint in complaints:
        assert complaint in str(error.value)


def test_a_broken_rule_file_names_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fr.yml").write_text("rules: [{id: raté}]", encoding="utf-8")
    monkeypatch.setattr(rulebook, "FOLDER", tmp_path)
    with pytest.raises(BadRules, match=r"fr\.yml: rule raté: match has no pattern"):
        rulebook.rulebook.__wrapped__("fr")


# The review with the rules that come with the app.

CONTEXT = Context(
    platform="x",
    facts=(Fact("F1", "The post was online for 20 minutes."),),
    withdrawn=(Fact("F2", "Three people saw it."),),
    evidence=("The post of 14 March on X",),
    replies=("You are right, Ann, and we are sorry.",),
    names=("Acme",),
    next_update=datetime(2026, 3, 14, 22, 30, tzinfo=UTC),
    post_at=datetime(2026, 3, 14, 21, 5, tzinfo=UTC),
    timezone="Europe/Paris",
)
contexts = st.sampled_from([Context(), CONTEXT])
phrases = st.sampled_from(
    [
        "We're sorry if anyone was offended.",
        "Mistakes were made",
        "a rogue employee",
        "We make no excuses.",
        "We never posted this.",
        "23 % of 1,900 customers",
        "Des erreurs ont été commises.",
        "Un stagiaire l’a publié",
        "Nous n'avons aucune excuse",
        "« si certains ont pu être choqués »",
        "Nous vous présentons nos excuses.",
        "à 18 h 30",
        "\n\n",
        " ",
        "\u200b",
        "😅",
        '"',
    ]
)
drafts = st.one_of(texts, st.lists(st.one_of(phrases, texts), max_size=12).map(" ".join))


@settings(deadline=None)
@given(drafts, st.sampled_from(LANGUAGES), st.sampled_from(KINDS), contexts)
@example("", "en", "apology", CONTEXT)
@example("we are \ud800 sorry @\udfff", "en", "reply", CONTEXT)
@example("mistakes" + "\u0301" * 300 + " were made", "en", "press", CONTEXT)
def test_findings_of_any_text(text: str, language: Language, kind: str, context: Context) -> None:
    findings = review(text, language, kind, context)
    assert findings == review(text, language, kind, context)
    for finding in findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert finding.quote == text[finding.start : finding.end]
        assert finding.code in CODES
        assert finding.rule in (1, 2, 3, 4, 5)
        assert why(finding, "fr") != why(finding, "en")
        missing = finding.code.startswith("missing_") or finding.code == "no_next_update"
        assert (finding.start == finding.end) is missing or text == ""
    assert list(findings) == sorted(findings, key=lambda f: (f.start, f.end, f.code))
    for a in findings:
        for b in findings:
            if a is not b and a.code == b.code:
                assert a.end <= b.start or b.end <= a.start


@settings(deadline=None)
@given(drafts, st.sampled_from(LANGUAGES), st.sampled_from(KINDS))
def test_mending_is_done_once(text: str, language: Language, kind: str) -> None:
    mended = mend(text, review(text, language, kind))
    again = review(mended, language, kind)
    # What was missing is there now, and nothing is proposed for it again.
    for finding in again:
        if finding.start == finding.end:
            assert finding.better is None
    assert mend(mended, again) == mended


@pytest.mark.parametrize("language", LANGUAGES)
def test_63_000_characters(language: Language) -> None:
    random.seed(7)
    corpus = (Path(__file__).parent.parent / "corpus" / f"{language}.jsonl").read_text("utf-8")
    words = corpus.replace("\\n", " ").split()
    text = " ".join(random.choices(words, k=14_000))[:63_000]
    assert len(text) == 63_000
    for finding in review(text, language, "press", CONTEXT):
        assert finding.quote == text[finding.start : finding.end]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "words",
    [
        *("we ", "our ", "not ", "20 % ", "« ", "½", "mistakes were made ", "sorry if "),
        "nous ",
        "\u200b",
    ],
)
@pytest.mark.timeout(60)
def test_no_repetition_makes_it_hang(language: Language, words: str) -> None:
    """What nearly matches everywhere, or does, costs a little more than other texts."""
    text = (words * 63_000)[:63_000]
    for finding in review(text, language, "apology", CONTEXT):
        assert finding.quote == text[finding.start : finding.end]


def test_unknown_kinds_languages_and_platforms() -> None:
    with pytest.raises(ValueError, match="no kind tweet"):
        review("", "en", "tweet")
    with pytest.raises(ValueError, match="no language de"):
        review("", "de", "reply")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no platform myspace"):
        review("", "en", "reply", Context(platform="myspace"))


def test_what_does_not_fit() -> None:
    text = "Thank you for telling us. " * 12
    (finding,) = [
        f for f in review(text, "en", "reply", Context(platform="x")) if f.code == "too_long"
    ]
    assert platforms.fits(text[: finding.start], "x")
    assert not platforms.fits(text[: finding.start + 1], "x")
    assert finding.end == len(text)
    assert "too_long" not in {f.code for f in review(text, "en", "reply", Context(platform="web"))}
    assert "too_long" not in {f.code for f in review(text, "en", "reply")}


def test_a_pasted_reply() -> None:
    earlier = (
        "Hello Ann, you are right: the joke was cruel. We wrote it, and we have taken it down."
    )
    pasted = "Hello Bob, you are right: the joke was cruel. We wrote it, and we have taken it down."
    context = Context(replies=("Something else altogether, and longer.", earlier))
    (finding,) = review(pasted, "en", "reply", context)
    assert (finding.code, finding.weight, finding.quote) == ("copy_paste", "warning", pasted)
    assert review(pasted, "en", "internal", context) == ()
    assert review(pasted, "en", "reply") == ()


def replaced(text: str, quote: str, better: str) -> str:
    start = text.index(quote)
    return mend(
        text, [Finding("excuse", "error", start, start + len(quote), quote, 2, "w", better)]
    )


@pytest.mark.parametrize(
    ("text", "quote", "better", "expected"),
    [
        ("Mistakes were made.", "Mistakes were made", "we made a mistake", "We made a mistake."),
        ("So mistakes were made.", "mistakes were made", "we erred", "So we erred."),
        # What is deleted leaves neither two spaces nor two marks.
        ("We are sorry, due to haste.", "due to haste", "", "We are sorry."),
        ("We are sorry due to haste.", "due to haste", "", "We are sorry."),
        ("We, in haste, are sorry.", "in haste", "", "We, are sorry."),
        ("In haste, we erred.", "In haste", "", "We erred."),
        ("We erred. In haste. Sorry.", "In haste", "", "We erred. Sorry."),
        ("We simply erred.", "simply", "", "We erred."),
        ("Hélas !\n\nPardon.", "Hélas", "", "Pardon."),
        ("Nous sommes désolés, hélas !", "hélas", "", "Nous sommes désolés !"),
        ("In haste", "In haste", "", ""),
    ],
)
def test_mending(text: str, quote: str, better: str, expected: str) -> None:
    assert replaced(text, quote, better) == expected


def test_mending_what_is_missing_and_overlaps() -> None:
    text = "Mistakes were made by mistake\n"
    end = len(text.rstrip())
    findings = (
        Finding("excuse", "error", 0, 8, "Mistakes", 2, "w", "Errors"),
        Finding("passive_evasion", "error", 0, 18, "Mistakes were made", 2, "w", "we erred"),
        Finding("excuse", "error", 19, 29, "by mistake", 2, "w", None),
        Finding("missing_apology", "error", end, end, "", 2, "w", "We are sorry."),
        Finding("missing_remedy", "error", end, end, "", 2, "w", None),
    )
    mended = mend(text, findings)
    assert mended == "We erred by mistake. We are sorry.\n"
    # Findings of another text, and sentences that are there, change nothing.
    assert mend(mended, findings) == mended
    assert mend("", findings[3:]) == "We are sorry."
