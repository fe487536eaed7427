"""What was kept and what was taken offline: what tells one from another, and what they show."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.events import PLATFORMS, EvidenceFile, EvidenceKind, Language, MessageRef, Platform
from bot.parts import Deletion, Evidence, Trouble, message_key
from statements import platforms

if TYPE_CHECKING:
    from bot.crisis import Crisis

_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows: a name must not seem to end otherwise."""

_SHOWS_A_POST: tuple[EvidenceKind, ...] = ("post", "screenshot")


def known(
    crisis: Crisis,
    *,
    file: EvidenceFile | None = None,
    message: MessageRef | None = None,
    link: str | None = None,
    note: str | None = None,
) -> Evidence | None:
    """The evidence that was kept of the same before: the same file; else the same message, the
    same link, the same words. A second file may show what stands at a link once more."""
    for kept in crisis.evidence.values():
        if file is not None:
            same = kept.file is not None and kept.file.id == file.id
        elif message is not None:
            same = kept.message is not None and message_key(kept.message) == message_key(message)
        elif link is not None:
            same = kept.message is None and kept.link is not None and same_link(kept.link, link)
        else:
            bare = kept.link is None and kept.file is None and kept.message is None
            same = bare and kept.note == note
        if same:
            return kept
    return None


def same_link(one: str, other: str) -> bool:
    """Whether two links lead to the same, however they were copied."""
    return _bare(one) == _bare(other)


def _bare(link: str) -> str:
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return link.strip()
    scheme = "https" if parts.scheme.lower() == "http" else parts.scheme.lower()
    host = parts.netloc.lower().removeprefix("www.")
    return f"{scheme}://{host}{parts.path.rstrip('/')}?{parts.query}"


def platform_of(link: str | None) -> Platform | None:
    """The platform that a link leads to, where its host tells."""
    if link is None:
        return None
    for one in PLATFORMS:
        # Mastodon and websites have no host of their own, and take any link.
        if platforms.host_of(one) is not None and platforms.belongs(link, one):
            return one
    # That it leads to a Mastodon server, only its form tells: `name@server`.
    return "mastodon" if "@" in (platforms.account(link) or "") else None


def account_of(link: str | None) -> str | None:
    """The account that a link names."""
    return platforms.account(link) if link is not None else None


def deletion_of(crisis: Crisis, kept: Evidence) -> Deletion | None:
    """When what a piece of evidence shows was taken offline."""
    return next((deletion for deletion in crisis.deletions if _is_of(deletion, kept)), None)


def evidence_of(crisis: Crisis, deletion: Deletion) -> Evidence | None:
    """What shows the thing that was deleted; `None`: nobody kept anything of it."""
    return next((kept for kept in crisis.evidence.values() if _is_of(deletion, kept)), None)


def kept_before(crisis: Crisis, deletion: Deletion) -> bool:
    """Whether what was deleted had been captured by then, and was kept."""
    return any(
        _is_of(deletion, kept) and kept.captured_at <= deletion.at
        for kept in crisis.evidence.values()
    )


def _is_of(deletion: Deletion, kept: Evidence) -> bool:
    if deletion.evidence == kept.id:
        return True
    return None not in (deletion.link, kept.link) and same_link(str(deletion.link), str(kept.link))


def unread(crisis: Crisis, kept: Evidence) -> Trouble | None:
    """Why the digest of a file could not be made yet."""
    if kept.file is None or kept.sha256 is not None:
        return None
    return crisis.troubles.get(f"{crisis.id}/{kept.seq}/hash_file")


def file_name(file: EvidenceFile) -> str:
    """A file's name as it can be shown: without what would turn its letters round."""
    return _TURNS.sub("", file.name)


def shown(crisis: Crisis, language: Language) -> tuple[str, ...]:
    """What the evidence shows, in words that a statement is held against.

    What people noted is no part of it: a guest's word is no proof. Nor is the time at which
    something was captured: it is not when it was published.
    """
    said: list[str] = []
    if crisis.cause != "misinformation":
        if crisis.post_link is not None:
            said.append(_post(language, crisis.post_link))
        # In a hoax, a post that was kept is somebody else's.
        of_posts = [kept for kept in crisis.evidence.values() if kept.what in _SHOWS_A_POST]
        said += [_post_on(language, kept.platform) for kept in of_posts]
    copies = [kept for kept in crisis.evidence.values() if kept.what == "copy"]
    if any(deletion_of(crisis, copy) is None for copy in copies):
        said.append(
            "Une copie programmée a été trouvée dans un outil."
            if language == "fr"
            else "A scheduled copy was found in a tool."
        )
    said += [_deleted(crisis, deletion, language) for deletion in crisis.deletions]
    return tuple(dict.fromkeys(said))


def _post(language: Language, link: str) -> str:
    if language == "fr":
        return f"Un message a été publié sur notre compte : {link}"
    return f"A post was published on our account: {link}"


def _post_on(language: Language, platform: Platform | None) -> str:
    name = f" ({platform})" if platform is not None else ""
    return f"Un message a été publié{name}." if language == "fr" else f"A post was published{name}."


def _deleted(crisis: Crisis, deletion: Deletion, language: Language) -> str:
    kept = evidence_of(crisis, deletion)
    # Whether it had been public depends: not where others made it up, not in a tool.
    a_post = crisis.cause != "misinformation" and (kept is None or kept.what != "copy")
    at = _moment(deletion.at, crisis.timezone, language)
    if language == "fr":
        what = "Un message" if a_post else "Quelque chose"
        return f"{what} a été supprimé le {at}."
    return f"{'A post' if a_post else 'Something'} was deleted on {at}."


def _moment(at: datetime, timezone: str, language: Language) -> str:
    form = "d MMMM yyyy 'à' HH:mm" if language == "fr" else "d MMMM yyyy 'at' HH:mm"
    local = at.astimezone(ZoneInfo(timezone))
    return format_datetime(local, form, tzinfo=local.tzinfo, locale=language)
