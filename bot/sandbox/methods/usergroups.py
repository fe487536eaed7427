"""usergroups.list and usergroups.users.list."""

from __future__ import annotations

from ..errors import SlackError
from ..records import Json, UserGroup
from .registry import Context, method


def _form(context: Context, group: UserGroup) -> Json:
    form: Json = {
        "id": group.id,
        "team_id": context.ws.app.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.created,
        "date_delete": 0,
        "user_count": len(group.users),
    }
    if context.args.flag("include_users"):
        form["users"] = group.users
    return form


@method("usergroups.list", "usergroups:read")
def list_groups(context: Context) -> Json:
    """All user groups."""
    groups = context.ws.usergroups.values()
    return {"usergroups": [_form(context, group) for group in groups]}


@method("usergroups.users.list", "usergroups:read")
def list_users(context: Context) -> Json:
    """The users of one group."""
    group = context.ws.usergroups.get(context.args.required("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": group.users}
