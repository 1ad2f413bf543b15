from tests.sandbox.fake_bot import FakeBot, answering
from tests.sandbox.helpers import Client


async def test_an_event_that_fails_is_sent_once_more(client: Client, bot: FakeBot) -> None:
    """The repeat has the same event id and says why it comes."""
    bot.handler = answering(500)
    await client.post("open_home", user="U0ANA")

    first, second = bot.headers
    assert bot.received[0]["event_id"] == bot.received[1]["event_id"]
    assert (None, "1", "http_error") == (
        first.get("x-slack-retry-num"),
        second["x-slack-retry-num"],
        second["x-slack-retry-reason"],
    )


async def test_any_event_can_be_sent_and_repeated(client: Client, bot: FakeBot) -> None:
    """A repeat is the same request again, with the same event id."""
    await client.post("event", type="channel_archive", channel="C0OPS", user="U0ANA")
    answer = await client.post("repeat")

    first, second = bot.received
    assert ("channel_archive", "") == (first["event"]["type"], answer["error"])
    assert first["event_id"] == second["event_id"]
