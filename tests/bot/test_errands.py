import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from functools import partial

import pytest
from sqlalchemy import select, update

from bot import errands as e
from bot.clock import real_now
from bot.domain.errands import AmendWith, FetchFile, Question, ReadMetrics, TrySmokeTests
from bot.errors import Permanent, RateLimited, Transient
from bot.ports import Errand, Place, Told
from bot.scheduler import Alarm, Scheduler
from bot.storage import errands, outbox
from bot.storage.codec import decode
from bot.storage.errands import Hands
from bot.storage.tables import errand_table, outbox_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.waiting import until

QUESTION = FetchFile(file="F1", name="web-shop.md", purpose=AmendWith(deployment=w.ID))
ERRAND = Errand(user="U0ANA", place=Place(channel=w.CHANNEL), question=QUESTION)
READING = "Reading web-shop.md …"


class Scripted:
    """A runner that answers each call with what the test put there, in turn; the last stays."""

    def __init__(self, *answers: Exception | str, asker: str = "U0ANA") -> None:
        self.answers = list(answers)
        self.asker = asker
        self.keys: list[str] = []

    async def run(self, question: Question, user: str, key: str) -> Told | None:
        """The next answer; none where nobody asked."""
        assert (QUESTION, self.asker) == (question, user)
        self.keys.append(key)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return Told(text=answer) if self.asker else None

    def failed(self, _question: Question, why: str) -> Told | None:
        """Why there is no answer."""
        return Told(text=f"I could not read it: {why}") if self.asker else None


class Gate:
    """A runner whose machines answer once somebody opens it, but for one `quick` question; to people it
    answers at once. `waiting` are those who wait, by their kind.
    """

    def __init__(self, alarms: Sequence[Alarm]) -> None:
        self.alarms = alarms
        self.opens = asyncio.Event()
        self.quick: Question | None = None
        self.waiting: Counter[type[Question]] = Counter()

    def ring(self) -> None:
        """There may be work for everybody."""
        for alarm in self.alarms:
            alarm.ring()

    async def run(self, question: Question, _user: str, _key: str) -> Told | None:
        """The answer."""
        if not isinstance(question, errands.ASKS_MACHINES):
            return Told(text="Started.")
        if question != self.quick:
            self.waiting[type(question)] += 1
            await self.opens.wait()
        return None

    def failed(self, _question: Question, why: str) -> Told | None:
        """Why there is no answer."""
        raise AssertionError(why)


class Running:
    """A database with one errand, and runners that carry it out."""

    def __init__(self, database: Database, alarm: Alarm, outbox_alarm: Alarm) -> None:
        self.database = database
        self.play = w.Play(database)
        self.alarm = alarm
        self.outbox_alarm = outbox_alarm

    async def asks(self, key: str = "view:1") -> None:
        """Somebody drops a file."""
        await self.play.service.send_on(ERRAND, READING, key=key)

    async def run(self, runner: Scripted) -> None:
        """Carry out until no errand is left; pauses are not waited for."""
        worker = e.Errands(self.database, runner, self.alarm, self.outbox_alarm)
        task = asyncio.create_task(worker.run())

        async def is_done() -> bool:
            waits = update(errand_table).where(errand_table.c.token == "").values(due_at=real_now())
            await self.database.write(lambda c: c.execute(waits))
            self.alarm.ring()
            return await self.database.read(errands.next_due) is None

        await until(is_done)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def told(self) -> list[str]:
        """What the outbox has to tell people, in order."""
        statement = select(outbox_table.c.answer).order_by(outbox_table.c.id)
        rows = await self.database.read(lambda c: c.execute(statement).scalars().all())
        answers = [decode(outbox.Answer, row) for row in rows]
        assert {("U0ANA", ERRAND.place)} >= {(answer.user, answer.place) for answer in answers}
        return [answer.text for answer in answers]


@pytest.fixture
async def scheduler() -> AsyncIterator[Scheduler]:
    scheduler = Scheduler()
    scheduler.start()
    yield scheduler
    scheduler.stop()


@pytest.fixture
def running(database: Database, scheduler: Scheduler) -> Running:
    return Running(database, scheduler.alarm("errands"), scheduler.alarm("outbox"))


async def test_an_errand_is_carried_out_and_its_answer_told(running: Running) -> None:
    """Who asked hears first that it is under way, then what came of it, and the errand is gone."""
    await running.asks()
    await running.run(Scripted("Started."))

    assert [READING, "Started."] == await running.told()


async def test_what_the_house_asks_is_told_to_nobody(running: Running) -> None:
    """Its errand ends as any other, and the outbox has nothing to say."""
    await running.database.write(lambda c: errands.write(c, Errand(question=QUESTION), real_now()))
    await running.run(Scripted("", asker=""))
    await running.database.write(lambda c: errands.write(c, Errand(question=QUESTION), real_now()))
    await running.run(Scripted(Permanent("the file was deleted"), asker=""))

    assert [] == await running.told()


async def test_the_same_submission_is_one_errand(running: Running) -> None:
    """A submission that Slack sends twice is kept once, and says once that it is under way."""
    await running.asks()
    await running.asks()
    count = await running.database.read(lambda c: len(c.execute(select(errand_table)).all()))

    assert (1, [READING]) == (count, await running.told())


@pytest.mark.parametrize(
    "trouble",
    [Transient("Slack cannot be reached"), RateLimited("Slack asks to wait", 2), TimeoutError()],
    ids=lambda error: type(error).__name__,
)
async def test_what_does_not_work_now_is_tried_again(running: Running, trouble: Exception) -> None:
    """Whatever passes is waited for, and each attempt has the same key."""
    await running.asks()
    runner = Scripted(trouble, trouble, "Started.")
    await running.run(runner)

    assert [READING, "Started."] == await running.told()
    assert (3, 1) == (len(runner.keys), len(set(runner.keys)))


@pytest.mark.parametrize(
    ("trouble", "words"),
    [(Permanent("the file was deleted"), "the file was deleted"), (KeyError("name"), "the log has it as")],
    ids=["permanent", "unexpected"],
)
async def test_what_cannot_work_is_told(running: Running, trouble: Exception, words: str) -> None:
    """A failed errand ends in words to who asked, never in silence."""
    await running.asks()
    await running.run(Scripted(trouble))
    _, told = await running.told()

    assert told.startswith("I could not read it: ")
    assert words in told


async def test_a_service_that_stays_away_is_told_in_the_end(running: Running) -> None:
    """After a quarter of an hour nobody waits any more: it is given up, with the reason."""
    await running.asks()
    past = real_now() - e.GIVE_UP_AFTER
    await running.database.write(lambda c: c.execute(update(errand_table).values(written_at=past)))
    await running.run(Scripted(Transient("Slack cannot be reached")))

    assert "Slack cannot be reached" in (await running.told())[1]


async def test_an_errand_that_is_not_understood_stops_no_other(running: Running) -> None:
    """A row of a newer program stays for that one, and the errand beside it is carried out."""
    await running.asks("view:1")
    strange = update(errand_table).values(body="{}")
    await running.database.write(lambda c: c.execute(strange))
    await running.asks("view:2")
    worker = e.Errands(running.database, Scripted("Started."), running.alarm, running.outbox_alarm)
    task = asyncio.create_task(worker.run())
    running.alarm.ring()

    async def is_told() -> bool:
        return "Started." in await running.told()

    await until(is_told)
    left = await running.database.read(lambda c: c.execute(select(errand_table.c.body)).scalars().all())
    assert (["{}"], False) == (left, task.done())
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def machines(running: Running, scheduler: Scheduler) -> AsyncIterator[Gate]:
    """A gate, before which the hands of people, machines and metrics are at work."""
    alarms = {hands: scheduler.alarm(hands) for hands in Hands}
    gate = Gate(tuple(alarms.values()))
    tasks = [
        asyncio.create_task(e.Errands(running.database, gate, alarm, running.outbox_alarm, hands=hands).run())
        for hands, alarm in alarms.items()
    ]
    yield gate
    gate.opens.set()

    async def is_done() -> bool:
        return await running.database.read(errands.next_due) is None

    await until(is_done)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def looks(count: int) -> list[ReadMetrics]:
    """As many deployments' looks at their metrics."""
    return [ReadMetrics(deployment=f"WEB-{number}", since=w.EVENING) for number in range(count)]


async def ask(running: Running, questions: Sequence[Question]) -> None:
    """The house asks."""
    for question in questions:
        await running.database.write(partial(errands.write, errand=Errand(question=question), now=real_now()))


async def test_nobody_waits_for_a_prometheus_that_hangs(running: Running, machines: Gate) -> None:
    """However many look at metrics: smoke tests are run beside them, and people have their answer."""
    crowd = e.AT_ONCE[Hands.METRICS] + 5
    await ask(running, [*looks(crowd), TrySmokeTests(deployment=w.ID, asked=1)])
    await running.asks()

    async def are_asked() -> bool:
        machines.ring()
        both = {ReadMetrics: e.AT_ONCE[Hands.METRICS], TrySmokeTests: 1}
        return both == machines.waiting and [READING, "Started."] == await running.told()

    await until(are_asked)


async def test_what_ends_makes_room_for_the_next(running: Running, machines: Gate) -> None:
    """Nothing waits for the slowest of those that were begun with it."""
    first, *others = looks(e.AT_ONCE[Hands.METRICS] + 1)
    machines.quick = first
    await ask(running, [first, *others])
    machines.ring()

    async def are_asked() -> bool:
        return len(others) == machines.waiting[ReadMetrics]

    await until(are_asked)
