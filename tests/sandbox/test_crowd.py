import httpx

from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.crowd import crowded
from tests.sandbox.fake_bot import SECRET, TOKEN
from tests.sandbox.helpers import Client

MANY = 20_000


async def test_a_large_workspace_is_read_in_pages() -> None:
    """Without a limit it is refused; page by page, one of them held up, everybody comes once."""
    world = crowded(MANY)
    link = BotLink(events_url="http://bot/", signing_secret=SECRET, bot_token=TOKEN)
    transport = httpx.ASGITransport(app=create_app(world, link))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        client = Client(http)
        whole = await client.api("users.list")
        await client.post("faults", method="users.list", kind="rate_limited", retry_after=30)
        held_up = await client.api("users.list", limit=1000)
        seen: list[str] = []
        cursor, pages = "", 0
        while cursor or not pages:
            answer = await client.api("users.list", limit=1000, cursor=cursor)
            seen += [user["id"] for user in answer["members"]]
            cursor, pages = answer["response_metadata"]["next_cursor"], pages + 1

    assert ["limit_required", "ratelimited"] == [whole["error"], held_up["error"]]
    assert (21, len(set(seen))) == (pages, len(seen))
    assert [user.id for user in world.users.values() if not user.team] == seen
