"""Forms of the critics board, sent in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot import critics as board
from bot import critics_values, reviewing
from bot.commands import Command
from bot.commands.critics import (
    AddCritics,
    AssignCritics,
    DraftReply,
    SendReply,
    SetAsideCritic,
)
from bot.critics_csv import MOST_BYTES
from bot.events import ListedCritic, Platform, Tone
from bot.locale import Words
from bot.parts import Critic, text_digest
from bot.refused import Refused
from bot.services import Services
from bot.surfaces import labels, modals, table_report
from bot.surfaces.modals import Answers
from handlers.actions.critics import caught_up
from handlers.asking import person_of, team_of, words_of
from handlers.board import show_below, still_over
from handlers.critics_file import take
from handlers.opening import link_error, request_of, time_error, time_of
from handlers.sending import answer, decide, why
from statements import platforms

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    async def act(
        ack: AsyncAck, body: Body, answers: Answers, command: Command, block: str
    ) -> bool:
        """Carries out a form; a refusal stands beside `block`, and what was typed stays."""
        refused = await decide(services, body, answers, command)
        if refused is not None:
            await answer(ack, {block: await why(services, body, refused)})
            return False
        services.later(show_below(services, body))
        return True

    @app.view("add_critics")
    async def add_critics(ack: AsyncAck, body: Body) -> None:
        t, answers = await words_of(services, body), Answers(body["view"])
        crisis_id = answers.choice("crisis") or answers.state["crisis"]
        answers.state["crisis"] = crisis_id
        one, errors = _by_hand(t, answers, services.now())
        file = answers.file_object("file")
        if file is not None and int(file.get("size") or 0) > MOST_BYTES:
            errors["file"] = table_report.too_large(t)
        if one is None and file is None and not errors:
            errors["link"] = t("Give a link, who wrote it or what they said; or choose a file.")
        crisis = await services.log.crisis(crisis_id)
        if crisis is not None and crisis.closed and not errors:
            closed = Refused("closed", {"who": crisis.closed_by, "at": crisis.closed_at})
            errors["link" if file is None else "file"] = await why(services, body, closed)
        if errors or crisis is None:
            await answer(ack, errors)
            return
        if one is not None:
            command = AddCritics((one,), answers.state["via"])
            if not await act(ack, body, answers, command, "link"):
                return
        await ack()
        if file is not None:
            person, name = await person_of(services, body), request_of(body["view"]["id"])
            services.later(take(services, team_of(body), person, crisis, file, name))

    @app.view("share_critics")
    async def share_critics(ack: AsyncAck, body: Body) -> None:
        t, answers = await words_of(services, body), Answers(body["view"])
        chosen = answers.users("people")
        people = [await services.directory.person(team_of(body), user) for user in chosen]
        if any(person.bot or person.deactivated for person in people):
            wrong = t("An app or a deactivated account answers nobody. Choose people.")
            await answer(ack, {"people": wrong})
            return
        most = answers.text("most")
        command = AssignCritics(tuple(chosen), int(most) if most.isdecimal() else None)
        if await act(ack, body, answers, command, "people"):
            await ack()

    @app.view("set_aside_critic")
    async def set_aside(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        command = SetAsideCritic(answers.state["critic"], answers.text("reason"))
        if await act(ack, body, answers, command, "reason"):
            await ack()

    @app.view("draft_reply")
    async def draft_reply(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        draft, crisis = modals.reply_in(answers), await services.log.crisis(answers.state["crisis"])
        critic = crisis.critics.get(answers.state["critic"]) if crisis else None
        if crisis is None or critic is None:
            await ack()
            return
        await caught_up(crisis)
        t = await words_of(services, body)
        if text_digest(draft.text) != answers.state["reviewed"] and modals.problems(
            crisis, critic, draft.text
        ):
            # The form says what is wrong first; sent in once more, the draft is kept as it is.
            told = t(
                ":warning: *Read what stands below first.* Mend the words, or keep the draft as it "
                "is."
            )
            view = modals.reply(t, crisis, critic, draft, told=told)
            await ack(response_action="update", view=still_over(view, answers))
            return
        command = DraftReply(critic.id, draft.text, draft.seen)
        if await act(ack, body, answers, command, draft.block):
            await ack()

    @app.view("send_reply")
    async def send_reply(ack: AsyncAck, body: Body) -> None:
        t, answers, now = await words_of(services, body), Answers(body["view"]), services.now()
        crisis = await services.log.crisis(answers.state["crisis"])
        critic = crisis.critics.get(answers.state["critic"]) if crisis else None
        if crisis is None or critic is None:
            await ack()
            return
        link, at = answers.text("link").strip(), time_of(answers, "sent_at")
        problems = {
            "link": (link_error(t, link) or _elsewhere(t, link, critic)) if link else None,
            "sent_at": time_error(t, at, now),
        }
        errors = {name: problem for name, problem in problems.items() if problem}
        if errors or at is None:
            await answer(ack, errors)
            return
        command = SendReply(
            critic.id, answers.text("text"), link or None, min(at, now), answers.text("reason")
        )
        faulty = reviewing.reply_errors(crisis, critic, command.text.strip())
        if await act(
            ack, body, answers, command, "reason" if command.reason and faulty else "text"
        ):
            await ack()

    @app.view("critics")
    async def critics(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        crisis = await services.log.crisis(answers.state["crisis"])
        if crisis is None:
            await ack()
            return
        t, me = await words_of(services, body), body["user"]["id"]
        view = modals.whole_board(t, crisis, me, modals.wanted_in(answers))
        await ack(response_action="update", view=view)


def _by_hand(
    t: Words, answers: Answers, now: datetime
) -> tuple[ListedCritic | None, dict[str, str]]:
    """The critic that was entered field by field, if any was; and what is wrong, by field."""
    link, handle = answers.text("link").strip(), answers.text("handle").strip().lstrip("@")
    said, reach = answers.text("said").strip(), answers.text("reach").strip()
    wrote_at, errors = time_of(answers, "wrote_at"), {}
    problem = link_error(t, link) if link else None
    if link and problem is None and board.address(link) is None:
        problem = t("This link is too long, or cannot be read. Copy it from the address bar.")
    if problem:
        errors["link"] = problem
    count = critics_values.count(reach) if reach else None
    if reach and count is None:
        errors["reach"] = t("Write a number, such as 1,200 or 12.3k.")
    if wrote_at is not None and (late := time_error(t, wrote_at, now)):
        errors["wrote_at"] = late
    if errors or not (link or handle or said):
        return None, errors
    return ListedCritic(
        id="",
        link=link or None,
        platform=board.platform_of(link) if link else None,
        handle=handle or (board.account_of(link) if link else None),
        said=said or None,
        reach=count,
        tone=cast("Tone", answers.choice("tone") or "neutral"),
        wrote_at=wrote_at.astimezone(UTC) if wrote_at else None,
    ), errors


def _elsewhere(t: Words, link: str, critic: Critic) -> str | None:
    """Why a link cannot be that of a reply to this critic."""
    platform: Platform | None = critic.platform
    if platform is None or platforms.belongs(link, platform):
        return None
    return t(
        "This is no address on {platform}. A post there has one on {host}.",
        platform=t(labels.PLATFORM[platform]),
        host=platforms.host_of(platform),
    )
