"""From approved words to public ones: what to copy, and where it then stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import DateTimePickerElement, StaticSelectElement, UrlInputElement

from bot import reviewing
from bot.crisis import Crisis
from bot.events import PLATFORMS, Platform
from bot.locale import Words
from bot.parts import Statement
from bot.surfaces import labels
from bot.surfaces.blocks import Block, context, exact, quoted, section
from bot.surfaces.modals.form import checkbox, field, modal, option, pick
from bot.surfaces.review import number
from statements import platforms

PIECE = 3_000
"""Characters of one block to copy from."""
COPIED = 60_000
PARTS = 60
SHOWN_TEXT = 6_000


def copy(t: Words, crisis: Crisis, statement: Statement) -> dict[str, Any]:
    """The exact text, for each platform as it takes it."""
    blocks: list[Block] = [
        section(
            t(
                "*Exactly these words were approved.* Post them as they are, then mark them as "
                "posted with the link."
            )
        )
    ]
    places = reviewing.places(crisis, statement)
    threads = [p for p in places if _parts(statement, p)]
    alike = [p for p in places if p not in threads]
    if alike or not places:
        if alike:
            blocks.append(section("\n".join(_place(t, statement, p) for p in alike)))
        blocks += _to_copy(statement.text)
    for platform in threads:
        blocks += _thread(t, statement, platform)
    return modal(
        "copy_text",
        t("Copy the text"),
        # The mark of a drill is a block too.
        blocks[: 99 if crisis.exercise else 100],
        submit=None,
        close=t("Close"),
        state={},
    )


def _parts(statement: Statement, platform: Platform) -> tuple[str, ...]:
    if not statement.thread or platforms.fits(statement.text, platform):
        return ()
    return platforms.thread(statement.text, platform)


def _place(t: Words, statement: Statement, platform: Platform) -> str:
    """A platform, how long the text is there, and on which host it goes out."""
    name = t(labels.PLATFORM[platform])
    length, limit = platforms.length(statement.text, platform), platforms.limit(platform)
    count = number(t, length) + ("" if limit is None else f"/{number(t, limit)}")
    host = platforms.host_of(platform)
    if host is None:
        return t("*{platform}* · {count}", platform=name, count=count)
    return t("*{platform}* · {count} · on `{host}`", platform=name, count=count, host=host)


def _thread(t: Words, statement: Statement, platform: Platform) -> list[Block]:
    parts = _parts(statement, platform)
    name, host = t(labels.PLATFORM[platform]), platforms.host_of(platform)
    title = t.plural(
        "{platform}: thread of {n}", "{platform}: thread of {n}", len(parts), platform=name
    )
    where = t(" · on `{host}`", host=host) if host else ""
    blocks: list[Block] = [section(f"*{title}*{where}")]
    limit = platforms.limit(platform) or 0
    for index, part in enumerate(parts[: PARTS // 2], 1):
        length = platforms.length(part, platform)
        blocks.append(context(f"{index}/{len(parts)} · {number(t, length)}/{number(t, limit)}"))
        blocks += _to_copy(part)
    if len(parts) > PARTS // 2:
        blocks.append(context(t("The text is longer than Slack can show.")))
    return blocks


def _to_copy(text: str) -> list[Block]:
    text = text[:COPIED]
    return [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_preformatted",
                    "elements": [{"type": "text", "text": text[start : start + PIECE]}],
                }
            ],
        }
        for start in range(0, len(text), PIECE)
    ]


def offered(crisis: Crisis, statement: Statement) -> tuple[Platform, ...]:
    """The platforms on which a statement may still be marked as posted: those of the crisis at
    first, then any other too. None where its kind goes out elsewhere than on a platform."""
    places = reviewing.places(crisis, statement)
    if not places:
        return ()
    done = {post.platform for post in statement.posts}
    wider = places if not statement.posts else (*places, *PLATFORMS)
    return tuple(dict.fromkeys(platform for platform in wider if platform not in done))


def posted(
    t: Words,
    crisis: Crisis,
    statement: Statement,
    now: datetime,
    *,
    link: str | None = None,
    platform: Platform | None = None,
    account: str | None = None,
) -> dict[str, Any]:
    """Where the words are public. With `account`, the form asks back whether it is ours: what
    was typed, `link` and `platform`, stays in it."""
    blocks: list[Block] = [
        section(t("*Exactly these words were approved:*")),
        *exact(statement.text[:SHOWN_TEXT]),
    ]
    choice = offered(crisis, statement)
    if len(choice) > 1:
        options = [option(each, t(labels.PLATFORM[each])) for each in choice]
        blocks.append(
            field(
                "platform",
                t("Where was it posted?"),
                StaticSelectElement(
                    action_id="value",
                    options=options,
                    initial_option=pick(options, platform or choice[0]),
                ),
            )
        )
    # Slack empties a link field when its form changes, unless the field is a new one with the
    # link in it: https://github.com/slackapi/bolt-js/issues/1969
    blocks.append(
        field(
            "link" if account is None else "link-asked",
            t("Link to what was posted"),
            UrlInputElement(action_id="value", initial_value=link),
        )
    )
    if account is not None:
        blocks.append(_account(t, crisis, account))
    blocks.append(
        field(
            "posted_at",
            t("When did it go out?"),
            DateTimePickerElement(
                action_id="value", initial_date_time=int(now.timestamp()) // 60 * 60
            ),
        )
    )
    return modal(
        "mark_posted",
        t("Mark as posted"),
        blocks,
        submit=t("It is posted"),
        close=t("Cancel"),
        state={
            "crisis": crisis.id,
            "statement": statement.id,
            "version": statement.version,
            "account": account,
            "offered": list(choice),
        },
    )


def _account(t: Words, crisis: Crisis, account: str) -> Block:
    known = platforms.account(crisis.post_link or "")
    hint = t("The bad post was on @{account}.", account=quoted(known, 60)) if known else None
    return field(
        "account",
        t("This is another account: @{account}", account=account[:100]),
        checkbox(
            account[:100],
            t("Yes, this account is ours"),
            t("If not, put the link of your own post above."),
            checked=False,
        ),
        hint=hint,
        optional=True,
    )


def link_block(state: dict[str, Any]) -> str:
    """The name of the link's field, by the form's state."""
    return "link" if state.get("account") is None else "link-asked"


def hosts_of(chosen: Sequence[Platform]) -> str:
    """The hosts of platforms, for a sentence."""
    return ", ".join(filter(None, (platforms.host_of(platform) for platform in chosen)))
