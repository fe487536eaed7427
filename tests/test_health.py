"""What is wrong with the installation, told from what was found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot import events, health, manifest
from bot.commands.room import RecordFailure
from tests.strategies import History, opening, plan

NOW = datetime(2026, 3, 14, 22, 40, tzinfo=UTC)
SCOPES = st.frozensets(st.sampled_from(["a:read", "a:write", "b:read", "c:read"]))


def test_the_manifest_that_slack_is_given_is_the_one_that_is_checked() -> None:
    file = Path(__file__).parent.parent / "manifest.yml"
    assert manifest.path() == file
    asked = yaml.safe_load(file.read_text())["oauth_config"]["scopes"]["bot"]
    assert manifest.scopes() == set(asked)


def test_the_manifest_is_found_in_an_installed_package() -> None:
    packed = Path(manifest.__file__).parent / manifest.NAME
    assert packed.read_bytes() == manifest.path().read_bytes()


@given(SCOPES, SCOPES)
def test_what_is_missing_is_wanted_and_not_granted(
    wanted: frozenset[str], granted: frozenset[str]
) -> None:
    missing = health.missing(wanted, granted)
    assert missing is not None
    assert set(missing) == wanted - granted
    check = health.scopes_check(wanted, granted)
    assert check.ok is (not missing)
    assert all(scope in check.found for scope in missing)


def test_unknown_scopes_are_not_called_missing() -> None:
    assert health.missing({"chat:write"}, None) is None
    assert health.scopes_check({"chat:write"}, None).ok


@pytest.mark.parametrize(
    ("seconds", "ok", "said"),
    [
        (0, True, "0 s from"),
        (30, True, "30 s from"),
        (-30, True, "30 s from"),
        (31, False, "31 s ahead of"),
        (-400, False, "400 s behind"),
    ],
)
def test_the_clock(seconds: int, ok: bool, said: str) -> None:
    check = health.clock_check(NOW + timedelta(seconds=seconds), NOW)
    assert (check.ok, said in check.found) == (ok, True)
    assert ("NTP" in check.line()) is not ok


def test_no_clock_to_compare_with() -> None:
    assert health.clock_check(NOW, None).ok


def test_a_slow_database() -> None:
    assert health.database_check("sqlite", timedelta(milliseconds=2)).line() == (
        "ok     database: sqlite answers in 2 ms"
    )
    slow = health.database_check("postgresql", timedelta(seconds=1))
    assert not slow.ok
    assert slow.line().startswith("wrong  database: postgresql answers in 1000 ms. ")


def test_only_what_waits_for_a_person_has_failed() -> None:
    history, quiet = History(), History()
    for each in (history, quiet):
        each.do(opening(playbook=plan(2)))
    for number, final in enumerate((True, False, True)):
        failure = events.DeliveryFailed(
            delivery=f"d{number}", what="invite", error="cant_invite", final=final
        )
        history.do(RecordFailure(failure))
    ((crisis, troubles),) = health.failed([quiet.at_last, history.at_last])
    assert crisis == history.at_last
    assert [trouble.delivery for trouble in troubles] == ["d0", "d2"]
