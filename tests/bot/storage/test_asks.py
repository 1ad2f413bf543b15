from datetime import timedelta

import pytest

from bot.domain.people import Person
from bot.domain.waiting import Ask, Waiting
from bot.storage import asks
from bot.storage.tables import ask_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w

LATER = w.EVENING + timedelta(minutes=5)


def wanted(question: str, *people: str, subject: str = "5 Run migrations") -> Waiting:
    """A question that waits for some people."""
    found = tuple(Person(id=person, name=person) for person in people)
    return Waiting(ask=Ask.STEP, question=question, subject=subject, people=found, since=None)


@pytest.fixture
async def started(database: Database) -> Database:
    """A deployment, and nobody who is waited for."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await database.write(lambda c: c.execute(ask_table.delete()))
    return database


async def rows(database: Database) -> set[tuple[str, str]]:
    found = await database.read(lambda c: c.execute(ask_table.select()).all())
    return {(row.question, row.person) for row in found}


async def test_who_is_waited_for_is_noted_once(started: Database) -> None:
    """Everybody whom an open question waits for has a row, since when it does."""
    now = [wanted("step:5:1", "U0DBA", "U0ANA")]
    await started.write(lambda c: asks.update_asks(c, w.ID, (), now, w.EVENING))
    await started.write(lambda c: asks.update_asks(c, w.ID, now, now, LATER))
    since = await started.read(lambda c: c.execute(ask_table.select()).first())

    assert {("step:5:1", "U0DBA"), ("step:5:1", "U0ANA")} == await rows(started)
    assert since is not None
    assert since.since == w.EVENING


async def test_who_is_not_waited_for_any_more_is_forgotten(started: Database) -> None:
    """A settled question goes, a new one comes, and what stays keeps its time."""
    before = [wanted("step:5:1", "U0DBA"), wanted("go:1", "U0ANA")]
    after = [wanted("go:1", "U0ANA"), wanted("step:6:1", "U0DEV")]
    await started.write(lambda c: asks.update_asks(c, w.ID, (), before, w.EVENING))
    await started.write(lambda c: asks.update_asks(c, w.ID, before, after, LATER))

    assert {("go:1", "U0ANA"), ("step:6:1", "U0DEV")} == await rows(started)


async def test_two_rows_of_one_question_are_two_asks(started: Database) -> None:
    """One review asks for several rows: each is settled for itself."""
    both = [wanted("review:1", "U0PIA", subject="UAT"), wanted("review:1", "U0PIA", subject="Product")]
    await started.write(lambda c: asks.update_asks(c, w.ID, (), both, w.EVENING))
    await started.write(lambda c: asks.update_asks(c, w.ID, both, both[:1], LATER))

    assert {("review:1", "U0PIA")} == await rows(started)
    assert (w.ID,) == await started.read(lambda c: asks.deployments_waiting_for(c, "U0PIA"))
    assert () == await started.read(lambda c: asks.deployments_waiting_for(c, "U0NED"))
