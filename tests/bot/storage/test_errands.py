import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from pydantic import ValidationError
from sqlalchemy import update

from bot.domain.errands import (
    AmendWith,
    FetchFile,
    Question,
    ReadGroups,
    ReadMetrics,
    StartFrom,
    TrySmokeTests,
)
from bot.ports import Errand, Place
from bot.storage import errands
from bot.storage.errands import Hands
from bot.storage.tables import errand_table
from bot.storage.unit_of_work import Database

NOW = datetime(2026, 12, 1, 19, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
LEASE = timedelta(seconds=60)
START = datetime(2026, 12, 1, 23, 0)  # noqa: DTZ001 - a local time of the plan's zone
TO_START = FetchFile(
    file="F1", name="web shop.md", purpose=StartFrom(version="4.12.0", start=START, channel="C1")
)
TO_AMEND = FetchFile(file="F2", name="web-shop.md", purpose=AmendWith(deployment="WEB-1"))
LATER = NOW + timedelta(minutes=5)
TO_READ_METRICS = ReadMetrics(deployment="WEB-1", since=NOW)
TO_TRY = TrySmokeTests(deployment="WEB-1", asked=1)
TO_READ = ReadGroups(deployment="WEB-1", groups=("dba-team",), intent="Begin", fields='{"question":""}')


def asked(question: Question) -> Errand:
    return Errand(user="U0ANA", place=Place(channel="C1", thread="1.0"), question=question)


async def keep(database: Database, question: Question = TO_AMEND, at: datetime = NOW) -> None:
    await database.write(lambda c: errands.write(c, asked(question), at))


async def claim(database: Database, *tokens: str, at: datetime = NOW) -> tuple[errands.Claim, ...]:
    return await database.write(lambda c: errands.claim(c, at, at + LEASE, tokens))


@pytest.mark.parametrize("question", [TO_START, TO_AMEND, TO_READ], ids=["start", "amend", "groups"])
async def test_an_errand_comes_back_as_it_was_written(database: Database, question: Question) -> None:
    """Question, person and place are the same after a restart, and each kind is told from the others."""
    await keep(database, question)
    (mine,) = await claim(database, "mine")
    assert (asked(question), NOW, 0) == (mine.errand, mine.written_at, mine.failures)


async def test_what_machines_are_asked_is_for_hands_of_its_own(database: Database) -> None:
    """None sees, waits for, nor claims what is the others'."""
    questions: dict[Hands, Question] = {
        Hands.PEOPLE: TO_AMEND,
        Hands.MACHINES: TO_TRY,
        Hands.METRICS: TO_READ_METRICS,
    }
    due = {hands: NOW + number * MOMENT for number, hands in enumerate(questions)}
    for hands, question in questions.items():
        await keep(database, question, due[hands])
    now = NOW + LEASE
    assert NOW == await database.read(errands.next_due)
    for hands, question in questions.items():
        assert due[hands] == await database.read(partial(errands.next_due, hands=hands))
        look = partial(errands.pending, now=NOW - LEASE, limit=9, hands=hands)
        assert [due[hands]] == [each.due_at for each in await database.read(look)]
        take = partial(errands.claim, now=now, lease_until=now + LEASE, tokens=("a", "b"), hands=hands)
        assert [question] == [each.errand.question for each in await database.write(take)]


async def look_at_metrics(database: Database, at: datetime, *tokens: str) -> list[Question]:
    """Claim looks that are due."""
    take = partial(errands.claim, now=at, lease_until=at + LEASE, tokens=tokens, hands=Hands.METRICS)
    return [each.errand.question for each in await database.write(take)]


async def test_a_look_that_waits_is_not_asked_for_twice(database: Database) -> None:
    """It reads until it is begun, from when the first was due; each deployment has its own."""
    others = replace(TO_READ_METRICS, deployment="WEB-2")
    for question in (TO_READ_METRICS, others, replace(TO_READ_METRICS, since=LATER)):
        await keep(database, question)
    assert [TO_READ_METRICS, others] == await look_at_metrics(database, NOW, "a", "b", "c")


async def test_no_deployment_is_looked_at_twice_at_once(database: Database) -> None:
    """The next look waits for the one in hand, also where whoever has that is dead; not for another's."""
    await keep(database)
    await keep(database, TO_READ_METRICS)
    take = partial(errands.claim, now=NOW, lease_until=NOW + LEASE, tokens=("a",), hands=Hands.METRICS)
    (first,) = await database.write(take)
    following = replace(TO_READ_METRICS, since=LATER)
    others = replace(TO_READ_METRICS, deployment="WEB-2")
    await keep(database, following)
    await keep(database, others)
    assert [others] == await look_at_metrics(database, NOW, "b", "c")
    lost = NOW + LEASE
    assert [TO_READ_METRICS, others] == await look_at_metrics(database, lost, "d", "e", "f")
    assert not await database.write(lambda c: errands.finish(c, first))
    await database.write(lambda c: errands.finish(c, replace(first, token="d")))
    assert [following] == await look_at_metrics(database, lost, "g")


async def test_an_errand_is_due_at_once_and_not_before(database: Database) -> None:
    """Both sides of the limit: a moment before nothing can be claimed."""
    await keep(database)
    assert NOW == await database.read(errands.next_due)
    assert () == await claim(database, "early", at=NOW - MOMENT)
    assert 1 == len(await claim(database, "due"))


async def test_the_earliest_is_claimed_first_and_one_for_each_hand(database: Database) -> None:
    """Who has two hands takes the two that are due longest; the third is left to others."""
    for minutes in (2, 0, 1):
        await keep(database, at=NOW + timedelta(minutes=minutes))
    later = NOW + timedelta(minutes=5)
    first = await claim(database, "one", "two", at=later)
    second = await claim(database, "three", "four", at=later)
    assert [0, 1, 2] == [(one.written_at - NOW) // timedelta(minutes=1) for one in (*first, *second)]
    assert 3 == len({one.id for one in (*first, *second)})


async def test_an_errand_in_the_hands_of_a_worker_that_died_is_taken_up(database: Database) -> None:
    """Once the lease has run out somebody else has it, and who lost it ends nothing."""
    await keep(database)
    (lost,) = await claim(database, "died")
    assert () == await claim(database, "too early", at=NOW + LEASE - MOMENT)
    (taken,) = await claim(database, "next", at=NOW + LEASE)
    assert (lost.id, lost.errand) == (taken.id, taken.errand)
    assert await database.write(lambda c: errands.finish(c, lost)) is False
    await database.write(lambda c: errands.back_off(c, lost, NOW))
    assert () == await claim(database, "another", at=NOW + LEASE)
    assert await database.write(lambda c: errands.finish(c, taken)) is True


async def test_an_errand_ends_once(database: Database) -> None:
    """Only the first to end it tells what came of it, and then there is nothing more to do."""
    await keep(database)
    (mine,) = await claim(database, "mine")
    ended = [await database.write(lambda c: errands.finish(c, mine)) for _ in range(2)]
    assert [True, False] == ended
    assert await database.read(errands.next_due) is None


async def test_a_pause_is_kept_and_counted(database: Database) -> None:
    """An errand that backs off is not due before its time, and whoever has it next knows how often."""
    await keep(database)
    until = NOW
    for failures in range(3):
        (mine,) = await claim(database, "mine", at=until)
        assert failures == mine.failures
        until += timedelta(minutes=failures + 1)
        await database.write(partial(errands.back_off, claimed=mine, until=until))
        assert () == await claim(database, "early", at=until - MOMENT)
        assert until == await database.read(errands.next_due)


async def test_what_is_not_understood_can_be_claimed_beside_others(database: Database) -> None:
    """A row of a newer program breaks only when it is read, so that the others are carried out."""
    await keep(database)
    await database.write(lambda c: c.execute(update(errand_table).values(body='{"question": "new"}')))
    await keep(database, at=NOW + MOMENT)
    strange, known = await claim(database, "one", "two", at=NOW + MOMENT)
    assert asked(TO_AMEND) == known.errand
    with pytest.raises(ValidationError):
        _ = strange.errand


async def test_two_workers_at_once_never_have_the_same(database: Database) -> None:
    """However many claim at one moment, each errand goes to one of them."""
    for _ in range(4):
        await keep(database)
    claims = await asyncio.gather(*(claim(database, f"{n}-a", f"{n}-b") for n in range(4)))
    taken = [one.id for each in claims for one in each]
    assert sorted(set(taken)) == sorted(taken)
    assert 0 < len(taken) <= 4


async def test_errands_of_the_dead_are_taken_over(database: Database) -> None:
    """What somebody had in hand is due at once; what only waits for its next try goes on waiting."""
    await keep(database)
    await keep(database)
    dead, waiting = await claim(database, "dead", "waiting")
    await database.write(lambda c: errands.back_off(c, waiting, NOW + LEASE))

    assert 1 == await database.write(lambda c: errands.take_over(c, NOW))
    assert [dead.id] == [one.id for one in await claim(database, "alive", "another")]
    assert await database.write(lambda c: errands.finish(c, dead)) is False


async def test_what_cannot_be_read_is_listed_since_when_it_is_there(database: Database) -> None:
    """An errand of a newer program is named by its id; one that is understood is not."""
    await keep(database)
    await keep(database, TO_READ, NOW + MOMENT)
    newer = update(errand_table).where(errand_table.c.written_at == NOW)
    await database.write(lambda c: c.execute(newer.values(id="newer", body='{"user": "U0ANA"}')))

    assert {"newer": NOW} == await database.read(errands.not_understood)
