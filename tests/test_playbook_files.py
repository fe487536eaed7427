"""Playbooks of a team: what is wrong is said with file and line; whatever it is, there is a plan."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import playbook_source
from bot.events import LANGUAGES
from bot.playbook_files import library, playbook
from bot.playbook_problems import Problem
from bot.playbook_shelf import FOLDER, MOST_FILES, OURS, Playbooks

OUR_LIBRARY, _ = library({file.name: file.read_bytes() for file in FOLDER.glob("steps*.yml")})
STEP = """
      - id: {id}
        rule: 1
        role: lead
        title: {{en: "Do it", fr: "Le faire"}}
        help: {{en: "Like this.", fr: "Comme ceci."}}
"""
HEAD = """\
id: own
severity: minor
causes: [mistake]
title: {en: "Own plan", fr: "Plan maison"}
phases:
  - id: address
    steps:
      - capture-evidence
"""


def problems(text: str | bytes, name: str = "own.yml") -> list[str]:
    content = text.encode() if isinstance(text, str) else text
    made, found = playbook(name, content, OUR_LIBRARY, ours=False)
    assert (made is None) == bool(found)
    return [str(problem) for problem in sorted(found, key=lambda one: one.line or 0)]


def with_step(*lines: str, key: str = "mine") -> str:
    return HEAD + STEP.format(id=key).lstrip("\n") + "".join(f"        {line}\n" for line in lines)


def test_a_good_file() -> None:
    text = with_step(
        "within: 30", "anchor: post", "after: [capture-evidence]", "needs: {kind: link}"
    )
    made, found = playbook("own.yml", text.encode(), OUR_LIBRARY, ours=False)
    assert found == []
    assert made is not None
    _, step = made.adopted("mistake", ("x",), "fr").steps
    assert (step.title, step.within, step.anchor) == ("Le faire", 30, "post")
    assert step.after == ("capture-evidence",)
    assert step.needs is not None
    assert step.needs.kind == "link"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (HEAD.replace("causes: [", "causes: ["[:-1] + "{"), 3, "this is not YAML"),
        (HEAD + "colour: red\n", 9, "unknown key “colour”"),
        (HEAD + "phase: []\n", 9, "unknown key “phase”: do you mean “phases”?"),
        (HEAD.replace("minor", "huge"), 2, "unknown severity “huge” (there are: minor, major)"),
        (HEAD.replace("mistake", "weather"), 3, "unknown cause “weather”"),
        (HEAD.replace("[mistake]", "[]"), 3, "“causes” is empty"),
        (HEAD.replace("[mistake]", "mistake"), 3, "“causes” must be a list"),
        (HEAD.replace("id: own", "id: other"), 1, "the file is named own.yml"),
        (HEAD.replace("id: own", "id: O wn"), 1, "“O wn” cannot be an ID"),
        (HEAD.replace(', fr: "Plan maison"', ""), 4, "this language is missing: “fr”"),
        (HEAD.replace("Plan maison", " "), 4, "“title.fr” is empty"),
        (HEAD.replace("Own plan", "x" * 151), 4, "“title.en” is longer than 150 characters"),
        (HEAD.replace("id: address", "id: mine"), 6, "the phase “mine” has no title"),
        (HEAD + "  - id: address\n    steps: [post-holding]\n", 9, "two phases have the ID"),
        (HEAD + "      - capture-evidense\n", 9, "do you mean “capture-evidence”?"),
        (HEAD + "      - zzz\n", 9, "the library has no step “zzz”: write it out"),
        (HEAD + "      - capture-evidence\n", 9, "two steps have the ID “capture-evidence”"),
        (HEAD + "      - {id: zzz, rule: 1}\n", 9, "“role” is missing"),
        (with_step("rule: 2"), 14, "the key “rule” stands here twice"),
        (with_step().replace("rule: 1", "rule: 6"), 10, "“rule” goes from 1 to 5"),
        (with_step().replace("rule: 1", "rule: one"), 10, "“rule” must be a whole number"),
        (with_step().replace("lead", "lawyer"), 11, "unknown role “lawyer” (there are: lead,"),
        (with_step().replace("Like this.", "x" * 501), 13, "“help.en” is longer than 500"),
        (with_step().replace('"Do it"', "5"), 12, "“en” must be text"),
        (with_step("within: 30"), 14, "“mine” has “within” but no “anchor”"),
        (with_step("anchor: post"), 14, "“mine” has “anchor” but no “within”"),
        (with_step("within: 0", "anchor: post"), 14, "“within” goes from 1 to 43200"),
        (with_step("within: 5", "anchor: moon"), 15, "unknown anchor “moon”"),
        (with_step("needs: {kind: luck}"), 14, "unknown need “luck”"),
        (with_step("needs: {kind: statement}"), 14, "names the statement (holding,"),
        (with_step("needs: {kind: link, statement: reply}"), 14, "only “needs” of kind statement"),
        (with_step("needs: {kind: statement, statement: poem}"), 14, "kind of statement “poem”"),
        (with_step("platforms: [fax]"), 14, "unknown platform “fax”"),
        (with_step("platforms: []"), 14, "“platforms” is empty"),
        (with_step("after: [capture-evidense]"), 14, "comes after “capture-evidense”"),
        (with_step("after: [mine]"), 14, "in a circle: mine → mine"),
        (HEAD.replace("capture-evidence", "delete-post"), 67, "which this playbook does not have"),
        (HEAD.replace("capture-evidence", "secure-x"), 3, "cause mistake would have no step"),
        (HEAD + "approval: {poem: {steps: [[{}]]}}\n", 9, "unknown kind of statement “poem”"),
        ("- a\n- b\n", 1, "“playbook” must have keys and values"),
        ("", 1, "“playbook” must have keys and values"),
        (HEAD + "---\nid: other\n", 9, "one document"),
        (HEAD.replace("[mistake]", "&a [mistake]"), 3, "anchors and aliases"),
        (HEAD.replace("[mistake]", "!!set [mistake]"), 3, "tags are not read"),
        (HEAD + "? [a]\n: b\n", 9, "a key must be one word"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, says: str) -> None:
    found = [one for one in problems(text) if says in one]
    assert found, problems(text)
    file = "steps.yml" if "delete-post" in text else "own.yml"
    if file == "own.yml":
        assert found[0].startswith(f"{file}:{line}: ")
    else:
        # The library's own line is named, where the order is written.
        at = int(found[0].split(":")[1])
        assert (FOLDER / file).read_text("utf-8").splitlines()[at - 1].strip().startswith("after:")


def test_the_example_in_the_docs_is_a_good_file() -> None:
    docs = FOLDER.parent.parent / "docs" / "playbooks.md"
    example = docs.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    assert problems(example, "recall-major.yml") == []


def test_a_circle_is_named_once() -> None:
    text = HEAD + "".join(
        STEP.format(id=key).lstrip("\n") + f"        after: [{other}]\n"
        for key, other in (("one", "two"), ("two", "three"), ("three", "one"), ("four", "one"))
    )
    assert problems(text) == [
        "own.yml:14: steps wait for one another in a circle: one → two → three → one"
    ]


def test_more_steps_than_a_message_shows() -> None:
    many = "".join(STEP.format(id=f"s{n}").lstrip("\n") for n in range(60))
    assert problems(HEAD + many) == [
        "own.yml:5: 61 steps are more than a message can show: 60 at most"
    ]


def test_all_that_is_wrong_is_said_at_once() -> None:
    text = with_step("within: 5", "after: [nowhere]", "needs: {kind: luck}", "colour: red")
    text = text.replace("rule: 1", "rule: 9").replace("role: lead", "role: lawyer")
    lines = [int(one.split(":")[1]) for one in problems(text.replace("minor", "huge"))]
    assert lines == [2, 10, 11, 14, 15, 16, 17]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"x" * 10_000_000, "larger than 200 kB"),
        (b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n", "anchors and aliases"),
        (b"[" * 100_000, "this is not YAML"),
        (b"a: " + b"[" * 50 + b"]" * 50, "nested more than 12 levels deep"),
        (b"- " * 90_000, "nested more than 12 levels deep"),
        (b"- a\n" * 40_000, "more than 20000 values"),
        (b"a: !!python/object/apply:os.system [ls]", "tags are not read"),
        (b"\xff\xfe", "the file is not UTF-8"),
        (b"a: \x07", "this is not YAML"),
        (b'a: "\\UFFFFFFFF"', "this is not YAML"),
    ],
)
def test_hostile_files_are_refused(content: bytes, says: str) -> None:
    (only,) = problems(content)
    assert says in only


def test_an_endless_chain_of_order_costs_nothing() -> None:
    """Every step waits for all before it, and all but the last are for another platform."""
    text, keys = HEAD, ["capture-evidence"]
    for number in range(40):
        text += STEP.format(id=f"s{number}").lstrip("\n")
        text += f"        after: [{', '.join(keys)}]\n"
        if number < 39:
            text += "        platforms: [web]\n"
        keys.append(f"s{number}")
    made, found = playbook("own.yml", text.encode(), OUR_LIBRARY, ours=False)
    assert found == []
    assert made is not None
    assert made.adopted("mistake", ("x",), "en").steps[-1].after == ("capture-evidence",)


VALID = sorted(FOLDER.glob("*.yml"))
PIECES = st.sampled_from(
    [
        *("", " ", ":", "- ", "[", "]", "{", "}", "&a ", "*a", "!x ", "'", '"', "#", "\t", "\n"),
        *("null", "after: [post-holding]", "within: 5", "999", "é", "\u2028", "\x00", "---\n"),
        *("? ", "| "),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(VALID), st.data())
def test_any_change_of_a_file_loads_or_says_where_it_is_wrong(
    path: Path, data: st.DataObject
) -> None:
    text = path.read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 1, 5, 40, 400])))
        text = text[:start] + data.draw(PIECES | st.text(max_size=5)) + text[end:]
    content = text.encode("utf-8", "surrogatepass")
    if path.name.startswith("steps"):
        found = library({path.name: content})[1]
    else:
        made, found = playbook(path.name, content, OUR_LIBRARY, ours=False)
        if made is not None:
            for cause in made.causes:
                for language in LANGUAGES:
                    assert made.adopted(cause, ("x",), language).steps
    lines = text.count("\n") + text.count("\u2028") + text.count("\u2029") + text.count("\x85")
    lines += text.count("\r")
    for problem in found:
        assert problem.line is not None
        assert 1 <= problem.line <= lines + 1 or problem.file.startswith("steps")
        for language in LANGUAGES:
            assert problem.file in problem.say(language)


def test_our_own_reader_needs_no_c() -> None:
    """The same files, read by PyYAML alone."""
    import yaml

    for path in VALID:
        before = playbook_source.read(path.read_bytes())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(playbook_source, "_LOADER", yaml.SafeLoader)
            assert playbook_source.read(path.read_bytes()).data == before.data


# A team's folder


def write(folder: Path, name: str, text: str, *, at: int = 0) -> None:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    # Two writes within the clock's grain are still two.
    stamp = path.stat().st_mtime_ns + at * 1_000_000_000
    os.utime(path, ns=(stamp, stamp))


def test_a_file_of_theirs_stands_for_ours(tmp_path: Path) -> None:
    text = HEAD.replace("id: own", "id: mistake-minor")
    write(tmp_path, "mistake-minor.yml", text)
    books = Playbooks(tmp_path)
    plan = books.plan("minor", "mistake", ("x",), "fr")
    assert (plan.title, plan.trouble, len(plan.steps)) == ("Plan maison", None, 1)
    assert set(books.names()) == set(OURS.names())
    assert books.plan("major", "mistake", ("x",), "fr") == OURS.plan(
        "major", "mistake", ("x",), "fr"
    )
    # It is read again when it changes, and ours is back when it goes.
    write(tmp_path, "mistake-minor.yml", text.replace("Plan maison", "Autre plan"), at=1)
    assert books.plan("minor", "mistake", ("x",), "fr").title == "Autre plan"
    (tmp_path / "mistake-minor.yml").unlink()
    assert books.plan("minor", "mistake", ("x",), "fr") == OURS.plan(
        "minor", "mistake", ("x",), "fr"
    )


def test_a_broken_file_of_theirs_never_stops_a_crisis(tmp_path: Path) -> None:
    write(tmp_path, "mistake-minor.yml", HEAD.replace("id: own", "id: mistake-minor") + "x: 1\n")
    books = Playbooks(tmp_path)
    plan, ours = (each.plan("minor", "mistake", ("x",), "fr") for each in (books, OURS))
    assert plan.trouble == "mistake-minor.yml, ligne 9\u00a0: clé inconnue «\u00a0x\u00a0»"
    assert plan.model_copy(update={"trouble": None}) == ours
    assert books.plan("minor", "insider", ("x",), "fr").trouble is None
    assert [str(one) for one in books.problems] == ["mistake-minor.yml:9: unknown key “x”"]


def test_a_playbook_of_another_name(tmp_path: Path) -> None:
    write(tmp_path, "own.yml", HEAD)
    books = Playbooks(tmp_path)
    assert books.chosen("minor", "mistake").id == "own"
    assert books.chosen("major", "mistake").id == "mistake-major"
    assert set(books.names()) == {*OURS.names(), "own"}
    # The one that is named for it goes before.
    shutil.copy(FOLDER / "mistake-minor.yml", tmp_path)
    assert books.chosen("minor", "mistake").id == "mistake-minor"
    assert not books.chosen("minor", "mistake").ours
    (tmp_path / "mistake-minor.yml").unlink()
    write(tmp_path, "own.yml", HEAD + "on_request: true\n", at=1)
    assert books.chosen("minor", "mistake").id == "mistake-minor"
    assert books.named("own") is not None
    write(tmp_path, "own.yml", HEAD + "on_request: maybe\n", at=2)
    assert books.named("own") is None
    assert "own.yml" in (books.plan("minor", "mistake", ("x",), "en").trouble or "")


LIBRARY = """\
steps:
  - id: capture-evidence
    rule: 4
    role: scribe
    title: {en: "Ask the scribe", fr: "Demander au scribe"}
    help: {en: "She keeps it.", fr: "Elle garde tout."}
"""


def test_a_step_of_theirs_stands_for_ours_in_every_plan(tmp_path: Path) -> None:
    write(tmp_path, "steps.yml", LIBRARY)
    for name in OURS.names():
        plan = Playbooks(tmp_path).named(name)
        assert plan is not None
        step = plan.steps["capture-evidence"]
        assert (step.role, step.within, step.title.fr) == ("scribe", None, "Demander au scribe")
        assert plan.steps["post-holding"] == OURS.named(name).steps["post-holding"]  # type: ignore[union-attr]


def test_a_broken_library_of_theirs(tmp_path: Path) -> None:
    write(tmp_path, "steps.yml", LIBRARY.replace("scribe\n", "scrub\n"))
    write(tmp_path, "own.yml", HEAD)
    books = Playbooks(tmp_path)
    assert [str(one) for one in books.problems] == [
        "steps.yml:4: unknown role “scrub” (there are: lead, communications, legal, executive, "
        "community, technical, scribe)"
    ]
    plan = books.plan("minor", "mistake", ("x",), "en")
    assert plan.playbook == "own", "with our words for the step"
    assert (plan.trouble or "").startswith("steps.yml, line 4: unknown role")
    assert plan.steps[0].role == "community"


def test_a_library_that_breaks_our_plans(tmp_path: Path) -> None:
    write(tmp_path, "steps.yml", LIBRARY + "    after: [nowhere]\n")
    books = Playbooks(tmp_path)
    assert {(one.file, one.line) for one in books.problems} == {("steps.yml", 7)}
    plan = books.plan("minor", "mistake", ("x",), "en")
    assert plan.trouble is not None
    assert plan.steps == OURS.plan("minor", "mistake", ("x",), "en").steps


def test_the_same_step_twice_in_the_library(tmp_path: Path) -> None:
    write(tmp_path, "steps-a.yml", LIBRARY)
    write(tmp_path, "steps-b.yml", LIBRARY)
    assert [str(one) for one in Playbooks(tmp_path).problems] == [
        "steps-b.yml:2: two steps have the ID “capture-evidence”"
    ]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    books = Playbooks(tmp_path / "gone")
    assert "the folder cannot be read" in str(books.problems[0])
    plan = books.plan("minor", "mistake", ("x",), "en")
    assert plan.steps == OURS.plan("minor", "mistake", ("x",), "en").steps
    assert "the folder cannot be read" in (plan.trouble or "")


def test_odd_things_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "insider-major.yml").mkdir()
    (tmp_path / "dangling.yml").symlink_to(tmp_path / "nothing")
    write(tmp_path, "own.yaml", HEAD)
    write(tmp_path, ".own.yml", "[")
    write(tmp_path, "README.md", "[")
    assert {str(one) for one in Playbooks(tmp_path).problems} == {
        "insider-major.yml: the file cannot be read",
        "dangling.yml: the file cannot be read",
        "own.yaml: name it .yml: files with another ending are not read",
    }


def test_more_files_than_are_read(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 5):
        write(tmp_path, f"p{number:03}.yml", HEAD.replace("id: own", f"id: p{number:03}"))
    books = Playbooks(tmp_path)
    assert len(books.names()) == len(OURS.names()) + MOST_FILES
    (only,) = books.problems
    assert isinstance(only, Problem)
    assert re.search(f"more than {MOST_FILES}", str(only))
