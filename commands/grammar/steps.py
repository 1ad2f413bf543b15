"""How a step goes."""

from collections.abc import Callable, Mapping

from bot.domain import intents as i
from bot.domain.facts import incomplete
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Act, Command
from commands.grammar.reading import deployment_and_rest, not_yet
from commands.grammar.recording import recorded_and_note
from commands.text import first_word, readable

StepVerb = Callable[[str, i.Recorded, str], i.Intent]
STEP_VERBS: Mapping[str, StepVerb] = {
    "start": lambda step, whose, note: i.StartStep(step=step, recorded=whose, note=note),
    "done": lambda step, whose, note: i.FinishStep(step=step, recorded=whose, note=note),
    "fail": lambda step, whose, note: i.FailStep(step=step, recorded=whose, reason=note),
    "skip": lambda step, whose, note: i.SkipStep(step=step, recorded=whose, reason=note),
    "retry": lambda step, whose, note: i.RetryStep(step=step, recorded=whose, note=note),
    "reopen": lambda step, whose, note: i.ReopenStep(step=step, recorded=whose, note=note),
}
"""What is said of a step, maybe for its owner, and later."""
RESTORE = "restore"
STEP_VERBS_LATER = ("later",)


def step(rest: str) -> Command | Refusal:
    """`step [ID] N VERB [for @who] [at HH:MM] [note]`."""
    deployment, left = deployment_and_rest(rest)
    number, after = first_word(left)
    verb, words = first_word(after)
    verb = verb.casefold()
    if not number:
        return incomplete("Which step, and how does it go?")
    if verb in STEP_VERBS_LATER:
        return not_yet(f"`step N {verb}`")
    if verb == RESTORE:
        restore = i.RestoreFromBackup(step=readable(number), reason=unquoted(readable(words)))
        return Act(deployment=deployment, intent=restore)
    make = STEP_VERBS.get(verb)
    if make is None:
        return incomplete(f"How does step {readable(number)} go: {', '.join((*STEP_VERBS, RESTORE))}?")
    found = recorded_and_note(words)
    if isinstance(found, Refusal):
        return found
    whose, note = found
    if verb == "reopen" and whose.at:
        return incomplete("Reopen takes a press back as of now, whenever it was: leave `at` out.")
    intent = make(readable(number), whose, unquoted(readable(note)))
    return Act(deployment=deployment, intent=intent)
