"""How entries about the playbook are told: a sentence on the timeline, a message in the room."""

from __future__ import annotations

from bot import events
from bot.crisis import Crisis
from bot.locale import Words
from bot.surfaces.blocks import mention, quoted
from bot.surfaces.content import Notice, plain
from bot.surfaces.told.form import Name, NoticeOf, Quote, SentenceOf


def _adopted(
    t: Words, crisis: Crisis, e: events.PlaybookAdopted, who: str, name: Name, quote: Quote
) -> str:
    said = (
        t("Playbook in use: “{title}”", title=quote(e.title))
        if e.reason is None
        else t(
            "{who} switched to the playbook “{title}”: “{reason}”",
            who=who,
            title=quote(e.title),
            reason=quote(e.reason),
        )
    )
    if e.trouble is None:
        return said
    why = t("The team’s own file could not be used: {trouble}", trouble=quote(e.trouble))
    return f"{said} · {why}"


def _switched(t: Words, crisis: Crisis, event: events.PlaybookAdopted, actor: str) -> Notice:
    lines = [
        t(
            ":clipboard: {who} switched to the playbook *{title}*: “{reason}”",
            who=mention(actor),
            title=quoted(event.title),
            reason=quoted(event.reason or "", 2000),
        ),
        t(
            "What is done, taken or skipped stays; the steps that are new are in the playbook above."
        ),
    ]
    if event.trouble is not None:
        lines.append(trouble_line(t, event.trouble))
    return Notice(plain("\n".join(lines)))


def trouble_line(t: Words, trouble: str) -> str:
    """Why the plan in use is the app's and not the team's."""
    return t(
        ":warning: The team’s own playbook could not be used, so this is Cellule’s: {trouble}",
        trouble=quoted(trouble, 500),
    )


SENTENCES: dict[type, SentenceOf] = {events.PlaybookAdopted: _adopted}
NOTICES: dict[type, NoticeOf] = {events.PlaybookAdopted: _switched}
