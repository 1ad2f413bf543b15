"""What came of sections 4 and 5, there and back, in one sentence an event. All are mrkdwn."""

from bot.domain import events as e
from bot.domain.answering import verdict
from bot.domain.changes import Part
from bot.domain.changes_events import AnswerGiven, Changed, Checked
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import NAME, plain, quoted
from commands.blocks.sentence_parts import Sentences, as_member

SHOWN = 8


def _validated(event: e.DataValidated, _state: Deployment, _plan: Plan) -> str:
    """`Data: Row count matches: “12”; Column added does not match: “no such column”`."""
    rows = [_row(Part.DATA, row) for row in event.rows]
    return f"Data{_behalf(event)}{as_member(event)}: {ph.listed(rows, SHOWN, '; ')}"


def _confirmed(event: e.ConfigurationConfirmed, _state: Deployment, _plan: Plan) -> str:
    rows = [_row(Part.CONFIGURATION, row) for row in event.rows]
    return f"Configuration{_behalf(event)}{as_member(event)}: {ph.listed(rows, SHOWN, '; ')}"


def _reversed(event: e.MigrationsReversed, _state: Deployment, _plan: Plan) -> str:
    """`Migrations: V2.sql is back; V1.sql is not back: “the table is locked”`."""
    rows = [_row(Part.REVERSED, row) for row in event.rows]
    return f"Migrations{_behalf(event)}{as_member(event)}: {ph.listed(rows, SHOWN, '; ')}"


def _restored(event: e.ConfigurationRestored, _state: Deployment, _plan: Plan) -> str:
    rows = [_row(Part.RESTORED, row) for row in event.rows]
    return f"Configuration{_behalf(event)}{as_member(event)}: {ph.listed(rows, SHOWN, '; ')}"


def _row(part: Part, row: Checked | Changed) -> str:
    said = f": {quoted(row.result, ph.QUOTE)}" if row.result else ""
    return f"{plain(row.name, NAME)} {verdict(part, holds=row.holds)}{said}"


def _behalf(event: AnswerGiven) -> str:
    return f" (recorded for {plain(event.for_whom, NAME)})" if event.on_behalf else ""


SENTENCES: Sentences = {
    e.DataValidated: _validated,
    e.ConfigurationConfirmed: _confirmed,
    e.MigrationsReversed: _reversed,
    e.ConfigurationRestored: _restored,
}
