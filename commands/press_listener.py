"""Listens to presses of buttons and menus in messages."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain.intents import Intent
from bot.domain.refusals import Refusal
from bot.errors import Transient
from bot.ports import Messenger, Place
from bot.service import Service
from commands.blocks.actions import ActionId
from commands.blocks.answers import record_comes
from commands.blocks.more import refused_view
from commands.forms import TYPED, Forms
from commands.modals import Modals, View
from commands.payloads import Payload, place_of, user_of
from commands.presses import BUTTONS, Press, Reason, check_question, press_of
from commands.record_errand import hand_record
from commands.telling import tell_now
from commands.words import SLASH

UNKNOWN = (
    "I do not know this button any more: `/deploy status` shows what can be done now. Nothing was changed."
)

NOT_OPENED = "Slack did not open the form. Nothing was changed: choose Amend once more."


class PressListener:
    """Each press becomes an intent, or opens the modal that asks for more."""

    def __init__(self, service: Service, forms: Forms, messenger: Messenger, modals: Modals) -> None:
        self._forms = forms
        self._service = service
        self._messenger = messenger
        self._modals = modals

    async def on_press(self, ack: AsyncAck, body: Payload) -> None:
        """A press, acknowledged once it is committed. Errors: `Busy`, `Transient`."""
        try:
            press = press_of(body)
            check_question(press)
        except ValueError:
            await self._tell(user_of(body), place_of(body), UNKNOWN)
        else:
            await self._carry_out(press)
        await ack()

    async def _carry_out(self, press: Press) -> None:
        if press.action is ActionId.HAND_RECORD:
            await self._hand_record(press)
            return
        button = BUTTONS.get(press.action)
        if button and button.typed is None:
            await self._ask(press, button.intent(press.on, Reason()))
            return
        view = await self._forms.view(press)
        if isinstance(view, Refusal):
            await self._refuse(press, view)
        elif not await self._shows(press, view):
            await self._tell(press.user, press.place, _not_opened(press))

    async def _hand_record(self, press: Press) -> None:
        told = record_comes(press.on.deployment).text
        where = (press.on.deployment, press.user, press.place)
        await hand_record(self._service, *where, told, key=press.key)

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

    async def _shows(self, press: Press, view: View) -> bool:
        """Whether the view is on the screen: a new one, or in the place of the modal that was pressed."""
        if press.view is None:
            return await self._modals.open(press.trigger, view)
        view_id, view_hash = press.view
        return await self._modals.update(view_id, view_hash, view)

    async def _refuse(self, press: Press, refusal: Refusal) -> None:
        """Say so where the person looks: in the modal, or in the channel."""
        if press.view is None or not await self._shows(press, refused_view(refusal.text)):
            await self._tell(press.user, press.place, refusal.text)

    async def _tell(self, user: str, place: Place, text: str) -> None:
        """Answer at once. Errors: `Transient`: a press that could not be answered is not acknowledged."""
        if not await tell_now(self._messenger, user, place, text):
            raise Transient("Slack did not take the answer")


def _not_opened(press: Press) -> str:
    """What to do where Slack did not open a form."""
    if press.action is ActionId.PROPOSE:
        return NOT_OPENED
    button = BUTTONS.get(press.action)
    if button and button.typed:
        typed = button.typed(press.on)
    else:
        typed = TYPED[press.action].format(id=press.on.deployment)
    return f"Slack did not open the form. The same can be typed: `{SLASH} {typed}`"
