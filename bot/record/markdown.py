"""The Markdown record, for reading and for pasting into a report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.chain import Entry
from bot.record.sections import At, Cell, Code, Lines, Link, Section
from bot.record.statements import Statement
from bot.record.view import View


class MarkdownWriter:
    def __init__(self, view: View) -> None:
        self._view = view

    def begin(self) -> Iterator[bytes]:
        view, t = self._view, self._view.t
        lines = [f"# {_escape(view.title)}", "", _escape(view.about), ""]
        if view.warning:
            lines += [view.warning, ""]
        parts = view.sections()
        opening = [part for part in parts if part.id in ("summary", "clocks")]
        rest = [part for part in parts if part not in opening and part.id != "proof"]
        for part in opening:
            lines += self._section(part)
        lines += [f"## {t('Statements')}", ""]
        statements = view.statements()
        for statement in statements:
            lines += self._statement(statement)
        if not statements:
            lines += [t("Nothing was said."), ""]
        for part in rest:
            lines += self._section(part)
        columns = ("#", view.clock.timezone, "UTC", t("Who"), t("What happened"), t("Remarks"))
        lines += [f"## {t('Timeline')}", "", _line(columns), _rule(columns)]
        yield "\n".join(lines).encode() + b"\n"

    def entry(self, entry: Entry) -> bytes:
        view = self._view
        row = view.row(entry)
        if row is None:
            return b""
        cells = (
            str(row.seq),
            view.clock.stamp(row.happened),
            view.clock.utc(row.happened),
            _escape(row.who),
            _escape(row.said),
            _escape("; ".join(row.remarks)),
        )
        return _line(cells).encode() + b"\n"

    def end(self) -> Iterator[bytes]:
        (proof,) = [part for part in self._view.sections() if part.id == "proof"]
        yield "\n".join(["", *self._section(proof)]).encode()

    def _section(self, part: Section) -> list[str]:
        lines = [f"## {part.title}", ""]
        if part.text:
            lines += [_escape(part.text), ""]
        if part.rows:
            columns = ("", "") if part.pairs else part.columns
            lines += [_line(columns), _rule(columns)]
            lines += [_line([self._cell(cell) for cell in row]) for row in part.rows]
            lines.append("")
        return lines

    def _statement(self, statement: Statement) -> list[str]:
        t, clock = self._view.t, self._view.clock
        lines = [f"### {_escape(statement.title)}", "", *_quoted(statement.text), ""]
        lines += [f"- {name}: {self._cell(cell)}" for name, cell in statement.about]
        for version in statement.versions:
            lines += ["", f"#### {_escape(version.title)}", "", *_quoted(version.text), ""]
            lines.append(f"`{version.digest}`")
        if statement.deeds:
            columns = (clock.timezone, "UTC", t("What happened"))
            lines += ["", _line(columns), _rule(columns)]
            lines += [
                _line((clock.stamp(one.at.at), clock.utc(one.at.at), _escape(one.said)))
                for one in statement.deeds
            ]
        return [*lines, ""]

    def _cell(self, cell: Cell) -> str:
        if cell is None:
            return "—"
        if isinstance(cell, At):
            return self._view.clock.both(cell.at)
        if isinstance(cell, Code):
            return f"`{cell.text}`"
        if isinstance(cell, Lines):
            return "; ".join(map(_escape, cell.texts))
        return _escape(cell.url if isinstance(cell, Link) else cell)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(cells: Sequence[str]) -> str:
    return "|" + "---|" * len(cells)


def _quoted(text: str) -> list[str]:
    """A statement's lines as a quotation in which they stay lines."""
    lines = [_escape(line) for line in text.splitlines()]
    following = [*lines[1:], ""]
    return [
        f"> {line}\\" if line and more else f"> {line}"
        for line, more in zip(lines, following, strict=True)
    ]


def _escape(text: str) -> str:
    """A person's text on one line, with nothing that Markdown or HTML would act on."""
    line = re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", " ".join(text.split()))
    # What would begin a list, a rule or an underlined heading.
    return re.sub(r"^([-+=]|\d+(?=[.)]))", lambda m: _harmless(m[1]), line)


def _harmless(start: str) -> str:
    return f"{start}\\" if start.isdecimal() else f"\\{start}"
