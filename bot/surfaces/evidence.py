"""What was kept, by whom, with which digest; and what was taken offline."""

from __future__ import annotations

from collections.abc import Sequence

from bot.crisis import Crisis
from bot.evidence import deletion_of, evidence_of, file_name, unread
from bot.locale import Words
from bot.parts import Deletion, Evidence
from bot.surfaces import labels
from bot.surfaces.blocks import (
    Block,
    actions,
    button,
    context,
    escape,
    header,
    link,
    mention,
    quoted,
    section,
    weight,
    when,
)
from bot.surfaces.troubles import cause

WEIGHT = 8_000
"""Characters of pieces and deletions on the message; all of them are a click away."""
SHOWN = 20
NOTE = 300
"""Characters of a note on the message."""
DIGEST = 12
"""Characters of a digest on the message; whole where all evidence is shown."""
NAME = 120


def evidence(t: Words, crisis: Crisis) -> tuple[str, list[Block]]:
    """Fallback text and blocks of the message in the room."""
    title = t.plural("Evidence: {n} piece kept", "Evidence: {n} pieces kept", len(crisis.evidence))
    blocks = [header(f":file_folder: {title}")]
    everything = parts(t, crisis, whole=False)
    shown = _that_fit(everything)
    blocks += shown
    buttons = [
        button(t("Keep evidence…"), "open_evidence", crisis.id, style="primary"),
        button(t("Record a deletion…"), "open_deletion", crisis.id),
    ]
    label = t.plural("All evidence ({n})", "All evidence ({n})", len(everything))
    buttons.append(button(label, "open_all_evidence", crisis.id))
    blocks.append(actions(buttons))
    blocks.append(
        context(
            t(
                "Keep first, delete then: someone has a screenshot. A :camera: on a message keeps "
                "it and its files, even if the message is deleted later."
            )
        )
    )
    return escape(title), blocks


def parts(t: Words, crisis: Crisis, *, whole: bool) -> Sequence[Block]:
    """What was deleted, then what was kept, the newest first; a block each."""
    deletions = [_deletion(t, crisis, deletion) for deletion in reversed(crisis.deletions)]
    kept = [_piece(t, crisis, one, whole=whole) for one in reversed(crisis.evidence.values())]
    return [*deletions, *kept]


def _that_fit(blocks: Sequence[Block]) -> list[Block]:
    fitting: list[Block] = []
    for block in blocks[:SHOWN]:
        if weight([*fitting, block]) > WEIGHT:
            break
        fitting.append(block)
    return fitting


def _piece(t: Words, crisis: Crisis, kept: Evidence, *, whole: bool) -> Block:
    deleted = deletion_of(crisis, kept)
    mark = ":wastebasket:" if deleted is not None else ":camera:"
    where = [t(labels.PLATFORM[kept.platform])] if kept.platform else []
    where += [f"@{quoted(kept.account, 100)}"] if kept.account else []
    if kept.link:
        where.append(link(kept.link, t("link")))
    if kept.message is not None and kept.message.link and kept.message.link != kept.link:
        where.append(link(kept.message.link, t("the message")))
    lines = [" · ".join((f"{mark} *{t(labels.EVIDENCE[kept.what])}*", *where))]
    lines += _file(t, crisis, kept, whole=whole)
    if kept.note:
        lines.append(f">{quoted(kept.note, 1500 if whole else NOTE)}")
    lines.append(
        t(
            "As it stood {time}; kept by {who}, {kept}",
            time=when(kept.captured_at),
            who=mention(kept.kept_by),
            kept=when(kept.kept_at),
        )
    )
    if deleted is not None:
        lines.append(t("Deleted {time}", time=when(deleted.at)))
    return section("\n".join(lines))


def _file(t: Words, crisis: Crisis, kept: Evidence, *, whole: bool) -> list[str]:
    """A file's name, and its digest or why there is none."""
    file = kept.file
    if file is None:
        return []
    # Isolated, so that a name in Arabic or Hebrew does not turn what follows round.
    name = f"\u2068{quoted(file_name(file), NAME)}\u2069"
    # Whoever may not see the file is shown none by Slack.
    named = f"{name} · {link(file.link, t('file'))}" if file.link else name
    lines = [f":page_facing_up: {named} · {size(t, file.size)}"]
    if kept.sha256 is not None:
        digest = kept.sha256 if whole else f"{kept.sha256[:DIGEST]}…"
        return [*lines, f"SHA-256 `{digest}`"]
    trouble = unread(crisis, kept)
    if trouble is None:
        return [*lines, t("SHA-256: the file is being read")]
    if not trouble.final:
        return [*lines, t("SHA-256: not yet; Cellule keeps trying to read the file")]
    why = cause(t, trouble)
    return [*lines, t(":warning: No SHA-256: {why}. Share the file anew and keep it.", why=why)]


def size(t: Words, count: int) -> str:
    """A file's size, as people say it."""
    if count < 1_000:
        return t.plural("{n} byte", "{n} bytes", count)
    if count < 1_000_000:
        return t("{n} kB", n=round(count / 1_000))
    figure = f"{count / 1_000_000:.1f}"
    return t("{n} MB", n=figure.replace(".", ",") if t.language == "fr" else figure)


def _deletion(t: Words, crisis: Crisis, deletion: Deletion) -> Block:
    kept = evidence_of(crisis, deletion)
    what = [t(labels.EVIDENCE[kept.what])] if kept is not None else []
    what += [t(labels.PLATFORM[deletion.platform])] if deletion.platform else []
    what += [link(deletion.link, t("link"))] if deletion.link else []
    lines = [
        " · ".join((":wastebasket: *" + t("Deleted") + "*", *what)),
        t(
            "{time} by {who}; recorded by {recorder}",
            time=when(deletion.at),
            who=mention(deletion.by),
            recorder=mention(deletion.recorded_by),
        ),
    ]
    if kept is None:
        lines.append(
            t(
                ":warning: *Nobody kept evidence of it.* Ask who has a screenshot, look in web "
                "archives, and keep what you find."
            )
        )
    return section("\n".join(lines))
