"""All that Slack is ever shown of a crisis, and checks that know nothing of how it is made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from bot import drill, surfaces
from bot.chain import APP
from bot.commands.evidence import KeepEvidence
from bot.crisis import Crisis
from bot.critics_csv import Fault, Table, Unreadable, What, read
from bot.deliveries import SAID
from bot.events import (
    LANGUAGES,
    ActionMoved,
    ApprovalPath,
    CriticsAssigned,
    ErasureAnnounced,
    EvidenceFile,
    EvidenceKept,
    Late,
    MemberLeft,
    MessageRef,
    Need,
    Nudged,
    NudgeLevel,
    PlaybookAdopted,
    QuietHours,
    ReplySent,
    Requirement,
    RoleAssigned,
    SettingsAdopted,
    Targets,
    UpdateSent,
)
from bot.health import Health
from bot.locale import Words, words
from bot.parts import Statement
from bot.paths import DEFAULT_PATHS, path_key
from bot.people import Person
from bot.playbook_problems import Problem
from bot.playbook_shelf import OURS as PLANS
from bot.refused import Refused
from bot.report.across import case
from bot.requirements import Missing
from bot.sandbox.blocks import text_length, validate_message_blocks, validate_view
from bot.surfaces import modals, table_report
from bot.surfaces.brief import brief
from bot.surfaces.card import card
from bot.surfaces.content import Content
from bot.surfaces.home import crisis_list, help_text, home
from bot.surfaces.modals.critics import FILTERS
from bot.surfaces.modals.lists import Listed
from bot.surfaces.refusals import refusal
from bot.surfaces.request import request
from tests.strategies import IDS, ROOM, START, History
from tests.surfaces import canvas_reader

REFUSED_AT = 11_000
"""Slack's undocumented limit on all text of a posted message is said to be 12,000, but 11,341
was refused; answers to commands are not held to it:
https://github.com/slackapi/bolt-js/issues/2867."""

TOLD_AT_TIMES = (
    CriticsAssigned,
    EvidenceKept,
    MemberLeft,
    ReplySent,
    RoleAssigned,
    SettingsAdopted,
)
"""Kinds that the room is told of by some entries only."""

NUDGE_LEVELS: tuple[NudgeLevel, ...] = get_args(NudgeLevel)
NEEDS = (
    None,
    Need(kind="link"),
    Need(kind="fact"),
    Need(kind="evidence"),
    Need(kind="statement"),
    Need(kind="statement", statement="press"),
)

FAULTS: tuple[What, ...] = get_args(What)
UNREADABLE: tuple[Unreadable, ...] = get_args(Unreadable)


ILL = Health(
    missing=("pins:write", "usergroups:read"),
    database=timedelta(seconds=2),
    since=START,
)
FULL = SettingsAdopted(
    quiet=QuietHours(start=1320, end=420),
    update_in="C2",
    update_every=30,
    archive_after=5,
    targets=Targets(first_word=10_080, critics=0),
    keep_messages="always",
)


@dataclass(frozen=True)
class Shown:
    """One thing on a screen. A message has `text` and blocks, a view is a modal or a home tab, a
    canvas has `markdown`."""

    name: str
    text: str | None = None
    blocks: tuple[dict[str, Any], ...] = ()
    view: dict[str, Any] | None = None
    markdown: str | None = None

    def problems(self) -> list[str]:
        """What Slack would refuse."""
        if self.markdown is not None:
            return list(canvas_reader.problems(self.markdown))
        if self.view is not None:
            return validate_view(self.view)
        found = validate_message_blocks(list(self.blocks))
        posted = not self.name.startswith("/crisis")
        if posted and text_length(list(self.blocks)) > REFUSED_AT:
            found.append(f"msg_blocks_too_long: {text_length(list(self.blocks))}")
        if not (self.text or "").strip():
            found.append("no_text")
        if len(self.text or "") > 4000:
            found.append("msg_too_long")
        return found

    def markups(self) -> Iterator[str]:
        """Every text in which Slack reads its mark-up."""
        if self.text is not None:
            yield self.text
        yield from _markups(self.view if self.view is not None else list(self.blocks))


def _markups(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _markups(each)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for each in value.values():
            yield from _markups(each)


def content(name: str, made: Content) -> Shown:
    return Shown(name, made.text, made.blocks)


def shown(history: History) -> Iterator[Shown]:
    """Everything that can be on a screen when a crisis stands so."""
    crisis = history.at_last
    for name in surfaces.names(crisis):
        made = surfaces.render(crisis, name)
        if surfaces.is_message(name):
            yield content(name, made)
        elif name != "canvas":
            yield Shown(name, made.text)
    yield Shown("canvas", markdown=surfaces.render(crisis, "canvas").text)
    yield from notices(history)
    yield from elsewhere(history)
    if crisis.channel is not None:
        yield content("announcement", surfaces.announcement(crisis))
    if crisis.drill is not None:
        yield content("score", surfaces.score_message(crisis))
        yield Shown("comment of the picture", surfaces.picture_comment(crisis))
    for language in LANGUAGES:
        yield content("opened", surfaces.opened(crisis, language))
        yield content("greeting", surfaces.greeting(crisis, language, history.now))
        yield from personal(history, language)


def notices(history: History) -> Iterator[Shown]:
    """What the room was told of each entry, as it would be told now."""
    crisis = history.at_last
    for recent in crisis.recent:
        switched = isinstance(recent.event, PlaybookAdopted) and recent.event.reason is not None
        if switched or isinstance(recent.event, (*SAID, *TOLD_AT_TIMES)):
            told = surfaces.notice(crisis, recent.event, recent.actor, recent.at)
            yield content(f"notice of {recent.event.kind}", told.content)


def elsewhere(history: History) -> Iterator[Shown]:
    """What goes to stakeholders, and to whoever has something to do, by a message of its own."""
    crisis = history.at_last
    for text in (None, crisis.what):
        event = UpdateSent(channel="C2", until=crisis.seq, text=text)
        yield content("update", surfaces.stakeholder_update(crisis, event))
    for key, action in crisis.actions.items():
        due_at = history.now
        what, people = f"action:{key}", (action.owner,)
        for event in (
            Nudged(what=what, due_at=due_at, level="owner", people=people),
            Nudged(what=what, due_at=due_at, level="lead", people=people),
            ActionMoved(action=key, owner=action.owner, due_on=action.due_on),
        ):
            reminder = surfaces.reminder(crisis, event)
            if reminder is not None:
                yield content("action", reminder)
    if crisis.erase_at is not None:
        near = ErasureAnnounced(erase_at=crisis.erase_at, months=12)
        reminder = surfaces.reminder(crisis, near)
        if reminder is not None:
            yield content("erasure", reminder)
    yield from late(history)


def late(history: History) -> Iterator[Shown]:
    """What people and the room are told of what is late: one thing, or the whole plan."""
    crisis = history.at_last
    steps = tuple(Late(what=f"step:{key}", due_at=history.now) for key in crisis.steps)
    words = tuple(Late(what=what, due_at=history.now) for what in ("holding", "next_update"))
    for first, *also in filter(None, (steps, words[:1], words[1:])):
        for level in NUDGE_LEVELS:
            event = Nudged(
                what=first.what,
                due_at=first.due_at,
                level=level,
                people=("U2",),
                also=tuple(also),
            )
            reminder = surfaces.reminder(crisis, event)
            if reminder is not None:
                yield content(f"late: {first.what}", reminder)
            told = surfaces.notice(crisis, event, APP, history.now)
            yield content(f"told late: {first.what}", told.content)


def personal(history: History, language: Any) -> Iterator[Shown]:
    """What one person sees: modals, the home tab, answers."""
    t, crisis = words(language), history.at_last
    fallback, blocks = card(t, crisis)
    yield Shown("/crisis status", fallback, tuple(blocks))
    fallback, blocks = brief(t, crisis, history.now)
    yield Shown("/crisis brief", fallback, tuple(blocks))
    asked = request(t, "U2", "V1", crisis.what, crisis.post_link, crisis.source)
    yield content("request", asked)
    many = [replace(crisis, id=f"{crisis.id}{number}") for number in range(25)]
    for crises in ([], [crisis], many):
        fallback, blocks = crisis_list(t, crises)
        yield Shown("/crisis list", fallback, tuple(blocks))
        yield from homes(t, crises, history.now)
    yield Shown("/crisis help", help_text(t))
    for each in table_reports(t, history):
        yield Shown(f"/crisis critics {each.name}", each.text)
    for refused in refusals(history):
        yield Shown(f"refusal {refused.reason}", refusal(t, refused))
    for name, view in forms(history, language):
        yield Shown(f"modal {name}", view=view)


def homes(t: Words, crises: Sequence[Crisis], now: datetime) -> Iterator[Shown]:
    """The home tab, for each of those who may have something to do, and what it opens."""
    year = [case(crisis, reviewed=False) for crisis in crises]
    for user in IDS:
        me = Person(id=user, admin=user == "U6")
        about = {"me": me, "now": now, "reviewed": crises, "year": year}
        yield Shown("home", view=home(t, crises, crises, **about, health=ILL))
        for name in get_args(Listed):
            for page in (0, 99):
                view = modals.whole_list(t, name, crises, crises, me=me, now=now, page=page)
                yield Shown(f"modal list {name}", view=view)
    asked = {"words": crises[0].what[:200]} if crises else {}
    yield Shown("modal search", view=modals.search_past(t, ["2026", "2025"] * 80, asked))
    shown = crises[:10]
    yield Shown("modal found", view=modals.past_found(t, asked, shown, 25, 1))


def refusals(history: History) -> Iterator[Refused]:
    crisis = history.at_last
    about = {
        "who": "U2",
        "at": history.now,
        "step": crisis.what,
        "state": "done",
        "kind": "holding",
        "gaps": (crisis.what, "[x]"),
    }
    yield Refused("step_settled", about)
    yield Refused("step_settled", about | {"state": "skipped"})
    yield Refused("gaps", about)
    yield from history.refusals[-5:]


def forms(history: History, language: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    t, crisis, now = words(language), history.at_last, history.now
    person = Person(id="U1", locale=f"{language}-XX")
    source = crisis.source
    yield "opening", modals.opening(t, person, now, modals.Prefill())
    prefill = modals.Prefill(
        what=crisis.what,
        source=source,
        post_link=crisis.post_link,
        reply_url="https://hooks.slack.com/commands/T1/2/3",
    )
    yield "opening prefilled", modals.opening(t, person, now, prefill)
    scenarios = drill.shelf().scenarios
    yield "drill", modals.drill(t, person, scenarios)
    yield "drill, bad files", modals.drill(t, person, scenarios, faults=[crisis.what] * 9)
    yield "note", modals.note(t, crisis)
    for user in IDS:
        told = refusal(t, Refused("role_held", {"who": "U2", "role": "legal"}))
        for me in (Person(id=user), Person(id=user, guest=True)):
            yield "roles", modals.all_roles(t, crisis, me, told)
    yield "ask for a crisis", modals.ask_for_crisis(t, prefill, IDS, None)
    yield "ask for a crisis in a channel", modals.ask_for_crisis(t, prefill, (), "C2")
    for step in list(crisis.steps)[:2]:
        yield "skip", modals.skip(t, crisis, step)
    for progress in list(crisis.steps.values())[:2]:
        for need in NEEDS:
            lacks = Missing(tuple(crisis.steps.values()), need)
            yield "finish step", modals.finish_step(t, crisis, progress, lacks)
    for what in ("holding", "next_update", *(f"step:{key}" for key in list(crisis.steps)[:2])):
        yield "snooze", modals.snooze(t, crisis, what)
    yield "severity", modals.severity(t, crisis)
    known = [plan for name in PLANS.names() if (plan := PLANS.named(name))]
    wrong = Problem(crisis.what[:60], 3, "syntax", {"detail": crisis.what[:300]})
    yield "playbooks", modals.playbooks(t, crisis, known * 8, [wrong] * 9)
    for statement in list(crisis.statements.values())[-2:]:
        yield from statement_forms(t, history, statement)
    yield "new statement", modals.new_statement(t, crisis)
    yield "closing", modals.closing(t, crisis)
    yield "closing again", modals.closing(t, crisis, crisis.what)
    yield from review_forms(t, crisis, now)
    if crisis.settings.update_in is not None:
        for at in (None, now):
            yield "update", modals.send_update(t, crisis, at)
    yield "fact", modals.fact(t, crisis)
    for fact in list(crisis.facts.values())[:3]:
        yield "withdraw fact", modals.withdraw_fact(t, crisis, fact)
    for page in (0, 99):
        yield f"facts page {page}", modals.all_facts(t, crisis, page)
    yield "keep evidence", modals.keep_evidence(t, crisis, now)
    yield "record deletion", modals.record_deletion(t, crisis, now, "U1")
    for page in (0, 99):
        yield f"evidence page {page}", modals.all_evidence(t, crisis, page)
    yield from found_forms(t, history)
    yield from critic_forms(t, history)
    yield from settings_forms(t, crisis.what)
    if source is not None:
        for crises in ([crisis], [replace(crisis, id=f"c{n}") for n in range(120)]):
            yield "keep", modals.keep(t, crises, source, crisis.what)
    for page in (0, 1, 99):
        yield f"timeline page {page}", modals.timeline(t, crisis, history.entries, page)


def review_forms(t: Words, crisis: Crisis, now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "review", modals.whole_review(t, crisis)
    yield "lesson", modals.add_lesson(t, crisis, "badly")
    yield "action", modals.add_action(t, crisis, "U1", now.date())
    for months in (None, 1, 12):
        yield "legal hold", modals.hold(t, crisis, months)
    for action in list(crisis.actions.values())[:3]:
        yield "move action", modals.move_action(t, crisis, action)
        yield "drop action", modals.drop_action(t, crisis, action)


def found_forms(t: Words, history: History) -> Iterator[tuple[str, dict[str, Any]]]:
    """A message from elsewhere, with more files than a form takes."""
    crisis, link = history.at_last, history.at_last.post_link
    crises = [replace(crisis, id=f"c{n}") for n in range(120)]
    for count in (0, 12):
        found = KeepEvidence(
            what="screenshot",
            captured_at=history.now,
            link=link,
            files=tuple(
                EvidenceFile(id=f"F{n}", name=crisis.what, size=10**n, link=link or "")
                for n in range(count)
            ),
            note=crisis.what,
            message=MessageRef(channel="C2", ts="1.000001", author="U2", link=link),
        )
        yield "evidence from a message", modals.evidence_from(t, crises, found)


def statement_forms(
    t: Words, history: History, statement: Statement
) -> Iterator[tuple[str, dict[str, Any]]]:
    crisis, what = history.at_last, history.at_last.what
    yield "edit", modals.edit(t, crisis, statement)
    typed = modals.draft_of(statement, what)
    yield "edit overtaken", modals.edit(t, crisis, statement, typed, overtaken=True)
    yield "edit mended", modals.edit(t, crisis, statement, typed.with_text(statement.text))
    yield "changes", modals.changes(t, crisis, statement)
    yield "comment", modals.comment(t, crisis, statement)
    yield "override", modals.override(t, crisis, statement)
    yield "alone", modals.alone(t, crisis, statement)
    yield "read", modals.read(t, crisis, statement, approve=True)
    yield "read in vain", modals.read(t, crisis, statement, approve=False, told="x")
    yield "copy", modals.copy(t, crisis, statement)
    yield "posted", modals.posted(t, crisis, statement, history.now + timedelta(seconds=59))
    asked = modals.posted(
        t, crisis, statement, history.now, link="https://x.com/a", platform="x", account=what[:90]
    )
    yield "posted by another account", asked
    known = modals.versions_of(history.entries, statement.id)
    yield "versions", modals.versions(t, crisis, statement, known)
    yield "versions chosen", modals.versions(t, crisis, statement, known, known[-1].number, 1)


def critic_forms(t: Words, history: History) -> Iterator[tuple[str, dict[str, Any]]]:
    crisis, what = history.at_last, history.at_last.what
    yield "add critics", modals.add_critics(t, crisis)
    found = modals.Found("https://x.com/a/status/1", what, what, "shortcut")
    others = [replace(crisis, id=f"c{n}") for n in range(120)]
    yield "add critics of several crises", modals.add_critics(t, crisis, found, others)
    yield "share critics", modals.share_critics(t, crisis)
    for chosen in FILTERS:
        for page in (0, 99):
            wanted = modals.Wanted(chosen, page=page)
            yield f"board {chosen} {page}", modals.whole_board(t, crisis, "U1", wanted)
    sought = modals.Wanted("all", what[:100])
    yield "board sought", modals.whole_board(t, crisis, "U1", sought)
    for critic in list(crisis.critics.values())[-2:]:
        yield "set aside", modals.set_aside(t, crisis, critic)
        draft = modals.reply_of(critic)
        yield "reply", modals.reply(t, crisis, critic, draft)
        typed = draft.with_text(what[:3000])
        yield "reply told", modals.reply(t, crisis, critic, typed, told=t("Choose one."))
        yield "sent", modals.sent(t, crisis, critic, history.now)


def table_reports(t: Words, history: History) -> Iterator[Shown]:
    """What whoever sent a file of critics is told."""
    crisis, what = history.at_last, history.at_last.what
    table = read(
        f"link,author,followers,tone\n{what},,,\n,a,{what},{what}\n".encode("utf-8", "replace"),
        history.now,
        UTC,
        day_first=True,
    )
    faults = tuple(Fault(n, fault, what, bool(n % 2)) for n, fault in enumerate(FAULTS * 9))
    yield Shown("report", table_report.report(t, crisis, what, table, 0))
    many = Table(table.critics, faults, 7, 8)
    yield Shown("long report", table_report.report(t, crisis, what, many, 0))
    for why in UNREADABLE:
        yield Shown(f"report {why}", table_report.report(t, crisis, what, Table(unreadable=why), 0))


def settings_forms(t: Words, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield (
        "settings",
        modals.workspace_settings(
            t, announce_in=None, invite=[], organisation=None, roles={}, precleared=False
        ),
    )
    yield (
        "settings filled",
        modals.workspace_settings(
            t,
            announce_in="C0NEWS",
            invite=IDS,
            organisation=text[:100],
            roles={"legal": IDS, "executive": IDS[:1]},
            precleared=True,
            language="fr",
            openers="S1",
            runs=FULL,
            keep_months=120,
        ),
    )
    many = [(f"S{number}", text[:80]) for number in range(150)]
    for opened_by in (None, "S1", "S149", "S999", "C2"):
        yield "openers", modals.openers(t, opened_by, many)
    yield "openers without groups", modals.openers(t, None, [])
    for runs in (SettingsAdopted(), FULL):
        yield "running", modals.running(t, runs, 240, 12)
    groups = [(f"S{number}", f"group-{number}") for number in range(150)]
    full = ApprovalPath(
        steps=(
            (Requirement(any_of=("role:legal", "user:U1", "group:S1"), count=2),),
            (Requirement(), Requirement(any_of=("role:lead",))),
            (Requirement(any_of=("user:U2",)),),
        )
    )
    for kind, severity in DEFAULT_PATHS:
        chosen = path_key(kind, severity)
        yield f"path {chosen}", modals.approval_path(t, chosen, None, [])
        yield f"path {chosen} filled", modals.approval_path(t, chosen, full, groups)


LABELS = {
    words(language)(label)
    for language in LANGUAGES
    for label in ("see it", "See it", "the message", "link", "file")
}
OURS = re.compile(
    rf"<@(?:{'|'.join(IDS)}|{APP})>"
    rf"|<\#(?:{ROOM}|C2)>"
    r"|<!date\^\d+\^[^|<>^]*\|\d{4}-\d\d-\d\d \d\d:\d\d UTC>"
    rf"|<https?://[^\s<>|]*\|(?:{'|'.join(map(re.escape, LABELS))})>"
)
"""The forms in angle brackets that the app itself writes."""


def disobeyed(markup: str) -> str | None:
    """What in `markup` Slack would obey although the app did not write it; `None` if nothing."""
    rest = OURS.sub("", markup)
    if "<" in rest:
        return rest[rest.index("<") :][:60]
    loose = re.search(r"&(?!amp;|lt;|gt;)", rest)
    if loose:
        return rest[loose.start() :][:60]
    # A quotation mark at the start of a line is ours.
    loose = re.search(r"(?m)(?<!^)>", rest)
    return rest[loose.start() :][:60] if loose else None
