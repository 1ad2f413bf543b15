"""The words of the run: submit, begin, go, rollback, confirm."""

import re
from collections.abc import Callable

from bot.domain import intents as i
from bot.domain.facts import incomplete
from bot.domain.plan import Severity
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Act, Command
from commands.grammar.reading import OVERRIDE, deployment_and_rest, too_much
from commands.text import first_word, readable

WHY = "Why may it be all the same? The record keeps the reason."
_STANDS = re.compile(
    r'(?P<row>["“”][^"“”]*["“”]|.*?)\s*(?<!\w)(?P<odd>not[\s-]+)?normal\b[\s,:]*(?P<note>.*)',
    re.IGNORECASE | re.DOTALL,
)
_OVERRIDE = re.compile(rf"(?:^|\s){OVERRIDE}(?=\s|$)", re.IGNORECASE)


def submit(rest: str) -> Command | Refusal:
    """`submit [ID] [override REASON]`."""
    return _with_override(rest, lambda reason: i.Submit(override=reason))


def begin(rest: str) -> Command | Refusal:
    """`begin [ID] [override REASON]`."""
    return _with_override(rest, lambda reason: i.Begin(override=reason))


def _with_override(rest: str, make: Callable[[str], i.Intent]) -> Command | Refusal:
    deployment, left = deployment_and_rest(rest)
    word, reason = first_word(left)
    if word and word.casefold() != OVERRIDE:
        return too_much(left)
    if word and not unquoted(reason):
        return incomplete(WHY)
    return Act(deployment=deployment, intent=make(unquoted(readable(reason))))


def go(rest: str) -> Command | Refusal:
    """`go [ID] [now]`."""
    deployment, left = deployment_and_rest(rest)
    if left and left.casefold() != "now":
        return too_much(left)
    return Act(deployment=deployment, intent=i.Go(at_once=bool(left)))


def rollback(rest: str) -> Command | Refusal:
    """`rollback [ID] critical|high|medium reason`."""
    deployment, left = deployment_and_rest(rest)
    word, reason = first_word(left)
    if word.casefold() not in list(Severity):
        return incomplete(f"How bad is it: {', '.join(Severity)}? And why?")
    severity = Severity(word.casefold())
    intent = i.RequestRollback(severity=severity, reason=unquoted(readable(reason)))
    return Act(deployment=deployment, intent=intent)


def confirm(rest: str) -> Command | Refusal:
    """`confirm [ID] CHECKPOINT [override REASON]`."""
    deployment, left = deployment_and_rest(rest)
    wanted, word, reason = _parted(readable(left))
    if word and not reason:
        return incomplete(WHY)
    return Act(deployment=deployment, intent=i.Confirm(wanted=wanted, override=reason))


def _parted(text: str) -> tuple[str, str, str]:
    """What stands before the word `override`, the word where it is there, and what follows it."""
    found = _OVERRIDE.search(text)
    if found is None:
        return text, "", ""
    return text[: found.start()].strip(), found[0].strip(), unquoted(text[found.end() :].strip())


def metric(rest: str) -> Command | Refusal:
    """`metric [ID] [ROW] normal|not-normal [what was seen]`; without a row all that are left."""
    deployment, left = deployment_and_rest(rest)
    found = _STANDS.fullmatch(readable(left))
    if found is None:
        return incomplete("How does it stand: normal, or not-normal? And what do you see?")
    wanted, note = found["row"].strip(), unquoted(found["note"].strip())
    intent = i.SayMetric(wanted=wanted, is_normal=not found["odd"], note=note)
    return Act(deployment=deployment, intent=intent)
