"""Each timeline entry as one sentence, for the card, the timeline and the exports.

What is not here stands in `told`, by what it is about.
"""

from __future__ import annotations

from bot import events
from bot.chain import APP
from bot.crisis import Crisis
from bot.events import Event
from bot.locale import Words
from bot.surfaces import labels, told
from bot.surfaces.told.form import Name, Quote, SentenceOf
from bot.surfaces.troubles import kind_of, what_failed


def sentence(t: Words, crisis: Crisis, event: Event, actor: str, name: Name, quote: Quote) -> str:
    """What an entry says, such as "<@U1> marked “Capture the post” as done."."""
    return _SENTENCES[type(event)](t, crisis, event, name(actor), name, quote)


def _step(crisis: Crisis, step: str, quote: Quote) -> str:
    progress = crisis.steps.get(step)
    return quote(progress.step.title if progress else step)


def _kind(t: Words, crisis: Crisis, statement: str) -> str:
    known = crisis.statements.get(statement)
    return labels.named(t, crisis, known) if known else statement


def _done(t: Words, crisis: Crisis, e: events.StepDone, who: str, name: Name, quote: Quote) -> str:
    step = _step(crisis, e.step, quote)
    if e.reason is not None:
        said = t(
            "{who} finished “{step}” although something was missing: “{reason}”",
            who=who,
            step=step,
            reason=quote(e.reason),
        )
    else:
        said = t("{who} finished “{step}”.", who=who, step=step)
    if e.link is not None:
        said += " " + t("Link: {link}", link=quote(e.link))
    return said


def _note(t: Words, crisis: Crisis, e: events.NoteAdded, who: str, name: Name, quote: Quote) -> str:
    if e.message is not None and e.message.author is not None:
        return t(
            "{who} kept a message from {author}: “{text}”",
            who=who,
            author=name(e.message.author),
            text=quote(e.text),
        )
    return t("{who} noted: “{text}”", who=who, text=quote(e.text))


def _missed(
    t: Words, crisis: Crisis, e: events.DeadlineMissed, who: str, name: Name, quote: Quote
) -> str:
    if e.deadline == "holding":
        return t("No public word yet: {owner} was reminded.", owner=name(e.owner))
    return t("The promised update is late: {owner} was reminded.", owner=name(e.owner))


def _claim(crisis: Crisis, fact: str, quote: Quote) -> str:
    known = crisis.facts.get(fact)
    return quote(known.claim if known else fact)


def _overridden(
    t: Words, crisis: Crisis, e: events.ReviewOverridden, who: str, name: Name, quote: Quote
) -> str:
    found = (
        t("{fault} (“{quote}”)", fault=t(labels.FAULT.get(f.code, f.code)), quote=quote(f.quote))
        if f.quote
        else t(labels.FAULT.get(f.code, f.code))
        for f in e.findings
    )
    return t(
        "{who} let stand what the review found in: {statement}, version {version}: {found}. "
        "Reason: “{reason}”",
        who=who,
        statement=_kind(t, crisis, e.statement),
        version=e.version,
        found=", ".join(found),
        reason=quote(e.reason),
    )


def _reminded(
    t: Words, crisis: Crisis, e: events.ApproversReminded, who: str, name: Name, quote: Quote
) -> str:
    values = {
        "statement": _kind(t, crisis, e.statement),
        "version": e.version,
        "people": ", ".join(name(person) for person in e.people),
    }
    if not e.people:
        return t("Nobody has approved yet: {statement}, version {version}.", **values)
    if e.stand_ins:
        return t(
            "Still no approval of: {statement}, version {version}. Asked to stand in: {people}.",
            **values,
        )
    return t("No approval yet of: {statement}, version {version}. Reminded: {people}.", **values)


_SENTENCES: dict[type, SentenceOf] = {
    **told.SENTENCES,
    events.CrisisOpened: lambda t, c, e, who, name, quote: t(
        "{who} opened the crisis: “{what}”", who=who, what=quote(e.what)
    ),
    events.RoomOpened: lambda t, c, e, who, name, quote: t(
        "The room #{room} was opened.", room=quote(e.name)
    ),
    events.RoomLost: lambda t, c, e, who, name, quote: t(
        "The room could no longer be used ({error}); a new one follows.", error=quote(e.error)
    ),
    events.CanvasOpened: lambda t, c, e, who, name, quote: t(
        "The room’s canvas was opened: it shows the situation."
    ),
    events.SeverityChanged: lambda t, c, e, who, name, quote: t(
        "{who} changed the severity to {severity}: “{reason}”",
        who=who,
        severity=t(labels.SEVERITY[e.severity]).lower(),
        reason=quote(e.reason),
    ),
    events.StepClaimed: lambda t, c, e, who, name, quote: t(
        "{who} took “{step}”.", who=who, step=_step(c, e.step, quote)
    ),
    events.StepDone: _done,
    events.StepSkipped: lambda t, c, e, who, name, quote: t(
        "{who} skipped “{step}”: “{reason}”",
        who=who,
        step=_step(c, e.step, quote),
        reason=quote(e.reason),
    ),
    events.StepReopened: lambda t, c, e, who, name, quote: t(
        "{who} took back the last change to “{step}”.", who=who, step=_step(c, e.step, quote)
    ),
    events.StatementDrafted: lambda t, c, e, who, name, quote: (
        t(
            "Drafted from the template, whose words are cleared in advance: {statement}.",
            statement=labels.statement(t, e.statement_kind),
        )
        if e.cleared
        else t(
            "Drafted from the template: {statement}.",
            statement=labels.statement(t, e.statement_kind),
        )
    ),
    events.StatementEdited: lambda t, c, e, who, name, quote: t(
        "{who} edited: {statement}, version {version}.",
        who=who,
        statement=_kind(t, c, e.statement),
        version=e.version,
    ),
    events.StatementSubmitted: lambda t, c, e, who, name, quote: t(
        "{who} asked for approval: {statement}, version {version}.",
        who=who,
        statement=_kind(t, c, e.statement),
        version=e.version,
    ),
    events.StatementApproved: lambda t, c, e, who, name, quote: t(
        "{who} approved: {statement}, version {version}.",
        who=who,
        statement=_kind(t, c, e.statement),
        version=e.version,
    ),
    events.ChangesAsked: lambda t, c, e, who, name, quote: t(
        "{who} asked for changes: {statement}, version {version}: “{reason}”",
        who=who,
        statement=_kind(t, c, e.statement),
        version=e.version,
        reason=quote(e.reason),
    ),
    events.StatementPosted: lambda t, c, e, who, name, quote: t(
        "{who} posted: {statement}, version {version}, at {link}",
        who=who,
        statement=_kind(t, c, e.statement),
        version=e.version,
        link=quote(e.link),
    ),
    events.PairMatched: lambda t, c, e, who, name, quote: t(
        "{who} read both languages, which say the same: {statement}, version {version}.",
        who=who,
        statement=_kind(t, c, e.statement),
        version=e.version,
    ),
    events.ReviewOverridden: _overridden,
    events.ApprovalWithdrawn: lambda t, c, e, who, name, quote: t(
        "{who} took their approval back: {statement}, version {version}.",
        who=who,
        statement=_kind(t, c, e.statement),
        version=e.version,
    ),
    events.SubmissionWithdrawn: lambda t, c, e, who, name, quote: t(
        "{who} took back the request for approval: {statement}, version {version}.",
        who=who,
        statement=_kind(t, c, e.statement),
        version=e.version,
    ),
    events.ApprovalWaived: lambda t, c, e, who, name, quote: t(
        "{who} stands alone for: {statement}, version {version}, since nobody answered: “{reason}”",
        who=who,
        statement=_kind(t, c, e.statement),
        version=e.version,
        reason=quote(e.reason),
    ),
    events.ApproversReminded: _reminded,
    events.StatementCommented: lambda t, c, e, who, name, quote: t(
        "{who} commented on: {statement}, version {version}: “{text}”",
        who=who,
        statement=_kind(t, c, e.statement),
        version=e.version,
        text=quote(e.text),
    ),
    events.PathsAdopted: lambda t, c, e, who, name, quote: t(
        "Who approves what now follows the workspace’s settings."
    ),
    events.SettingsAdopted: lambda t, c, e, who, name, quote: t(
        "Clocks, targets and updates now follow the workspace’s settings."
    ),
    events.FactProposed: lambda t, c, e, who, name, quote: t(
        "{who} proposed a fact: “{claim}”", who=who, claim=quote(e.claim)
    ),
    events.FactConfirmed: lambda t, c, e, who, name, quote: t(
        "{who} confirmed the fact: “{claim}”", who=who, claim=_claim(c, e.fact, quote)
    ),
    events.FactWithdrawn: lambda t, c, e, who, name, quote: t(
        "{who} withdrew the fact “{claim}”: “{reason}”",
        who=who,
        claim=_claim(c, e.fact, quote),
        reason=quote(e.reason),
    ),
    events.NoteAdded: _note,
    events.DeadlineMissed: _missed,
    events.DeliveryFailed: lambda t, c, e, who, name, quote: t(
        "Slack would not do this: {what} ({error}).",
        what=what_failed(t, e.what),
        error=quote(e.error),
    ),
    events.DeliveryRetried: lambda t, c, e, who, name, quote: t(
        "{who} asked to try again what had failed.", who=who
    ),
    events.DeliveryRecovered: lambda t, c, e, who, name, quote: t(
        "Done now: {what}.", what=what_failed(t, kind_of(e.delivery))
    ),
}


def bare(user: str) -> str:
    """A person in a file outside Slack."""
    return "Cellule" if user == APP else f"@{user}"
