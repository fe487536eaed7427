"""What the parts of a record are called."""

from __future__ import annotations

from bot.locale import N_
from bot.record.filters import Lane

LANE: dict[Lane, str] = {
    "public": N_("In public"),
    "approvals": N_("Approvals"),
    "evidence": N_("Facts and evidence"),
    "internal": N_("Inside"),
}
