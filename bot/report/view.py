"""The report as it is read: its words, tables and pictures, the same for HTML and for PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.events import Language
from bot.locale import Words, words
from bot.report import charts
from bot.report.across import Case, Group, Report, percent
from bot.report.charts import Bar, Chart, Named
from bot.report.words import DASH, day, plain, quarter, share, short_day, span, tick
from bot.surfaces import labels


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the figures at the top."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """`said` says in words what the picture shows; `series` are the names of its kinds of bar."""

    id: str
    form: str
    title: str
    said: str
    axis: str
    chart: Chart
    series: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The first column names the row; those in `words` are texts, the others figures."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: frozenset[int] = frozenset({0})


@dataclass(frozen=True, slots=True)
class Part:
    id: str
    title: str
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class View:
    language: Language
    title: str
    span: str
    lead: str
    tiles: tuple[Tile, ...] = ()
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    notes_title: str = ""
    page: str = ""


def view(report: Report, language: Language, *, private: bool = False) -> View:
    """The report in words; `private` with the names of private crises."""
    t = words(language)
    first, last = day(t, report.first), day(t, report.last)
    opened = t("Opened from {first} to {last}, in UTC", first=first, last=last)
    title = t("Crises: how they went")
    page = t("Page {n} of {all}", n="{n}", all="{all}")
    if not report.cases:
        nothing = [
            t("No crisis was opened in this time. Drills do not count."),
            *_erased(t, report),
        ]
        return View(language, title, opened, " ".join(nothing), page=page)
    return View(
        language=language,
        title=title,
        span=opened,
        lead=_lead(t, report),
        tiles=_tiles(t, report),
        parts=(
            _severities(t, report),
            _causes(t, report),
            _quarters(t, report),
            _findings(t, report),
            _late(t, report),
            _cases(t, report, private=private),
        ),
        notes_title=t("How it is counted"),
        notes=_notes(t),
        page=page,
    )


def _lead(t: Words, report: Report) -> str:
    whole = report.whole
    sentences = [t.plural("{n} crisis was opened.", "{n} crises were opened.", whole.crises)]
    if whole.first_word is not None:
        sentences.append(
            t(
                "Half of the first public words were out within {time} of the bad post.",
                time=span(t, whole.first_word),
            )
        )
    silent = whole.crises - whole.spoke
    if silent:
        sentences.append(
            t.plural(
                "In {n} of them nothing was said in public.",
                "In {n} of them nothing was said in public.",
                silent,
            )
        )
    still = whole.crises - whole.closed
    if still:
        sentences.append(t.plural("{n} is still open.", "{n} are still open.", still))
    return " ".join([*sentences, *_erased(t, report)])


def _erased(t: Words, report: Report) -> list[str]:
    """That there was more, of which only the dates are left."""
    if not report.erased:
        return []
    return [
        t.plural(
            "The content of {n} more was deleted since, and is not counted.",
            "The content of {n} more was deleted since, and is not counted.",
            report.erased,
        )
    ]


def _tiles(t: Words, report: Report) -> tuple[Tile, ...]:
    whole, targets = report.whole, report.targets
    severities = ", ".join(
        f"{t(labels.SEVERITY[severity])} {group.crises}"
        for severity, group in report.by_severity.items()
    )
    answered = percent(whole.answered, whole.owed)
    return (
        Tile(t("Crises"), str(whole.crises), severities),
        Tile(
            t("To the first public word"),
            span(t, whole.first_word),
            _timed(t, whole.first_word, targets.first_word),
        ),
        Tile(
            t("To approval"),
            span(t, whole.approval),
            _timed(t, whole.approval, targets.approval),
        ),
        Tile(
            t("Promised updates kept"),
            share(t, whole.kept, whole.kept + whole.missed),
        ),
        Tile(
            t("Critics answered"),
            DASH if answered is None else t("{n}%", n=answered),
            _against(
                t,
                t("{n}%", n=targets.critics),
                None if answered is None else answered >= targets.critics,
            ),
        ),
        Tile(
            t("Evidence kept before deletion"),
            share(t, whole.kept_first, whole.deletions),
        ),
    )


def _timed(t: Words, took: timedelta | None, target: int) -> str:
    # By the whole minutes that are shown beside it.
    reached = None if took is None else took < timedelta(minutes=target + 1)
    return _against(t, t("{n} min", n=target), reached)


def _against(t: Words, target: str, reached: bool | None) -> str:
    """A target, and whether it was reached where there is something to hold against it."""
    if reached is None:
        return t("target {target}", target=target)
    if reached:
        return t("target {target}: reached", target=target)
    return t("target {target}: not reached", target=target)


def _head(t: Words, first: str) -> tuple[str, ...]:
    return (
        first,
        t("Crises"),
        t("To the room"),
        t("To the first public word"),
        t("To approval"),
        t("Promises kept"),
        t("Critics answered"),
        t("Steps late"),
    )


def _row(t: Words, name: str, group: Group) -> tuple[str, ...]:
    answered = percent(group.answered, group.owed)
    return (
        name,
        str(group.crises),
        span(t, group.room),
        span(t, group.first_word),
        span(t, group.approval),
        share(t, group.kept, group.kept + group.missed),
        DASH if answered is None else t("{n}%", n=answered),
        share(t, group.late, group.steps),
    )


def _seconds(took: timedelta | None) -> float | None:
    return None if took is None else max(0.0, took.total_seconds())


def _bar(t: Words, took: timedelta | None) -> Bar:
    return Bar(_seconds(took), span(t, took))


def _said(pairs: Sequence[tuple[str, str]], t: Words) -> str:
    return "; ".join(t("{name}: {value}", name=name, value=value) for name, value in pairs)


def _severities(t: Words, report: Report) -> Part:
    rows = [
        _row(t, t(labels.SEVERITY[severity]), group)
        for severity, group in report.by_severity.items()
    ]
    rows.append(_row(t, t("All"), report.whole))
    caption = t("Medians and shares by severity")
    table = Table(caption, _head(t, t("Severity")), tuple(rows))
    return Part("severity", t("By severity"), tables=(table,))


def _causes(t: Words, report: Report) -> Part:
    first, second = t("First public word, from the bad post"), t("Approval, from submission")
    groups = [
        Named(t(labels.CAUSE[cause]), (_bar(t, group.first_word), _bar(t, group.approval)))
        for cause, group in report.by_cause.items()
    ]
    said = [(g.name, f"{g.bars[0].said}, {g.bars[1].said}") for g in groups]
    picture = Picture(
        id="by-cause",
        form="bars",
        title=t("Median times by cause"),
        said=_said(said, t),
        axis=t("Median time"),
        chart=charts.bars(groups, charts.time_step, lambda at: tick(t, at)),
        series=(first, second),
    )
    rows = tuple(_row(t, t(labels.CAUSE[c]), group) for c, group in report.by_cause.items())
    table = Table(t("Medians and shares by cause"), _head(t, t("Cause")), rows)
    return Part("cause", t("By cause"), (picture,), (table,))


def _quarters(t: Words, report: Report) -> Part:
    named = [(quarter(t, q.year, q.number), q.group) for q in report.by_quarter]

    def trend(key: str, title: str, times: Sequence[timedelta | None], target: int) -> Picture:
        bars = [_bar(t, took) for took in times]
        groups = [
            Named(name, (bar,), t.plural("{n} crisis", "{n} crises", group.crises))
            for (name, group), bar in zip(named, bars, strict=True)
        ]
        said = t("target {target}", target=t("{n} min", n=target))
        return Picture(
            id=key,
            form="columns",
            title=title,
            said=_said([(g.name, g.bars[0].said) for g in groups], t) + f" ({said})",
            axis=t("Median time"),
            chart=charts.columns(groups, lambda at: tick(t, at), Bar(60.0 * target, said)),
        )

    pictures = (
        trend(
            "trend-word",
            t("First public word, from the bad post, by quarter"),
            [group.first_word for _, group in named],
            report.targets.first_word,
        ),
        trend(
            "trend-approval",
            t("Approval, from submission, by quarter"),
            [group.approval for _, group in named],
            report.targets.approval,
        ),
    )
    rows = tuple(_row(t, name, group) for name, group in named)
    table = Table(t("Medians and shares by quarter"), _head(t, t("Quarter")), rows)
    return Part("quarter", t("Quarter by quarter"), pictures, (table,))


def _findings(t: Words, report: Report) -> Part:
    title = t("What the review found, by rule")
    total = sum(sum(codes.values()) for codes in report.findings.values())
    if not total:
        return Part("findings", title, note=t("Nothing, in the texts as they are now."))
    groups = [
        Named(_rule(t, rule), (Bar(float(sum(codes.values())), str(sum(codes.values()))),))
        for rule, codes in report.findings.items()
    ]
    picture = Picture(
        id="by-rule",
        form="bars",
        title=t("Findings of the review by rule"),
        said=_said([(g.name, g.bars[0].said) for g in groups], t),
        axis=t("Findings"),
        chart=charts.bars(groups, charts.count_step, lambda at: str(int(at))),
    )
    rows = tuple(
        (_rule(t, rule), t(labels.FAULT[code]), str(number))
        for rule, codes in report.findings.items()
        for code, number in (codes or {}).items()
    )
    table = Table(
        t("Findings of the review by rule and fault"),
        (t("Rule"), t("Fault"), t("Findings")),
        rows,
        frozenset({0, 1}),
    )
    return Part("findings", title, (picture,), (table,))


def _rule(t: Words, rule: int) -> str:
    name = t(labels.RULE[rule])
    return name[:1].upper() + name[1:]


def _late(t: Words, report: Report) -> Part:
    title = t("Steps that were late, by role")
    if not report.late_by_role:
        return Part("late", title, note=t("None was late."))
    rows = tuple(
        (t(labels.ROLE.get(role, role)), str(number))
        for role, number in report.late_by_role.items()
    )
    table = Table(t("Steps done after their time, or never"), (t("Role"), t("Steps late")), rows)
    return Part("late", title, tables=(table,))


def _cases(t: Words, report: Report, *, private: bool) -> Part:
    rows = tuple(_case(t, each, private=private) for each in report.cases)
    head = (
        t("Crisis"),
        t("Opened"),
        t("Cause"),
        t("Severity"),
        t("First public word"),
        t("Approval"),
        t("Promises kept"),
        t("Critics answered"),
        t("Lasted"),
    )
    table = Table(t("All crises, the first to be opened first"), head, rows, frozenset(range(4)))
    return Part("crises", t("The crises"), tables=(table,))


def _case(t: Words, each: Case, *, private: bool) -> tuple[str, ...]:
    found = each.figures
    hidden = each.private and not private
    kept, missed = found.promised("kept"), found.promised("missed")
    answered = found.critics.share
    return (
        t("Private crisis") if hidden else plain(each.what) or DASH,
        short_day(t, each.opened_at),
        t(labels.CAUSE[each.cause]),
        t(labels.SEVERITY[each.severity]),
        span(t, found.first_word) if found.first_word is not None else t("never"),
        span(t, found.approval),
        share(t, kept, kept + missed),
        DASH if answered is None else t("{n}%", n=answered),
        span(t, found.lasted) if each.closed else t("still open"),
    )


def _notes(t: Words) -> tuple[str, ...]:
    return (
        t("Drills never count. A private crisis counts; its name is left out."),
        t(
            "A median is the middle of all crises together (of all approvals, where it is about "
            "those): half took longer, half less."
        ),
        t(
            "The room counts from the opening, the first public word from the bad post, an "
            "approval from the submission of the text."
        ),
        t(
            "A promised update is kept if another text for everybody was out by then, within the "
            "minute; those that were still to come when the crisis closed are left out."
        ),
        t(
            "Critics who were set aside are owed no answer. The targets are those that the newest "
            "of these crises had."
        ),
        t(
            "The review reads the texts as they are now: what was mended before is not counted, "
            "and a draft that nobody touched is nobody’s."
        ),
    )
