"""How entries about a drill are told: a sentence on the timeline, a message in the room."""

from __future__ import annotations

from bot import events
from bot.crisis import Crisis
from bot.events import Inject, InjectKind
from bot.locale import N_, Words
from bot.surfaces.blocks import clip, context, escape, quoted
from bot.surfaces.content import Notice, plain
from bot.surfaces.told.form import Name, NoticeOf, Quote, SentenceOf

COMES: dict[InjectKind, str] = {
    "journalist": N_(":newspaper: *A journalist asks* · {who}"),
    "screenshot": N_(":camera_with_flash: *A screenshot surfaces* · {who}"),
    "copy": N_(":calendar: *A scheduled copy goes out* · {who}"),
    "executive": N_(":necktie: *An executive improvises* · {who}"),
    "critic": N_(":speech_balloon: *Critics write* · {who}"),
    "rumour": N_(":ear: *A rumour goes round* · {who}"),
}


def inject_of(crisis: Crisis, key: str) -> Inject | None:
    planned = crisis.drill.injects if crisis.drill is not None else ()
    return next((inject for inject in planned if inject.id == key), None)


def _planned(
    t: Words, crisis: Crisis, e: events.DrillPlanned, who: str, name: Name, quote: Quote
) -> str:
    return t("This is a drill: “{title}”.", title=quote(e.title))


def _sent(
    t: Words, crisis: Crisis, e: events.InjectSent, who: str, name: Name, quote: Quote
) -> str:
    inject = inject_of(crisis, e.inject)
    if inject is None:
        return t("In the drill, something came: {inject}.", inject=quote(e.inject))
    return t("In the drill, {source}: {text}", source=quote(inject.source), text=quote(inject.text))


def _notice(t: Words, crisis: Crisis, e: events.InjectSent, actor: str) -> Notice:
    inject = inject_of(crisis, e.inject)
    if inject is None:
        return Notice(plain(t("In the drill, something came: {inject}.", inject=quoted(e.inject))))
    headline = t(COMES[inject.what], who=quoted(inject.source, 200))
    said = "\n".join(f">{line}" for line in escape(clip(inject.text, 2000)).splitlines())
    board = t.plural(
        ":point_right: {n} critic is on the board now.",
        ":point_right: {n} critics are on the board now.",
        len(inject.critics),
    )
    more = [context(board)] if inject.critics else []
    return Notice(plain(f"{headline}\n{said}", *more))


SENTENCES: dict[type, SentenceOf] = {
    events.DrillPlanned: _planned,
    events.InjectSent: _sent,
}
NOTICES: dict[type, NoticeOf] = {events.InjectSent: _notice}
