import pytest

from bot.domain import intents as i
from bot.domain.plan import Plan
from bot.domain.state import Lifecycle
from bot.storage import precedents
from bot.storage.revisions import Revisions
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.domain.plans import of_type
from tests.bot.looked_back import kept, over, took


@pytest.fixture
async def play(database: Database) -> w.Play:
    """Two runs of the web shop's plan, of which CAB approved the first."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await play.do("paul", i.Submit())
    await play.do("carla", i.GiveSignOff())
    await play.do("ana", i.Cancel(reason="next week"))
    await play.start(version="4.12.1")
    return play


async def plan_of(play: w.Play, change_type: str) -> Plan:
    """The plan of the second run, as another kind of change."""
    outcome = await play.do("ned", i.Submit(), f"{w.ID}.2")
    assert outcome.plan
    return of_type(change_type, outcome.plan)


async def test_what_cab_approved_last_is_found(play: w.Play) -> None:
    """A standard change leans on the earlier run that CAB approved: who, when, and which plan."""
    plan = await plan_of(play, "Standard until 2026-12-31")
    found = await play.database.read(lambda c: precedents.precedent(c, Revisions(), f"{w.ID}.2", plan))
    assert found
    assert (w.ID, "Carla Reyes", "4.12.0") == (
        found.deployment,
        found.given_by.name,
        found.plan.release.version,
    )


@pytest.mark.parametrize(
    ("deployment", "change_type"), [(w.ID, "Standard until 2026-12-31"), (f"{w.ID}.2", "Normal")]
)
async def test_nothing_to_lean_on(play: w.Play, deployment: str, change_type: str) -> None:
    """The first run has none before it, and no other kind of change looks for one."""
    plan = await plan_of(play, change_type)
    assert None is await play.database.read(lambda c: precedents.precedent(c, Revisions(), deployment, plan))


async def test_the_last_that_completed_there_are_found(database: Database) -> None:
    """Of the same service and environment, the newest first, ten at most, each with its plan."""
    runs = [over(f"A-{n}", Lifecycle.COMPLETED, days=-n) for n in range(precedents.RUNS_LEARNT_FROM + 1)]
    others = [
        over("B-1", Lifecycle.COMPLETED, days=1, service="billing"),
        over("C-1", Lifecycle.COMPLETED, days=1, environment="staging"),
        over("D-1", Lifecycle.ROLLED_BACK, days=1),
    ]
    await kept(database, *runs, *others)
    found = await database.read(lambda c: precedents.completed(c, Revisions(), runs[0]))
    assert [f"A-{n}" for n in range(precedents.RUNS_LEARNT_FROM)] == [state.id for _, state in found]
    assert {"4.12.0"} == {plan.release.version for plan, _ in found}


async def test_what_they_took_is_kept_as_it_begins(database: Database) -> None:
    """From Begin on it is the deployment's own, whatever others take later; no other intent looks for it."""
    play = await kept(database, *(took(over(f"A-{n}", Lifecycle.COMPLETED), "6", 50) for n in range(3)))
    await play.do("ana", i.Submit(override="rehearsed"))
    for signer in w.SIGNERS:
        await play.do(signer, i.GiveSignOff())
    ticked = await play.do("ana", i.TickItem(wanted="1"))
    begun = await play.do("ana", i.Begin(override="rehearsed"))
    assert ticked.state
    assert () == ticked.state.learnt
    assert begun.state
    assert ("6", 50, 3) in [(each.step, each.minutes, each.runs) for each in begun.state.learnt]
