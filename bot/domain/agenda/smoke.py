"""Smoke tests of which nothing is heard any more: whoever ran them gave up, or died."""

from collections.abc import Iterator
from datetime import timedelta

from bot.domain.agenda.item import Item, Rule
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.plan import Plan
from bot.domain.questions import smoke_question
from bot.domain.smoke_rows import LOST_AFTER, SILENT, silence, who_tests
from bot.domain.state import Deployment, Lifecycle

ASKED_AFTER = frozenset({Lifecycle.COMPLETED, Lifecycle.ROLLED_BACK})
"""Where they can be run anew though it is over."""


def _items(state: Deployment, _plan: Plan) -> Iterator[Item]:
    watch = state.watch
    if (
        watch.left
        and watch.heard_at
        and state.begun
        and (state.state.is_running or state.state in ASKED_AFTER)
    ):
        yield Item(subject=silence(state), at=watch.heard_at + LOST_AFTER, known=watch.heard_at)


def _says(state: Deployment, subject: str, plan: Plan) -> list[Effect]:
    """The table offers to run them anew, where it stands and to whoever has to tick them otherwise."""
    if not state.watch.left or subject != silence(state):
        return []
    table = smoke_question(state.watch.runs)
    return [
        RewriteMessages(kind=MessageKind.TESTS, subject=table),
        *(
            PostMessage(kind=MessageKind.TESTS, subject=table, to=person.id)
            for person in who_tests(state, plan)
        ),
    ]


RULES = (
    Rule(
        name=SILENT,
        when="Nothing was heard of smoke tests for 3 min that are being run",
        what="Whoever has them run is asked to have them run anew, or to tick them",
        items=_items,
        still_good_for=timedelta(hours=2),
        says=_says,
    ),
)
