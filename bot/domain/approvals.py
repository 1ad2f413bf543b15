"""Review: submit, sign off, reject (the plan's 2.2 and 10's first table; contract: Who may)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import events as e
from bot.domain.already import already_approved, being_left, said_on
from bot.domain.authority import SHOWN, Who, ask, not_named
from bot.domain.change_type import is_emergency, is_enough, is_standard, rest_due
from bot.domain.clearance import go_past, taken
from bot.domain.confirmations import role_of
from bot.domain.coverage import is_board
from bot.domain.evolve import evolve
from bot.domain.facts import Decision, Facts, Story, incomplete, not_yours, settled, unknown
from bot.domain.intents import GiveSignOff, RejectSignOff, Submit, WithdrawSignOff
from bot.domain.neighbours import look_around
from bot.domain.people import Holders, Person, everyone, have_left, names, unique
from bot.domain.picking import pick
from bot.domain.plan import Channel, Plan, SignOffRow, Step
from bot.domain.plan_changes import is_same_but_for_version_and_window
from bot.domain.rebinding import bind_anew
from bot.domain.refusals import Because, Refusal
from bot.domain.state import AUTHOR, LEAD, Deployment, Lifecycle
from bot.domain.status_page import is_asked_for
from bot.domain.times import day_and_clock

Rows = tuple[SignOffRow, ...]

ASKED_DIRECTLY = 10
"""A role with more holders than this is asked in the thread (contract: Who may)."""


def signers(state: Deployment, row: SignOffRow) -> Holders:
    """Who may sign a row: its role's holders and deputies, but nobody whose own plan it is.

    An approval is never handed over, also where it is asked for again in mid-run.
    """
    holders = state.as_planned(row.role)
    return replace(
        holders,
        people=_not_barred(state, holders.people),
        deputies=_not_barred(state, holders.deputies),
    )


def _not_barred(state: Deployment, people: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(person for person in people if not is_barred(state, person))


def is_barred(state: Deployment, person: Person) -> bool:
    """Whether the person wrote, submitted or amended this revision, and so may not sign it."""
    submitter = state.submitted.by if state.submitted else None
    own = [*state.amenders, *filter(None, (submitter,))]
    return state.holders(AUTHOR).include(person) or any(each.id == person.id for each in own)


def approved_at(state: Deployment) -> datetime | None:
    """When the last approval came in, also where that was before it was kept; `None` before any."""
    given = [given.at for given in state.signoffs.values()] or [
        each.at for each in (state.submitted,) if each
    ]
    return state.approved_at or max(given, default=None)


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
    """Everybody who is asked directly for what is missing, each once for all their rows."""
    groups = [asked(state, row) for row in missing_rows(state, plan)]
    return unique(person for people in groups if len(people) <= ASKED_DIRECTLY for person in people)


def is_asked_in_thread(state: Deployment, plan: Plan) -> bool:
    """Whether the role of some row that is missing is held by too many people to ask each of them."""
    return any(len(asked(state, row)) > ASKED_DIRECTLY for row in missing_rows(state, plan))


def _refuse_submitter(state: Deployment, _intent: Submit, facts: Facts, doing: str) -> Refusal | None:
    """Nobody is a stranger to a plan that names nobody in Slack: what it lacks is the answer then."""
    if not everyone(facts.roles):
        return None
    return not_named(replace(state, roles=facts.roles), facts, doing)


SUBMITTER = Who(
    "anyone named in the plan or filling a role of it, but not who alone holds a role that signs",
    _refuse_submitter,
)


def submit(state: Deployment, intent: Submit, facts: Facts) -> Decision:
    """Into review, if the document has no error, everybody who must sign can, and the window is free."""
    if state.window_end and facts.now >= state.window_end:
        return Refusal(
            Because.NOT_NOW,
            f"The window ended {day_and_clock(state.window_end, state.zone)}: "
            f"`/deploy reschedule YYYY-MM-DD HH:MM` moves it, `/deploy cancel REASON` gives it up.",
        )
    story = Story(state)
    bind_anew(story, facts, facts.actor)
    submitted = e.Submitted(at=facts.now, by=facts.actor, round=state.review_round + 1)
    in_document = [*facts.errors, *plan_problems(facts.plan)]
    if problems := [*in_document, *people_problems(evolve(story.state, submitted), facts.plan)]:
        return unreviewable(problems, MEND if in_document else "")
    past = go_past(story.state, taken(story.state, facts), intent.override, facts)
    if isinstance(past, Refusal):
        return past
    for event in past:
        story.add(event)
    look_around(story, facts, is_told=False)
    story.add(submitted)
    carry_approval(story, facts.plan, facts)
    settle_review(story, facts.plan, facts)
    return story.events


MEND = "Mend the document: `/deploy amend` takes it then."


def unreviewable(problems: Sequence[str], following: str = "") -> Refusal:
    """What stands against a plan, the first of it, and what to do; nothing is lost by the refusal."""
    shown = "\n".join(f"• {problem}" for problem in problems[:SHOWN])
    more = len(problems) - SHOWN
    rest = f"\n… and {more} more: `tminus plan check` lists those of the document." if more > 0 else ""
    then = f"\n{following}" if following else ""
    return incomplete(f"The plan cannot be reviewed yet:\n{shown}{rest}{then}")


def plan_problems(plan: Plan) -> list[str]:
    """What a plan must have to be approved and carried out at all."""
    problems = []
    if not plan.signoffs:
        problems.append("the plan has no sign-off rows (2.2 and 10): nobody could approve it")
    if not plan.steps:
        problems.append("the plan has no steps (3): there is nothing to carry out")
    return problems


def people_problems(state: Deployment, plan: Plan) -> list[str]:
    """What only Slack and the roster can tell: roles that nobody fills, signers who are not in Slack."""
    problems = []
    if not state.lead.all:
        why = have_left(state.who_left(LEAD)) or f"the {LEAD} is not in Slack"
        problems.append(f"{why}: name the {LEAD} as @handle in 1.2")
    for row in missing_rows(state, plan):
        holders = state.as_planned(row.role)
        if not holders.all:
            problems.append(f"{row.label}: {_nobody(state, row.role)}")
        elif not signers(state, row).all:
            problems.append(
                f"{row.label}: {names(holders.all)} wrote, submits or amends this plan and cannot also sign "
                f"it: somebody else must do that, or the role needs a deputy"
            )
    asked_later = [(f"step {step.number}", step.owner) for step in _all_steps(plan)]
    asked_later += [(row.name, role_of(plan, row)) for row in plan.checkpoints]
    for what, role in asked_later:
        holders = state.holders(role)
        if role and not holders.all and not holders.unknown:
            problems.append(f"{what}: {_nobody(state, role)}")
    return problems


def _all_steps(plan: Plan) -> tuple[Step, ...]:
    return (*plan.steps, *plan.rollback_steps)


def _nobody(state: Deployment, role: str) -> str:
    left = have_left(state.who_left(role))
    why = f" ({left})" if left else ""
    return f"nobody stands for “{role}”{why}: name them in the plan, or `/deploy roster {role} @who`"


def _pick_rows(state: Deployment, wanted: str, facts: Facts) -> tuple[Rows, str] | Refusal:
    """The rows that were meant (those named, else all that are the person's), and the words left over."""
    picked = pick(wanted, facts.plan.signoffs, lambda row: row.number, lambda row: _labels(state, row))
    if picked.problem:
        return unknown(f"Which sign-off? {picked.problem}.")
    return picked.rows or rows_of(state, facts.plan, facts.person), picked.rest


def _labels(state: Deployment, row: SignOffRow) -> tuple[str, ...]:
    return (row.label, row.role, *(person.name for person in state.as_planned(row.role).people))


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
        why = "You submitted or amended this revision, and nobody approves what is theirs."
    elif rows_of(state, facts.plan, facts.person):
        why = "That is not yours to sign."
    else:
        why = "You hold none of the roles that sign here."
    wanted = rows or missing_rows(state, facts.plan) or facts.plan.signoffs
    who = "; ".join(f"{row.label}: {ask(row.role, signers(state, row))}" for row in wanted[:SHOWN])
    return not_yours(f"{why} {who}." if who else f"{why} The plan has no sign-off rows.")


SIGNER = Who(
    "a holder of the row's role or its deputy, but neither the author nor whoever submitted or amended it",
    _refuse_signer,
)


def _mine(state: Deployment, intent: GiveSignOff | RejectSignOff, facts: Facts) -> tuple[Rows, str]:
    """Those of the rows that `SIGNER` found which the actor may sign, and what was said with it."""
    picked = _pick_rows(state, intent.wanted, facts)
    assert not isinstance(picked, Refusal)
    rows, rest = picked
    return tuple(row for row in rows if signers(state, row).include(facts.person)), rest


def sign_off(state: Deployment, intent: GiveSignOff, facts: Facts) -> Decision:
    """Approve; the last one that was missing makes the plan approved. An emergency's rest comes later."""
    if state.state is not Lifecycle.IN_REVIEW and not state.late:
        return settled(
            already_approved(state, facts.actor)
            or being_left(state, facts.actor)
            or f"Every sign-off was given before {state.state}."
        )
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
        story.add(
            e.SignedOff(
                at=facts.now,
                by=facts.actor,
                row=row.number,
                role=row.role,
                comment=comment,
                as_member_of=signers(state, row).membership(facts.person),
            )
        )
    settle_review(story, facts.plan, facts)
    return story.events


def settle_review(story: Story, plan: Plan, facts: Facts) -> None:
    """Approved once nothing is missing that must be given beforehand; in review again once something is."""
    state = story.state
    late = tuple(row.number for row in missing_rows(state, plan))
    is_enough_now = not late or (is_emergency(plan) and is_enough(state.signoffs))
    if state.state is Lifecycle.APPROVED and not is_enough_now:
        story.add(e.ReviewReopened(at=facts.now, by=facts.actor))
    elif is_enough_now and (state.state is Lifecycle.IN_REVIEW or _are_others_late(state, late)):
        due = (state.late_due or rest_due(facts.now, state.zone)) if late else None
        on_page = Channel.STATUS_PAGE in facts.ways if is_asked_for(plan) else None
        story.add(e.Approved(at=facts.now, by=facts.actor, late=late, late_due=due, on_page=on_page))


def _are_others_late(state: Deployment, late: tuple[int, ...]) -> bool:
    """Whether an amendment of an approved emergency changed what is to be given afterwards."""
    return state.state is Lifecycle.APPROVED and set(late) != set(state.late)


def carry_approval(story: Story, plan: Plan, facts: Facts) -> None:
    """CAB's approval of an earlier run counts for a standard change that is otherwise the same plan.

    Not where somebody said No to this run, by a rejection or by withdrawing: CAB looks at that itself.
    """
    before, state = facts.precedent, story.state
    if before is None or state.review_round > 1 or not is_standard(state, plan, facts.now):
        return
    if not is_same_but_for_version_and_window(before.plan, plan):
        return
    for row in filter(is_board, missing_rows(state, plan)):
        if row.number in state.withdrawn:
            continue
        story.add(
            e.SignOffCarried(
                at=facts.now,
                by=None,
                row=row.number,
                role=row.role,
                given_by=before.given_by,
                given_at=before.given_at,
                deployment=before.deployment,
            )
        )


def _own_or_signable(state: Deployment, intent: WithdrawSignOff, facts: Facts) -> tuple[Rows, str] | Refusal:
    """The given rows that were meant, of those that are the actor's to take back, and the words left over."""
    picked = pick(intent.wanted, facts.plan.signoffs, lambda row: row.number, lambda row: _labels(state, row))
    if picked.problem:
        return unknown(f"Which sign-off? {picked.problem}.")
    given = [row for row in picked.rows or facts.plan.signoffs if row.number in state.signoffs]
    own = tuple(row for row in given if _gave(state, row, facts.person))
    held = tuple(row for row in given if signers(state, row).include(facts.person))
    return own or held, picked.rest


def _gave(state: Deployment, row: SignOffRow, person: Person) -> bool:
    by = state.signoffs[row.number].by
    return by is not None and by.id == person.id


def _refuse_withdrawer(
    state: Deployment, intent: WithdrawSignOff, facts: Facts, _doing: str
) -> Refusal | None:
    found = _own_or_signable(state, intent, facts)
    if isinstance(found, Refusal):
        return found
    rows, _ = found
    if rows or rows_of(state, facts.plan, facts.person):
        return None
    given = [row for row in facts.plan.signoffs if row.number in state.signoffs] or facts.plan.signoffs
    who = "; ".join(f"{row.label}: {ask(row.role, signers(state, row))}" for row in given[:SHOWN])
    return not_yours(f"You gave no approval here, and hold no role that signs. {who}.")


WITHDRAWER = Who("whoever gave the approval, or a holder of the row's role or its deputy", _refuse_withdrawer)


def withdraw(state: Deployment, intent: WithdrawSignOff, facts: Facts) -> Decision:
    """Take an approval back; an approved plan is in review again."""
    found = _own_or_signable(state, intent, facts)
    if isinstance(found, Refusal):
        return found
    rows, reason = found
    if not rows:
        return incomplete("You have no approval to withdraw: none that is yours is given.")
    story = Story(state)
    for row in rows:
        story.add(
            e.SignOffWithdrawn(at=facts.now, by=facts.actor, row=row.number, role=row.role, reason=reason)
        )
    settle_review(story, facts.plan, facts)
    return story.events


def reject(state: Deployment, intent: RejectSignOff, facts: Facts) -> Decision:
    """Back to draft with a reason; every approval falls."""
    rows, rest = _mine(state, intent, facts)
    reason = " ".join(filter(None, (rest, intent.reason)))
    if not reason:
        return incomplete("A rejection needs a reason: `/deploy reject REASON`.")
    row = rows[0]
    return (e.SignOffRejected(at=facts.now, by=facts.actor, row=row.number, role=row.role, reason=reason),)
