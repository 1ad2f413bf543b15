import pytest

from tests.sandbox.fake_bot import FakeBot, answering
from tests.sandbox.helpers import Client


async def test_what_a_person_cannot_do_is_said(client: Client) -> None:
    """One status for all that is impossible, and words."""
    answer = await client.http.post(
        "/sandbox/press", json={"user": "U0ANA", "channel": "C0OPS", "ts": "1.1", "action_id": "go"}
    )

    assert (409, False, "impossible") == (answer.status_code, answer.json()["ok"], answer.json()["error"])
    assert answer.json()["detail"]


async def test_what_slack_would_not_show_is_said_with_its_place(client: Client, bot: FakeBot) -> None:
    """A bot that answers with a block that is none fails the person's deed, with Slack's own words."""
    bot.handler = answering({"text": "x", "blocks": [{"type": "marquee"}]})
    answer = await client.http.post(
        "/sandbox/command", json={"user": "U0ANA", "channel": "C0OPS", "text": "help"}
    )

    assert 409 == answer.status_code
    assert "invalid_blocks" in answer.json()["detail"]
    assert "json-pointer:/blocks/0/type" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_nothing_generated_is_served(client: Client, path: str) -> None:
    """The sandbox has its page, Slack's API and its own, and nothing beside."""
    assert 404 == (await client.http.get(path)).status_code
