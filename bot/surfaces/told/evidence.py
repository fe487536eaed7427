"""How entries about evidence are told: a sentence on the timeline, a message in the room."""

from __future__ import annotations

from bot import events
from bot.crisis import Crisis
from bot.evidence import evidence_of, file_name
from bot.locale import Words
from bot.parts import Deletion
from bot.surfaces import labels
from bot.surfaces.blocks import context, link, mention, quoted, when
from bot.surfaces.content import Notice, plain
from bot.surfaces.told.form import Name, NoticeOf, Quote, SentenceOf


def _kept(
    t: Words, crisis: Crisis, e: events.EvidenceKept, who: str, name: Name, quote: Quote
) -> str:
    parts = [t(labels.EVIDENCE[e.what])]
    if e.platform is not None:
        parts.append(t(labels.PLATFORM[e.platform]))
    if e.account is not None:
        parts.append(f"@{quote(e.account)}")
    if e.link is not None:
        parts.append(quote(e.link))
    if e.file is not None:
        parts.append(quote(file_name(e.file)))
    if e.note is not None:
        parts.append(t("“{quote}”", quote=quote(e.note)))
    return t("{who} kept evidence: {what}", who=who, what=", ".join(parts))


def _hashed(
    t: Words, crisis: Crisis, e: events.EvidenceHashed, who: str, name: Name, quote: Quote
) -> str:
    kept = crisis.evidence.get(e.evidence)
    file = file_name(kept.file) if kept is not None and kept.file is not None else e.evidence
    return t("SHA-256 of the file {file}: {digest}", file=quote(file), digest=e.sha256)


def _deleted(
    t: Words, crisis: Crisis, e: events.PostDeleted, who: str, name: Name, quote: Quote
) -> str:
    kept = crisis.evidence.get(e.evidence or "")
    parts = [t(labels.EVIDENCE[kept.what])] if kept is not None else []
    parts += [t(labels.PLATFORM[e.platform])] if e.platform is not None else []
    parts += [quote(e.link)] if e.link is not None else []
    return t(
        "{who} recorded a deletion: {what}, by {deleter}, {time} UTC",
        who=who,
        what=", ".join(parts) or "—",
        deleter=name(e.deleted_by),
        time=f"{e.deleted_at:%Y-%m-%d %H:%M}",
    )


def _kept_notice(t: Words, crisis: Crisis, e: events.EvidenceKept, actor: str) -> Notice:
    """In the thread of the message that was kept, so that whoever posted it knows."""
    text = t(":camera: {who} kept this as evidence.", who=mention(actor))
    if e.message is None:
        return Notice(plain(text))
    if e.message.channel == crisis.channel:
        return Notice(plain(text), thread_channel=e.message.channel, thread_ts=e.message.ts)
    if e.message.link is None:
        return Notice(plain(text))
    shown = link(e.message.link, t("the message"))
    source = t("From {author}: {link}", author=mention(e.message.author), link=shown)
    text = t(":camera: {who} kept a message as evidence.", who=mention(actor))
    return Notice(plain(text, context(source)))


def _deleted_notice(t: Words, crisis: Crisis, e: events.PostDeleted, actor: str) -> Notice:
    text = t(
        ":wastebasket: {who} put on record that {deleter} deleted {what} {time}.",
        who=mention(actor),
        deleter=mention(e.deleted_by),
        what=_what(t, crisis, e),
        time=when(e.deleted_at),
    )
    deletion = Deletion(
        at=e.deleted_at, by=e.deleted_by, recorded_by=actor, evidence=e.evidence, link=e.link
    )
    lines = [text, t("It is gone, not forgotten: nobody says that it was never there.")]
    if evidence_of(crisis, deletion) is None:
        lines.append(t(":warning: Nobody kept evidence of it. Who has a screenshot?"))
    step = next(
        (
            progress.step
            for progress in crisis.steps.values()
            if progress.step.id.startswith("delete") and not progress.settled
        ),
        None,
    )
    if step is not None and not crisis.closed:
        lines.append(
            t(
                "If that was all there was to delete, mark “{step}” as done in the playbook.",
                step=quoted(step.title),
            )
        )
    return Notice(plain("\n".join(lines)))


def _what(t: Words, crisis: Crisis, e: events.PostDeleted) -> str:
    """What was deleted, in the middle of a sentence."""
    shown = link(e.link, t("link")) if e.link is not None else None
    kept = crisis.evidence.get(e.evidence or "")
    if kept is not None and kept.what == "copy":
        said = t("a copy or a scheduled post")
    elif kept is not None and kept.what in ("message", "other"):
        said = t("something")
    else:
        said = t("a post")
    return f"{said} ({shown})" if shown else said


SENTENCES: dict[type, SentenceOf] = {
    events.EvidenceKept: _kept,
    events.EvidenceHashed: _hashed,
    events.PostDeleted: _deleted,
}
NOTICES: dict[type, NoticeOf] = {
    events.EvidenceKept: _kept_notice,
    events.PostDeleted: _deleted_notice,
}
