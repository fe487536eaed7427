"""What the terms of a crisis are called."""

from __future__ import annotations

from bot.crisis import Stage, StatementState
from bot.events import Cause, Platform, Severity, StatementKind
from bot.locale import N_, Words

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
}

STATEMENT_STATE: dict[StatementState, str] = {
    "draft": N_("Draft"),
    "submitted": N_("Waiting for approval"),
    "approved": N_("Approved, ready to post"),
    "posted": N_("Posted"),
}

ROLE = {
    "lead": N_("Crisis lead"),
    "communications": N_("Communications"),
    "legal": N_("Legal"),
    "executive": N_("Executive"),
    "community": N_("Community"),
    "technical": N_("IT and security"),
}


def platforms(t: Words, chosen: tuple[Platform, ...]) -> str:
    return ", ".join(t(PLATFORM[platform]) for platform in chosen)


def statement(t: Words, kind: StatementKind) -> str:
    return t(STATEMENT[kind])
