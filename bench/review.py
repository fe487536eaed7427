"""The review: how long a text takes, whether time grows with length, and the templates whole."""

from __future__ import annotations

import statistics
import time
from itertools import product

from statements.draft import CAUSES, KINDS, LANGUAGES, SEVERITIES, Situation, draft
from statements.findings import Language
from statements.review import Context, review

TEXTS: dict[Language, str] = {
    "en": (
        "We are sorry. We published a post about our neighbours that was wrong, and it hurt people "
        "who trust us. It is our responsibility and nobody else’s. We have deleted it, and we are "
        "writing to everyone who told us. We will say here by 6 pm what else we change. "
    ),
    "fr": (
        "Nous vous présentons nos excuses. Nous avons publié sur nos voisins un message qui n’avait "
        "pas lieu d’être, et il a blessé des personnes qui nous font confiance. C’est notre "
        "responsabilité. Nous l’avons supprimé et nous vous dirons ici, avant 18 h, la suite. "
    ),
}
LONG, LONGEST = 5_000, 60_000


def durations(length: int, runs: int) -> float:
    """Milliseconds that a review of a text of `length` characters takes: the median, over both
    languages; each text is another, so that nothing is remembered from the run before."""
    found = []
    for run, (language, text) in product(range(runs), TEXTS.items()):
        whole = (f"{run} " + text * (length // len(text) + 1))[:length]
        began = time.perf_counter()
        review(whole, language, "apology", Context())
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


def matrix() -> tuple[int, float]:
    """How many texts the templates make, and the seconds to draft and review them all."""
    began, made = time.perf_counter(), 0
    for kind, cause, severity, language in product(KINDS, CAUSES, SEVERITIES, LANGUAGES):
        situation = Situation(
            cause=cause,
            severity=severity,
            language=language,
            platforms=("x", "web"),
            next_update=None,
            timezone="Europe/Paris",
        )
        for short in (False, True):
            text = draft(kind, situation, short=short).text
            review(text, language, kind, Context(cause=cause, severity=severity))
            made += 1
    return made, time.perf_counter() - began
