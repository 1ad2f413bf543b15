"""`start`: which plan, which version, when."""

from bot.domain.facts import incomplete, unknown
from bot.domain.refusals import Refusal
from commands.command import Command, OpenStart, StartPlan
from commands.grammar.reading import moment_of
from commands.text import readable, tokens


def start(rest: str) -> Command | Refusal:
    """`start`, or `start PLAN VERSION [YYYY-MM-DD HH:MM]`; quotes are optional."""
    if not rest:
        return OpenStart()
    plan, *words = tokens(readable(rest))
    version, *when = words or [""]
    if not plan:
        return incomplete("Which plan? Its name is its file's, without the ending.")
    if not version:
        return incomplete("Which version? Without plan and version, `/deploy start` opens a form.")
    text = " ".join(when)
    moment = moment_of(text)
    if text and moment is None:
        return unknown(f"I cannot read “{text}” as a date and time: 2026-12-01 23:00 is what I can read.")
    return StartPlan(plan=plan, version=version, start=moment, people=None)
