"""The words that deny, in each language, and those that end what they deny."""

from __future__ import annotations

from dataclasses import dataclass

from statements.findings import Language

Phrases = dict[str, tuple[tuple[str, ...], ...]]
"""Phrases by their first word."""

CLAUSE_MARKS = frozenset(";:—()[]…")


@dataclass(frozen=True, slots=True)
class Negators:
    """All are words as they stand in a text, in lower case."""

    plain: frozenset[str]
    """Say no to all that follows in the clause."""
    with_ne: frozenset[str]
    """Those that say something else where no « ne » is near: « une personne », « un point »."""
    without: frozenset[str]
    whether: frozenset[str]
    """Leave open what follows; after one of `asking`, if there are any."""
    asking: frozenset[str]
    refusing: frozenset[str]
    """Verbs whose object is not done."""
    refusing_phrases: Phrases
    harmless: Phrases
    """Look like a negation and are none."""
    focus: frozenset[str]
    """After a negator, take its whole reach ("not only"), unless one of `counting` follows."""
    counting: frozenset[str]
    able: frozenset[str]
    """Before a negator, and `enough` after it: "we cannot apologise enough"."""
    enough: frozenset[str]
    verdicts: frozenset[str]
    """Denied of a subject, they clear it too: "haste is no excuse"."""
    knowing: frozenset[str]
    """Verbs whose object, after `that`, is true though the knowing is denied."""
    that: frozenset[str]
    contrast: frozenset[str]
    breaks: frozenset[str]
    """Begin another clause; so do `joins` before a pronoun or a verb."""
    joins: frozenset[str]
    or_: frozenset[str]
    pronouns: frozenset[str]
    verbs: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> Phrases:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in text.split(","):
        words = tuple(phrase.split())
        found[words[0]] = (*found.get(words[0], ()), words)
    return found


_EN = Negators(
    plain=_words("not n't never no nobody none nothing neither nor no-one nowhere hardly"),
    with_ne=frozenset(),
    without=_words("without"),
    whether=_words("whether"),
    asking=frozenset(),
    refusing=_words(
        "refuse refuses refused refusing decline declines declined avoid avoids avoided avoiding"
        " deny denies denied denying dispute disputes disputed reject rejects rejected"
    ),
    refusing_phrases=_phrases(
        "rather than,instead of,far from,anything but,free of,stop short of,short of,easy to,"
        "tempting to,wrong to,unfair to,asked if,ask if,asks if,know if,unclear if,see if"
    ),
    harmless=_phrases(
        "no doubt,no question that,no denying,no secret,whether or not,or not,not to mention,"
        "no matter,why not,not least,no sooner,nothing but,no later,nothing less,nothing short,"
        "if not,without doubt,without question,without delay,without reservation,"
        "without hesitation,without reserve,without qualification,never mind,not until,"
        "deny nothing,denies nothing"
    ),
    focus=_words("only just merely simply solely purely"),
    counting=_words("a an one two three few some"),
    able=_words("can ca could"),
    enough=_words("enough more"),
    verdicts=_words(
        "excuse excuses excused justification justify justifies justified defence defense alibi"
        " reason blame responsible culprit guilty fault explanation explain explains undo undoes"
        " matter matters accountable relevant"
    ),
    knowing=_words(
        "know knew known realise realised realize realized notice noticed check checked see saw"
        " seen understand understood foresee anticipate expect imagine"
    ),
    that=_words("that what how why when where"),
    contrast=_words("but however"),
    breaks=_words(
        "but however because since although though while whereas when after before if unless yet so"
        " which who whose instead until whether"
    ),
    joins=_words("and or then"),
    or_=_words("or nor"),
    pronouns=_words("we i it they he she you this that there here please"),
    verbs=_words(
        "have has had are is was were will did do am can hurt let made took sent put wrote got gave"
        " went came broke left lost kept told said ran led"
    ),
)
_FR = Negators(
    plain=_words(
        "pas jamais aucun aucune aucunement nullement rien personne ni point guère nul nulle non"
        " plus"
    ),
    with_ne=_words("personne point plus rien"),
    without=_words("sans"),
    whether=_words("si s'"),
    asking=_words(
        "savoir savons sait sais demande demandé demander demandez demandent ignorons ignore"
        " vérifier vérifions déterminer établir établi comprendre voir dire"
    ),
    refusing=_words(
        "refuse refusons refuser refusé refusent évite évitons éviter évité renonce renonçons"
        " renoncer nier nie nions conteste contestons contester rejette rejetons"
    ),
    refusing_phrases=_phrases(
        "loin de,loin d',plutôt que,plutôt que de,plutôt que d',plutôt qu',au lieu de,au lieu d',"
        "abstenons de,abstenir de,abstiendrons de,gardons de,garderons de,garder de,exempt de,"
        "faux de,facile de,facile d',tentant de,tentant d',injuste de,injuste d'"
    ),
    harmless=_phrases(
        "sans doute,sans nul doute,sans aucun doute,non seulement,pas seulement,sans cesse,"
        "sans délai,sans tarder,sans attendre,sans détour,sans détours,sans réserve,sans réserves,"
        "sans équivoque,sans ambiguïté,sans condition,sans conditions,rien que,ou non,ou pas,"
        "sans plus attendre,sans plus tarder,plus que,plus de,pas moins,non plus,point de vue"
    ),
    focus=_words("seulement uniquement"),
    counting=_words("un une des quelques deux trois"),
    able=_words("saurions saurait saurais pouvons pourrons pourrions peut peux"),
    enough=_words("assez trop suffisamment davantage"),
    verdicts=_words(
        "excuse excuses excuser excusent excusable justifie justifient justifier justification"
        " raison alibi responsable responsables coupable coupables cause explique expliquent"
        " explication change changent efface effacent répare importe prétexte blâmer faute"
    ),
    knowing=_words(
        "su savons savions savait vu voyons voyions remarqué vérifié réalisé compris mesuré perçu"
        " imaginé prévu anticipé relevé constaté"
    ),
    that=_words("que qu' ce combien comment quand quoi quel quelle pourquoi où"),
    contrast=_words("mais cependant toutefois"),
    breaks=_words(
        "mais cependant toutefois néanmoins pourtant car parce puisque puisqu' lorsque lorsqu'"
        " quand alors si afin pendant tandis qui or donc dont où jusque jusqu'"
    ),
    joins=_words("et ou puis"),
    or_=_words("ou ni"),
    pronouns=_words("nous je j' il elle ils elles on vous tu cela ça ceci c'"),
    verbs=_words("avons a ont ai sommes est sont suis avait avions étions était"),
)
NEGATORS: dict[Language, Negators] = {"en": _EN, "fr": _FR}
