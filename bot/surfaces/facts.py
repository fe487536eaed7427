"""The fact register: what is confirmed, by whom, on what proof; and what is not yet."""

from __future__ import annotations

from collections.abc import Sequence

from bot.crisis import Crisis
from bot.locale import Words
from bot.parts import Fact
from bot.surfaces import labels
from bot.surfaces.blocks import (
    Block,
    actions,
    button,
    confirm,
    context,
    escape,
    header,
    link,
    mention,
    quoted,
    section,
    when,
)

SHOWN = 12
"""Facts on the message; all of them are a click away."""

CLAIM = 300
"""Characters of a claim on the message."""

_MARK = {"proposed": ":mag:", "confirmed": ":white_check_mark:", "withdrawn": ":x:"}
_ORDER = {"proposed": 0, "confirmed": 1, "withdrawn": 2}


def facts(t: Words, crisis: Crisis) -> tuple[str, list[Block]]:
    """Fallback text and blocks of the message in the room."""
    title = t.plural(
        "Fact register: {n} confirmed fact",
        "Fact register: {n} confirmed facts",
        len(crisis.confirmed),
    )
    ordered = in_order(crisis)
    blocks = [header(f":card_index_dividers: {title}")]
    for fact in ordered[:SHOWN]:
        blocks += fact_blocks(t, crisis, fact, CLAIM)
    buttons = []
    if not crisis.closed:
        buttons.append(button(t("Add a fact…"), "open_fact", crisis.id, style="primary"))
    if len(ordered) > SHOWN:
        more = t.plural("All facts ({n})", "All facts ({n})", len(ordered))
        buttons.append(button(more, "open_facts", crisis.id))
    if buttons:
        blocks.append(actions(buttons))
    blocks.append(
        context(
            t(
                "Statements may say what is confirmed here, and nothing else: whoever confirms has "
                "seen the proof."
            )
        )
    )
    return escape(title), blocks


def in_order(crisis: Crisis) -> Sequence[Fact]:
    """What waits to be confirmed first, then what holds, then what no longer does."""
    newest_first = reversed(crisis.facts.values())
    return sorted(newest_first, key=lambda fact: _ORDER[fact.state])


def fact_blocks(t: Words, crisis: Crisis, fact: Fact, claim: int) -> list[Block]:
    """One fact, with its buttons; `claim` is how many characters of it are shown."""
    lines = [f"{_MARK[fact.state]} *{quoted(fact.claim, claim)}*", _proof(t, fact), _who(t, fact)]
    blocks = [section("\n".join(line for line in lines if line))]
    if crisis.closed or fact.state == "withdrawn":
        return blocks
    value = f"{crisis.id}:{fact.id}"
    buttons = []
    if fact.state == "proposed":
        buttons.append(
            button(
                t("Confirm"),
                "confirm_fact",
                value,
                style="primary",
                confirm=confirm(
                    t("Confirm this fact?"),
                    t("You have seen the proof yourself, and statements may then say it."),
                    t("I have seen it"),
                    t("Not yet"),
                ),
            )
        )
    buttons.append(button(t("Withdraw…"), "open_withdraw_fact", value))
    return [*blocks, actions(buttons)]


def proof_of(t: Words, fact: Fact) -> str:
    """What a fact rests on, in mrkdwn; empty where nothing was given."""
    proof = fact.proof
    parts = []
    if proof.link:
        parts.append(link(proof.link, t("link")))
    if proof.file:
        parts.append(link(proof.file, t("file")))
    if proof.person:
        parts.append(mention(proof.person))
    return ", ".join(parts)


def _proof(t: Words, fact: Fact) -> str:
    proof = proof_of(t, fact)
    if not proof:
        return t("Proof: none given yet")
    return t("Proof: {proof}", proof=proof)


def _who(t: Words, fact: Fact) -> str:
    state = t(labels.FACT_STATE[fact.state])
    if fact.state == "withdrawn" and fact.withdrawn_at is not None:
        return t(
            "{state} by {who}, {time}: “{reason}”",
            state=state,
            who=mention(fact.withdrawn_by),
            time=when(fact.withdrawn_at),
            reason=quoted(fact.reason or "", 200),
        )
    if fact.state == "confirmed" and fact.confirmed_at is not None:
        return t(
            "{state} by {who}, {time}; proposed by {proposer}",
            state=state,
            who=mention(fact.confirmed_by),
            time=when(fact.confirmed_at),
            proposer=mention(fact.proposed_by),
        )
    return t(
        "{state}: {who} proposed it {time}. Next: somebody else confirms it.",
        state=state,
        who=mention(fact.proposed_by),
        time=when(fact.proposed_at),
    )
