import asyncio
import json
from collections.abc import AsyncIterator, Mapping, MutableMapping
from typing import Any

import httpx
import pytest
from hypothesis import given, strategies as st
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Receive
from structlog.testing import capture_logs

from bot.inbound import MAX_BYTES
from commands.dispatch import team_of
from commands.ingress import PATH, parse_body, slack_route
from tests.commands.signed import FORM, JSON, form, interaction, signed
from tests.pretend_slack import SECRET

TEAM = "T0OCTAL"
COMMAND = {
    "command": "/deploy",
    "text": "help",
    "team_id": TEAM,
    "user_id": "U0ANA",
    "channel_id": "C0OPS",
    "trigger_id": "1.1",
}


@pytest.fixture
def heard() -> list[Mapping[str, Any]]:
    """The commands that came through."""
    return []


@pytest.fixture
async def http(heard: list[Mapping[str, Any]]) -> AsyncIterator[httpx.AsyncClient]:
    """The route over a Bolt app that hears `/deploy` and nothing else."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TEAM, bot_token="xoxb", bot_id="B", bot_user_id="U"
        )

    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack("heard")

    async def lazy(body: dict[str, Any]) -> None:
        heard.append({"lazy": body})

    bolt = AsyncApp(authorize=authorize, process_before_response=True)
    bolt.command("/deploy")(ack=listener, lazy=[lazy])
    app = Starlette(routes=[slack_route(bolt, signing_secret=SECRET, team=TEAM)])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as client:
        yield client


async def post(http: httpx.AsyncClient, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
    return await http.post(PATH, content=body, headers=dict(headers))


async def test_a_signed_command_is_heard(http: httpx.AsyncClient, heard: list[Mapping[str, Any]]) -> None:
    """What Slack signed reaches its listener, and the listener's answer goes back."""
    body = form(COMMAND)
    answer = await post(http, body, signed(body))
    assert (200, "heard") == (answer.status_code, answer.text)
    assert COMMAND == heard[0]


async def test_the_word_payload_in_a_command_is_text(
    http: httpx.AsyncClient, heard: list[Mapping[str, Any]]
) -> None:
    """A command that speaks of a payload is heard like any other."""
    body = form(COMMAND | {"text": "hold the payload is too large"})
    assert 200 == (await post(http, body, signed(body))).status_code
    assert "hold the payload is too large" == heard[0]["text"]


@pytest.mark.parametrize(("age", "status"), [(0, 200), (290, 200), (310, 401), (-310, 401)])
async def test_a_signature_holds_five_minutes(http: httpx.AsyncClient, age: int, status: int) -> None:
    """An old request, or one from the future, is not taken again."""
    body = form(COMMAND)
    assert status == (await post(http, body, signed(body, age=age))).status_code


async def test_another_secret_does_not_sign(http: httpx.AsyncClient, heard: list[Mapping[str, Any]]) -> None:
    """A request that somebody else signed is refused unread."""
    body = form(COMMAND)
    assert 401 == (await post(http, body, signed(body, secret="other"))).status_code
    assert [] == heard


@pytest.mark.parametrize(
    "changed",
    [
        {"x-slack-signature": "v0=00"},
        {"x-slack-signature": "v0=é"},
        {"x-slack-signature": ""},
        {"x-slack-request-timestamp": "soon"},
        {"x-slack-request-timestamp": "²"},
        {"x-slack-request-timestamp": ""},
    ],
)
async def test_odd_headers_are_refused(http: httpx.AsyncClient, changed: Mapping[str, str]) -> None:
    """A signature or a timestamp that is none is refused, with no error of ours."""
    body = form(COMMAND)
    headers = {**signed(body), **changed}
    encoded = [(name.encode(), value.encode("utf-8")) for name, value in headers.items()]
    answer = await http.post(PATH, content=body, headers=encoded)
    assert 401 == answer.status_code


async def test_no_signature_at_all_is_refused(http: httpx.AsyncClient) -> None:
    """A bare request is refused."""
    assert 401 == (await post(http, form(COMMAND), {})).status_code


@pytest.mark.parametrize(("size", "status"), [(MAX_BYTES, 200), (MAX_BYTES + 1, 413)])
async def test_a_body_may_be_one_megabyte_long(http: httpx.AsyncClient, size: int, status: int) -> None:
    """A body of 1 MB is read; a longer one is refused before it is looked at."""
    body = form(COMMAND | {"text": ""})
    body = body.replace(b"text=", b"text=" + b"x" * (size - len(body)))
    assert size == len(body)
    assert status == (await post(http, body, signed(body))).status_code


@pytest.mark.parametrize(
    "body", [b"no form", b'{"open', b"payload=no+json", b"payload=[1]", b"payload=%22x%22"]
)
async def test_what_cannot_be_read_is_refused(http: httpx.AsyncClient, body: bytes) -> None:
    """A signed body of no known form is refused."""
    assert 400 == (await post(http, body, signed(body))).status_code


async def test_bytes_that_are_no_text_are_refused(http: httpx.AsyncClient) -> None:
    """A body that is no UTF-8 is refused, signed or not: a signature is over text."""
    assert 400 == (await post(http, b"\xff\xfe", signed(b""))).status_code


@pytest.mark.parametrize(
    "body",
    [
        b"",
        form(COMMAND | {"team_id": "T0OTHER"}),
        form({name: value for name, value in COMMAND.items() if name != "team_id"}),
        interaction({"type": "block_actions", "team": {"id": "T0OTHER"}, "team_id": TEAM}),
        interaction({"type": "block_actions", "team": None}),
        interaction({"type": "block_actions", "team": {"id": [TEAM]}}),
    ],
)
async def test_another_workspace_is_refused(
    http: httpx.AsyncClient, heard: list[Mapping[str, Any]], body: bytes
) -> None:
    """A payload of another workspace, or of none, is refused although it is signed."""
    assert 403 == (await post(http, body, signed(body))).status_code
    assert [] == heard


def route(seconds_to_read: float) -> Route:
    """The route of an app that hears nothing."""
    bolt = AsyncApp(token="xoxb", request_verification_enabled=False)
    return slack_route(bolt, signing_secret=SECRET, team=TEAM, seconds_to_read=seconds_to_read)


async def answered(receive: Receive, seconds_to_read: float = 30) -> tuple[int, bytes | None]:
    """The status of what the route answers to a body, and whether it closes the connection."""
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": PATH, "headers": [], "query_string": b""}
    await route(seconds_to_read).handle(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]).get(b"connection")


async def test_a_body_that_comes_too_slowly_is_given_up() -> None:
    """Whoever sends a byte now and then keeps no connection busy."""

    async def drop_by_drop() -> MutableMapping[str, Any]:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"", "more_body": True}

    assert (408, b"close") == await answered(drop_by_drop, seconds_to_read=0.01)


async def test_a_body_without_an_end_is_given_up() -> None:
    """More than 1 MB without a length is refused, and nothing more is read of it."""
    taken = 0

    async def without_end() -> MutableMapping[str, Any]:
        nonlocal taken
        taken += 100_000
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": True}

    assert (413, b"close") == await answered(without_end)
    assert MAX_BYTES + 100_000 == taken


async def test_who_hangs_up_in_the_middle_is_no_error_of_ours() -> None:
    """The rest never comes."""

    async def gone() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    assert (408, b"close") == await answered(gone)


@pytest.mark.parametrize("depth", [900, 2_000, 100_000])
async def test_what_is_nested_deeply_is_no_error_of_ours(http: httpx.AsyncClient, depth: int) -> None:
    """A payload that is nested so deeply is refused, or passed on where it can be read."""
    nested = "[" * depth + "]" * depth
    told = json.dumps({"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": {"type": "x"}})
    body = f'{told[:-1]}, "more": {nested}}}'.encode()
    assert (await post(http, body, signed(body, JSON))).status_code in {400, 404}


@pytest.mark.parametrize("digits", [20, 5_000])
async def test_a_time_of_many_digits_is_no_time(http: httpx.AsyncClient, digits: int) -> None:
    """A timestamp that no clock shows is refused with a 4xx."""
    body = form(COMMAND)
    headers = signed(body) | {"x-slack-request-timestamp": "9" * digits}
    assert (await post(http, body, headers)).status_code in {400, 401}


async def test_slack_checks_the_address(http: httpx.AsyncClient) -> None:
    """Slack's check of the address is answered with its challenge."""
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aB"}).encode()
    answer = await post(http, body, signed(body, JSON))
    assert {"challenge": "3eZbrw1aB"} == answer.json()


async def test_events_that_slack_keeps_back_are_said_loudly(http: httpx.AsyncClient) -> None:
    """Slack's word that it sends no events for a while is taken, and stands in the log as an error."""
    told = {"type": "app_rate_limited", "team_id": COMMAND["team_id"], "minute_rate_limited": 1795455960}
    body = json.dumps(told).encode()
    with capture_logs() as logs:
        answer = await post(http, body, signed(body, JSON))
    assert (200, ["error"]) == (answer.status_code, [line["log_level"] for line in logs])


async def test_a_header_cannot_name_a_function(
    http: httpx.AsyncClient, heard: list[Mapping[str, Any]]
) -> None:
    """Bolt's own headers for lazy functions mean nothing when they come from outside."""
    body = form(COMMAND)
    lazy = {"x-slack-bolt-lazy-only": "1", "x-slack-bolt-lazy-function-name": "lazy"}
    answer = await post(http, body, signed(body) | lazy)
    assert "heard" == answer.text
    assert COMMAND == heard[0]


async def test_only_posts_are_taken(http: httpx.AsyncClient) -> None:
    """The address answers nothing but posts."""
    assert 405 == (await http.get(PATH)).status_code


@given(st.text(max_size=200))
def test_any_text_is_a_body_or_no_body(text: str) -> None:
    """Whatever is sent is read as an object or refused with a ValueError."""
    try:
        body = parse_body(text)
    except ValueError:
        return
    assert isinstance(team_of(body), str)


def test_a_form_is_read_like_slack_writes_it() -> None:
    """Empty fields stay, so that a command without text has one."""
    assert {"text": "", "command": "/deploy"} == parse_body("text=&command=%2Fdeploy")
    assert FORM == signed(b"")["content-type"]
