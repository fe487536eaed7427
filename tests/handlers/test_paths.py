"""Who approves: a playbook's own paths go before the workspace's, and those before the app's."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot import playbook
from bot.approval import path_key
from bot.events import ApprovalPath, Requirement
from bot.playbook import Playbook
from bot.store import WorkspaceSettings
from handlers import paths

DOCS = Path(__file__).parent.parent.parent / "docs" / "statements.md"


def path(*any_of: str) -> ApprovalPath:
    return ApprovalPath(steps=((Requirement(any_of=any_of),),))


def test_a_plan_goes_before_the_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    own = path("role:executive")
    plan = playbook.for_severity("major").model_copy(update={"approval": {"apology": own}})
    monkeypatch.setattr(playbook, "for_severity", lambda severity: plan)
    settings = WorkspaceSettings(
        paths={
            path_key("apology", "major"): path("role:legal"),
            path_key("reply", "major"): path("role:legal"),
        }
    )
    found = paths._paths(settings, "major")
    assert found[path_key("apology", "major")] == own
    assert found[path_key("reply", "major")] == path("role:legal")


def test_the_paths_in_the_docs_can_be_read() -> None:
    text = DOCS.read_text(encoding="utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    data = yaml.safe_load(example)
    plan = playbook.for_severity("major").model_dump() | data
    approval = Playbook.model_validate(plan).approval
    assert len(approval["apology"].steps) == 2
    assert approval["reply"].steps == ((Requirement(),),)
