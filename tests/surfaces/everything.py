"""All that Slack is ever shown of a crisis, and checks that know nothing of how it is made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot import surfaces
from bot.approval import DEFAULT_PATHS, path_key
from bot.chain import APP
from bot.deliveries import SAID
from bot.events import LANGUAGES, ApprovalPath, Requirement
from bot.locale import Words, words
from bot.parts import Statement
from bot.people import Person
from bot.refused import Refused
from bot.sandbox.blocks import text_length, validate_message_blocks, validate_view
from bot.surfaces import modals
from bot.surfaces.card import card
from bot.surfaces.content import Content
from bot.surfaces.home import crisis_list, help_text, home
from bot.surfaces.refusals import refusal
from tests.strategies import IDS, ROOM, History

REFUSED_AT = 11_000
"""Slack's undocumented limit on all text of a posted message is said to be 12,000, but 11,341
was refused; answers to commands are not held to it:
https://github.com/slackapi/bolt-js/issues/2867."""


@dataclass(frozen=True)
class Shown:
    """One thing on a screen. A message has `text` and blocks, a view is a modal or a home tab."""

    name: str
    text: str | None = None
    blocks: tuple[dict[str, Any], ...] = ()
    view: dict[str, Any] | None = None

    def problems(self) -> list[str]:
        """What Slack would refuse."""
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
        else:
            yield Shown(name, made.text)
    yield from notices(history)
    if crisis.channel is not None:
        yield content("announcement", surfaces.announcement(crisis))
    for language in LANGUAGES:
        yield content("opened", surfaces.opened(crisis, language))
        yield from personal(history, language)


def notices(history: History) -> Iterator[Shown]:
    """What the room was told of each entry, as it would be told now."""
    crisis = history.at_last
    for recent in crisis.recent:
        if isinstance(recent.event, SAID):
            told = surfaces.notice(crisis, recent.event, recent.actor, recent.at)
            yield content(f"notice of {recent.event.kind}", told.content)


def personal(history: History, language: Any) -> Iterator[Shown]:
    """What one person sees: modals, the home tab, answers."""
    t, crisis = words(language), history.at_last
    fallback, blocks = card(t, crisis)
    yield Shown("/crisis status", fallback, tuple(blocks))
    many = [replace(crisis, id=f"{crisis.id}{number}") for number in range(25)]
    for crises in ([], [crisis], many):
        fallback, blocks = crisis_list(t, crises)
        yield Shown("/crisis list", fallback, tuple(blocks))
        yield Shown("home", view=home(t, crises, crises, me=Person(id="U6", admin=True)))
    yield Shown("/crisis help", help_text(t))
    for refused in refusals(history):
        yield Shown(f"refusal {refused.reason}", refusal(t, refused))
    for name, view in forms(history, language):
        yield Shown(f"modal {name}", view=view)


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
    yield "note", modals.note(t, crisis)
    for step in list(crisis.steps)[:2]:
        yield "skip", modals.skip(t, crisis, step)
    yield "severity", modals.severity(t, crisis)
    for statement in list(crisis.statements.values())[-2:]:
        yield from statement_forms(t, history, statement)
    yield "new statement", modals.new_statement(t, crisis)
    yield "closing", modals.closing(t, crisis)
    yield "fact", modals.fact(t, crisis)
    for fact in list(crisis.facts.values())[:3]:
        yield "withdraw fact", modals.withdraw_fact(t, crisis, fact)
    for page in (0, 99):
        yield f"facts page {page}", modals.all_facts(t, crisis, page)
    yield from settings_forms(t, crisis.what)
    if source is not None:
        for crises in ([crisis], [replace(crisis, id=f"c{n}") for n in range(120)]):
            yield "keep", modals.keep(t, crises, source, crisis.what)
    for page in (0, 1, 99):
        yield f"timeline page {page}", modals.timeline(t, crisis, history.entries, page)


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
        ),
    )
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
