"""Steps that notify (3.1, 3.3: "Notify stakeholders"): whom they tell, and what."""

import re

from bot.domain.facts import Facts
from bot.domain.notices import Audience, NoticeGiven, NoticeKind
from bot.domain.people import role_text
from bot.domain.plan import Channel, Phase, Plan, Step
from bot.domain.questions import told_step
from bot.domain.state import Deployment
from bot.domain.telling import LIVE, audience_named, given

_NOTIFIES = re.compile(r"(?i)\bnotify(?:\s+(?:the|all))?\s+(?P<whom>[^,;:.()]+)")
EVERYBODY = ("All stakeholders", "All")
"""Whom a step means that names nobody whom the roster or the plan knows, the first that is known."""


def notifies(step: Step) -> bool:
    """Whether a step tells an audience something: in 3.1 that it begins, in 3.3 that it is live."""
    return step.phase in {Phase.PRE_DEPLOYMENT, Phase.POST_DEPLOYMENT} and bool(
        re.search(r"(?i)\bnotify\b", step.action)
    )


def audiences_of(step: Step) -> tuple[str, ...]:
    """The names that may be meant, the likeliest first: the first that is known is told."""
    found = _NOTIFIES.search(step.action)
    whom = found["whom"].strip() if found else ""
    names = (*((whom, f"All {whom}") if whom else ()), *EVERYBODY)
    return tuple({role_text(name): name for name in names}.values())


def says(step: Step, plan: Plan) -> str:
    """What such a step tells: never that it is completed, which the confirmations say."""
    if step.phase is Phase.POST_DEPLOYMENT:
        return LIVE
    has_maintenance = any("maintenance" in each.action.casefold() for each in plan.steps)
    return "Maintenance begins" if has_maintenance else "The deployment begins"


def step_given(state: Deployment, step: Step, facts: Facts) -> NoticeGiven:
    """What a step tells its audience, by every way that is known of it."""
    names = audiences_of(step)
    known = (audience_named(facts, name) for name in names)
    audience = next((each for each in known if each.is_known), Audience(name=names[0]))
    by = {Channel.EMAIL: audience.addresses, Channel.SLACK: audience.channels}
    wanted = tuple(way for way, ends in by.items() if ends) or (Channel.SLACK,)
    return given(
        state,
        facts,
        kind=NoticeKind.PLANNED,
        about=told_step(step.number),
        message=says(step, facts.plan),
        audience=audience,
        wanted=wanted,
    )
