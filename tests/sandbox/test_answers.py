"""The bot's later answers, at the addresses it was given."""

from collections.abc import Awaitable, Callable

import pytest

from sandbox.model import Json
from sandbox.workspace import World
from tests.sandbox.fake_bot import FakeBot
from tests.sandbox.helpers import Client, RealTime, actions, button, section

Pressed = Callable[[], Awaitable[str]]


@pytest.fixture
def pressed(client: Client, bot: FakeBot) -> Pressed:
    """Ana presses a button of a message that says "before"; gives the response_url."""

    async def press() -> str:
        blocks = [section("before"), actions(button("Go", "go"))]
        ts = await client.say("C0OPS", "x", blocks=blocks)
        await client.post("press", user="U0ANA", channel="C0OPS", ts=ts, action_id="go")
        return str(bot.received[0]["response_url"])

    return press


@pytest.mark.parametrize(
    ("answer", "ana", "sam"),
    [
        ({"text": "to you"}, ["before", "[Go]", "to you"], ["before", "[Go]"]),
        (
            {"text": "to all", "response_type": "in_channel"},
            ["before", "[Go]", "to all"],
            ["before", "[Go]", "to all"],
        ),
        ({"text": "after", "replace_original": True}, ["after"], ["after"]),
        ({"delete_original": True}, [], []),
    ],
)
async def test_an_answer_does_what_it_says(
    client: Client, pressed: Pressed, answer: Json, ana: list[str], sam: list[str]
) -> None:
    """A new message for one or all, another text in place of the old, or none."""
    response = await client.http.post(await pressed(), json=answer)

    assert 200 == response.status_code
    assert ana == await client.lines("U0ANA", "C0OPS")
    assert sam == await client.lines("U0SAM", "C0OPS")


async def test_an_answer_in_a_thread_stays_there(client: Client, bot: FakeBot, world: World) -> None:
    """Where a reply was pressed, the answer belongs to its thread."""
    root = await client.say("C0OPS", "root")
    ts = await client.say("C0OPS", "x", thread_ts=root, blocks=[actions(button("Go", "go"))])
    await client.post("press", user="U0ANA", channel="C0OPS", ts=ts, action_id="go")
    await client.http.post(bot.received[0]["response_url"], json={"text": "no"})

    assert root == world.conversations["C0OPS"].messages[-1].thread_ts


@pytest.mark.parametrize(
    ("answer", "status"), [({}, 500), ({"blocks": [{"type": "marquee"}]}, 500), ({"text": "fine"}, 200)]
)
async def test_a_wrong_answer_is_refused(client: Client, pressed: Pressed, answer: Json, status: int) -> None:
    """No text, or blocks that Slack would not take."""
    assert status == (await client.http.post(await pressed(), json=answer)).status_code


async def test_an_address_wears_out(client: Client, pressed: Pressed, real_time: RealTime) -> None:
    """After half an hour it answers 404."""
    address = await pressed()
    real_time.seconds = 1801

    response = await client.http.post(address, json={"text": "late"})

    assert (404, "expired_url") == (response.status_code, response.json()["error"])
