"""Replies that are too alike, and the closest of many."""

import random

import pytest

from statements.findings import Language
from statements.similarity import TOO_ALIKE, Replies, likeness

PASTED: list[tuple[Language, str, str]] = [
    (
        "en",
        "Hi Sam, thank you for telling us. We are sorry: the post was ours and it was cruel. "
        "We have deleted it and we are reading every answer. — Tom, customer care",
        "Hello @marie_d thanks for letting us know. We're sorry: the post was ours and it was "
        "hurtful. We have deleted it and we are reading every answer.\nKind regards,\nAda",
    ),
    (
        "en",
        "You are right, Ben. The joke mocked people who work nights. We have taken it down.",
        "We have taken it down. The joke mocked people who work nights. You are right 🙏",
    ),
    ("en", "We've read your message and will call you today.", "We have read your message, Kim, and will call you today!"),
    (
        "fr",
        "Bonjour Marie, merci pour votre message. Nous sommes désolés : cette publication était "
        "blessante et nous l'avons supprimée. Nous lisons chaque réponse. Bien à vous, Léa pour X",
        "Bonsoir @paul, merci de nous avoir écrit. Nous sommes désolés : cette publication était "
        "cruelle et nous l’avons supprimée. Nous lisons chaque réponse.\n\nCordialement\nHugo",
    ),
    (
        "fr",
        "Madame Roy, votre colis est retrouvé et part demain. Nous aurions dû vous répondre.",
        "VOTRE COLIS EST RETROUVÉ ET PART DEMAIN. NOUS AURIONS DÛ VOUS RÉPONDRE. https://ex.fr/a",
    ),
]  # fmt: skip
WRITTEN: list[tuple[Language, str, str]] = [
    (
        "en",
        "Hi Sam, thank you for telling us. We are sorry. You were right to say that the joke was "
        "aimed at nurses. I have passed your words on to the team. Kind regards, Tom",
        "Hi Ann, thank you for telling us. We are sorry. Your order will be replaced, and I will "
        "write to you when it leaves our warehouse. Kind regards, Tom",
    ),
    (
        "en",
        "We have deleted the post and you can see what we changed on our website.",
        "The post is gone. What we do differently from now on is on our site for you to read.",
    ),
    (
        "fr",
        "Bonjour Marie, merci pour votre message. Nous vous présentons nos excuses. Vous avez "
        "raison, la photo n'avait pas sa place ici. Bien à vous, Léa",
        "Bonjour Karim, merci pour votre message. Nous vous présentons nos excuses. Votre commande "
        "sera remboursée et je vous écris dès qu'elle l'est. Bien à vous, Léa",
    ),
    ("fr", "Nous avons retiré la vidéo ce matin.", "Votre remboursement part demain matin."),
]


@pytest.mark.parametrize(("language", "a", "b"), PASTED)
def test_the_same_reply_with_other_names_is_too_alike(language: Language, a: str, b: str) -> None:
    assert likeness(a, b, language) >= TOO_ALIKE
    assert likeness(a, b, language) == likeness(b, a, language)


@pytest.mark.parametrize(("language", "a", "b"), WRITTEN)
def test_shared_courtesies_are_not_too_alike(language: Language, a: str, b: str) -> None:
    assert likeness(a, b, language) < TOO_ALIKE


def test_the_scale() -> None:
    assert likeness("We read every answer.", "we read EVERY answer", "en") == 1
    assert likeness("We read every answer.", "xyz", "en") < 0.2
    assert likeness("", "We read every answer.", "en") == 0
    assert likeness("", "", "en") == 0


def test_the_closest_reply() -> None:
    replies = Replies("en")
    assert replies.closest("We read every answer here.") is None
    replies.add("a", "Hi Ann, your order will be replaced today and we pay for it.")
    replies.add("b", "Hi Bob, we read every answer here, and yours too.")
    replies.add("c", "The shop opens again when the floor is dry.")
    found = replies.closest("Hi Zoe, we read every answer here, and yours as well.")
    assert found is not None
    assert found[0] == "b"
    assert found[1] >= TOO_ALIKE
    assert replies.closest("Xylophones amuse zebras.") is None


def test_a_reply_that_is_edited_or_removed_is_forgotten() -> None:
    replies = Replies("fr")
    replies.add("a", "Votre colis part demain matin à la première heure.")
    replies.add("a", "La vidéo est retirée de notre page.")
    assert replies.closest("Votre colis part demain matin à la première heure.") is None
    replies.remove("a")
    replies.remove("never added")
    assert replies.closest("La vidéo est retirée de notre page.") is None


@pytest.mark.parametrize("shared", ["", "we are sorry that the post was ours and we deleted it "])
def test_the_closest_of_five_thousand(shared: str) -> None:
    draw = random.Random(7)
    words = ["".join(draw.choices("aeioulmnrst", k=draw.randint(2, 9))) for _ in range(900)]
    texts = [shared + " ".join(draw.choices(words, k=40)) for _ in range(5000)]
    replies = Replies("en")
    for number, text in enumerate(texts):
        replies.add(str(number), text)
    found = [replies.closest(texts[number] + " today") for number in range(0, 5000, 250)]
    assert [id for id, _ in filter(None, found)] == [str(n) for n in range(0, 5000, 250)]
