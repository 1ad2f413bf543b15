"""The `files.*` methods."""

from collections.abc import Mapping

from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.web_api.call import Call, Method
from sandbox.web_api.shapes import file_json


def info(call: Call) -> Json:
    """`files.info`."""
    file = call.world.files.get(call.arguments.required("file"))
    if not file:
        raise SlackError("file_not_found")
    return {"file": file_json(call.world, file), "comments": [], "response_metadata": {"next_cursor": ""}}


METHODS: Mapping[str, Method] = {"files.info": info}
