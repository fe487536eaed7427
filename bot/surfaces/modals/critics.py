"""The forms of the critics board: adding to it, sharing it out, the whole of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from slack_sdk.models.blocks import (
    DateTimePickerElement,
    InputBlock,
    NumberInputElement,
    PlainTextInputElement,
    StaticSelectElement,
    UrlInputElement,
    UserMultiSelectElement,
)
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.blocks.block_elements import FileInputElement

from bot import critics as board
from bot import roles
from bot.crisis import Crisis
from bot.critics_csv import HANDLE, MOST_LINES
from bot.events import TONES
from bot.locale import N_, Words
from bot.parts import Critic
from bot.surfaces import labels
from bot.surfaces.blocks import Block, actions, button, context, section
from bot.surfaces.critics import buttons_of, critic_text, figures_text
from bot.surfaces.modals.form import Answers, modal, option, pick, text_area
from bot.surfaces.modals.form import field as input_field
from bot.surfaces.review import number

PAGE = 20
"""Critics on a page: each takes two of a modal's 100 blocks."""
SAID = 600
LINKED = 2_000
SOUGHT = 100

Filter = Literal["open", "mine", "free", "answered", "set_aside", "all"]

FILTERS: dict[Filter, str] = {
    "open": N_("All to answer"),
    "mine": N_("Mine"),
    "free": N_("Free: nobody has them"),
    "answered": N_("Answered"),
    "set_aside": N_("Set aside"),
    "all": N_("Everybody on the board"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a critic before the form opens."""

    link: str | None = None
    handle: str | None = None
    said: str | None = None
    via: Literal["form", "shortcut"] = "form"


def add_critics(
    t: Words, crisis: Crisis, found: Found | None = None, others: Sequence[Crisis] = ()
) -> dict[str, Any]:
    """One by hand, or a file of many. Where there are other crises, the form asks which."""
    found = found or Found()
    blocks: list[Block] = []
    if others:
        options = [option(c.id, c.channel_name or c.what) for c in (crisis, *others[:99])]
        blocks.append(
            input_field(
                "crisis",
                t("Which crisis?"),
                StaticSelectElement(action_id="value", options=options, initial_option=options[0]),
            )
        )
    tones = [option(tone, t(labels.TONE[tone])) for tone in TONES]
    blocks += [
        input_field(
            "link",
            t("Link to what they wrote"),
            UrlInputElement(action_id="value", initial_value=found.link),
            optional=True,
        ),
        input_field(
            "handle",
            t("Who wrote it"),
            text_area(found.handle, placeholder="@…", lines=False, limit=HANDLE),
            hint=t("Where the link names them, this can stay empty."),
            optional=True,
        ),
        input_field("said", t("What they said"), text_area(found.said), optional=True),
        input_field(
            "tone",
            t("How they sound"),
            StaticSelectElement(
                action_id="value", options=tones, initial_option=pick(tones, "neutral")
            ),
            optional=True,
        ),
        input_field(
            "reach",
            t("How many follow them"),
            text_area(placeholder=t("Such as 1,200 or 12.3k"), lines=False, limit=40),
            optional=True,
        ),
        input_field(
            "wrote_at",
            t("When they wrote"),
            DateTimePickerElement(action_id="value"),
            optional=True,
        ),
        input_field(
            "file",
            t("Or many at once: a CSV file"),
            FileInputElement(action_id="value", max_files=1, filetypes=["csv", "tsv", "txt"]),
            hint=t(
                "Columns in any order: link, author, text, followers, tone, date, platform. "
                "{n} lines at most.",
                n=number(t, MOST_LINES),
            ),
            optional=True,
        ),
    ]
    return modal(
        "add_critics",
        t("Add critics"),
        blocks,
        submit=t("Add"),
        close=t("Cancel"),
        state={"crisis": crisis.id, "via": found.via},
    )


def share_critics(t: Words, crisis: Crisis) -> dict[str, Any]:
    """Who answers, and how many of those whom nobody has."""
    free = board.figures(crisis).free
    out = crisis.away | crisis.left
    people = [person for person in roles.holders(crisis, "community") if person not in out]
    text = t.plural(
        "*{n} critic has nobody yet.* Whoever is chosen gets as many as the others, the most "
        "urgent first.",
        "*{n} critics have nobody yet.* Whoever is chosen gets as many as the others, the most "
        "urgent first.",
        free,
    )
    return modal(
        "share_critics",
        t("Share out critics"),
        [
            section(text),
            input_field(
                "people",
                t("Who answers?"),
                UserMultiSelectElement(action_id="value", initial_users=people or [crisis.lead]),
            ),
            input_field(
                "most",
                t("How many of them?"),
                NumberInputElement(
                    action_id="value", is_decimal_allowed=False, min_value="1", max_value="100000"
                ),
                hint=t("Empty: all of them."),
                optional=True,
            ),
        ],
        submit=t("Share out"),
        close=t("Cancel"),
        state={"crisis": crisis.id},
    )


def set_aside(t: Words, crisis: Crisis, critic: Critic) -> dict[str, Any]:
    return modal(
        "set_aside_critic",
        t("Set aside"),
        [
            section(critic_text(t, critic, SAID, LINKED)),
            input_field(
                "reason",
                t("Why do they get no answer?"),
                text_area(
                    placeholder=t("Bait, an insult, or they asked to be left alone."), limit=1000
                ),
            ),
        ],
        submit=t("Give no answer"),
        close=t("Cancel"),
        state={"crisis": crisis.id, "critic": critic.id},
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which critics somebody looks at."""

    chosen: Filter = "open"
    sought: str = ""
    page: int = 0


def wanted_in(answers: Answers, page: int | None = None) -> Wanted:
    """What is chosen and typed in the form as it stands; another choice begins at its start."""
    before = Wanted(**answers.state["wanted"])
    chosen = cast(Filter, answers.choice("filter") or before.chosen)
    now = Wanted(chosen, answers.text("sought").strip()[:SOUGHT], before.page)
    if page is not None:
        return replace(now, page=page)
    return (
        now if (now.chosen, now.sought) == (before.chosen, before.sought) else replace(now, page=0)
    )


def whole_board(t: Words, crisis: Crisis, me: str, wanted: Wanted) -> dict[str, Any]:
    """A page of the board, as `me` wants to see it."""
    listed = _listed(crisis, me, wanted)
    last = max(0, (len(listed) - 1) // PAGE)
    page = min(max(wanted.page, 0), last)
    options = [option(value, t(name)) for value, name in FILTERS.items()]
    blocks: list[Block] = [
        section(figures_text(t, crisis)),
        {
            "block_id": "filter",
            **actions([]),
            "elements": [
                StaticSelectElement(
                    action_id="filter_critics",
                    options=options,
                    initial_option=pick(options, wanted.chosen),
                ).to_dict()
            ],
        },
        InputBlock(
            block_id="sought",
            label=t("Search by name or words"),
            element=PlainTextInputElement(
                action_id="seek_critics",
                initial_value=wanted.sought or None,
                max_length=SOUGHT,
                focus_on_load=False,
                dispatch_action_config=DispatchActionConfig(
                    trigger_actions_on=["on_enter_pressed"]
                ),
            ),
            optional=True,
            dispatch_action=True,
        ).to_dict(),
    ]
    for critic in listed[page * PAGE : (page + 1) * PAGE]:
        blocks.append(section(critic_text(t, critic, SAID, LINKED)))
        if not crisis.closed:
            blocks.append(actions(buttons_of(t, crisis, critic)))
    if not listed:
        blocks.append(context(t("Nobody here.")))
    turns = []
    if page > 0:
        turns.append(button(t("Back"), "critics_back", f"{crisis.id}:{page - 1}"))
    if page < last:
        turns.append(button(t("More"), "critics_more", f"{crisis.id}:{page + 1}"))
    if turns:
        shown = t("Page {page} of {pages}", page=page + 1, pages=last + 1)
        blocks += [actions(turns), context(shown)]
    if not crisis.closed:
        blocks.append(actions([button(t("Add critics…"), "open_critic", crisis.id)]))
    return modal(
        "critics",
        t("Critics"),
        blocks,
        # Slack wants one where there is a field; Enter in it does the same.
        submit=t("Search"),
        close=t("Close"),
        state={
            "crisis": crisis.id,
            "wanted": {"chosen": wanted.chosen, "sought": wanted.sought, "page": page},
        },
    )


def _listed(crisis: Crisis, me: str, wanted: Wanted) -> Sequence[Critic]:
    """The critics wanted: those to answer by how urgent they are, the rest newest first."""
    waiting = board.in_turn(crisis)
    settled = sorted(
        (critic for critic in crisis.critics.values() if critic.state != "open"),
        key=lambda critic: -critic.changed,
    )
    listed: dict[Filter, Sequence[Critic]] = {
        "open": waiting,
        "mine": [critic for critic in waiting if critic.owner == me],
        "free": board.free(crisis),
        "answered": [critic for critic in settled if critic.state == "answered"],
        "set_aside": [critic for critic in settled if critic.state == "set_aside"],
        "all": [*waiting, *settled],
    }
    words = wanted.sought.casefold().lstrip("@")
    if not words:
        return listed[wanted.chosen]
    return [
        critic
        for critic in listed[wanted.chosen]
        if words in (critic.handle or "").casefold() or words in (critic.said or "").casefold()
    ]
