import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import Connection, func, select

from bot.audit import audit
from bot.deciding import Start
from bot.domain import freezes as f, intents as i, roster as r
from bot.domain.neighbours import SURROUNDINGS_TIMER
from bot.domain.refusals import Because, Refusal
from bot.domain.roster import Roster
from bot.domain.run import ROLES_TIMER
from bot.keeping import Keeper, change_freezes, change_roster
from bot.storage import timers
from bot.storage.tables import event_table, timer_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w


@pytest.fixture
async def play(database: Database) -> AsyncIterator[w.Play]:
    """The web shop's people, and nothing started yet; in the end the record is whole."""
    play = w.Play(database)
    await play.people()
    yield play
    assert (await audit(database))[1] == ()


async def woken(play: w.Play, name: str = SURROUNDINGS_TIMER) -> list[str]:
    """Who is to look around."""
    query = select(timer_table.c.deployment).where(timer_table.c.name == name)
    return sorted(await play.database.read(lambda c: list(c.execute(query).scalars())))


async def look_around(play: w.Play) -> None:
    """Whoever is to look around does."""
    for timer in await play.database.read(lambda c: timers.due_timers(c, play.clock.now(), 50)):
        await play.service.fire(timer)


def freeze(reason: str = "stocktaking") -> f.SetFreeze:
    """A freeze over the web shop's night."""
    night = w.EVENING.replace(tzinfo=None)
    return f.SetFreeze(
        service="web-shop", environment="production", start=night, end=night.replace(day=3), reason=reason
    )


async def test_a_freeze_is_set_once_for_each_key(play: w.Play) -> None:
    """Slack's second delivery of a freeze sets no second one, and a refusal is repeated word for word."""
    first = await play.service.freeze(freeze(), actor="U0TESS", key="twice")
    assert first == await play.service.freeze(freeze(), actor="U0TESS", key="twice")
    assert isinstance(first, f.Freezes)
    assert 1 == first.count
    refused = [await play.service.freeze(freeze(), actor="U0NED", key="no") for _ in range(2)]
    assert refused[0] == refused[1]
    assert isinstance(refused[0], Refusal)


async def test_a_freeze_wakes_whom_it_touches(play: w.Play) -> None:
    """Only whoever has a window under it looks around, when it comes and when it ends."""
    await play.start()
    await play.start(start="2026-12-05 23:00")
    await play.service.freeze(freeze(), actor="U0TESS", key=play.key())
    assert [w.ID] == await woken(play)
    await look_around(play)
    await play.service.freeze(f.EndFreeze(number=1, reason="moved"), actor="U0TESS", key=play.key())
    assert [w.ID] == await woken(play)


async def test_freezes_at_once_get_a_number_each(play: w.Play) -> None:
    """However many are set in one moment, none is lost and no number is given twice."""
    await asyncio.gather(
        *(play.service.freeze(freeze(str(n)), actor="U0TESS", key=f"freeze-{n}") for n in range(6))
    )
    last = await play.service.freeze(freeze("last"), actor="U0TESS", key="last")
    assert isinstance(last, f.Freezes)
    assert [1, 2, 3, 4, 5, 6, 7] == sorted(each.number for each in last.freezes)


async def test_the_release_manager_of_the_roster_may_freeze(play: w.Play) -> None:
    """Whoever the roster names so keeps the freezes, too; the zone is that of their Slack profile."""
    await play.service.note_directory([w.user("ned", timezone="America/New_York")])
    await play.service.set_role("Release manager", ["U0NED"], [], actor="U0TESS", key=play.key())
    after = await play.service.freeze(freeze(), actor="U0NED", key=play.key())
    assert isinstance(after, f.Freezes)
    assert "America/New_York" == after.freezes[0].zone
    await play.service.note_directory([w.user("ned", timezone="Mars/Olympus")])
    after = await play.service.freeze(freeze(), actor="U0NED", key=play.key())
    assert isinstance(after, f.Freezes)
    assert "" == after.freezes[1].zone


async def test_a_new_roster_reaches_open_deployments(play: w.Play) -> None:
    """Whoever the roster names for a role that the document leaves empty holds it from now on."""
    text = w.text().replace("Sefa Yilmaz (@sec)", "").replace("+49 30 5550 1008", "")
    start = Start(text=text, stem="web-shop", channel=w.CHANNEL)
    await play.service.start(start, actor="U0TESS", key="start")
    roster = await play.service.set_role("Security Lead", ["U0NED"], [], actor="U0TESS", key="roster")
    (due,) = await play.database.read(lambda c: timers.due_timers(c, play.clock.now(), 10))
    outcome = await play.service.fire(due)

    assert isinstance(roster, Roster)
    assert outcome is not None
    assert outcome.state is not None
    assert [p.name for p in outcome.state.holders("Security Lead").people] == ["Ned Holm"]


async def test_the_roster_is_changed_by_admins_and_release_managers_only(play: w.Play) -> None:
    """An admin may name a release manager, who may change the roster from then on; nobody else may."""
    before = await play.service.set_role("CAB", ["U0NED"], [], actor="U0NED", key="1")
    await play.service.set_role("Release manager", ["U0NED"], [], actor="U0TESS", key="2")
    after = await play.service.set_role("CAB", ["U0NED"], ["U0SAM"], actor="U0NED", key="3")

    assert not isinstance(before, Roster)
    assert before.because is Because.NOT_YOURS
    assert isinstance(after, Roster)
    assert ("U0SAM",) == after.roles["cab"].deputies


async def test_the_roster_holds_each_key_once(play: w.Play) -> None:
    """A repeated roster command changes nothing more, and a repeated refusal is the same refusal."""
    for _ in range(2):
        await play.service.set_role("CAB", ["U0NED"], [], actor="U0TESS", key="once")
    events = await play.database.read(
        lambda c: c.execute(select(func.count()).where(event_table.c.stream == "roster")).scalar()
    )
    refused = [await play.service.set_role("CAB", [], [], actor="U0NED", key="no") for _ in range(2)]

    assert events == 1
    assert refused[0] == refused[1]


async def test_a_new_roster_wakes_whoever_is_open(play: w.Play) -> None:
    """Every open deployment looks anew who stands for its roles; no change wakes nobody."""
    await play.start()
    await play.start()
    await play.do("ana", i.Cancel(reason="twice"), f"{w.ID}.2")
    await play.service.set_role("CAB", ["U0NED"], [], actor="U0TESS", key="1")
    assert [w.ID] == await woken(play, ROLES_TIMER)
    await look_around(play)
    await play.service.set_role("CAB", ["U0NED"], [], actor="U0TESS", key="2")
    assert [] == await woken(play, ROLES_TIMER)


async def test_roles_named_at_once_are_all_kept(play: w.Play) -> None:
    """Keepers who name people for several roles at one moment do not undo each other's."""
    named = ["CAB", "DBA", "QA", "Ops", "PM", "Dev Lead"]
    await asyncio.gather(
        *(play.service.set_role(role, ["U0NED"], [], actor="U0TESS", key=role) for role in named)
    )
    roster = await play.service.set_role("All", ["U0NED"], [], actor="U0TESS", key="last")
    assert isinstance(roster, Roster)
    assert sorted((*named, "All")) == sorted(role.role for role in roster.roles.values())


class LostError(Exception):
    """The power goes in the middle of a transaction."""


def set_freeze(connection: Connection, keeper: Keeper) -> None:
    change_freezes(connection, freeze(), keeper, w.EVENING)


def set_role(connection: Connection, keeper: Keeper) -> None:
    change_roster(connection, r.SetRole(role="CAB", people=("U0NED",)), keeper, w.EVENING)


@pytest.mark.parametrize("change", [set_freeze, set_role])
async def test_a_change_and_its_key_are_kept_together(
    play: w.Play, change: Callable[[Connection, Keeper], None]
) -> None:
    """Where the transaction ends in the middle nobody is woken, and the same key changes it anew."""
    await play.start()
    keeper = Keeper(user="U0TESS", is_admin=True, key="once")

    def interrupted(connection: Connection) -> None:
        change(connection, keeper)
        raise LostError

    with pytest.raises(LostError):
        await play.database.write(interrupted)
    assert [[], []] == [await woken(play, name) for name in (SURROUNDINGS_TIMER, ROLES_TIMER)]
    for _ in range(2):
        await play.database.write(lambda c: change(c, keeper))
    streams = select(func.count()).where(event_table.c.stream.in_(["roster", "freezes", "freeze"]))
    assert 1 == await play.database.read(lambda c: c.execute(streams).scalar())
