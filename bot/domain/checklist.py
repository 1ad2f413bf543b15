"""The checklists of 2.1 and 2.3: who ticks what, and what Begin and Go ask for."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.already import said_on
from bot.domain.authority import Who, not_named
from bot.domain.facts import Decision, Facts, Story, settled, unknown
from bot.domain.intents import TickItem
from bot.domain.picking import pick
from bot.domain.plan import ChecklistItem, Plan
from bot.domain.refusals import Refusal
from bot.domain.state import Deployment
from bot.domain.state_parts import by_step


def open_for_begin(state: Deployment, plan: Plan) -> tuple[ChecklistItem, ...]:
    """Items that must be ticked before Begin: all but those that a step of 3.1 does."""
    return tuple(i for i in open_items(state, plan) if i.done_by_step is None)


def open_for_go(state: Deployment, plan: Plan) -> tuple[ChecklistItem, ...]:
    """Items that Go asks for: those that a step of 3.1 does; the others were Begin's."""
    return tuple(i for i in open_items(state, plan) if i.done_by_step is not None)


def open_items(state: Deployment, plan: Plan) -> tuple[ChecklistItem, ...]:
    """Items that are not ticked."""
    return tuple(item for item in plan.checklist if item.number not in state.checks)


def spans(numbers: Iterable[int]) -> str:
    """`1–6, 8`: items by their numbers, which ascend."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] + 1 == number:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(str(each[0]) if len(each) == 1 else f"{each[0]}–{each[-1]}" for each in found)


def _refuse(state: Deployment, intent: TickItem, facts: Facts, doing: str) -> Refusal | None:
    item = _item(state, intent.wanted, facts.plan)
    return item if isinstance(item, Refusal) else not_named(state, facts, doing)


TICKER = Who("anyone named in the plan or filling a role of it", _refuse)


def _item(state: Deployment, wanted: str, plan: Plan) -> ChecklistItem | Refusal:
    picked = pick(wanted, plan.checklist, lambda item: item.number, lambda item: (item.text,))
    if len(picked.rows) == 1:
        return picked.rows[0]
    problem = picked.problem or "Name one by its number or its first words"
    return unknown(f"Which item? {problem}. {_open_text(state, plan)}")


def tick(state: Deployment, intent: TickItem, facts: Facts) -> Decision:
    """Tick the item that `TICKER` found."""
    item = _item(state, intent.wanted, facts.plan)
    assert not isinstance(item, Refusal)
    if given := state.checks.get(item.number):
        said = said_on(given, facts.actor, state) if given.by else given.note
        return settled(f"“{item.text}” is already ticked, {said}.")
    return (e.ItemTicked(at=facts.now, by=facts.actor, item=item.number, step=""),)


def _open_text(state: Deployment, plan: Plan) -> str:
    left = "; ".join(f"{item.number} {item.text}" for item in open_items(state, plan))
    return f"Open: {left}." if left else "Every item is ticked."


def ticked_by_step(state: Deployment, plan: Plan, step: str) -> tuple[int, ...]:
    """The numbers of the items that this step has ticked, not a person."""
    items = (item.number for item in plan.checklist if item.number in state.checks)
    return tuple(number for number in items if state.checks[number].note == by_step(step))


def tick_by_step(story: Story, step: str, facts: Facts) -> None:
    """Tick what a finished step of 3.1 has done ("Backup completed")."""
    for item in open_items(story.state, facts.plan):
        if item.done_by_step == step:
            story.add(e.ItemTicked(at=facts.now, by=facts.actor, item=item.number, step=step))
