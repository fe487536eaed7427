"""Who people are, asked from Slack and remembered for a while."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import structlog

from bot.leave import says_leave
from bot.people import Person
from bot.slack import Slack, SlackRefused, SlackUnsure

log = structlog.get_logger(__name__)

FRESH = 600.0
"""Seconds for which an answer is taken as still true."""
GROUP_FRESH = 60.0
"""The same for who is in a user group: people join one in the very hour of a crisis."""
PATIENCE = 1.0
"""Seconds that a person's click may wait for it: a form must open within Slack's three."""
KEPT = 10_000
NOT_OURS = {"user_not_found", "user_not_visible"}
"""Errors that say that somebody is not of this workspace."""


class Directory:
    def __init__(self, slack_of: Callable[[str], Slack]) -> None:
        self._slack_of = slack_of
        self._known: OrderedDict[tuple[str, str], tuple[float, Person]] = OrderedDict()
        self._groups: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {}
        self._asking: dict[tuple[str, str], asyncio.Task[Person]] = {}

    async def person(self, team: str, user: str) -> Person:
        """The person; one that is `unsure` where Slack does not answer in time.

        Where Slack refuses to say (the app lacks `users:read`), they count as a member: a crisis
        must not stand still for want of a permission, and the timeline names who did what.
        """
        key = (team, user)
        at, known = self._known.get(key, (float("-inf"), Person(id=user, unsure=True)))
        if asyncio.get_running_loop().time() - at < FRESH:
            return known
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.create_task(self._ask(team, user))
            asking.add_done_callback(lambda _: self._asking.pop(key, None))
        try:
            return await asyncio.wait_for(asyncio.shield(asking), PATIENCE)
        except (SlackUnsure, TimeoutError) as error:
            log.warning("person_unsure", user=user, error=str(error))
            # Nobody waits for it again at once: a form asks who somebody is more than once.
            self._keep(key, known, fresh_for=PATIENCE * 5)
            return known
        except SlackRefused as refused:
            log.warning("person_unknown", user=user, error=refused.error)
            person = Person(id=user, guest=refused.error in NOT_OURS)
            self._keep(key, person)
            return person

    async def group(self, team: str, group: str) -> tuple[str, ...] | None:
        """The members of a user group; `None` where Slack does not say."""
        key = (team, group)
        at, known = self._groups.get(key, (float("-inf"), ()))
        now = asyncio.get_running_loop().time()
        if now - at < GROUP_FRESH:
            return known
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._slack_of(team).call_form(
                    "usergroups.users.list", usergroup=group
                )
        except (SlackRefused, SlackUnsure, TimeoutError) as error:
            log.warning("group_unknown", group=group, error=str(error))
            return None
        members = tuple(answer["users"])
        self._groups[key] = (now, members)
        return members

    async def members(self, team: str, channel: str) -> tuple[str, ...] | None:
        """The members of a channel; `None` where Slack does not say in time."""
        key = (team, channel)
        at, known = self._groups.get(key, (float("-inf"), ()))
        now = asyncio.get_running_loop().time()
        if now - at < GROUP_FRESH:
            return known
        found: list[str] = []
        cursor = ""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    answer = await self._slack_of(team).call_form(
                        "conversations.members", channel=channel, limit=999, cursor=cursor
                    )
                    found += answer["members"]
                    cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
                    if not cursor:
                        break
        except (SlackRefused, SlackUnsure, TimeoutError) as error:
            log.warning("members_unknown", channel=channel, error=str(error))
            return None
        self._groups[key] = (now, tuple(found))
        return tuple(found)

    def changed(self, team: str, user: dict[str, Any]) -> Person:
        """Takes note of a person as Slack now describes them."""
        key = (team, user["id"])
        _, known = self._known.get(key, (0.0, None))
        # The event may leave their language out.
        person = _person({"locale": known.locale} | user if known else user, team)
        if known is not None or user.get("locale"):
            self._keep(key, person)
        return person

    def forget_group(self, team: str, group: str) -> None:
        """Has the next question about a user group asked of Slack again."""
        self._groups.pop((team, group), None)

    def _keep(self, key: tuple[str, str], person: Person, fresh_for: float = FRESH) -> None:
        at = asyncio.get_running_loop().time() - FRESH + fresh_for
        self._known[key] = (at, person)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)

    async def _ask(self, team: str, user: str) -> Person:
        answer = await self._slack_of(team).call_form("users.info", user=user, include_locale=True)
        person = _person(answer["user"], team)
        self._keep((team, user), person)
        return person


def _name(user: dict[str, Any]) -> str:
    profile = user.get("profile") or {}
    return str(profile.get("display_name") or user.get("real_name") or user.get("name") or "")


def _person(user: dict[str, Any], team: str) -> Person:
    profile = user.get("profile") or {}
    # People of other companies, in shared channels, are no members of this one.
    stranger = user.get("is_stranger") or user.get("team_id", team) != team
    return Person(
        id=user["id"],
        name=_name(user),
        locale=user.get("locale") or "en-US",
        timezone=user.get("tz") or "UTC",
        guest=bool(stranger or user.get("is_restricted") or user.get("is_ultra_restricted")),
        bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        deactivated=bool(user.get("deleted")),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
        on_leave=says_leave(profile.get("status_emoji") or "", profile.get("status_text") or ""),
        leave_ends=int(profile.get("status_expiration") or 0),
    )
