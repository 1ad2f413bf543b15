"""Files: people upload them in a modal, the bot downloads them with its token and uploads its own."""

from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from sandbox.address import address_of
from sandbox.errors import ImpossibleError, SlackError
from sandbox.model import File, Json
from sandbox.web_api.endpoint import WebApi
from sandbox.web_api.faults import faulty_response
from sandbox.web_api.shapes import file_json
from sandbox.workspace import World

LARGEST = 10 * 1024 * 1024
"""Bytes; what a file input takes."""
DOWNLOAD = "files.download"
"""The name under which faults and the log of calls know a download; no method of Slack's."""
UPLOAD = "files.bytes"
"""The name under which they know the bytes that the bot uploads."""
LOGIN = (
    "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to see this file.</body></html>"
)
"""Whoever has no right to a file gets a page to sign in, with status 200, as from Slack."""


def upload_router(world: World) -> APIRouter:
    """Where people's files arrive: the bytes as they are, in the body. The answer is the file as JSON."""
    router = APIRouter(prefix="/sandbox")

    @router.post("/file")
    async def upload(user: str, name: Annotated[str, Query(min_length=1)], request: Request) -> Json:
        content = await request.body()
        if not content:
            raise ImpossibleError("The file is empty.")
        if len(content) > LARGEST:
            raise ImpossibleError("The file is larger than 10 MB.")
        file = File(
            id=world.serial("F"),
            user=world.user(user).id,
            name=PurePosixPath(name).name,
            content=content,
            at=world.now(),
            address=address_of(request),
        )
        world.files[file.id] = file
        return file_json(world, file)

    return router


def download_router(api: WebApi) -> APIRouter:
    """Where a file's `url_private` and `url_private_download` lead. Only the id in it counts."""
    router = APIRouter()

    @router.get("/files-pri/{key}/{rest:path}", include_in_schema=False)
    async def download(key: str, rest: str, request: Request) -> Response:
        file = api.world.files.get(key.rpartition("-")[2])
        fault = api.faults.take(DOWNLOAD)
        outcome = "ok" if file else "file_not_found"
        try:
            api.check_token(request)
        except SlackError as error:
            outcome = error.code
        api.note(DOWNLOAD, {"file": key, "name": rest}, fault.kind if fault else outcome)
        if fault:
            return faulty_response(fault)
        if outcome == "file_not_found" or not file:
            return HTMLResponse("<!DOCTYPE html><title>Not found</title>", status_code=404)
        if outcome != "ok":
            return HTMLResponse(LOGIN)
        disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
        return Response(file.content, headers={"content-disposition": disposition}, media_type="text/plain")

    return router


def receiving_router(api: WebApi) -> APIRouter:
    """Where the bytes of the bot's own files arrive: who knows the address needs no token."""
    router = APIRouter()

    @router.post("/upload/v1/{file}", include_in_schema=False)
    async def receive(file: str, request: Request) -> Response:
        upload = api.world.uploads.get(file)
        content = await request.body()
        fault = api.faults.take(UPLOAD)
        is_right = upload is not None and upload.length == len(content)
        outcome = "ok" if is_right else "refused"
        api.note(UPLOAD, {"file": file, "length": len(content)}, fault.kind if fault else outcome)
        if upload and is_right and (not fault or fault.kind.performs):
            upload.content = content
        if fault:
            return faulty_response(fault)
        if not is_right:
            return PlainTextResponse("Bad Request", status_code=400)
        return PlainTextResponse(f"OK - {len(content)}")

    return router


def showing_router(world: World) -> APIRouter:
    """Where the page finds a file: pictures are shown, others only saved, whatever is in them."""
    router = APIRouter(prefix="/sandbox")

    @router.get("/file/{key}")
    async def show(key: str) -> Response:
        file = world.files.get(key)
        if not file:
            raise SlackError("file_not_found")
        kept = "inline" if file.picture else "attachment"
        headers = {
            "content-disposition": f"{kept}; filename*=UTF-8''{quote(file.name)}",
            "x-content-type-options": "nosniff",
        }
        return Response(file.content, headers=headers, media_type=file.picture or "text/plain")

    return router
