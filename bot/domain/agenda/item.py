"""The words of the agenda: an item has its minute, a rule says which items there are and what one does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.effects import Effect
from bot.domain.event import Event
from bot.domain.facts import Facts
from bot.domain.plan import Plan
from bot.domain.state import Deployment

LATE_AFTER = timedelta(minutes=2)
"""What is done later than this after it was due is late, and says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to do at an instant (aware UTC). `subject` is the question or the row that it is about.

    `known` is since when it is asked for: what was asked for after its minute is due at once, and is not
    late by the bot's fault. `until` is when it makes no sense any more, where that is another time than its
    rule's. `rung` is what ties it to others of its rule's ladder, where that is not the subject.
    """

    subject: str
    at: datetime
    known: datetime
    until: datetime | None = None
    rung: str = ""

    @property
    def due(self) -> datetime:
        """When it is to be done."""
        return max(self.at, self.known)


def nothing_more(_state: Deployment, _item: Item, _facts: Facts) -> Iterable[Event]:
    """Coming due is all there is to it."""
    return ()


def nothing_said(_state: Deployment, _subject: str, _plan: Plan) -> list[Effect]:
    """Its events say it."""
    return []


Items = Callable[[Deployment, Plan], Iterable[Item]]
"""Every item of a rule that the state asks for."""
Carrying = Callable[[Deployment, Item, Facts], Iterable[Event]]
"""The events that carrying an item out leads to, in order, beside the fact that it came due."""
Saying = Callable[[Deployment, str, Plan], list[Effect]]
"""The messages about a subject, from the state after all that followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table.

    `when` and `what` are for people who read the table. `items` gives also what came due before: each is done
    once, by rule and subject. An item is dropped when it is later than `still_good_for`, or after its own
    `until`, which `good_until` says in words. Of several that are due at once with the same `ladder` and
    subject (or `rung`), the last alone is carried out. `is_missed`: where it is late, people hear that.
    """

    name: str
    when: str
    what: str
    items: Items
    still_good_for: timedelta
    good_until: str = ""
    ladder: str = ""
    is_missed: bool = True
    leads_to: Carrying = nothing_more
    says: Saying = nothing_said


def rule_and_subject(item_key: str) -> tuple[str, str]:
    """The two that a key was made of."""
    rule, _, subject = item_key.partition(" ")
    return rule, subject
