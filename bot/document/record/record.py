"""From a document's text and what happened to the same text, filled in: marks, and one section at its end."""

from collections.abc import Sequence
from dataclasses import replace

from bot.document.parse import parse
from bot.document.record.frame import framed, with_record
from bot.document.record.marks import with_marks
from bot.document.record.recorded import recorded
from bot.document.record.section import section
from bot.domain.events import Event
from bot.domain.masking import NO_NAMES
from bot.domain.state import Deployment


def record(
    text: str,
    state: Deployment,
    events: Sequence[Event],
    head: str,
    *,
    secrets: tuple[str, ...] = NO_NAMES,
    undelivered: tuple[str, ...] = (),
    broken: str = "",
) -> str:
    """The document as the deployment leaves it; all that its author wrote stays, but for secrets of 5.

    `text` is the revision that the deployment has, `events` are all of its chain and `head` the last one's
    hash. `secrets` are names that the house was told are secrets. `broken` says what is wrong with the chain.
    """
    plain = framed(text).plan
    document = parse(plain)
    plan = replace(document.plan, secret_names=secrets)
    told = recorded(plan, state, events, head, undelivered=undelivered, broken=broken)
    return with_record(with_marks(plain, document, told), section(told))
