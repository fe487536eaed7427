"""The status card: where the crisis stands, what is next and who does it."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import Recent
from bot.surfaces import labels
from bot.surfaces.blocks import (
    HEADER_TEXT,
    Block,
    actions,
    button,
    clip,
    context,
    escape,
    fields,
    header,
    mention,
    quoted,
    section,
    when,
)
from bot.surfaces.keeping import hold_line
from bot.surfaces.sentences import sentence
from bot.surfaces.standing import (
    counts_line,
    due_note,
    kept_line,
    lead_out,
    missing_line,
    post_line,
    role_of,
    stage_line,
    step_title,
    take_the_lead,
    waiting_lines,
    word_lines,
)
from bot.surfaces.told.messages import taken_back
from bot.surfaces.told.playbooks import trouble_line as playbook_trouble
from bot.surfaces.troubles import trouble_line
from bot.updates import may_be_told

SHOWN_RECENT = 3
SHOWN_TROUBLES = 6
SHOWN_WAITING = 12


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
        *([] if crisis.closed else _people(t, crisis)),
        section("\n".join((post_line(t, crisis), stage_line(t, crisis), *word_lines(t, crisis)))),
    ]
    if crisis.closed:
        blocks.append(section(_closed(t, crisis)))
    else:
        waiting = waiting_lines(t, crisis)[:SHOWN_WAITING]
        quiet = [t(":ballot_box_with_check: Nothing is waiting for approval.")]
        blocks.append(section("\n".join((_next_step(t, crisis), *(waiting or quiet)))))
    about = (counts_line(t, crisis), kept_line(t, crisis), hold_line(t, crisis))
    blocks += [context(line) for line in about if line is not None]
    blocks.extend(_troubles(t, crisis))
    blocks += [actions(row) for row in _buttons(t, crisis)]
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


def _next_step(t: Words, crisis: Crisis) -> str:
    progress, free = crisis.next_step, crisis.free_step
    if progress is None:
        return t(":arrow_right: *Next:* every step is done or skipped. Close when all is quiet.")
    title, due = step_title(progress), due_note(t, crisis, progress)
    if progress.owner is None:
        return (
            t(
                ":arrow_right: *Next:* {step}. Nobody has it yet; it is for: {role}.",
                step=title,
                role=role_of(t, progress),
            )
            + due
        )
    line = t(":arrow_right: *Next:* {step}. {who} has it.", step=title, who=mention(progress.owner))
    if free is None:
        return line + due
    other = t(
        ":white_circle: *Still free:* {step}, for: {role}.",
        step=step_title(free),
        role=role_of(t, free),
    )
    return f"{line}{due}\n{other}{due_note(t, crisis, free)}"


def _closed(t: Words, crisis: Crisis) -> str:
    line = t("{who} closed the crisis {time}.", who=mention(crisis.closed_by), time=_at(crisis))
    return f"{line}\n>{quoted(crisis.summary, 2000)}" if crisis.summary else line


def _at(crisis: Crisis) -> str:
    return when(crisis.closed_at or crisis.opened_at)


def _people(t: Words, crisis: Crisis) -> list[Block]:
    """Who is missing, with the way to take their place."""
    blocks = []
    out, missing = lead_out(t, crisis), missing_line(t, crisis)
    if out is not None:
        blocks.append(section(out, accessory=take_the_lead(t, crisis)))
    if missing is not None:
        take = button(t("Take a role"), "open_roles", crisis.id)
        blocks.append(section(missing, accessory=take))
    return blocks


def _troubles(t: Words, crisis: Crisis) -> list[Block]:
    lines = [trouble_line(t, trouble) for trouble in crisis.troubles.values()]
    more = len(lines) - SHOWN_TROUBLES
    if more > 0:
        lines = [*lines[:SHOWN_TROUBLES], t.plural("and {n} more", "and {n} more", more)]
    if crisis.playbook_trouble is not None and not crisis.closed:
        lines.append(playbook_trouble(t, crisis.playbook_trouble))
    if not lines:
        return []
    final = any(trouble.final for trouble in crisis.troubles.values())
    retry = button(t("Try again"), "retry_deliveries", crisis.id) if final else None
    return [section("\n".join(lines), accessory=retry)]


def _buttons(t: Words, crisis: Crisis) -> list[list[ButtonElement]]:
    """What moves the crisis on; below it, what is looked up or set."""

    def to(label: str, action: str) -> ButtonElement:
        return button(label, action, crisis.id)

    record = [to(t("Timeline"), "open_timeline"), to(t("Export"), "export")]
    note = to(t("Add a note"), "open_note")
    if crisis.closed:
        return [[to(t("Brief"), "open_brief"), note, *record]]
    forward = []
    free = crisis.free_step
    if free is not None:
        step = f"{crisis.id}:{free.step.id}"
        forward.append(button(t("Take the next step"), "claim_step", step, style="primary"))
    if not any(s.kind == "apology" and s.state != "posted" for s in crisis.statements.values()):
        forward.append(to(t("Draft an apology"), "draft_apology"))
    forward += [
        to(t("Other statement…"), "open_statement_form"),
        to(t("Add a fact…"), "open_fact"),
        to(t("Keep evidence…"), "open_evidence"),
        to(t("Add a critic…"), "open_critic"),
        note,
    ]
    below = [
        to(t("Brief"), "open_brief"),
        to(t("Roles…"), "open_roles"),
        to(t("Playbook…"), "open_playbooks"),
        *([to(t("Update…"), "open_update")] if may_be_told(crisis) else []),
        to(t("Change severity"), "open_severity"),
        *record,
        button(t("Close the crisis"), "open_close", crisis.id, style="danger"),
    ]
    return [forward, below]


def _recent(t: Words, crisis: Crisis, entry: Recent) -> str:
    said = sentence(t, crisis, entry.event, entry.actor, mention, lambda text: quoted(text, 120))
    return f"{when(entry.at, '{time}')} · {taken_back(t, crisis, entry.seq, said)}"
