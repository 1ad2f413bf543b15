"""A deployment as it may be told of: its plan, its state and its events without the secrets in them.

What is kept stays as it is, for it has to be carried out. Whatever tells of it, a message, a mail, a page, an
entry on a status page, an answer, the record, is made from what is quieted here, and from nothing else.
"""

from typing import TypeVar

from bot.domain.hushing import secrets_of, without_secrets
from bot.domain.masking import masked
from bot.domain.plan import Plan
from bot.domain.remembering import PLANS_IN_USE, remembering
from bot.domain.texts import with_texts

Value = TypeVar("Value")

SENT = frozenset({"request"})
"""Fields of a plan that are sent and shown nowhere: whether they can be read decides who runs their row."""


@remembering(PLANS_IN_USE)
def shown(plan: Plan) -> Plan:
    """The plan as it may be shown; the very same where it has no secrets."""
    known = secrets_of(plan)
    hidden = masked(plan, plan.secret_names)
    return with_texts(hidden, lambda text: without_secrets(text, plan.secret_names, known), SENT)


def unnamed(value: Value) -> Value:
    """The same of what belongs to no deployment: whatever is a secret for certain is hidden."""
    return with_texts(value, without_secrets)


def told(value: Value, plan: Plan) -> Value:
    """What is known of a deployment as it may be told, by its own plan; the very same without secrets."""
    known = secrets_of(plan)
    return with_texts(value, lambda text: without_secrets(text, plan.secret_names, known))
