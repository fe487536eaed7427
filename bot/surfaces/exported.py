"""What is said with an exported record: in the room, and outside it when a crisis is closed."""

from __future__ import annotations

from bot.crisis import Crisis
from bot.events import ExportMade, HeadSigned
from bot.locale import words
from bot.surfaces import labels
from bot.surfaces.blocks import clip, context, quoted
from bot.surfaces.content import Content, plain
from bot.surfaces.exercise import marked
from bot.surfaces.told.record import FILTER

ALT_TEXT = 1000
"""Characters in the description of a picture."""


def export_notice(crisis: Crisis, asked: ExportMade, until: int) -> Content:
    """The message under which the files stand."""
    t = words(crisis.language)
    text = t(
        ":ledger: *The record, as of entry {n}* · {formats} · {filter}",
        n=until,
        formats=labels.formats(asked.formats),
        filter=t(FILTER[asked.filter]),
    )
    how = t(
        "The files are in this thread. To prove that nobody changed them, export JSON and run: "
        "`python app.py verify FILE.json`"
    )
    return marked(t, crisis, plain(text, context(how)))


def export_progress(content: Content, share: int, crisis: Crisis) -> Content:
    """The same, while the files are made: `share` percent are."""
    t = words(crisis.language)
    text = t(":hourglass_flowing_sand: The record is being made: {n}%", n=share)
    return Content(content.text, (*content.blocks, context(text)))


def stamp(crisis: Crisis, signed: HeadSigned) -> Content:
    """For the announcement channel: the seal of the record, out of the app's reach."""
    t = words(crisis.language)
    text = t(
        ":lock: *Record closed:* {what}. It has {n} entries; the hash of the last is\n`{head}`",
        what=quoted(crisis.what, 500),
        n=signed.entry,
        head=signed.head,
    )
    how = t(
        "Signed with key `{key}`. Whoever is given the record later can hold it against this "
        "message: `python app.py verify FILE.json --key {key} --stamp {head}`",
        key=signed.key,
        head=signed.head,
    )
    return marked(t, crisis, plain(text, context(how)))


def unsaid(crisis: Crisis, entry: int) -> Content:
    """What stands where the room was told of an entry whose words were taken out."""
    t = words(crisis.language)
    text = t(":scissors: The words of entry {entry} were taken out.", entry=entry)
    return marked(t, crisis, plain(text))


def record_text(crisis: Crisis) -> str:
    """The picture of a record for those who do not see it: plain text."""
    t = words(crisis.language)
    text = t(
        "The record of “{what}” on one page: summary, clocks, the drawn timeline, statements.",
        what=clip(crisis.what, 500),
    )
    return clip(text, ALT_TEXT)
