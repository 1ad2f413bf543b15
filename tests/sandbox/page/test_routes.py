import pytest

from sandbox.model import Json
from sandbox.page.routes import changes
from sandbox.workspace import World
from tests.sandbox.helpers import Client
from tests.sandbox.page.reading import Reading


async def _parts(client: Client, user: str = "U0ANA", channel: str = "C0OPS", thread: str = "") -> Json:
    return await client.get("parts", user=user, channel=channel, thread=thread)


async def test_unread_calls_show_at_the_person_and_the_place(client: Client) -> None:
    """Whoever is called has a number, until they look."""
    await client.say("U0CARLA", "please approve")
    elsewhere = await _parts(client)
    await _parts(client, user="U0CARLA", channel="D0CARLA")
    read = await _parts(client)

    assert "badge" in elsewhere["people"]
    assert "badge" not in read["people"]


@pytest.mark.parametrize("query", ["", "?user=U9&channel=C9&thread=5", "?user=U0SAM&channel=home"])
async def test_the_page_opens(client: Client, query: str) -> None:
    """Also with an address that leads nowhere; only our own script runs."""
    answer = await client.http.get(f"/{query}")
    Reading(answer.text)

    assert 200 == answer.status_code
    assert "default-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["sandbox.css", "sandbox.js", "icon.svg"])
async def test_style_and_script_are_there(client: Client, name: str) -> None:
    """They are shipped with the package."""
    assert 200 == (await client.http.get(f"/static/{name}")).status_code


async def test_lookers_on_hear_that_something_changed(world: World) -> None:
    """The stream begins with a word, and has one more for whatever happens."""
    stream = changes(world)
    first = await anext(stream)
    world.say(world.conversations["C0OPS"], "U0ANA", "hello")
    second = await anext(stream)
    await stream.aclose()

    assert ("changed", "changed") == (first.data, second.data)
