"""The form that adds a step, once it is sent off."""

import re

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain.adhoc import LONGEST_MINUTES
from bot.domain.intents import AddStep
from bot.service import Service
from commands.blocks.actions import InputId
from commands.blocks.metadata import FormMetadata
from commands.inputs import Inputs
from commands.keys import view_key
from commands.payloads import Payload, user_of

EITHER = "Somebody or a role: which of the two does it?"
NEITHER = "Who does it? Choose somebody, or a role."
MINUTES = re.compile(r"[0-9]{1,9}")
NO_MINUTES = f"A number from 1 to {LONGEST_MINUTES}, such as 10."


class AddForm:
    """Listens to the modal's submission."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def on_submission(self, ack: AsyncAck, body: Payload) -> None:
        """Closed once it is committed; a refusal stands under the place. Errors: `Busy`, `Transient`."""
        metadata = FormMetadata.parse(body["view"]["private_metadata"])
        inputs = Inputs(body)
        if wrong := _wrong(inputs):
            await ack(response_action="errors", errors=wrong)
            return
        outcome = await self._service.handle(
            _intent(inputs, metadata.question),
            deployment=metadata.deployment,
            actor=user_of(body),
            key=view_key(body),
            later_in=metadata.place,
        )
        if outcome.refusal:
            await ack(response_action="errors", errors={InputId.AFTER: outcome.refusal.text})
        else:
            await ack()


def _wrong(inputs: Inputs) -> dict[str, str]:
    """What cannot be taken as it was filled in, by the input under which it is said."""
    somebody, role = inputs.user(InputId.PERSON), inputs.chosen(InputId.ROLE)
    minutes = inputs.text(InputId.MINUTES)
    if bool(somebody) == bool(role):
        return {InputId.PERSON: EITHER if somebody else NEITHER}
    if not (MINUTES.fullmatch(minutes) and 0 < int(minutes) <= LONGEST_MINUTES):
        return {InputId.MINUTES: NO_MINUTES}
    return {}


def _intent(inputs: Inputs, question: str) -> AddStep:
    return AddStep(
        question=question,
        after=inputs.chosen(InputId.AFTER),
        action=inputs.text(InputId.ACTION),
        owner=inputs.user(InputId.PERSON),
        role=inputs.chosen(InputId.ROLE),
        minutes=int(inputs.text(InputId.MINUTES)),
        reason=inputs.text(InputId.REASON),
    )
