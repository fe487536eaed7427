"""Who and what is in a new sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .records import User

if TYPE_CHECKING:
    from .server import Sandbox


def seed(sandbox: Sandbox) -> None:
    """The bot, six people named by their roles, and three channels."""
    ws = sandbox.workspace
    ws.add_user(
        User(
            id=sandbox.bot_user_id,
            key="bot",
            name=ws.app.name.lower().replace(" ", "_"),
            real_name=ws.app.name,
            locale="en-US",
            tz="Etc/UTC",
            color="1264a3",
            is_bot=True,
        )
    )
    ws.add_user(
        User(
            id="USLACKBOT",
            key="slackbot",
            name="slackbot",
            real_name="Slackbot",
            locale="en-US",
            tz="Etc/UTC",
            color="757575",
            is_bot=True,
        )
    )
    add = sandbox.add_person
    lead = add("communications_lead", "Communications lead", admin=True)
    add("legal_counsel", "Conseil juridique", "fr-FR")
    executive = add("executive", "Executive")
    add("community_manager", "Community manager", "fr-FR")
    add("social_agency", "Social agency", guest=True)
    add("it_security", "IT security", "en-GB")
    members = [person.user_id for person in sandbox.people.values()]
    guest = sandbox.person("social_agency").user_id

    general = ws.create_channel("general", lead.user_id)
    general.is_general = True
    general.members = dict.fromkeys([m for m in members if m != guest] + [ws.app.bot_user_id])
    communications = ws.create_channel("communications", lead.user_id)
    communications.members = dict.fromkeys([*members, ws.app.bot_user_id])
    committee = ws.create_channel("executive-committee", executive.user_id, is_private=True)
    committee.members = dict.fromkeys([lead.user_id, executive.user_id])
