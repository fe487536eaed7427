"""Every rule of the app holds its own examples, and every finding can be explained."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

import statements
from statements.findings import KINDS, LANGUAGES, Language
from statements.mending import mend
from statements.reading import Reading
from statements.rulebook import MISSING, Rule, reasons, rulebook
from statements.text import read

RULES = [(language, rule) for language in LANGUAGES for rule in rulebook(language).rules]
EXAMPLES = pytest.mark.parametrize(
    ("language", "rule"), RULES, ids=[f"{language}-{rule.id}" for language, rule in RULES]
)


def found(language: Language, rule: Rule, text: str) -> list[str]:
    kind = next(kind for kind in ("apology", *KINDS) if kind in rule.kinds)
    return [finding.quote for finding in Reading(read(text, language), kind).by(rule)]


@EXAMPLES
def test_a_rule_finds_its_faults(language: Language, rule: Rule) -> None:
    assert rule.faults, "a rule shows what it finds"
    missed = [text for text in rule.faults if not found(language, rule, text)]
    assert missed == []


@EXAMPLES
def test_a_rule_leaves_what_is_clean(language: Language, rule: Rule) -> None:
    assert rule.clean, "a rule shows what it leaves"
    wrong = {text: quotes for text in rule.clean if (quotes := found(language, rule, text))}
    assert wrong == {}


@EXAMPLES
def test_better_words_are_better(language: Language, rule: Rule) -> None:
    """What a rule proposes, it does not find again."""
    for text in rule.faults if rule.better is not None else ():
        findings = list(Reading(read(text, language), "apology").by(rule))
        assert found(language, rule, mend(text, findings)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_can_be_said(language: Language) -> None:
    """Each thing that a text must have has words, and the words proposed have it."""
    missing = rulebook(language).missing
    assert {entry.code for entry in missing} == set(MISSING)
    for entry in missing:
        assert entry.present
        assert entry.better
        for kind in sorted(entry.kinds):
            found = Reading(read(entry.better, language), kind).findings()
            assert entry.code not in {finding.code for finding in found}


def named_in_code() -> set[str]:
    """The reasons that the modules of statements give, beside those of the rule files."""
    words = set()
    for path in Path(statements.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
    return words


def test_every_reason_is_given_in_both_languages() -> None:
    known = reasons()
    used = {rule.reason for _, rule in RULES}
    used |= {entry.reason for language in LANGUAGES for entry in rulebook(language).missing}
    assert used <= set(known)
    assert set(known) - used - named_in_code() == set(), "reasons that nothing gives"
    for reason, sentences in known.items():
        assert set(sentences) == set(LANGUAGES), reason
        for language, sentence in sentences.items():
            assert sentence == sentence.strip()
            assert sentence.endswith("."), reason
            document = read(sentence, language)
            assert len(document.sentences) == 1, f"{reason}: one sentence, in {language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_belongs_to_one_code(language: Language) -> None:
    pairs = {(rule.reason, rule.code) for _, rule in RULES}
    twice = [reason for reason, n in Counter(reason for reason, _ in pairs).items() if n > 1]
    assert twice == []
