import pytest

from bot.domain import intents as i
from bot.domain.neighbours import NIGHT
from bot.domain.surroundings import Target
from bot.storage import neighbours
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.domain import around as a, plans as p

SHOP = Target(service="WEB-Shop", environment="production")
WINDOW = (p.T0, p.END)
SECOND, THIRD, FOURTH = (f"{w.ID}.{run}" for run in (2, 3, 4))


@pytest.fixture
async def play(database: Database) -> w.Play:
    """Four runs of the web shop's plan: in review that night, two nights later, a draft, and cancelled."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await play.do("tess", i.Submit())
    await play.start(start="2026-12-03 23:00")
    await play.do("tess", i.Submit(), SECOND)
    await play.start()
    await play.start()
    await play.do("ana", i.Cancel(reason="twice"), FOURTH)
    return play


async def beside(play: w.Play, deployment: str, target: Target = SHOP) -> list[str]:
    """The ids of those that stand beside a deployment in that night's window."""
    found = await play.database.read(lambda c: neighbours.beside(c, deployment, target, WINDOW))
    return [state.id for state in found]


async def test_the_planned_ones_of_the_night_stand_beside(play: w.Play) -> None:
    """Neither itself nor another night's, neither a draft nor what is over; another target's as well."""
    assert [] == await beside(play, w.ID)
    assert [w.ID] == await beside(play, THIRD)
    assert [w.ID] == await beside(play, "BILLING-1", a.BILLING)


async def test_without_a_window_only_what_runs_stands_beside(play: w.Play) -> None:
    """A plan that has no window yet has no night."""
    found = await play.database.read(lambda c: neighbours.beside(c, THIRD, SHOP, (None, None)))
    assert () == found


async def test_who_watches_a_target_or_a_night(play: w.Play) -> None:
    """All of the target that are not over, and all of a night, up to eight hours away; never twice."""
    watching = await play.database.read(lambda c: neighbours.watching(c, SHOP, WINDOW))
    assert (w.ID, SECOND, THIRD) == watching
    night = (p.END + NIGHT - a.HOUR, p.END + NIGHT)
    watching = await play.database.read(lambda c: neighbours.watching(c, a.BILLING, night))
    assert (w.ID, THIRD) == watching
    later = (p.END + NIGHT, p.END + NIGHT + a.HOUR)
    assert () == await play.database.read(lambda c: neighbours.watching(c, a.BILLING, later))
    assert () == await play.database.read(lambda c: neighbours.watching(c, a.BILLING))


async def test_who_lies_under_a_freeze(play: w.Play) -> None:
    """Those whose window it touches, and whose story is not over."""
    assert (w.ID, THIRD) == await play.database.read(lambda c: neighbours.frozen(c, a.freeze()))
    assert () == await play.database.read(lambda c: neighbours.frozen(c, a.freeze(end=p.T0)))
