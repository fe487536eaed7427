"""What the terms of a crisis are called."""

from __future__ import annotations

from collections.abc import Sequence

from bot.crisis import Crisis, Stage
from bot.events import (
    Cause,
    EvidenceKind,
    Language,
    Platform,
    RecordFormat,
    Severity,
    StatementKind,
    Tone,
)
from bot.locale import N_, Words
from bot.parts import FactState, Statement, StatementState

SEVERITY: dict[Severity, str] = {"minor": N_("Minor"), "major": N_("Major")}

CAUSE: dict[Cause, str] = {
    "mistake": N_("Honest mistake"),
    "compromised_account": N_("Hacked account"),
    "insider": N_("Someone with access, current or former"),
    "scheduled_post": N_("Scheduled post at the wrong time"),
    "offensive_content": N_("Offensive content"),
    "product_or_service": N_("Product or service"),
    "misinformation": N_("False information about us"),
}

PLATFORM: dict[Platform, str] = {
    "x": "X",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "threads": "Threads",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "web": N_("Our website"),
}

STAGE: dict[Stage, str] = {
    "address": N_("Speak first: nothing is public yet"),
    "respond": N_("Answer: the holding post is out"),
    "follow_up": N_("Follow up: the apology is out"),
    "closed": N_("Closed"),
}

STATEMENT: dict[StatementKind, str] = {
    "holding": N_("Holding post"),
    "apology": N_("Apology"),
    "press": N_("Press release"),
    "internal": N_("Note to staff"),
    "reply": N_("Reply to a critic"),
    "correction": N_("Correction"),
}

STATEMENT_STATE: dict[StatementState, str] = {
    "draft": N_("Draft"),
    "submitted": N_("Waiting for approval"),
    "approved": N_("Approved, ready to post"),
    "posted": N_("Posted"),
}

FAULT: dict[str, str] = {
    "excuse": N_("Excuse"),
    "blame_shift": N_("Blame on somebody else"),
    "conditional_apology": N_("Apology with an if"),
    "passive_evasion": N_("Nobody did it"),
    "opinion_on_criticism": N_("Opinion on the critics"),
    "speculation": N_("Guess"),
    "needless_detail": N_("Needless detail"),
    "missing_apology": N_("No apology"),
    "missing_responsibility": N_("Nobody answers for it"),
    "missing_remedy": N_("Nothing is being done"),
    "no_next_update": N_("No promise of more"),
    "unsupported_fact": N_("Not confirmed"),
    "contradiction": N_("Contradicts what is known"),
    "too_long": N_("Too long"),
    "copy_paste": N_("Too like another reply"),
}
"""The review’s fault codes, as people read them."""

RULE: dict[int, str] = {
    1: N_("rule 1: address it at once"),
    2: N_("rule 2: apologise, don’t make excuses"),
    3: N_("rule 3: just the facts"),
    4: N_("rule 4: deleted is not forgotten"),
    5: N_("rule 5: don’t hide from critics"),
}
"""The five rules that the app exists for, as a finding names them."""

FACT_STATE: dict[FactState, str] = {
    "proposed": N_("Proposed, not confirmed"),
    "confirmed": N_("Confirmed"),
    "withdrawn": N_("Withdrawn"),
}

LANGUAGE: dict[Language, str] = {"fr": N_("French"), "en": N_("English")}

ROLE: dict[str, str] = {
    "lead": N_("Crisis lead"),
    "communications": N_("Communications"),
    "legal": N_("Legal"),
    "executive": N_("Executive"),
    "community": N_("Community"),
    "technical": N_("IT and security"),
    "scribe": N_("Scribe"),
}

TONE: dict[Tone, str] = {
    "hurt": N_("Hurt"),
    "angry": N_("Angry"),
    "question": N_("Asks a question"),
    "neutral": N_("Neutral"),
    "supportive": N_("Supportive"),
    "bait": N_("Bait or insult"),
}

EVIDENCE: dict[EvidenceKind, str] = {
    "post": N_("The bad post"),
    "copy": N_("A copy, or a scheduled post"),
    "screenshot": N_("A screenshot"),
    "message": N_("A message"),
    "other": N_("Something else"),
}


FORMAT: dict[RecordFormat, str] = {
    "json": "JSON",
    "csv": "CSV",
    "md": "Markdown",
    "html": "HTML",
    "pdf": "PDF",
    "png": "PNG",
}


def formats(chosen: Sequence[RecordFormat]) -> str:
    return ", ".join(FORMAT[one] for one in chosen)


def platforms(t: Words, chosen: tuple[Platform, ...]) -> str:
    return ", ".join(t(PLATFORM[platform]) for platform in chosen)


def statement(t: Words, kind: StatementKind) -> str:
    return t(STATEMENT[kind])


def named(t: Words, crisis: Crisis, statement: Statement) -> str:
    """A statement among the others of its crisis: `Reply to a critic 2 (French)`."""
    number = statement.id.removeprefix(statement.kind).partition(".")[0].removeprefix("-")
    name = t(STATEMENT[statement.kind])
    if number:
        name = f"{name} {number}"
    if len({other.language for other in crisis.statements.values()}) > 1:
        name = f"{name} ({t(LANGUAGE[statement.language])})"
    return name


def claim(t: Words, crisis: Crisis, fact: str) -> str:
    """What a fact says, as it was typed."""
    known = crisis.facts.get(fact)
    return known.claim if known else t("a fact whose words were redacted")


def room(t: Words, crisis: Crisis) -> str:
    """The incident channel, in mrkdwn, for use after "in"; one that was lost is opened anew."""
    return f"<#{crisis.channel}>" if crisis.channel else t("a room that is being opened")
