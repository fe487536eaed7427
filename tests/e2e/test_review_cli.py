"""`python app.py review`, each time as a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.process import ROOT, Ran, environment, run

ENGLISH = ("review", "--lang", "en", "--kind")
DENIAL = "We never posted this."


async def reviewed(*arguments: str, given: str | bytes = "") -> Ran:
    """Runs `app.py ARGUMENTS` with a text on standard input."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "app.py", *arguments, cwd=ROOT, env=environment(),
        stdin=PIPE, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    data = given if isinstance(given, bytes) else given.encode()
    out, err = await asyncio.wait_for(process.communicate(data), 60)
    return Ran(process.returncode or 0, out.decode(), err.decode())


def findings(ran: Ran) -> list[dict[str, Any]]:
    assert (ran.code, ran.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


async def test_findings_as_json() -> None:
    text = "😅 We never posted this. Write to us."
    (finding,) = findings(await reviewed(*ENGLISH, "reply", given=text))
    assert set(finding) == {
        "code", "weight", "start", "end", "quote", "rule", "why", "better",
    }  # fmt: skip
    assert finding["quote"] == text[finding["start"] : finding["end"]] == "never posted"
    assert (finding["code"], finding["weight"], finding["rule"]) == ("contradiction", "error", 4)
    assert "screenshot" in finding["why"]


async def test_the_reader_is_told_why_in_the_texts_language() -> None:
    given = "Nous n'avons jamais publié ce message."
    ran = await reviewed("review", "--lang", "fr", "--kind", "reply", given=given)
    (finding,) = findings(ran)
    assert "capture d’écran" in finding["why"]


async def test_nothing_to_find() -> None:
    assert findings(await reviewed(*ENGLISH, "reply", given="Thank you for telling us.\n")) == []
    missing = findings(await reviewed(*ENGLISH, "apology"))
    assert [f["code"] for f in missing] == [
        "missing_apology",
        "missing_remedy",
        "missing_responsibility",
    ]
    assert all((f["start"], f["end"], f["quote"]) == (0, 0, "") for f in missing)


async def test_a_platform() -> None:
    text = "Thank you for telling us. " * 12
    (finding,) = findings(await reviewed(*ENGLISH, "reply", "--platform", "x", given=text))
    assert (finding["code"], finding["end"]) == ("too_long", len(text))
    ran = await reviewed(*ENGLISH, "reply", "--platform", "myspace", given=text)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("platform “myspace” is none of x, bluesky")


async def test_facts(tmp_path: Path) -> None:
    text = "The post was online for 20 minutes."
    (finding,) = findings(await reviewed(*ENGLISH, "internal", given=text))
    assert finding["code"] == "unsupported_fact"
    facts = tmp_path / "facts.json"
    for known in ([text], {"facts": [text], "cause": "mistake"}):
        facts.write_text(json.dumps(known), encoding="utf-8")
        ran = await reviewed(*ENGLISH, "internal", "--facts", str(facts), given=text)
        assert findings(ran) == []


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "No such file or directory"),
        (b"[", "Expecting value"),
        (b"\xff", "can't decode byte"),
        (b"3", "a list of facts, or an object with facts, is expected"),
        (b'{"fact": []}', "no such key: fact"),
        (b"[3]", "facts: a list of texts is expected"),
    ],
)
async def test_bad_facts(tmp_path: Path, content: bytes | None, complaint: str) -> None:
    facts = tmp_path / "facts.json"
    if content is not None:
        facts.write_bytes(content)
    ran = await reviewed(*ENGLISH, "reply", "--facts", str(facts), given=DENIAL)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"{facts}: ")
    assert complaint in ran.err


async def test_what_it_cannot_review() -> None:
    ran = await reviewed(*ENGLISH, "reply", given=b"caf\xe9")
    assert ran == Ran(1, "", "the text is not UTF-8\n")
    ran = await reviewed("review", "--lang", "en", given=DENIAL)
    assert ran == Ran(1, "", "say the text's language and kind with --lang and --kind\n")
    ran = await reviewed("review", "--lang", "de", "--kind", "reply", given=DENIAL)
    assert ran.code == 2
    assert "'de' is not one of 'fr', 'en'" in ran.err


def line(id: object, text: str, **more: object) -> str:
    return json.dumps({"id": id, "lang": "en", "kind": "reply", "text": text, **more})


async def test_many_texts() -> None:
    given = [
        line("b", DENIAL),
        line("a", "Thank you."),
        "",
        line(7, DENIAL + " It was seen by 40 % of you."),
        line("é", "We are sorry.", kind="holding"),
        line("x", "Thank you. " * 40, platform="x"),
        line("known", "It was seen by 40 % of you.", facts=["40 % of you saw it."]),
        line(
            "pasted",
            "You are right and it is gone, Ann.",
            replies=["You are right and it is gone, Bob."],
        ),
    ]
    ran = await reviewed("review", "--jsonl", given="\n".join(given))
    assert (ran.code, ran.err) == (0, "")
    assert [json.loads(answer) for answer in ran.out.splitlines()] == [
        {"id": "b", "faults": ["contradiction"]},
        {"id": "a", "faults": []},
        {"id": 7, "faults": ["contradiction", "unsupported_fact"]},
        {"id": "é", "faults": ["no_next_update"]},
        {"id": "x", "faults": ["too_long"]},
        {"id": "known", "faults": []},
        {"id": "pasted", "faults": ["copy_paste"]},
    ]


async def test_language_and_kind_stand_in_where_a_line_has_none() -> None:
    given = '{"id": "a", "text": "Thank you."}'
    ran = await reviewed(*ENGLISH, "holding", "--jsonl", given=given)
    assert ran == Ran(0, '{"id": "a", "faults": ["no_next_update"]}\n', "")


async def test_bad_lines_are_named_and_good_ones_answered() -> None:
    given = [
        b"{",
        line("a", DENIAL).encode(),
        b"[]",
        line(None, "x").encode(),
        line("b", "x", lang="de").encode(),
        line("b", "x", kind="tweet").encode(),
        line("b", "x", platform="myspace").encode(),
        line("b", "x", facts="one").encode(),
        line("b", "x", cause=3).encode(),
        b'{"id": "b", "lang": "en", "kind": "reply"}',
        b'{"id": "b", "text": "caf\xe9"}',
        b"[" * 100_000,
        line("c", "Thank you.").encode(),
    ]
    ran = await reviewed("review", "--jsonl", given=b"\n".join(given))
    assert ran.code == 1
    answers = [json.loads(answer) for answer in ran.out.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "c"]
    complaints = [
        "line 1: no JSON: ",
        "line 3: an object is expected",
        "line 4: id is missing",
        "line 5: lang “de” is none of fr, en",
        "line 6: kind “tweet” is none of holding, ",
        "line 7: platform “myspace” is none of x, ",
        "line 8: facts: a list of texts is expected",
        "line 9: cause: a text is expected",
        "line 10: text is missing",
        "line 11: not UTF-8",
        "line 12: no JSON: ",
    ]
    errors = ran.err.splitlines()
    assert len(errors) == len(complaints)
    for error, complaint in zip(errors, complaints, strict=True):
        assert error.startswith(complaint)


async def test_answers_come_as_lines_do() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "app.py", "review", "--jsonl", cwd=ROOT, env=environment(),
        stdin=PIPE, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        for id in ("first", "second"):
            process.stdin.write(f"{line(id, 'Thank you.')}\n".encode())
            answer = await asyncio.wait_for(process.stdout.readline(), 30)
            assert json.loads(answer) == {"id": id, "faults": []}
        process.stdin.close()
        assert await asyncio.wait_for(process.wait(), 30) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_jsonl_has_its_own_platform_and_facts() -> None:
    ran = await reviewed("review", "--jsonl", "--platform", "x")
    assert (ran.code, ran.out) == (1, "")
    assert "each line has its own" in ran.err


async def test_help_says_how_it_ends() -> None:
    ran = await run("review", "--help")
    assert ran.code == 0
    assert "Findings are not a failure" in " ".join(ran.out.split())
