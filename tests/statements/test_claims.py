"""Figures, dates, scope, causes and names against the register; denials against the facts."""

from datetime import UTC, datetime

import pytest

from statements import claims, figures
from statements.findings import Context, Fact, Finding, Language
from statements.plain import plain
from statements.text import read


def find(
    text: str, language: Language = "en", kind: str = "apology", **context: object
) -> list[Finding]:
    facts = context.pop("facts", ())
    assert isinstance(facts, tuple)
    known = tuple(Fact(str(i), claim) for i, claim in enumerate(facts, 1))
    return claims.findings(read(text, language), language, kind, Context(facts=known, **context))  # type: ignore[arg-type]


def quotes(found: list[Finding], code: str = "unsupported_fact") -> list[str]:
    return [f.quote for f in found if f.code == code]


UNSUPPORTED_EN = [
    ("It reached 12,000 people.", "12,000"),
    ("It reached twelve thousand people.", "twelve thousand"),
    ("It reached 12k people.", "12k"),
    ("We lost the orders of a dozen customers.", "a dozen"),
    ("Half of our customers saw it.", "Half of our"),
    ("Hundreds of customers saw it.", "Hundreds"),
    ("It reached 2.5% of our users.", "2.5%"),
    ("It reached two per cent of our users.", "two per cent"),
    ("We charged you €40,000 too much.", "€40,000"),
    ("We charged you forty euros too much.", "forty euros"),
    ("We published it on 3 May.", "3 May"),
    ("We published it on May 3rd, 2026.", "May 3rd, 2026"),
    ("We published it on Tuesday.", "on Tuesday"),
    ("We published it two days ago.", "two days ago"),
    ("We published it at 9:12.", "9:12"),
    ("We published it at half past nine.", "half past nine"),
    ("We published it at nine this morning.", "nine"),
    ("It was online for forty minutes.", "forty minutes"),
    ("It was a 40-minute outage.", "40-minute"),
    ("No customer data was affected.", "No customer data was affected"),
    ("Nobody was harmed.", "Nobody was harmed"),
    ("Only our X account was affected.", "Only our X account was affected"),
    ("We had it on sale in all our stores.", "in all our stores"),
    ("It did not affect any other account.", "did not affect any other account"),
    ("The outage was caused by a phishing email.", "caused by a phishing email"),
    ("It was the result of a failed update.", "was the result of a failed update"),
]
UNSUPPORTED_FR = [
    ("Il a touché 12 000 personnes.", "12 000"),
    ("Il a touché douze mille personnes.", "douze mille"),
    ("Il a touché quatre-vingt-douze personnes.", "quatre-vingt-douze"),
    ("Une douzaine de clients l'ont vu.", "Une douzaine"),
    ("La moitié de nos clients l'ont vu.", "La moitié de nos"),
    ("Des centaines de clients l'ont vu.", "Des centaines"),
    ("Il a touché 2,5 % de nos abonnés.", "2,5 %"),
    ("Nous vous avons débité 40 000 € de trop.", "40 000 €"),
    ("Nous l'avons publié le 3 mai.", "le 3 mai"),
    ("Nous l'avons publié mardi.", "mardi"),
    ("Nous l'avons publié il y a deux jours.", "il y a deux jours"),
    ("Nous l'avons publié à 9 h 12.", "9 h 12"),
    ("Nous l'avons publié à neuf heures et demie.", "neuf heures et demie"),
    ("Il est resté en ligne pendant 40 minutes.", "40 minutes"),
    ("Aucune donnée client n'a été touchée.", "Aucune donnée client n'a été touchée"),
    ("Seul notre compte X est concerné.", "Seul notre compte X est concerné"),
    ("L'ensemble de nos magasins est touché.", "L'ensemble de nos magasins est touché"),
    ("La panne a été causée par un courriel piégé.", "causée par un courriel piégé"),
    ("C'est arrivé à cause d'une mise à jour.", "à cause d'une mise à jour"),
]
NOTHING_EN = [
    "We will say more here by 6 pm.",
    "More within the hour.",
    "At 9 tomorrow we will say more.",
    "We will be back in 30 minutes.",
    "Next update: 18:00.",
    "We published it this morning, and we have deleted it.",
    "We will refund you within 14 days.",
    "1/2 We are sorry. We published it and we have deleted it.",
    "We are sorry. (2/2)",
    "Call us on 0800 123 4567, Monday to Friday, 9 am to 6 pm.",
    "Write to 12 High Street.",
    "1. We are sorry.\n2. We have deleted it.",
    "One of us will reply to each of you, one by one, 24/7.",
    "We made the number one mistake: we did it a second time.",
    "For one moment we did not think. We take 100% responsibility. Zero excuses.",
    "We are sorry to all our customers and to everyone we hurt.",
    "Our #Sale2026 post on @shop24 was wrong: https://example.com/2026/11/25",
    "[12] people saw it at [9:12].",
    "We are sorry for the harm caused by our post.",
    "Our account was hacked.",
    "We do not know yet whether customer data was affected.",
    "Marie Dupont of Aurore in Lyon wrote to us.",
    "Two things matter: what we did, and what we will change.",
    "We should never have published this, and we did not think of those it would hurt.",
    "We did not delete it quickly enough.",
    "As our post said, “12,000 people can’t be wrong”: it was cruel.",
    "Our Spring 26 line is not what this is about.",
    "Paris, 3 May 2026 — The company apologises.",
]
NOTHING_FR = [
    "Nous vous en dirons plus d'ici 18 h.",
    "Nous revenons vers vous à 21 h.",
    "Nouvelles avant ce soir, réponse sous 24 h.",
    "Nous l'avons publié ce matin, puis supprimé.",
    "Nous vous rembourserons sous 14 jours.",
    "Appelez le 01 23 45 67 89, du lundi au vendredi de 9 h à 18 h.",
    "L'un de nous vous répondra, un par un, 24 h/24 et 7 j/7.",
    "En un mot : pardon. Une fois de plus, mille excuses, c'est 100 % notre faute.",
    "Nous présentons nos excuses à tous nos clients et à l'ensemble de nos équipes.",
    "Nous sommes désolés du mal causé par notre message.",
    "Notre compte a été piraté.",
    "Nous ne savons pas si des données ont été touchées.",
    "Nous n'aurions jamais dû publier ce message.",
    "Nous n'avons pas supprimé ce message assez vite.",
    "Marie Dupont, de la maison Aurore, à Lyon, nous a écrit.",
    "Paris, le 3 mai 2026 — La maison présente ses excuses.",
    "Notre site tout neuf était en panne.",
]


@pytest.mark.parametrize(("text", "quote"), UNSUPPORTED_EN)
def test_a_claim_without_a_fact_is_found(text: str, quote: str) -> None:
    assert quotes(find(text)) == [quote]


@pytest.mark.parametrize(("text", "quote"), UNSUPPORTED_FR)
def test_a_french_claim_without_a_fact_is_found(text: str, quote: str) -> None:
    assert quotes(find(text, "fr")) == [quote]


@pytest.mark.parametrize("text", NOTHING_EN)
def test_what_needs_no_fact_is_let_pass(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize("text", NOTHING_FR)
def test_what_needs_no_fact_is_let_pass_in_french(text: str) -> None:
    assert find(text, "fr") == []


@pytest.mark.parametrize(
    ("text", "language", "fact"),
    [
        ("It reached twelve thousand people.", "en", "The post reached 12,000 people."),
        ("It reached 12,000 people.", "en", "Le message a touché 12 000 personnes."),
        ("Il a touché douze mille personnes.", "fr", "The post reached 12.000 customers."),
        ("It reached about 12,000 people.", "en", "The post reached 12,340 people."),
        ("Il a touché plus de 12 000 personnes.", "fr", "12 340 personnes ont vu le message."),
        ("Hundreds of customers saw it.", "en", "450 customers saw the post."),
        ("We published it at 9:12 am.", "en", "Publié à 9 h 12."),
        ("We published it at half past six.", "en", "The post went out at 18:30."),
        ("Nous l'avons publié le 3 mai.", "fr", "The post went out on 2026-05-03."),
        ("We published it on May 3.", "en", "Le message est parti le 3 mai 2026."),
        ("It was online for two hours.", "en", "Le message est resté en ligne 120 minutes."),
        ("It cost us 2.5 million euros.", "en", "Le coût est de 2,5 millions d'euros."),
        ("No customer data was taken.", "en", "No customer data was taken, says the audit."),
        ("Il a été causé par une mise à jour.", "fr", "La mise à jour de mardi a tout arrêté."),
    ],
)
def test_a_fact_supports_by_value_in_either_language(
    text: str, language: Language, fact: str
) -> None:
    assert find(text, language, facts=(fact,)) == []


def test_evidence_supports_as_facts_do() -> None:
    assert find("We published it at 9:12.", evidence=("post on X, 9:12, link",)) == []


def test_a_count_of_people_is_not_one_of_minutes() -> None:
    assert quotes(find("It reached 12 people.", facts=("It was online for 12 minutes.",))) == ["12"]


def test_the_moment_of_the_post_and_of_the_next_word_are_known() -> None:
    at = datetime(2026, 11, 24, 8, 12, tzinfo=UTC)
    text = "Nous l'avons publié mardi 24 novembre à 9 h 12."
    assert find(text, "fr", post_at=at, timezone="Europe/Paris") == []
    assert quotes(find(text, "fr", post_at=at, timezone="America/New_York")) == ["9 h 12"]


def test_names_need_a_fact_once_there_is_a_register() -> None:
    facts = ("The dinner in Lyon was cancelled.",)
    text = "The dinner in Lyon was cancelled. The attack was led by the group LockNoir."
    found = find(text, facts=facts)
    assert [(f.quote, f.weight, f.reason) for f in found] == [
        ("LockNoir", "warning", "unsupported-name")
    ]
    assert find(text, facts=facts, names=("LockNoir",)) == []
    assert find("Hi Ada, we are sorry. — Tom, customer care", kind="reply", facts=facts) == []


def test_a_cause_of_the_crisis_supports_its_own() -> None:
    text = "It was caused by an attack on our account."
    assert quotes(find(text)) == ["caused by an attack on our account"]
    assert find(text, cause="compromised_account") == []


def test_weights() -> None:
    found = find("Nobody was harmed. It lasted 40 minutes.")
    assert [(f.weight, f.rule) for f in found] == [("warning", 3), ("error", 3)]


CONTRADICTIONS: list[tuple[str, Language, str]] = [
    ("We never posted this message.", "en", "We posted the message at noon."),
    ("We did not delete the post.", "en", "The post was taken down at noon."),
    ("No data was taken.", "en", "Customer data was leaked."),
    ("We were not aware of it.", "en", "The team knew of it on 3 May."),
    ("Nothing was removed from our page.", "en", "Le message a été supprimé."),
    ("There was no leak.", "en", "Customer records leaked."),
    ("The post never left our office.", "en", "The post was shared on X."),
    ("Nous n'avons jamais publié ce message.", "fr", "The message was posted on X."),
    ("Aucune donnée n'a été volée.", "fr", "Des données clients ont fuité."),
    ("Personne n'a été hospitalisé.", "fr", "Un client a été hospitalisé."),
    ("Nous n'avons pas refusé de vous rembourser.", "fr", "Le remboursement a été refusé."),
    ("Data was taken.", "en", "No data was taken."),
    ("Des données ont été volées.", "fr", "Aucune donnée n'a été volée."),
    ("It reached 200 people.", "en", "The post reached 12,000 people."),
    ("It was deleted at 9:40.", "en", "The post was deleted at 9:12."),
]


@pytest.mark.parametrize(("text", "language", "fact"), CONTRADICTIONS)
def test_what_a_fact_refutes_is_a_contradiction(text: str, language: Language, fact: str) -> None:
    found = find(text, language, facts=(fact,))
    assert [(f.code, f.facts, f.rule) for f in found] == [("contradiction", ("1",), 4)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The screenshot is a fake.", "en"),
        ("This post never existed.", "en"),
        ("That message did not come from our account.", "en"),
        ("We deny having published that message.", "en"),
        ("La capture est un montage.", "fr"),
        ("Ce message n'a jamais existé.", "fr"),
        ("Ce message ne vient pas de notre équipe.", "fr"),
    ],
)
def test_what_evidence_shows_cannot_be_denied(text: str, language: Language) -> None:
    found = find(text, language, evidence=("Capture of the message on X, with its digest",))
    assert [(f.code, f.facts) for f in found] == [("contradiction", ())]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We never posted this.", "en"),
        ("Nothing was deleted.", "en"),
        ("There was never any such post.", "en"),
        ("That tweet isn't from us.", "en"),
        ("Nous n'avons jamais publié ce message.", "fr"),
        ("Rien n'a été supprimé.", "fr"),
        ("Nous n'avons rien posté de tel.", "fr"),
        ("Ce tweet n'a jamais existé.", "fr"),
    ],
)
def test_a_flat_denial_needs_no_fact_to_be_found(text: str, language: Language) -> None:
    assert [f.code for f in find(text, language)] == ["contradiction"]
    assert find(text, language, cause="misinformation") == []
    hacked = {"en": "Our account was hacked. ", "fr": "Notre compte a été piraté. "}[language]
    assert find(hacked + text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "fact"),
    [
        ("We should not have published it.", "en", "We published the post."),
        ("We will not delete the post.", "en", "We deleted the first post."),
        ("We did not delete it soon enough.", "en", "We deleted the post at noon."),
        ("We did not check the post before we published it.", "en", "We published the post."),
        ("We said that we never posted it. That was false.", "en", "We posted it."),
        ("It reached 200 people by email.", "en", "We called 12,000 people. 200 got the email."),
        ("We did not publish the salaries.", "en", "The holiday photo was published."),
        ("Nous n'aurions jamais dû publier ce message.", "fr", "Nous avons publié ce message."),
        ("Les messages que nous n'avons pas écrits.", "fr", "Nous avons écrit à chacun."),
    ],
)
def test_no_contradiction_where_none_is_said(text: str, language: Language, fact: str) -> None:
    assert quotes(find(text, language, facts=(fact,)), "contradiction") == []


def test_what_a_withdrawn_fact_said_is_unsupported() -> None:
    text = "We are sorry. The supplier leaked the customer files. We have told the police."
    withdrawn = (Fact("7", "The supplier leaked the customer files."),)
    found = find(text, withdrawn=withdrawn)
    assert quotes(found) == ["The supplier leaked the customer files"]
    assert found[0].reason == "withdrawn-fact"
    again = ("Our supplier leaked the customer files.",)
    assert find(text, facts=again, withdrawn=withdrawn) == []


def test_the_facts_that_a_text_uses() -> None:
    facts = (
        Fact("a", "The post reached 12,000 people."),
        Fact("b", "The post was deleted at 9:40."),
        Fact("c", "Le compte a été piraté."),
        Fact("d", "The audit found 3 faults."),
    )
    text = "Notre compte a été piraté et douze mille personnes ont vu ce message."
    assert claims.facts_used(text, "fr", facts) == ("a", "c")


def test_offsets_are_those_of_the_original_text() -> None:
    text = "Il a *touché 12\u202f0\u200b00* personnes\u00a0: des Ⅻ\u0301 abonnés."
    (found,) = find(text, "fr")
    assert text[found.start : found.end] == found.quote == "12\u202f0\u200b00"


@pytest.mark.parametrize(
    ("words", "language", "value"),
    [
        ("a hundred and twenty people", "en", 120),
        ("two hundred thousand people", "en", 200_000),
        ("1.2 million people", "en", 1_200_000),
        ("1,234.5 people", "en", 1234.5),
        ("cent quatre-vingt-dix-neuf clients", "fr", 199),
        ("soixante et onze clients", "fr", 71),
        ("deux mille six cents clients", "fr", 2600),
        ("1,3 million de clients", "fr", 1_300_000),
    ],
)
def test_the_value_of_number_words(words: str, language: Language, value: float) -> None:
    (figure,) = figures.find(plain(words).text, language)
    assert (figure.least, figure.most) == (value, value)


@pytest.mark.parametrize(
    "unit",
    [
        "12,000 people. ",
        "9:12 ",
        "[",
        "a@",
        "we never posted this ",
        "one two ",
        "\n",
        "1/2 ",
        "we met Ann Lee ",
        "DO NOT SHOUT SO\n",
    ],
)
@pytest.mark.timeout(60)
def test_no_repetition_makes_it_hang(unit: str) -> None:
    text = (unit * 40_000)[:40_000]
    context = Context(facts=(Fact("1", "The post reached 3 people at 9:13."),))
    for finding in claims.findings(read(text, "en"), "en", "press", context):
        assert finding.quote == text[finding.start : finding.end]
