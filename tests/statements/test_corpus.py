"""The review on labelled statements."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from statements.findings import CODES, LANGUAGES, Code, Language
from tests.corpus.score import Count, Score, main, read, score

CORPUS = Path(__file__).parent.parent / "corpus"
FILES = {language: CORPUS / f"{language}.jsonl" for language in LANGUAGES}
ITEMS = read(FILES.values())

MICRO_F1 = 0.95
CODE_F1 = 0.85
CLEAN = 0.97


@pytest.fixture(scope="module")
def result() -> Score:
    return score(ITEMS)


def test_all_faults_together(result: Score) -> None:
    assert result.of().f1 >= MICRO_F1


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fault(result: Score, language: Language, code: Code) -> None:
    assert result.of(language, code).f1 >= CODE_F1, result.of(language, code)


def test_clean_statements_are_left_alone(result: Score) -> None:
    assert result.clean_share() >= CLEAN


def test_the_corpus_is_what_it_claims() -> None:
    assert len(ITEMS) >= 400
    clean = [item for item in ITEMS if not item["faults"]]
    assert abs(len(clean) / len(ITEMS) - 0.5) < 0.03
    near = [item for item in clean if item.get("near_miss")]
    assert len(near) / len(clean) >= 1 / 3
    assert all(not item["faults"] for item in ITEMS if item.get("near_miss"))
    for language, path in FILES.items():
        items = read([path])
        assert {item["lang"] for item in items} == {language}
        counts = Counter(code for item in items for code in item["faults"])
        assert set(counts) == set(CODES)
        assert min(counts.values()) >= 15, counts
        assert all(len(item["faults"]) == len(set(item["faults"])) for item in items)
    for key in ("id", "text"):
        twice = [value for value, n in Counter(item[key] for item in ITEMS).items() if n > 1]
        assert twice == []


def test_examples_of_the_rules_are_not_in_the_corpus() -> None:
    """The rules are measured on what they were not written from."""
    from statements.rulebook import rulebook

    texts = {item["text"].strip() for item in ITEMS}
    for language in LANGUAGES:
        for rule in rulebook(language).rules:
            assert texts.isdisjoint(rule.faults + rule.clean)


# The score itself


def test_counts() -> None:
    count = Count(right=3, wrong=1, missed=2)
    assert (count.precision, count.recall) == (0.75, 0.6)
    assert count.f1 == pytest.approx(2 / 3)
    assert Count().f1 == 1
    assert count + Count(1, 1, 1) == Count(4, 2, 3)


def item(id: str, text: str, *faults: str) -> dict[str, object]:
    return {"id": id, "lang": "en", "kind": "reply", "text": text, "faults": list(faults)}


def test_scoring() -> None:
    result = score(
        [
            item("right", "We never posted this.", "contradiction"),
            item("missed", "Thank you for telling us.", "excuse"),
            item("wrong", "We never posted this."),
            item("clean", "Thank you for telling us."),
        ]
    )
    assert result.of(code="contradiction") == Count(right=1, wrong=1)
    assert result.of("en", "excuse") == Count(missed=1)
    assert result.of("fr") == Count()
    assert result.clean_share() == result.clean_share("en") == 0.5
    assert [(m[0]["id"], *m[1:3]) for m in result.misses] == [
        ("missed", "-", "excuse"),
        ("wrong", "+", "contradiction"),
    ]


def test_the_scoring_tool(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.jsonl"
    line = (
        '{"id": "a", "lang": "en", "kind": "reply", "text": "We never posted this.", "faults": []}'
    )
    path.write_text(f"{line}\n\n", encoding="utf-8")
    assert main([str(path), "--misses"]) == 0
    out = capsys.readouterr().out
    assert "+ contradiction a reply 'never posted' (denies-post)" in out
    assert "clean 0.0%" in out
    path.write_text(f"{line}\nbad\n", encoding="utf-8")
    assert main([str(path)]) == 1
    assert f"{path}:2:" in capsys.readouterr().err
    assert main(["--unknown"]) == 2
    assert main([str(tmp_path / "none.jsonl")]) == 1
