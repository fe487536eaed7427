"""Why something was refused, in a sentence that says what happened and what to do."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.locale import N_, Words
from bot.people import Person
from bot.refused import Reason, Refused
from bot.surfaces import labels
from bot.surfaces.blocks import mention, quoted, when

_REASONS: dict[Reason, str] = {
    "no_crisis": N_("There is no such crisis any more. Type /crisis list to see those open."),
    "already_open": N_("That crisis is open already."),
    "closed": N_("{who} closed this crisis {time}. Its timeline still takes notes."),
    "step_unknown": N_("The playbook has changed and no longer has this step."),
    "step_before": N_(
        "Other steps come before “{step}” and are still open. Do those first, or say why."
    ),
    "step_needs": N_(
        "Something that “{step}” needs is missing. Give it, or say why it is done without."
    ),
    "nothing_late": N_("Nothing is left to put off: it is done, or no longer in the plan."),
    "snooze_passed": N_("That time has passed. Choose one that is still to come."),
    "guest_snooze": N_("Guests cannot put a reminder off. Ask a member of the company."),
    "step_taken": N_("{who} was first: they took “{step}” {time}."),
    "step_moved": N_("{who} has changed “{step}” since, {time}. Look at the playbook again."),
    "statement_unknown": N_("There is no such statement."),
    "statement_exists": N_("There is one in the room already: {kind}. Edit that one."),
    "statement_moved": N_("The words have changed since, {time}. Read the newest version first."),
    "statement_posted": N_("{who} has posted this {time}. Public words are not changed."),
    "not_submitted": N_("It is not up for approval: it was sent back or edited. Submit it first."),
    "not_approved": N_("It is not approved yet. Post it once somebody else has approved it."),
    "own_words": N_("These are your words, so somebody else must approve them."),
    "approved_already": N_("{who} approved it already. Next: post it, then mark it as posted."),
    "pair_exists": N_("There is one in that language already. Edit that one."),
    "nothing_to_correct": N_(
        "A correction names what it corrects: something that you have marked as posted."
    ),
    "not_your_turn": N_("It waits for somebody else now: {people}. You will be asked in turn."),
    "too_early": N_(
        "Whoever can approve has until {time} to answer. After that you can stand for it alone."
    ),
    "not_the_lead": N_("Only {who}, who leads this crisis, can stand for a holding post alone."),
    "not_yours": N_(
        "Only whoever wrote it, approved it or leads the crisis can take it back. Ask for changes "
        "instead."
    ),
    "review": N_(
        "The review still finds errors in it: {quotes}. Have them mended, or approve despite them "
        "and say why."
    ),
    "fact_unknown": N_("There is no such fact."),
    "fact_exists": N_("That is in the fact register already, proposed by {who}."),
    "own_fact": N_("You proposed this fact, so somebody else must confirm it."),
    "critic_unknown": N_("There is no such critic on the board."),
    "critic_exists": N_("They are on the board already, since {time}. Look for them there."),
    "critic_taken": N_("{who} was first and answers this one. Take another."),
    "critic_moved": N_("{who} has changed this one meanwhile. Look at the board again."),
    "reply_review": N_(
        "The review finds errors in it: {quotes}. Mend them, or say below why it goes out as it is."
    ),
    "nobody": N_("Choose at least one person who can answer critics."),
    "nobody_free": N_("Nobody is left to share out: each critic has somebody who answers."),
    "evidence_empty": N_("Give at least one of these: a link, a file, a note."),
    "evidence_exists": N_("{who} has kept that already, {time}. It stays on the record."),
    "evidence_unknown": N_("There is no such piece of evidence."),
    "deletion_of_what": N_("Say what was deleted: choose the evidence of it, or give its link."),
    "deleted_already": N_("{who} has put that on record already: it was deleted {time}."),
    "deleted_too_early": N_(
        "The bad post went out later than that, {time}. Enter when it was deleted."
    ),
    "guest_deletion": N_(
        "Guests can keep evidence, but only members of the company record a deletion. Ask one."
    ),
    "not_yet": N_("That time is still to come. Enter one that has passed."),
    "guest": N_(
        "Guests cannot approve words, change the severity or close a crisis. Ask a member of the "
        "company."
    ),
    "unsure": N_("Slack does not say who you are just now. Please try again in a minute."),
    "gaps": N_("Some gaps are still to be filled in: {gaps}. Edit the text first."),
    "noted": N_("That message is on the timeline already."),
    "same_severity": N_("It already has that severity."),
    "same_playbook": N_("The crisis follows that playbook already. Choose another."),
    "empty": N_("Write something first."),
    "still_open": N_("Something is still open. Say why it is closed all the same."),
    "not_closed": N_("The review opens when the crisis is closed. Until then, add a note."),
    "archived_already": N_("The room is archived already. Anybody can unarchive it in Slack."),
    "held_already": N_("{who} put it under a legal hold already, {time}."),
    "under_hold": N_(
        "The crisis is under a legal hold, which {who} set {time}: nothing is taken out of it until "
        "it is lifted."
    ),
    "not_held": N_("It is not under a legal hold, or somebody has lifted it meanwhile."),
    "action_unknown": N_("There is no such action."),
    "day_passed": N_("That day is over. Choose today or a later one."),
    "update_of_drill": N_("This is an exercise: nobody outside it hears of it."),
    "update_private": N_("This crisis is private: nobody outside its room hears of it."),
    "update_nowhere": N_(
        "No channel is set for updates. A workspace admin chooses one under Settings on the home "
        "tab."
    ),
    "before_post": N_("The bad post went out later than that, {time}. Enter when this was posted."),
    "future": N_("That time is still to come. Enter when it was posted."),
    "role_held": N_(
        "{who} has this role ({role}). They can hand it over, or whoever leads the crisis can."
    ),
    "role_for_lead": N_(
        "You can take a role that nobody has. Only {who}, who leads this crisis, gives it to "
        "somebody else."
    ),
    "role_nobody": N_(
        "Nobody has this role yet ({role}). Somebody takes it before others stand in."
    ),
    "role_not_yours": N_(
        "Only {who} and whoever leads the crisis choose who stands in for this role ({role})."
    ),
    "cannot_hold": N_(
        "{who} cannot have this role ({role}): it takes a member of the company, not a guest, an "
        "app or a deactivated account."
    ),
    "entry_unknown": N_("There is no such entry on the timeline."),
    "entry_kept": N_(
        "The crisis stands on this entry, so its words cannot be taken out. Correct it instead."
    ),
    "entry_redacted": N_("The words of this entry are gone already."),
    "redaction_asked": N_("{who} has asked for that already: it waits for a second person."),
    "redaction_settled": N_("Nobody asks for that any more: it was decided meanwhile."),
    "own_redaction": N_(
        "You asked for it yourself: somebody else has to agree. You can still keep the words."
    ),
    "lead_stays": N_(
        "A crisis always has a lead. Hand it over instead, or ask somebody in the room to take it."
    ),
}


def refusal(t: Words, refused: Refused) -> str:
    """The sentence for the person whose act was refused, in a message."""
    return _sentence(t, refused, mention, when)


def refusal_in_form(t: Words, refused: Refused, reader: Person, actor: Person | None) -> str:
    """The same beside a form's field, where Slack shows plain text only.

    `actor` is the person that the refusal names, in `about["who"]`.
    """

    def local(at: datetime) -> str:
        there = at.astimezone(ZoneInfo(reader.timezone))
        return format_datetime(there, "short", tzinfo=there.tzinfo, locale=t.language)

    name = actor.name if actor and actor.name else t("Somebody")
    return html.unescape(_sentence(t, refused, lambda _: name, local))


def _sentence(
    t: Words,
    refused: Refused,
    name: Callable[[str | None], str],
    time: Callable[[datetime], str],
) -> str:
    about = refused.about
    values = {
        "who": name(about.get("who")),
        "time": time(about["at"]) if about.get("at") else "",
        "step": quoted(str(about.get("step", ""))),
        "gaps": ", ".join(quoted(gap) for gap in about.get("gaps", ())),
        "people": ", ".join(name(person) for person in about.get("people", ())) or "—",
        "quotes": ", ".join(
            t("“{quote}”", quote=quoted(quote, 100)) for quote in about.get("quotes", ())[:3]
        )
        or "—",
        "kind": labels.statement(t, about["kind"]) if "kind" in about else "",
        "role": t(labels.ROLE[role]) if (role := about.get("role")) else "",
    }
    if refused.reason == "step_settled":
        if about["state"] == "skipped":
            return t("{who} skipped “{step}” {time}. Undo that first.", **values)
        return t("{who} was first: “{step}” is done, {time}.", **values)
    if refused.reason == "action_settled":
        if about["state"] == "dropped":
            return t("{who} dropped this action {time}.", **values)
        return t("{who} finished this action {time}.", **values)
    if refused.reason == "fact_settled":
        if about["state"] == "withdrawn":
            return t("{who} has withdrawn this fact. If it holds after all, add it anew.", **values)
        return t("{who} has confirmed this fact already.", **values)
    if refused.reason == "critic_settled":
        if about["state"] == "set_aside":
            return t("{who} has set this one aside. Undo that on the whole board first.", **values)
        return t("{who} has answered this one already.", **values)
    return t(_REASONS[refused.reason], **values)
