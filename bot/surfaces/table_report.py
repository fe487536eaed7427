"""What became of a file of critics, for whoever sent it."""

from __future__ import annotations

from bot.crisis import Crisis
from bot.critics_csv import MOST_BYTES, MOST_LINES, SAID, Fault, Table, Unreadable, What
from bot.locale import N_, Words
from bot.surfaces import labels
from bot.surfaces.blocks import MESSAGE_TEXT, clip_markup, quoted
from bot.surfaces.review import number

SHOWN = 20
"""Faulty lines that the report names one by one."""

_UNREADABLE: dict[Unreadable, str] = {
    "empty": N_("The file is empty."),
    "not_text": N_("This is no text file. Save the table as CSV, then send that file."),
    "spreadsheet": N_("This is a spreadsheet, not CSV. In it, save the table as CSV first."),
    "no_header": N_(
        "The first line has to name the columns, and none of these names is known. At least one "
        "of them is needed: link, author, text. Others: followers, tone, date, platform."
    ),
    "no_lines": N_("The file has a line with the columns’ names and nothing below it."),
    "too_many": N_(
        "The file has more than {lines} lines. Cut it into several files, and send each."
    ),
}

_FAULTS: dict[What, str] = {
    "nothing": N_("no link, no author and no text"),
    "link": N_("“{value}” is no link"),
    "cells": N_("more cells than columns: a text with a separator in it needs quotation marks"),
    "quote": N_("a quotation mark is opened and not closed"),
    "broken": N_("the line cannot be read"),
    "reach": N_("“{value}” is no number of followers"),
    "tone": N_("“{value}” is no tone that is known"),
    "date": N_("“{value}” is no date, or one to come"),
    "platform": N_("“{value}” is no platform that is known"),
}


def unreadable(t: Words, why: Unreadable) -> str:
    """Why nothing of a file could be taken, and what to do."""
    return t(_UNREADABLE[why], lines=number(t, MOST_LINES))


def too_large(t: Words) -> str:
    return t(
        "This file is over {megabytes} MB and was not read. Leave out what is not needed (link, "
        "author and text are enough), or cut it into several files.",
        megabytes=MOST_BYTES // 1_000_000,
    )


def report(t: Words, crisis: Crisis, file: str, table: Table, added: int) -> str:
    """What was taken from a file, and what is wrong in which line."""
    title = t("*{file}*, for {room}:", file=quoted(file, 100), room=labels.room(t, crisis))
    if table.unreadable is not None:
        problem = unreadable(t, table.unreadable)
        return f"{title}\n:no_entry: {problem}"
    count = number(t, added)
    new = t.plural(
        ":white_check_mark: {count} critic is new on the board.",
        ":white_check_mark: {count} critics are new on the board.",
        added,
        count=count,
    )
    lines = [title, new]
    there = len(table.critics) - added
    if there:
        count = number(t, there)
        known = t.plural(
            ":heavy_minus_sign: {count} was on it already.",
            ":heavy_minus_sign: {count} were on it already.",
            there,
            count=count,
        )
        lines.append(known)
    if table.repeated:
        count = number(t, table.repeated)
        repeated = t.plural(
            ":heavy_minus_sign: {count} line repeats another of the file.",
            ":heavy_minus_sign: {count} lines repeat others of the file.",
            table.repeated,
            count=count,
        )
        lines.append(repeated)
    if table.cut:
        count, most = number(t, table.cut), number(t, SAID)
        cut = t.plural(
            ":scissors: {count} text was longer than {most} characters and was cut.",
            ":scissors: {count} texts were longer than {most} characters and were cut.",
            table.cut,
            count=count,
            most=most,
        )
        lines.append(cut)
    left_out = [fault for fault in table.faults if not fault.taken]
    without = [fault for fault in table.faults if fault.taken]
    if left_out:
        count = number(t, len(left_out))
        said = t.plural(
            ":warning: *{count} line was left out.* Mend it and send the file again: whoever is on "
            "the board stays there once.",
            ":warning: *{count} lines were left out.* Mend them and send the file again: whoever "
            "is on the board stays there once.",
            len(left_out),
            count=count,
        )
        lines += [said, *_named(t, left_out)]
    if without:
        count = number(t, len(without))
        said = t.plural(
            ":grey_question: *{count} entry could not be read;* its critic is on the board without "
            "it.",
            ":grey_question: *{count} entries could not be read;* their critics are on the board "
            "without them.",
            len(without),
            count=count,
        )
        lines += [said, *_named(t, without)]
    return clip_markup("\n".join(lines), MESSAGE_TEXT)


def _named(t: Words, faults: list[Fault]) -> list[str]:
    lines = [
        t(
            "• line {line}: {what}",
            line=fault.line,
            what=t(_FAULTS[fault.what], value=quoted(fault.value, 60)),
        )
        for fault in faults[:SHOWN]
    ]
    more = len(faults) - SHOWN
    return [*lines, "• " + t.plural("and {n} more", "and {n} more", more)] if more > 0 else lines
