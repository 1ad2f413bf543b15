"""What commands of the plan lack, asked of the owner whose step makes it (contract: The document).

It is asked as soon as that step is over, hours before anybody needs it, and stops nothing. What no step makes
is asked of the lead at Begin.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.domain.facts import Decision, Facts, Story, incomplete, settled
from bot.domain.hushing import HUSHED
from bot.domain.intents import AddNote
from bot.domain.masking import is_secret
from bot.domain.people import Person
from bot.domain.placeholders import Wanted, said_alone, said_in, secret_said, wanted, wanted_named
from bot.domain.plan import Plan, Step
from bot.domain.questions import value_question
from bot.domain.refusals import Refusal
from bot.domain.state import Deployment
from bot.domain.value_events import ValueNoted, key_of

LONGEST = 200
"""Characters of a value."""
IN_THE_VAULT = "{{{name}}} is a secret: take it from the vault. It is not noted here, and nothing was kept."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A value that is asked for now, of whom, and since when."""

    wanted: Wanted
    question: str
    people: tuple[Person, ...]
    since: datetime


def asked_now(state: Deployment, plan: Plan) -> tuple[Asked, ...]:
    """The values that are asked for: nobody noted them, and whoever makes them is through with it."""
    if not state.state.is_running or state.leaving:
        return ()
    return tuple(_asked(state, plan))


def _asked(state: Deployment, plan: Plan) -> Iterator[Asked]:
    for each in wanted(plan):
        since = _since(state, each)
        if since and key_of(each.name) not in state.values:
            question = question_about(state, each)
            yield Asked(wanted=each, question=question, people=who_knows(state, each), since=since)


def question_about(state: Deployment, each: Wanted) -> str:
    """The question about a value; it is another one once the step that makes it was done anew."""
    progress = state.steps.get(each.step.number) if each.step else None
    return value_question(key_of(each.name), progress.attempt if progress else 1)


def who_knows(state: Deployment, each: Wanted) -> tuple[Person, ...]:
    """Who owns the step that makes a value, else the lead."""
    owner = state.holders(each.step.owner) if each.step else state.lead
    return owner.people or owner.deputies or state.lead.people or state.lead.deputies


def made_by(state: Deployment, plan: Plan, step: Step) -> tuple[str, ...]:
    """The keys of the values that are noted and that this step makes: done anew, it makes others."""
    keys = (key_of(each.name) for each in wanted(plan) if each.step == step)
    return tuple(key for key in keys if key in state.values)


def _since(state: Deployment, each: Wanted) -> datetime | None:
    """Since when it may be known; a step that is skipped was done by other means."""
    if each.step is None:
        return state.begun.at if state.begun else None
    progress = state.steps.get(each.step.number)
    return progress.ended_at if progress and progress.status.is_over else None


def noted(state: Deployment, note: AddNote, facts: Facts) -> Decision | None:
    """What a note says of a value: `backup_id = bk-7`; `None` for any other note."""
    text = " ".join(note.text.split())
    text = f"{note.about}={text}" if note.about else text
    if refusal := secret_refused(text, facts.plan):
        return refusal
    said = said_alone(text, facts.plan)
    if said is None:
        return incomplete(f"That says no value of {{{note.about}}}.") if _is_of_value(note, facts) else None
    name, value = said
    if _is_secret(name, value, facts.plan):
        return incomplete(IN_THE_VAULT.format(name=name))
    if len(value) > LONGEST:
        return incomplete(
            f"That is {len(value)} characters: what {{{name}}} stands for has {LONGEST} at most."
        )
    if _is_known(state, name, value):
        return settled(f"{{{name}}} is “{value}” already.")
    return (ValueNoted(at=facts.now, by=facts.actor, name=name, value=value),)


def _is_secret(name: str, value: str, plan: Plan) -> bool:
    """Whether it is none to be noted, or was one before its words were hushed."""
    return is_secret(name, value, plan.secret_names) or HUSHED in value


def _is_of_value(note: AddNote, facts: Facts) -> bool:
    return bool(note.about) and wanted_named(facts.plan, note.about) is not None


def secret_refused(text: str, plan: Plan) -> Refusal | None:
    """That a text has a secret in it, which no record may keep."""
    name = secret_said(text, plan)
    return incomplete(IN_THE_VAULT.format(name=name)) if name else None


def note_said(story: Story, step: Step, text: str, facts: Facts) -> None:
    """Keep the values that somebody says as they end a step; its own step may overwrite."""
    for each, value in said_in(text, facts.plan):
        known = key_of(each.name) in story.state.values and each.step != step
        harmful = len(value) > LONGEST or _is_secret(each.name, value, facts.plan)
        if not known and not harmful and not _is_known(story.state, each.name, value):
            story.add(ValueNoted(at=facts.now, by=facts.actor, name=each.name, value=value))


def _is_known(state: Deployment, name: str, value: str) -> bool:
    known = state.values.get(key_of(name))
    return known is not None and known.note == value
