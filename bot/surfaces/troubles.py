"""What Slack would not do, and what to do about it: a plain line each."""

from __future__ import annotations

from bot.locale import N_, Words
from bot.parts import Trouble
from bot.surfaces.blocks import quoted

_WHAT = {
    "open_room": N_("opening the room"),
    "set_purpose": N_("writing the room’s description"),
    "invite": N_("inviting people to the room"),
    "bookmark_post": N_("bookmarking the bad post"),
    "bookmark_timeline": N_("bookmarking the timeline"),
    "pin_card": N_("pinning the status card"),
    "open_canvas": N_("opening the canvas with the situation"),
    "canvas": N_("writing the situation on the canvas"),
    "announce": N_("announcing the crisis"),
    "tell_opener": N_("telling the opener where the room is"),
    "say": N_("posting a message in the room"),
    "remind": N_("reminding somebody by a direct message"),
    "greet": N_("showing the brief to somebody who joined"),
    "ask": N_("asking somebody for approval by a direct message"),
    "facts": N_("showing the fact register"),
    "critics": N_("showing the critics board"),
    "evidence": N_("showing the evidence"),
    "hash_file": N_("reading a file that is kept"),
    "upload_export": N_("uploading the export"),
    "stamp": N_("posting the record’s seal in the announcement channel"),
    "unsay": N_("taking redacted words out of a message"),
    "update": N_("sending stakeholders an update"),
    "archive": N_("archiving the room"),
    "review": N_("showing the after-action review"),
    "score": N_("showing the score of the drill"),
    "card": N_("showing the status card"),
    "playbook": N_("showing the playbook"),
    "topic": N_("writing the room’s topic"),
    "statement": N_("showing a statement"),
}

_MEND = {
    "open_room": N_("Make a channel by hand and work there until this is fixed."),
    "invite": N_("Invite them by hand: type /invite in the room."),
    "pin_card": N_("Pin it by hand: message menu, *Pin to channel*."),
    "announce": N_("Announce it by hand, or invite the app to that channel."),
    "open_canvas": N_("The status card in the room shows the same."),
    "canvas": N_("The status card in the room shows the same."),
    "bookmark_post": N_("Add the bookmark by hand, at the top of the room."),
    "bookmark_timeline": N_("Add the bookmark by hand, at the top of the room."),
    "upload_export": N_("Meanwhile the command line can export: python app.py export."),
    "hash_file": N_(
        "Whoever has the file keeps a copy, shares it in the room and marks it as evidence anew."
    ),
    "update": N_(
        "Invite the app to that channel (/invite there), or choose another one under Settings."
    ),
    "archive": N_("Archive it by hand: channel details, *Settings*, *Archive channel*."),
    "say": N_("It is on the timeline all the same."),
    "remind": N_("Tell them by other means."),
    "greet": N_("They can type /crisis brief in the room."),
}

_CAUSE = {
    "missing_scope": N_("the app lacks a permission ({needed}); a workspace admin can add it"),
    "not_allowed_token_type": N_("the app’s token does not allow it"),
    "unknown_method": N_("this workspace does not offer it"),
    "name_taken": N_("every similar name is taken"),
    "restricted_action": N_("a workspace rule forbids it"),
    "user_is_restricted": N_("a workspace rule forbids it"),
    "cant_invite": N_("Slack does not let the app invite one of them"),
    "user_not_found": N_("one of them is not in this workspace"),
    "is_archived": N_("the channel is archived"),
    "not_in_channel": N_("the app is not in that channel"),
    "channel_not_found": N_("the app cannot see that channel"),
    "too_many_pins": N_("the room has as many pins as Slack allows"),
    "file_not_found": N_("the app cannot see that file, or it is gone"),
    "file_deleted": N_("the file was deleted"),
    "file_hidden": N_("Slack has put the file away, since the workspace is full"),
    "file_denied": N_("Slack does not let the app read the file"),
    "file_elsewhere": N_("the file is not in Slack, which only links to it"),
    "not_at_slack": N_("the file is not in Slack, which only links to it"),
    "not_the_file": N_("what Slack sent is not the whole file"),
}


def what_failed(t: Words, what: str) -> str:
    """What was tried, such as "inviting people to the room"."""
    known = _WHAT.get(what.partition(":")[0])
    return t(known) if known else quoted(what)


def kind_of(delivery: str) -> str:
    """What a delivery's key is about: `<crisis>/<entry>/<kind>` and maybe to whom, or
    `surface/<name>`."""
    first, *rest = delivery.split("/")
    named = rest if first == "surface" else rest[1:]
    return named[0] if named else delivery


def cause(t: Words, trouble: Trouble) -> str:
    """Why Slack would not, such as "the channel is archived"."""
    known = _CAUSE.get(trouble.error)
    if trouble.error == "missing_scope" and not trouble.needed:
        known = N_("the app lacks a permission; a workspace admin can add it")
    return t(known, needed=quoted(trouble.needed or "?")) if known else quoted(trouble.error)


def trouble_line(t: Words, trouble: Trouble) -> str:
    """What did not work, why, and what to do, in one line."""
    why = cause(t, trouble)
    what = what_failed(t, trouble.what)
    if not trouble.final:
        return t(
            ":hourglass_flowing_sand: Not done yet: {what} ({why}). Cellule keeps trying.",
            what=what,
            why=why,
        )
    mend = _MEND.get(trouble.what)
    line = t(":warning: Not done: {what} ({why}).", what=what, why=why)
    return f"{line} {t(mend)}" if mend else line
