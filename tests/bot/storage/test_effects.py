from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select

from bot.domain.effects import (
    ClearTimer,
    DrawChart,
    Effect,
    LookUpDnd,
    LookUpFiring,
    LookUpMetrics,
    LookUpOnCall,
    MessageKind,
    PostMessage,
    RunSmokeTests,
    SetTimer,
    TieAlert,
)
from bot.domain.errands import (
    Question,
    ReadChart,
    ReadDnd,
    ReadFiring,
    ReadMetrics,
    ReadOnCall,
    TrySmokeTests,
)
from bot.ports import Errand
from bot.storage import alerts, errands
from bot.storage.effects import write_effects
from bot.storage.tables import message_table, outbox_table, timer_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.alerting import report

SOON = w.EVENING + timedelta(hours=1)


def _timers(connection: Connection) -> dict[str, object]:
    rows = connection.execute(select(timer_table.c.name, timer_table.c.due_at))
    return {row.name: row.due_at for row in rows}


def _waiting(connection: Connection) -> list[str]:
    joined = select(message_table.c.subject).join_from(
        outbox_table, message_table, outbox_table.c.message == message_table.c.id
    )
    return list(connection.execute(joined.order_by(outbox_table.c.id)).scalars())


async def test_messages_go_to_the_outbox_and_timers_to_their_table(database: Database) -> None:
    """Each effect finds its place, in the order in which it was decided: the last word on a timer holds."""
    play = w.Play(database)
    await play.people()
    state = (await play.start()).state
    assert state
    effects = (
        SetTimer(name="go", due=SOON),
        PostMessage(kind=MessageKind.GO, subject="go:1"),
        SetTimer(name="late", due=SOON),
        ClearTimer(name="late"),
        ClearTimer(name="nobody set it"),
        SetTimer(name="go", due=SOON + timedelta(minutes=5)),
        ClearTimer(name="window-ends"),
    )
    await database.write(lambda c: write_effects(c, state, effects, w.EVENING))
    assert {"go": SOON + timedelta(minutes=5)} == await database.read(_timers)
    assert ["", "go:1"] == await database.read(_waiting)


async def test_a_question_to_slack_becomes_an_errand(database: Database) -> None:
    """The house itself asks, and nobody waits for an answer."""
    play = w.Play(database)
    await play.people()
    state = (await play.start()).state
    assert state
    effect = LookUpDnd(people=("U0DBA", "U0DEV"))
    await database.write(lambda c: write_effects(c, state, (effect,), w.EVENING))
    (claim,) = await database.write(lambda c: errands.claim(c, w.EVENING, SOON, ["token"]))
    question = ReadDnd(deployment=w.ID, people=("U0DBA", "U0DEV"))
    assert Errand(user="", place=None, question=question) == claim.errand


@pytest.mark.parametrize(
    ("effect", "question"),
    [
        (LookUpOnCall(level="L1", policy="P1"), ReadOnCall(deployment=w.ID, level="L1", policy="P1")),
        (LookUpFiring(services=("P2",)), ReadFiring(deployment=w.ID, services=("P2",))),
        (LookUpMetrics(since=SOON), ReadMetrics(deployment=w.ID, since=SOON)),
        (
            LookUpMetrics(since=SOON, before=SOON),
            ReadMetrics(deployment=w.ID, since=SOON, before=SOON),
        ),
        (
            DrawChart(about="rollback:1", metrics=("CPU Usage",), start=w.EVENING, end=SOON),
            ReadChart(deployment=w.ID, about="rollback:1", metrics=("CPU Usage",), start=w.EVENING, end=SOON),
        ),
        (RunSmokeTests(asked=2), TrySmokeTests(deployment=w.ID, asked=2)),
    ],
)
async def test_so_does_what_is_asked_of_others(
    database: Database, effect: Effect, question: Question
) -> None:
    """Each has its question, which is read as it was written."""
    play = w.Play(database)
    await play.people()
    state = (await play.start()).state
    assert state
    await database.write(lambda c: write_effects(c, state, (effect,), w.EVENING))
    claims = [
        claim
        for hands in errands.Hands
        for claim in await database.write(
            partial(errands.claim, now=w.EVENING, lease_until=SOON, tokens=["token"], hands=hands)
        )
    ]
    assert [Errand(question=question)] == [claim.errand for claim in claims]


async def test_an_alert_that_was_tied_is_noted_as_the_deployments(database: Database) -> None:
    """With all that came of it."""
    play = w.Play(database)
    await play.people()
    state = (await play.start()).state
    assert state
    await database.write(lambda c: alerts.keep(c, (report(),), w.EVENING))
    (kept,) = await database.read(lambda c: alerts.untaken(c, 1))
    await database.write(lambda c: alerts.take(c, (kept.id,)))
    effect = TieAlert(key=kept.alert.key, why="tied by hand")
    await database.write(lambda c: write_effects(c, state, (effect,), w.EVENING))
    key = kept.alert.key
    assert {key: {w.ID}} == await database.read(lambda c: alerts.deployments_of(c, (key,)))
