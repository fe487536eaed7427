"""How well the review does on labelled statements: `python tests/corpus/score.py [FILE…]`.

Each line of a file is a statement with the codes that apply to it (see GUIDE.md). Printed are
true and false positives, what was missed, precision, recall and F1 for each code and language;
with --misses also each case that went wrong.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from statements.findings import CODES, Finding  # noqa: E402
from statements.records import record  # noqa: E402
from statements.review import review  # noqa: E402
from statements.rulebook import BadRules  # noqa: E402

Item = dict[str, Any]


def read(paths: Iterable[Path]) -> list[Item]:
    """The statements of the files. Raises ValueError naming the file and line of a bad one."""
    items = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                try:
                    items.append(json.loads(line))
                except ValueError as error:
                    raise ValueError(f"{path}:{number}: {error}") from None
    return items


def findings(item: Item) -> tuple[Finding, ...]:
    """All that the review finds in a statement, held against what it may know."""
    asked = record(item)
    return review(asked.text, asked.language, asked.kind, asked.context)


@dataclass
class Count:
    """Of one code: found rightly, found wrongly, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / both if both else 1.0


@dataclass
class Score:
    """Counts by language and code, and how many clean statements had no finding."""

    counts: dict[tuple[str, str], Count] = field(default_factory=dict)
    clean: Counter[str] = field(default_factory=Counter)
    untouched: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[Item, str, str, str]] = field(default_factory=list)
    """Item, "+" (wrongly found) or "-" (missed), code, quote and reason."""

    def of(self, language: str | None = None, code: str | None = None) -> Count:
        """The sum over a language, a code, or all."""
        return sum(
            (
                count
                for (of_language, of_code), count in self.counts.items()
                if language in (None, of_language) and code in (None, of_code)
            ),
            Count(),
        )

    def clean_share(self, language: str | None = None) -> float:
        """The share of clean statements without any finding."""
        of = [language] if language else list(self.clean)
        total = sum(self.clean[name] for name in of)
        return sum(self.untouched[name] for name in of) / total if total else 1.0


def score(items: Iterable[Item]) -> Score:
    result = Score()
    for item in items:
        language, labels = item["lang"], set(item["faults"])
        found = findings(item)
        codes = {finding.code for finding in found}
        if not labels:
            result.clean[language] += 1
            result.untouched[language] += not codes
        for code in labels | codes:
            count = result.counts.setdefault((language, code), Count())
            if code in labels and code in codes:
                count.right += 1
            elif code in codes:
                count.wrong += 1
                quotes = [f"{f.quote!r} ({f.reason})" for f in found if f.code == code]
                result.misses.append((item, "+", code, ", ".join(quotes)))
            else:
                count.missed += 1
                result.misses.append((item, "-", code, ""))
    return result


def table(result: Score) -> str:
    """The figures by code and language, as text."""
    languages = sorted({language for language, _ in result.counts})
    lines = [f"{'':24}" + "".join(f"{language:>34}" for language in languages)]
    lines.append(
        f"{'code':24}" + f"{'+':>6}{'wrong':>7}{'missed':>7}{'F1':>7}{'':7}" * len(languages)
    )
    for code in (*CODES, None):
        cells = ""
        for language in languages:
            count = result.of(language, code)
            low = " <" if count.f1 < 0.85 else ""
            cells += f"{count.right:6}{count.wrong:7}{count.missed:7}{count.f1:7.3f}{low:7}"
        lines.append(f"{code or 'all (micro)':24}{cells}")
    lines.append(
        f"{'clean without finding':24}"
        + "".join(
            f"{result.untouched[name]:6}/{result.clean[name]:<6}{result.clean_share(name):14.1%}{'':7}"
            for name in languages
        )
    )
    both = result.of()
    lines.append(
        f"all: micro F1 {both.f1:.4f} (precision {both.precision:.4f}, recall {both.recall:.4f}),"
        f" clean {result.clean_share():.1%}"
    )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    flags = [a for a in arguments if a.startswith("--")]
    files = [Path(a) for a in arguments if not a.startswith("--")] or sorted(HERE.glob("*.jsonl"))
    if set(flags) - {"--misses"}:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        result = score(read(files))
    except (BadRules, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    if "--misses" in flags:
        for item, sign, code, quote in sorted(result.misses, key=lambda m: (m[2], m[1])):
            near = " (near miss)" if item.get("near_miss") else ""
            print(f"{sign} {code} {item['id']} {item['kind']}{near} {quote}\n    {item['text']!r}")
        print()
    print(table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
