"""Listens to presses of buttons and menus in messages."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain.intents import Intent
from bot.domain.refusals import Refusal
from bot.errors import Transient
from bot.ports import Messenger, Place
from bot.queries import Queries
from bot.service import Service
from commands.amend_form import AmendForm
from commands.blocks.actions import ActionId
from commands.blocks.plan_summary import plan_view
from commands.blocks.views import reason_view
from commands.modals import Modals
from commands.payloads import Payload, place_of, user_of
from commands.presses import BUTTONS, Press, Reason, press_of
from commands.telling import tell_now
from commands.words import SLASH

UNKNOWN = (
    "I do not know this button any more: `/deploy status` shows what can be done now. Nothing was changed."
)

NOT_OPENED = "Slack did not open the form. Nothing was changed: choose Amend once more."


class PressListener:
    """Each press becomes an intent, or opens the modal that asks for a reason."""

    def __init__(
        self,
        service: Service,
        queries: Queries,
        messenger: Messenger,
        modals: Modals,
        amend_form: AmendForm,
    ) -> None:
        self._amend_form = amend_form
        self._service = service
        self._queries = queries
        self._messenger = messenger
        self._modals = modals

    async def on_press(self, ack: AsyncAck, body: Payload) -> None:
        """A press, acknowledged once it is committed. Errors: `Busy`, `Transient`."""
        try:
            press = press_of(body)
        except ValueError:
            await self._tell(user_of(body), place_of(body), UNKNOWN)
        else:
            await self._carry_out(press)
        await ack()

    async def _carry_out(self, press: Press) -> None:
        if press.action is ActionId.OPEN_PLAN:
            await self._open_plan(press)
            return
        if press.action is ActionId.PROPOSE:
            await self._propose(press)
            return
        button = BUTTONS[press.action]
        if button.typed is None:
            await self._ask(press, button.intent(press.on, Reason()))
        elif not await self._modals.open(press.trigger, reason_view(press.action, press.on)):
            await self._say_what_to_type(press, button.typed(press.on))

    async def _ask(self, press: Press, intent: Intent) -> None:
        outcome = await self._service.handle(
            intent,
            deployment=press.on.deployment,
            actor=press.user,
            key=press.key,
            answer_in=press.place,
            later_in=press.place,
        )
        if outcome.refusal and outcome.state is None:
            # There is no such deployment, hence no lane in which its refusal could be told.
            await self._tell(press.user, press.place, outcome.refusal.text)

    async def _propose(self, press: Press) -> None:
        """Show what the changed document does; one that was dropped in is asked for first."""
        if await self._amend_form.is_for(press.on.deployment):
            if not await self._amend_form.open(press.trigger, press.on.deployment, press.place):
                await self._tell(press.user, press.place, NOT_OPENED)
            return
        intent = await self._amend_form.amending.intent(press.on.deployment)
        if isinstance(intent, Refusal):
            await self._tell(press.user, press.place, intent.text)
        else:
            await self._ask(press, intent)

    async def _open_plan(self, press: Press) -> None:
        known = await self._queries.deployment(press.on.deployment)
        if known is None or not await self._modals.open(press.trigger, plan_view(known.state, known.plan)):
            await self._say_what_to_type(press, f"status {press.on.deployment}")

    async def _say_what_to_type(self, press: Press, typed: str) -> None:
        text = f"Slack did not open the form. The same can be typed: `{SLASH} {typed}`"
        await self._tell(press.user, press.place, text)

    async def _tell(self, user: str, place: Place, text: str) -> None:
        """Answer at once. Errors: `Transient`: a press that could not be answered is not acknowledged."""
        if not await tell_now(self._messenger, user, place, text):
            raise Transient("Slack did not take the answer")
