"""Handing a role over (contract: `hand`): to whom, by whom, and when the lead's own may be taken over."""

from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.authority import THE_LEAD, Who
from bot.domain.facts import Decision, Facts, settled, unknown
from bot.domain.held_roles import known_roles, meant_role
from bot.domain.intents import HandOver
from bot.domain.people import names
from bot.domain.plan import Plan, SignOffRow
from bot.domain.questions import step_question
from bot.domain.refusals import Because, Refusal
from bot.domain.roles import RoleBook, role_key, role_keys
from bot.domain.state import DEV_LEAD, LEAD, Deployment, Lifecycle, StepStatus
from bot.domain.times import clock
from bot.domain.waiting import ASKS, Ask, Waiting, waiting

DOING = "hand a role over"
SILENT_FOR = timedelta(minutes=2)
"""A lead who is silent for so long can be replaced (contract: Who may)."""


def silent_since(state: Deployment, plan: Plan) -> datetime | None:
    """Since when the lead owes an answer and did nothing; `None` while nothing waits for the lead.

    Before Begin the lead has until the window opens, and for Go as well, however early it is asked for.
    """
    if state.state is Lifecycle.APPROVED:
        return state.window_start
    owed = [_owed_since(waited, state) for waited in waiting(state, plan) if _is_the_leads(waited, state)]
    asked = [since for since in owed if since]
    if not asked or not state.state.is_running:
        return None
    return max(min(asked), state.lead_seen or min(asked))


def _owed_since(waited: Waiting, state: Deployment) -> datetime | None:
    if waited.ask is Ask.GO and waited.since and state.planned_t0:
        return max(waited.since, state.planned_t0)
    return waited.since


def _is_the_leads(waited: Waiting, state: Deployment) -> bool:
    """Whether the question is the lead's to answer and nobody else's, and nobody is at it.

    Who holds the deployment as its lead keeps nobody waiting: that is the answer.
    """
    lead = state.lead.people or state.lead.deputies
    asked = {person.id for person in waited.people}
    if waited.ask is Ask.RESUME and state.hold and state.hold.by and state.lead.include(state.hold.by):
        return False
    if waited.ask in {Ask.IN_CHARGE, Ask.VALUE, *ASKS.values()}:
        return False
    if waited.ask is Ask.STEP and not asked <= {person.id for person in state.lead.all}:
        return False
    is_at_it = waited.question in {
        step_question(step, progress.attempt)
        for step, progress in state.steps.items()
        if progress.status is StepStatus.RUNNING
    }
    return bool(lead) and not is_at_it and asked >= {person.id for person in lead}


def _refuse(state: Deployment, intent: HandOver, facts: Facts, doing: str) -> Refusal | None:
    refusal = THE_LEAD.refuse(state, intent, facts, doing)
    if refusal is None or not _is_lead(intent.role):
        return refusal
    if not (facts.actor and state.holders(DEV_LEAD).include(facts.actor)):
        return refusal
    if not state.lead.all:
        return None
    since = silent_since(state, facts.plan)
    if since and facts.now >= since + SILENT_FOR:
        return None
    lead = names(state.lead.people) or LEAD
    if since is None:
        return Refusal(
            refusal.because, f"Nothing waits for {lead}: a lead who is asked can be replaced after 2 minutes."
        )
    when = clock(since + SILENT_FOR, state.zone)
    return Refusal(refusal.because, f"{lead} can be replaced from {when} on, if nothing is heard until then.")


HANDER = Who(
    f"the {LEAD} or the lead's deputy; the lead's own role also the {DEV_LEAD}, once the lead was silent for "
    f"two minutes, or where nobody is lead or deputy any more",
    _refuse,
)


def _is_lead(role: str) -> bool:
    return role_key(LEAD) in role_keys(role)


def roles_to_hand(state: Deployment, facts: Facts) -> tuple[str, ...] | Refusal:
    """The roles that the actor may hand over now, or why there are none."""
    refusals = {role: _signs(state, role, facts.plan) for role in known_roles(state, facts.plan)}
    roles = tuple(
        role
        for role, refusal in refusals.items()
        if refusal is None and not _refuse(state, HandOver(role=role, to=""), facts, DOING)
    )
    signs = next(filter(None, refusals.values()), unknown("Nobody in Slack stands for a role of this plan."))
    return roles or _refuse(state, HandOver(role=LEAD, to=""), facts, DOING) or signs


def hand_over(state: Deployment, intent: HandOver, facts: Facts) -> Decision:
    """From now on somebody else stands for the role, and answers what waits for it."""
    role = meant_role(state, intent.role, facts.plan)
    if isinstance(role, Refusal):
        return role
    person = next((named for named in facts.named if named.id == intent.to), None)
    if person is None:
        return unknown("I know no active member of this workspace by that name: choose from Slack's list.")
    held = state.holders(role)
    if [holder.id for holder in held.people] == [person.id]:
        return settled(f"{person.name} stands for {role} already.")
    if refusal := _signs(state, role, facts.plan):
        return refusal
    handed = e.RoleHanded(
        at=facts.now,
        by=facts.actor,
        role=role,
        to=person,
        was=held.people,
        reason=intent.reason,
        leaves_groups=True,
    )
    return (handed,)


def _signs(state: Deployment, role: str, plan: Plan) -> Refusal | None:
    why = not_handed(state, role, plan)
    if not why:
        return None
    return Refusal(
        Because.NOT_NOW,
        f"{role} signs this plan, and {why}. Who stands for it is changed in the document (`/deploy amend`) "
        f"or in the roster (`/deploy roster {role} @who`).",
    )


def not_handed(state: Deployment, role: str, plan: Plan) -> str:
    """Why a role is not handed over now, "" where it may be.

    A role that signs moves only with the plan, so that nobody hands an approval to a friend.
    """
    book = RoleBook.of(plan)
    rows = [row for row in plan.signoffs if _stands_for(book, row, role)]
    if rows and state.begun is None:
        return "before Begin no role that signs is handed over"
    if any(row.number not in state.signoffs for row in rows):
        return "its approval is still missing, and that is not handed over"
    return ""


def _stands_for(book: RoleBook, row: SignOffRow, role: str) -> bool:
    """Whether the row is signed by the role, by a part of it, or by it among others."""
    return bool(book.meanings(row.role) & book.meanings(role))
