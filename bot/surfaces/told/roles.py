"""How entries about roles, and of who comes and goes are told: a sentence on the timeline, a message in the room."""

from __future__ import annotations

from bot.surfaces.told.form import NoticeOf, SentenceOf

SENTENCES: dict[type, SentenceOf] = {}
NOTICES: dict[type, NoticeOf] = {}
