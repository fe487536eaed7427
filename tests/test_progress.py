"""How far long work is."""

from __future__ import annotations

import io
import sys

import pytest

from bot.progress import bars, silent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with bars() as started:
        advance = started("restore", 2)
        advance(1)
        advance(1)
    assert "restore" in sys.stderr.getvalue()  # type: ignore[attr-defined]


def test_nothing_is_written_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with bars() as started:
        assert started is silent
        started("restore", 2)(1)
    assert capsys.readouterr() == ("", "")
