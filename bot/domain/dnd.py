"""Whom Slack will not ring for when they are wanted, because they have Do Not Disturb on.

Nobody can ring through it but the person themself, so it must be known beforehand.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from bot.domain import events as e
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.facts import Decision, Facts, Story
from bot.domain.forecast import StepForecast, forecast, near
from bot.domain.intents import NoteDnd
from bot.domain.people import Holders, Person, unique
from bot.domain.plan import Phase, Plan, Step
from bot.domain.presence import needs
from bot.domain.roles import is_everyone
from bot.domain.state import LEAD, Deployment, Lifecycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrung:
    """Those who are wanted at an instant (aware UTC), none of whom Slack will ring for.

    `people` are who holds the role, else who deputises. `step` is what they are called for, `None` for Go;
    `more` is how often they are wanted so after it.
    """

    role: str
    people: tuple[Person, ...]
    deputies: tuple[Person, ...]
    step: Step | None
    at: datetime
    more: int = 0

    @property
    def is_told_directly(self) -> bool:
        """Whether they are few enough: of more each is called in the thread."""
        return len(self.people) <= ASKED_DIRECTLY


def is_run_expected(state: Deployment) -> bool:
    """Whether people are about to be called, or are called already."""
    return state.window_start is not None and (state.state is Lifecycle.APPROVED or state.state.is_running)


def acting(holders: Holders) -> tuple[Person, ...]:
    """Who acts for a role: its holders; its deputies where there are none."""
    return holders.people or holders.deputies


def to_look_up(state: Deployment, plan: Plan) -> tuple[str, ...]:
    """Everybody who still has to act, by id: who walks the way back and who confirms are among them."""
    return tuple(
        person.id for person in unique(p for need in needs(state, plan) for p in acting(need.holders))
    )


def unrung(state: Deployment, plan: Plan) -> tuple[Unrung, ...]:
    """Everybody who is wanted while Do Not Disturb is on, the first time that they are; the earliest first.

    Of several who hold a role one whom Slack rings for is enough.
    """
    if not state.dnd or not is_run_expected(state):
        return ()
    return _first_of_each(state, forecast(state, plan).steps)


def unrung_soon(state: Deployment, plan: Plan) -> tuple[Unrung, ...]:
    """The same of the next few steps, however long the plan is: it is asked before and after each press.

    Looks no further where everybody who is quiet was named.
    """
    named = set(chain(*state.dnd_named))
    if all(subject(state, user) in named for user in state.dnd):
        return ()
    return _first_of_each(state, near(state, plan))


def _first_of_each(state: Deployment, steps: Iterable[StepForecast]) -> tuple[Unrung, ...]:
    found: dict[frozenset[str], Unrung] = {}
    wanted = [each for each in _wanted(state, tuple(steps)) if _is_quiet(state, each)]
    for each in sorted(wanted, key=lambda one: one.at):
        same = frozenset(person.id for person in each.people)
        first = found.get(same)
        found[same] = replace(first, more=first.more + 1) if first else each
    return tuple(found.values())


def _is_quiet(state: Deployment, wanted: Unrung) -> bool:
    spans = [state.dnd.get(person.id) for person in wanted.people]
    return bool(spans) and all(span and span.covers(wanted.at) for span in spans)


def _wanted(state: Deployment, steps: Sequence[StepForecast]) -> Iterator[Unrung]:
    """Who is called for each step to come, and who says Go, each at its minute."""
    for each in steps:
        step = each.step
        is_to_come = step.number not in state.steps and not step.is_follow_up
        if is_to_come and step.owner.strip() and not is_everyone(step.owner):
            yield _of_role(state, step.owner, step, each.start)
    if at := _go_at(state, steps):
        yield _of_role(state, LEAD, None, at)


def _of_role(state: Deployment, role: str, step: Step | None, at: datetime) -> Unrung:
    holders = state.holders(role)
    people = acting(holders)
    deputies = tuple(person for person in holders.deputies if person not in people)
    return Unrung(role=role, people=people, deputies=deputies, step=step, at=at)


def _go_at(state: Deployment, steps: Iterable[StepForecast]) -> datetime | None:
    """When Go is wanted, where it is and was not given yet."""
    if state.go or state.actual_t0 or state.way_back:
        return None
    after = (each.start for each in steps if each.step.phase is not Phase.PRE_DEPLOYMENT)
    return next(after, state.window_start)


def subject(state: Deployment, user: str) -> str:
    """Somebody (an id) in this round, as `Deployment.dnd_named` has them."""
    return f"{state.on_round}:{user}"


def not_named(state: Deployment, found: Iterable[Unrung]) -> tuple[Person, ...]:
    """Those of them who were not named for this window yet."""
    named = set(chain(*state.dnd_named))
    people = unique(person for each in found for person in each.people)
    return tuple(person for person in people if subject(state, person.id) not in named)


def note(state: Deployment, intent: NoteDnd, facts: Facts) -> Decision:
    """What Slack says, where that is something new and anybody is still to be called; and whom it names."""
    known = {user: state.dnd[user] for user in intent.asked if user in state.dnd}
    if not is_run_expected(state) or known == intent.quiet:
        return ()
    story = Story(state)
    story.add(e.DndRead(at=facts.now, by=None, asked=intent.asked, quiet=intent.quiet))
    if people := not_named(story.state, unrung(story.state, facts.plan)):
        story.add(e.DndNamed(at=facts.now, by=None, people=people))
    return story.events
