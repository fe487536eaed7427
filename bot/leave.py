"""Whether a person's Slack status says that they are on leave, in English and in French."""

from __future__ import annotations

import re

_EMOJI = frozenset(
    {
        "palm_tree",
        "face_with_thermometer",
        "desert_island",
        "beach_with_umbrella",
        "umbrella_on_ground",
        "baby_bottle",
    }
)
"""The first two are what Slack itself proposes for a vacation and for a sick day."""

_LEAVE = re.compile(
    r"""\b(?:
        (?:on|annual|sick|parental|maternity|paternity|medical|compassionate)\ leave
      | vacation(?:s|ing)?
      | on\ (?:a\ |my\ )?holidays?
      | out\ of\ (?:the\ )?office | ooo | o\.o\.o
      | out\ sick | off\ sick | pto
      | cong[ée]s? | vacances
      | absente? | arr[êe]t\ (?:maladie|de\ travail) | malade | en\ rtt
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)

_OVER = re.compile(
    r"""\b(?:
        (?:back|returned|returning)\ (?:to\ work\ )?from
      | (?:after|before|until|planning|no|not)\ (?:(?:my|the|a|on|any)\ )*
        (?:vacation|leave|holidays?|pto|out|ooo)
      | retour\ (?:de|des|d[’'])
      | rentr[ée]e?\ (?:de|des)
      | (?:apr[èe]s|avant|pas|plus)\ (?:(?:mes|les|mon|en|de)\ )*(?:cong[ée]s?|vacances|absente?|malade)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""What says that the leave is over, or has not begun."""


def says_leave(emoji: str, text: str) -> bool:
    """Whether somebody with this status is on leave. `emoji` is Slack's `:palm_tree:`."""
    name = emoji.strip(":").partition("::")[0]
    if _OVER.search(text):
        return False
    return name in _EMOJI or _LEAVE.search(text) is not None
