"""Deployments that are over, for tests that look back on them."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, update

from bot.domain import events as e
from bot.domain.state import Deployment, Lifecycle
from bot.domain.state_parts import Given
from bot.storage import chain, deployments
from bot.storage.tables import deployment_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.domain import plans as p
from tests.bot.domain.stories import at_state

DAY = timedelta(days=1)


def over(
    name: str, state: Lifecycle, *, days: int = 0, service: str = "web-shop", environment: str = "production"
) -> Deployment:
    """One that ended so many days after the evening of 1 December."""
    stage = at_state(state)
    before = stage.state
    assert before.window_start
    assert before.window_end
    ended = before.ended and Given(by=before.ended.by, at=before.ended.at + days * DAY)
    start, end = before.window_start + days * DAY, before.window_end + days * DAY
    moved = replace(before, id=name, ended=ended, window_start=start, window_end=end)
    return replace(moved, service=service, environment=environment)


async def kept(database: Database, *states: Deployment) -> w.Play:
    """Keep them, each beside the web shop's plan, and one note of Pia's in each that is not cancelled.

    Whose play it is goes on with the web shop's own.
    """
    play = w.Play(database)
    await play.people()
    await play.start()
    revision = await database.read(lambda c: c.execute(deployment_table.select()).one().revision)

    def work(connection: Connection) -> None:
        # The web shop's own belongs to no time that is looked at.
        past = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
        connection.execute(update(deployment_table).values(window_start=past, window_end=past))
        for state in states:
            _keep(connection, replace(state, revision=revision))

    await database.write(work)
    return play


def _keep(connection: Connection, state: Deployment) -> None:
    deployments.add(connection, state, state.id, 1, p.T0)
    by = p.ANA if state.state is Lifecycle.CANCELLED else p.PIA
    note = e.NoteAdded(at=p.T0, by=by, text="seen")
    deployments.save(connection, state, chain.START, [note])


def took(state: Deployment, step: str, minutes: float) -> Deployment:
    """The same, where a step took so many minutes."""
    progress = state.steps[step]
    ended = progress.called_at + timedelta(minutes=minutes)
    slow = replace(progress, started_at=progress.called_at, ended_at=ended)
    return replace(state, steps={**state.steps, step: slow})
