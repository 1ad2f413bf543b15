"""The `views.*` methods: modals and the Home tab."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox.blocks import check_view
from sandbox.errors import SlackError
from sandbox.model import Json, View
from sandbox.web_api.call import Call, Method
from sandbox.web_api.shapes import view_json

LARGEST_VIEW = 250_000
"""Bytes of JSON."""


def checked_view(view: Any, kind: str) -> Json:  # noqa: ANN401 - whatever was sent
    """The view, if Slack would take it. Errors: `invalid_arguments` with what is wrong, `view_too_large`."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ("[ERROR] missing required field: view",))
    if len(json.dumps(view)) > LARGEST_VIEW:
        raise SlackError("view_too_large")
    content: Json = {key: value for key, value in view.items() if value is not None}
    problems = check_view(content)
    if content.get("type") != kind:
        problems.append(f"[ERROR] must be a {kind} [json-pointer:/view/type]")
    if problems:
        raise SlackError("invalid_arguments", tuple(problems))
    return content


def _sent(call: Call, kind: str = "modal") -> Json:
    return checked_view(call.arguments.structure("view"), kind)


def _check_hash(call: Call, view: View) -> None:
    wanted = call.arguments.text("hash")
    if wanted and wanted != view.hash:
        raise SlackError("hash_conflict")


def open_view(call: Call) -> Json:
    """`views.open`: a view that is refused leaves the trigger id unused."""
    content = _sent(call)
    user = call.world.triggers.spend(call.arguments.required("trigger_id"))
    return {"view": view_json(call.world, call.world.open_modal(user, content))}


def push(call: Call) -> Json:
    """`views.push`."""
    content = _sent(call)
    user = call.world.triggers.spend(call.arguments.required("trigger_id"))
    return {"view": view_json(call.world, call.world.push_modal(user, content))}


def update(call: Call) -> Json:
    """`views.update`: by Slack's id of the view, or the bot's own."""
    view = call.world.open_view(call.arguments.text("view_id"), call.arguments.text("external_id"))
    content = _sent(call, view.content["type"])
    _check_hash(call, view)
    call.world.replace_view(view, content)
    return {"view": view_json(call.world, view)}


def publish(call: Call) -> Json:
    """`views.publish`: a user's Home tab."""
    user = call.world.user(call.arguments.required("user_id"))
    content = _sent(call, "home")
    shown = call.world.homes.get(user.id)
    if shown:
        _check_hash(call, shown)
    return {"view": view_json(call.world, call.world.publish_home(user.id, content))}


METHODS: Mapping[str, Method] = {
    "views.open": open_view,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
