from sandbox.workspace import World
from tests.sandbox.fake_bot import FakeBot
from tests.sandbox.helpers import Client


async def test_a_handle_is_given_once(client: Client, world: World) -> None:
    """Who would be called as somebody who is there cannot join, and nothing changes."""
    answer = await client.http.post("/sandbox/join", json={"handle": "ana", "name": "Ana Other"})

    assert (409, "There is a @ana already.") == (answer.status_code, answer.json()["detail"])
    assert "Ana Castillo" == world.users["U0ANA"].name


async def test_a_newcomer_is_reached_by_mail(client: Client, world: World) -> None:
    """Their address is the workspace's, and a guest is one."""
    answer = await client.post("join", handle="gus", name="Gus Roe", is_guest=True, channels=["C0OPS"])
    gus = world.users[answer["user"]]

    assert ("gus@octal.example", True) == (gus.email, gus.is_guest)
    assert gus.id in world.conversations["C0OPS"].members


async def test_the_last_request_comes_again(client: Client, bot: FakeBot) -> None:
    """Word for word, and the answer is told; before there was one that is impossible."""
    none = await client.http.post("/sandbox/repeat", json={})
    await client.post("command", user="U0ANA", channel="C0OPS", text="help")
    again = await client.post("repeat")

    assert (409, "", 200) == (none.status_code, again["error"], again["status"])
    assert bot.received[0] == bot.received[1]


async def test_any_event_can_be_sent(client: Client, bot: FakeBot) -> None:
    """Also one that nobody's deed leads to, in Slack's envelope."""
    told = await client.post("event", type="tokens_revoked", tokens={"bot": ["U0TMINUS"]})

    assert {"error": ""} == told
    (payload,) = bot.received
    assert ("event_callback", "tokens_revoked") == (payload["type"], payload["event"]["type"])


async def test_an_unknown_person_or_channel_changes_nothing(client: Client) -> None:
    """A test that misspells an id does not pass by accident."""
    answers = [
        await client.http.post("/sandbox/archive", json={"user": "U0ANA", "channel": "C404"}),
        await client.http.post("/sandbox/invite", json={"user": "U404", "channel": "C0OPS"}),
    ]

    assert [409, 409] == [answer.status_code for answer in answers]
