"""The health of the installation, as an admin sees it at home."""

from __future__ import annotations

from collections.abc import Sequence

from bot.crisis import Crisis
from bot.health import Health, failed
from bot.locale import Words
from bot.surfaces import labels
from bot.surfaces.blocks import Block, ago, button, context, divider, quoted, section, when
from bot.surfaces.exercise import named
from bot.surfaces.troubles import trouble_line

SHOWN_ROOMS = 4
SHOWN_TROUBLES = 3


def health_blocks(t: Words, health: Health, crises: Sequence[Crisis]) -> list[Block]:
    troubled = failed(crises)
    blocks: list[Block] = [
        divider(),
        section("*" + t("Health of the installation") + "*\n" + "\n".join(_lines(t, health))),
    ]
    for crisis, troubles in troubled[:SHOWN_ROOMS]:
        lines = [
            t(
                "*Not done in {where}* (“{what}”)",
                where=labels.room(t, crisis),
                what=named(t, crisis, quoted(crisis.what, 80)),
            ),
            *(trouble_line(t, trouble) for trouble in troubles[:SHOWN_TROUBLES]),
        ]
        more = len(troubles) - SHOWN_TROUBLES
        if more > 0:
            lines.append(t.plural("and {n} more", "and {n} more", more))
        retry = button(t("Try again"), "retry_deliveries", crisis.id)
        blocks.append(section("\n".join(lines), accessory=retry))
    more = len(troubled) - SHOWN_ROOMS
    if more > 0:
        blocks.append(
            context(
                t.plural(
                    "In {n} more crisis something was not done: its card says what.",
                    "In {n} more crises something was not done: their cards say what.",
                    more,
                )
            )
        )
    return blocks


def _lines(t: Words, health: Health) -> list[str]:
    return [_permissions(t, health), _database(t, health), _heard(t, health)]


def _permissions(t: Words, health: Health) -> str:
    if health.missing is None:
        return t(":grey_question: Permissions: Slack does not say which the app has.")
    if not health.missing:
        return t(":white_check_mark: Permissions: the app has all that it needs.")
    return t(
        ":warning: Permissions: {scopes} missing. At api.slack.com/apps paste manifest.yml anew, "
        "and install the app again.",
        scopes=", ".join(f"`{quoted(scope)}`" for scope in health.missing),
    )


def _database(t: Words, health: Health) -> str:
    # In whole milliseconds, and one at least: nothing takes no time.
    took = max(1, round(health.database.total_seconds() * 1000))
    if health.slow:
        return t(
            ":warning: Database: it answers in {n} ms, which is slow. Bring it closer to the app.",
            n=took,
        )
    return t(":white_check_mark: Database: it answers in {n} ms.", n=took)


def _heard(t: Words, health: Health) -> str:
    if health.heard is None:
        return t(
            ":grey_question: Messages and reactions: none has come since the app started {time}.",
            time=when(health.since),
        )
    return t(
        ":white_check_mark: Messages and reactions: the last one came {ago}.",
        ago=ago(health.heard),
    )
