"""The update to stakeholders: where a crisis stands, and what has changed since the last one."""

from __future__ import annotations

from bot import updates
from bot.crisis import Crisis
from bot.events import UpdateSent
from bot.locale import Words, words
from bot.parts import Fact, Post
from bot.surfaces import labels
from bot.surfaces.blocks import (
    Block,
    clip,
    clip_markup,
    context,
    divider,
    escape,
    exact,
    link,
    mention,
    quoted,
    section,
    when,
)
from bot.surfaces.content import Content
from bot.updates import Change

OWN_WORDS = 2_000
"""Characters that a person may add in their own words."""
SHOWN = 8
"""Lines of each list; those that are new come first to mind, so the newest are shown."""
LINE = 200
LIST = 1_600
"""Characters of one list."""


def sent(crisis: Crisis, event: UpdateSent) -> Content:
    """The message; `crisis` is as it stood just before the update went on record."""
    return update(words(crisis.language), crisis, event.text)


def update(t: Words, crisis: Crisis, own: str | None = None) -> Content:
    """What goes out if an update is sent now; `own` are somebody's own words, shown as they
    are."""
    title = t("Update: {what}", what=quoted(crisis.what, 150))
    blocks: list[Block] = [section(f":satellite_antenna: *{title}*\n{_state(t, crisis)}")]
    if own:
        blocks += exact(clip(own, OWN_WORDS))
    blocks += [
        section(_list(_since(t, crisis), _news(t, crisis))),
        divider(),
        section(_list(t("What we have said in public"), _public(t, crisis))),
        section(_list(t("What is confirmed"), _confirmed(t, crisis))),
    ]
    if crisis.closed:
        ended = t("The crisis is closed: no further update follows.")
        if crisis.summary:
            ended = f"{ended}\n>{quoted(crisis.summary, 300)}"
        blocks.append(section(ended))
    else:
        if crisis.next_update is not None:
            blocks.append(
                section(
                    t(
                        "*Promised to the public:* more by {time}",
                        time=when(crisis.next_update, "{time}, {date_short_pretty}"),
                    )
                )
            )
        blocks.append(context(t("Please say nothing about it outside, and pass questions on.")))
    said = f"{title}\n{escape(own)}" if own else title
    return Content(clip_markup(said, 3_000), tuple(blocks))


def change(t: Words, crisis: Crisis, news: Change) -> str:
    """One thing that has changed, in mrkdwn."""
    if news.kind == "opened":
        return t("The crisis was opened {time}.", time=when(crisis.opened_at))
    if news.kind == "closed":
        return t("{who} closed the crisis.", who=mention(crisis.closed_by))
    if news.kind == "severity":
        return (
            t("It is a major crisis now.")
            if crisis.severity == "major"
            else t("It is a minor crisis now.")
        )
    if news.kind == "lead":
        return t("{who} leads now.", who=mention(crisis.lead))
    if news.kind == "posted" and news.post is not None:
        return t("Public: {statement}", statement=_post(t, crisis, news.about, news.post))
    if news.kind in ("confirmed", "withdrawn"):
        claim = quoted(labels.claim(t, crisis, news.about), LINE)
        if news.kind == "confirmed":
            return t("Confirmed: {claim}", claim=claim)
        return t("No longer holds: {claim}", claim=claim)
    phase = next(phase.title for phase in crisis.phases if phase.id == news.about)
    return t("Finished: {phase}", phase=quoted(phase, LINE))


def _state(t: Words, crisis: Crisis) -> str:
    return t(
        "{severity} · {stage} · {lead} leads",
        severity=t(labels.SEVERITY[crisis.severity]),
        stage=t(labels.STAGE[crisis.stage]),
        lead=mention(crisis.lead),
    )


def _since(t: Words, crisis: Crisis) -> str:
    return t("What is new") if crisis.told is None else t("Since the last update")


def _news(t: Words, crisis: Crisis) -> list[str]:
    lines = [change(t, crisis, news) for news in updates.changes(crisis)]
    return lines or [t("Nothing has changed.")]


def _public(t: Words, crisis: Crisis) -> list[str]:
    lines = [
        t(
            "{statement}, {time}",
            statement=_post(t, crisis, statement, post),
            time=when(post.at),
        )
        for statement, post in updates.public(crisis)
    ]
    return lines or [t("Nothing yet.")]


def _post(t: Words, crisis: Crisis, statement: str, post: Post) -> str:
    name = labels.named(t, crisis, crisis.statements[statement])
    where = f" ({t(labels.PLATFORM[post.platform])})" if post.platform else ""
    return f"{name}{where} · {link(post.link, t('see it'))}"


def _confirmed(t: Words, crisis: Crisis) -> list[str]:
    def at(fact: Fact) -> float:
        return fact.confirmed_at.timestamp() if fact.confirmed_at else 0.0

    facts = sorted(crisis.confirmed, key=at)
    return [quoted(fact.claim, LINE) for fact in facts] or [t("Nothing yet.")]


def _list(title: str, lines: list[str]) -> str:
    """A title and its newest lines, whole: a line that does not fit is left out."""
    shown: list[str] = []
    room = LIST - len(title)
    for line in reversed(lines[-SHOWN:]):
        line = "• " + clip_markup(line, LIST // 2)
        room -= len(line) + 1
        if room < 0:
            break
        shown.insert(0, line)
    return "\n".join([f"*{title}*", *(["…"] if len(shown) < len(lines) else []), *shown])
