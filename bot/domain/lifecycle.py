"""The lifecycle as one table: which intent may be in which state, who decides it, where it may lead.

Rows read: this intent, in these states, decided by this function, may lead to those states (beside staying).
Who may is decided in the function, whose refusal says so; the words of a refusal for the wrong state are
made from the table itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.domain import approvals, checklist, confirmations, rollback, run, steps
from bot.domain import intents as i
from bot.domain.authority import anyone_named
from bot.domain.facts import Decision, Facts
from bot.domain.questions import stale
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment, Lifecycle

DRAFT, REVIEW, APPROVED = Lifecycle.DRAFT, Lifecycle.IN_REVIEW, Lifecycle.APPROVED
PRE, DEPLOYING, VERIFYING = Lifecycle.PRE_DEPLOYMENT, Lifecycle.DEPLOYING, Lifecycle.VERIFYING
COMPLETED, BACKING, BACK = Lifecycle.COMPLETED, Lifecycle.ROLLING_BACK, Lifecycle.ROLLED_BACK
CANCELLED, MISSED = Lifecycle.CANCELLED, Lifecycle.MISSED

RUN = (PRE, DEPLOYING, VERIFYING)
STEPS = (*RUN, BACKING, BACK)
ANY = tuple(Lifecycle)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    intent: type[i.Intent]
    doing: str
    states: tuple[Lifecycle, ...]
    decide: Callable[[Deployment, Any, Facts], Decision]
    leads_to: tuple[Lifecycle, ...] = ()


TABLE = (
    Rule(i.Submit, "submit", (DRAFT,), approvals.submit, (REVIEW,)),
    Rule(i.GiveSignOff, "approve", (REVIEW,), approvals.sign_off, (APPROVED,)),
    Rule(i.RejectSignOff, "reject", (REVIEW,), approvals.reject, (DRAFT,)),
    Rule(i.TickItem, "tick an item", (DRAFT, REVIEW, APPROVED, PRE), checklist.tick),
    Rule(i.Begin, "begin", (APPROVED,), run.begin, (PRE,)),
    Rule(i.Go, "go", (PRE,), run.go, (DEPLOYING, VERIFYING)),
    Rule(i.Hold, "hold", RUN, run.hold),
    Rule(i.Resume, "resume", RUN, run.resume, (DEPLOYING, VERIFYING)),
    Rule(i.Cancel, "cancel", (DRAFT, REVIEW, APPROVED, PRE, MISSED), run.cancel, (CANCELLED,)),
    Rule(i.StartStep, "start a step", STEPS, steps.start),
    Rule(i.FinishStep, "finish a step", STEPS, steps.finish, (VERIFYING, BACK)),
    Rule(i.FailStep, "fail a step", STEPS, steps.fail),
    Rule(i.SkipStep, "skip a step", STEPS, steps.skip, (VERIFYING, BACK)),
    Rule(i.RetryStep, "retry a step", STEPS, steps.retry),
    Rule(i.RequestRollback, "roll back", (*RUN, COMPLETED), rollback.request, (BACKING,)),
    Rule(i.Confirm, "confirm", (VERIFYING,), confirmations.confirm, (COMPLETED,)),
    Rule(i.BindRoles, "bind roles", ANY, run.bind_roles),
    Rule(i.TimerFired, "wake up", ANY, run.timer_fired, (DEPLOYING, VERIFYING, MISSED)),
)
RULES = {rule.intent: rule for rule in TABLE}
BY_PEOPLE = tuple(rule for rule in TABLE if rule.intent not in {i.BindRoles, i.TimerFired})


def decide(state: Deployment | None, intent: i.Intent, facts: Facts) -> Decision:
    """The events that an intent leads to, or why it may not be.

    `state` is `None` for an intent that opens a deployment. No events: nothing changed, nothing to say.
    """
    if isinstance(intent, i.OpenDeployment):
        return run.open_deployment(intent, facts)
    if state is None:
        raise ValueError(f"{type(intent).__name__} needs a deployment")
    if intent.question and (refusal := stale(state, intent.question, facts.actor)):
        return refusal
    rule = RULES[type(intent)]
    if state.state not in rule.states:
        return not_now(state, rule, facts)
    return rule.decide(state, intent, facts)


def not_now(state: Deployment, rule: Rule, facts: Facts) -> Refusal:
    """The refusal of an intent in the wrong state: what is, when it may be, what may be now."""
    when = _or([each.value for each in rule.states])
    text = f"{state.id} is {state.state}: to {rule.doing} is possible while it is {when}."
    if anyone_named(state, facts, rule.doing) is None and (now := possible(state)):
        text += f" Now possible: {', '.join(now)}."
    return Refusal(Because.NOT_NOW, text)


def possible(state: Deployment) -> tuple[str, ...]:
    """What people may ask for in this state, as the table names it."""
    return tuple(rule.doing for rule in BY_PEOPLE if state.state in rule.states)


def _or(words: list[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} or {last}" if rest else last
