import httpx
from fastapi import FastAPI

from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.workspace import World
from tests.sandbox.fake_bot import SECRET, TOKEN


async def test_a_mounted_sandbox_knows_its_address(world: World) -> None:
    """Below another path, the addresses it hands out hold that path."""
    outer = FastAPI()
    link = BotLink(events_url="http://bot/", signing_secret=SECRET, bot_token=TOKEN)
    outer.mount("/pretend", create_app(world, link))
    transport = httpx.ASGITransport(app=outer)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
        answer = await http.post("/pretend/api/auth.test", data={"token": TOKEN})

    assert "http://here/pretend/" == answer.json()["url"]
