"""Block Kit, within its limits whatever the text.

Limits: https://docs.slack.dev/reference/block-kit/blocks and
https://docs.slack.dev/reference/block-kit/composition-objects. Text that is too long is
cut with an ellipsis; what was said stays whole on the timeline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
)

MESSAGE_BLOCKS = 49
"""Of the 50 that Slack takes in a message: one is for the mark of an exercise."""
SECTION_TEXT = 3000
FIELD_TEXT = 2000
HEADER_TEXT = 150
BUTTON_TEXT = 75
MESSAGE_WEIGHT = 10_000
"""Characters in all blocks of a message: Slack answers `msg_blocks_too_long` past 12,000, and
has done so at 11,341 (https://github.com/slackapi/bolt-js/issues/2509 and /2867)."""
MESSAGE_TEXT = 4000
"""Characters of `text` after which Slack cuts a message short by itself."""
LINK = 2000
"""Characters of an address that is linked: a longer one would push out what follows it."""

Block = dict[str, Any]


def escape(text: str) -> str:
    """Text of a person's, so that Slack shows it and obeys nothing in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, limit: int) -> str:
    """`text` within `limit` characters, counted as JavaScript does: an emoji may be two."""
    if 2 * len(text) <= limit or len(text.encode("utf-16-le")) <= 2 * limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore")
    return kept + "…"


def quoted(text: str, limit: int = 200) -> str:
    """A person's text on one line, escaped, for use inside a sentence."""
    return escape(clip(" ".join(text.split()), limit))


def clip_markup(text: str, limit: int) -> str:
    """Escaped mrkdwn within `limit`, never cut inside an entity or a `<…>`."""
    cut = clip(text, limit)
    if cut == text:
        return text
    cut = cut.removesuffix("…")
    for opening, closing in (("<", ">"), ("&", ";")):
        start = cut.rfind(opening)
        if start >= 0 and closing not in cut[start:]:
            cut = cut[:start]
    return cut + "…"


def mention(user: str | None, app: str = "Cellule") -> str:
    """A person, in Slack's own form; the app by its name."""
    return f"<@{user}>" if user and user != "cellule" else app


def link(url: str, label: str) -> str:
    """A link under a label of ours; the label alone where the address is too long."""
    safe = url.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
    return f"<{safe}|{label}>" if len(safe) <= LINK else label


def when(at: datetime, form: str = "{date_short_pretty} {time}") -> str:
    """A time that Slack shows in each reader's own time zone and language."""
    fallback = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{form}|{fallback}>"


def ago(at: datetime) -> str:
    """How long ago, counted by Slack itself, so that it goes on running between two updates."""
    return when(at, "{ago}")


def weight(blocks: Any) -> int:
    """Characters of text in blocks, however deep."""
    if isinstance(blocks, list):
        return sum(weight(block) for block in blocks)
    if isinstance(blocks, dict):
        text = blocks.get("text")
        own = len(text) if isinstance(text, str) else 0
        return own + sum(weight(v) for v in blocks.values() if not isinstance(v, str))
    return 0


def _mrkdwn(markup: str, limit: int) -> MarkdownTextObject:
    # Verbatim: Slack obeys the forms in angle brackets, which only the app writes, and does not
    # look for mentions and channels in what people wrote.
    return MarkdownTextObject(text=clip_markup(markup, limit), verbatim=True)


def header(text: str) -> Block:
    shown = PlainTextObject(text=clip(text, HEADER_TEXT), emoji=True)
    return HeaderBlock(text=shown).to_dict()


def section(markup: str, *, accessory: ButtonElement | OverflowMenuElement | None = None) -> Block:
    text = _mrkdwn(markup, SECTION_TEXT)
    return SectionBlock(text=text, accessory=accessory).to_dict()


def fields(markups: Sequence[str]) -> Block:
    """Up to ten short texts in two columns."""
    texts = [_mrkdwn(markup, FIELD_TEXT) for markup in markups[:10]]
    return SectionBlock(fields=texts).to_dict()


def exact(text: str) -> list[Block]:
    """A text just as it stands, no mark-up read in it, over as many sections as it takes."""
    size = SECTION_TEXT // 2
    parts = [text[i : i + size] for i in range(0, len(text), size)]
    return [SectionBlock(text=PlainTextObject(text=p, emoji=False)).to_dict() for p in parts]


def context(markup: str) -> Block:
    text = _mrkdwn(markup, SECTION_TEXT)
    return ContextBlock(elements=[text]).to_dict()


def divider() -> Block:
    return DividerBlock().to_dict()


def actions(buttons: Iterable[ButtonElement]) -> Block:
    return ActionsBlock(elements=list(buttons)).to_dict()


def button(
    label: str,
    action: str,
    value: str,
    *,
    style: Literal["primary", "danger"] | None = None,
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    return ButtonElement(
        text=PlainTextObject(text=clip(label, BUTTON_TEXT), emoji=True),
        action_id=action,
        value=value,
        style=style,
        confirm=confirm,
    )


def confirm(title: str, text: str, yes: str, no: str) -> ConfirmObject:
    """A dialog before what cannot be undone."""
    return ConfirmObject(
        title=clip(title, 100), text=clip(text, 300), confirm=clip(yes, 30), deny=clip(no, 30)
    )
