"""Who approves: a playbook's own paths go before the workspace's, and those before the app's."""

from __future__ import annotations

from pathlib import Path

from bot.events import ApprovalPath, Requirement
from bot.paths import path_key
from bot.playbook_files import library, playbook
from bot.playbook_shelf import FOLDER
from bot.store import WorkspaceSettings
from handlers import paths

DOCS = Path(__file__).parent.parent.parent / "docs" / "statements.md"


def path(*any_of: str) -> ApprovalPath:
    return ApprovalPath(steps=((Requirement(any_of=any_of),),))


def test_a_plan_goes_before_the_workspace() -> None:
    own = path("role:executive")
    settings = WorkspaceSettings(
        paths={
            path_key("apology", "major"): path("role:legal"),
            path_key("reply", "major"): path("role:legal"),
        }
    )
    found = paths._paths(settings, "major", {"apology": own})
    assert found[path_key("apology", "major")] == own
    assert found[path_key("reply", "major")] == path("role:legal")


def test_the_paths_in_the_docs_can_be_read() -> None:
    text = DOCS.read_text(encoding="utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    whole = (FOLDER / "mistake-major.yml").read_text(encoding="utf-8") + example
    known = {file.name: file.read_bytes() for file in FOLDER.glob("steps*.yml")}
    plan, problems = playbook("mistake-major.yml", whole.encode(), library(known)[0], ours=False)
    assert problems == []
    assert plan is not None
    approval = plan.approval
    assert len(approval["apology"].steps) == 2
    assert approval["reply"].steps == ((Requirement(),),)
