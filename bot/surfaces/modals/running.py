"""Two parts of the workspace's settings: who may open a crisis, and the times that crises keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationSelectElement,
    NumberInputElement,
    StaticSelectElement,
    TimePickerElement,
)

from bot.events import KeepMessages, QuietHours, SettingsAdopted, Targets
from bot.locale import N_, Words
from bot.surfaces.blocks import Block, context, divider, section
from bot.surfaces.modals.form import Answers, field, modal, option, pick

NONE = "none"
GROUPS = 98
"""User groups in a select: of its 100 options one is for none, one for a group that is not among
the first."""

EVERY: Mapping[int, str] = {
    30: N_("Every half hour"),
    60: N_("Every hour"),
    120: N_("Every two hours"),
    240: N_("Every four hours"),
}
ARCHIVE: Mapping[int | None, str] = {
    None: N_("Never"),
    24: N_("After a day"),
    72: N_("After three days"),
    168: N_("After a week"),
    720: N_("After 30 days"),
}
MONTHS: Mapping[int | None, str] = {
    None: N_("For ever"),
    6: N_("For 6 months"),
    12: N_("For a year"),
    24: N_("For two years"),
    36: N_("For three years"),
    60: N_("For five years"),
    120: N_("For ten years"),
}
MESSAGES: Mapping[KeepMessages, str] = {
    "never": N_("Never"),
    "major": N_("In major crises"),
    "always": N_("In every crisis"),
}
TARGETS: Mapping[str, str] = {
    "first_word": N_("From the bad post to the first public word, minutes"),
    "approval": N_("From a statement’s submission to its approval, minutes"),
    "evidence": N_("From the opening to the first evidence, minutes"),
    "facts": N_("From the opening to the first confirmed fact, minutes"),
    "critics": N_("Critics answered, in percent"),
}
LONGEST_TARGET = 7 * 24 * 60


def openers(t: Words, opened_by: str | None, groups: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Who may open a crisis: `opened_by` is a user group or a channel; `groups` are ID and name."""
    nobody = option(NONE, t("No user group"))
    options = [nobody, *(option(group, f"@{name}") for group, name in groups[:GROUPS])]
    if opened_by is not None and is_group(opened_by) and pick(options, opened_by) is None:
        # Beyond the first, or no longer there: what is set must not be lost by looking at it.
        options.append(option(opened_by, f"@{dict(groups).get(opened_by, opened_by)}"))
    return modal(
        "save_openers",
        t("Who may open a crisis"),
        [
            section(
                t(
                    "Without a choice here every member of the company may. Otherwise those who "
                    "are in the user group or in the channel."
                )
            ),
            field(
                "openers-group",
                t("A user group"),
                StaticSelectElement(
                    action_id="value",
                    options=options,
                    initial_option=pick(options, opened_by) or nobody,
                ),
            ),
            field(
                "openers-channel",
                t("Or the members of a channel"),
                _channel(None if opened_by is None or is_group(opened_by) else opened_by),
                hint=t("One of the two, not both."),
                optional=True,
            ),
        ],
        submit=t("Save"),
        close=t("Back"),
        state={},
    )


def is_group(openers: str) -> bool:
    """Whether it is a user group that may open crises, and not a channel's members."""
    return openers.startswith("S")


def chosen_openers(answers: Answers) -> tuple[str | None, str | None]:
    """The user group and the channel of a form that was sent in."""
    group = answers.choice("openers-group")
    return None if group in (None, NONE) else group, answers.conversation("openers-channel")


def running(
    t: Words, now: SettingsAdopted, every: int, keep_months: int | None = None
) -> dict[str, Any]:
    """The times that crises keep. `every` is how often the stakeholder channel hears of one,
    `keep_months` how long closed ones are kept."""
    return modal(
        "save_running",
        t("Clocks and updates"),
        [
            *_quiet(t, now.quiet),
            divider(),
            *_updates(t, now.update_in, every),
            divider(),
            _choice(
                "archive_after", t("When is the room archived?"), t, ARCHIVE, now.archive_after
            ),
            _choice(
                "keep_months",
                t("For how long are closed crises kept?"),
                t,
                MONTHS,
                keep_months,
                hint=t(
                    "Then all that was recorded of one is deleted, except under a legal hold or "
                    "while an action of its review is open. Whoever led it is told a week before."
                ),
            ),
            divider(),
            _messages(t, now.keep_messages),
            divider(),
            *_targets(t, now.targets),
        ],
        submit=t("Save"),
        close=t("Back"),
        state={},
    )


def _quiet(t: Words, quiet: QuietHours | None) -> list[Block]:
    def clock(block: str, label: str, minutes: int | None) -> Block:
        at = None if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
        element = TimePickerElement(action_id="value", initial_time=at)
        return field(block, label, element, optional=True)

    return [
        section("*" + t("Quiet hours") + "*"),
        context(
            t(
                "In a minor crisis nobody is reminded of a step meanwhile. A major one knows no "
                "quiet hours. They count by the clock of whoever opened it."
            )
        ),
        clock("quiet-from", t("They begin at"), quiet.start if quiet else None),
        clock("quiet-to", t("They end at"), quiet.end if quiet else None),
    ]


def _updates(t: Words, update_in: str | None, every: int) -> list[Block]:
    return [
        field(
            "update_in",
            t("Which channel hears how it goes?"),
            _channel(update_in),
            hint=t("For those who have to know and are not in the room. Not of private crises."),
            optional=True,
        ),
        _choice("update_every", t("How often?"), t, EVERY, every),
    ]


def _messages(t: Words, chosen: KeepMessages) -> Block:
    options = [option(each, t(named)) for each, named in MESSAGES.items()]
    element = StaticSelectElement(
        action_id="value", options=options, initial_option=pick(options, chosen)
    )
    return field(
        "keep_messages",
        t("When is what people write in the room kept in the record?"),
        element,
        hint=t(
            "With their name, edits and deletions too. The card of the crisis tells them. What a "
            "person puts on the timeline is kept in any case."
        ),
    )


def _targets(t: Words, targets: Targets) -> list[Block]:
    found: list[Block] = [
        section("*" + t("Targets") + "*"),
        context(t("What you mean to reach: reviews and drills are measured by it.")),
    ]
    for name, label in TARGETS.items():
        percent = name == "critics"
        element = NumberInputElement(
            action_id="value",
            is_decimal_allowed=False,
            initial_value=str(getattr(targets, name)),
            min_value="0" if percent else "1",
            max_value="100" if percent else str(LONGEST_TARGET),
        )
        found.append(field(f"target-{name}", t(label), element))
    return found


def _channel(chosen: str | None) -> ConversationSelectElement:
    return ConversationSelectElement(
        action_id="value",
        initial_conversation=chosen,
        filter=ConversationFilter(
            include=["public", "private"],
            exclude_bot_users=True,
            exclude_external_shared_channels=True,
        ),
    )


def _choice(
    block: str,
    label: str,
    t: Words,
    offered: Mapping[Any, str],
    chosen: int | None,
    hint: str | None = None,
) -> Block:
    options = [option(str(value), t(named)) for value, named in offered.items()]
    # What came from elsewhere and is not offered shows as the nearest that is.
    numbers = [value for value in offered if value is not None]
    near = chosen if chosen in offered else min(numbers, key=lambda n: abs(n - (chosen or 0)))
    element = StaticSelectElement(
        action_id="value", options=options, initial_option=pick(options, str(near))
    )
    return field(block, label, element, hint=hint)


def quiet_in(t: Words, answers: Answers) -> tuple[QuietHours | None, dict[str, str]]:
    """The quiet hours of a form, and what is wrong with them."""
    start, end = answers.clock("quiet-from"), answers.clock("quiet-to")
    if start is None and end is None:
        return None, {}
    if start is None or end is None:
        missing = "quiet-from" if start is None else "quiet-to"
        return None, {missing: t("Enter both times, or neither.")}
    if start == end:
        return None, {"quiet-to": t("Enter another time than that at which they begin.")}
    return QuietHours(start=start, end=end), {}


def targets_in(t: Words, answers: Answers) -> tuple[Targets, dict[str, str]]:
    """The targets of a form, and what is wrong with them."""
    numbers: dict[str, int] = {}
    errors: dict[str, str] = {}
    for name in TARGETS:
        typed = answers.text(f"target-{name}").strip()
        least, most = (0, 100) if name == "critics" else (1, LONGEST_TARGET)
        if typed.isascii() and typed.isdecimal() and least <= int(typed) <= most:
            numbers[name] = int(typed)
        else:
            errors[f"target-{name}"] = t(
                "Enter a whole number from {least} to {most}.", least=least, most=most
            )
    return Targets(**numbers), errors


def archive_in(answers: Answers) -> int | None:
    """Hours after the close; `None` for never."""
    chosen = answers.choice("archive_after")
    return int(chosen) if chosen and chosen.isdecimal() else None


def months_in(answers: Answers) -> int | None:
    """Months after the close; `None` for ever."""
    chosen = answers.choice("keep_months")
    return int(chosen) if chosen and chosen.isdecimal() else None


def messages_in(answers: Answers) -> KeepMessages:
    """When messages are kept."""
    chosen = answers.choice("keep_messages")
    return next((each for each in MESSAGES if each == chosen), SettingsAdopted().keep_messages)


def every_in(answers: Answers) -> int:
    """Minutes between two updates."""
    chosen = answers.choice("update_every")
    return int(chosen) if chosen and chosen.isdecimal() else 60
