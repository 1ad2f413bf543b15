"""The form that takes the changed document of a deployment: dropped in, or read again from `PLANS_DIR`."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain.errands import AmendWith
from bot.domain.refusals import Refusal
from bot.queries import Queries
from bot.service import Service
from commands.amending import Amending
from commands.blocks.actions import InputId
from commands.blocks.dropping import amend_view
from commands.blocks.metadata import FormMetadata
from commands.command import AmendPlan
from commands.dropped import fetch, unreadable
from commands.inputs import Inputs
from commands.keys import view_key
from commands.modals import Modals
from commands.payloads import Payload, user_of
from commands.perform import Asked


class AmendForm:
    """Has what is dropped fetched; typed, it opens only where no file of `PLANS_DIR` holds the document."""

    def __init__(self, service: Service, queries: Queries, amending: Amending, modals: Modals) -> None:
        self._amending = amending
        self._service = service
        self._queries = queries
        self._modals = modals

    async def opens_for(self, trigger: str, command: AmendPlan, asked: Asked) -> bool:
        """Whether it is on the screen now, for the deployment that was typed."""
        found = await self._queries.locate(command.deployment, channel=asked.channel, thread=asked.thread)
        known = None if isinstance(found, Refusal) else await self._queries.deployment(found)
        if known is None or known.state.source:
            return False
        metadata = FormMetadata(deployment=known.state.id, channel=asked.channel, thread=asked.thread)
        return await self._modals.open(trigger, amend_view(metadata))

    async def on_submission(self, ack: AsyncAck, body: Payload) -> None:
        """Closed once the errand, or the intent, is committed; a refusal stands there.

        Errors: `Busy`, `Transient`.
        """
        metadata = FormMetadata.parse(body["view"]["private_metadata"])
        where = metadata.place
        asked = Asked(user=user_of(body), channel=where.channel, thread=where.thread, key=view_key(body))
        file = Inputs(body).file(InputId.FILE)
        wrong = unreadable(file) if file else await self._read_again(metadata.deployment, asked)
        if wrong:
            await ack(response_action="errors", errors={InputId.FILE: wrong})
            return
        if file:
            await fetch(self._service, file, AmendWith(deployment=metadata.deployment), asked, where)
        await ack()

    async def _read_again(self, deployment: str, asked: Asked) -> str:
        """Show what the file of `PLANS_DIR` changes; why that may not be, or "". Errors: as above."""
        intent = await self._amending.intent(deployment)
        if isinstance(intent, Refusal):
            return intent.text
        outcome = await self._service.handle(
            intent, deployment=deployment, actor=asked.user, key=asked.key, later_in=asked.place
        )
        return outcome.refusal.text if outcome.refusal else ""
