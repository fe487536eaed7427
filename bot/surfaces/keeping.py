"""How long a crisis is kept, as people see it: the legal hold, and the word before a deletion."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot.crisis import Crisis
from bot.events import ErasureAnnounced
from bot.locale import Words
from bot.surfaces.blocks import actions, button, clip_markup, mention, quoted, when
from bot.surfaces.content import Content, plain

LINE = 1_000


def hold_line(t: Words, crisis: Crisis) -> str | None:
    """That the crisis is under a legal hold, since when and why; `None` if it is not."""
    if crisis.hold is None:
        return None
    said = t(
        ":lock: *Legal hold* since {time}, set by {who}: “{reason}” Nothing of this crisis is deleted.",
        time=when(crisis.hold.at),
        who=mention(crisis.hold.by),
        reason=quoted(crisis.hold.reason, 500),
    )
    return clip_markup(said, LINE)


def hold_button(t: Words, crisis: Crisis) -> ButtonElement:
    """The way to the form that sets and lifts a hold."""
    return button(t("Legal hold…"), "open_hold", crisis.id)


def warning(t: Words, crisis: Crisis, event: ErasureAnnounced) -> Content | None:
    """For whoever can stop it: what is deleted when; none where it no longer is to be."""
    if crisis.erase_at != event.erase_at:
        return None
    said = t.plural(
        ":wastebasket: The record of “{what}” is deleted {time}, {n} month after its close, as "
        "the workspace has set it.",
        ":wastebasket: The record of “{what}” is deleted {time}, {n} months after its close, as "
        "the workspace has set it.",
        event.months,
        what=quoted(crisis.what, 200),
        time=when(event.erase_at),
    )
    how = t(
        "Does it have to stay, for a lawsuit or an inquiry? Put it under a legal hold. Whoever "
        "needs a copy exports it before."
    )
    export = button(t("Export"), "export", crisis.id)
    return plain(f"{said}\n{how}", actions([hold_button(t, crisis), export]))
