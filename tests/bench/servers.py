"""What a press is compared with, each a process of its own: `python -m tests.bench.servers NAME PORT [FILE]`.

They are served as `tminus serve` is. `bare` checks the signature; `bolt` is Bolt as its README sets it up;
`floor` is Bolt at its fastest, with a press's own statements, raw, committed before the acknowledgement;
`slack` is the sandbox.
"""

import asyncio
import json
import pickle
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvloop
from fastapi import FastAPI
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.storage.unit_of_work import POSTGRESQL_WRITERS
from commands.ingress import PATH
from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.cast import octal
from tests.bench.floor import Floor, Script
from tests.bench.signed import TEAM
from tests.pretend_slack import SECRET, TOKEN
from tminus.processes import listen, listening_socket

ANYTHING = re.compile("")


def bare() -> ASGIApp:
    """A route that checks Slack's signature, and nothing else."""
    verifier = SignatureVerifier(SECRET)

    async def endpoint(request: Request) -> Response:
        is_valid = verifier.is_valid_request(await request.body(), dict(request.headers))
        return PlainTextResponse("", 200 if is_valid else 401)

    return Starlette(routes=[Route(PATH, endpoint, methods=["POST"])])


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id=TEAM, bot_token=TOKEN, bot_id="B0TMINUS", bot_user_id="U0TMINUS"
    )


async def _ack(ack: AsyncAck) -> None:
    await ack()


def bolt() -> ASGIApp:
    """Bolt with its defaults, on FastAPI, with a listener that says nothing but `ack()`."""
    app = AsyncApp(signing_secret=SECRET, authorize=_authorize)
    app.action(ANYTHING)(_ack)
    handler = AsyncSlackRequestHandler(app)
    api = FastAPI()

    @api.post(PATH)
    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    return api


def floor(script: Script) -> ASGIApp:
    """Bolt awaited to its end without what it need not do, and raw statements in threads as many as ours."""
    app = AsyncApp(
        authorize=_authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    played = Floor(script)
    threads = ThreadPoolExecutor(1 if played.is_sqlite else POSTGRESQL_WRITERS)

    async def on_press(ack: AsyncAck, body: dict[str, Any]) -> None:
        action = body["actions"][0]
        deployment, _, step = action["value"].split("|")
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(threads, played.press, deployment, step, action["action_id"])
        await ack()

    app.action(ANYTHING)(on_press)
    verifier = SignatureVerifier(SECRET)

    async def endpoint(request: Request) -> Response:
        raw = await request.body()
        if not verifier.is_valid_request(raw, dict(request.headers)):
            return PlainTextResponse("", 401)
        payload = json.loads(dict(parse_qsl(raw.decode()))["payload"])
        response = await app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
        return to_starlette_response(response)

    return Starlette(routes=[Route(PATH, endpoint, methods=["POST"])])


def slack() -> ASGIApp:
    """The sandbox, for a bot that nobody is expected to reach."""
    link = BotLink(events_url="http://127.0.0.1:9", signing_secret=SECRET, bot_token=TOKEN)
    return create_app(octal(), link)


def main(name: str, port: str, file: str = "") -> None:
    """Serve until killed."""
    apps = {
        "bare": bare,
        "bolt": bolt,
        "floor": lambda: floor(pickle.loads(Path(file).read_bytes())),  # noqa: S301 - our own file
        "slack": slack,
    }
    app = apps[name]()

    async def serve() -> None:
        await listen(app, listening_socket("127.0.0.1", int(port)), asyncio.Event())

    uvloop.run(serve())


if __name__ == "__main__":
    main(*sys.argv[1:])
