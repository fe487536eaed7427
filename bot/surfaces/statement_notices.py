"""What the room is told of statements and facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bot import approval, events
from bot.crisis import Crisis
from bot.events import Event
from bot.locale import Words
from bot.surfaces import labels
from bot.surfaces.blocks import (
    actions,
    button,
    clip,
    escape,
    link,
    mention,
    quoted,
    when,
)
from bot.surfaces.content import Notice, plain


def _people(people: Iterable[str]) -> str:
    return ", ".join(mention(person) for person in people)


def _name(t: Words, crisis: Crisis, event: Any) -> dict[str, Any]:
    named = labels.named(t, crisis, crisis.statements[event.statement])
    return {"statement": named, "version": event.version}


def _submitted(t: Words, crisis: Crisis, event: events.StatementSubmitted, actor: str) -> Notice:
    asked = approval.to_ask(crisis, crisis.statements[event.statement])
    if asked:
        text = t(
            ":hourglass: {asked}, {who} asks for your approval: {statement}, version {version}.",
            asked=_people(asked),
            who=mention(actor),
            **_name(t, crisis, event),
        )
    else:
        text = t(
            ":hourglass: {who} asks for approval of: {statement}, version {version}. Anyone who "
            "did not write it can approve.",
            who=mention(actor),
            **_name(t, crisis, event),
        )
    return Notice(plain(text), thread_of=f"statement:{event.statement}")


def _approved(t: Words, crisis: Crisis, event: events.StatementApproved, actor: str) -> Notice:
    statement = crisis.statements[event.statement]
    if statement.state == "submitted":
        missing = approval.missing(crisis, statement)
        text = t.plural(
            ":white_check_mark: {who} approved it. It takes {n} more approval.",
            ":white_check_mark: {who} approved it. It takes {n} more approvals.",
            missing,
            who=mention(actor),
        )
        asked = approval.to_ask(crisis, statement)
        if asked:
            text += "\n" + t("Next: {asked}, it waits for you.", asked=_people(asked))
    else:
        text = t(
            ":white_check_mark: {authors}, it is approved. Post exactly these words, then mark them "
            "as posted.",
            authors=_people(sorted(statement.authors)),
        )
    return Notice(plain(text), thread_of=f"statement:{event.statement}")


def _edited(t: Words, crisis: Crisis, event: events.StatementEdited, actor: str) -> Notice:
    """Told only where an edit took approvals away."""
    text = t(
        ":warning: {who} changed approved words, so the approval no longer holds: {statement}, now "
        "version {version}. Next: submit it again.",
        who=mention(actor),
        **_name(t, crisis, event),
    )
    return Notice(plain(text), thread_of=f"statement:{event.statement}")


def _overridden(t: Words, crisis: Crisis, event: events.ReviewOverridden, actor: str) -> Notice:
    text = t.plural(
        ":warning: {who} lets {n} finding of the review stand: “{reason}”",
        ":warning: {who} lets {n} findings of the review stand: “{reason}”",
        len(event.findings),
        who=mention(actor),
        reason=quoted(event.reason, 2000),
    )
    return Notice(plain(text), thread_of=f"statement:{event.statement}")


def _approval_withdrawn(
    t: Words, crisis: Crisis, event: events.ApprovalWithdrawn, actor: str
) -> Notice:
    text = t(
        ":leftwards_arrow_with_hook: {who} took their approval back: {statement}, version "
        "{version}. Do not post it: it waits for approval again.",
        who=mention(actor),
        **_name(t, crisis, event),
    )
    return Notice(plain(text), thread_of=f"statement:{event.statement}")


def _submission_withdrawn(
    t: Words, crisis: Crisis, event: events.SubmissionWithdrawn, actor: str
) -> Notice:
    text = t(
        ":leftwards_arrow_with_hook: {who} took it back: {statement}, version {version}, is a draft "
        "again. Do not post it.",
        who=mention(actor),
        **_name(t, crisis, event),
    )
    return Notice(plain(text), thread_of=f"statement:{event.statement}")


def _waived(t: Words, crisis: Crisis, event: events.ApprovalWaived, actor: str) -> Notice:
    text = t(
        ":mega: Nobody answered in time, and {who} stands for it alone: “{reason}”. Next: post "
        "exactly these words, then mark them as posted.",
        who=mention(actor),
        reason=quoted(event.reason, 2000),
    )
    return Notice(plain(text), thread_of=f"statement:{event.statement}")


def _reminded(t: Words, crisis: Crisis, event: events.ApproversReminded, actor: str) -> Notice:
    values = _name(t, crisis, event) | {"people": _people(event.people)}
    if not event.people:
        text = t(
            ":alarm_clock: Nobody has approved yet: {statement}, version {version}. Anyone who did "
            "not write it can.",
            **values,
        )
    elif event.stand_ins:
        text = t(
            ":alarm_clock: {people}, nobody has answered: please stand in and approve: {statement}, "
            "version {version}, or ask for changes.",
            **values,
        )
    else:
        text = t(
            ":alarm_clock: {people}, it still waits for you: {statement}, version {version}. "
            "Approve it, or ask for changes.",
            **values,
        )
    statement = crisis.statements[event.statement]
    if statement.kind == "holding":
        text += "\n" + t(
            "{lead}, if nobody answers you can stand for it alone: the card above has the button.",
            lead=mention(crisis.lead),
        )
    return Notice(plain(text), thread_of=f"statement:{event.statement}")


def _commented(t: Words, crisis: Crisis, event: events.StatementCommented, actor: str) -> Notice:
    said = "\n".join(f">{line}" for line in escape(clip(event.text, 2500)).splitlines())
    text = t(
        ":speech_balloon: {who} on version {version}:", who=mention(actor), version=event.version
    )
    return Notice(plain(f"{text}\n{said}"), thread_of=f"statement:{event.statement}")


def _fact_proposed(t: Words, crisis: Crisis, event: events.FactProposed, actor: str) -> Notice:
    text = t(
        ":mag: {who} proposes a fact: “{claim}”. Next: somebody else checks the proof and confirms "
        "it.",
        who=mention(actor),
        claim=quoted(event.claim, 2000),
    )
    return Notice(plain(text), thread_of="facts")


def _fact_confirmed(t: Words, crisis: Crisis, event: events.FactConfirmed, actor: str) -> Notice:
    text = t(
        ":white_check_mark: {who} confirmed: “{claim}”. Statements may now say it.",
        who=mention(actor),
        claim=quoted(labels.claim(t, crisis, event.fact), 2000),
    )
    return Notice(plain(text), thread_of="facts")


def _fact_withdrawn(t: Words, crisis: Crisis, event: events.FactWithdrawn, actor: str) -> Notice:
    text = t(
        ":x: {who} withdrew a fact: “{claim}”. Reason: “{reason}”",
        who=mention(actor),
        claim=quoted(labels.claim(t, crisis, event.fact), 1000),
        reason=quoted(event.reason, 1000),
    )
    resting = [crisis.statements[key] for key in event.statements]
    posted = [statement for statement in resting if statement.state == "posted"]
    if not resting:
        return Notice(plain(text + "\n" + t("No statement rests on it.")), thread_of="facts")
    names = ", ".join(labels.named(t, crisis, statement) for statement in resting)
    text += "\n" + t(":warning: These rest on it: {statements}.", statements=names)
    if len(posted) < len(resting):
        text += "\n" + t("What was not posted yet is a draft again: edit it, then submit it again.")
    if posted:
        text += "\n" + t(
            "{lead}, what is public is wrong now: correct it before somebody else does.",
            lead=mention(crisis.lead),
        )
    buttons = [
        button(
            t("Correct: {statement}", statement=labels.statement(t, statement.kind)),
            "draft_correction",
            f"{crisis.id}:{statement.id}:{statement.version}:{event.fact}",
            style="primary",
        )
        for statement in posted[:5]
    ]
    # Not in a thread: it concerns everybody, and it is urgent.
    return Notice(plain(text, *([actions(buttons)] if buttons else [])))


def _changes(t: Words, crisis: Crisis, event: events.ChangesAsked, actor: str) -> Notice:
    statement = crisis.statements[event.statement]
    authors = " ".join(mention(author) for author in sorted(statement.authors))
    text = t(
        ":arrows_counterclockwise: {who} asks {authors} for changes: “{reason}”",
        authors=authors,
        who=mention(actor),
        reason=quoted(event.reason, 2500),
    )
    return Notice(plain(text.strip()), thread_of=f"statement:{event.statement}")


def _posted(t: Words, crisis: Crisis, event: events.StatementPosted, actor: str) -> Notice:
    statement = crisis.statements[event.statement]
    shown = link(event.link, t("See it"))
    text = t(
        ":mega: {who} posted: {statement}. {link}",
        who=mention(actor),
        statement=labels.statement(t, statement.kind),
        link=shown,
    )
    if statement.next_update is not None:
        text += "\n" + t(
            ":alarm_clock: It promises the next update for {time}.",
            time=when(statement.next_update, "{time}, {date_short_pretty}"),
        )
    return Notice(plain(text))


NOTICES: dict[type[Event], Callable[[Words, Crisis, Any, str], Notice]] = {
    events.StatementSubmitted: _submitted,
    events.StatementApproved: _approved,
    events.StatementEdited: _edited,
    events.ReviewOverridden: _overridden,
    events.ApprovalWithdrawn: _approval_withdrawn,
    events.SubmissionWithdrawn: _submission_withdrawn,
    events.ApprovalWaived: _waived,
    events.ApproversReminded: _reminded,
    events.StatementCommented: _commented,
    events.FactProposed: _fact_proposed,
    events.FactConfirmed: _fact_confirmed,
    events.FactWithdrawn: _fact_withdrawn,
    events.ChangesAsked: _changes,
    events.StatementPosted: _posted,
}
