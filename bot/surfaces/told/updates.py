"""How entries about updates to stakeholders are told: a sentence on the timeline, a message in the room."""

from __future__ import annotations

from bot.surfaces.told.form import NoticeOf, SentenceOf

SENTENCES: dict[type, SentenceOf] = {}
NOTICES: dict[type, NoticeOf] = {}
