"""The words in French and in English: complete, well set, and within what Slack shows."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot import drill, events
from bot.chain import APP, GENESIS, Entry, seal
from bot.crisis import Crisis, fold
from bot.events import (
    CAUSES,
    LANGUAGES,
    PLATFORMS,
    RECORD_FILTERS,
    Event,
    ExportMade,
    Language,
)
from bot.health import Health
from bot.locale import CATALOGUES, Words, words
from bot.locale.update import extract
from bot.parts import text_digest
from bot.paths import DEFAULT_PATHS
from bot.people import Person
from bot.playbook_problems import Problem
from bot.playbook_shelf import OURS
from bot.record import TEXT_FORMATS, Reader
from bot.record import export as record_of
from bot.refused import Reason, Refused
from bot.sandbox.blocks import validate_message_blocks, validate_view
from bot.surfaces import (
    announcement,
    bookmark_titles,
    export_notice,
    labels,
    modals,
    names,
    notice,
    notices,
    opened,
    purpose,
    record_text,
    render,
    score_message,
    unsaid,
)
from bot.surfaces.home import crisis_list, help_text, home
from bot.surfaces.modals.lists import Listed
from bot.surfaces.refusals import refusal
from handlers import drafting
from statements.templates import Templates
from tests.strategies import SIGNER

ROOT = Path(__file__).parent.parent
EMOJI = r":[a-z_]+:"

PLANS = [plan for name in OURS.names() if (plan := OURS.named(name))]

Forms = tuple[str, ...]
"""A sentence, or its singular and its plural."""


def forms(text: Any) -> Forms:
    return (text,) if isinstance(text, str) else tuple(text)


def extracted() -> set[Forms]:
    """All sentences of the sources, as Babel finds them."""
    return {forms(message.id) for message in extract() if message.id}


def written() -> set[Forms]:
    """All sentences of the sources, wherever a call stands: in an f-string, in another call."""
    found: set[Forms] = set()
    # The sandbox has no words of the app.
    sources = {*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py"), ROOT / "app.py"}
    for path in sources - {*ROOT.glob("bot/sandbox/**/*.py")}:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "id", getattr(call.func, "attr", None))
            arguments = [str(a.value) for a in call.args if isinstance(a, ast.Constant)]
            if name in ("t", "N_") and arguments:
                found.add((arguments[0],))
            elif name == "plural" and arguments:
                found.add((arguments[0], arguments[1]))
    return found


def catalogue(language: Language) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "cellule.po").open("rb") as file:
        return read_po(file, locale=language)


FRENCH = catalogue("fr")
MESSAGES: list[Message] = [message for message in FRENCH if message.id]


def prose(text: str) -> str:
    """What a person reads as words: code, mark-up, emoji codes, links and gaps are taken out."""
    for other in (r"`[^`]*`", r"<[^>]*>", EMOJI, r"https?://\S*", r"\{\w+\}"):
        text = re.sub(other, "x", text)
    return text


# The catalogue


def test_babel_finds_every_sentence_of_the_code() -> None:
    assert extracted() == written()


def test_the_catalogue_has_exactly_the_sentences_of_the_code() -> None:
    assert {forms(message.id) for message in MESSAGES} == extracted()
    assert not FRENCH.obsolete


def test_every_sentence_is_translated() -> None:
    lacking = [
        message.id
        for message in MESSAGES
        if message.fuzzy
        or len(forms(message.string)) != len(forms(message.id))
        or not all(text.strip() for text in forms(message.string))
    ]
    assert lacking == []


def test_a_translation_has_the_same_gaps_and_emoji() -> None:
    def parts(text: str) -> Counter[str]:
        gaps = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        return Counter([*gaps, *re.findall(EMOJI, text)])

    other = [
        (message.id, text)
        for message in MESSAGES
        for text in forms(message.string)
        if parts(text) != parts(forms(message.id)[0])
    ]
    assert other == []


def test_mark_up_touches_its_words() -> None:
    def broken(text: str, mark: str) -> bool:
        inside = text.split(mark)[1::2]
        return text.count(mark) % 2 == 1 or any(part != part.strip() for part in inside)

    texts = [text for m in MESSAGES for text in (*forms(m.id), *forms(m.string))]
    assert [text for text in texts if any(broken(text, mark) for mark in "*~`")] == []


# Typography


def test_english_has_curly_apostrophes_and_quotes() -> None:
    texts = [text for message in MESSAGES for text in forms(message.id)]
    assert [text for text in texts if set("'\"") & set(prose(text))] == []


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param("['\"“”‘]", id="straight or English quotes"),
        pytest.param("(?<!\u202f)[;!?]", id="no narrow no-break space before"),
        pytest.param("(?<!\u00a0)[:»]", id="no no-break space before"),
        pytest.param("«(?!\u00a0)", id="no no-break space after"),
        pytest.param(r"\.\.\.", id="three full stops for an ellipsis"),
        pytest.param(r"\b[AO] |\bE(?=tape|cart|tat)|\bCa ", id="no accent on a capital"),
    ],
)
def test_french_is_set_as_french(wrong: str) -> None:
    texts = [text for message in MESSAGES for text in forms(message.string)]
    assert [text for text in texts if re.search(wrong, prose(text))] == []


def test_a_number_and_what_it_counts_stay_on_one_line() -> None:
    texts = [text for message in MESSAGES for text in forms(message.string)]
    assert [text for text in texts if re.search(r"\{n\} \w", text)] == []


# What Slack shows

OPENED_AT = datetime(2026, 3, 14, 22, 40, tzinfo=UTC)
SAID: dict[Language, dict[str, str]] = {
    "fr": {
        "what": "Blague sur un concurrent sur X",
        "why": "Un journaliste appelle",
        "end": "Fini",
    },
    "en": {"what": "A joke about a rival on X", "why": "A journalist rings", "end": "It is over"},
}


def happenings(language: Language) -> list[tuple[str, Event]]:
    """A crisis from its opening to its end, with an event of every kind: who, and what."""
    said = SAID[language]
    link = "https://x.com/acme/status/1"
    opening = events.CrisisOpened(
        team="T1",
        what=said["what"],
        post_link=link,
        platforms=PLATFORMS,
        post_at=OPENED_AT - timedelta(minutes=12),
        cause="scheduled_post",
        severity="minor",
        language=language,
        private=False,
        lead="U1",
        timezone="Europe/Paris",
    )
    minor, major = (
        OURS.plan(severity, "scheduled_post", PLATFORMS, language) for severity in events.SEVERITIES
    )
    first, second, third, fourth = (step.id for step in minor.steps[:4])
    source = events.MessageRef(
        channel="C1", ts="1.2", author="U2", link="https://acme.slack.com/p1"
    )
    holding = drafting.holding(opening, OPENED_AT, Templates(), organisation=None, precleared=False)
    words_ = holding.text + "\n"
    promised = OPENED_AT + timedelta(hours=1)

    def failed(what: str, error: str, *, final: bool) -> events.DeliveryFailed:
        return events.DeliveryFailed(
            delivery=what, what=what, error=error, needed="pins:write", final=final
        )

    return [
        ("U1", opening),
        ("U1", minor),
        ("U1", holding),
        (APP, events.RoomOpened(channel="C1", name="crisis-20260314-x", private=False)),
        ("U1", drill.planned("wrong-day", drill.shelf().scenarios["wrong-day"], language)),
        (APP, events.InjectSent(inject="families")),
        (APP, failed("pin_card", "missing_scope", final=True)),
        (APP, failed("invite", "cant_invite", final=False)),
        ("U1", events.DeliveryRetried(deliveries=("pin_card",))),
        (APP, events.DeliveryRecovered(delivery="pin_card")),
        ("U2", events.StepClaimed(step=first)),
        ("U2", events.StepDone(step=first)),
        ("U2", events.StepDone(step=second, link="https://acme.example/", reason="It was urgent")),
        ("U3", events.StepClaimed(step=second)),
        ("U3", events.StepReopened(step=second)),
        ("U3", events.StepSkipped(step=third, reason=said["why"])),
        ("U2", events.StepClaimed(step=fourth)),
        ("U2", events.NoteAdded(text=said["why"], via="command")),
        ("U2", events.NoteAdded(text=said["why"], via="shortcut", message=source)),
        ("U2", events.NoteAdded(text=said["why"], via="pushpin", message=source)),
        (APP, events.DeadlineMissed(deadline="holding", due_at=OPENED_AT, owner="U1")),
        ("U2", events.StatementSubmitted(statement="holding", version=1)),
        ("U3", events.ChangesAsked(statement="holding", version=1, reason=said["why"])),
        (
            "U2",
            events.StatementEdited(
                statement="holding", version=2, text=words_, next_update=promised
            ),
        ),
        ("U2", events.FactProposed(fact="f1", claim=said["why"], proof=events.Proof(link=link))),
        ("U3", events.FactConfirmed(fact="f1")),
        ("U2", events.FactProposed(fact="f2", claim=said["end"])),
        (APP, events.PathsAdopted(people={"role:legal": ("U3",)})),
        ("U1", events.StatementSubmitted(statement="holding", version=2)),
        ("U3", events.StatementCommented(statement="holding", version=2, text=said["why"])),
        (
            APP,
            events.ApproversReminded(
                statement="holding", version=2, since=OPENED_AT, stand_ins=False, people=("U3",)
            ),
        ),
        (
            APP,
            events.ApproversReminded(
                statement="holding", version=2, since=OPENED_AT, stand_ins=True, people=()
            ),
        ),
        (
            "U3",
            events.ReviewOverridden(
                statement="holding",
                version=2,
                digest=text_digest(words_),
                findings=(events.Overridden(code="excuse", quote=said["why"]),),
                reason=said["why"],
            ),
        ),
        (
            "U3",
            events.StatementApproved(statement="holding", version=2, digest=text_digest(words_)),
        ),
        ("U3", events.ApprovalWithdrawn(statement="holding", version=2)),
        ("U1", events.SubmissionWithdrawn(statement="holding", version=2)),
        ("U1", events.StatementSubmitted(statement="holding", version=2)),
        (
            "U1",
            events.ApprovalWaived(
                statement="holding", version=2, digest=text_digest(words_), reason=said["why"]
            ),
        ),
        (
            "U2",
            events.StatementPosted(statement="holding", version=2, link=link, posted_at=OPENED_AT),
        ),
        ("U3", events.FactWithdrawn(fact="f1", reason=said["why"], statements=("holding",))),
        ("U3", events.FactWithdrawn(fact="f2", reason=said["why"])),
        (APP, events.DeadlineMissed(deadline="next_update", due_at=promised, owner="U1")),
        ("U1", events.SeverityChanged(severity="major", reason=said["why"])),
        ("U1", major),
        ("U1", minor.model_copy(update={"reason": said["why"], "trouble": said["end"]})),
        ("U1", events.SeverityChanged(severity="minor", reason=said["why"])),
        ("U1", minor),
        ("U1", events.ExportMade()),
        (APP, events.RoomLost(channel="C1", error="is_archived")),
        (APP, events.RoomOpened(channel="C2", name="crisis-20260314-x-2", private=False)),
        (APP, events.CanvasOpened(canvas="F1")),
        ("U1", events.CrisisClosed(summary=said["end"])),
    ]


def stages(language: Language) -> Iterator[tuple[Crisis, Event, str, list[Entry]]]:
    """The crisis after each event, with the event, its actor and the entries so far."""
    crisis: Crisis | None = None
    entries: list[Entry] = []
    for seq, (actor, event) in enumerate(happenings(language), start=1):
        entries.append(
            seal(
                crisis="c1",
                seq=seq,
                prev=entries[-1].hash if entries else GENESIS,
                at=OPENED_AT + timedelta(minutes=seq),
                actor=actor,
                event=event,
            )
        )
        crisis = fold(crisis, entries[-1:])
        assert crisis is not None
        yield crisis, event, actor, list(entries)


ILL = Health(missing=("pins:write",), database=timedelta(seconds=2), since=OPENED_AT)


def forms_of(t: Words, crisis: Crisis, entries: list[Entry]) -> list[dict[str, Any]]:
    """Every modal that a crisis can show, and the home tab."""
    person = Person("U1", locale=f"{t.language}-XX")
    message = events.MessageRef(channel="C1", ts="1.2")
    views = [
        modals.opening(t, person, OPENED_AT, modals.Prefill()),
        modals.opening(t, person, OPENED_AT, modals.Prefill(what=crisis.what, source=message)),
        modals.drill(t, person, drill.shelf().scenarios, faults=["x.yml: x"]),
        modals.note(t, crisis),
        modals.keep(t, [crisis], message, crisis.what),
        modals.severity(t, crisis),
        modals.playbooks(t, crisis, PLANS, [Problem("own.yml", 3, "unknown_key", {"key": "x"})]),
        modals.closing(t, crisis),
        modals.workspace_settings(
            t, announce_in="C9", invite=["U2"], organisation="A", roles={}, precleared=True
        ),
        modals.timeline(t, crisis, entries, 0),
        modals.timeline(t, crisis, entries * 3, 1),
        home(t, [crisis], [crisis], me=Person("U9", admin=True), now=OPENED_AT, health=ILL),
        home(t, [], [], me=Person("U9"), now=OPENED_AT),
        *(
            modals.whole_list(t, name, [crisis], [crisis], me=Person("U1"), now=OPENED_AT)
            for name in get_args(Listed)
        ),
        modals.search_past(t, ["2026"], {}),
        modals.past_found(t, {"words": "a"}, [crisis], 30, 1),
        modals.openers(t, None, [("S1", "spokespeople")]),
        modals.running(t, events.SettingsAdopted(), 60),
        modals.fact(t, crisis),
        modals.all_facts(t, crisis, 0),
        *(modals.withdraw_fact(t, crisis, fact) for fact in crisis.facts.values()),
        modals.approval_path(t, "apology:major", None, [("S1", "spokespeople")]),
        modals.approval_path(t, "holding:minor", DEFAULT_PATHS["press", "major"], []),
    ]
    views += [modals.skip(t, crisis, step) for step in list(crisis.steps)[:1]]
    for known in crisis.statements.values():
        views.append(modals.edit(t, crisis, known))
        typed = modals.draft_of(known, crisis.what)
        views.append(modals.edit(t, crisis, known, typed, overtaken=True))
        views.append(modals.changes(t, crisis, known))
        views.append(modals.comment(t, crisis, known))
        views.append(modals.override(t, crisis, known))
        views.append(modals.alone(t, crisis, known))
        views.append(modals.read(t, crisis, known, approve=True))
        views.append(modals.copy(t, crisis, known))
        views.append(modals.posted(t, crisis, known, OPENED_AT))
        views.append(
            modals.posted(t, crisis, known, OPENED_AT, link="https://x.com/b", account="b")
        )
        versions = modals.versions_of(entries, known.id)
        views.append(modals.versions(t, crisis, known, versions))
    views.append(modals.new_statement(t, crisis))
    return views


def messages_of(t: Words, crisis: Crisis, event: Event, actor: str) -> list[Any]:
    """The blocks of every message that a crisis can show."""
    contents = [render(crisis, name) for name in names(crisis)]
    contents += [announcement(crisis), opened(crisis, t.language), score_message(crisis)]
    if type(event) in notices._NOTICES:
        contents.append(notice(crisis, event, actor, OPENED_AT).content)
    shown = [list(content.blocks) for content in contents if content.blocks]
    return [*shown, crisis_list(t, [])[1], crisis_list(t, [crisis])[1]]


@pytest.fixture
def uncut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where the app would have to cut a text to what Slack takes."""

    def check(text: str, limit: int) -> str:
        assert len(text.encode("utf-16-le")) <= 2 * limit, f"more than {limit}: {text}"
        return text

    for module in ("blocks", "notices", "statement", "modals.form"):
        monkeypatch.setattr(import_module(f"bot.surfaces.{module}"), "clip", check)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("uncut")
def test_all_that_slack_shows_fits(language: Language) -> None:
    t = words(language)
    for crisis, event, actor, entries in stages(language):
        for view in forms_of(t, crisis, entries):
            assert validate_view(view) == []
        for shown in messages_of(t, crisis, event, actor):
            assert validate_message_blocks(shown) == []
        assert len(purpose(crisis)) <= 250


def parts(tree: Any, wanted: Callable[[dict[str, Any]], bool]) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if wanted(tree):
            yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for branch in tree:
            yield from parts(branch, wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_stay_short(language: Language) -> None:
    t = words(language)
    shown: list[Any] = []
    for crisis, event, actor, entries in stages(language):
        shown += forms_of(t, crisis, entries) + messages_of(t, crisis, event, actor)
    buttons = list(parts(shown, lambda part: part.get("type") == "button"))
    assert len(buttons) > 100
    assert {b["text"]["text"] for b in buttons if len(b["text"]["text"]) > 30} == set()


class Untranslated(NullTranslations):
    """Stands behind a catalogue and keeps what it lacks."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(msgid1)
        return msgid1


def test_a_french_crisis_shows_no_english() -> None:
    behind = Untranslated()
    words.cache_clear()
    t = words("fr")
    t._catalogue.add_fallback(behind)
    try:
        for crisis, event, actor, entries in stages("fr"):
            forms_of(t, crisis, entries)
            messages_of(t, crisis, event, actor)
            for form in TEXT_FORMATS:
                for chosen in RECORD_FILTERS:
                    record_of(entries, form, SIGNER, Reader(chosen, "fr"))
            bookmark_titles(crisis)
            export_notice(crisis, ExportMade(), len(entries))
            unsaid(crisis, 3)
            record_text(crisis)
        help_text(t)
        for table in (labels.CAUSE, labels.SEVERITY, labels.STAGE, labels.STATEMENT, labels.ROLE):
            for label in table.values():
                t(label)
        roles = {
            step.role
            for severity in events.SEVERITIES
            for cause in CAUSES
            for step in OURS.plan(severity, cause, PLATFORMS, "fr").steps
        }
        assert roles <= set(labels.ROLE)
    finally:
        words.cache_clear()
    # Proper names are the same in both languages.
    assert behind.asked <= {name for key, name in labels.PLATFORM.items() if key != "web"}


def test_quotation_marks_stand_in_sentences_only() -> None:
    """Each language has its own: an f-string would give English ones to both."""
    found = [
        f"{path.relative_to(ROOT)}:{part.lineno}"
        for path in (*ROOT.glob("bot/surfaces/**/*.py"), *ROOT.glob("handlers/**/*.py"))
        for part in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(part, ast.JoinedStr)
        if any("“" in str(each.value) for each in part.values if isinstance(each, ast.Constant))
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_refusal_is_a_whole_sentence(language: Language, reason: Reason) -> None:
    about = {
        "who": "U2",
        "at": OPENED_AT,
        "step": "Call legal",
        "state": "skipped",
        "gaps": ["[what we have changed]"],
        "kind": "holding",
        "quotes": ["if anyone was offended"],
    }
    said = refusal(words(language), Refused(reason, about))
    if language == "fr":
        assert "“" not in said, "quotation marks are French, around English words too"
    assert said[0].isupper() or said.startswith("<@U2>")
    assert said.endswith(".")
    assert "{" not in prose(said)


def test_french_counts_nought_as_singular() -> None:
    one, many = "and {n} more", "and {n} more"
    counted = [words("fr").plural(one, many, n) for n in (0, 1, 2)]
    assert counted == ["et 0\u00a0autre", "et 1\u00a0autre", "et 2\u00a0autres"]
