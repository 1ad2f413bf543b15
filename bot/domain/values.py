"""What commands of the plan lack, asked of the owner whose step makes it (contract: The document).

It is asked as soon as that step is over, hours before anybody needs it, and stops nothing. What no step makes
is asked of the lead at Begin. What a step would have made that did not end is asked for once a rollback is
decided whose commands need it. All that one step makes is one question, and so is all that none makes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain import questions as q
from bot.domain.already import said_by
from bot.domain.facts import Decision, Facts, Story, incomplete, settled, unknown
from bot.domain.hushing import HUSHED
from bot.domain.instructions import commands_for, for_no_step
from bot.domain.intents import AddNote
from bot.domain.masking import is_secret
from bot.domain.people import Person
from bot.domain.placeholders import (
    Wanted,
    all_said,
    by_maker,
    keys_in,
    said_alone,
    said_in,
    secret_said,
    tidied,
    wanted,
    wanted_named,
)
from bot.domain.plan import Plan, Step
from bot.domain.progress import is_over
from bot.domain.refusals import Refusal
from bot.domain.state import Deployment
from bot.domain.value_events import ValueNoted, key_of
from bot.domain.walk_back import decided

LONGEST = 200
"""Characters of a value."""
IN_THE_VAULT = "{{{name}}} is a secret: take it from the vault. It is not noted here, and nothing was kept."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The values that one question asks for now, of whom, and since when."""

    wanted: tuple[Wanted, ...]
    question: str
    people: tuple[Person, ...]
    since: datetime


def asked_now(state: Deployment, plan: Plan) -> tuple[Asked, ...]:
    """What is asked for: nobody noted it, and whoever makes it is through with it, or will not be."""
    if not state.state.is_running or state.leaving:
        return ()
    return tuple(asked for group in by_maker(plan) if (asked := _asked(state, plan, group)))


def _asked(state: Deployment, plan: Plan, group: tuple[Wanted, ...]) -> Asked | None:
    lacking = tuple(each for each in group if key_of(each.name) not in state.values)
    since = _since(state, group[0].step)
    if since is None and state.rollback:
        needed = needed_back(state, plan)
        lacking = tuple(each for each in lacking if key_of(each.name) in needed)
        since = state.rollback.at
    if since is None or not lacking:
        return None
    people = who_knows(state, group[0])
    return Asked(wanted=lacking, question=question_about(state, group), people=people, since=since)


def needed_back(state: Deployment, plan: Plan) -> Mapping[str, tuple[Step, ...]]:
    """The keys of the values that the rollback which was decided needs yet, with the steps that do.

    A last resort, a command that belongs to no step, needs what was made by a step that was begun.
    """
    left = [step for step in decided(state, plan).steps if not is_over(state, step)]
    keys = {step: keys_in(commands_for(step, plan)) for step in left}
    begun = {number for number, progress in state.steps.items() if progress.was_begun}
    last_resort = keys_in(for_no_step(plan)) if left else frozenset()
    found: dict[str, tuple[Step, ...]] = {}
    for each in wanted(plan):
        key = key_of(each.name)
        steps = tuple(step for step in left if key in keys[step])
        if steps or (key in last_resort and each.step and each.step.number in begun):
            found[key] = steps
    return found


def question_about(state: Deployment, group: tuple[Wanted, ...]) -> str:
    """The question about what one step makes; it is another once that was done anew, or a run began."""
    first, others = group[0], len(group) - 1
    if first.step is None:
        return q.given_value_question(state, key_of(first.name), others)
    progress = state.steps.get(first.step.number)
    return q.value_question(key_of(first.name), others, progress.attempt if progress else 1)


def group_of(plan: Plan, name: str) -> tuple[Wanted, ...]:
    """All that is asked for together with this value; itself, where nothing is asked for."""
    known = wanted_named(plan, name)
    alone = (known,) if known else ()
    return next((group for group in by_maker(plan) if known in group), alone)


def who_knows(state: Deployment, each: Wanted) -> tuple[Person, ...]:
    """Who owns the step that makes a value, else the lead."""
    owner = state.holders(each.step.owner) if each.step else state.lead
    return owner.people or owner.deputies or state.lead.people or state.lead.deputies


def made_by(state: Deployment, plan: Plan, step: Step) -> tuple[str, ...]:
    """The keys of the values that are noted and that this step makes: done anew, it makes others."""
    keys = (key_of(each.name) for each in wanted(plan) if each.step == step)
    return tuple(key for key in keys if key in state.values)


def _since(state: Deployment, maker: Step | None) -> datetime | None:
    """Since when it may be known; a step that is skipped was done by other means."""
    if maker is None:
        return state.begun.at if state.begun else None
    progress = state.steps.get(maker.number)
    return progress.ended_at if progress and progress.status.is_over else None


def noted(state: Deployment, note: AddNote, facts: Facts) -> Decision | None:
    """What a note says of values: `backup_id = bk-7`, or what was filled in; `None` for any other note."""
    if note.values:
        return _filled_in(state, note, facts)
    text = " ".join(note.text.split())
    if refusal := _secret_refused(text, facts.plan):
        return refusal
    said = said_alone(text, facts.plan)
    values = all_said(text, facts.plan) or (dict([said]) if said else {})
    return _noted(state, values, facts) if values else None


def _filled_in(state: Deployment, note: AddNote, facts: Facts) -> Decision:
    """The answer to a question, by the names that it asked for; what is left empty is asked for still."""
    values: dict[str, str] = {}
    for name, typed in note.values.items():
        text = " ".join(typed.split())
        values[name] = tidied(text)
        refusal = _secret_refused(f"{name}={text}", facts.plan)
        if refusal := refusal or _not_asked(state, name, values[name], note, facts):
            return refusal
        if not values[name]:
            return incomplete(f"That says no value of {{{name}}}.")
    return _noted(state, values, facts)


def _not_asked(state: Deployment, name: str, value: str, note: AddNote, facts: Facts) -> Refusal | None:
    """What happened since somebody was asked for a value."""
    group = group_of(facts.plan, name)
    if not group:
        return unknown(f"No command of the plan lacks {{{name}}} any more.")
    question, given = question_about(state, group), state.values.get(key_of(name))
    if note.question in {"", q.anew_question(question)}:
        return None
    if note.question != question:
        maker = group[0].step
        happened = f"Step {maker.number} was called anew" if maker else "The run was begun anew"
        return settled(f"{happened} since: {{{name}}} is asked for anew.")
    if given and given.note != value:
        by = said_by(given, facts.actor, state)
        return settled(f"{{{name}}} is “{given.note}”, noted {by}. Note anew, under it, changes that.")
    return None


def _noted(state: Deployment, values: Mapping[str, str], facts: Facts) -> Decision:
    for name, value in values.items():
        if _is_secret(name, value, facts.plan):
            return incomplete(IN_THE_VAULT.format(name=name))
        if len(value) > LONGEST:
            return incomplete(
                f"That is {len(value)} characters: what {{{name}}} stands for has {LONGEST} at most."
            )
    news = {name: value for name, value in values.items() if not _is_known(state, name, value)}
    if not news:
        return settled("; ".join(f"{{{name}}} is “{value}” already" for name, value in values.items()) + ".")
    return tuple(
        ValueNoted(at=facts.now, by=facts.actor, name=name, value=value) for name, value in news.items()
    )


def _is_secret(name: str, value: str, plan: Plan) -> bool:
    """Whether it is none to be noted, or was one before its words were hushed."""
    return is_secret(name, value, plan.secret_names) or HUSHED in value


def _secret_refused(text: str, plan: Plan) -> Refusal | None:
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
