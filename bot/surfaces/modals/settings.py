"""The workspace's settings: where crises are announced, and who approves what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ConversationFilter,
    ConversationSelectElement,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    UserMultiSelectElement,
)

from bot.events import (
    LANGUAGES,
    ROLES,
    SEVERITIES,
    STATEMENT_KINDS,
    ApprovalPath,
    KeepMessages,
    Language,
    Requirement,
    Role,
    SettingsAdopted,
)
from bot.locale import N_, Words
from bot.paths import DEFAULT_PATHS, path_key
from bot.surfaces import labels
from bot.surfaces.blocks import Block, button, context, divider, section
from bot.surfaces.modals.form import Answers, checkbox, field, modal, option, pick
from bot.surfaces.modals.running import is_group

HELD_ROLES: tuple[Role, ...] = tuple(role for role in ROLES if role != "lead")
"""Roles that a workspace gives to people; the crisis lead is chosen at each opening."""

THEIR_OWN = "own"

MESSAGES_KEPT: Mapping[KeepMessages, str] = {
    "never": N_("What is written in rooms is not kept in the record."),
    "major": N_("What is written in rooms is kept in the record of major crises."),
    "always": N_("What is written in rooms is kept in the record."),
}

STEPS = 3
"""Steps of a path that the form offers."""

OPTIONS = 100
"""Options of a select: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element"""


def workspace_settings(
    t: Words,
    *,
    announce_in: str | None,
    invite: Sequence[str],
    organisation: str | None,
    roles: Mapping[str, Sequence[str]],
    precleared: bool,
    language: Language | None = None,
    openers: str | None = None,
    runs: SettingsAdopted | None = None,
    keep_months: int | None = None,
) -> dict[str, Any]:
    """The first page. What stands on the others is told here in a line each.

    `openers` are those who may open a crisis, `runs` the times that crises keep, `keep_months`
    how long closed ones are kept.
    """
    languages = [
        option(THEIR_OWN, t("That of whoever opens the crisis")),
        *(option(each, t(labels.LANGUAGE[each])) for each in LANGUAGES),
    ]
    return modal(
        "save_settings",
        t("Cellule settings"),
        [
            field(
                "announce_in",
                t("Where are new crises announced?"),
                ConversationSelectElement(
                    action_id="value",
                    initial_conversation=announce_in,
                    filter=ConversationFilter(
                        include=["public", "private"],
                        exclude_bot_users=True,
                        exclude_external_shared_channels=True,
                    ),
                ),
                hint=t("Private crises are never announced."),
                optional=True,
            ),
            field(
                "invite",
                t("Who is invited to every room?"),
                UserMultiSelectElement(action_id="value", initial_users=list(invite) or None),
                optional=True,
            ),
            field(
                "organisation",
                t("Your company’s name, as statements write it"),
                PlainTextInputElement(
                    action_id="value", initial_value=organisation or None, max_length=100
                ),
                optional=True,
            ),
            field(
                "language",
                t("Language of new crises"),
                StaticSelectElement(
                    action_id="value",
                    options=languages,
                    initial_option=pick(languages, language or THEIR_OWN),
                ),
                hint=t("The form proposes it; each crisis can have another."),
            ),
            divider(),
            section("*" + t("Who has which role") + "*"),
            context(
                t(
                    "The first of each is asked first; the others stand in. Approvals go to these "
                    "roles, and steps of the playbook."
                )
            ),
            *(
                field(
                    f"role-{role}",
                    t(labels.ROLE[role]),
                    UserMultiSelectElement(
                        action_id="value", initial_users=list(roles.get(role, ())) or None
                    ),
                    optional=True,
                )
                for role in HELD_ROLES
            ),
            field(
                "precleared",
                t("Holding posts"),
                checkbox(
                    "precleared",
                    t("The template’s words are cleared in advance"),
                    t("Unaltered, they wait for nobody’s approval."),
                    checked=precleared,
                ),
                optional=True,
            ),
            section(
                t("For each kind of statement: who, how many, and in which order."),
                accessory=button(t("Approval paths…"), "open_paths", "paths"),
            ),
            section(
                f"*{t('Who may open a crisis')}*\n{_openers(t, openers)}",
                accessory=button(t("Change…"), "open_openers", "openers"),
            ),
            section(
                f"*{t('Clocks and updates')}*\n{_runs(t, runs or SettingsAdopted())} "
                f"{_kept(t, keep_months)}",
                accessory=button(t("Change…"), "open_running", "running"),
            ),
        ],
        submit=t("Save"),
        close=t("Cancel"),
        state={},
    )


def _openers(t: Words, openers: str | None) -> str:
    if openers is None:
        return t("Every member of the company.")
    if is_group(openers):
        return t("The members of a user group.")
    return t("The members of a channel.")


def _runs(t: Words, runs: SettingsAdopted) -> str:
    quiet = (
        t("Quiet hours: none.")
        if runs.quiet is None
        else t(
            "Quiet hours: {start} to {end}.",
            start=_time(runs.quiet.start),
            end=_time(runs.quiet.end),
        )
    )
    updates = (
        t("Updates: no channel hears of a crisis.")
        if runs.update_in is None
        else t("Updates: every {n} minutes.", n=runs.update_every)
    )
    archive = (
        t("Rooms stay.")
        if runs.archive_after is None
        else t.plural(
            "Rooms are archived {n} hour after the close.",
            "Rooms are archived {n} hours after the close.",
            runs.archive_after,
        )
    )
    first = t.plural(
        "The first public word is meant to be out within {n} minute.",
        "The first public word is meant to be out within {n} minutes.",
        runs.targets.first_word,
    )
    messages = t(MESSAGES_KEPT[runs.keep_messages])
    return f"{quiet} {updates} {archive} {messages} {first}"


def _kept(t: Words, months: int | None) -> str:
    if months is None:
        return t("Closed crises are kept for ever.")
    return t.plural(
        "Closed crises are deleted after {n} month.",
        "Closed crises are deleted after {n} months.",
        months,
    )


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def chosen_language(answers: Answers) -> Language | None:
    """The language of new crises; `None` for that of whoever opens one."""
    chosen = answers.choice("language")
    return next((each for each in LANGUAGES if each == chosen), None)


def approval_path(
    t: Words,
    chosen: str,
    own: ApprovalPath | None,
    groups: Sequence[tuple[str, str]],
) -> dict[str, Any]:
    """The path of one kind of statement at one severity.

    `chosen` is its key (`apology:major`), `own` the workspace's path if it has one; `groups` are
    user groups as ID and name.
    """
    statements = [
        option(path_key(kind, severity), _name(t, kind, severity))
        for kind in STATEMENT_KINDS
        for severity in SEVERITIES
    ]
    path = own or _default(chosen)
    blocks: list[Block] = [
        section("*" + t("Which statement?") + "*"),
        ActionsBlock(
            elements=[
                StaticSelectElement(
                    action_id="choose_path",
                    options=statements,
                    initial_option=pick(statements, chosen),
                )
            ]
        ).to_dict(),
        context(
            t("This is the path that you have set.")
            if own is not None
            else t("This is the path that Cellule comes with.")
        ),
    ]
    for number in range(STEPS):
        step = path.steps[number] if number < len(path.steps) else ()
        blocks += [divider(), *_step(t, f"{chosen}:{number}", number, step, groups)]
    blocks += [
        divider(),
        field(
            f"{chosen}:reset",
            t("Or"),
            checkbox(
                "reset",
                t("Go back to the path that Cellule comes with"),
                t("What is chosen above no longer counts."),
                checked=False,
            ),
            optional=True,
        ),
    ]
    return modal(
        "save_path",
        t("Approval paths"),
        blocks,
        submit=t("Save this path"),
        close=t("Back"),
        state={"path": chosen},
    )


def chosen_path(answers: Answers) -> ApprovalPath | None:
    """The path of a form that was sent in; `None` for the one that the app comes with.

    Steps with nobody in them count as not there; with no step at all it is the app's path.
    """
    chosen = answers.state["path"]
    if "reset" in answers.choices(f"{chosen}:reset"):
        return None
    steps = [_requirements(answers, f"{chosen}:{number}") for number in range(STEPS)]
    filled = tuple(step for step in steps if step)
    return ApprovalPath(steps=filled) if filled else None


def _name(t: Words, kind: Any, severity: Any) -> str:
    return f"{labels.statement(t, kind)} · {t(labels.SEVERITY[severity])}"


def _default(chosen: str) -> ApprovalPath:
    return next(
        path
        for (kind, severity), path in DEFAULT_PATHS.items()
        if path_key(kind, severity) == chosen
    )


def _step(
    t: Words,
    block: str,
    number: int,
    step: Sequence[Requirement],
    groups: Sequence[tuple[str, str]],
) -> list[Block]:
    titles = (t("First"), t("Then"), t("At last"))
    keys = [key for requirement in step for key in requirement.any_of]
    anyone = any(not requirement.any_of for requirement in step)
    roles = [
        option("any", t("Any member who did not write it")),
        *(option(f"role:{role}", t(labels.ROLE[role])) for role in ("lead", *HELD_ROLES)),
        *(option(f"group:{group}", f"@{name}") for group, name in groups),
    ][:OPTIONS]
    picked = [o for o in roles if o.value in keys or (anyone and o.value == "any")]
    people = [key.removeprefix("user:") for key in keys if key.startswith("user:")]
    ways = [
        option("each", t("Each of them")),
        option("1", t("Any one of them")),
        option("2", t("Any two of them")),
    ]
    way = "each" if len(step) > 1 or not step else str(min(2, step[0].count))
    return [
        field(
            f"{block}:who",
            t("{order}: roles and groups", order=titles[number]),
            StaticMultiSelectElement(
                action_id="value", options=roles, initial_options=picked or None
            ),
            optional=True,
        ),
        field(
            f"{block}:people",
            t("{order}: people", order=titles[number]),
            UserMultiSelectElement(action_id="value", initial_users=people or None),
            optional=True,
        ),
        field(
            f"{block}:way",
            t("{order}: how many of these?", order=titles[number]),
            RadioButtonsElement(action_id="value", options=ways, initial_option=pick(ways, way)),
        ),
    ]


def _requirements(answers: Answers, block: str) -> tuple[Requirement, ...]:
    chosen = answers.choices(f"{block}:who")
    keys = [key for key in chosen if key != "any"]
    keys += [f"user:{person}" for person in answers.users(f"{block}:people")]
    way = answers.choice(f"{block}:way") or "each"
    if way == "each":
        own = tuple(Requirement(any_of=(key,)) for key in keys)
        return (*own, Requirement()) if "any" in chosen else own
    if "any" in chosen:
        # Any member is among them: there is nobody left to choose from.
        return (Requirement(count=int(way)),)
    return (Requirement(any_of=tuple(keys), count=int(way)),) if keys else ()
