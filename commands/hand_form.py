"""The form that hands a role over, once it is sent off."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain.form_questions import handed_role
from bot.domain.intents import HandOver
from bot.service import Service
from commands.blocks.actions import InputId
from commands.blocks.metadata import FormMetadata
from commands.inputs import Inputs
from commands.keys import view_key
from commands.payloads import Payload, user_of


class HandForm:
    """Listens to the modal's submission."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def on_submission(self, ack: AsyncAck, body: Payload) -> None:
        """Closed once it is committed; a refusal stands under the role. Errors: `Busy`, `Transient`."""
        inputs = Inputs(body)
        question = inputs.chosen(InputId.ROLE)
        intent = HandOver(
            question=question,
            role=handed_role(question),
            to=inputs.user(InputId.PERSON),
            reason=inputs.text(InputId.REASON),
        )
        metadata = FormMetadata.parse(body["view"]["private_metadata"])
        outcome = await self._service.handle(
            intent,
            deployment=metadata.deployment,
            actor=user_of(body),
            key=view_key(body),
            later_in=metadata.place,
        )
        if outcome.refusal:
            await ack(response_action="errors", errors={InputId.ROLE: outcome.refusal.text})
        else:
            await ack()
