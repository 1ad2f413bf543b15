"""Where response_urls lead: the bot answers there for half an hour, up to five times."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.credentials import Answer
from sandbox.errors import SlackError
from sandbox.model import Json, Message
from sandbox.web_api.arguments import Arguments, read_arguments
from sandbox.web_api.chat import checked_blocks
from sandbox.workspace import World


def answers_router(world: World) -> APIRouter:
    """The route of a workspace's response_urls."""
    router = APIRouter()

    @router.post("/response/{name}", include_in_schema=False)
    async def respond(name: str, request: Request) -> Response:
        try:
            arguments = await read_arguments(request)
            _respond(world, world.answers.use(name), arguments)
        except SlackError as error:
            body: Json = {"ok": False, "error": error.code}
            return JSONResponse(body, status_code=404 if error.code.endswith("_url") else 500)
        return PlainTextResponse("ok")

    return router


def _respond(world: World, answer: Answer, arguments: Arguments) -> None:
    """Say it, only to this person unless told otherwise; or change or delete the message that was pressed."""
    place = world.conversations[answer.channel]
    pressed = next((message for message in place.messages if message.ts == answer.message_ts), None)
    if arguments.flag("delete_original"):
        if pressed:
            place.drop(pressed)
            world.changed()
        return
    text = arguments.text("text")
    blocks = checked_blocks(arguments.structure("blocks") or [])
    if not text and not blocks:
        raise SlackError("no_text")
    if arguments.flag("replace_original") and pressed:
        world.edit(pressed, text, blocks)
        return
    shared = arguments.text("response_type") == "in_channel"
    world.say(
        place,
        world.bot.user_id,
        text,
        blocks=blocks,
        thread_ts=arguments.text("thread_ts") or _thread_of(pressed),
        only_for="" if shared else answer.user,
    )


def _thread_of(pressed: Message | None) -> str:
    """An answer to a press in a thread shows in that thread."""
    return pressed.thread_ts if pressed and pressed.is_reply else ""
