"""A local Slack on the loopback interface: to try the app, to drill with it, to test it.

It imports nothing of the app, which talks to it through HTTP and WebSocket as to Slack.
"""

from .blocks import validate_message_blocks, validate_view
from .delivery import Reply
from .faults import Faults
from .people import Person, Submitted
from .server import Sandbox
from .web_api import Call

__all__ = [
    "Call",
    "Faults",
    "Person",
    "Reply",
    "Sandbox",
    "Submitted",
    "validate_message_blocks",
    "validate_view",
]
