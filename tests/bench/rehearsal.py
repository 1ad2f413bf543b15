"""Presses Start and Done on four steps, to learn what Slack sends for each and which statements it costs."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, event, select, update

from bot.domain import intents as i
from bot.domain.effects import MessageKind
from bot.domain.questions import step_question
from bot.domain.refusals import Refusal
from bot.ports import Message
from bot.queries import Queries
from bot.storage.tables import message_table
from bot.storage.unit_of_work import Database
from commands.blocks.actions import ActionId
from commands.blocks.render import render
from tests.bench.evening import OWNERS, PRESSED
from tests.bot import web_shop as w

ACTIONS = {ActionId.STEP_START: i.StartStep, ActionId.STEP_DONE: i.FinishStep}
FIRST_MESSAGE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement as it reached the driver. `many`: it was executed for each of several parameters.

    `returned` are the ids of the rows that it made, where it returns them; those are its one execution.
    """

    sql: str
    parameters: object
    many: bool
    returned: tuple[int, ...] = ()


@dataclass(slots=True, kw_only=True)
class Press:
    """One press of a step's button: by whom, the blocks of the message that holds it, what it costs."""

    step: str
    action: ActionId
    user: str
    button: dict[str, Any]
    blocks: list[dict[str, Any]]
    statements: list[Statement] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """The presses, in order, and the ids of the messages that were there before."""

    presses: tuple[Press, ...]
    messages: dict[tuple[str, str, str], int]


def rehearse(url: str) -> Rehearsal:
    """Play the presses. The database must be filled as `evening.at_step_5` does it."""
    return asyncio.run(_rehearsed(url))


async def _rehearsed(url: str) -> Rehearsal:
    database = Database(url)
    queries, play = Queries(database, w.standing_clock()), w.Play(database)
    await database.write(_shift_messages)
    before = await database.read(_messages)
    presses = []
    # The first of a process reads the plan, which later ones find in memory.
    await _press(play, "ned", i.FinishStep(step=PRESSED[0]), "first")
    for step, action in ((step, action) for step in PRESSED for action in ACTIONS):
        press = await _shown(queries, step, action)
        known = await database.read(_messages)
        with _listening() as heard:
            refusal = await _press(play, OWNERS[step], ACTIONS[action](step=step), f"{action}:{step}")
        assert refusal is None, refusal
        now = await database.read(_messages)
        made = iter(sorted(set(now.values()) - set(known.values())))
        press.statements = [_with_id(statement, made) for statement in heard]
        presses.append(press)
    await database.close()
    return Rehearsal(presses=tuple(presses), messages=before)


async def _press(play: w.Play, who: str, intent: i.Intent, key: str) -> Refusal | None:
    outcome = await play.service.handle(
        intent, deployment=w.ID, actor=f"U0{who.upper()}", key=f"rehearsal:{w.ID}:{key}"
    )
    return outcome.refusal


async def _shown(queries: Queries, step: str, action: ActionId) -> Press:
    known = await queries.deployment(w.ID)
    assert known
    message = Message(
        kind=MessageKind.STEP, subject=step_question(step, 1), to="", state=known.state, plan=known.plan
    )
    blocks = json.loads(render(message).body)
    buttons = [element for block in blocks for element in block.get("elements", ())]
    (button,) = (element for element in buttons if element.get("action_id") == action)
    return Press(step=step, action=action, user=f"U0{OWNERS[step].upper()}", button=button, blocks=blocks)


def _shift_messages(connection: Connection) -> None:
    """Their ids become numbers that stand for nothing else among the parameters."""
    connection.execute(update(message_table).values(id=message_table.c.id + FIRST_MESSAGE))
    if connection.dialect.name == "postgresql":
        following = "SELECT setval(pg_get_serial_sequence('message', 'id'), max(id)) FROM message"
        connection.exec_driver_sql(following)


def _messages(connection: Connection) -> dict[tuple[str, str, str], int]:
    table = message_table.c
    rows = connection.execute(select(message_table).where(table.deployment == w.ID))
    return {(row.kind, row.subject, row.recipient): row.id for row in rows}


def _with_id(statement: Statement, made: Iterator[int]) -> Statement:
    if "RETURNING" not in statement.sql:
        return statement
    returned = tuple(islice(made, statement.sql.count("), (") + 1))
    return replace(statement, many=False, returned=returned)


@contextmanager
def _listening() -> Iterator[list[Statement]]:
    heard: list[Statement] = []

    def hear(
        _connection: Connection, _cursor: object, sql: str, parameters: object, _context: object, many: object
    ) -> None:
        if not sql.startswith("BEGIN"):
            heard.append(Statement(sql=sql, parameters=parameters, many=bool(many)))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def shape(statements: Sequence[Statement]) -> str:
    """How many statements of which kind, in words."""
    verbs = [statement.sql.split(maxsplit=1)[0].lower() for statement in statements]
    return ", ".join(f"{verbs.count(verb)} {verb}" for verb in dict.fromkeys(verbs))
