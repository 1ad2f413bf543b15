"""The words about smoke tests."""

from bot.domain import intents as i
from bot.domain.facts import incomplete
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from bot.domain.watch import SmokeOutcome
from commands.command import Act, Command
from commands.grammar.reading import deployment_and_rest
from commands.text import first_word, readable

WRITE = "write"
SAID = {SmokeOutcome.PASSED.value: True, SmokeOutcome.FAILED.value: False}
TYPED = {**SAID, "ok": True, "pass": True, "fail": False}
"""What is typed of a row: the same as of those of 4.3, too."""


def smoke(rest: str) -> Command | Refusal:
    """`smoke [ID]`, `smoke [ID] write`, `smoke [ID] N|all|suite passed|failed [note]`."""
    deployment, left = deployment_and_rest(rest)
    if not left:
        return Act(deployment=deployment, intent=i.RunTests())
    if left.casefold() == WRITE:
        return Act(deployment=deployment, intent=i.RunWritingTests())
    wanted, after = first_word(left)
    said, note = first_word(after)
    outcome = said.casefold().rstrip(":,.!")
    if outcome not in TYPED:
        return incomplete(f"How did {readable(wanted)} go: passed or failed?")
    intent = i.TickTest(
        wanted=unquoted(readable(wanted)),
        has_passed=TYPED[outcome],
        note=unquoted(readable(note)),
    )
    return Act(deployment=deployment, intent=intent)
