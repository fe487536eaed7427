"""A canvas as Slack reads it, by a Markdown parser that knows nothing of how it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.events import LANGUAGES
from bot.locale import words
from bot.surfaces.canvas_text import LONGEST
from tests.strategies import IDS

COMPACT = 60_000
"""Characters that a situation takes at most, far below what Slack holds."""

HEADINGS = {
    words(language)(heading)
    for language in LANGUAGES
    for heading in (
        "Clocks",
        "What is confirmed",
        "What was said where",
        "What waits",
        "Steps still open",
        "Evidence and critics",
        "The newest entries",
        "The whole record",
    )
}
LABELS = {words(language)("see it") for language in LANGUAGES}

_OURS = {
    "heading_open",
    "paragraph_open",
    "bullet_list_open",
    "list_item_open",
    "blockquote_open",
    "hr",
    "text",
    "text_special",
    "strong_open",
    "link_open",
    "image",
    "softbreak",
}


@dataclass
class Read:
    """What a canvas has in it. `text` is what people see, mentions as `@U1`."""

    headings: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    text: str = ""


def read(markdown: str) -> Read:
    """Reads a canvas."""
    found, lines = Read(), []
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(markdown)
    open_lists = 0
    for index, token in enumerate(tokens):
        if token.type == "bullet_list_open":
            open_lists += 1
        elif token.type == "bullet_list_close":
            open_lists -= 1
        nested = open_lists > (0 if token.type == "blockquote_open" else 1)
        if token.type in ("bullet_list_open", "blockquote_open") and nested:
            found.odd.append("nested")
        if token.type == "inline":
            line = _inline(token, found)
            lines.append(line)
            if tokens[index - 1].type == "heading_open":
                found.headings.append((tokens[index - 1].tag, line))
        elif not token.type.endswith("_close") and token.type not in _OURS:
            found.odd.append(token.type)
    found.text = "\n".join(lines)
    return found


def _inline(token: Token, found: Read) -> str:
    parts = []
    for child in token.children or ():
        if child.type == "image":
            source = str(child.attrs["src"])
            found.mentions.append(source)
            if child.content or source.removeprefix("@") not in IDS:
                found.odd.append(f"image {source}")
            parts.append(source)
        elif child.type == "softbreak":
            parts.append("\n")
        elif child.type == "link_open":
            found.links.append((_label(token, child), str(child.attrs["href"])))
        elif child.type not in _OURS and not child.type.endswith("_close"):
            found.odd.append(child.type)
        parts.append(child.content if child.type in ("text", "text_special") else "")
    return "".join(parts)


def _label(token: Token, link: Token) -> str:
    children = token.children or []
    return children[children.index(link) + 1].content


def problems(markdown: str) -> Iterator[str]:
    """What would be wrong with a canvas."""
    if len(markdown) > min(LONGEST, COMPACT):
        yield f"too long: {len(markdown)}"
    found = read(markdown)
    yield from found.odd
    tags = [tag for tag, _ in found.headings]
    if tags != ["h1"] + ["h2"] * (len(tags) - 1):
        yield f"headings {tags}"
    names = [name for _, name in found.headings[1:]]
    if len(set(names)) != len(names) or not set(names) <= HEADINGS:
        yield f"headings {names}"
    yield from (f"link {label}" for label, _ in found.links if label not in LABELS)
