import asyncio
import time

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from sandbox.ack import Ack
from sandbox.bot_link import BotCaller, BotLink, signature
from sandbox.cast import octal
from sandbox.errors import ImpossibleError
from sandbox.model import Json
from sandbox.socket_mode import Sockets
from tests.sandbox.fake_bot import SECRET, TOKEN, FakeBot


def _caller(bot: FakeBot, secret: str = SECRET) -> BotCaller:
    transport = httpx.ASGITransport(app=bot)
    link = BotLink(
        events_url="http://bot/slack/events",
        signing_secret=secret,
        bot_token=TOKEN,
        transport=transport,
        ack_limit=0.1,
    )
    return BotCaller(link, Sockets(octal()))


def test_the_signature_is_slacks_own() -> None:
    """Slack's published check accepts it, and refuses another body."""
    stamp = str(int(time.time()))
    verifier = SignatureVerifier(SECRET)
    signed = signature(SECRET, stamp, "a=1")

    assert verifier.is_valid(body="a=1", timestamp=stamp, signature=signed)
    assert not verifier.is_valid(body="a=2", timestamp=stamp, signature=signed)


@pytest.mark.parametrize(
    ("answer", "ack"),
    [
        (None, Ack(status=200)),
        ("done", Ack(status=200, text="done")),
        ({"text": "x"}, Ack(status=200, text='{"text":"x"}', body={"text": "x"})),
        (500, Ack(error="dispatch_failed", status=500)),
        (404, Ack(error="dispatch_failed", status=404)),
    ],
)
async def test_the_answer_is_read(bot: FakeBot, answer: Json | str | int | None, ack: Ack) -> None:
    """Empty, text, JSON and failure are told apart."""

    async def handler(_payload: Json) -> Json | str | int | None:
        return answer

    bot.handler = handler

    assert ack == await _caller(bot).send_command({"command": "/deploy"})


async def test_a_wrong_secret_reaches_nobody(bot: FakeBot) -> None:
    """What is signed with another secret is refused by the bot."""
    ack = await _caller(bot, "another").send_command({"command": "/deploy"})

    assert ("dispatch_failed", 401, []) == (ack.error, ack.status, bot.received)


async def test_nobody_there_is_a_failure() -> None:
    """A bot that cannot be reached is an answer, too."""

    class Nobody(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused", request=request)

    link = BotLink(events_url="http://bot/", signing_secret=SECRET, bot_token=TOKEN, transport=Nobody())

    assert Ack(error="dispatch_failed") == await BotCaller(link, Sockets(octal())).send_command({})


async def test_a_late_bot_goes_on_working(bot: FakeBot) -> None:
    """After the limit the person hears of a time-out; what the bot does is not broken off."""
    go_on, finished = asyncio.Event(), asyncio.Event()

    async def handler(_payload: Json) -> None:
        await go_on.wait()
        finished.set()

    bot.handler = handler

    ack = await _caller(bot).send_command({"command": "/deploy"})
    go_on.set()
    await finished.wait()

    assert "operation_timeout" == ack.error


async def test_the_last_request_can_be_repeated(bot: FakeBot) -> None:
    """The same body arrives again, rightly signed."""
    caller = _caller(bot)
    await caller.send_event({"event_id": "Ev1"})
    ack = await caller.repeat()

    assert ("", [{"event_id": "Ev1"}] * 2) == (ack.error, bot.received)


async def test_what_was_never_sent_cannot_be_repeated(bot: FakeBot) -> None:
    """Whoever asks too early hears so."""
    with pytest.raises(ImpossibleError, match="Nothing was sent yet"):
        await _caller(bot).repeat()


def test_secrets_do_not_show() -> None:
    """Neither the secret nor the token is in the link's text."""
    link = BotLink(events_url="http://bot/", signing_secret=SECRET, bot_token=TOKEN)

    assert SECRET not in repr(link)
    assert TOKEN not in repr(link)
