"""The words and patterns of rules/claims.<language>.yml, read once."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from statements.findings import Language


@lru_cache(maxsize=2)
def wordlists(language: Language) -> dict[str, Any]:
    path = Path(__file__).with_name("rules") / f"claims.{language}.yml"
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data
