"""Clicks, as Slack sends them over signed HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp

from bench.apps import SECRET


@dataclass(frozen=True, slots=True)
class Acks:
    """`p50` in milliseconds; `rate` in acks a second."""

    p50: float
    rate: float
    count: int


Click = tuple[str, str, str]
"""Who clicks, which action, with which value."""


async def measure(url: str, clickers: Sequence[Iterator[Click]], seconds: float) -> Acks:
    """Each clicker clicks again as soon as the ack is there, all at the same time."""
    times: list[float] = []
    connector = aiohttp.TCPConnector(limit=len(clickers))
    async with aiohttp.ClientSession(connector=connector) as session:
        end = time.perf_counter() + seconds

        async def clicker(clicks: Iterator[Click]) -> None:
            while time.perf_counter() < end:
                click = next(clicks, None)
                if click is None:
                    return
                body, headers = _request(click)
                began = time.perf_counter()
                async with session.post(url, data=body, headers=headers) as response:
                    await response.read()
                    if response.status != 200:
                        raise RuntimeError(f"not acknowledged: {response.status}")
                times.append(time.perf_counter() - began)

        began = time.perf_counter()
        await asyncio.gather(*(clicker(clicks) for clicks in clickers))
        took = time.perf_counter() - began
    return Acks(statistics.median(times) * 1000, len(times) / took, len(times))


def _request(click: Click) -> tuple[bytes, dict[str, str]]:
    who, action, value = click
    payload = {
        "type": "block_actions",
        "user": {"id": who, "username": who, "name": who, "team_id": "T0SANDBOX"},
        "api_app_id": "A0SANDBOX",
        "token": "verification",
        "container": {
            "type": "message",
            "message_ts": "1700000000.000100",
            "channel_id": "C0SB0000001",
            "is_ephemeral": False,
        },
        "trigger_id": "1.2.3",
        "team": {"id": "T0SANDBOX", "domain": "sandbox"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "C0SB0000001", "name": "crisis"},
        "message": {"type": "message", "ts": "1700000000.000100", "text": "Playbook"},
        "response_url": "http://127.0.0.1:9/response/none",
        "actions": [
            {
                "action_id": action,
                "block_id": "b",
                "type": "button",
                "text": {"type": "plain_text", "text": "I’ll do it"},
                "value": value,
                "action_ts": "1700000000.000200",
            }
        ],
    }
    body = urlencode({"payload": json.dumps(payload)}).encode()
    at = str(int(time.time()))
    base = f"v0:{at}:".encode() + body
    signature = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    return body, {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature,
    }
