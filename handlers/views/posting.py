"""Forms that draft another statement or say where one is public, sent in."""

from __future__ import annotations

from typing import Any, cast

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands.statements import DraftStatement, MarkPosted
from bot.crisis import Crisis
from bot.events import Language, Platform, StatementKind
from bot.locale import Words
from bot.parts import Statement
from bot.services import Services
from bot.surfaces import labels, modals
from bot.surfaces.modals import Answers
from bot.surfaces.modals.posting import link_block
from handlers.asking import words_of
from handlers.drafting import Asked, statement
from handlers.opening import link_error, time_error, time_of
from handlers.sending import act, answer
from statements import platforms

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("mark_posted")
    async def mark_posted(ack: AsyncAck, body: Body) -> None:
        t, answers = await words_of(services, body), Answers(body["view"])
        block, now = link_block(answers.state), services.now()
        link, at = answers.text(block).strip(), time_of(answers, "posted_at")
        crisis = await services.log.crisis(answers.state["crisis"])
        known = crisis.statements.get(answers.state["statement"]) if crisis else None
        platform = _platform(answers)
        problems = {
            block: link_error(t, link) or _of_another(t, answers, link, platform),
            "posted_at": time_error(t, at, now),
        }
        errors = {name: problem for name, problem in problems.items() if problem}
        if errors or at is None or crisis is None or known is None:
            await answer(ack, errors)
            return
        account = _strange_account(crisis, known, platform, link)
        if account is not None and account not in answers.choices("account"):
            view = modals.posted(
                t, crisis, known, at, link=link, platform=platform, account=account
            )
            # Asked about a version, answered about a version.
            await ack(response_action="update", view=view)
            return
        command = MarkPosted(known.id, answers.state["version"], link, min(at, now), platform)
        await act(services, ack, body, answers, command, block)

    @app.view("new_statement")
    async def new_statement(ack: AsyncAck, body: Body) -> None:
        t, answers = await words_of(services, body), Answers(body["view"])
        crisis = await services.log.crisis(answers.state["crisis"])
        kind = cast("StatementKind | None", answers.choice("kind"))
        language = cast("Language | None", answers.choice("language"))
        if crisis is None or kind is None or language is None:
            await answer(ack, {"kind": t("Choose one.")})
            return
        pair, corrects = answers.choice("pair"), answers.choice("corrects")
        errors = _misfit(t, crisis, kind, language, pair, corrects)
        if errors:
            await answer(ack, errors)
            return
        twin = crisis.statements.get(pair or "")
        asked = Asked(
            kind,
            language,
            pair=pair,
            corrects=twin.corrects if twin else (corrects if kind == "correction" else None),
            fact=_withdrawn(crisis, twin.corrects if twin else corrects),
        )
        drafted = statement(crisis, asked, services.now(), services.templates)
        await act(services, ack, body, answers, DraftStatement(drafted), "kind")


def _platform(answers: Answers) -> Platform | None:
    """Where it was posted: as chosen, or the only place there is."""
    chosen = answers.choice("platform")
    offered = answers.state["offered"]
    return cast("Platform | None", chosen or (offered[0] if len(offered) == 1 else None))


def _of_another(t: Words, answers: Answers, link: str, platform: Platform | None) -> str | None:
    """Why a link cannot be that of a post on `platform`."""
    if platform is None or platforms.belongs(link, platform):
        return None
    name, host = t(labels.PLATFORM[platform]), platforms.host_of(platform)
    other = next((p for p in labels.PLATFORM if _owns(link, p)), None)
    if other is None:
        return t(
            "This is no address on {platform}. A post there has one on {host}.",
            platform=name,
            host=host,
        )
    return t(
        "This is an address on {other}, and these words were to go out on {platform}. Put the "
        "link of the post on {platform}.",
        other=t(labels.PLATFORM[other]),
        platform=name,
    )


def _owns(link: str, platform: Platform) -> bool:
    return platforms.host_of(platform) is not None and platforms.belongs(link, platform)


def _strange_account(
    crisis: Crisis, known: Statement, platform: Platform | None, link: str
) -> str | None:
    """The account of a link, where it is another than that of the bad post and of what the
    company has posted on this platform before."""
    account = platforms.account(link)
    if platform is None or account is None:
        return None
    ours = [post.link for s in crisis.statements.values() for post in s.posts]
    if crisis.post_link is not None and crisis.cause != "misinformation":
        ours.append(crisis.post_link)
    same = [platforms.account(one) for one in ours if platforms.belongs(one, platform)]
    names = {name.casefold() for name in same if name is not None}
    return account if names and account.casefold() not in names else None


def _misfit(
    t: Words,
    crisis: Crisis,
    kind: StatementKind,
    language: Language,
    pair: str | None,
    corrects: str | None,
) -> dict[str, str]:
    """What does not fit together in the form, by field."""
    twin = crisis.statements.get(pair or "")
    if twin is not None:
        if twin.kind != kind:
            name = labels.statement(t, twin.kind)
            return {
                "kind": t("What it repeats is of another kind: {kind}. Choose that.", kind=name)
            }
        if twin.language == language:
            return {"language": t("What it repeats is in this language. Choose the other.")}
    elif kind == "correction" and corrects is None:
        if any(s.state == "posted" for s in crisis.statements.values()):
            return {"corrects": t("Choose what it puts right.")}
        return {"kind": t("Nothing is posted yet, so there is nothing to correct.")}
    return {}


def _withdrawn(crisis: Crisis, corrects: str | None) -> str | None:
    """The withdrawn fact on which the statement to correct rested."""
    wrong = crisis.statements.get(corrects or "")
    return wrong.rests_on[-1] if wrong is not None and wrong.rests_on else None
