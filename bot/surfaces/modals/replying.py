"""The forms in which a critic is answered: the words, and that they went out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import DateTimePickerElement, InputBlock, UrlInputElement

from bot import reviewing
from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import Critic, Statement, text_digest
from bot.replies import Alike
from bot.surfaces.blocks import Block, actions, button, context, exact, section
from bot.surfaces.critics import critic_text, name
from bot.surfaces.modals.form import Answers, field, modal, text_area
from bot.surfaces.review import review_blocks

TEXT = "answer-"
"""How the name of the block with the words begins; the round follows."""
ALL = 20
"""Findings that are shown."""
BUDGET = 12_000
OTHER = 1_500
"""Characters of the reply that is too alike."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What stands in the form. `round` counts the times that the app put other words into it."""

    text: str
    seen: int
    round: int = 0

    @property
    def block(self) -> str:
        return f"{TEXT}{self.round}"

    def with_text(self, text: str) -> Reply:
        return replace(self, text=text, round=self.round + 1)


def reply_of(critic: Critic) -> Reply:
    """The form as it opens."""
    return Reply(critic.draft or "", critic.changed)


def reply_in(answers: Answers) -> Reply:
    """The form as somebody has filled it in so far."""
    state = answers.state
    return Reply(answers.text(f"{TEXT}{state['round']}").strip(), state["seen"], state["round"])


def reply(
    t: Words, crisis: Crisis, critic: Critic, draft: Reply, *, told: str | None = None
) -> dict[str, Any]:
    """The words for one critic, the review and the likeness below them. `told` is what the person
    has to know before the words are kept."""
    blocks: list[Block] = [section(critic_text(t, critic, 0, 2_000))]
    if critic.said:
        blocks += exact(critic.said)
    if told is not None:
        blocks.append(section(told))
    blocks.append(
        InputBlock(
            block_id=draft.block,
            label=t("Your reply"),
            element=text_area(draft.text, live=True),
            hint=t("Say their name, answer what they said, say what you do about it."),
            dispatch_action=True,
        ).to_dict()
    )
    blocks += _reviewed(t, crisis, critic, draft.text, mend=True)
    return modal(
        "draft_reply",
        t("Answer a critic"),
        blocks,
        submit=t("Keep the draft"),
        close=t("Cancel"),
        state={
            "crisis": crisis.id,
            "critic": critic.id,
            "seen": draft.seen,
            "round": draft.round,
            "reviewed": text_digest(draft.text),
        },
    )


def sent(t: Words, crisis: Crisis, critic: Critic, now: datetime) -> dict[str, Any]:
    """That a reply went out, where and when."""
    draft = critic.draft or ""
    return modal(
        "send_reply",
        t("The reply is sent"),
        [
            section(critic_text(t, critic, 600, 2_000)),
            field("text", t("The words that went out"), text_area(draft)),
            *_reviewed(t, crisis, critic, draft, mend=False),
            field(
                "link",
                t("Link to your reply"),
                UrlInputElement(action_id="value"),
                hint=t("Empty where it was a private message."),
                optional=True,
            ),
            field(
                "sent_at",
                t("When did it go out?"),
                DateTimePickerElement(
                    action_id="value", initial_date_time=int(now.timestamp()) // 60 * 60
                ),
            ),
            field(
                "reason",
                t("Despite errors of the review: why as it is?"),
                text_area(limit=1000),
                hint=t("Asked only where the review finds errors. It goes on the timeline."),
                optional=True,
            ),
        ],
        submit=t("It is sent"),
        close=t("Cancel"),
        state={"crisis": crisis.id, "critic": critic.id},
    )


def problems(crisis: Crisis, critic: Critic, text: str) -> bool:
    """Whether there is anything about a reply that its author should see first."""
    there, statement = reviewing.reply(crisis, critic, text)
    if any(found.weight == "error" for found in reviewing.findings(there, statement)):
        return True
    alike = _alike(there, statement)
    return alike is not None and alike.too_much


def _reviewed(t: Words, crisis: Crisis, critic: Critic, text: str, *, mend: bool) -> list[Block]:
    if not text.strip():
        return []
    there, statement = reviewing.reply(crisis, critic, text)
    blocks = review_blocks(t, there, statement, most=ALL, budget=BUDGET)
    if mend and any(f.better is not None for f in reviewing.findings(there, statement)):
        value = f"{crisis.id}:{critic.id}"
        blocks.append(actions([button(t("Use the proposed words"), "use_better_reply", value)]))
    alike = _alike(there, statement)
    if alike is not None and alike.too_much:
        blocks += _likeness(t, crisis, alike)
    return blocks


def _alike(crisis: Crisis, statement: Statement) -> Alike | None:
    return reviewing.alike(crisis, statement, statement.text)


def _likeness(t: Words, crisis: Crisis, alike: Alike) -> list[Block]:
    """The other reply, and how like it these words are."""
    kind, _, key = alike.source.partition(":")
    if kind == "critic":
        whom = crisis.critics[key]
        text = (
            t(
                ":busts_in_silhouette: *{percent} % like the reply to {critic}, which was sent.*",
                percent=alike.percent,
                critic=name(t, whom),
            )
            if whom.answer
            else t(
                ":busts_in_silhouette: *{percent} % like the draft for {critic}.*",
                percent=alike.percent,
                critic=name(t, whom),
            )
        )
    else:
        text = t(
            ":busts_in_silhouette: *{percent} % like another reply of this crisis.*",
            percent=alike.percent,
        )
    advice = t(
        "Whoever gets the same answer as others sees it. Say in your own words what is true of this "
        "one; you can keep it as it is all the same."
    )
    return [section(text), *exact(alike.text[:OTHER]), context(advice)]
