"""The modal that asks why: what was written makes the intent that its button stands for."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain.plan import Severity
from bot.service import Service
from commands.blocks.actions import InputId
from commands.inputs import Inputs
from commands.keys import view_key
from commands.modals import UNKNOWN_FORM
from commands.payloads import Payload, user_of
from commands.presses import Reason, form_of


class ReasonForm:
    """Listens to the modal's submission."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def on_submission(self, ack: AsyncAck, body: Payload) -> None:
        """Closed once it is committed; a refusal stands under the reason. Errors: `Busy`, `Transient`."""
        inputs = Inputs(body)
        try:
            button, on = form_of(body["view"]["private_metadata"])
            severity = Severity(inputs.chosen(InputId.SEVERITY) or Severity.CRITICAL)
        except ValueError:
            await ack(response_action="errors", errors={InputId.REASON: UNKNOWN_FORM})
            return
        outcome = await self._service.handle(
            button.intent(on, Reason(text=inputs.text(InputId.REASON), severity=severity)),
            deployment=on.deployment,
            actor=user_of(body),
            key=view_key(body),
        )
        if outcome.refusal:
            await ack(response_action="errors", errors={InputId.REASON: outcome.refusal.text})
        else:
            await ack()
