"""The `users.*`, `usergroups.*` and `dnd.*` methods, `auth.test` and `api.test`."""

from collections.abc import Mapping

from sandbox.errors import SlackError
from sandbox.model import Json, QuietHours
from sandbox.web_api.call import Call, Method
from sandbox.web_api.pages import MOST, page
from sandbox.web_api.shapes import group_json, user_json

DND_AT_ONCE = 50
"""People that `dnd.teamInfo` takes at once (docs.slack.dev)."""


def auth_test(call: Call) -> Json:
    """`auth.test`: who the token speaks as."""
    world = call.world
    return {
        "url": call.address,
        "team": world.team.name,
        "user": world.users[world.bot.user_id].handle,
        "team_id": world.team.id,
        "user_id": world.bot.user_id,
        "bot_id": world.bot.bot_id,
        "is_enterprise_install": False,
    }


def api_test(call: Call) -> Json:
    """`api.test`: an echo; `error` makes it fail with that name."""
    if call.arguments.has("error"):
        raise SlackError(call.arguments.text("error"))
    return {"args": call.arguments.values}


def list_users(call: Call) -> Json:
    """`users.list`: those of this workspace, also who was deactivated; a large one must be read in pages."""
    own = [user for user in call.world.users.values() if not user.team]
    if len(own) > MOST and not call.arguments.has("limit"):
        raise SlackError("limit_required")
    shown, more = page(own, lambda user: user.id, call.arguments, default=MOST)
    return {"members": [user_json(call.world, user) for user in shown], "response_metadata": more}


def info(call: Call) -> Json:
    """`users.info`."""
    return {"user": user_json(call.world, call.world.user(call.arguments.required("user")))}


def lookup_by_email(call: Call) -> Json:
    """`users.lookupByEmail`."""
    email = call.arguments.required("email").casefold()
    found = next((user for user in call.world.own_people() if user.email.casefold() == email), None)
    if not found:
        raise SlackError("users_not_found")
    return {"user": user_json(call.world, found)}


def list_groups(call: Call) -> Json:
    """`usergroups.list`."""
    with_users = call.arguments.flag("include_users")
    groups = call.world.groups.values()
    return {"usergroups": [group_json(call.world, group, with_users=with_users) for group in groups]}


def group_users(call: Call) -> Json:
    """`usergroups.users.list`."""
    group = call.world.groups.get(call.arguments.required("usergroup"))
    if not group:
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}


def team_dnd(call: Call) -> Json:
    """`dnd.teamInfo`: of up to 50 people the next quiet hours, also those that they are in."""
    asked = [user for user in call.arguments.text("users").split(",") if user]
    if not asked:
        raise SlackError("no_users_provided")
    if len(asked) > DND_AT_ONCE:
        raise SlackError("invalid_arguments")
    known = [user for user in asked if user in call.world.users]
    return {"users": {user: _dnd(call.world.quiet_hours(user)) for user in known}}


def _dnd(hours: QuietHours | None) -> Json:
    """Slack says 1 where there is none."""
    start, end = (int(at.timestamp()) for at in (hours.start, hours.end)) if hours else (1, 1)
    return {"dnd_enabled": hours is not None, "next_dnd_start_ts": start, "next_dnd_end_ts": end}


METHODS: Mapping[str, Method] = {
    "auth.test": auth_test,
    "api.test": api_test,
    "users.list": list_users,
    "users.info": info,
    "users.lookupByEmail": lookup_by_email,
    "dnd.teamInfo": team_dnd,
    "usergroups.list": list_groups,
    "usergroups.users.list": group_users,
}
