from functools import partial

from bot.domain.freezes import FreezeEnded, Freezes, FreezeSet, evolve
from bot.storage import chain, freezes
from bot.storage.folded import Folded
from bot.storage.unit_of_work import Database
from tests.bot.domain import around as a, plans as p


async def test_before_the_first_there_are_none(database: Database) -> None:
    """Without a row there are no freezes, locked or not."""
    assert Freezes() == (await database.read(freezes.load)).value
    assert Freezes() == (await database.write(freezes.load_locked)).value


async def test_freezes_are_kept_in_their_chain(database: Database) -> None:
    """What was set and ended is the fold of the chain, and the chain is whole."""
    events: list[FreezeSet | FreezeEnded] = [
        FreezeSet(at=p.T0, by=p.ANA, freeze=a.freeze(1)),
        FreezeSet(at=p.T0, by=p.ANA, freeze=a.freeze(2)),
        FreezeEnded(at=p.T0, by=p.ANA, number=1, reason="moved"),
    ]
    for event in events:
        before = await database.write(freezes.load_locked)
        after = Folded(evolve(before.value, event), before.end)
        await database.write(partial(freezes.save, after=after, event=event))
    stored = await database.read(freezes.load)
    rows = await database.read(lambda c: tuple(chain.read(c, freezes.STREAM)))
    assert Freezes(count=2, freezes=(a.freeze(2),)) == stored.value
    assert events == [row.event for row in rows]
    assert "" == chain.broken_link(freezes.STREAM, rows, stored.end)
