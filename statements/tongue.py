"""Whether a text is in French or in English, told from its small words."""

import regex

from statements.findings import Language

_WORD = regex.compile(r"[\p{L}]+")
# Words that stand in nearly every sentence of one language and are none of the other's.
_FRENCH = frozenset(
    [
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "cette",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "est",
        "et",
        "ils",
        "je",
        "la",
        "le",
        "les",
        "leur",
        "lui",
        "mais",
        "ne",
        "nos",
        "notre",
        "nous",
        "où",
        "par",
        "pas",
        "pour",
        "qu",
        "que",
        "qui",
        "sa",
        "se",
        "ses",
        "son",
        "sont",
        "sur",
        "un",
        "une",
        "vos",
        "votre",
        "vous",
        "été",
        "avons",
        "avez",
        "merci",
        "bonjour",
        "désolés",
        "désolé",
        "désolée",
    ]
)
_ENGLISH = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "been",
        "but",
        "by",
        "did",
        "do",
        "for",
        "from",
        "has",
        "have",
        "he",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "my",
        "not",
        "of",
        "our",
        "she",
        "that",
        "the",
        "their",
        "them",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "who",
        "will",
        "with",
        "you",
        "your",
        "thank",
        "thanks",
        "hello",
        "hi",
        "sorry",
    ]
)


def tongue(text: str, default: Language) -> Language:
    """The language of `text`; `default` where its words do not tell."""
    words = _WORD.findall(text[:2000].lower())
    french = sum(word in _FRENCH for word in words)
    english = sum(word in _ENGLISH for word in words)
    if french == english:
        return default
    return "fr" if french > english else "en"
