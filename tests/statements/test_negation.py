"""What a text denies, reports or only supposes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statements.findings import LANGUAGES, Language
from statements.negation import Negation
from statements.stance import reported, supposed
from statements.text import read


def denied(text: str, word: str, language: Language = "en") -> bool:
    document = read(text, language)
    (place,) = [n for n, token in enumerate(document.tokens) if token.text == word]
    return Negation(document).denies(place)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("We do not blame our supplier.", "supplier"),
        ("We won't blame our supplier.", "supplier"),
        ("We will never blame our supplier.", "supplier"),
        ("No supplier did this.", "supplier"),
        ("Nobody blames the supplier.", "supplier"),
        ("We refuse to blame the supplier.", "supplier"),
        ("We answer for it rather than blame the supplier.", "supplier"),
        ("Without blaming our supplier, we apologise.", "supplier"),
        ("We blame neither the weather nor the supplier.", "supplier"),
        ("It would be easy to blame the supplier.", "supplier"),
        ("We will not blame our intern, our agency or our supplier.", "supplier"),
        ("We will not blame our agency and our supplier.", "supplier"),
        ("We will not, whatever you have read, blame the supplier.", "supplier"),
        ("The supplier is not to blame.", "supplier"),
        ("A tired supplier is no excuse.", "supplier"),
        ("It was not because of the supplier.", "supplier"),
        ("We do not know whether the supplier did it.", "supplier"),
        ("It is unclear if the supplier did it.", "supplier"),
        ("This was not just a mistake.", "mistake"),
        ("This was not only a few mistakes.", "mistakes"),
    ],
)
def test_denied(text: str, word: str) -> None:
    assert denied(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("We blame our supplier.", "supplier"),
        ("We did not check, and the supplier failed.", "supplier"),
        ("We did not check but the supplier failed.", "supplier"),
        ("We did not check; the supplier failed.", "supplier"),
        ("We did not check. The supplier failed.", "supplier"),
        ("We did not check because the supplier failed.", "supplier"),
        ("We did not know that the supplier failed.", "supplier"),
        ("We did not check and published it.", "published"),
        ("We did not check and we published it.", "published"),
        ("We sent it without thinking and hurt people.", "hurt"),
        ("Not only did the supplier fail, it lied.", "supplier"),
        ("We do not deny that the supplier failed.", "supplier"),
        ("We do not refuse to name the supplier.", "supplier"),
        ("There is no doubt that the supplier failed.", "supplier"),
        ("No post goes out without a check.", "check"),
        ("We cannot apologise enough.", "apologise"),
        ("The supplier failed and that is no excuse.", "supplier"),
        ("The supplier did not follow the rules.", "supplier"),
    ],
)
def test_not_denied(text: str, word: str) -> None:
    assert not denied(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Nous n’accusons pas notre prestataire.", "prestataire"),
        ("Nous n'accuserons jamais notre prestataire.", "prestataire"),
        ("Nous n'avons aucune excuse.", "excuse"),
        ("Aucun prestataire n'est en cause.", "prestataire"),
        ("Personne n'accuse le prestataire.", "prestataire"),
        ("Ni le prestataire ni la météo ne sont en cause.", "prestataire"),
        ("Sans accuser notre prestataire, nous répondons.", "prestataire"),
        ("Nous refusons d'accuser le prestataire.", "prestataire"),
        ("Loin de nous l'idée d'accuser le prestataire.", "prestataire"),
        ("Nous répondons plutôt que d'accuser le prestataire.", "prestataire"),
        ("Le prestataire n'est pas responsable.", "prestataire"),
        ("La fatigue n'excuse rien.", "fatigue"),
        ("Nous ne savons pas si le prestataire est en cause.", "prestataire"),
        ("Nous n'accusons ni un stagiaire, ni une agence, ni le prestataire.", "prestataire"),
        ("Ce n'était pas une simple erreur.", "erreur"),
    ],
)
def test_denied_in_french(text: str, word: str) -> None:
    assert denied(text, word, "fr")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Une personne du prestataire a publié.", "prestataire"),
        ("Le prestataire est sans doute en cause.", "cause"),
        ("Nous n'avons pas relu, mais le prestataire a publié.", "prestataire"),
        ("Nous n'avons pas relu car le prestataire tardait.", "prestataire"),
        ("Nous n'avons pas vu que le prestataire publiait.", "prestataire"),
        ("Nous n'avons pas relu et avons publié ce texte.", "texte"),
        ("Nous ne nions pas que le prestataire a failli.", "prestataire"),
        ("Ce n'était qu'une blague.", "blague"),
        ("Nous ne pouvons que nous excuser.", "excuser"),
        ("Nous ne saurions assez nous excuser.", "excuser"),
        ("Non seulement le prestataire a failli, mais il a menti.", "prestataire"),
    ],
)
def test_not_denied_in_french(text: str, word: str) -> None:
    assert not denied(text, word, "fr")


def stands(places: frozenset[int], text: str, word: str, language: Language) -> bool:
    document = read(text, language)
    return any(token.text == word and n in places for n, token in enumerate(document.tokens))


@pytest.mark.parametrize(
    ("text", "word", "language"),
    [
        ('We will not say "mistakes were made".', "mistakes", "en"),
        ("“Mistakes were made” is what a company says.", "mistakes", "en"),
        ("They called it a ‘mistake’.", "mistake", "en"),
        ('Words to avoid: "if anyone was hurt", "mistake".', "mistake", "en"),
        ("Dire « des erreurs ont été commises » ne suffit pas.", "erreurs", "fr"),
        ("Le mot « erreur » ne suffit pas.", "erreur", "fr"),
    ],
)
def test_reported(text: str, word: str, language: Language) -> None:
    assert stands(reported(read(text, language)), text, word, language)


@pytest.mark.parametrize(
    ("text", "word", "language"),
    [
        ('It was a "mistake", and we fixed it.', "mistake", "en"),
        ('An "open mark and mistakes were made.', "mistakes", "en"),
        ('"Mistakes were made. We are sorry."', "mistakes", "en"),
        ('"We regret that mistakes were made," said Ann Berg, chief executive.', "mistakes", "en"),
        (
            "« Nous regrettons que des erreurs aient été commises », déclare la directrice.",
            "erreurs",
            "fr",
        ),
    ],
)
def test_not_reported(text: str, word: str, language: Language) -> None:
    assert not stands(reported(read(text, language)), text, word, language)


@pytest.mark.parametrize(
    ("text", "word", "language", "expected"),
    [
        ("If we are wrong, we apologise.", "wrong", "en", True),
        ("If we are wrong, we apologise.", "apologise", "en", False),
        ("If you were hurt we apologise.", "apologise", "en", False),
        ("We apologise if you were hurt.", "hurt", "en", True),
        ("S'il le faut, nous corrigeons.", "faut", "fr", True),
        ("Notre équipe s'est trompée.", "trompée", "fr", False),
    ],
)
def test_supposed(text: str, word: str, language: Language, expected: bool) -> None:
    assert stands(supposed(read(text, language)), text, word, language) is expected


@given(
    st.lists(
        st.sampled_from(
            [
                *("not", "never", "no", "without", "refuse", "whether", "deny", "only", "but"),
                *("and", "or", "we", "know", "that", "is", "excuse", "rather", "than", "ne", "n'"),
                *("pas", "plus", "rien", "sans", "si", "s'", "ni", "et", "ou", "que", "nous"),
                *(",", ";", '"', ".", "a"),
            ]
        ),
        max_size=60,
    ).map(" ".join),
    st.sampled_from(LANGUAGES),
)
def test_reaches_stay_in_their_sentence(text: str, language: Language) -> None:
    document = read(text, language)
    for reach in Negation(document).reaches:
        (sentence,) = [(a, b) for a, b in document.sentences if a <= reach.place < b]
        assert sentence[0] <= reach.first <= reach.last <= sentence[1]
    for places in (reported(document), supposed(document)):
        assert places <= set(range(len(document.tokens)))
