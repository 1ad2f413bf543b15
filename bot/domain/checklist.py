"""The checklists of 2.1 and 2.3: who ticks what, and what Begin and Go ask for."""

from bot.domain import events as e
from bot.domain.authority import anyone_named
from bot.domain.facts import Decision, Facts, Story, settled, unknown
from bot.domain.intents import TickItem
from bot.domain.picking import pick
from bot.domain.plan import ChecklistItem, Plan
from bot.domain.questions import said_by
from bot.domain.state import Deployment, StepStatus


def open_for_begin(state: Deployment, plan: Plan) -> tuple[ChecklistItem, ...]:
    """Items that must be ticked before Begin: all but those that a step of 3.1 does."""
    return tuple(i for i in open_items(state, plan) if i.done_by_step is None)


def open_for_go(state: Deployment, plan: Plan) -> tuple[ChecklistItem, ...]:
    """Items that Go asks for: those that a step of 3.1 does; the others were Begin's."""
    return tuple(i for i in open_items(state, plan) if i.done_by_step is not None)


def open_items(state: Deployment, plan: Plan) -> tuple[ChecklistItem, ...]:
    """Items that are not ticked."""
    return tuple(item for item in plan.checklist if item.number not in state.checks)


def tick(state: Deployment, intent: TickItem, facts: Facts) -> Decision:
    """Tick one item."""
    if refusal := anyone_named(state, facts, "tick a checklist item"):
        return refusal
    picked = pick(intent.wanted, facts.plan.checklist, lambda item: item.number, lambda item: (item.text,))
    if len(picked.rows) != 1:
        problem = picked.problem or "name one by its number or its first words"
        return unknown(f"Which item? {problem[0].upper()}{problem[1:]}. {_open_text(state, facts.plan)}")
    item = picked.rows[0]
    if given := state.checks.get(item.number):
        said = said_by(given, facts.actor, state) if given.by else given.note
        return settled(f"“{item.text}” is already ticked, {said}.")
    return (e.ItemTicked(at=facts.now, by=facts.actor, item=item.number, step=""),)


def _open_text(state: Deployment, plan: Plan) -> str:
    left = "; ".join(f"{item.number} {item.text}" for item in open_items(state, plan))
    return f"Open: {left}." if left else "Every item is ticked."


def tick_by_step(story: Story, step: str, facts: Facts) -> None:
    """Tick what a finished step of 3.1 has done ("Backup completed")."""
    if story.state.steps[step].status is not StepStatus.DONE:
        return
    for item in open_items(story.state, facts.plan):
        if item.done_by_step == step:
            story.add(e.ItemTicked(at=facts.now, by=facts.actor, item=item.number, step=step))
