"""Commands in a crisis room about roles and the brief."""

from __future__ import annotations

from handlers.commands.asked import InRoom
from handlers.words import Verb

IN_ROOM: dict[Verb, InRoom] = {}
