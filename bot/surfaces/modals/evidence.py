"""The forms of the evidence: keeping it, recording a deletion, all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from slack_sdk.models.blocks import (
    DateTimePickerElement,
    StaticSelectElement,
    UrlInputElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.block_elements import FileInputElement

from bot.commands.evidence import KeepEvidence
from bot.crisis import Crisis
from bot.events import PLATFORMS, EvidenceFile, EvidenceKind, MessageRef
from bot.evidence import deletion_of, file_name, known
from bot.locale import Words
from bot.parts import Evidence
from bot.surfaces import labels
from bot.surfaces.blocks import Block, actions, button, clip, context, escape
from bot.surfaces.evidence import parts
from bot.surfaces.exercise import named
from bot.surfaces.modals.form import Answers, field, modal, option, pick, text_area

PAGE = 20
"""Pieces on a page, a block each: their notes may be long, and a modal holds 250,000 bytes."""
FILES = 10
"""Files in one form: https://docs.slack.dev/reference/block-kit/block-elements/file-input-element"""
NOTE = 2_000
LINK = 500
CHOICE = 100
"""Options of a menu."""


def keep_evidence(t: Words, crisis: Crisis, now: datetime) -> dict[str, Any]:
    """Something to keep: where it stands, files of it, when it was seen so."""
    post = crisis.post_link
    if post is not None and known(crisis, link=post) is not None:
        post = None
    kinds = _kinds(t)
    return modal(
        "keep_evidence",
        t("Keep evidence"),
        [
            context(
                t(
                    "Do this before anything is deleted. A link dies with the post: add a "
                    "screenshot of the whole of it, with its address and time."
                )
            ),
            field(
                "what",
                t("What is it?"),
                StaticSelectElement(
                    action_id="value", options=kinds, initial_option=pick(kinds, "post")
                ),
            ),
            field(
                "link",
                t("Link"),
                UrlInputElement(action_id="value", initial_value=post),
                optional=True,
            ),
            field(
                "files",
                t("Files: screenshots, recordings, exports"),
                FileInputElement(action_id="value", max_files=FILES),
                hint=t("Of each file Cellule records the SHA-256, which proves it unchanged."),
                optional=True,
            ),
            field(
                "captured_at",
                t("When did it stand so?"),
                _moment(now),
            ),
            _platform(t),
            field(
                "account",
                t("Account that published it"),
                text_area(lines=False, limit=200, placeholder="@acme"),
                optional=True,
            ),
            field("note", t("Note"), text_area(limit=NOTE), optional=True),
        ],
        submit=t("Keep it"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def evidence_from(t: Words, crises: Sequence[Crisis], found: KeepEvidence) -> dict[str, Any]:
    """Keeps a message from anywhere, with its files, as evidence in a crisis."""
    files = found.files[:FILES]
    options = [
        option(crisis.id, named(t, crisis, crisis.channel_name or crisis.what))
        for crisis in crises[:CHOICE]
    ]
    kinds = _kinds(t)
    blocks: list[Block] = [
        field(
            "crisis",
            t("Which crisis?"),
            StaticSelectElement(action_id="value", options=options, initial_option=options[0]),
        ),
        field(
            "what",
            t("What is it?"),
            StaticSelectElement(
                action_id="value", options=kinds, initial_option=pick(kinds, found.what)
            ),
        ),
        field("note", t("Note"), text_area(found.note, limit=NOTE), optional=True),
    ]
    if files:
        listed = ", ".join(f"\u2068{escape(clip(file_name(file), 60))}\u2069" for file in files)
        blocks.append(context(t("With it: {files}", files=listed)))
    return modal(
        "keep_message_evidence",
        t("Keep evidence"),
        blocks,
        submit=t("Keep it"),
        close=t("Cancel"),
        state={
            # What a form remembers is bounded: a longer link stands in the note.
            "message": _remembered(found.message),
            "link": found.link if len(found.link or "") <= LINK else None,
            "files": [[file.id, clip(file.name, 40), file.size] for file in files],
            "captured_at": int(found.captured_at.timestamp()),
        },
    )


def _remembered(message: MessageRef | None) -> dict[str, Any] | None:
    if message is None:
        return None
    long = len(message.link or "") > LINK
    return message.model_dump(exclude_none=True, exclude={"link"} if long else None)


def found_in(answers: Answers) -> KeepEvidence:
    """What such a form says, once it is sent in."""
    state = answers.state
    message = MessageRef.model_validate(state["message"])
    return KeepEvidence(
        what=cast(EvidenceKind, answers.choice("what")),
        captured_at=datetime.fromtimestamp(state["captured_at"], tz=UTC),
        link=state["link"],
        # Each file is found where its message is.
        files=tuple(
            EvidenceFile(id=key, name=name, size=size, link=message.link or "")
            for key, name, size in state["files"]
        ),
        note=answers.text("note").strip() or None,
        message=message,
    )


def record_deletion(t: Words, crisis: Crisis, now: datetime, person: str) -> dict[str, Any]:
    """What was taken offline, when, by whom."""
    there = [kept for kept in reversed(crisis.evidence.values()) if not deletion_of(crisis, kept)]
    blocks: list[Block] = []
    if there:
        options = [option(kept.id, _named(t, kept)) for kept in there[:CHOICE]]
        blocks.append(
            field(
                "evidence",
                t("What was deleted?"),
                StaticSelectElement(
                    action_id="value",
                    options=options,
                    initial_option=options[0] if len(options) == 1 else None,
                ),
                optional=True,
            )
        )
    else:
        blocks.append(
            context(
                t(
                    ":warning: No evidence is kept of anything that is still online. Whatever can "
                    "still be found of it, keep it first."
                )
            )
        )
    blocks += [
        field(
            "link",
            t("Or its link, where no evidence was kept") if there else t("Its link"),
            UrlInputElement(action_id="value", initial_value=None if there else crisis.post_link),
            optional=bool(there),
        ),
        field("deleted_at", t("When was it deleted?"), _moment(now)),
        field(
            "deleted_by",
            t("Who deleted it?"),
            UserSelectElement(action_id="value", initial_user=person),
        ),
        _platform(t),
    ]
    return modal(
        "record_deletion",
        t("Record a deletion"),
        blocks,
        submit=t("Put it on record"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def all_evidence(t: Words, crisis: Crisis, page: int) -> dict[str, Any]:
    """Page `page`, from 0, of what was deleted and kept."""
    everything = parts(t, crisis, whole=True)
    last = max(0, (len(everything) - 1) // PAGE)
    page = min(max(page, 0), last)
    blocks = list(everything[page * PAGE : (page + 1) * PAGE])
    if not blocks:
        blocks.append(context(t("Nothing is kept yet.")))
    turns = []
    if page > 0:
        turns.append(button(t("Back"), "evidence_back", f"{crisis.id}:{page - 1}"))
    if page < last:
        turns.append(button(t("More"), "evidence_more", f"{crisis.id}:{page + 1}"))
    if turns:
        blocks.append(actions(turns))
    return modal(
        "evidence",
        t("Evidence"),
        blocks,
        submit=None,
        close=t("Close"),
        state={"crisis": crisis.id},
    )


def _kinds(t: Words) -> list[Any]:
    return [option(kind, t(label)) for kind, label in labels.EVIDENCE.items()]


def _moment(now: datetime) -> DateTimePickerElement:
    return DateTimePickerElement(
        action_id="value", initial_date_time=int(now.timestamp()) // 60 * 60
    )


def _platform(t: Words) -> Block:
    return field(
        "platform",
        t("Platform"),
        StaticSelectElement(
            action_id="value", options=[option(one, t(labels.PLATFORM[one])) for one in PLATFORMS]
        ),
        hint=t("Left empty, the link tells it."),
        optional=True,
    )


def _named(t: Words, kept: Evidence) -> str:
    """A piece in a menu."""
    what = t(labels.EVIDENCE[kept.what])
    told = kept.link or (file_name(kept.file) if kept.file else None) or kept.note or kept.id
    return f"{what} · {told}"
