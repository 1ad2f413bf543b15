"""How a step goes."""

from collections.abc import Callable, Mapping

from bot.domain import intents as i
from bot.domain.facts import incomplete
from bot.domain.quotes import unquoted
from bot.domain.refusals import Refusal
from commands.command import Act, Command
from commands.grammar.reading import deployment_and_rest, minutes_and_rest, too_much
from commands.grammar.recording import recorded_and_note
from commands.text import first_word, readable

StepVerb = Callable[[str, i.Recorded, str], i.Intent]
STEP_VERBS: Mapping[str, StepVerb] = {
    "start": lambda step, whose, note: i.StartStep(step=step, recorded=whose, note=note),
    "done": lambda step, whose, note: i.FinishStep(step=step, recorded=whose, note=note),
    "send": lambda step, whose, note: i.TellAndFinish(step=step, recorded=whose, note=note),
    "fail": lambda step, whose, note: i.FailStep(step=step, recorded=whose, reason=note),
    "skip": lambda step, whose, note: i.SkipStep(step=step, recorded=whose, reason=note),
    "retry": lambda step, whose, note: i.RetryStep(step=step, recorded=whose, note=note),
    "reopen": lambda step, whose, note: i.ReopenStep(step=step, recorded=whose, note=note),
}
"""What is said of a step, maybe for its owner, and later."""
RESTORE = "restore"
LATER = "later"


def step(rest: str) -> Command | Refusal:
    """`step [ID] N VERB [for @who] [at HH:MM] [note]`."""
    deployment, left = deployment_and_rest(rest)
    number, after = first_word(left)
    verb, words = first_word(after)
    verb = verb.casefold()
    if not number:
        return incomplete("Which step, and how does it go?")
    if verb == LATER:
        return _later(deployment, readable(number), words)
    if verb == RESTORE:
        restore = i.RestoreFromBackup(step=readable(number), reason=unquoted(readable(words)))
        return Act(deployment=deployment, intent=restore)
    make = STEP_VERBS.get(verb)
    if make is None:
        return incomplete(f"How does step {readable(number)} go: {', '.join((*STEP_VERBS, LATER, RESTORE))}?")
    found = recorded_and_note(words)
    if isinstance(found, Refusal):
        return found
    whose, note = found
    if verb == "reopen" and whose.at:
        return incomplete("Reopen takes a press back as of now, whenever it was: leave `at` out.")
    intent = make(readable(number), whose, unquoted(readable(note)))
    return Act(deployment=deployment, intent=intent)


def _later(deployment: str, number: str, words: str) -> Command | Refusal:
    """`later MINUTES [for @who] [note]`."""
    found = minutes_and_rest(words)
    if found is None:
        return incomplete(f"How many minutes later? `step {number} later 10`.")
    minutes, after = found
    said = recorded_and_note(after)
    if isinstance(said, Refusal):
        return said
    whose, note = said
    if whose.at:
        return incomplete("What takes longer does so from now on: leave `at` out.")
    intent = i.DelayStep(step=number, minutes=minutes, recorded=whose, note=unquoted(readable(note)))
    return Act(deployment=deployment, intent=intent)


def snooze(rest: str) -> Command | Refusal:
    """`snooze [ID] N MINUTES`."""
    deployment, left = deployment_and_rest(rest)
    number, words = first_word(left)
    found = minutes_and_rest(words)
    if not number or (found is None and not words):
        return incomplete("Of which step, and for how many minutes?")
    if found is None or found[1]:
        return too_much(words if found is None else found[1])
    return Act(deployment=deployment, intent=i.Snooze(step=readable(number), minutes=found[0]))


def stop(rest: str) -> Command | Refusal:
    """`stop [ID] N`."""
    deployment, left = deployment_and_rest(rest)
    number, words = first_word(left)
    if not number:
        return incomplete("Of which step?")
    if words:
        return too_much(words)
    return Act(deployment=deployment, intent=i.StopReminding(step=readable(number)))
