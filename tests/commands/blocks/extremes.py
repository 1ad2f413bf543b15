"""The worst that people write: every text of a message replaced, every list made long."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any, cast

from bot.domain.plan import Phase, Plan
from bot.domain.remembering import PLANS_IN_USE
from bot.ports import Message
from tests.bot.domain import plans as p

EXTREMES: Mapping[str, str] = {
    "long": "Reconcile ledger entries with the general ledger " * 12,
    "without-a-space": "x" * 700,
    "entities": "<&>" * 200,
    "quotes": '"\\\\' * 300,
    "marks": "*_~`" * 150,
    "right-to-left": "نشر قاعدة البيانات " * 30 + "\u202edlrow",
    "emoji": "👩🏽‍🚒👨‍👩‍👧‍👦🇩🇪" * 40,
    "lines": "one\n\n> two\r\n``` three\t" * 30,
}

WRITTEN = frozenset(
    {
        "release",
        "version",
        "environment",
        "action",
        "label",
        "name",
        "text",
        "note",
        "reason",
        "comment",
        "customer_impact",
        "deployment_type",
        "script",
        "description",
        "why",
        "value",
        "query",
        "expected",
        "what",
        "title",
        "author",
        "change",
        "old_value",
        "new_value",
        "changes",
        "falls",
        "fallen",
        "since",
        "waits",
        "was",
        "now",
    }
)
"""Fields that people write; numbers, ids and the roles by which people are found stay."""


def stretched(message: Message, words: str) -> Message:
    """The message with long lists, and `words` wherever somebody wrote something."""
    given = {f.name: getattr(message, f.name) for f in fields(message) if f.name != "plan"}
    changed = {name: _stretched(value, words, name) for name, value in given.items()}
    return replace(message, plan=_worst(message.plan, words), **cast("dict[str, Any]", changed))


@lru_cache(PLANS_IN_USE)
def _worst(plan: Plan, words: str) -> Plan:
    """One for all messages of a plan: what is remembered of it need not be reckoned for each of them."""
    return cast("Plan", _stretched(crowded(plan), words))


def crowded(plan: Plan) -> Plan:
    """The plan with forty steps, twenty sign-offs, forty items, and long lists of all else."""
    phases = tuple(
        replace(phase, steps=(*phase.steps, *_more_steps(phase.phase, 10))) for phase in plan.phases
    )
    return replace(
        plan,
        phases=phases,
        signoffs=(*plan.signoffs, *(p.row(n, "Security", "Security Lead") for n in range(9, 21))),
        checklist=(*plan.checklist, *(p.item(n, "Something") for n in range(4, 41))),
        migrations=plan.migrations * 10,
        validations=plan.validations * 10,
        variables=plan.variables * 10,
        flags=plan.flags * 10,
        dashboards=plan.dashboards * 10,
        migration_commands=plan.migration_commands * 10,
        smoke_tests=plan.smoke_tests * 10,
    )


def _more_steps(phase: Phase, count: int) -> list[Any]:
    return [p.step(f"{phase.value[:1]}{n}", "Something", "DevOps", 1, phase) for n in range(count)]


def _stretched(value: object, words: str, name: str = "") -> object:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return words if name in WRITTEN else value
    if isinstance(value, tuple):
        return tuple(_stretched(each, words, name) for each in value)
    if isinstance(value, Mapping):
        return {key: _stretched(each, words, name) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        given = (f for f in fields(value) if f.init)
        changed = {f.name: _stretched(getattr(value, f.name), words, f.name) for f in given}
        return replace(value, **changed)
    return value
