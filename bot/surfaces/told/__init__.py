"""How each kind of entry is told, by what it is about: `SENTENCES` and `NOTICES`."""

from bot.surfaces.told import (
    closing,
    critics,
    drills,
    evidence,
    keeping,
    messages,
    nudges,
    playbooks,
    record,
    roles,
    updates,
)
from bot.surfaces.told.form import NoticeOf, SentenceOf

_ABOUT = (
    playbooks,
    nudges,
    roles,
    evidence,
    messages,
    critics,
    updates,
    closing,
    keeping,
    drills,
    record,
)

SENTENCES: dict[type, SentenceOf] = {k: v for about in _ABOUT for k, v in about.SENTENCES.items()}
NOTICES: dict[type, NoticeOf] = {k: v for about in _ABOUT for k, v in about.NOTICES.items()}
