"""How entries about roles, and about who comes and goes, are told: a sentence on the timeline, a
message in the room."""

from __future__ import annotations

from datetime import datetime

from bot import events
from bot.crisis import Crisis
from bot.locale import Words
from bot.surfaces import labels
from bot.surfaces.blocks import actions, mention, section
from bot.surfaces.brief import brief
from bot.surfaces.content import Content, Notice, plain
from bot.surfaces.standing import lead_out, take_the_lead
from bot.surfaces.told.form import Name, NoticeOf, Quote, SentenceOf


def _assigned(
    t: Words, crisis: Crisis, e: events.RoleAssigned, who: str, name: Name, quote: Quote
) -> str:
    person, role = name(e.person), t(labels.ROLE[e.role])
    own = person == who
    if e.stand_in:
        if own:
            return t("{who} stands in for a role: {role}", who=who, role=role)
        return t("{who} named a stand-in ({role}): {person}", who=who, role=role, person=person)
    if own:
        return t("{who} took a role: {role}", who=who, role=role)
    return t("{who} gave {person} a role: {role}", who=who, person=person, role=role)


def _released(
    t: Words, crisis: Crisis, e: events.RoleReleased, who: str, name: Name, quote: Quote
) -> str:
    person, role = name(e.person), t(labels.ROLE[e.role])
    if person == who:
        return t("{who} gave a role back: {role}", who=who, role=role)
    return t("{who} relieved {person} of a role: {role}", who=who, person=person, role=role)


def _joined(
    t: Words, crisis: Crisis, e: events.MemberJoined, who: str, name: Name, quote: Quote
) -> str:
    person = name(e.person)
    if person == who:
        return t("{who} joined the room.", who=who)
    return t("{who} brought {person} into the room.", who=who, person=person)


def _away(
    t: Words, crisis: Crisis, e: events.PeopleAway, who: str, name: Name, quote: Quote
) -> str:
    if not e.people:
        return t("Nobody on whom the crisis counts is on leave any more.")
    people = ", ".join(name(person) for person in e.people)
    return t("On leave, by their Slack status: {people}", people=people)


def _assigned_notice(t: Words, crisis: Crisis, e: events.RoleAssigned, actor: str) -> Notice:
    who, person, role = mention(actor), mention(e.person), t(labels.ROLE[e.role])
    if e.role == "lead" and not e.stand_in:
        text = (
            t(":triangular_flag_on_post: *{who} leads this crisis now.*", who=person)
            if e.person == actor
            else t(
                ":triangular_flag_on_post: *{person} leads this crisis now:* {who} handed it over.",
                person=person,
                who=who,
            )
        )
        _, blocks = brief(t, crisis, _moment(crisis, e))
        return Notice(Content(text, (section(text), *blocks)))
    if e.stand_in:
        text = t(
            ":busts_in_silhouette: {person}, you stand in from here on: {role}. {who} asked for it.",
            person=person,
            role=role,
            who=who,
        )
    else:
        text = t(
            ":bust_in_silhouette: {person}, you have a role from here on: {role}. {who} gave it "
            "to you.",
            person=person,
            role=role,
            who=who,
        )
    return Notice(plain(text))


def _moment(crisis: Crisis, event: events.RoleAssigned) -> datetime:
    """When it happened, as far as the crisis remembers."""
    found = (recent.at for recent in reversed(crisis.recent) if recent.event == event)
    return next(found, crisis.opened_at)


def _left_notice(t: Words, crisis: Crisis, e: events.MemberLeft, actor: str) -> Notice:
    text = lead_out(t, crisis)
    if text is None:
        # The lead is another's by now, or they are back.
        return Notice(plain(t("{who} left the room.", who=mention(e.person))))
    return Notice(plain(text, actions([take_the_lead(t, crisis)])))


SENTENCES: dict[type, SentenceOf] = {
    events.RoleAssigned: _assigned,
    events.RoleReleased: _released,
    events.MemberJoined: _joined,
    events.MemberLeft: lambda t, c, e, who, name, quote: t(
        "{who} left the room.", who=name(e.person)
    ),
    events.RoomRenamed: lambda t, c, e, who, name, quote: t(
        "The room has another name: #{name}", name=quote(e.name)
    ),
    events.PeopleAway: _away,
}
NOTICES: dict[type, NoticeOf] = {
    events.RoleAssigned: _assigned_notice,
    events.MemberLeft: _left_notice,
}
