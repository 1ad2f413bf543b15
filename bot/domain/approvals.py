"""Review: submit, sign off, reject (the plan's 2.2 and 10's first table; contract: Who may)."""

from bot.domain import events as e
from bot.domain.facts import Decision, Facts, Story, incomplete, not_yours, settled, unknown
from bot.domain.intents import GiveSignOff, RejectSignOff, Submit
from bot.domain.people import Holders, Person, names, unique
from bot.domain.picking import Picked, pick
from bot.domain.plan import Plan, SignOffRow
from bot.domain.questions import said_by
from bot.domain.refusals import Refusal
from bot.domain.state import AUTHOR, LEAD, Deployment

FINDINGS_SHOWN = 5


def signers(state: Deployment, row: SignOffRow) -> Holders:
    """Who may sign a row: its role's holders and deputies, but neither the author nor the submitter."""
    holders = state.holders(row.role)
    return Holders(
        people=_not_barred(state, holders.people),
        deputies=_not_barred(state, holders.deputies),
        unknown=holders.unknown,
    )


def _not_barred(state: Deployment, people: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(person for person in people if not is_barred(state, person))


def is_barred(state: Deployment, person: Person) -> bool:
    """Whether the person wrote or submitted this revision, and so may not sign it."""
    submitter = state.submitted.by if state.submitted else None
    return state.holders(AUTHOR).include(person) or bool(submitter and submitter.id == person.id)


def missing_rows(state: Deployment, plan: Plan) -> tuple[SignOffRow, ...]:
    """The rows that nobody has signed yet."""
    return tuple(row for row in plan.signoffs if row.number not in state.signoffs)


def rows_of(state: Deployment, plan: Plan, person: Person) -> tuple[SignOffRow, ...]:
    """All rows that the person may sign, signed or not."""
    return tuple(row for row in plan.signoffs if signers(state, row).include(person))


def first_asked(state: Deployment, plan: Plan) -> tuple[Person, ...]:
    """Everybody who is asked, each once: the holders of each row, its deputies where no holder may sign."""
    asked = [signers(state, row).people or signers(state, row).deputies for row in plan.signoffs]
    return unique(person for people in asked for person in people)


def submit(state: Deployment, _intent: Submit, facts: Facts) -> Decision:
    """Into review, if the document has no error and everybody who must sign can."""
    story = Story(state)
    if facts.roles != state.roles:
        story.add(e.RolesBound(at=facts.now, by=facts.actor, roles=facts.roles))
    problems = [*facts.errors, *_people_problems(story.state, facts)]
    if problems:
        shown = "\n".join(f"• {problem}" for problem in problems[:FINDINGS_SHOWN])
        more = len(problems) - FINDINGS_SHOWN
        rest = f"\n… and {more} more: `tminus plan check` lists them all." if more > 0 else ""
        return incomplete(f"The plan cannot be reviewed yet:\n{shown}{rest}")
    story.add(e.Submitted(at=facts.now, by=facts.actor, round=state.review_round + 1))
    return story.events


def _people_problems(state: Deployment, facts: Facts) -> list[str]:
    """What only Slack and the roster can tell: roles that nobody fills, signers who are not in Slack."""
    problems = []
    if not state.lead.all:
        problems.append(f"the {LEAD} is not in Slack: name them as @handle in 1.2")
    for row in facts.plan.signoffs:
        holders = state.holders(row.role)
        author = state.holders(AUTHOR)
        others = [p for p in holders.all if p.id != facts.person.id and not author.include(p)]
        if not holders.all:
            problems.append(
                f"{row.label}: nobody in Slack stands for “{row.role}”: name them in the plan, "
                f"or `/deploy roster {row.role} @who`"
            )
        elif not others:
            problems.append(
                f"{row.label}: {names(holders.all)} wrote or submits this plan and cannot also sign it: "
                f"somebody else must submit it, or the role needs a deputy"
            )
    for step in (*facts.plan.steps, *facts.plan.rollback_steps):
        holders = state.holders(step.owner)
        if step.owner and not holders.all and not holders.unknown:
            problems.append(f"step {step.number}: nobody stands for “{step.owner}”")
    return problems


def _pick_rows(state: Deployment, wanted: str, facts: Facts) -> Picked[SignOffRow]:
    """The rows that were meant: those named, else all that are the person's."""
    rows = facts.plan.signoffs
    picked = pick(wanted, rows, lambda row: row.number, lambda row: _labels(state, row))
    if picked.rows or picked.problem:
        return picked
    return Picked(rows_of(state, facts.plan, facts.person), picked.rest)


def _labels(state: Deployment, row: SignOffRow) -> tuple[str, ...]:
    return (row.label, row.role, *(person.name for person in state.holders(row.role).people))


def _not_a_signer(state: Deployment, facts: Facts, rows: tuple[SignOffRow, ...]) -> Refusal:
    if state.holders(AUTHOR).include(facts.person):
        return not_yours("You are the plan's author: nobody approves their own plan.")
    if is_barred(state, facts.person):
        return not_yours("You submitted this revision: somebody else approves it.")
    wanted = rows or missing_rows(state, facts.plan)
    who = "; ".join(f"{row.label}: {names(signers(state, row).all)}" for row in wanted[:FINDINGS_SHOWN])
    return not_yours(f"You hold none of the roles that sign here. {who}.")


def sign_off(state: Deployment, intent: GiveSignOff, facts: Facts) -> Decision:
    """Approve; the last one that was missing makes the plan approved."""
    picked = _pick_rows(state, intent.wanted, facts)
    if picked.problem:
        return unknown(f"Which sign-off? {picked.problem[0].upper()}{picked.problem[1:]}.")
    mine = [row for row in picked.rows if signers(state, row).include(facts.person)]
    if not mine:
        return _not_a_signer(state, facts, picked.rows)
    open_rows = [row for row in mine if row.number not in state.signoffs]
    if not open_rows:
        return _already_given(state, mine[0], facts)
    story = Story(state)
    comment = " ".join(filter(None, (picked.rest, intent.comment)))
    for row in open_rows:
        story.add(e.SignedOff(at=facts.now, by=facts.actor, row=row.number, role=row.role, comment=comment))
    if not missing_rows(story.state, facts.plan):
        story.add(e.Approved(at=facts.now, by=facts.actor))
    return story.events


def _already_given(state: Deployment, row: SignOffRow, facts: Facts) -> Refusal:
    said = said_by(state.signoffs.get(row.number), facts.actor, state)
    return settled(f"{row.label} was already approved {said}.")


def reject(state: Deployment, intent: RejectSignOff, facts: Facts) -> Decision:
    """Back to draft with a reason; every approval falls."""
    picked = _pick_rows(state, intent.wanted, facts)
    if picked.problem:
        return unknown(f"Which sign-off? {picked.problem[0].upper()}{picked.problem[1:]}.")
    mine = [row for row in picked.rows if signers(state, row).include(facts.person)]
    if not mine:
        return _not_a_signer(state, facts, picked.rows)
    reason = " ".join(filter(None, (picked.rest, intent.reason)))
    if not reason:
        return incomplete("A rejection needs a reason: `/deploy reject what is wrong`.")
    row = mine[0]
    return (e.SignOffRejected(at=facts.now, by=facts.actor, row=row.number, role=row.role, reason=reason),)
