"""The modal that starts a plan: plan, version, date and time, and people for roles that nobody fills."""

import asyncio
from datetime import datetime

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.document.parse import parse
from bot.domain.refusals import Refusal
from bot.queries import Queries
from commands.blocks.actions import InputId, people_block
from commands.blocks.views import StartMetadata, start_view
from commands.command import StartPlan
from commands.inputs import Inputs
from commands.keys import view_key
from commands.modals import Modals
from commands.payloads import Payload, user_of
from commands.perform import Asked, Performer
from commands.plans import Plans

ONE_WITHOUT_THE_OTHER = "Date and time go together: choose both, or neither to keep the plan's own."


class StartForm:
    """Opens the modal, asks for people once a plan is chosen, and starts the plan."""

    def __init__(self, performer: Performer, queries: Queries, plans: Plans, modals: Modals) -> None:
        self._performer = performer
        self._queries = queries
        self._plans = plans
        self._modals = modals

    async def open(self, trigger: str, channel: str) -> bool:
        """Put the modal on the screen; false where that did not work."""
        return await self._modals.open(trigger, start_view(await self._plans.known(), channel))

    async def on_plan_chosen(self, ack: AsyncAck, body: Payload) -> None:
        """Ask for the people of the roles that nobody fills. Errors: `Transient`."""
        view = body["view"]
        chosen = body["actions"][0]["selected_option"]["value"]
        read = await self._plans.read(chosen)
        if not isinstance(read, Refusal):
            stem, text = read
            # A document of 1 MB takes seconds to read: nobody else's press waits for it.
            document = await asyncio.to_thread(parse, text)
            roles = await self._queries.unfilled_roles(document.plan, stem)
            channel = StartMetadata.parse(view["private_metadata"]).channel
            asking = start_view(await self._plans.known(), channel, chosen=stem, roles=roles)
            await self._modals.update(view["id"], view["hash"], asking)
        await ack()

    async def on_submission(self, ack: AsyncAck, body: Payload) -> None:
        """Closed once the draft is committed; a refusal stands in the form. Errors: `Busy`, `Transient`."""
        metadata = StartMetadata.parse(body["view"]["private_metadata"])
        inputs = Inputs(body)
        if bool(inputs.date(InputId.DATE)) != bool(inputs.time(InputId.TIME)):
            missing = InputId.TIME if inputs.date(InputId.DATE) else InputId.DATE
            await ack(response_action="errors", errors={missing: ONE_WITHOUT_THE_OTHER})
            return
        asked = Asked(user=user_of(body), channel=metadata.channel, key=view_key(body))
        answer = await self._performer.start(_start_plan(inputs, metadata), asked)
        if isinstance(answer, Refusal):
            await ack(response_action="errors", errors={InputId.PLAN: answer.text})
        else:
            await ack()


def _start_plan(inputs: Inputs, metadata: StartMetadata) -> StartPlan:
    date, time = inputs.date(InputId.DATE), inputs.time(InputId.TIME)
    people = {
        role: inputs.users(people_block(index), InputId.PEOPLE) for index, role in enumerate(metadata.roles)
    }
    return StartPlan(
        plan=inputs.chosen(InputId.PLAN),
        version=inputs.text(InputId.VERSION),
        start=datetime.fromisoformat(f"{date} {time}") if date else None,
        people=people,
    )
