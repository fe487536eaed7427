"""What can be wrong with a playbook's file, in words: file, line, what."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import BaseModel

from bot.events import (
    CAUSES,
    PLATFORMS,
    ROLES,
    SEVERITIES,
    STATEMENT_KINDS,
    Anchor,
    ApprovalPath,
    Language,
    Requirement,
)
from bot.locale import N_, Words, words
from bot.playbook import (
    LONGEST_WITHIN,
    LibraryFile,
    LibraryPhase,
    LibraryStep,
    Need,
    NeedKind,
    PlannedPhase,
    PlannedStep,
    PlaybookFile,
    Title,
)
from bot.playbook_source import Path

_SAYS: dict[str, str] = {
    # The file
    "folder": N_("the folder cannot be read"),
    "unreadable": N_("the file cannot be read"),
    "many": N_("the folder has more than {most} playbook files; this one is not read"),
    "ending": N_("name it .yml: files with another ending are not read"),
    "large": N_("the file is larger than {size} kB"),
    "encoding": N_("the file is not UTF-8"),
    "syntax": N_("this is not YAML ({detail})"),
    "documents": N_("a file holds one document: take out the line ---"),
    "alias": N_("YAML anchors and aliases are not read: put what is shared in the library"),
    "tag": N_("tags are not read: take out {tag}"),
    "key": N_("a key must be one word"),
    "deep": N_("nested more than {most} levels deep"),
    "much": N_("more than {most} values"),
    # A value
    "twice_key": N_("the key “{key}” stands here twice"),
    "unknown_key": N_("unknown key “{key}”"),
    "unknown_key_near": N_("unknown key “{key}”: do you mean “{near}”?"),
    "missing": N_("“{key}” is missing"),
    "language": N_("the text in this language is missing: “{key}”"),
    "role": N_("unknown role “{value}” (there are: {known})"),
    "severity": N_("unknown severity “{value}” (there are: {known})"),
    "cause": N_("unknown cause “{value}” (there are: {known})"),
    "platform": N_("unknown platform “{value}” (there are: {known})"),
    "anchor": N_("unknown anchor “{value}” (there are: {known})"),
    "need": N_("unknown need “{value}” (there are: {known})"),
    "statement": N_("unknown kind of statement “{value}” (there are: {known})"),
    "empty": N_("“{key}” is empty"),
    "long": N_("“{key}” is longer than {most} characters"),
    "id": N_("“{value}” cannot be an ID: only small letters a–z and digits, with hyphens between"),
    "range": N_("“{key}” goes from {least} to {most}"),
    "number": N_("“{key}” must be a whole number"),
    "text": N_("“{key}” must be text"),
    "list": N_("“{key}” must be a list"),
    "mapping": N_("“{key}” must have keys and values"),
    "yes_no": N_("“{key}” must be true or false"),
    "value": N_("“{key}” is not right here ({detail})"),
    # What belongs together
    "file_id": N_("the ID is “{id}”, but the file is named {file}: the two go together"),
    "same_step": N_("two steps have the ID “{id}”"),
    "same_phase": N_("two phases have the ID “{id}”"),
    "no_step": N_("the library has no step “{id}”: write it out, with rule, role, title and help"),
    "no_step_near": N_("the library has no step “{id}”: do you mean “{near}”?"),
    "broken_step": N_("the step “{id}” has an error of its own in the library"),
    "no_title": N_("the phase “{id}” has no title, here or in the library"),
    "no_anchor": N_(
        "“{id}” has “within” but no “anchor”: say from when its minutes count ({known})"
    ),
    "no_within": N_("“{id}” has “anchor” but no “within”"),
    "need_kind": N_("“needs” of kind statement names the statement ({known})"),
    "need_other": N_("only “needs” of kind statement names a statement"),
    "after": N_("“{id}” comes after “{after}”, which this playbook does not have"),
    "after_near": N_(
        "“{id}” comes after “{after}”, which this playbook does not have: do you mean “{near}”?"
    ),
    "circle": N_("steps wait for one another in a circle: {circle}"),
    "steps": N_("{n} steps are more than a message can show: {most} at most"),
    "bare": N_("a crisis of cause {cause} would have no step: one must be for every platform"),
}

_KNOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    "role": ("role", ROLES),
    "severity": ("severity", SEVERITIES),
    "causes": ("cause", CAUSES),
    "platforms": ("platform", PLATFORMS),
    "anchor": ("anchor", get_args(Anchor)),
    "kind": ("need", get_args(NeedKind)),
    "statement": ("statement", STATEMENT_KINDS),
    "approval": ("statement", STATEMENT_KINDS),
}
ANCHORS = ", ".join(get_args(Anchor))
STATEMENTS = ", ".join(STATEMENT_KINDS)
_RANGES = {"rule": (1, 5), "within": (1, LONGEST_WITHIN), "count": (1, 10)}
_MODELS: tuple[type[BaseModel], ...] = (
    PlaybookFile,
    PlannedPhase,
    PlannedStep,
    LibraryFile,
    LibraryPhase,
    LibraryStep,
    Need,
    Title,
    ApprovalPath,
    Requirement,
)
_KEYS = sorted({name for model in _MODELS for name in model.model_fields})
_TYPES = {
    "int_type": "number",
    "int_parsing": "number",
    "int_from_float": "number",
    "bool_type": "yes_no",
    "bool_parsing": "yes_no",
    "string_type": "text",
    "tuple_type": "list",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "dict_type": "mapping",
    "too_short": "empty",
    "string_too_short": "empty",
    "string_pattern_mismatch": "id",
    "greater_than_equal": "range",
    "less_than_equal": "range",
    "string_too_long": "long",
    "too_long": "long",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file. `code` is one of the sentences."""

    file: str
    line: int | None
    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def why(self, t: Words) -> str:
        """What is wrong, without the file and the line."""
        return t(_SAYS[self.code], **self.values)

    def say(self, language: Language) -> str:
        """One plain line that names the file."""
        t, line = words(language), self.line
        if line is None:
            return t("{file}: {why}", file=self.file, why=self.why(t))
        return t("{file}, line {line}: {why}", file=self.file, line=line, why=self.why(t))

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}" if self.line else self.file
        return f"{at}: {self.why(words('en'))}"


def closest(name: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `name` may be a slip for."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.7)), None)


def in_words(error: Any) -> tuple[Path, str, dict[str, Any]]:
    """What pydantic found: the path of it, the sentence, and what fills its gaps."""
    path: Path = tuple(part for part in error["loc"] if part != "[key]")
    names = [part for part in path if isinstance(part, str)]
    key = names[-1] if names else "playbook"
    kind: str = error["type"]
    given = error.get("input")
    value = given if isinstance(given, str | int) else type(given).__name__
    values: dict[str, Any] = {"key": key, "value": str(value)[:60]}
    if kind == "extra_forbidden":
        near = closest(key, _KEYS)
        code = "unknown_key" if near in (None, key) else "unknown_key_near"
        return path, code, values | {"key": key[:60], "near": near}
    if kind == "missing":
        return path, "language" if key in ("fr", "en") else "missing", values
    if kind == "literal_error":
        name = "approval" if "[key]" in error["loc"] else key
        code, known = _KNOWN[name]
        return path, code, values | {"known": ", ".join(known)}
    code = _TYPES.get(kind, "value")
    if code == "range":
        values["least"], values["most"] = _RANGES[key]
    elif code == "long":
        context = error["ctx"]
        values["most"] = context["max_length"]
        values["key"] = f"{names[-2]}.{key}" if key in ("fr", "en") and names[1:] else key
    elif code == "empty" and key in ("fr", "en") and names[1:]:
        values["key"] = f"{names[-2]}.{key}"
    elif code == "value":
        values["detail"] = error["msg"]
    return path, code, values
