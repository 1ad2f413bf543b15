from structlog.contextvars import get_contextvars

from bot.at_hand import at_hand, concerns
from bot.storage.unit_of_work import Database


def test_what_is_at_hand_is_known_until_it_is_done() -> None:
    """Inner work carries what the outer does; afterwards all is as before, also what turned out meanwhile."""
    before = get_contextvars()
    with at_hand(key="action:1", user="U0ANA"):
        with at_hand(key="timer:2", deployment="WEB-1"):
            assert {"key": "timer:2", "user": "U0ANA", "deployment": "WEB-1"} == get_contextvars()
        concerns("WEB-2")
        assert {"key": "action:1", "user": "U0ANA", "deployment": "WEB-2"} == get_contextvars()
    assert before == get_contextvars()


def test_what_is_not_known_is_left_out() -> None:
    """A line of a list names no deployment at all, rather than an empty one."""
    with at_hand(key="command:1", deployment=""):
        assert "deployment" not in get_contextvars()


async def test_the_databases_threads_know_what_is_at_hand(database: Database) -> None:
    """What is written from within a transaction carries it, for writers and readers."""
    with at_hand(key="outbox:7", deployment="WEB-1"):
        found = [
            await database.write(lambda _connection: get_contextvars()),
            await database.read(lambda _connection: get_contextvars()),
        ]
    assert [{"key": "outbox:7", "deployment": "WEB-1"}] * 2 == [
        {name: each[name] for name in ("key", "deployment")} for each in found
    ]
    assert "key" not in await database.write(lambda _connection: get_contextvars())
