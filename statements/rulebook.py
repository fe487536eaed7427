"""Reads and checks the rules of a language: rules/en.yml, rules/fr.yml and rules/reasons.yml."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import yaml

from statements.findings import CODES, KINDS, Code, Language, Weight
from statements.patterns import Compiler, Pattern
from statements.tape import BadPattern, Vocabulary

FOLDER = Path(__file__).with_name("rules")
WARNINGS: frozenset[Code] = frozenset({"needless_detail", "copy_paste"})
"""Codes that weigh as a warning where nothing else is said."""

_T = TypeVar("_T")
Denied = Literal["skip", "only", "any"]
Quoted = Literal["skip", "any"]
MISSING: dict[Code, tuple[str, ...]] = {
    "missing_apology": ("apology", "press"),
    "missing_responsibility": ("apology", "press"),
    "missing_remedy": ("apology", "press"),
    "no_next_update": ("holding",),
}
"""What a text of these kinds must have."""


class BadRules(ValueError):
    """Every fault of a rule file, a line each: file, rule, what is wrong."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as written in its file."""

    id: str
    code: Code
    reason: str
    rule: int
    weight: Weight
    kinds: frozenset[str]
    match: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    unless_before: tuple[Pattern, ...]
    unless_after: tuple[Pattern, ...]
    unless_text: tuple[Pattern, ...]
    only_if: tuple[Pattern, ...]
    only_if_text: tuple[Pattern, ...]
    negated: Denied
    quoted: Quoted
    better: str | None
    faults: tuple[str, ...]
    """Examples that the rule must find."""
    clean: tuple[str, ...]
    """Examples in which it must find nothing."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What to say where a text has nothing of `present`. `unless_text` makes it needless."""

    code: Code
    kinds: frozenset[str]
    present: tuple[Pattern, ...]
    unless_text: tuple[Pattern, ...]
    reason: str
    rule: int
    better: str | None


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules of a language."""

    language: Language
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    missing: tuple[Missing, ...]


@cache
def rulebook(language: Language) -> Rulebook:
    """The rules that come with the app. Raises BadRules."""
    path = FOLDER / f"{language}.yml"
    return parse(path.read_text(encoding="utf-8"), language, path.name)


@cache
def reasons() -> Mapping[str, Mapping[Language, str]]:
    """Why a finding is a fault, by reason and language."""
    known: dict[str, dict[Language, str]] = _load((FOLDER / "reasons.yml").read_text("utf-8"))
    return known


def parse(source: str, language: Language, file: str) -> Rulebook:
    """Raises BadRules with all that is wrong."""
    try:
        data = _load(source)
    except yaml.YAMLError as error:
        raise BadRules(f"{file}: {error}") from None
    reader = _Reader(language, file)
    book = reader.read(data)
    if reader.faults:
        raise BadRules("\n".join(reader.faults))
    return book


def _load(source: str) -> Any:
    # The loader written in C is ten times as fast; it is not on every platform.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(source, Loader=loader)  # noqa: S506 - both loaders are the safe ones


_PATTERNS = (
    "unless",
    "unless_before",
    "unless_after",
    "unless_text",
    "only_if",
    "only_if_text",
)
_KEYS = frozenset(
    ("id", "code", "reason", "rule", "weight", "kinds", "match", "negated", "quoted", "better")
).union(_PATTERNS, ("examples",))


class _Reader:
    def __init__(self, language: Language, file: str) -> None:
        self.faults: list[str] = []
        self._language: Language = language
        self._file = file
        self._vocabulary = Vocabulary(language)
        self._compiler = Compiler(self._vocabulary, {})

    def read(self, data: Any) -> Rulebook:
        if not isinstance(data, dict):
            self._fault("", "a map with the key rules is expected")
            data = {}
        self._unknown("", data, {"words", "parts", "rules", "present", "missing"})
        for name, entries in self._map(data, "words"):
            for entry in self._texts(f"family {name}", entries):
                self._try(f"family {name}", entry, self._vocabulary.phrase)
            if not any(f.startswith(f"{self._file}: family {name}:") for f in self.faults):
                self._vocabulary.family(name, self._texts(f"family {name}", entries))
        parts = {n: self._texts(f"part {n}", entries) for n, entries in self._map(data, "parts")}
        self._compiler = Compiler(self._vocabulary, parts)
        for name in parts:
            self._try(f"part {name}", f"<{name}>", self._compiler.part)
        rules = tuple(self._rules(data.get("rules") or []))
        return Rulebook(self._language, self._vocabulary, rules, tuple(self._missing(data)))

    def _rules(self, entries: Any) -> Iterator[Rule]:
        seen: set[str] = set()
        if not isinstance(entries, list):
            self._fault("rules", "a list is expected")
            return
        for number, entry in enumerate(entries, 1):
            if not isinstance(entry, dict) or not entry.get("id"):
                self._fault(f"rule {number}", "a map with an id is expected")
                continue
            where = f"rule {entry['id']}"
            if entry["id"] in seen:
                self._fault(where, "another rule has this id")
            seen.add(entry["id"])
            before = len(self.faults)
            rule = self._rule(where, entry)
            if len(self.faults) == before:
                yield rule

    def _rule(self, where: str, entry: dict[str, Any]) -> Rule:
        self._unknown(where, entry, _KEYS)
        code: Code = self._one_of(where, entry, "code", CODES, None)
        default = "warning" if code in WARNINGS else "error"
        if not self._texts(where, entry.get("match")):
            self._fault(where, "match has no pattern")
        examples = entry.get("examples") or {}
        if not isinstance(examples, dict):
            self._fault(where, "examples: fault and clean are expected")
            examples = {}
        self._unknown(f"{where}: examples", examples, {"fault", "clean"})
        patterns = {key: self._patterns(where, key, entry.get(key)) for key in _PATTERNS}
        return Rule(
            id=str(entry["id"]),
            code=code,
            reason=self._text(where, entry, "reason"),
            rule=self._one_of(where, entry, "rule", (1, 2, 3, 4, 5), None),
            weight=self._one_of(where, entry, "weight", get_args(Weight), default),
            kinds=self._kinds(where, entry, KINDS),
            match=self._patterns(where, "match", entry.get("match")),
            negated=self._one_of(where, entry, "negated", get_args(Denied), "skip"),
            quoted=self._one_of(where, entry, "quoted", get_args(Quoted), "skip"),
            better=self._better(where, entry),
            faults=tuple(self._texts(where, examples.get("fault"))),
            clean=tuple(self._texts(where, examples.get("clean"))),
            **patterns,
        )

    def _missing(self, data: dict[str, Any]) -> Iterator[Missing]:
        present = dict(self._map(data, "present"))
        entries = dict(self._map(data, "missing"))
        for code in (*present, *entries):
            if code not in MISSING:
                self._fault(code, f"only {', '.join(MISSING)} can be missing")
        for code, kinds in MISSING.items():
            entry = entries.get(code)
            if entry is None:
                continue
            if not isinstance(entry, dict):
                self._fault(f"missing {code}", "a map is expected")
                continue
            where = f"missing {code}"
            self._unknown(where, entry, {"reason", "rule", "better", "kinds", "unless_text"})
            yield Missing(
                code=code,
                kinds=self._kinds(where, entry, kinds),
                present=self._patterns(f"present {code}", "", present.get(code)),
                unless_text=self._patterns(where, "unless_text", entry.get("unless_text")),
                reason=self._text(where, entry, "reason"),
                rule=self._one_of(where, entry, "rule", (1, 2, 3, 4, 5), None),
                better=self._better(where, entry),
            )

    def _patterns(self, where: str, key: str, sources: Any) -> tuple[Pattern, ...]:
        found = (
            self._try(f"{where}: {key}" if key else where, source, self._compiler.pattern)
            for source in self._texts(where, sources)
        )
        return tuple(pattern for pattern in found if pattern is not None)

    def _kinds(self, where: str, entry: dict[str, Any], default: Sequence[str]) -> frozenset[str]:
        kinds = frozenset(self._texts(where, entry.get("kinds"))) or frozenset(default)
        for kind in sorted(kinds - set(KINDS)):
            self._fault(where, f"kinds: no kind “{kind}”; there are {', '.join(KINDS)}")
        return kinds

    def _better(self, where: str, entry: dict[str, Any]) -> str | None:
        better = entry.get("better")
        if better is not None and not isinstance(better, str):
            self._fault(where, "better: a text is expected")
            return None
        return better

    def _text(self, where: str, entry: dict[str, Any], key: str) -> str:
        value = entry.get(key)
        if not isinstance(value, str) or not value:
            self._fault(where, f"{key} is missing")
            return ""
        return value

    def _one_of(
        self, where: str, entry: dict[str, Any], key: str, known: Sequence[Any], default: Any
    ) -> Any:
        value = entry.get(key, default)
        if value not in known or isinstance(value, bool):
            self._fault(where, f"{key}: {value!r} is none of {', '.join(map(str, known))}")
        return value

    def _texts(self, where: str, value: Any) -> list[str]:
        """A text, or a list of texts."""
        if value is None:
            return []
        entries = value if isinstance(value, list) else [value]
        for entry in entries:
            if not isinstance(entry, str) or not entry.strip():
                self._fault(where, f"{entry!r} is no text: put it in quotation marks")
        return [entry for entry in entries if isinstance(entry, str) and entry.strip()]

    def _map(self, data: dict[str, Any], key: str) -> Iterator[tuple[Any, Any]]:
        value = data.get(key)
        if value is None:
            return
        if not isinstance(value, dict):
            self._fault(key, "a map is expected")
            return
        for name, entry in value.items():
            yield str(name), entry

    def _try(self, where: str, source: str, make: Callable[[str], _T]) -> _T | None:
        try:
            return make(source)
        except BadPattern as error:
            self._fault(where, f"“{source}”: {error}")
            return None

    def _unknown(self, where: str, entry: dict[str, Any], known: set[str] | frozenset[str]) -> None:
        for key in entry:
            if key not in known:
                self._fault(where, f"no such key: {key}")

    def _fault(self, where: str, what: str) -> None:
        line = ": ".join(part for part in (self._file, where, what) if part)
        if line not in self.faults:
            self.faults.append(line)
