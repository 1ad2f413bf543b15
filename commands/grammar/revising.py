"""The words that change a plan and its window: amend, reschedule, extend."""

from bot.domain import intents as i
from bot.domain.facts import incomplete, unknown
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Act, AmendPlan, Command
from commands.grammar.reading import (
    OVERRIDE,
    deployment_and_rest,
    minutes_and_rest,
    moment_of,
    reason_and_override,
    too_much,
)
from commands.text import first_word, readable


def amend(rest: str) -> Command | Refusal:
    """`amend [ID]`."""
    deployment, left = deployment_and_rest(rest)
    return too_much(left) if left else AmendPlan(deployment)


def reschedule(rest: str) -> Command | Refusal:
    """`reschedule [ID] YYYY-MM-DD HH:MM [override REASON]`. A date looks like an ID: it is tried first."""
    deployment, left = ("", rest.strip()) if _moment(rest)[0] else deployment_and_rest(rest)
    text, after = _moment(left)
    moment = moment_of(text)
    if not left:
        return incomplete("To when? `2026-12-01 23:00` is what I can read.")
    if moment is None:
        return unknown(f"I cannot read “{readable(left)}” as a date and time: 2026-12-01 23:00 I can.")
    word, reason = first_word(after)
    if word and word.casefold() != OVERRIDE:
        return too_much(after)
    if word and not unquoted(reason):
        return incomplete("Why can it be moved there all the same? The record keeps the reason.")
    return Act(
        deployment=deployment,
        intent=i.Reschedule(start=moment, override=unquoted(readable(reason))),
    )


def extend(rest: str) -> Command | Refusal:
    """`extend [ID] MINUTES reason`; `override REASON` may follow."""
    deployment, left = deployment_and_rest(rest)
    found = minutes_and_rest(left)
    if found is None:
        return incomplete("By how many minutes? And why?")
    minutes, rest = found
    reason, override = reason_and_override(readable(rest))
    intent = i.Extend(minutes=minutes, reason=reason, override=override)
    return Act(deployment=deployment, intent=intent)


def _moment(text: str) -> tuple[str, str]:
    """The first two words where they are a date and a time, and what follows them."""
    day, after = first_word(text.strip())
    time, rest = first_word(after)
    both = f"{day} {time}"
    return (both, rest) if moment_of(both) else ("", text)
