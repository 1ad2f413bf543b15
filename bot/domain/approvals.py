"""Review: submit, sign off, reject (the plan's 2.2 and 10's first table; contract: Who may)."""

from dataclasses import replace

from bot.domain import events as e
from bot.domain.authority import SHOWN, Who, ask, not_named
from bot.domain.confirmations import role_of
from bot.domain.facts import Decision, Facts, Story, incomplete, not_yours, settled, unknown
from bot.domain.intents import GiveSignOff, RejectSignOff, Submit
from bot.domain.people import Holders, Person, everyone, names, unique
from bot.domain.picking import pick
from bot.domain.plan import Plan, SignOffRow, Step
from bot.domain.questions import said_on
from bot.domain.refusals import Because, Refusal
from bot.domain.state import AUTHOR, LEAD, Deployment
from bot.domain.times import day_and_clock

Rows = tuple[SignOffRow, ...]

ASKED_DIRECTLY = 10
"""A role with more holders than this is asked in the thread (contract: Who may)."""


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


def asked(state: Deployment, row: SignOffRow) -> tuple[Person, ...]:
    """Who is asked for a row: the holders of its role, its deputies where no holder may sign."""
    may_sign = signers(state, row)
    return may_sign.people or may_sign.deputies


def rows_of(state: Deployment, plan: Plan, person: Person) -> tuple[SignOffRow, ...]:
    """The rows that are the person's to sign, signed or not: those they are asked for, else a deputy's.

    So nobody who deputises for somebody signs in their place by answering for themselves.
    """
    own = tuple(row for row in plan.signoffs if person.id in {each.id for each in asked(state, row)})
    return own or tuple(row for row in plan.signoffs if signers(state, row).include(person))


def first_asked(state: Deployment, plan: Plan) -> tuple[Person, ...]:
    """Everybody who is asked directly, each once for all their rows."""
    groups = [asked(state, row) for row in plan.signoffs]
    return unique(person for people in groups if len(people) <= ASKED_DIRECTLY for person in people)


def is_asked_in_thread(state: Deployment, plan: Plan) -> bool:
    """Whether some row's role is held by too many people to ask each of them."""
    return any(len(asked(state, row)) > ASKED_DIRECTLY for row in plan.signoffs)


def _refuse_submitter(state: Deployment, _intent: Submit, facts: Facts, doing: str) -> Refusal | None:
    """Nobody is a stranger to a plan that names nobody in Slack: what it lacks is the answer then."""
    if not everyone(facts.roles):
        return None
    return not_named(replace(state, roles=facts.roles), facts, doing)


SUBMITTER = Who(
    "anyone named in the plan or filling a role of it, but not who alone holds a role that signs",
    _refuse_submitter,
)


def submit(state: Deployment, _intent: Submit, facts: Facts) -> Decision:
    """Into review, if the document has no error, everybody who must sign can, and the window is not over."""
    if state.window_end and facts.now >= state.window_end:
        return Refusal(
            Because.NOT_NOW,
            f"The window ended {day_and_clock(state.window_end, state.zone)}: cancel this one with "
            f"`/deploy cancel REASON` and start again with a new date.",
        )
    story = Story(state)
    if facts.roles != state.roles:
        story.add(e.RolesBound(at=facts.now, by=facts.actor, roles=facts.roles))
    problems = [*facts.errors, *_plan_problems(facts.plan), *_people_problems(story.state, facts)]
    if problems:
        shown = "\n".join(f"• {problem}" for problem in problems[:SHOWN])
        more = len(problems) - SHOWN
        rest = f"\n… and {more} more: `tminus plan check` lists those of the document." if more > 0 else ""
        return incomplete(f"The plan cannot be reviewed yet:\n{shown}{rest}")
    story.add(e.Submitted(at=facts.now, by=facts.actor, round=state.review_round + 1))
    return story.events


def _plan_problems(plan: Plan) -> list[str]:
    problems = []
    if not plan.signoffs:
        problems.append("the plan has no sign-off rows (2.2 and 10): nobody could approve it")
    if not plan.steps:
        problems.append("the plan has no steps (3): there is nothing to carry out")
    return problems


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
            problems.append(f"{row.label}: {_nobody(row.role)}")
        elif not others:
            problems.append(
                f"{row.label}: {names(holders.all)} wrote or submits this plan and cannot also sign it: "
                f"somebody else must submit it, or the role needs a deputy"
            )
    asked_later = [(f"step {step.number}", step.owner) for step in _all_steps(facts.plan)]
    asked_later += [(row.name, role_of(facts.plan, row)) for row in facts.plan.checkpoints]
    for what, role in asked_later:
        holders = state.holders(role)
        if role and not holders.all and not holders.unknown:
            problems.append(f"{what}: {_nobody(role)}")
    return problems


def _all_steps(plan: Plan) -> tuple[Step, ...]:
    return (*plan.steps, *plan.rollback_steps)


def _nobody(role: str) -> str:
    return f"nobody stands for “{role}”: name them in the plan, or `/deploy roster {role} @who`"


def _pick_rows(state: Deployment, wanted: str, facts: Facts) -> tuple[Rows, str] | Refusal:
    """The rows that were meant (those named, else all that are the person's), and the words left over."""
    picked = pick(wanted, facts.plan.signoffs, lambda row: row.number, lambda row: _labels(state, row))
    if picked.problem:
        return unknown(f"Which sign-off? {picked.problem}.")
    return picked.rows or rows_of(state, facts.plan, facts.person), picked.rest


def _labels(state: Deployment, row: SignOffRow) -> tuple[str, ...]:
    return (row.label, row.role, *(person.name for person in state.holders(row.role).people))


def _refuse_signer(
    state: Deployment, intent: GiveSignOff | RejectSignOff, facts: Facts, _doing: str
) -> Refusal | None:
    picked = _pick_rows(state, intent.wanted, facts)
    if isinstance(picked, Refusal):
        return picked
    rows, _ = picked
    if any(signers(state, row).include(facts.person) for row in rows):
        return None
    if state.holders(AUTHOR).include(facts.person):
        why = "You are the plan's author, and nobody approves their own plan."
    elif is_barred(state, facts.person):
        why = "You submitted this revision, and nobody approves what they submitted."
    elif rows_of(state, facts.plan, facts.person):
        why = "That is not yours to sign."
    else:
        why = "You hold none of the roles that sign here."
    wanted = rows or missing_rows(state, facts.plan) or facts.plan.signoffs
    who = "; ".join(f"{row.label}: {ask(row.role, signers(state, row))}" for row in wanted[:SHOWN])
    return not_yours(f"{why} {who}." if who else f"{why} The plan has no sign-off rows.")


SIGNER = Who(
    "a holder of the row's role or its deputy, but neither the author nor the submitter", _refuse_signer
)


def _mine(state: Deployment, intent: GiveSignOff | RejectSignOff, facts: Facts) -> tuple[Rows, str]:
    """Those of the rows that `SIGNER` found which the actor may sign, and what was said with it."""
    picked = _pick_rows(state, intent.wanted, facts)
    assert not isinstance(picked, Refusal)
    rows, rest = picked
    return tuple(row for row in rows if signers(state, row).include(facts.person)), rest


def sign_off(state: Deployment, intent: GiveSignOff, facts: Facts) -> Decision:
    """Approve; the last one that was missing makes the plan approved."""
    rows, rest = _mine(state, intent, facts)
    open_rows = [row for row in rows if row.number not in state.signoffs]
    if not open_rows:
        return settled(
            " ".join(
                f"{row.label} is already approved, {said_on(state.signoffs[row.number], facts.actor, state)}."
                for row in rows
            )
        )
    story = Story(state)
    comment = " ".join(filter(None, (rest, intent.comment)))
    for row in open_rows:
        story.add(e.SignedOff(at=facts.now, by=facts.actor, row=row.number, role=row.role, comment=comment))
    if not missing_rows(story.state, facts.plan):
        story.add(e.Approved(at=facts.now, by=facts.actor))
    return story.events


def reject(state: Deployment, intent: RejectSignOff, facts: Facts) -> Decision:
    """Back to draft with a reason; every approval falls."""
    rows, rest = _mine(state, intent, facts)
    reason = " ".join(filter(None, (rest, intent.reason)))
    if not reason:
        return incomplete("A rejection needs a reason: `/deploy reject what is wrong`.")
    row = rows[0]
    return (e.SignOffRejected(at=facts.now, by=facts.actor, row=row.number, role=row.role, reason=reason),)
