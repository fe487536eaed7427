"""The approval paths: which statement takes whose approval, where a workspace has none of its own.

A path has steps one after another, each with requirements side by side.
"""

from __future__ import annotations

from bot.events import ApprovalPath, Requirement, Severity, StatementKind

LEAD = "role:lead"
COMMUNICATIONS = "role:communications"
LEGAL = "role:legal"
EXECUTIVE = "role:executive"


def _path(*steps: tuple[tuple[str, ...], ...]) -> ApprovalPath:
    return ApprovalPath(
        steps=tuple(tuple(Requirement(any_of=any_of) for any_of in step) for step in steps)
    )


_ONE_OF_US = _path(((COMMUNICATIONS, LEAD),))
_ANYONE = _path(((),))
_ALL_EYES = _path(((COMMUNICATIONS,), (LEGAL,)), ((EXECUTIVE,),))

DEFAULT_PATHS: dict[tuple[StatementKind, Severity], ApprovalPath] = {
    # A holding post does not wait (rule 1).
    ("holding", "minor"): _ONE_OF_US,
    ("holding", "major"): _ONE_OF_US,
    ("apology", "minor"): _ANYONE,
    ("apology", "major"): _ALL_EYES,
    ("press", "minor"): _ALL_EYES,
    ("press", "major"): _ALL_EYES,
    ("internal", "minor"): _ONE_OF_US,
    ("internal", "major"): _ONE_OF_US,
    ("reply", "minor"): _ANYONE,
    ("reply", "major"): _ANYONE,
    ("correction", "minor"): _ONE_OF_US,
    ("correction", "major"): _path(((COMMUNICATIONS,), (LEGAL,))),
}


def path_key(kind: StatementKind, severity: Severity) -> str:
    """How `PathsAdopted.paths` names a path, such as `apology:major`."""
    return f"{kind}:{severity}"


def path_for(own: dict[str, ApprovalPath], kind: StatementKind, severity: Severity) -> ApprovalPath:
    """The path of a kind of statement: one of a crisis's `own`, or the app's."""
    return own.get(path_key(kind, severity)) or DEFAULT_PATHS[kind, severity]
