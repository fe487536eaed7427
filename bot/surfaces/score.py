"""How a drill went: a message with the score, and what to rehearse."""

from __future__ import annotations

from bot.crisis import Crisis
from bot.events import InjectKind
from bot.locale import N_, Words, words
from bot.score import Deed, Line, Measure, Score, minutes, score
from bot.surfaces.blocks import clip, context, divider, escape, header, quoted, section
from bot.surfaces.content import Content
from bot.surfaces.exercise import marked, marked_text

MEASURE: dict[Measure, str] = {
    "first_word": N_("First public word"),
    "approval": N_("Longest wait for approval"),
    "facts": N_("First confirmed fact"),
    "evidence": N_("First evidence kept"),
    "critics": N_("Critics answered"),
}

DEED: dict[Deed, str] = {
    "inject": N_("Inject"),
    "first_word": N_("First public word"),
    "posted": N_("Posted"),
    "approved": N_("Approved"),
    "fact": N_("Fact confirmed"),
    "evidence": N_("Evidence kept"),
    "reply": N_("Critic answered"),
}

INJECT: dict[InjectKind, str] = {
    "journalist": N_("A journalist asks"),
    "screenshot": N_("A screenshot surfaces"),
    "copy": N_("A scheduled copy goes out"),
    "executive": N_("An executive improvises"),
    "critic": N_("Critics write"),
    "rumour": N_("A rumour goes round"),
}

REHEARSE: dict[Measure, str] = {
    "first_word": N_(
        "*The first word.* Agree today who may approve a holding post at any hour, and keep its "
        "template cleared."
    ),
    "approval": N_(
        "*Approval.* Name a stand-in for each role, and have approvers answer from the message "
        "that asks them."
    ),
    "facts": N_(
        "*Facts.* Have one person ask for each fact with its proof, and another one confirm it."
    ),
    "evidence": N_(
        "*Evidence.* Capture the post, its link and its replies before anybody deletes anything."
    ),
    "critics": N_(
        "*Critics.* Share them out early, and answer each in words of their own; a few good "
        "answers beat none."
    ),
}

ALT_TEXT = 1000
"""Characters in the description of a picture."""


def value(t: Words, line: Line) -> str:
    """What was reached: "12 min", "60 %"."""
    if line.value is None:
        return t("never")
    return amount(t, line, line.value)


def target(t: Words, line: Line) -> str:
    return amount(t, line, line.target)


def amount(t: Words, line: Line, number: int) -> str:
    return t("{n}%", n=number) if line.unit == "percent" else t("{n} min", n=number)


def lasted(crisis: Crisis) -> int:
    """Minutes from the opening to the end."""
    return minutes((crisis.closed_at or crisis.opened_at) - crisis.opened_at)


def score_message(crisis: Crisis) -> Content:
    """The score for the room."""
    t = words(crisis.language)
    result = score(crisis)
    title = t(":dart: Score of the drill: {total} of 100", total=result.total)
    about = t.plural(
        "“{title}”, {n} minute from the opening to the end.",
        "“{title}”, {n} minutes from the opening to the end.",
        lasted(crisis),
        title=quoted(_title(crisis), 200),
    )
    blocks = [
        header(title),
        section(about),
        section("\n".join(_line(t, line) for line in result.lines)),
        divider(),
        section("\n".join(_rehearse(t, result))),
        context(
            t(
                "The first word counts from the bad post, facts and evidence from the opening, "
                "approval from the submission. Drills never count in the real figures."
            )
        ),
    ]
    return marked(t, crisis, Content(escape(title), tuple(blocks)))


def picture_comment(crisis: Crisis) -> str:
    """What goes with the picture."""
    t = words(crisis.language)
    comment = t(":bar_chart: The drill on one picture: what came, what you did, and the score.")
    return marked_text(t, crisis, comment, 3000)


def picture_text(crisis: Crisis) -> str:
    """The picture for those who do not see it: plain text."""
    t = words(crisis.language)
    result = score(crisis)
    said = [
        t(
            "Score of the drill “{title}”: {total} of 100.",
            title=clip(_title(crisis), 200),
            total=result.total,
        ),
        *(
            t(
                "{measure}: {value}, target {target}.",
                measure=t(MEASURE[line.measure]),
                value=value(t, line),
                target=target(t, line),
            )
            for line in result.lines
        ),
    ]
    return clip(" ".join(said), ALT_TEXT)


def _title(crisis: Crisis) -> str:
    return crisis.drill.title if crisis.drill is not None else crisis.what


def _line(t: Words, line: Line) -> str:
    values = {
        "measure": t(MEASURE[line.measure]),
        "value": value(t, line),
        "target": target(t, line),
        "points": line.points,
        "of": line.of,
    }
    if line.reached:
        return t(
            ":white_check_mark: *{measure}:* {value} · target {target} · {points} of {of} points",
            **values,
        )
    return t(
        ":small_orange_diamond: *{measure}:* {value} · target {target} · {points} of {of} points",
        **values,
    )


def _rehearse(t: Words, result: Score) -> list[str]:
    if not result.missed:
        return [t("*Every target was reached.* Next time, take another cause or a faster pace.")]
    title = t("*What to rehearse next*")
    return [title, *(f"• {t(REHEARSE[line.measure])}" for line in result.missed)]
