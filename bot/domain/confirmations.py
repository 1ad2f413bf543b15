"""The post-deployment confirmations (10's second table): who gives them, when, and what completes."""

from bot.domain import events as e
from bot.domain.facts import Decision, Facts, Story, incomplete, not_yours, settled, unknown
from bot.domain.intents import Confirm
from bot.domain.people import Holders, names
from bot.domain.picking import pick
from bot.domain.plan import Checkpoint, CheckpointKind, Plan
from bot.domain.progress import due_checkpoints, waits_for, watched_step
from bot.domain.questions import said_by
from bot.domain.refusals import Refusal
from bot.domain.state import LEAD, Deployment

ROLES = {
    CheckpointKind.DEPLOYMENT: LEAD,
    CheckpointKind.SMOKE_TESTS: "QA Lead",
    CheckpointKind.RELEASE: "Product Owner",
}
"""Who confirms what (contract: Who may); monitoring is confirmed by the owner of its step."""


def role_of(plan: Plan, checkpoint: Checkpoint) -> str:
    """The role or person that confirms, as the plan writes it; the optional column `Role` comes first."""
    if checkpoint.role:
        return checkpoint.role
    if checkpoint.kind is CheckpointKind.MONITORING:
        step = watched_step(plan, checkpoint.kind)
        return step.owner if step else LEAD
    return ROLES[checkpoint.kind]


def confirmers(state: Deployment, plan: Plan, checkpoint: Checkpoint) -> Holders:
    """Who may confirm it."""
    return state.holders(role_of(plan, checkpoint))


def confirm(state: Deployment, intent: Confirm, facts: Facts) -> Decision:
    """Confirm one checkpoint; the last one completes the deployment."""
    checkpoint = _wanted(state, intent.wanted, facts)
    if isinstance(checkpoint, Refusal):
        return checkpoint
    holders = confirmers(state, facts.plan, checkpoint)
    if not holders.include(facts.person):
        role = role_of(facts.plan, checkpoint)
        return not_yours(f"{checkpoint.name} is confirmed by the {role}: {names(holders.all)}.")
    if given := state.confirmations.get(checkpoint.number):
        return settled(f"{checkpoint.name} was already confirmed {said_by(given, facts.actor, state)}.")
    if waiting := waits_for(state, facts.plan, checkpoint):
        return incomplete(f"{checkpoint.name} cannot be confirmed yet: {waiting}.")
    story = Story(state)
    story.add(e.Confirmed(at=facts.now, by=facts.actor, checkpoint=checkpoint.number, name=checkpoint.name))
    if len(story.state.confirmations) == len(facts.plan.checkpoints):
        story.add(e.Completed(at=facts.now, by=facts.actor))
        return story.events
    for due in due_checkpoints(story.state, facts.plan):
        story.add(e.ConfirmationAsked(at=facts.now, by=None, checkpoint=due.number))
    return story.events


def _wanted(state: Deployment, wanted: str, facts: Facts) -> Checkpoint | Refusal:
    """The checkpoint that was meant; without words the one that is the person's and can be given."""
    rows = facts.plan.checkpoints
    picked = pick(wanted, rows, lambda row: row.number, lambda row: (row.name,))
    if len(picked.rows) == 1:
        return picked.rows[0]
    listed = "; ".join(f"{row.number} {row.name}" for row in rows)
    if wanted.strip():
        problem = picked.problem or f"nothing is called “{wanted}”"
        return unknown(f"Which checkpoint? {problem[0].upper()}{problem[1:]}. There are: {listed}.")
    mine = [
        row
        for row in rows
        if confirmers(state, facts.plan, row).include(facts.person) and row.number not in state.confirmations
    ]
    ready = [row for row in mine if not waits_for(state, facts.plan, row)] or mine
    if len(ready) == 1:
        return ready[0]
    return unknown(f"Which checkpoint? There are: {listed}.")
