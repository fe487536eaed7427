"""The after-action review: how it went in figures, what was learnt, who does what by when."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from slack_sdk.models.blocks import ButtonElement

from bot.crisis import Crisis
from bot.events import ActionAdded, ActionMoved, Event, Nudged
from bot.locale import Words
from bot.parts import Action, Lesson
from bot.surfaces.after_figures import figure_blocks
from bot.surfaces.blocks import (
    Block,
    actions,
    button,
    clip_markup,
    confirm,
    context,
    divider,
    escape,
    header,
    mention,
    quoted,
    section,
    when,
)
from bot.surfaces.content import Content, plain
from bot.surfaces.keeping import hold_line

ACTIONS = 6
LESSONS = 6
"""Actions, and lessons of each kind, on the message; all of them are a click away."""
LINE = 400
LIST = 1_400

_ORDER = {"open": 0, "done": 1, "dropped": 2}
_MARK = {"open": ":white_square:", "done": ":white_check_mark:", "dropped": ":no_entry_sign:"}


def review(t: Words, crisis: Crisis) -> tuple[str, list[Block]]:
    """Fallback text and blocks of the message in the room."""
    title = t("After-action review")
    blocks = [header(f":mag_right: {title}"), *parts(t, crisis)]
    lessons = max(_count(crisis, "well"), _count(crisis, "badly"))
    if len(crisis.actions) > ACTIONS or lessons > LESSONS:
        blocks.append(actions([button(t("The whole review"), "open_after_action", crisis.id)]))
    if crisis.archive_at is not None and not crisis.archived:
        blocks += archive(t, crisis)
    return escape(title), blocks


def parts(
    t: Words, crisis: Crisis, *, most_actions: int = ACTIONS, most_lessons: int = LESSONS
) -> list[Block]:
    """The review without its title, with so many of its actions and lessons."""
    size = LIST * most_lessons // LESSONS
    blocks = figure_blocks(t, crisis)
    held = hold_line(t, crisis)
    if held is not None:
        blocks.append(section(held))
    if crisis.left_open:
        blocks.append(section(clip_markup(left_open(t, crisis), LIST)))
    blocks += [
        divider(),
        section(_lessons(t, crisis, "well", most_lessons, size)),
        section(_lessons(t, crisis, "badly", most_lessons, size)),
        actions(
            [
                button(t("What went well…"), "open_lesson_well", crisis.id),
                button(t("What did not…"), "open_lesson_badly", crisis.id),
            ]
        ),
        divider(),
    ]
    listed = in_order(crisis)
    if not listed:
        blocks.append(section(t("*Actions:* none yet. What will be different next time, by when?")))
    for action in listed[:most_actions]:
        blocks += _action(t, crisis, action)
    if len(listed) > most_actions:
        more = len(listed) - most_actions
        blocks.append(context(t.plural("and {n} more", "and {n} more", more)))
    add = button(t("Add an action…"), "open_add_action", crisis.id, style="primary")
    blocks.append(actions([add]))
    return blocks


def in_order(crisis: Crisis) -> list[Action]:
    """What is still to be done first, the next day first."""
    return sorted(crisis.actions.values(), key=lambda a: (_ORDER[a.state], a.due_on))


def archive(t: Words, crisis: Crisis) -> list[Block]:
    """When the room is archived, and the button that stops it."""
    if crisis.archive_at is None:
        return []
    said = t(
        ":file_cabinet: The room is archived {time}. Its timeline and this review stay on the home "
        "tab.",
        time=when(crisis.archive_at),
    )
    return [section(said), actions([button(t("Keep the room"), "stop_archive", crisis.id)])]


def left_open(t: Words, crisis: Crisis) -> str:
    """What was left undone, and why."""
    names = "\n".join(f"• {quoted(name, 120)}" for name in crisis.left_open)
    lines = [t("*Left open*")]
    if crisis.left_because:
        lines.append(t("Why all the same: “{reason}”", reason=quoted(crisis.left_because, 300)))
    return "\n".join([*lines, names])


def day(t: Words, due_on: str) -> str:
    """A day, such as "Wed 1 Apr 2026"."""
    return format_date(date.fromisoformat(due_on), "EEE d MMM y", locale=t.language)


def action_of(crisis: Crisis, event: Event) -> Action | None:
    """The action that a direct message is about, if it is about one."""
    if isinstance(event, ActionAdded | ActionMoved):
        return crisis.actions.get(event.action)
    if isinstance(event, Nudged) and event.what.startswith("action:"):
        return crisis.actions.get(event.what.partition(":")[2])
    return None


def reminder(t: Words, crisis: Crisis, action: Action, event: Event) -> Content | None:
    """A direct message about an action; none once it is no longer open."""
    if action.state != "open":
        return None
    values = {
        "text": quoted(action.text, 1_000),
        "owner": mention(action.owner),
        "day": day(t, action.due_on),
        "what": quoted(crisis.what, 150),
    }
    if not isinstance(event, Nudged):
        said = t(":clipboard: An action after “{what}” is yours, by {day}:\n>{text}", **values)
    elif event.level == "owner":
        said = t(":alarm_clock: Due {day}, after “{what}”: is it done?\n>{text}", **values)
    else:
        said = t(
            ":alarm_clock: An action of {owner} after “{what}” was due {day} and is not done:\n"
            ">{text}",
            **values,
        )
    return plain(said, actions(_buttons(t, crisis, action, drop=False)))


def _count(crisis: Crisis, side: str) -> int:
    return sum(lesson.side == side for lesson in crisis.lessons)


def _lessons(t: Words, crisis: Crisis, side: str, most: int, size: int) -> str:
    """What went well, or badly: the newest, in the order in which they came."""
    title = t("*What went well*") if side == "well" else t("*What did not*")
    lessons = [lesson for lesson in crisis.lessons if lesson.side == side]
    if not lessons:
        return "\n".join((title, t("Nothing is noted yet.")))
    shown: list[str] = []
    room_left = min(size, 2_800)
    for lesson in reversed(lessons[-most:]):
        line = _lesson(lesson)
        room_left -= len(line) + 1
        if room_left < 0 and shown:
            break
        shown.insert(0, line)
    more = len(lessons) - len(shown)
    also = [t.plural("and {n} more", "and {n} more", more)] if more else []
    return "\n".join([title, *shown, *also])


def _lesson(lesson: Lesson) -> str:
    return "• " + clip_markup(quoted(lesson.text, 300), LINE) + f" ({mention(lesson.by)})"


def _action(t: Words, crisis: Crisis, action: Action) -> list[Block]:
    """One action, with its buttons as long as it is open."""
    text = f"{_MARK[action.state]} *{clip_markup(quoted(action.text, 300), LINE)}*"
    if action.state == "open":
        who = t("{owner}, by {day}", owner=mention(action.owner), day=day(t, action.due_on))
        return [
            section(f"{text}\n{who}"),
            actions(_buttons(t, crisis, action, drop=True)),
        ]
    by, at = mention(action.by), when(action.at or crisis.opened_at)
    if action.state == "done":
        done = t("Done by {who}, {time}", who=by, time=at)
        return [section(f"{text}\n{done}")]
    reason = quoted(action.reason or "", 150)
    dropped = t("Dropped by {who}, {time}: “{reason}”", who=by, time=at, reason=reason)
    return [section(f"{text}\n{clip_markup(dropped, LINE)}")]


def _buttons(t: Words, crisis: Crisis, action: Action, *, drop: bool) -> list[ButtonElement]:
    value = f"{crisis.id}:{action.id}"
    done = button(
        t("Done"),
        "finish_action",
        value,
        style="primary",
        confirm=confirm(
            t("Is it done?"),
            t("It goes on the record, and nobody is reminded of it any more."),
            t("It is done"),
            t("Not yet"),
        ),
    )
    buttons = [done, button(t("Another day…"), "open_move_action", value)]
    if drop:
        buttons.append(button(t("Drop it…"), "open_drop_action", value))
    return buttons
