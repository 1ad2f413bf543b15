"""The modals that presses open, made from stored data: opening one asks for nothing (design, rule 8)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain.already import being_left
from bot.domain.facts import Facts, settled, unknown
from bot.domain.form_questions import add_question
from bot.domain.handing import roles_to_hand
from bot.domain.intents import AddStep, HandOver, Intent
from bot.domain.lifecycle import RULES, not_now
from bot.domain.masking import NO_NAMES, masked
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.refusals import Refusal
from bot.domain.state import Deployment
from bot.ports import Clock
from bot.queries import Known, Queries
from commands.blocks.actions import ActionId, ButtonValue
from commands.blocks.adding import add_view
from commands.blocks.dropping import amend_view
from commands.blocks.handing import hand_view
from commands.blocks.metadata import FormMetadata
from commands.blocks.more import more_view
from commands.blocks.plan_summary import plan_view
from commands.blocks.rows_form import rows_view
from commands.blocks.smoke_form import tick_view
from commands.blocks.value_form import values_view
from commands.blocks.views import reason_view
from commands.blocks.way_back import way_back_view
from commands.modals import View
from commands.presses import BUTTONS, Press

TYPED = {
    ActionId.OPEN_PLAN: "status {id}",
    ActionId.WAY_BACK: "status {id}",
    ActionId.PROPOSE: "amend {id}",
    ActionId.HAND: "hand {id} ROLE @who",
    ActionId.ADD_STEP: 'add {id} after N "ACTION" @who MINUTES',
    ActionId.MORE: "help",
}
"""How the same is typed, after `/deploy`."""


MADE_OF_VALUE: Mapping[ActionId, Callable[[ButtonValue, Deployment, Plan], View]] = {
    ActionId.NOTE_VALUE: values_view,
    ActionId.NOTE_ROWS: rows_view,
    ActionId.TICK_TEST: tick_view,
}
"""The views that ask for more than why, by the buttons that open them."""


class Forms:
    """Makes the view of each press that opens one; `secrets` names variables whose values none shows."""

    def __init__(self, queries: Queries, clock: Clock, secrets: tuple[str, ...] = NO_NAMES) -> None:
        self._queries = queries
        self._clock = clock
        self._secrets = secrets

    async def view(self, press: Press) -> View | Refusal:
        """The view, or why there is nothing to fill in. Errors: `Transient`."""
        known = await self._queries.told(press.on.deployment)
        if known is None:
            return unknown(f"There is no deployment {press.on.deployment}.")
        shown = masked(known.plan, self._secrets)
        if make := MADE_OF_VALUE.get(press.action):
            return make(press.on, known.state, shown)
        if press.action in BUTTONS:
            return reason_view(press.action, press.on, known.state, shown)
        metadata = FormMetadata(
            deployment=press.on.deployment, channel=press.place.channel, thread=press.place.thread
        )
        match press.action:
            case ActionId.OPEN_PLAN:
                return plan_view(known.state, shown, await self._queries.learnt(press.on.deployment))
            case ActionId.WAY_BACK:
                return way_back_view(known.state, shown)
            case ActionId.PROPOSE:
                return amend_view(metadata, known.state.source)
            case ActionId.HAND:
                return self._hand(known, press.user, metadata)
            case ActionId.ADD_STEP:
                return self._add(known, press.user, metadata)
            case _:
                return more_view(known.state, metadata)

    def _hand(self, known: Known, user: str, metadata: FormMetadata) -> View | Refusal:
        facts = self._facts(known, user)
        if refusal := _not_now(known, HandOver, facts):
            return refusal
        roles = roles_to_hand(known.state, facts)
        return roles if isinstance(roles, Refusal) else hand_view(known.state, roles, metadata)

    def _add(self, known: Known, user: str, metadata: FormMetadata) -> View | Refusal:
        facts, rule = self._facts(known, user), RULES[AddStep]
        refusal = rule.who.refuse(known.state, AddStep(after=""), facts, rule.doing)
        if refusal := refusal or _not_now(known, AddStep, facts):
            return refusal
        if known.state.leaving:
            return settled(being_left(known.state, facts.actor))
        return add_view(known.state, known.plan, replace(metadata, question=add_question(known.state)))

    def _facts(self, known: Known, user: str) -> Facts:
        return Facts(now=self._clock.now(), actor=Person(id=user, name=""), plan=known.plan)


def _not_now(known: Known, intent: type[Intent], facts: Facts) -> Refusal | None:
    rule = RULES[intent]
    return None if known.state.state in rule.states else not_now(known.state, rule, facts)
