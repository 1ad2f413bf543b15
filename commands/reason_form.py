"""The modal that asks why: what was written makes the intent that its button stands for."""

import re
from datetime import time

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain.plan import Severity
from bot.ports import Place
from bot.service import Service
from commands import rows_of_form
from commands.blocks.actions import ActionId, ButtonValue, InputId, value_block, value_names
from commands.grammar.reading import NO_SUCH_DATE, moment_of
from commands.inputs import Inputs
from commands.keys import view_key
from commands.modals import UNKNOWN_FORM
from commands.payloads import Payload, user_of
from commands.presses import BUTTONS, Button, Reason, form_of

MINUTES = re.compile(r"[0-9]{1,4}")
NO_MINUTES = "A number from 1 to 480, such as 30."


class ReasonForm:
    """Listens to the modal's submission."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def on_submission(self, ack: AsyncAck, body: Payload) -> None:
        """Closed once it is committed; a refusal stands under the reason. Errors: `Busy`, `Transient`."""
        inputs = Inputs(body)
        try:
            button, on = form_of(body["view"]["private_metadata"])
            told = _told(inputs)
            if wrong := _wrong(inputs, told) or _wrong_rows(button, on, told):
                await ack(response_action="errors", errors=wrong)
                return
            intent = button.intent(on, told)
        except ValueError:
            await ack(response_action="errors", errors={InputId.REASON: UNKNOWN_FORM})
            return
        outcome = await self._service.handle(
            intent,
            deployment=on.deployment,
            actor=user_of(body),
            key=view_key(body),
            later_in=Place(channel=""),
        )
        if outcome.refusal:
            await ack(response_action="errors", errors={_first_input(button, on): outcome.refusal.text})
        else:
            await ack()


def _first_input(button: Button, on: ButtonValue) -> str:
    """The input under which a refusal stands."""
    asks_values = button in (BUTTONS[ActionId.NOTE_VALUE], BUTTONS[ActionId.NOTE_ROWS])
    return value_block(value_names(on)[0]) if asks_values else InputId.REASON


def _wrong_rows(button: Button, on: ButtonValue, told: Reason) -> dict[str, str]:
    is_about_rows = button is BUTTONS[ActionId.NOTE_ROWS]
    return rows_of_form.wrong(on, told.outcomes, told.values) if is_about_rows else {}


def _wrong(inputs: Inputs, told: Reason) -> dict[str, str]:
    """What cannot be taken as it was filled in, by the input under which it is said."""
    if inputs.date(InputId.DATE) and told.start is None:
        return {InputId.DATE: NO_SUCH_DATE}
    if inputs.text(InputId.MINUTES) and not told.minutes:
        return {InputId.MINUTES: NO_MINUTES}
    return {}


def _told(inputs: Inputs) -> Reason:
    """What was filled in; `start` is `None` for a date that no document could have.

    Errors: `ValueError` for what no form of ours offers.
    """
    date, at = inputs.date(InputId.DATE), inputs.time(InputId.TIME)
    minutes = inputs.text(InputId.MINUTES)
    return Reason(
        text=inputs.text(InputId.REASON),
        severity=Severity(inputs.chosen(InputId.SEVERITY) or Severity.CRITICAL),
        start=moment_of(f"{date} {at}"),
        outcome=inputs.chosen(InputId.OUTCOME),
        at=time.fromisoformat(at) if at else None,
        minutes=int(minutes) if MINUTES.fullmatch(minutes) else 0,
        row=inputs.chosen(InputId.ROW),
        values=inputs.values(),
        outcomes=inputs.outcomes(),
    )
