"""The form that takes the changed document of a deployment that was started from a dropped file."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain.errands import AmendWith
from bot.domain.refusals import Refusal
from bot.ports import Place
from bot.queries import Queries
from bot.service import Service
from commands.amending import Amending
from commands.blocks.actions import InputId
from commands.blocks.dropping import AmendMetadata, amend_view
from commands.command import AmendPlan
from commands.dropped import fetch, unreadable
from commands.inputs import Inputs
from commands.keys import view_key
from commands.modals import Modals
from commands.payloads import Payload, user_of
from commands.perform import Asked

DROP_IT = "Drop the changed document here."


class AmendForm:
    """Opens where no file of `PLANS_DIR` is known to hold the document, and has what is dropped fetched."""

    def __init__(self, service: Service, queries: Queries, amending: Amending, modals: Modals) -> None:
        self.amending = amending
        self._service = service
        self._queries = queries
        self._modals = modals

    async def is_for(self, deployment: str) -> bool:
        """Whether the deployment was started from a dropped file."""
        known = await self._queries.deployment(deployment)
        return known is not None and not known.state.source

    async def open(self, trigger: str, deployment: str, place: Place) -> bool:
        """Put the modal on the screen; false where that did not work."""
        metadata = AmendMetadata(deployment=deployment, channel=place.channel, thread=place.thread)
        return await self._modals.open(trigger, amend_view(metadata))

    async def opens_for(self, trigger: str, command: AmendPlan, asked: Asked) -> bool:
        """Whether it is on the screen now, for the deployment that was typed."""
        found = await self._queries.locate(command.deployment, channel=asked.channel, thread=asked.thread)
        if isinstance(found, Refusal) or not await self.is_for(found):
            return False
        return await self.open(trigger, found, asked.place)

    async def on_submission(self, ack: AsyncAck, body: Payload) -> None:
        """Closed once the errand is committed. Errors: `Busy`, `Transient`."""
        metadata = AmendMetadata.parse(body["view"]["private_metadata"])
        file = Inputs(body).file(InputId.FILE)
        wrong = unreadable(file) if file else DROP_IT
        if file is None or wrong:
            await ack(response_action="errors", errors={InputId.FILE: wrong})
            return
        place = Place(channel=metadata.channel, thread=metadata.thread)
        asked = Asked(user=user_of(body), channel=metadata.channel, key=view_key(body))
        await fetch(self._service, file, AmendWith(deployment=metadata.deployment), asked, place)
        await ack()
