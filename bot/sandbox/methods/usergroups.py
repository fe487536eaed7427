"""usergroups.list and usergroups.users.list."""

from __future__ import annotations

from ..errors import SlackError
from ..forms import usergroup_json
from ..records import Json
from .registry import Context, method


@method("usergroups.list", "usergroups:read")
def list_groups(context: Context) -> Json:
    """All user groups."""
    groups, users = context.ws.usergroups.values(), context.args.flag("include_users")
    return {"usergroups": [usergroup_json(context.ws, group, users=users) for group in groups]}


@method("usergroups.users.list", "usergroups:read")
def list_users(context: Context) -> Json:
    """The users of one group."""
    group = context.ws.usergroups.get(context.args.required("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": group.users}
