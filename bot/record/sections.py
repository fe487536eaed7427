"""The parts of a record that are tables: what happened, the clocks, facts, evidence, critics,
what is still to do, and how to prove all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from bot import critics as board
from bot import roles
from bot.evidence import deletion_of
from bot.parts import Critic, Evidence, Fact, StepProgress
from bot.record.text import on_one_line, shown
from bot.score import score
from bot.surfaces import labels
from bot.surfaces.after_action import day
from bot.surfaces.score import MEASURE, target, value

if TYPE_CHECKING:
    from bot.record.view import View

SectionId = Literal[
    "summary",
    "clocks",
    "facts",
    "evidence",
    "deletions",
    "critics",
    "steps",
    "lessons",
    "actions",
    "proof",
]


@dataclass(frozen=True, slots=True)
class At:
    """A time, which a format writes for its reader, with UTC beside."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """An address that people gave: shown as it is, and linked only where it is of the web."""

    url: str

    @property
    def safe(self) -> bool:
        return self.url.lower().startswith(("https://", "http://"))


@dataclass(frozen=True, slots=True)
class Code:
    """A digest, a key, a command: to be copied letter by letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Several texts, one below the other."""

    texts: tuple[str, ...]


Cell = str | At | Link | Code | Lines | None


@dataclass(frozen=True, slots=True)
class Section:
    """A table. `pairs`: each row is a name and its value, without titles over the columns. `text`
    stands before it, or in place of a table without rows."""

    id: SectionId
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    text: str = ""
    pairs: bool = False


def sections(view: View) -> tuple[Section, ...]:
    """What the reader is to see, in order."""
    return tuple(section for make in _FOR[view.filter] if (section := make(view)) is not None)


def link(url: str | None) -> Link | None:
    return Link(on_one_line(url)) if url else None


def _summary(view: View) -> Section:
    t, crisis = view.t, view.crisis
    rows: list[tuple[Cell, ...]] = [
        (t("What happened"), on_one_line(crisis.what)),
        (t("Severity"), t(labels.SEVERITY[crisis.severity])),
        (t("Cause"), t(labels.CAUSE[crisis.cause])),
        (t("Where"), labels.platforms(t, crisis.platforms)),
        (t("Bad post"), At(crisis.post_at)),
        (t("Link"), link(crisis.post_link)),
        (t("Opened"), At(crisis.opened_at)),
        (t("Opened by"), view.name(crisis.opener)),
    ]
    rows += [
        (t(labels.ROLE[role]), ", ".join(view.name(person) for person in people))
        for role in labels.ROLE
        if (people := roles.people(crisis, role))  # type: ignore[arg-type]
    ]
    rows += [
        (t("First public word"), _at(crisis.first_word_at)),
        (t("Next update promised for"), _at(crisis.next_update)),
        (t("Closed"), _at(crisis.closed_at)),
    ]
    if crisis.closed_by is not None:
        rows.append((t("Closed by"), view.name(crisis.closed_by)))
    if crisis.summary:
        rows.append((t("Outcome"), on_one_line(crisis.summary)))
    if crisis.left_open:
        left = Lines(tuple(map(on_one_line, crisis.left_open)))
        rows.append((t("Left open"), left))
        rows.append((t("Why it was closed all the same"), on_one_line(crisis.left_because or "")))
    return Section("summary", t("Summary"), (), tuple(rows), pairs=True)


def _public_summary(view: View) -> Section:
    t, crisis = view.t, view.crisis
    answered = board.figures(crisis)
    rows: list[tuple[Cell, ...]] = [
        (t("Where"), labels.platforms(t, crisis.platforms)),
        (t("Bad post"), At(crisis.post_at)),
        (t("Our team began to work on it"), At(crisis.opened_at)),
        (t("First public word"), _at(crisis.first_word_at)),
        (t("The work on it ended"), _at(crisis.closed_at)),
    ]
    if answered.total:
        rows.append((t("People answered"), str(answered.answered)))
    return Section("summary", t("Summary"), (), tuple(rows), pairs=True)


def _clocks(view: View) -> Section:
    t, lines = view.t, score(view.crisis).lines
    rows = tuple(
        (
            t(MEASURE[line.measure]),
            value(t, line),
            target(t, line),
            t("reached") if line.reached else t("not reached"),
        )
        for line in lines
    )
    text = t(
        "The first word counts from the bad post, facts and evidence from the opening, approval "
        "from the submission."
    )
    columns = (t("Clock"), t("Reached"), t("Target"), t("Result"))
    return Section("clocks", t("Clocks against targets"), columns, rows, text)


def _facts(view: View) -> Section:
    t = view.t
    columns = (t("Fact"), t("Proof"), t("State"), t("Proposed"), t("By"), t("Confirmed"), t("By"))
    rows = tuple(_fact(view, fact) for fact in view.crisis.facts.values())
    empty = "" if rows else t("No fact was put on the register.")
    return Section("facts", t("Facts"), columns, rows, empty)


def _fact(view: View, fact: Fact) -> tuple[Cell, ...]:
    proof = fact.proof.link or fact.proof.file
    shown_proof: Cell = link(proof) if proof else None
    if shown_proof is None and fact.proof.person is not None:
        shown_proof = view.name(fact.proof.person)
    state = view.t(labels.FACT_STATE[fact.state])
    if fact.reason:
        state = view.t("{state}: “{reason}”", state=state, reason=on_one_line(fact.reason))
    return (
        on_one_line(fact.claim),
        shown_proof,
        state,
        At(fact.proposed_at),
        view.name(fact.proposed_by),
        _at(fact.confirmed_at),
        view.name(fact.confirmed_by) if fact.confirmed_by else None,
    )


def _evidence(view: View) -> Section:
    t = view.t
    columns = (
        t("Evidence"),
        t("Seen"),
        t("Kept"),
        t("By"),
        t("Where"),
        t("File, and its SHA-256"),
        t("Deleted later"),
    )
    rows = tuple(_piece(view, piece) for piece in view.crisis.evidence.values())
    empty = "" if rows else t("No evidence was kept.")
    return Section("evidence", t("Evidence"), columns, rows, empty)


def _piece(view: View, piece: Evidence) -> tuple[Cell, ...]:
    what = view.t(labels.EVIDENCE[piece.what])
    if piece.note:
        what = view.t("{what}: “{note}”", what=what, note=on_one_line(piece.note))
    deleted = deletion_of(view.crisis, piece)
    file: Cell = None
    if piece.file is not None:
        digest = piece.sha256 or view.t("not read")
        file = f"{on_one_line(piece.file.name)} · {digest}"
    return (
        what,
        At(piece.captured_at),
        At(piece.kept_at),
        view.name(piece.kept_by),
        link(piece.link) or (on_one_line(piece.account) if piece.account else None),
        file,
        _at(deleted.at) if deleted is not None else None,
    )


def _deletions(view: View) -> Section | None:
    t, deletions = view.t, view.crisis.deletions
    if not deletions:
        return None
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            At(one.at),
            link(one.link),
            t(labels.PLATFORM[one.platform]) if one.platform else None,
            view.name(one.by),
            view.name(one.recorded_by),
        )
        for one in deletions
    )
    columns = (t("When"), t("What"), t("Where"), t("Deleted by"), t("Recorded by"))
    return Section("deletions", t("What was taken offline"), columns, rows)


def _critics(view: View) -> Section | None:
    t, crisis = view.t, view.crisis
    if not crisis.critics:
        return None
    known = board.figures(crisis)
    text = t.plural(
        "{n} critic: {answered} answered, {open} open, {aside} set aside.",
        "{n} critics: {answered} answered, {open} open, {aside} set aside.",
        known.total,
        answered=known.answered,
        open=known.open,
        aside=known.set_aside,
    )
    columns = (
        t("Critic"),
        t("Where"),
        t("Wrote"),
        t("What they wrote"),
        t("Answered"),
        t("By"),
        t("Answer"),
    )
    rows = tuple(_critic(view, critic) for critic in crisis.critics.values())
    return Section("critics", t("Critics"), columns, rows, text)


def _critic(view: View, critic: Critic) -> tuple[Cell, ...]:
    said = critic.answer
    if critic.state == "set_aside":
        said = view.t("Set aside: “{reason}”", reason=on_one_line(critic.reason or ""))
    return (
        on_one_line(critic.handle) if critic.handle else None,
        link(critic.link)
        or (view.t(labels.PLATFORM[critic.platform]) if critic.platform else None),
        _at(critic.wrote_at),
        on_one_line(critic.said) if critic.said else None,
        _at(critic.answered_at),
        view.name(critic.answered_by) if critic.answered_by else None,
        on_one_line(said) if said else None,
    )


def _steps(view: View) -> Section | None:
    t, crisis = view.t, view.crisis
    if not crisis.steps:
        return None
    columns = (t("Step"), t("State"), t("Who"), t("When"), t("Reason"))
    rows = tuple(_step(view, progress) for progress in crisis.steps.values())
    title = on_one_line(crisis.playbook_title) or t("Playbook")
    return Section("steps", t("Playbook"), columns, rows, title)


def _step(view: View, progress: StepProgress) -> tuple[Cell, ...]:
    t = view.t
    state = {
        "open": t("open"),
        "claimed": t("taken"),
        "done": t("done"),
        "skipped": t("skipped"),
    }[progress.state]
    who = progress.by or progress.owner
    return (
        on_one_line(progress.step.title),
        state,
        view.name(who) if who else None,
        _at(progress.at),
        on_one_line(progress.reason) if progress.reason else None,
    )


def _lessons(view: View) -> Section | None:
    t, lessons = view.t, view.crisis.lessons
    if not lessons:
        return None
    side = {"well": t("Went well"), "badly": t("Did not go well")}
    rows = tuple((side[one.side], shown(one.text), view.name(one.by)) for one in lessons)
    return Section("lessons", t("What was learnt"), (t("Side"), t("What"), t("By")), rows)


def _actions(view: View) -> Section | None:
    t, actions = view.t, view.crisis.actions
    if not actions and not view.crisis.closed:
        return None
    state = {"open": t("open"), "done": t("done"), "dropped": t("dropped")}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            on_one_line(one.text),
            view.name(one.owner),
            day(t, one.due_on),
            state[one.state],
            on_one_line(one.reason) if one.reason else None,
        )
        for one in actions.values()
    )
    columns = (t("Action"), t("Who"), t("Due"), t("State"), t("Reason"))
    empty = "" if rows else t("No action was agreed.")
    return Section("actions", t("Actions"), columns, rows, empty)


def _proof(view: View) -> Section:
    t, signer = view.t, view.signer
    text = t(
        "Each entry is sealed with the hash of the one before it, so that none can be changed, left "
        "out or put in without breaking all that follow. The JSON export of this record holds every "
        "seal, is signed, and is proven by one command, which needs nothing but the file."
    )
    rows: list[tuple[Cell, ...]] = [
        (t("Record"), Code(view.crisis.id)),
        (t("Entries"), str(view.head.seq)),
        (t("Hash of the last entry"), Code(view.head.hash)),
        (t("Public key (Ed25519)"), Code(signer.keys[-1].public)),
        (t("Fingerprint of the key"), Code(signer.key)),
        (t("To verify"), Code("python app.py verify FILE.json")),
    ]
    if view.filter != "full":
        left_out = t(
            "The words of entries that are not for this reader are left out; their seals are not."
        )
        text = f"{text} {left_out}"
    return Section("proof", t("Integrity"), (), tuple(rows), text, pairs=True)


def _at(at: datetime | None) -> At | None:
    return None if at is None else At(at)


_LEGAL: tuple[Callable[[View], Section | None], ...] = (
    _summary,
    _clocks,
    _facts,
    _evidence,
    _deletions,
    _critics,
    _steps,
    _proof,
)
_FOR: dict[str, tuple[Callable[[View], Section | None], ...]] = {
    "full": (*_LEGAL[:-1], _lessons, _actions, _proof),
    "legal": _LEGAL,
    "public": (_public_summary, _proof),
}
