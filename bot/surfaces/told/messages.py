"""How entries about messages in the room are told: a sentence on the timeline, a word in a
thread."""

from __future__ import annotations

from dataclasses import replace

from bot import events
from bot.crisis import Crisis
from bot.events import EvidenceFile
from bot.evidence import file_name
from bot.kept_messages import keeps_messages
from bot.locale import Words
from bot.parts import Trouble
from bot.readable import readable
from bot.surfaces.blocks import mention
from bot.surfaces.content import Notice, plain
from bot.surfaces.told.form import Name, NoticeOf, Quote, SentenceOf
from bot.surfaces.troubles import cause


def taken_back(t: Words, crisis: Crisis, seq: int, said: str) -> str:
    """What entry `seq` says, marked where whoever put it on the timeline took it back."""
    return t("{said} (taken back)", said=said) if seq in crisis.taken_back else said


def _kept(
    t: Words, crisis: Crisis, e: events.MessageKept, who: str, name: Name, quote: Quote
) -> str:
    files = quote(", ".join(file_name(file) for file in e.files))
    text = quote(readable(e.text))
    if not text.strip():
        return t("{who} shared: {files}", who=who, files=files or "—")
    said = (
        t("{who} wrote in a thread: “{text}”", who=who, text=text)
        if e.thread_ts is not None
        else t("{who} wrote: “{text}”", who=who, text=text)
    )
    return t("{said} Files: {files}", said=said, files=files) if files else said


def _changed(
    t: Words, crisis: Crisis, e: events.MessageChanged, who: str, name: Name, quote: Quote
) -> str:
    return t(
        "{who} edited a message: “{text}”. SHA-256 of the text before: {digest}",
        who=who,
        text=quote(readable(e.text)),
        digest=e.was,
    )


def _removed(
    t: Words, crisis: Crisis, e: events.MessageRemoved, who: str, name: Name, quote: Quote
) -> str:
    if e.message.author is None or e.was is None:
        return t("A message in the room was deleted.")
    return t(
        "A message from {author} was deleted. SHA-256 of its text: {digest}",
        author=name(e.message.author),
        digest=e.was,
    )


def _hashed(
    t: Words, crisis: Crisis, e: events.FileHashed, who: str, name: Name, quote: Quote
) -> str:
    file = quote(file_name(_file(e)))
    return t("SHA-256 of the file {file}: {digest}", file=file, digest=e.sha256)


def _unread(
    t: Words, crisis: Crisis, e: events.FileUnread, who: str, name: Name, quote: Quote
) -> str:
    file = quote(file_name(_file(e)))
    trouble = Trouble(delivery="", what="hash_file", error=e.error, needed=None, final=True)
    return t("No SHA-256 of the file {file}: {why}.", file=file, why=cause(t, trouble))


def _file(e: events.FileHashed | events.FileUnread) -> EvidenceFile:
    return EvidenceFile(id=e.file, name=e.name, size=0, link="")


def _back(
    t: Words, crisis: Crisis, e: events.NoteTakenBack, who: str, name: Name, quote: Quote
) -> str:
    return t("{who} took entry {entry} back. It stays, marked so.", who=who, entry=e.entry)


def _back_notice(t: Words, crisis: Crisis, e: events.NoteTakenBack, actor: str) -> Notice:
    text = t(
        ":leftwards_arrow_with_hook: {who} took it back: entry {entry} of the timeline is marked so.",
        who=mention(actor),
        entry=e.entry,
    )
    if e.message is None:
        return Notice(plain(text))
    return Notice(plain(text), thread_channel=e.message.channel, thread_ts=e.message.ts)


def kept_from_here(t: Words, kept: bool) -> str:
    """For the room: whether the record keeps what is written there from now on."""
    if kept:
        return t(":ledger: From here on, what is written in this room is kept in the record.")
    return t(":ledger: From here on, what is written in this room is no longer kept.")


def _settings_notice(t: Words, crisis: Crisis, e: events.SettingsAdopted, actor: str) -> Notice:
    kept = keeps_messages(replace(crisis, settings=e))
    return Notice(plain(kept_from_here(t, kept)))


SENTENCES: dict[type, SentenceOf] = {
    events.MessageKept: _kept,
    events.MessageChanged: _changed,
    events.MessageRemoved: _removed,
    events.FileHashed: _hashed,
    events.FileUnread: _unread,
    events.NoteTakenBack: _back,
}
NOTICES: dict[type, NoticeOf] = {
    events.NoteTakenBack: _back_notice,
    events.SettingsAdopted: _settings_notice,
}
