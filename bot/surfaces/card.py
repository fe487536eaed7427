"""The status card: where the crisis stands, what is next and who does it."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import Recent, Statement, StepProgress
from bot.surfaces import labels
from bot.surfaces.blocks import (
    HEADER_TEXT,
    Block,
    actions,
    ago,
    button,
    clip,
    context,
    escape,
    fields,
    header,
    link,
    mention,
    quoted,
    section,
    when,
)
from bot.surfaces.sentences import sentence
from bot.surfaces.troubles import trouble_line

SHOWN_RECENT = 3
SHOWN_TROUBLES = 6


def card(t: Words, crisis: Crisis) -> tuple[str, list[Block]]:
    """Fallback text and blocks."""
    title = _title(t, crisis)
    blocks = [
        header(title),
        fields(
            [
                _field(t("Lead"), mention(crisis.lead)),
                _field(t("Severity"), t(labels.SEVERITY[crisis.severity])),
                _field(t("Cause"), t(labels.CAUSE[crisis.cause])),
                _field(t("Where"), labels.platforms(t, crisis.platforms)),
            ]
        ),
        section("\n".join(_clocks(t, crisis))),
    ]
    if crisis.closed:
        blocks.append(section(_closed(t, crisis)))
    else:
        blocks.append(section("\n".join((_next_step(t, crisis), *_approvals(t, crisis)))))
    blocks.extend(_troubles(t, crisis))
    blocks.append(actions(_buttons(t, crisis)))
    blocks.append(context("\n".join(_recent(t, crisis, r) for r in crisis.recent[-SHOWN_RECENT:])))
    return escape(clip(title, HEADER_TEXT)), blocks


def _title(t: Words, crisis: Crisis) -> str:
    if crisis.closed:
        return t(":white_check_mark: Closed: {what}", what=crisis.what)
    if crisis.severity == "major":
        return t(":red_circle: Major crisis: {what}", what=crisis.what)
    return t(":large_yellow_circle: Minor crisis: {what}", what=crisis.what)


def _field(name: str, value: str) -> str:
    return f"*{name}*\n{value}"


def _clocks(t: Words, crisis: Crisis) -> list[str]:
    seen = (
        t(":stopwatch: *The bad post went out* · {time}", time=when(crisis.post_at))
        if crisis.closed
        else t(
            ":stopwatch: *The bad post went out {ago}* · {time}",
            ago=ago(crisis.post_at),
            time=when(crisis.post_at),
        )
    )
    if crisis.post_link:
        seen += " · " + link(crisis.post_link, t("see it"))
    lines = [seen, f":round_pushpin: {t(labels.STAGE[crisis.stage])}"]
    if crisis.first_word_at is None:
        if not crisis.closed:
            lines.append(t(":mega: First public word: *not out yet*"))
    else:
        minutes = max(0, int((crisis.first_word_at - crisis.post_at).total_seconds() // 60))
        lines.append(
            t.plural(
                ":mega: First public word: after {n} minute",
                ":mega: First public word: after {n} minutes",
                minutes,
            )
        )
    if crisis.next_update is not None and not crisis.closed:
        lines.append(
            t(
                ":alarm_clock: Promised next update: *{time}*",
                time=when(crisis.next_update, "{time}, {date_short_pretty}"),
            )
        )
    return lines


def _next_step(t: Words, crisis: Crisis) -> str:
    progress, free = crisis.next_step, crisis.free_step
    if progress is None:
        return t(":arrow_right: *Next:* every step is done or skipped. Close when all is quiet.")
    if progress.owner is None:
        return t(
            ":arrow_right: *Next:* {step}. Nobody has it yet; it is for: {role}.",
            step=quoted(progress.step.title),
            role=_role(t, progress),
        )
    title = quoted(progress.step.title)
    line = t(":arrow_right: *Next:* {step}. {who} has it.", step=title, who=mention(progress.owner))
    if free is None:
        return line
    other = t(
        ":white_circle: *Still free:* {step}, for: {role}.",
        step=quoted(free.step.title),
        role=_role(t, free),
    )
    return f"{line}\n{other}"


def _role(t: Words, progress: StepProgress) -> str:
    return t(labels.ROLE.get(progress.step.role, progress.step.role))


def _approvals(t: Words, crisis: Crisis) -> list[str]:
    waiting = [_waiting(t, statement) for statement in crisis.waiting]
    ready = [
        t(
            ":loudspeaker: *Ready to post:* {statement}, version {version}.",
            statement=labels.statement(t, statement.kind),
            version=statement.version,
        )
        for statement in crisis.statements.values()
        if statement.state == "approved"
    ]
    return [*waiting, *ready] or [t(":ballot_box_with_check: Nothing is waiting for approval.")]


def _waiting(t: Words, statement: Statement) -> str:
    return t(
        ":hourglass: *Waits for approval:* {statement}, version {version}, from {authors}.",
        statement=labels.statement(t, statement.kind),
        version=statement.version,
        authors=", ".join(mention(author) for author in sorted(statement.authors)),
    )


def _closed(t: Words, crisis: Crisis) -> str:
    line = t("{who} closed the crisis {time}.", who=mention(crisis.closed_by), time=_at(crisis))
    return f"{line}\n>{quoted(crisis.summary, 2000)}" if crisis.summary else line


def _at(crisis: Crisis) -> str:
    return when(crisis.closed_at or crisis.opened_at)


def _troubles(t: Words, crisis: Crisis) -> list[Block]:
    lines = [trouble_line(t, trouble) for trouble in crisis.troubles.values()]
    if not lines:
        return []
    more = len(lines) - SHOWN_TROUBLES
    if more > 0:
        lines = [*lines[:SHOWN_TROUBLES], t.plural("and {n} more", "and {n} more", more)]
    final = any(trouble.final for trouble in crisis.troubles.values())
    retry = button(t("Try again"), "retry_deliveries", crisis.id) if final else None
    return [section("\n".join(lines), accessory=retry)]


def _buttons(t: Words, crisis: Crisis) -> list[ButtonElement]:
    note = button(t("Add a note"), "open_note", crisis.id)
    timeline = button(t("Timeline"), "open_timeline", crisis.id)
    export = button(t("Export"), "export", crisis.id)
    if crisis.closed:
        return [note, timeline, export]
    buttons = []
    free = crisis.free_step
    if free is not None:
        buttons.append(
            button(
                t("Take the next step"),
                "claim_step",
                f"{crisis.id}:{free.step.id}",
                style="primary",
            )
        )
    if not any(s.kind == "apology" and s.state != "posted" for s in crisis.statements.values()):
        buttons.append(button(t("Draft an apology"), "draft_apology", crisis.id))
    buttons.append(button(t("Other statement…"), "open_statement_form", crisis.id))
    severity = button(t("Change severity"), "open_severity", crisis.id)
    close = button(t("Close the crisis"), "open_close", crisis.id, style="danger")
    fact = button(t("Add a fact…"), "open_fact", crisis.id)
    return [*buttons, fact, note, severity, timeline, export, close]


def _recent(t: Words, crisis: Crisis, entry: Recent) -> str:
    said = sentence(t, crisis, entry.event, entry.actor, mention, lambda text: quoted(text, 120))
    return f"{when(entry.at, '{time}')} · {said}"
