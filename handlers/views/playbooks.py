"""The form to another playbook, sent in."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.commands.playbooks import SwitchPlaybook
from bot.services import Services
from bot.surfaces.modals import Answers
from handlers.asking import words_of
from handlers.paths import refresh
from handlers.sending import answer, decide, why

Body = dict[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.view("switch_playbook")
    async def switch_playbook(ack: AsyncAck, body: Body) -> None:
        answers = Answers(body["view"])
        crisis = await services.log.crisis(answers.state["crisis"])
        chosen = answers.choice("playbook") or ""
        plan = services.playbooks.named(chosen)
        if crisis is None:
            await ack()
            return
        if plan is None:
            t = await words_of(services, body)
            gone = t("That playbook cannot be used any more: its file has changed. Choose another.")
            await answer(ack, {"playbook": gone})
            return
        adopted = plan.adopted(
            crisis.cause,
            crisis.platforms,
            crisis.language,
            reason=answers.text("reason").strip(),
            trouble=services.playbooks.trouble(chosen, plan, crisis.language),
        )
        refused = await decide(services, body, answers, SwitchPlaybook(adopted))
        if refused is None:
            await ack()
            # The other plan may ask for other approvals.
            await refresh(services, crisis.id)
        else:
            block = "reason" if refused.reason == "empty" else "playbook"
            await answer(ack, {block: await why(services, body, refused)})
