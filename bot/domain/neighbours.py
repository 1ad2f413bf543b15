"""Who else deploys that night, who has to be in two deployments at once, and what else stands beside one."""

from datetime import timedelta

from bot.domain import events as e, intents as i
from bot.domain.confirmations import role_of
from bot.domain.facts import Facts, Other, Story
from bot.domain.people import role_text, unique
from bot.domain.plan import Plan
from bot.domain.roles import is_everyone
from bot.domain.state import LEAD, RUNNING, Deployment, Lifecycle
from bot.domain.surroundings import Lock, Neighbour, Part, Surroundings, hits, overlap

NIGHT = timedelta(hours=8)
"""Deployments with less than this between their windows are of one night."""
MOST_NAMED = 10
"""How many neighbours are named; more would only be counted by whoever reads."""

PLANNED = (Lifecycle.IN_REVIEW, Lifecycle.APPROVED, *sorted(RUNNING))
"""Others see a deployment that stands here."""
SEEN = (
    "state",
    "release",
    "version",
    "service",
    "environment",
    "window_start",
    "window_end",
    "zone",
    "roles",
    "handed",
    "departures",
    "added",
)
"""The fields of a deployment on which it depends how others see it."""
WATCHING = (Lifecycle.DRAFT, *PLANNED)
"""A deployment that stands here sees the others."""

SURROUNDINGS_TIMER = "surroundings"
"""Wakes a deployment to look around: something beside it has changed."""
FREEZE_TIMER = "freeze-ends"
"""Wakes it as well: a freeze over its window ends, and nobody does anything for that."""
LOOKING = frozenset({SURROUNDINGS_TIMER, FREEZE_TIMER})


def asks(intent: i.Intent) -> bool:
    """Whether the decision of an intent is told what stands beside the deployment."""
    if isinstance(intent, i.TimerFired):
        return intent.timer in LOOKING
    return takes(intent) or isinstance(intent, i.OpenDeployment)


def takes(intent: i.Intent) -> bool:
    """Whether an intent takes a place beside others: of two for one target, one waits for the other."""
    planned = isinstance(intent, i.Submit | i.Reschedule | i.Extend | i.Amend | i.AcceptAmendment)
    return planned or isinstance(intent, i.Begin | i.RequestRollback | i.CastVote)


def parts(state: Deployment, plan: Plan) -> tuple[Part, ...]:
    """Who has to act in the run, each once, as what: the lead, the steps' owners, those who confirm.

    Deputies and those who only sign need not be there, and "everyone" means nobody in particular.
    """
    texts = [LEAD, *(step.owner for step in (*plan.steps, *plan.rollback_steps))]
    texts += [role_of(plan, checkpoint) for checkpoint in plan.checkpoints]
    roles = {role_text(text): text for text in texts if text.strip() and not is_everyone(text)}
    found: dict[str, Part] = {}
    for role in roles.values():
        for person in state.holders(role).people:
            found.setdefault(person.id, Part(person=person, role=role))
    return tuple(found.values())


def as_seen(state: Deployment | None, plan: Plan) -> Other | None:
    """The deployment as others see it; `None` while they do not."""
    if state is None or state.state not in PLANNED:
        return None
    return Other(
        id=state.id,
        title=state.name,
        target=state.target,
        start=state.window_start,
        end=state.window_end,
        zone=state.zone,
        runs=state.state.is_running,
        lead=state.lead.all,
        people=unique(part.person for part in parts(state, plan)),
    )


def looks_the_same(before: Deployment, plan_before: Plan, after: Deployment, plan: Plan) -> bool:
    """Whether others surely see the deployment as before: nothing changed that `as_seen` tells them.

    Most of what happens to a deployment concerns nobody else, and this is asked each time.
    """
    return plan_before is plan and all(getattr(before, name) == getattr(after, name) for name in SEEN)


def is_beside(state: Deployment, other: Other) -> bool:
    """Whether the other is of the same night, or under way at the same target."""
    if other.runs and other.target.key == state.target.key:
        return True
    if state.window_start is None or state.window_end is None:
        return False
    around = (state.window_start - NIGHT, state.window_end + NIGHT)
    return overlap(around, (other.start, other.end))


def surroundings(state: Deployment, facts: Facts) -> Surroundings:
    """What stands beside the deployment now: those that share people first, then those of its target."""
    mine = parts(state, facts.plan)
    beside = [_neighbour(state, mine, other) for other in facts.others if is_beside(state, other)]
    beside.sort(key=lambda n: (not n.shared, not n.is_rival, str(n.start), n.id))
    return Surroundings(
        lock=lock_of_others(state, facts.lock),
        freezes=hits(facts.freezes, state.target, state.window),
        neighbours=tuple(beside[:MOST_NAMED]),
        more=max(0, len(beside) - MOST_NAMED),
    )


def _neighbour(state: Deployment, mine: tuple[Part, ...], other: Other) -> Neighbour:
    overlaps = overlap(state.window, (other.start, other.end))
    is_rival = other.target.key == state.target.key
    there = {person.id for person in other.people}
    return Neighbour(
        id=other.id,
        title=other.title,
        start=other.start,
        end=other.end,
        overlaps=overlaps,
        is_rival=is_rival,
        runs=is_rival and other.runs,
        shared=tuple(part for part in mine if overlaps and part.person.id in there),
    )


def lock_of_others(state: Deployment, lock: Lock | None) -> Lock | None:
    """The lock on the deployment's target, without its own hold; `None` where it is free."""
    holds = tuple(hold for hold in lock.holds if hold.deployment != state.id) if lock else ()
    return Lock(target=lock.target, holds=holds) if lock and holds else None


def look_around(story: Story, facts: Facts, *, is_told: bool) -> None:
    """Note what stands beside the deployment, if it is another than before.

    `is_told`: what concerns it is said in the log, since nothing else happens that would say so.
    """
    if story.state.state not in WATCHING:
        return
    before, after = story.state.surroundings, surroundings(story.state, facts)
    if before != after:
        is_news = is_told and _concerns(before) != _concerns(after)
        story.add(e.SurroundingsChanged(at=facts.now, by=None, surroundings=after, is_news=is_news))


def _concerns(beside: Surroundings) -> object:
    """What somebody may have to act upon."""
    close = [(n.id, n.shared, n.overlaps and n.is_rival) for n in beside.neighbours]
    return beside.lock, beside.freezes, [each for each in close if each[1] or each[2]]
