"""The post-deployment confirmations (10's second table): who gives them, when, and what completes."""

from collections.abc import Sequence

from bot.domain import events as e
from bot.domain.already import said_by, undecided
from bot.domain.authority import Who, ask, ask_lead, owner_names
from bot.domain.doubts import Doubt, doubts
from bot.domain.facts import Decision, Facts, Story, incomplete, not_yours, settled, unknown
from bot.domain.intents import Confirm
from bot.domain.people import Holders
from bot.domain.picking import pick
from bot.domain.plan import Checkpoint, CheckpointKind, Plan
from bot.domain.progress import advance, waits_for, watched_step
from bot.domain.refusals import Because, Refusal
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
    """Who may confirm it; the lead records it where nobody in Slack stands for the role."""
    holders = state.holders(role_of(plan, checkpoint))
    return holders if holders.all else state.lead


def _refuse(state: Deployment, intent: Confirm, facts: Facts, _doing: str) -> Refusal | None:
    checkpoint = _wanted(state, intent, facts)
    if isinstance(checkpoint, Refusal):
        return checkpoint
    if facts.actor and confirmers(state, facts.plan, checkpoint).include(facts.actor):
        return None
    against = intent.override and doubts(state, facts.plan, checkpoint)
    if against and state.lead.include(facts.person):
        return None
    role = role_of(facts.plan, checkpoint)
    who = _ask(state, facts.plan, checkpoint)
    return not_yours(f"{checkpoint.name} is confirmed by the role “{role}”: {who}.")


def _ask(state: Deployment, plan: Plan, checkpoint: Checkpoint) -> str:
    return ask(role_of(plan, checkpoint), confirmers(state, plan, checkpoint))


CONFIRMER = Who(
    "the role of the checkpoint; the lead, where nobody in Slack stands for it, or past what is against it",
    _refuse,
)


def confirm(state: Deployment, intent: Confirm, facts: Facts) -> Decision:
    """Confirm the checkpoint that `CONFIRMER` found; the last one completes the deployment."""
    checkpoint = _wanted(state, intent, facts)
    assert not isinstance(checkpoint, Refusal)
    if given := state.confirmations.get(checkpoint.number):
        return settled(f"{checkpoint.name} is already confirmed, {said_by(given, facts.actor, state)}.")
    if asked := undecided(state):
        return Refusal(Because.NOT_NOW, f"{asked}, {checkpoint.name} cannot be confirmed.")
    if waiting := waits_for(state, facts.plan, checkpoint):
        return incomplete(f"{checkpoint.name} cannot be confirmed yet: {waiting}.")
    against = doubts(state, facts.plan, checkpoint)
    if refusal := _not_past(state, checkpoint, against, intent, facts):
        return refusal
    holders = confirmers(state, facts.plan, checkpoint)
    is_theirs = holders.include(facts.person)
    story = Story(state)
    for doubt in against:
        what = f"{checkpoint.name}, {doubt.name}"
        story.add(e.Overridden(at=facts.now, by=facts.actor, what=what, reason=intent.override))
    story.add(
        e.Confirmed(
            at=facts.now,
            by=facts.actor,
            checkpoint=checkpoint.number,
            name=checkpoint.name,
            as_member_of=holders.membership(facts.person) if is_theirs else "",
            for_whom="" if is_theirs else owner_names(holders, role_of(facts.plan, checkpoint)),
        )
    )
    advance(story, facts)
    return story.events


def _not_past(
    state: Deployment, checkpoint: Checkpoint, against: Sequence[Doubt], intent: Confirm, facts: Facts
) -> Refusal | None:
    """Why it may not be confirmed past what speaks against it: a reason is wanted, and the lead's."""
    listed = "\n".join(f"• {doubt.text}" for doubt in against)
    if against and not intent.override:
        return incomplete(
            f"{checkpoint.name} cannot be confirmed yet:\n{listed}\nThe {LEAD} or the lead's deputy goes "
            f"past it with a reason: `/deploy confirm {state.id} {checkpoint.number} override REASON`."
        )
    if against and not state.lead.include(facts.person):
        return not_yours(f"Only the {LEAD} or the lead's deputy may go past it: {ask_lead(state)}.\n{listed}")
    return None


def _wanted(state: Deployment, intent: Confirm, facts: Facts) -> Checkpoint | Refusal:
    """The checkpoint that was meant; without words the actor's own that can be given, else that was given.

    Without words and with a reason to go past something it is the one that something speaks against.
    """
    rows, wanted = facts.plan.checkpoints, intent.wanted
    picked = pick(wanted, rows, lambda row: row.number, lambda row: (row.name,))
    if len(picked.rows) == 1:
        return picked.rows[0]
    listed = "; ".join(f"{row.number} {row.name}" for row in rows) or "none"
    if wanted.strip():
        problem = picked.problem or f"Nothing is called “{wanted}”"
        return unknown(f"Which checkpoint? {problem}. There are: {listed}.")
    against = [row for row in rows if intent.override and doubts(state, facts.plan, row)]
    if len(against) == 1:
        return against[0]
    mine = [row for row in rows if confirmers(state, facts.plan, row).include(facts.person)]
    if not mine:
        who = "; ".join(f"{row.name}: {_ask(state, facts.plan, row)}" for row in rows)
        return not_yours(f"None of the confirmations is yours. {who or 'The plan asks for none'}.")
    left = [row for row in mine if row.number not in state.confirmations]
    ready = [row for row in left if not waits_for(state, facts.plan, row)]
    choice = ready or left or mine
    if len(choice) == 1:
        return choice[0]
    return unknown(f"Which checkpoint? There are: {listed}.")
