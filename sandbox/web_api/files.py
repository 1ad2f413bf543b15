"""The `files.*` methods."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from sandbox.errors import SlackError
from sandbox.model import File, Json, Upload
from sandbox.web_api.call import Call, Method
from sandbox.web_api.chat import open_to_bot
from sandbox.web_api.shapes import file_json


def info(call: Call) -> Json:
    """`files.info`."""
    file = call.world.files.get(call.arguments.required("file"))
    if not file:
        raise SlackError("file_not_found")
    return {"file": file_json(call.world, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def get_upload_url_external(call: Call) -> Json:
    """`files.getUploadURLExternal`: where the bytes of a file go, and the id it will have."""
    name, length = call.arguments.required("filename"), call.arguments.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", ("[ERROR] must be greater than 0 [json-pointer:/length]",))
    file = call.world.serial("F")
    call.world.uploads[file] = Upload(name=PurePosixPath(name).name, length=length)
    return {"upload_url": f"{call.address}upload/v1/{file}", "file_id": file}


def complete_upload_external(call: Call) -> Json:
    """`files.completeUploadExternal`: the files are there, and shared where a conversation is named."""
    world, arguments = call.world, call.arguments
    place = open_to_bot(call, arguments.text("channel_id")) if arguments.has("channel_id") else None
    asked = arguments.structure("files")
    if not isinstance(asked, list) or not asked:
        raise SlackError("invalid_arguments", ("[ERROR] missing required field: files",))
    files = [_completed(call, one) for one in asked]
    world.files |= {file.id: file for file in files}
    if place:
        world.say(
            place,
            world.bot.user_id,
            arguments.text("initial_comment"),
            thread_ts=arguments.text("thread_ts"),
            files=[file.id for file in files],
        )
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _completed(call: Call, asked: Json) -> File:
    """A file of which all bytes came. Errors: `file_not_found`."""
    key = str(asked.get("id", ""))
    upload = call.world.uploads.get(key)
    if not upload or upload.content is None:
        raise SlackError("file_not_found")
    return File(
        id=key,
        user=call.world.bot.user_id,
        name=upload.name,
        title=str(asked.get("title", "")),
        content=upload.content,
        at=call.world.now(),
        address=call.address,
    )


METHODS: Mapping[str, Method] = {
    "files.info": info,
    "files.getUploadURLExternal": get_upload_url_external,
    "files.completeUploadExternal": complete_upload_external,
}
