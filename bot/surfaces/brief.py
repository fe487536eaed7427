"""The brief: a crisis on one screen, for whoever comes late or takes over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot import deadlines, roles
from bot.crisis import Crisis
from bot.events import ROLES, Language
from bot.locale import Words, words
from bot.parts import Fact, Post, Statement, StepProgress
from bot.surfaces import labels
from bot.surfaces.blocks import (
    HEADER_TEXT,
    Block,
    actions,
    button,
    clip,
    context,
    escape,
    header,
    link,
    mention,
    quoted,
    section,
    when,
)
from bot.surfaces.content import Content
from bot.surfaces.exercise import marked
from bot.surfaces.standing import (
    counts_line,
    kept_line,
    lead_out,
    missing_line,
    post_line,
    role_of,
    stage_line,
    step_title,
    waiting_lines,
    word_lines,
)

SHOWN_FACTS = 6
SHOWN_POSTS = 6
SHOWN_STEPS = 3
SHOWN_WAITING = 5
LINKED = 300
"""Characters of an address; a longer one would push out what follows it."""


def brief(t: Words, crisis: Crisis, now: datetime) -> tuple[str, list[Block]]:
    """Fallback text and blocks: what happened, what is sure, what was said, what is next."""
    title = t("The brief: {what}", what=crisis.what)
    happened = [
        post_line(t, crisis),
        " · ".join(
            (
                t(labels.SEVERITY[crisis.severity]),
                t(labels.CAUSE[crisis.cause]),
                labels.platforms(t, crisis.platforms),
            )
        ),
        _people(t, crisis),
        *([] if crisis.closed else _present(lead_out(t, crisis), missing_line(t, crisis))),
        stage_line(t, crisis),
    ]
    blocks = [
        header(title),
        section("\n".join(happened)),
        section("\n".join(_confirmed(t, crisis))),
        section("\n".join(_said(t, crisis))),
        section("\n".join(_next(t, crisis, now))),
    ]
    counts, kept = counts_line(t, crisis), kept_line(t, crisis)
    blocks += [context(line) for line in (counts, kept) if line is not None]
    buttons = [] if crisis.closed else [button(t("Roles…"), "open_roles", crisis.id)]
    buttons.append(button(t("Timeline"), "open_timeline", crisis.id))
    blocks.append(actions(buttons))
    return escape(clip(title, HEADER_TEXT)), blocks


def greeting(crisis: Crisis, language: Language, now: datetime) -> Content:
    """The brief for somebody who has just joined, for them alone."""
    t = words(language)
    text, blocks = brief(t, crisis, now)
    hello = context(t(":wave: Welcome. This is where it stands; only you see this message."))
    return marked(t, crisis, Content(text, (hello, *blocks)))


def _present(*lines: str | None) -> list[str]:
    return [line for line in lines if line is not None]


def _people(t: Words, crisis: Crisis) -> str:
    held = []
    for role in ROLES:
        person = roles.on_duty(crisis, role)
        if person is not None:
            held.append(f"{t(labels.ROLE[role])}: {mention(person)}")
    return ":busts_in_silhouette: " + (" · ".join(held) or t("Nobody has a role."))


def _confirmed(t: Words, crisis: Crisis) -> list[str]:
    facts = [_fact(fact) for fact in crisis.confirmed]
    lines = ["*" + t("What is confirmed") + "*"]
    if not facts:
        return [*lines, t("Nothing yet: say no more than that you are looking into it.")]
    return [*lines, *_first(t, facts, SHOWN_FACTS)]


def _fact(fact: Fact) -> str:
    return f"• {quoted(fact.claim)}"


def _first(t: Words, lines: Sequence[str], most: int) -> list[str]:
    more = len(lines) - most
    left = [t.plural("and {n} more", "and {n} more", more)] if more > 0 else []
    return [*lines[:most], *left]


def _said(t: Words, crisis: Crisis) -> list[str]:
    posts = [
        (post, statement) for statement in crisis.statements.values() for post in statement.posts
    ]
    posts.sort(key=lambda each: each[0].at, reverse=True)
    said = [_post(t, crisis, *each) for each in posts]
    lines = ["*" + t("What was said where") + "*"]
    return [*lines, *(_first(t, said, SHOWN_POSTS) or [t("Nothing is public yet.")])]


def _post(t: Words, crisis: Crisis, post: Post, statement: Statement) -> str:
    parts = [labels.named(t, crisis, statement)]
    if post.platform is not None:
        parts.append(t(labels.PLATFORM[post.platform]))
    parts.append(when(post.at))
    if len(post.link) <= LINKED:
        parts.append(link(post.link, t("see it")))
    return "• " + " · ".join(parts)


def _next(t: Words, crisis: Crisis, now: datetime) -> list[str]:
    lines = ["*" + t("What is next") + "*"]
    if crisis.closed:
        closed = t(
            "{who} closed the crisis {time}.",
            who=mention(crisis.closed_by),
            time=when(crisis.closed_at or crisis.opened_at),
        )
        return [*lines, closed, *([f">{quoted(crisis.summary, 500)}"] if crisis.summary else [])]
    ahead = [p for p in crisis.steps.values() if not p.settled]
    lines += [*word_lines(t, crisis), *_first(t, waiting_lines(t, crisis), SHOWN_WAITING)]
    lines += [_step(t, crisis, progress, now) for progress in ahead[:SHOWN_STEPS]]
    more = len(ahead) - SHOWN_STEPS
    if more > 0:
        lines.append(t.plural("and {n} more step", "and {n} more steps", more))
    if not ahead:
        lines.append(t("Every step is done or skipped. Close when all is quiet."))
    return lines


def _step(t: Words, crisis: Crisis, progress: StepProgress, now: datetime) -> str:
    whose = (
        mention(progress.owner)
        if progress.owner is not None
        else t("nobody yet, for: {role}", role=role_of(t, progress))
    )
    line = f":arrow_right: {step_title(progress)} · {whose}"
    due = deadlines.due_at(crisis, progress)
    if due is None:
        return line
    time = when(due, "{time}")
    late = t("late since {time}", time=time)
    return f"{line} · *{late}*" if due <= now else f"{line} · " + t("due {time}", time=time)
