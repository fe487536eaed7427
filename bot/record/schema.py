"""`make schema`: the published JSON Schema of exported records, from the models of their entries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from bot.events import EVENTS, RECORD_FILTERS
from bot.record.json_format import FORMAT
from bot.signing import ID_DIGITS

PATH = Path(__file__).parent.parent.parent / "docs" / "timeline.schema.json"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "Exported timeline of a crisis"
ABOUT = (
    "Written by Cellule. Besides what a schema can say: the first line holds all up to "
    "`entries`, in the order given here; each entry is a line of canonical JSON (RFC 8785); each "
    "follows from the one before by its hash. `python app.py verify FILE` checks all of it."
)
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"


def schema() -> dict[str, Any]:
    """The schema of a file of `FORMAT`."""
    kinds = [(event, "validation") for event in EVENTS.values()]
    refs, models = models_json_schema(
        kinds,  # type: ignore[arg-type]
        ref_template="#/$defs/{model}",
        schema_generator=_AsStored,
    )
    events = {event.kind: refs[event, "validation"] for event in EVENTS.values()}
    return {
        "$schema": DRAFT,
        "$id": f"urn:{FORMAT.replace('/', ':')}",
        "title": TITLE,
        "description": ABOUT,
        **_object(
            {
                "format": {"const": FORMAT},
                "crisis": _text("The crisis's ID."),
                "filter": {
                    "enum": list(RECORD_FILTERS),
                    "description": "What the reader sees: everything, what a lawyer needs, what "
                    "may be shown to anybody. Of the other entries `data` and `salt` are null.",
                },
                "seq": {
                    "type": "integer",
                    "minimum": 1,
                    "description": "How many entries there are.",
                },
                "head": _digest("The hash of the last entry."),
                "keys": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"$ref": "#/$defs/key"},
                    "description": "The keys that sign, oldest first; the last signed the file.",
                },
                "signature": _hex(
                    128,
                    "Ed25519, by the last key, of the canonical JSON of format, crisis, filter, "
                    "seq, head and keys.",
                ),
                "entries": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"$ref": "#/$defs/entry"},
                },
            }
        ),
        "$defs": {"key": _key(), "entry": _entry(events), **models["$defs"]},
    }


def text() -> str:
    """The schema as its file has it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


class _AsStored(GenerateJsonSchema):
    """Models as `Event.data` writes them: times in one form, and nothing that is null."""

    def datetime_schema(self, schema: core_schema.DatetimeSchema) -> JsonSchemaValue:
        return _moment()

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _key() -> dict[str, Any]:
    first = {"type": "null"}
    return {
        "description": "A key that signs. Each but the first was signed by the one before it.",
        **_object(
            {
                "public": _hex(64, "The public half, Ed25519."),
                "since": _moment(),
                "endorsed_by": {"anyOf": [_hex(ID_DIGITS, "The ID of the key before."), first]},
                "endorsement": {
                    "anyOf": [
                        _hex(128, "Of the canonical JSON of public, since and `use`."),
                        first,
                    ]
                },
            }
        ),
    }


def _entry(events: dict[str, Any]) -> dict[str, Any]:
    there, gone = {"type": "object"}, {"type": "null"}
    each = [
        {
            "if": {"properties": {"kind": {"const": kind}, "data": there}},
            "then": {"properties": {"data": ref}},
        }
        for kind, ref in sorted(events.items())
    ]
    return {
        "description": "Something that happened, and who did it when.",
        **_object(
            {
                "crisis": _text("The same in all entries."),
                "seq": {"type": "integer", "minimum": 1},
                "at": _moment(),
                "actor": _text("A Slack user ID, or `cellule` for what the app did by itself."),
                "kind": {"enum": sorted(events)},
                "data": {
                    "type": ["object", "null"],
                    "description": "What happened; null where it was redacted or is not for this "
                    "reader.",
                },
                "salt": {
                    "anyOf": [_hex(32, "16 random bytes that go before the data."), gone],
                },
                "data_digest": _digest(
                    "SHA-256 of the salt's bytes and the data's canonical JSON."
                ),
                "prev": _digest("The hash of the entry before; 64 zeros for the first."),
                "hash": _digest(
                    "SHA-256 of the canonical JSON of crisis, seq, at, actor, kind, data_digest "
                    "and prev."
                ),
            }
        ),
        "allOf": [
            {
                "if": {"properties": {"data": gone}},
                "then": {"properties": {"salt": gone}},
                "else": {"properties": {"salt": {"type": "string"}}},
            },
            *each,
        ],
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _text(about: str) -> dict[str, Any]:
    return {"type": "string", "description": about}


def _digest(about: str) -> dict[str, Any]:
    return _hex(64, about)


def _hex(digits: int, about: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^[0-9a-f]{{{digits}}}$", "description": about}


def _moment() -> dict[str, Any]:
    return {"type": "string", "pattern": MOMENT, "description": "RFC 3339, in UTC."}


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
