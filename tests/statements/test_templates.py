"""A team's own templates: theirs where they work, ours where they do not, and nothing to break."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from statements.draft import Situation, draft
from statements.template_check import check
from statements.templates import LARGEST, OUR_SOURCES, Templates

HOLDING = "en/holding.txt.j2"
HERE = Situation(
    "mistake",
    "minor",
    "en",
    ("x", "web"),
    datetime(2026, 11, 25, 18, 30, tzinfo=UTC),
    "Europe/London",
    organisation="Acme",
)
OURS = draft("holding", HERE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "fr").mkdir()
    return tmp_path


def put(folder: Path, source: str | bytes, name: str = HOLDING) -> Templates:
    data = source.encode() if isinstance(source, str) else source
    (folder / name).write_bytes(data)
    return Templates(folder)


def test_theirs_stands_for_ours(folder: Path) -> None:
    templates = put(folder, "We at {{ organisation }} have seen it. More {{ 'by ' ~ time }}.\n")
    drafted = draft("holding", HERE, templates=templates)
    assert drafted.text == "We at Acme have seen it. More by 6:30\u00a0pm."
    assert (drafted.template, drafted.ours, drafted.trouble) == (HOLDING, False, None)


def test_the_other_files_stay_ours(folder: Path) -> None:
    templates = put(folder, "Ours no more.")
    french = replace(HERE, language="fr")
    assert draft("holding", french, templates=templates) == draft("holding", french)
    assert draft("apology", HERE, templates=templates) == draft("apology", HERE)


def test_their_words_go_into_our_texts(folder: Path) -> None:
    words = OUR_SOURCES["en/words.txt.j2"].replace('"by " ~ time', '"no later than " ~ time')
    drafted = draft("holding", HERE, templates=put(folder, words, "en/words.txt.j2"))
    assert "no later than 6:30" in drafted.text
    assert not drafted.ours
    assert drafted.trouble is None


def test_their_text_may_import_our_words(folder: Path) -> None:
    source = '{% import "en/words.txt.j2" as words with context %}On {{ words.account() }}.'
    drafted = draft("holding", HERE, templates=put(folder, source))
    assert drafted.text == "On our X account."


def test_broken_words_of_theirs_leave_our_text_whole(folder: Path) -> None:
    templates = put(folder, "{% macro account() %}", "en/words.txt.j2")
    drafted = draft("holding", HERE, templates=templates)
    assert drafted.text == OURS.text
    assert drafted.ours
    assert drafted.trouble is not None
    assert drafted.trouble.startswith("en/words.txt.j2, line 1: the syntax is wrong")


def test_what_is_read_at_the_start_stays(folder: Path) -> None:
    templates = put(folder, "As it was.")
    (folder / HOLDING).write_text("Changed.", encoding="utf-8")
    assert draft("holding", HERE, templates=templates).text == "As it was."


def test_facts_and_the_company_are_words_not_code(folder: Path) -> None:
    hostile = replace(HERE, organisation="{{ 7 * 7 }}", facts=("{% raw %}{{ cause }}",))
    text = draft("press", hostile).text
    assert "{{ 7 * 7 }} apologises" in text
    assert "{% raw %}{{ cause }}." in text


def test_many_long_facts_are_no_fault_of_a_template() -> None:
    facts = tuple(f"Fact {number} " + "of many words " * 40 for number in range(100))
    assert len(draft("press", replace(HERE, facts=facts)).text) > 50_000


DOUBLING = "{% set a = 'abcdefgh' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}"
ADDING = "{% set a = 'abcdefgh' %}" + "{% set a = a + a %}" * 40 + "{{ a }}"
LISTS = "{% set a = [1] %}" + "{% set a = a + a %}" * 40 + "{% for x in a %}{% endfor %}"
MACROS = (
    "{% macro m0() %}"
    + "x" * 500
    + "{% endmacro %}"
    + "".join(
        f"{{% macro m{n}() %}}{{{{ m{n - 1}() }}}}{{{{ m{n - 1}() }}}}{{% endmacro %}}"
        for n in range(1, 30)
    )
    + "{% set hidden = m29() %}short"
)
TENS = "['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']"
LOOPS = "".join(f"{{% for a{n} in {TENS} %}}" for n in range(9)) + "{% endfor %}" * 9 + "done"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{% if %}", "the syntax is wrong: Expected an expression"),
        ("{{ acount }}", "line 1: a name is not known: 'acount' is undefined"),
        ("one\n{{ names.web }}", "line 2: a name is not known"),
        ("{# nothing #}", "it says nothing"),
        ("{% if cause == 'insider' %}Text.{% endif %}", "it says nothing"),
        ("x" * 15_000, "longer than 10,000 characters"),
        ("x" * (LARGEST + 1), "larger than 20 kB"),
        (b"caf\xe9", "not UTF-8"),
        ("{{ 1 + cause }}", "it fails"),
        ("{{ ['a', 'b'] }}", "it fails: list cannot be written"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "a name is not known"),
        ("{{ cause.upper() }}", "has no attribute 'upper'"),
        ("{{ cause['__class__'] }}", "has no attribute '__class__'"),
        ("{{ cause.format.__globals__ }}", "has no attribute 'format'"),
        ("{{ '{0.__class__}'.format(cause) }}", "has no attribute 'format'"),
        ("{{ '%1000000000s' % cause }}", "not allowed in a template: %"),
        ("{{ '%1000000000s'|format(cause) }}", "not allowed in a template: |format"),
        ("{{ cause|attr('__class__') }}", "not allowed in a template: |attr"),
        ("{{ cause|center(10 ** 9) }}", "not allowed in a template"),
        ("{{ cause|indent(1000000000) }}", "not allowed in a template: |indent"),
        ("{{ platforms|map('upper')|join }}", "not allowed in a template: |map"),
        ("{{ 'x' * 1000000000 }}", "not allowed in a template: *"),
        ("{{ 9 ** 9 ** 9 ** 9 }}", "not allowed in a template: **"),
        ("{{ range(10) }}", "'range' is undefined"),
        ("{{ lipsum(n=100) }}", "'lipsum' is undefined"),
        ("{{ cycler('a') }}", "'cycler' is undefined"),
        ("{{ namespace(a=1) }}", "'namespace' is undefined"),
        ("{{ self }}", "not allowed in a template: self"),
        ("{{ _paid }}", "not allowed in a template: _paid"),
        ("{{ cause|_joined(cause) }}", "not allowed in a template: |_joined"),
        ("{% set a = [cause, [cause]] %}{{ cause }}", "not allowed in a template: […]"),
        ("{% for a in platforms recursive %}{{ loop(a) }}{% endfor %}", "not allowed"),
        ("{% for a in platforms %}{{ loop('x') }}{% endfor %}", "it fails"),
        ("{% for a in platforms %}{{ loop._iterator }}{% endfor %}", "a name is not known"),
        ("{% macro f() %}{{ varargs }}{% endmacro %}{{ f(1) }}", "not allowed"),
        ("{% include '/etc/passwd' %}", "not allowed in a template: /etc/passwd"),
        ("{% include '../../x' %}", "not allowed in a template: ../../x"),
        ("{% include cause %}", "not allowed in a template: import"),
        ("{% extends 'en/words.txt.j2' %}", "not allowed in a template: extends"),
        ("{% import 'en/words.txt.j2' as w with context %}{{ w._body_stream }}", "a name is not known"),
        ("{% import 'en/words.txt.j2' as w %}{{ w.account() }}", "line 1: a name is not known"),
        ("{% include 'en/holding.txt.j2' %}", "takes too long"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "takes too long"),
        ("{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}", "takes too long"),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "takes too long"),
        ("{{ " + "not " * 3000 + "1 }}", "takes too long"),
        (DOUBLING, "longer than 10,000 characters"),
        (ADDING, "longer than 10,000 characters"),
        (LISTS, "longer than 10,000 characters"),
        (MACROS, "longer than 10,000 characters"),
        (LOOPS, "takes too long"),
        ("{{ ('x' ~ time)|replace('', 'y' ~ 'z' ~ time)|replace('', time)|replace('', time)"
         "|replace('', time)|replace('', time) }}", "longer than 10,000 characters"),
    ],
)  # fmt: skip
@pytest.mark.timeout(30)
def test_a_broken_template_never_stops_a_crisis(
    folder: Path, source: str | bytes, why: str
) -> None:
    drafted = draft("holding", HERE, templates=put(folder, source))
    assert drafted.text == OURS.text
    assert drafted.ours
    assert drafted.trouble is not None
    assert "\n" not in drafted.trouble
    assert drafted.trouble.startswith("en/holding.txt.j2")
    assert why in drafted.trouble


@pytest.mark.timeout(30)
def test_work_without_text_is_stopped_by_the_clock(folder: Path) -> None:
    """A million comparisons of long strings, none of which is written."""
    digits = "{% for a in " + TENS + " %}"
    compare = "{% if long in other %}x{% endif %}" * 400
    source = (
        "{% set long = '" + "a" * 900 + "b' %}{% set other = '" + "a" * 1800 + "' %}"
        "{% set other = other ~ other ~ other ~ other %}"
        + digits * 3 + compare + "{% endfor %}" * 3 + "done"
    )  # fmt: skip
    drafted = draft("holding", HERE, templates=put(folder, source))
    assert drafted.text == OURS.text
    assert drafted.trouble is not None
    assert drafted.trouble.endswith("the template takes too long")


def test_trouble_is_told_in_the_language_of_the_statement(folder: Path) -> None:
    templates = put(folder, "Bonjour {{ compte }}", "fr/holding.txt.j2")
    trouble = draft("holding", replace(HERE, language="fr"), templates=templates).trouble
    assert trouble is not None
    assert trouble.startswith("fr/holding.txt.j2, ligne 1\u00a0: un nom est inconnu")


def test_a_folder_that_is_not_there_is_told_and_ours_is_used(tmp_path: Path) -> None:
    drafted = draft("holding", HERE, templates=Templates(tmp_path / "gone"))
    assert drafted.text == OURS.text
    assert drafted.trouble == f"{tmp_path}/gone: the templates folder cannot be read"


def test_a_template_that_is_no_file_is_told(folder: Path) -> None:
    os.mkfifo(folder / HOLDING)
    drafted = draft("holding", HERE, templates=Templates(folder))
    assert drafted.ours
    assert drafted.trouble == "en/holding.txt.j2: the file cannot be read"


def test_a_stranger_in_the_folder_disturbs_nothing(folder: Path) -> None:
    drafted = draft("holding", HERE, templates=put(folder, "{% bad", "en/poem.txt.j2"))
    assert (drafted.text, drafted.trouble) == (OURS.text, None)


def test_windows_line_ends_and_a_byte_order_mark_are_read(folder: Path) -> None:
    templates = put(folder, b"\xef\xbb\xbfOne.\r\nTwo.\r\n\r\nThree.\r\n")
    assert draft("holding", HERE, templates=templates).text == "One. Two.\n\nThree."


def test_a_template_may_loop_slice_and_choose(folder: Path) -> None:
    source = (
        "{% for p in platforms %}{{ loop.index }} {{ names[p]|upper_first }}"
        "{% if not loop.last %}, {% endif %}{% endfor %} "
        "{{ names['x'][0]|lower }}{{ ' ' ~ (1 + 2 - 1) ~ ' ' }}"
        "{% set kinds = {'mistake': 'ours'} %}{{ kinds[cause]|default('?') }}"
        "{% for a, b in [('p', 'q')] %} {{ a ~ b }}{% endfor %}"
    )
    text = draft("holding", HERE, templates=put(folder, source)).text
    assert text == "1 X, 2 Our website x 2 ours pq"


def test_our_templates_pass_their_own_check() -> None:
    assert check(None) == []


def test_a_check_names_file_line_and_fault(folder: Path) -> None:
    put(folder, "We have seen it.\nWe are sorry if anyone was offended.\nMore here shortly.")
    put(folder, "Merci.\n{{ compte }}", "fr/reply.txt.j2")
    put(folder, "{% if cause == 'insider' %}We are sorry, and we have deleted it.{% endif %}",
        "en/reply.txt.j2")  # fmt: skip
    put(folder, "Anything.", "en/poem.txt.j2")
    found = check(folder)
    assert [(file, line) for file, line, _ in found if file != "en/reply.txt.j2"] == [
        ("en/holding.txt.j2", 2),
        ("en/poem.txt.j2", None),
        ("fr/reply.txt.j2", 2),
    ]
    assert "conditional_apology “if anyone was offended”" in found[0].problem
    silent = [problem for file, _, problem in found if file == "en/reply.txt.j2"]
    # For each other cause, minor and major.
    assert len(silent) == 12
    assert all(problem.startswith("it says nothing for this situation") for problem in silent)


def test_a_check_finds_a_holding_post_too_long_for_x(folder: Path) -> None:
    put(folder, "We have seen the post and we answer for it. " * 7 + "We will say more shortly.")
    assert any("too_long" in problem for _, _, problem in check(folder))


def test_a_check_of_good_templates_finds_nothing(folder: Path) -> None:
    put(folder, "We have seen the post, and we answer for it. We will say more here shortly.")
    assert check(folder) == []
    assert check(folder, "fr") == []


def test_the_command_names_what_is_wrong_and_fails(folder: Path) -> None:
    put(folder, "We have seen it.\n{{ acount }}")
    ran = CliRunner().invoke(cli, ["review", "--templates", str(folder)])
    assert ran.exit_code == 1
    assert ran.stdout == "en/holding.txt.j2:2: a name is not known: 'acount' is undefined\n"


def test_the_command_is_content_with_good_templates(folder: Path) -> None:
    put(folder, "We have seen the post, and we answer for it. We will say more here shortly.")
    ran = CliRunner().invoke(cli, ["review", "--templates", str(folder)])
    assert ran.exit_code == 0
    assert ran.stdout == "ok: every template, in every situation\n"


def test_the_command_fails_without_the_folder(tmp_path: Path) -> None:
    ran = CliRunner().invoke(cli, ["review", "--templates", str(tmp_path / "gone")])
    assert ran.exit_code == 1
    assert "cannot be read" in ran.stdout


def test_a_folder_goes_with_templates(tmp_path: Path) -> None:
    ran = CliRunner().invoke(cli, ["review", str(tmp_path)])
    assert ran.exit_code == 1
    assert "a folder goes with --templates" in ran.stderr
