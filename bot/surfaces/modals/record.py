"""Forms about the record: what to export, what is right instead, what has to go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    DateTimePickerElement,
    Option,
    RadioButtonsElement,
)

from bot.crisis import Crisis
from bot.events import LANGUAGES, RECORD_FILTERS, RECORD_FORMATS, RecordFilter, RecordFormat
from bot.locale import N_, Words
from bot.surfaces import labels
from bot.surfaces.blocks import Block, context, quoted, section
from bot.surfaces.modals.form import field, modal, option, pick, text_area

FORMATS: Mapping[RecordFormat, str] = {
    "pdf": N_("To print, sign and hand over"),
    "html": N_("One page to read, search and print"),
    "json": N_("Every seal: the one that proves all others"),
    "csv": N_("The timeline for a spreadsheet"),
    "md": N_("To paste into a report"),
    "png": N_("One picture: summary, clocks, drawn timeline"),
}
USUAL: tuple[RecordFormat, ...] = ("pdf", "json")
FILTERS: Mapping[RecordFilter, tuple[str, str]] = {
    "full": (N_("Everything"), N_("For the team and whoever audits it.")),
    "legal": (
        N_("For lawyers, insurers, regulators"),
        N_("Without talk in the room and the team’s own review."),
    ),
    "public": (
        N_("Safe to show outside"),
        N_("What was public anyway. No names, nothing from inside."),
    ),
}


def export(t: Words, crisis: Crisis) -> dict[str, Any]:
    """What to export, for whom, in which language."""
    formats = [option(one, labels.FORMAT[one], t(text)) for one, text in FORMATS.items()]
    filters = [option(one, t(name), t(text)) for one, (name, text) in FILTERS.items()]
    languages = [option(one, t(labels.LANGUAGE[one])) for one in LANGUAGES]
    return modal(
        "export_record",
        t("Export the record"),
        [
            context(
                t(
                    "The files come into the room’s thread, with times on your clock and in UTC. "
                    "That you exported goes on the timeline."
                )
            ),
            field(
                "formats",
                t("As what?"),
                CheckboxesElement(
                    action_id="value",
                    options=formats,
                    initial_options=[one for one in formats if one.value in USUAL],
                ),
            ),
            field("filter", t("For whom?"), _radio(filters, "full")),
            field("language", t("In which language?"), _radio(languages, t.language)),
        ],
        submit=t("Export"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def formats_in(chosen: Sequence[str]) -> tuple[RecordFormat, ...]:
    """The formats of a form that was sent in, in their usual order."""
    return tuple(one for one in RECORD_FORMATS if one in chosen)


def filter_in(chosen: str | None) -> RecordFilter:
    return next((one for one in RECORD_FILTERS if one == chosen), "full")


def correct(t: Words, crisis: Crisis, entry: int, said: str) -> dict[str, Any]:
    """What is right instead of what an entry says."""
    return modal(
        "correct_entry",
        t("Correct an entry"),
        [
            *_entry(t, entry, said),
            field(
                "text",
                t("What is right?"),
                text_area(placeholder=t("Both stay on the record: the entry, and what you write.")),
            ),
            happened(t, t("When did it happen really?")),
        ],
        submit=t("Correct"),
        close=t("Cancel"),
        state={"crisis": crisis.id, "entry": entry},
    )


def redact(t: Words, crisis: Crisis, entry: int, kind: str, said: str) -> dict[str, Any]:
    """Why an entry's words should go."""
    return modal(
        "ask_redaction",
        t("Take words out"),
        [
            *_entry(t, entry, said),
            section(
                t(
                    "For personal data that must not stay. A second person has to agree. Then the "
                    "words are gone for good; the entry stays, with its time and its seal."
                )
            ),
            field(
                "reason",
                t("Why?"),
                text_area(placeholder=t("Without repeating what has to go."), limit=1000),
            ),
        ],
        submit=t("Ask"),
        close=t("Cancel"),
        state={"crisis": crisis.id, "entry": entry, "kind": kind},
    )


def happened(t: Words, label: str) -> Block:
    """When something happened, if that is not now."""
    return field(
        "happened_at",
        label,
        DateTimePickerElement(action_id="value"),
        hint=t("Leave it empty if the time of the entry is right."),
        optional=True,
    )


def _entry(t: Words, entry: int, said: str) -> list[Block]:
    return [section(t("*Entry {n}:* {said}", n=entry, said=quoted(said, 1500)))]


def _radio(options: Sequence[Option], chosen: str) -> RadioButtonsElement:
    return RadioButtonsElement(
        action_id="value", options=list(options), initial_option=pick(options, chosen)
    )
