from functools import partial

from bot.domain.locks import HoldPlaced, HoldReleased
from bot.domain.surroundings import Lock, Target
from bot.storage import chain, locks
from bot.storage.unit_of_work import Database
from tests.bot.domain import around as a, plans as p

PLACED = HoldPlaced(at=p.T0, by=p.TESS, target=a.WEB, hold=a.lock().holds[0])
RELEASED = HoldReleased(at=p.END, by=p.TESS, target=a.WEB, deployment="SHOP-1", reason="mended")


async def test_a_target_that_nobody_locked_is_free(database: Database) -> None:
    """Without a row, and with one that somebody only held for a moment, there is a lock without holds."""
    for alone in (False, True, True, False):
        stored = await database.write(partial(locks.load, target=a.WEB, alone=alone))
        assert (Lock(target=a.WEB), chain.START) == (stored.value, stored.end)
    assert () == await database.read(locks.locked)
    assert [] == await database.read(locks.streams)


async def test_a_lock_is_kept_and_released(database: Database) -> None:
    """What holds a target is read back, in whatever case it is asked for, until it is released."""
    await database.write(lambda c: locks.keep(c, PLACED))
    shouted = Target(service="WEB SHOP", environment="Production")
    assert a.lock() == (await database.read(lambda c: locks.load(c, shouted))).value
    assert (a.lock(),) == await database.read(locks.locked)
    assert Lock(target=a.BILLING) == (await database.read(lambda c: locks.load(c, a.BILLING))).value
    await database.write(lambda c: locks.keep(c, RELEASED))
    assert () == await database.read(locks.locked)
    assert ["lock:web shop/production"] == await database.read(locks.streams)


async def test_each_lock_is_a_chain(database: Database) -> None:
    """Its events lie in the stream of its target, one after the other, and end where the row says."""
    for event in (PLACED, RELEASED):
        await database.write(partial(locks.keep, event=event))
    stream = "lock:web shop/production"
    rows = await database.read(lambda c: tuple(chain.read(c, stream)))
    stored = await database.read(lambda c: locks.stored(c, stream))
    assert stored
    assert [PLACED, RELEASED] == [row.event for row in rows]
    assert "" == chain.broken_link(stream, rows, stored.end)
    assert await database.read(lambda c: locks.stored(c, "lock:nothing/nowhere")) is None
