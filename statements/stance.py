"""What a text reports in quotation marks, or only supposes, rather than says."""

from __future__ import annotations

from statements.findings import Language
from statements.text import Document


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SAYING = _words(
    "say says said saying call calls called calling write writes wrote written writing claim claims"
    " claimed tell told read reads state states stated ask asked word words phrase phrases term"
    " expression text post tweet message caption headline reply sentence line slogan joke hashtag"
    " titled entitled repeat"
    " dire dit disait disons dirons disent écrit écrire écrivait appeler appelé appelons parler"
    " parlé qualifier qualifié mot mots formule phrase terme termes légende titre titrer lire lu"
    " répété répéter intitulé"
)
# A quotation of our own people is what we say.
_OURS = _words(
    "ceo president chairman chairwoman chair chief founder co-founder director head manager"
    " spokesperson spokesman spokeswoman owner mayor"
    " pdg président présidente directeur directrice fondateur fondatrice porte-parole gérant"
    " gérante dirigeant dirigeante maire patron patronne"
)
_DECLARING = _words(
    "says said adds added explains explained declared states stated"
    " dit déclare déclaré ajoute ajouté explique expliqué affirme affirmé indique précise"
)
_WE = _words("we our us i my nous notre nos je j'")
_IF: dict[Language, frozenset[str]] = {"en": _words("if unless"), "fr": _words("si s'")}
_NEAR = 9
_WITHIN = 20
"""Tokens before a quotation in which somebody may be said to say it."""
_SCARE = 2
"""Up to so many words, marks alone do not make a quotation."""
_SHORT_IF = 3


def reported(document: Document) -> frozenset[int]:
    """The tokens that somebody else says."""
    tokens = document.tokens
    texts = [token.text for token in tokens]
    found: set[int] = set()
    for first, last in document.quotes:
        if first <= 1 and last >= len(tokens) - 1:
            # The whole text was pasted in quotation marks.
            continue
        before, after = texts[max(0, first - _WITHIN) : first], texts[last : last + _NEAR]
        if last - first <= _SCARE and not _SAYING & {*before, *after[:3]}:
            continue
        around = {*before[-_NEAR:], *after}
        if _OURS & around and _DECLARING & around and _WE & set(texts[first:last]):
            continue
        found.update(range(first, last))
    return frozenset(found)


def supposed(document: Document) -> frozenset[int]:
    """The tokens of if-clauses: what they say is not said to be so."""
    texts = [token.text for token in document.tokens]
    found: set[int] = set()
    for first, last in document.sentences:
        begun: int | None = None
        for place in range(first, last):
            text = texts[place]
            if text in _IF[document.language]:
                # « s'est » is no if, « s'il » is one.
                if text != "s'" or texts[place + 1 : place + 2] in (["il"], ["ils"]):
                    begun = place
            elif begun is not None and (
                text in ",;:—)" or (text in ("we", "nous") and place - begun > _SHORT_IF)
            ):
                begun = None
            if begun is not None:
                found.add(place)
    return frozenset(found)
