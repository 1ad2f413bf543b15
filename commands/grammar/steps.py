"""How a step goes."""

import re
from collections.abc import Callable

from bot.domain import intents as i
from bot.domain.facts import incomplete
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Act, Command
from commands.grammar.reading import deployment_and_rest, not_yet
from commands.text import MENTION, first_word, readable

STEP_VERBS: dict[str, Callable[[str, str], i.Intent]] = {
    "start": lambda step, note: i.StartStep(step=step, note=note),
    "done": lambda step, note: i.FinishStep(step=step, note=note),
    "fail": lambda step, note: i.FailStep(step=step, reason=note),
    "skip": lambda step, note: i.SkipStep(step=step, reason=note),
    "retry": lambda step, note: i.RetryStep(step=step, note=note),
    "restore": lambda step, note: i.RestoreFromBackup(step=step, reason=note),
    "reopen": lambda step, note: i.ReopenStep(step=step, note=note),
}
STEP_VERBS_LATER = ("later",)


def step(rest: str) -> Command | Refusal:
    """`step [ID] N VERB [note]`."""
    deployment, left = deployment_and_rest(rest)
    number, after = first_word(left)
    verb, note = first_word(after)
    verb = verb.casefold()
    if not number:
        return incomplete("Which step, and how does it go?")
    if verb in STEP_VERBS_LATER:
        return not_yet(f"`step N {verb}`")
    if _is_recorded_for_somebody(note):
        return not_yet("`step … for @who at HH:MM`")
    make = STEP_VERBS.get(verb)
    if make is None:
        return incomplete(f"How does step {readable(number)} go: {', '.join(STEP_VERBS)}?")
    return Act(deployment=deployment, intent=make(readable(number), unquoted(readable(note))))


def _is_recorded_for_somebody(note: str) -> bool:
    """Whether the note begins with `for @who` or `at HH:MM`."""
    word, after = first_word(note)
    what, _ = first_word(after)
    if word.casefold() == "for":
        return MENTION.match(after) is not None or what.startswith("@")
    return word.casefold() == "at" and re.fullmatch(r"\d{1,2}:\d{2}", what) is not None
