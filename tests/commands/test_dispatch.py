import json
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.metrics import Metrics
from commands.dispatch import dispatch, team_of

TEAM, OTHER = "T0OCTAL", "T0OTHER"


def app(heard: list[str]) -> AsyncApp:
    """A Bolt app that hears messages."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TEAM, bot_token="xoxb", bot_id="B", bot_user_id="U"
        )

    async def on_message(ack: AsyncAck, body: dict[str, Any]) -> None:
        heard.append(body["event"]["text"])
        await ack()

    made = AsyncApp(authorize=authorize, process_before_response=True, request_verification_enabled=False)
    made.event("message")(on_message)
    return made


def event(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - a payload's fields are of several types
    told = {"type": "message", "text": "hello", "user": "U1", "channel": "C1", "ts": "1.1"}
    return {"type": "event_callback", "event_id": "Ev1", "event": told, **more}


@pytest.mark.parametrize(
    "ids",
    [
        {"team_id": TEAM},
        {"team_id": OTHER, "context_team_id": TEAM},
    ],
    ids=["ours", "in a channel that another workspace hosts"],
)
async def test_our_workspaces_payloads_find_their_listener(ids: dict[str, str]) -> None:
    """It is heard once, and acknowledged when it was dealt with."""
    heard: list[str] = []
    answer = await dispatch(app(heard), event(**ids), TEAM, Metrics())
    assert (200, ["hello"]) == (answer.status, heard)


@pytest.mark.parametrize(
    "ids",
    [{}, {"team_id": OTHER}, {"team_id": TEAM, "context_team_id": OTHER}, {"team_id": None}],
    ids=str,
)
async def test_nobody_elses_payload_is_heard(ids: dict[str, Any]) -> None:
    """A payload of another workspace, or that names none, reaches no listener."""
    heard: list[str] = []
    answer = await dispatch(app(heard), event(**ids), TEAM, Metrics())
    assert (403, []) == (answer.status, heard)


async def test_the_check_of_the_address_is_nobodys() -> None:
    """It names no workspace, and is answered with its challenge."""
    answer = await dispatch(app([]), {"type": "url_verification", "challenge": "3eZbrw1aB"}, TEAM, Metrics())
    assert (200, {"challenge": "3eZbrw1aB"}) == (answer.status, json.loads(answer.body))


@pytest.mark.parametrize(
    ("body", "team"),
    [
        ({"team": {"id": TEAM}, "team_id": OTHER}, TEAM),
        ({"team_id": TEAM}, TEAM),
        ({"team": None, "team_id": TEAM}, TEAM),
        ({"team": {"id": OTHER}, "context_team_id": TEAM}, TEAM),
        ({"team": {"id": [TEAM]}}, ""),
        ({"team": {}}, ""),
        ({}, ""),
    ],
)
def test_a_payload_says_for_which_workspace_it_is(body: dict[str, Any], team: str) -> None:
    """Commands, interactions and events each say it elsewhere; "" is nobody's."""
    assert team == team_of(body)
