"""`make schema`: the published JSON Schemas of playbooks and of the step library."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from bot.playbook import LibraryFile, PlaybookFile

DOCS = Path(__file__).parent.parent / "docs"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[Path, str]:
    """Each schema's file and text."""
    models: dict[str, type[BaseModel]] = {
        "playbook.schema.json": PlaybookFile,
        "playbook-steps.schema.json": LibraryFile,
    }
    return {
        DOCS / name: json.dumps(
            {"$schema": DRAFT, **model.model_json_schema()}, ensure_ascii=False, indent=2
        )
        + "\n"
        for name, model in models.items()
    }


if __name__ == "__main__":
    for path, text in schemas().items():
        path.write_text(text, encoding="utf-8")
